//! Coalitions as rows.

use super::search::{Allowed, Found, Objective, best_set};
use super::value::Potential;
use crate::cooperation::tables::PotentialRow;
use crate::linalg::Matrix;
use crate::model::Status;
use crate::registry::{MethodError, nearest};
use rayon::prelude::*;

/// Regions with their potential; a region without all amounts has none.
#[derive(Debug, Clone)]
pub struct Endowments {
    regions: Vec<String>,
    names: Vec<String>,
    potential: Potential,
    complete: Vec<bool>,
    /// Values alone of complete regions, descending.
    ranking: Vec<f64>,
}

impl Endowments {
    /// `columns` of the matrix for each component of `names`.
    ///
    /// # Errors
    /// An amount that is negative or infinite; no region with all amounts.
    pub fn new(
        regions: &[String],
        amounts: &Matrix,
        names: Vec<String>,
        columns: &[Vec<usize>],
        weights: &[f64],
        substitution: f64,
    ) -> Result<Endowments, MethodError> {
        let used: Vec<usize> = columns.concat();
        let mut cells = Vec::with_capacity(regions.len() * used.len());
        let mut complete = Vec::with_capacity(regions.len());
        for (r, region) in regions.iter().enumerate() {
            let row: Vec<f64> = used.iter().map(|&k| amounts.get(r, k)).collect();
            if let Some(v) = row.iter().find(|v| **v < 0.0 || v.is_infinite()) {
                return Err(MethodError::data_hint(
                    format!("`{region}` has the amount {v}"),
                    "a potential adds up amounts of zero or more; leave a cell empty where it is not known",
                ));
            }
            let whole = !row.iter().any(|v| v.is_nan());
            complete.push(whole);
            cells.extend(row.into_iter().map(|v| if whole { v } else { 0.0 }));
        }
        if !complete.contains(&true) {
            return Err(MethodError::data_hint(
                "no region has all amounts",
                "leave out endowments that are not known, or name fewer under `components`",
            ));
        }
        let sizes: Vec<usize> = columns.iter().map(Vec::len).collect();
        let potential = Potential::new(&cells, &sizes, weights, substitution);
        let mut ranking: Vec<f64> =
            (0..regions.len()).filter(|&r| complete[r]).map(|r| potential.alone(r)).collect();
        ranking.sort_unstable_by(|a, b| b.total_cmp(a));
        Ok(Endowments { regions: regions.to_vec(), names, potential, complete, ranking })
    }

    /// Regions without all amounts.
    pub fn incomplete(&self) -> Vec<&str> {
        self.regions.iter().zip(&self.complete).filter(|(_, c)| !**c).map(|(r, _)| r.as_str()).collect()
    }

    /// The potential.
    pub fn potential(&self) -> &Potential {
        &self.potential
    }

    /// 1 plus the number of values above.
    fn rank(&self, value: f64) -> i64 {
        self.ranking.partition_point(|v| *v > value) as i64 + 1
    }
}

/// Rows of a coalition: each component, then the total.
pub fn coalition_rows(
    endowments: &Endowments,
    members: &[usize],
    region: Option<usize>,
) -> Vec<PotentialRow> {
    let potential = &endowments.potential;
    let mut keys: Vec<&str> = members.iter().map(|&m| endowments.regions[m].as_str()).collect();
    keys.sort_unstable();
    let coalition = keys.join("+");
    let row = |component: &str, sum: f64, joint: f64| {
        let whole = members.iter().all(|&m| endowments.complete[m]);
        PotentialRow {
            coalition: coalition.clone(),
            members: members.len() as i64,
            region: region.map(|r| endowments.regions[r].clone()),
            component: component.to_string(),
            sum: whole.then_some(sum),
            joint: whole.then_some(joint),
            synergy: whole.then_some(joint - sum),
            synergy_share: (whole && sum > 0.0).then(|| joint / sum - 1.0),
            rank: None,
            best_rank: None,
            status: if whole { Status::Observed } else { Status::Missing },
        }
    };
    let pool = potential.pool(members);
    let mut rows: Vec<PotentialRow> = (0..potential.components())
        .map(|k| {
            let sum = members.iter().map(|&m| potential.component(potential.row(m), k)).sum();
            row(&endowments.names[k], sum, potential.component(&pool, k))
        })
        .collect();
    let (joint, sum) = potential.joint_and_sum(members);
    let mut total = row("total", sum, joint);
    if total.joint.is_some() {
        // Members leave the list they are ranked in; those above the coalition are no members of it.
        let above = members.iter().filter(|&&m| potential.alone(m) > joint).count() as i64;
        total.rank = Some(endowments.rank(joint) - above);
        total.best_rank = members.iter().map(|&m| endowments.rank(potential.alone(m))).min();
    }
    rows.push(total);
    rows
}

