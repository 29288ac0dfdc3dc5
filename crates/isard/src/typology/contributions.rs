//! Which side of its economy puts a region where it is.

use super::integral_index::Index;
use super::prepare::Prepared;
use crate::model::Status;

crate::record! {
    /// What a domain or an indicator adds to the place of a region, reference year.
    pub struct ContributionRow in "typology"/"contributions", key ["region", "level", "item"] {
        /// Region.
        region: String [Kind::Key],
        /// domain or indicator.
        level: String [Kind::Choice(&["domain", "indicator"])],
        /// The domain (`unassigned` where none is named) or the ranked indicator.
        item: String [Kind::Key],
        /// Domain of the item.
        domain: Option<String>,
        /// Part of the region's distance from the mean region; above 0 it raises the region. The parts add up; what to, depends on the index (see the method).
        contribution: f64,
        /// Share in the sum of absolute contributions of the level.
        share: f64 [Kind::SHARE],
        /// Place among the items of the level by absolute contribution, 1 = largest.
        place: i64,
        /// raises, lowers or neither.
        side: String [Kind::Choice(&["raises", "lowers", "neither"])],
        /// observed, or estimated where a value was filled.
        status: Status,
    }
}

/// Contributions of domains and ranked indicators for the items `reference`.
pub fn contributions(prepared: &Prepared, index: &Index, reference: &[usize]) -> Vec<ContributionRow> {
    let domain = |j: usize| prepared.definitions[j].domain.clone().filter(|d| !d.is_empty());
    let mut domains: Vec<Option<String>> = index.columns.iter().map(|&j| domain(j)).collect();
    // Those without a domain come last.
    domains.sort_by(|a, b| (a.is_none(), a).cmp(&(b.is_none(), b)));
    domains.dedup();
    let mut rows = Vec::with_capacity(reference.len() * (index.columns.len() + domains.len()));
    for &i in reference {
        let region = &prepared.regions[prepared.items[i].region];
        let parts = index.parts.row(i);
        let of_domain = domains.iter().map(|d| {
            let members = || (0..parts.len()).filter(|&at| domain(index.columns[at]) == *d);
            let name = d.clone().unwrap_or_else(|| "unassigned".into());
            let sum: f64 = members().map(|at| parts[at]).sum();
            (name, d.clone(), sum, prepared.status(i, members().map(|at| index.columns[at])))
        });
        push_level(&mut rows, region, "domain", of_domain.collect());
        let of_indicator = index.columns.iter().zip(parts).map(|(&j, &part)| {
            let name = prepared.definitions[j].indicator.clone();
            (name, domain(j), part, prepared.status(i, std::iter::once(j)))
        });
        push_level(&mut rows, region, "indicator", of_indicator.collect());
    }
    rows
}

/// Rows of one region and level in order of their place.
fn push_level(
    rows: &mut Vec<ContributionRow>,
    region: &str,
    level: &str,
    mut parts: Vec<(String, Option<String>, f64, Status)>,
) {
    let total: f64 = parts.iter().map(|p| p.2.abs()).sum();
    parts.sort_by(|a, b| b.2.abs().total_cmp(&a.2.abs()).then(a.0.cmp(&b.0)));
    rows.extend(parts.into_iter().enumerate().map(|(at, (item, domain, contribution, status))| {
        let side = match contribution {
            c if c > 0.0 => "raises",
            c if c < 0.0 => "lowers",
            _ => "neither",
        };
        ContributionRow {
            region: region.to_string(),
            level: level.to_string(),
            item,
            domain,
            contribution,
            share: if total > 0.0 { contribution.abs() / total } else { 0.0 },
            place: at as i64 + 1,
            side: side.to_string(),
            status,
        }
    }));
}
