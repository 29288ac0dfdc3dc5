//! Links between regions by flows of people or goods, for functional regions.

use crate::inequality::values::number;
use crate::registry::{InputSpec, Inputs, MethodError};
use std::collections::{BTreeMap, HashMap};

/// Flows between regions.
pub const REGION_FLOWS: InputSpec = InputSpec {
    name: "flows",
    columns: "from, to, value: commuters, trade or other flows between regions; flows inside a region count in its totals",
    optional: true,
};

/// Pairs of regions (lesser position first) with Smart's strength
/// f_ij²/(O_i D_j) + f_ji²/(O_j D_i), O and D the sums of what leaves and
/// arrives, of at least `least`. Pairs ascend.
///
/// `flows` may hold a pair more than once: the values add up.
pub fn smart_links(flows: &[(usize, usize, f64)], regions: usize, least: f64) -> Vec<(usize, usize, f64)> {
    let (mut out, mut into) = (vec![0.0; regions], vec![0.0; regions]);
    let mut cells: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for &(i, j, v) in flows {
        out[i] += v;
        into[j] += v;
        *cells.entry((i, j)).or_default() += v;
    }
    let part = |i: usize, j: usize| match cells.get(&(i, j)) {
        Some(v) if *v > 0.0 => (v / out[i]) * (v / into[j]),
        _ => 0.0,
    };
    let mut pairs: Vec<(usize, usize)> =
        cells.keys().filter(|(i, j)| i != j).map(|&(i, j)| (i.min(j), i.max(j))).collect();
    pairs.sort_unstable();
    pairs.dedup();
    let strength = |(i, j): (usize, usize)| (i, j, part(i, j) + part(j, i));
    pairs.into_iter().map(strength).filter(|p| p.2 > 0.0 && p.2 >= least).collect()
}

/// From a region to another, by position: an amount.
type Flow = (usize, usize, f64);

/// Reads the input `flows` between the given regions; rows of others take no part.
///
/// # Errors
/// A missing column, an empty key, a negative value.
pub(crate) fn read(inputs: &Inputs, regions: &[String]) -> Result<Option<Vec<Flow>>, MethodError> {
    let Some(table) = inputs.get(REGION_FLOWS.name) else { return Ok(None) };
    let column = |name: &str| {
        table.column(name).map_err(|source| MethodError::Table { input: REGION_FLOWS.name.into(), source })
    };
    let (from, to, _) = (column("from")?, column("to")?, column("value")?);
    let at: HashMap<&str, usize> = regions.iter().enumerate().map(|(i, k)| (k.as_str(), i)).collect();
    let mut flows = Vec::new();
    for row in 0..table.rows() {
        let bad = |what: String| MethodError::data(format!("input `flows`, row {}: {what}", row + 1));
        let source = from.display(row).ok_or_else(|| bad("`from` is empty".into()))?;
        let target = to.display(row).ok_or_else(|| bad("`to` is empty".into()))?;
        let value = number(table, row, "value").map_err(bad)?;
        if value < 0.0 {
            return Err(bad(format!("the flow {value} is negative")));
        }
        if let (Some(&i), Some(&j)) = (at.get(source.as_str()), at.get(target.as_str())) {
            flows.extend((value > 0.0).then_some((i, j, value)));
        }
    }
    Ok(Some(flows))
}
