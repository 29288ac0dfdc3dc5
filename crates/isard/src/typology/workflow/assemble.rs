//! Rows of the result tables.

use super::analysis::Found;
use super::{BORDER_PROBABILITY, TypologyResult};
use crate::linalg::{Points, squared_distance};
use crate::model::{Reason, Status};
use crate::typology::definitions::{Direction, IndicatorDefinition};
use crate::typology::features::features;
use crate::typology::group_profile::{ProfileColumn, profile};
use crate::typology::group_transitions::transitions;
use crate::typology::integral_index::{index, ranks};
use crate::typology::scale::Normalization;
use crate::typology::screening::ScreeningRow;
use crate::typology::tables::*;
use crate::typology::typical::{center_distances, typical};
use crate::typology::variance_inflation::inflation;

impl Found<'_> {
    pub(super) fn fill_tables(&self, result: &mut TypologyResult) {
        let names = result.group_names.clone();
        result.groups = self.groups(&names);
        result.membership = self.membership_rows();
        result.group_stability = self.membership.groups.clone();
        result.values = self.value_rows();
        result.profile = self.profile_rows(&names);
        result.features = features(&result.profile, &self.prepared.definitions);
        self.typical_rows(result);
        result.transitions = self.transition_rows(self.k());
        (result.tree, result.leaves) = self.tree_rows();
        result.domain_indices = self.domain_rows(&mut result.warnings);
        result.indicators = self.indicator_rows(&result.screening);
    }

    fn typical_rows(&self, result: &mut TypologyResult) {
        let labels = self.reference_labels();
        let regions: Vec<&str> = self.reference.iter().map(|&i| self.region(i)).collect();
        result.typical = typical(&self.coordinates.take_rows(&self.reference), &labels, &regions);
        let names = self.prepared.names();
        result.center_distances = center_distances(&self.z.take_rows(&self.reference), &labels, &names);
    }

    fn year(&self, item: usize) -> i64 {
        self.prepared.years[self.prepared.items[item].year]
    }

    fn row_status(&self, item: usize) -> Status {
        self.prepared.status(item, 0..self.z.cols())
    }

    fn groups(&self, names: &[String]) -> Vec<GroupRow> {
        let p = &self.prepared;
        let points = Points::new(&self.coordinates);
        let centers = Points::new(&self.centers);
        let mut rows = Vec::with_capacity(p.items.len() + p.left_out.len());
        for year in 0..p.years.len() {
            let items = p.rows_of_year(year);
            let mut in_group = vec![0i64; names.len()];
            for (i, rank) in ranks(&self.index.values, &items) {
                let own = self.labels[i];
                in_group[own] += 1;
                let distance = |g: usize| squared_distance(points.row(i), centers.row(g));
                let others = (0..names.len()).filter(|&g| g != own);
                let near = others.clone().fold(None, |b: Option<(usize, f64)>, g| match b {
                    Some(b) if b.1 <= distance(g) => Some(b),
                    _ => Some((g, distance(g))),
                });
                let at = (year == p.reference).then(|| self.reference.iter().position(|&r| r == i)).flatten();
                let shares = at.and_then(|at| self.membership.shares.get(at));
                let often = shares.and_then(|s| {
                    others.fold(None, |b: Option<(usize, f64)>, g| match b {
                        Some(b) if b.1 >= s[g] => Some(b),
                        _ => (s[g] > 0.0).then_some((g, s[g])).or(b),
                    })
                });
                let silhouette = at.and_then(|at| self.silhouettes[at]);
                let probability = shares.map(|s| s[own]);
                let on_border = silhouette.is_some_and(|s| s < 0.0)
                    || probability.is_some_and(|s| s < BORDER_PROBABILITY);
                rows.push(GroupRow {
                    region: self.region(i).to_string(),
                    year: self.year(i),
                    group: Some(own as i64 + 1),
                    group_name: Some(names[own].clone()),
                    index: Some(self.index.values[i]),
                    rank: Some(rank),
                    rank_in_group: Some(in_group[own]),
                    silhouette,
                    probability,
                    second_group: often.or(near).map(|(g, _)| g as i64 + 1),
                    border: (silhouette.is_some() || probability.is_some()).then_some(on_border),
                    distance_to_center: Some(distance(own).sqrt()),
                    status: self.row_status(i),
                });
            }
        }
        rows.extend(p.left_out.iter().map(|item| GroupRow {
            region: p.regions[item.region].clone(),
            year: p.years[item.year],
            group: None,
            group_name: None,
            index: None,
            rank: None,
            rank_in_group: None,
            silhouette: None,
            probability: None,
            second_group: None,
            border: None,
            distance_to_center: None,
            status: Status::Undefined(Reason::LeftOut),
        }));
        rows.sort_by(|a, b| (&a.region, a.year).cmp(&(&b.region, b.year)));
        rows
    }

    fn membership_rows(&self) -> Vec<MembershipRow> {
        let rows = self.reference.iter().zip(&self.membership.shares).flat_map(|(&i, shares)| {
            shares.iter().enumerate().map(move |(g, &probability)| MembershipRow {
                region: self.region(i).to_string(),
                group: g as i64 + 1,
                probability,
            })
        });
        rows.collect()
    }

    /// The normalised value without the sign that Hellwig's normalisation turns.
    fn unturned(&self, item: usize, indicator: usize) -> f64 {
        let z = self.z.get(item, indicator);
        let turned = matches!(self.options.normalization, Normalization::Hellwig { .. })
            && self.prepared.definitions[indicator].direction == Direction::Destimulant;
        if turned { -z } else { z }
    }

    fn value_rows(&self) -> Vec<ValueRow> {
        let p = &self.prepared;
        let used = (0..p.items.len()).flat_map(|i| {
            p.definitions.iter().enumerate().map(move |(j, d)| ValueRow {
                region: self.region(i).to_string(),
                year: self.year(i),
                indicator: d.indicator.clone(),
                value: Some(p.values.get(i, j)),
                z: Some(self.unturned(i, j)),
                status: if p.is_filled(i, j) { Status::Estimated } else { Status::Observed },
            })
        });
        let left_out = p.left_out.iter().flat_map(|item| {
            p.definitions.iter().map(move |d| ValueRow {
                region: p.regions[item.region].clone(),
                year: p.years[item.year],
                indicator: d.indicator.clone(),
                value: None,
                z: None,
                status: Status::Undefined(Reason::LeftOut),
            })
        });
        let mut rows: Vec<ValueRow> = used.chain(left_out).collect();
        rows.sort_by(|a, b| (&a.region, a.year).cmp(&(&b.region, b.year)));
        rows
    }

    fn profile_rows(&self, names: &[String]) -> Vec<ProfileRow> {
        let labels = self.reference_labels();
        let numbers: Vec<i64> = (1..=names.len() as i64).collect();
        let mut rows = Vec::new();
        for (j, definition) in self.prepared.definitions.iter().enumerate() {
            let x: Vec<f64> = self.reference.iter().map(|&i| self.prepared.values.get(i, j)).collect();
            let z: Vec<f64> = self.reference.iter().map(|&i| self.z.get(i, j)).collect();
            let column = ProfileColumn {
                indicator: &definition.indicator,
                x: &x,
                z: &z,
                labels: &labels,
                names,
                numbers: &numbers,
            };
            rows.extend(profile(&column, j, self.options.draws, self.options.seed));
        }
        rows.sort_by_key(|r| r.group);
        rows
    }

    fn transition_rows(&self, k: usize) -> Vec<TransitionRow> {
        let p = &self.prepared;
        let mut groups = vec![vec![None; p.regions.len()]; p.years.len()];
        for (i, item) in p.items.iter().enumerate() {
            groups[item.year][item.region] = Some(self.labels[i]);
        }
        let numbers: Vec<i64> = (1..=k as i64).collect();
        transitions(&p.years, &groups, &numbers)
    }

    fn tree_rows(&self) -> (Vec<TreeRow>, Vec<LeafRow>) {
        let merges = self.tree.merges.iter().enumerate().map(|(step, m)| TreeRow {
            step: step as i64,
            a: m.a as i64,
            b: m.b as i64,
            height: m.height,
            size: m.size as i64,
        });
        let leaves = self.tree.leaf_order().into_iter().enumerate().map(|(position, leaf)| LeafRow {
            position: position as i64,
            region: self.region(self.reference[leaf]).to_string(),
            ward_group: self.ward[leaf] as i64 + 1,
        });
        (merges.collect(), leaves.collect())
    }

    fn domain_rows(&self, warnings: &mut Vec<String>) -> Vec<DomainIndexRow> {
        let p = &self.prepared;
        let mut domains: Vec<&str> = p.definitions.iter().filter_map(|d| d.domain.as_deref()).collect();
        domains.sort_unstable();
        domains.dedup();
        let mut rows = Vec::new();
        for domain in domains {
            let of_domain = |j: &usize| p.definitions[*j].domain.as_deref() == Some(domain);
            let columns: Vec<usize> = (0..p.definitions.len()).filter(of_domain).collect();
            let found =
                match index(p, &self.treated.values, &columns, self.options.index, self.options.weighting) {
                    Ok(found) => found,
                    Err(e) => {
                        warnings.push(format!("domain {domain} has no index: {e}"));
                        continue;
                    }
                };
            let by_rank = (0..p.years.len()).flat_map(|y| ranks(&found.values, &p.rows_of_year(y)));
            rows.extend(by_rank.map(|(i, rank)| DomainIndexRow {
                region: self.region(i).to_string(),
                year: self.year(i),
                domain: domain.to_string(),
                index: Some(found.values[i]),
                rank: Some(rank),
                status: p.status(i, found.columns.iter().copied()),
            }));
            rows.extend(p.left_out.iter().map(|item| DomainIndexRow {
                region: p.regions[item.region].clone(),
                year: p.years[item.year],
                domain: domain.to_string(),
                index: None,
                rank: None,
                status: Status::Undefined(Reason::LeftOut),
            }));
        }
        rows.sort_by(|a, b| (&a.region, a.year, &a.domain).cmp(&(&b.region, b.year, &b.domain)));
        rows
    }

    fn indicator_rows(&self, findings: &[ScreeningRow]) -> Vec<IndicatorRow> {
        let p = &self.prepared;
        let factors = inflation(&self.z.take_rows(&self.reference));
        let row = |(j, d): (usize, &IndicatorDefinition)| {
            let filled = self.reference.iter().filter(|&&i| p.is_filled(i, j)).count();
            let found = |finding: &str| {
                findings.iter().any(|f| f.finding == finding && f.indicator.as_ref() == Some(&d.indicator))
            };
            let mut notes = Vec::new();
            for (finding, note) in [
                ("inflation", "nearly determined by the other indicators"),
                ("collinear", "nearly repeats another indicator"),
                ("near-constant", "hardly varies"),
                ("direction", "runs against the others: check its direction"),
            ] {
                if found(finding) {
                    notes.push(note.to_string());
                }
            }
            if filled > 0 {
                notes.push(format!("{filled} values filled"));
            }
            let weight = self.index.columns.iter().position(|&c| c == j);
            IndicatorRow {
                indicator: d.indicator.clone(),
                name: d.name.clone().unwrap_or_else(|| d.indicator.clone()),
                domain: d.domain.clone(),
                direction: d.direction.as_str().to_string(),
                unit: d.unit.clone(),
                weight: weight.map_or(0.0, |at| self.index.weights[at]),
                coverage: p.coverage[j],
                vif: factors[j],
                note: (!notes.is_empty()).then(|| notes.join("; ")),
            }
        };
        p.definitions.iter().enumerate().map(row).collect()
    }
}