/// Best sets of each size for each region, by region, size.
pub fn partner_sets(
    endowments: &Endowments,
    regions: &[usize],
    sizes: &[usize],
    neighbors: Option<&[Vec<usize>]>,
    objective: Objective,
) -> Vec<(usize, Found)> {
    let complete: Vec<usize> = (0..endowments.regions.len()).filter(|&r| endowments.complete[r]).collect();
    let tasks: Vec<(usize, usize)> = regions
        .iter()
        .filter(|&&r| endowments.complete[r])
        .flat_map(|&r| sizes.iter().map(move |&s| (r, s)))
        .collect();
    tasks
        .into_par_iter()
        .filter_map(|(region, size)| {
            let partners = match neighbors {
                None => complete.clone(),
                Some(all) => {
                    reachable(all, region, size - 1).into_iter().filter(|&r| endowments.complete[r]).collect()
                }
            };
            let allowed = Allowed { partners, neighbors };
            best_set(&endowments.potential, region, size, &allowed, objective).map(|f| (region, f))
        })
        .collect()
}

/// Lists of neighbours from pairs.
pub fn neighbors_of(links: &[(usize, usize)], regions: usize) -> Vec<Vec<usize>> {
    let mut lists = vec![Vec::new(); regions];
    for &(i, j) in links {
        lists[i].push(j);
        lists[j].push(i);
    }
    for list in &mut lists {
        list.sort_unstable();
        list.dedup();
    }
    lists
}

/// Regions within a number of steps, without the region itself, ascending.
pub fn reachable(neighbors: &[Vec<usize>], region: usize, steps: usize) -> Vec<usize> {
    let mut seen = vec![false; neighbors.len()];
    seen[region] = true;
    let mut front = vec![region];
    for _ in 0..steps {
        let mut next = Vec::new();
        for &i in &front {
            for &j in &neighbors[i] {
                if !std::mem::replace(&mut seen[j], true) {
                    next.push(j);
                }
            }
        }
        front = next;
    }
    seen[region] = false;
    (0..seen.len()).filter(|&i| seen[i]).collect()
}

/// Names of the components and the columns of their endowments.
pub(super) fn components_of(
    text: &str,
    indicators: &[String],
) -> Result<(Vec<String>, Vec<Vec<usize>>), MethodError> {
    if text.trim().is_empty() {
        if indicators.is_empty() {
            return Err(MethodError::data("input `indicators` has no column of amounts"));
        }
        return Ok((indicators.to_vec(), (0..indicators.len()).map(|k| vec![k]).collect()));
    }
    let bad =
        |expected: String| MethodError::BadOption { name: "components".into(), value: text.into(), expected };
    let (mut names, mut columns) = (Vec::new(), Vec::new());
    for part in text.split(';').map(str::trim).filter(|p| !p.is_empty()) {
        let (name, list) = part
            .split_once(':')
            .ok_or_else(|| bad(format!("`name:endowment,endowment`; `{part}` has no `:`")))?;
        let mut own = Vec::new();
        for key in list.split(',').map(str::trim).filter(|k| !k.is_empty()) {
            let at = indicators.iter().position(|i| i == key);
            own.push(at.ok_or_else(|| {
                let hint = nearest(key, indicators.iter().map(String::as_str));
                let hint = hint.map(|h| format!("; did you mean `{h}`?")).unwrap_or_default();
                bad(format!("columns of the input; `{key}` is none{hint}"))
            })?);
        }
        if own.is_empty() {
            return Err(bad(format!("at least one endowment for `{}`", name.trim())));
        }
        names.push(name.trim().to_string());
        columns.push(own);
    }
    let mut sorted = names.clone();
    sorted.sort();
    if sorted.windows(2).any(|w| w[0] == w[1]) {
        return Err(bad("each component once".into()));
    }
    Ok((names, columns))
}

/// Weights in the order of the components, 1 where not named.
/// Weights of components from `name=weight, …`; those not named weigh 1.
///
/// # Errors
/// A name that is no component, a weight that is none.
pub fn component_weights(text: &str, names: &[String]) -> Result<Vec<f64>, MethodError> {
    let bad = |expected: String| MethodError::BadOption {
        name: "component-weights".into(),
        value: text.into(),
        expected,
    };
    let mut weights = vec![1.0; names.len()];
    for part in text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        let (name, weight) =
            part.split_once('=').ok_or_else(|| bad(format!("`name=weight`, not `{part}`")))?;
        let at = names.iter().position(|n| n == name.trim());
        let at = at.ok_or_else(|| bad(format!("components, which are {}", names.join(", "))))?;
        let weight: f64 = weight.trim().parse().map_err(|_| bad(format!("numbers, not `{weight}`")))?;
        if !(weight >= 0.0 && weight.is_finite()) {
            return Err(bad("weights of zero or more".into()));
        }
        weights[at] = weight;
    }
    if weights.iter().sum::<f64>() <= 0.0 {
        return Err(bad("a weight above zero".into()));
    }
    Ok(weights)
}
