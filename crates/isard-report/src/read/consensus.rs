//! How often pairs of regions fall into the same group.

use super::Source;
use crate::ReportInput;
use std::collections::BTreeMap;

/// Shares of all pairs, dense.
#[derive(Debug, Clone, Default)]
pub(crate) struct Consensus {
    index: BTreeMap<String, usize>,
    /// Row by row; NaN where the table has no such pair.
    shares: Vec<f64>,
}

impl Consensus {
    /// Reads the table, `None` when the atlas has none.
    pub(crate) fn read(input: &ReportInput) -> Option<Self> {
        let t = Source::open(input, "typology/consensus_pairs")?;
        let pairs = (0..t.rows())
            .filter_map(|r| Some((t.text(r, "region"), t.text(r, "other"), t.real(r, "share")?)));
        let out = Consensus::from_pairs(pairs);
        (!out.index.is_empty()).then_some(out)
    }

    /// From pairs in any order, each written once or twice.
    pub(crate) fn from_pairs(pairs: impl Iterator<Item = (String, String, f64)>) -> Self {
        let pairs: Vec<(String, String, f64)> = pairs.collect();
        let mut index: BTreeMap<String, usize> = BTreeMap::new();
        for (a, b, _) in &pairs {
            index.entry(a.clone()).or_default();
            index.entry(b.clone()).or_default();
        }
        index.values_mut().enumerate().for_each(|(i, at)| *at = i);
        let n = index.len();
        let mut shares = vec![f64::NAN; n * n];
        for i in 0..n {
            shares[i * n + i] = 1.0;
        }
        for (a, b, share) in &pairs {
            let (i, j) = (index[a], index[b]);
            shares[i * n + j] = *share;
            shares[j * n + i] = *share;
        }
        Consensus { index, shares }
    }

    /// Position of a region.
    pub(crate) fn position(&self, key: &str) -> Option<usize> {
        self.index.get(key).copied()
    }

    /// Share of two positions.
    pub(crate) fn share(&self, a: usize, b: usize) -> Option<f64> {
        self.shares.get(a * self.index.len() + b).copied().filter(|v| v.is_finite())
    }
}
