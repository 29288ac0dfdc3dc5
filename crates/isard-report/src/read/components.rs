//! Principal components or factors as the report needs them.

use super::Source;
use crate::ReportInput;
use std::collections::BTreeMap;

/// A component with its eigenvalue.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Component {
    pub(crate) number: usize,
    pub(crate) eigenvalue: f64,
    /// What random data of the same size reach.
    pub(crate) parallel: Option<f64>,
    /// Share of the variance.
    pub(crate) share: Option<f64>,
    /// Whether the analysis keeps it.
    pub(crate) kept: Option<bool>,
}

/// Eigenvalues, loadings and scores.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Components {
    /// By number.
    pub(crate) components: Vec<Component>,
    /// By indicator, then component.
    pub(crate) loadings: BTreeMap<String, BTreeMap<usize, f64>>,
    /// By region: scores on the first two components.
    pub(crate) scores: BTreeMap<String, (f64, f64)>,
}

impl Components {
    /// Reads the tables, `None` when the atlas has no eigenvalues.
    pub(crate) fn read(input: &ReportInput, year: i64) -> Option<Self> {
        let t = Source::open(input, "typology/eigenvalues")?;
        let mut components: Vec<Component> = (0..t.rows())
            .filter_map(|r| {
                Some(Component {
                    number: usize::try_from(t.integer(r, "component")?).ok()?,
                    eigenvalue: t.real(r, "eigenvalue")?,
                    parallel: t.real(r, "chance"),
                    share: t.real(r, "share"),
                    kept: t.boolean(r, "kept"),
                })
            })
            .collect();
        components.sort_by_key(|c| c.number);
        let mut out = Components { components, ..Components::default() };
        if let Some(t) = Source::open(input, "typology/loadings") {
            for r in 0..t.rows() {
                if let (Some(component), Some(value)) = (number(&t, r), t.real(r, "loading")) {
                    out.loadings.entry(t.text(r, "indicator")).or_default().insert(component, value);
                }
            }
        }
        if let Some(t) = Source::open(input, "typology/scores") {
            let mut at: BTreeMap<String, [Option<f64>; 2]> = BTreeMap::new();
            for r in (0..t.rows()).filter(|&r| t.integer(r, "year").is_none_or(|y| y == 0 || y == year)) {
                if let Some(c @ (1 | 2)) = number(&t, r) {
                    at.entry(t.text(r, "region")).or_default()[c - 1] = t.real(r, "value");
                }
            }
            out.scores = at.into_iter().filter_map(|(k, [a, b])| Some((k, (a?, b?)))).collect();
        }
        Some(out)
    }

    /// How many components are kept: as the table says, else those above what
    /// random data reach.
    pub(crate) fn kept(&self) -> usize {
        let told = self.components.iter().filter(|c| c.kept == Some(true)).count();
        if self.components.iter().any(|c| c.kept.is_some()) {
            return told;
        }
        self.components.iter().take_while(|c| c.parallel.is_some_and(|p| c.eigenvalue > p)).count()
    }

    /// Share of the variance of the kept components together.
    pub(crate) fn explained(&self) -> Option<f64> {
        self.components.iter().take(self.kept()).map(|c| c.share).sum()
    }
}

fn number(t: &Source, row: usize) -> Option<usize> {
    t.integer(row, "component").and_then(|c| usize::try_from(c).ok())
}
