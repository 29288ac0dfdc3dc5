//! Theil's indices over several levels of groups, one inside the other.

use super::theil::{Variant, index, raw};
use super::values::{Values, number};
use crate::clusters::activity::Long;
use crate::model::Status;
use crate::registry::{Inputs, MethodError};
use std::collections::{BTreeMap, HashMap};

/// The index and its parts: total = Σ between + within.
#[derive(Debug, Clone, PartialEq)]
pub struct Nested {
    /// Inequality of all.
    pub total: f64,
    /// By level, the coarsest first: inequality of its groups' means inside
    /// the groups of the level above.
    pub between: Vec<f64>,
    /// Inequality inside the groups of the finest level.
    pub within: f64,
}

/// Splits the index by `levels` (coarsest first), each with the group of every
/// region. A group is known by its whole path, so that a name may stand again
/// under another parent.
///
/// # Errors
/// As [`index`].
///
/// Complexity: O(levels × n log n).
pub fn decompose(
    values: &[f64],
    weights: &[f64],
    levels: &[Vec<&str>],
    variant: Variant,
) -> Result<Nested, Status> {
    let total = index(values, weights, variant)?;
    let (amount, size) = sums((0..values.len()).map(|i| (values[i], weights[i])));
    // Weight of a part's inequality in the whole.
    let share = |a: f64, s: f64| match variant {
        Variant::T => a / amount,
        Variant::L => s / size,
    };
    let mut order: Vec<usize> = (0..values.len()).collect();
    let key = |i: usize, depth: usize| levels[..depth].iter().map(move |l| l[i]);
    order.sort_by(|&a, &b| key(a, levels.len()).cmp(key(b, levels.len())).then(a.cmp(&b)));
    let parts = |depth: usize| order.chunk_by(move |&a, &b| key(a, depth).eq(key(b, depth)));
    let inequality = |cells: &[(f64, f64)]| {
        let (a, s) = sums(cells.iter().copied());
        // A part of zeros has no inequality of its own and no share in T.
        if a <= 0.0 {
            return 0.0;
        }
        let (x, w): (Vec<f64>, Vec<f64>) = cells.iter().copied().unzip();
        share(a, s) * raw(&x, &w, variant)
    };
    let cells = |part: &[usize]| part.iter().map(|&i| (values[i], weights[i])).collect::<Vec<_>>();
    let mut between = Vec::with_capacity(levels.len());
    for depth in 0..levels.len() {
        let mut found = 0.0;
        for part in parts(depth) {
            let below = part.chunk_by(|&a, &b| levels[depth][a] == levels[depth][b]);
            let means: Vec<(f64, f64)> = below
                .map(|group| {
                    let (a, s) = sums(group.iter().map(|&i| (values[i], weights[i])));
                    (a / s, s)
                })
                .collect();
            found += inequality(&means);
        }
        between.push(found);
    }
    let within = parts(levels.len()).map(|part| inequality(&cells(part))).sum();
    Ok(Nested { total, between, within })
}

/// Σ w x and Σ w.
fn sums(cells: impl Iterator<Item = (f64, f64)>) -> (f64, f64) {
    cells.fold((0.0, 0.0), |(a, s), (x, w)| (a + w * x, s + w))
}

/// Rows of the method `theil` over the columns `levels` of the input.
///
/// # Errors
/// A column that is not there, or a region with a value and no group.
pub(super) fn rows(
    inputs: &Inputs,
    given: &Values,
    levels: &[&str],
    variant: Variant,
    long: &mut Long,
) -> Result<(), MethodError> {
    let table = inputs.need("values", super::values::VALUES.columns)?;
    let refuse = |source| MethodError::Table { input: "values".into(), source };
    let columns = levels.iter().map(|l| table.column(l).map_err(refuse)).collect::<Result<Vec<_>, _>>()?;
    let region =
        if table.get("region").is_some() { "region" } else { table.names().next().unwrap_or("region") };
    let keys = table.column(region).map_err(refuse)?;
    let mut row_of: HashMap<(i64, String), usize> = HashMap::new();
    for row in 0..table.rows() {
        let year = if given.has_year { number(table, row, "year").unwrap_or(0.0) as i64 } else { 0 };
        row_of.extend(keys.display(row).map(|k| ((year, k), row)));
    }
    for year in &given.years {
        let (values, weights, _) = year.complete();
        let mut groups: Vec<Vec<String>> = vec![Vec::new(); levels.len()];
        for i in year.kept() {
            let region = &year.regions[i];
            let row = row_of.get(&(year.year, region.clone())).copied().unwrap_or_default();
            for ((group, column), level) in groups.iter_mut().zip(&columns).zip(levels) {
                group.push(column.display(row).ok_or_else(|| {
                    MethodError::data(format!("input `values`: `{region}` has a value but no `{level}`"))
                })?);
            }
        }
        let borrowed: Vec<Vec<&str>> =
            groups.iter().map(|g| g.iter().map(String::as_str).collect()).collect();
        let parts = decompose(&values, &weights, &borrowed, variant);
        let part = |f: &dyn Fn(&Nested) -> f64| parts.as_ref().map(f).map_err(|s| *s);
        long.push(&["total"], year.year, part(&|n| n.total));
        for (at, level) in levels.iter().enumerate() {
            long.push(&[&format!("between-{level}")], year.year, part(&|n| n.between[at]));
        }
        long.push(&["within"], year.year, part(&|n| n.within));
    }
    Ok(())
}

/// Whether a group name stands under more than one parent, for a remark.
pub fn repeated_names(levels: &[Vec<&str>]) -> bool {
    levels.windows(2).any(|pair| {
        let mut parent: BTreeMap<&str, &str> = BTreeMap::new();
        pair[1].iter().zip(&pair[0]).any(|(fine, coarse)| *parent.entry(fine).or_insert(coarse) != *coarse)
    })
}
