//! Members and outsiders alike in their covariates.

use std::collections::BTreeMap;

/// What units are matched on.
#[derive(Debug, Clone, Copy)]
pub struct Matching<'a> {
    /// Whether each unit is a member.
    pub member: &'a [bool],
    /// Categories of each unit, equal where they match.
    pub category: &'a [usize],
    /// Numbers by unit, then covariate; all finite.
    pub numbers: &'a [f64],
    /// Number of covariates.
    pub width: usize,
}

/// Members and outsiders that are alike.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stratum {
    /// Positions of the members.
    pub members: Vec<usize>,
    /// Positions of the outsiders.
    pub outsiders: Vec<usize>,
}

impl Matching<'_> {
    fn row(&self, i: usize) -> &[f64] {
        &self.numbers[i * self.width..(i + 1) * self.width]
    }
}

/// Strata of the same categories and bins, those with members and outsiders.
/// Bins are cut at the quantiles of all units; equal values share a bin.
pub fn coarsened(m: &Matching, bins: usize) -> Vec<Stratum> {
    let n = m.member.len();
    let cuts: Vec<Vec<f64>> = (0..m.width)
        .map(|k| {
            let mut sorted: Vec<f64> = (0..n).map(|i| m.row(i)[k]).collect();
            sorted.sort_unstable_by(f64::total_cmp);
            (1..bins).filter_map(|b| sorted.get(b * n / bins).copied()).collect()
        })
        .collect();
    let mut strata: BTreeMap<(usize, Vec<usize>), Stratum> = BTreeMap::new();
    for i in 0..n {
        let bin = |(v, cuts): (&f64, &Vec<f64>)| cuts.partition_point(|c| c <= v);
        let key = (m.category[i], m.row(i).iter().zip(&cuts).map(bin).collect());
        let stratum = strata.entry(key).or_default();
        if m.member[i] { stratum.members.push(i) } else { stratum.outsiders.push(i) }
    }
    strata.into_values().filter(|s| !s.members.is_empty() && !s.outsiders.is_empty()).collect()
}

/// Each member with up to `k` outsiders of its category, the closest pairs
/// first, no outsider twice; distances of standardised numbers up to `caliper`.
pub fn nearest(m: &Matching, k: usize, caliper: f64) -> Vec<Stratum> {
    let n = m.member.len();
    let scale: Vec<f64> = (0..m.width)
        .map(|c| {
            let mean = (0..n).map(|i| m.row(i)[c]).sum::<f64>() / n as f64;
            let v = (0..n).map(|i| (m.row(i)[c] - mean).powi(2)).sum::<f64>() / n as f64;
            // A constant tells no two units apart.
            if v > 0.0 { 1.0 / v.sqrt() } else { 0.0 }
        })
        .collect();
    let mut by_category: BTreeMap<usize, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
    for i in 0..n {
        let (inside, outside) = by_category.entry(m.category[i]).or_default();
        if m.member[i] { inside.push(i) } else { outside.push(i) }
    }
    let mut strata = Vec::new();
    for (inside, outside) in by_category.into_values() {
        let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
        for &a in &inside {
            for &b in &outside {
                let parts = m.row(a).iter().zip(m.row(b)).zip(&scale);
                let d = parts.map(|((x, y), s)| ((x - y) * s).powi(2)).sum::<f64>().sqrt();
                if d <= caliper {
                    pairs.push((d, a, b));
                }
            }
        }
        pairs.sort_unstable_by(|x, y| x.0.total_cmp(&y.0).then((x.1, x.2).cmp(&(y.1, y.2))));
        let mut chosen: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut used = std::collections::HashSet::new();
        // First one match for each that can have one, then the second …
        for round in 1..=k {
            for &(_, a, b) in &pairs {
                let own = chosen.entry(a).or_default();
                if own.len() == round - 1 && !used.contains(&b) {
                    own.push(b);
                    used.insert(b);
                }
            }
        }
        strata.extend(
            chosen
                .into_iter()
                .filter(|(_, outsiders)| !outsiders.is_empty())
                .map(|(a, outsiders)| Stratum { members: vec![a], outsiders }),
        );
    }
    strata.sort_by_key(|s| s.members[0]);
    strata
}

/// Standardised differences of a covariate; NaN where it does not vary.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Balance {
    /// Before matching.
    pub before: f64,
    /// After matching.
    pub after: f64,
}

/// Balance of covariate `k`.
pub fn balance(m: &Matching, strata: &[Stratum], k: usize) -> Balance {
    let moments = |member: bool| {
        let values: Vec<f64> =
            (0..m.member.len()).filter(|&i| m.member[i] == member).map(|i| m.row(i)[k]).collect();
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        (mean, values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (count - 1.0).max(1.0))
    };
    let ((own, v), (other, w)) = (moments(true), moments(false));
    let sd = ((v + w) / 2.0).sqrt();
    if sd.is_nan() || sd <= 0.0 {
        return Balance { before: f64::NAN, after: f64::NAN };
    }
    let mean = |of: &[usize]| of.iter().map(|&i| m.row(i)[k]).sum::<f64>() / of.len() as f64;
    let count: f64 = strata.iter().map(|s| s.members.len() as f64).sum();
    let after: f64 =
        strata.iter().map(|s| s.members.len() as f64 * (mean(&s.members) - mean(&s.outsiders))).sum();
    Balance { before: (own - other) / sd, after: if count > 0.0 { after / count / sd } else { f64::NAN } }
}
