//! The question "which kind of region are we?" as the report needs it.

use super::Source;
use crate::{ReportError, ReportInput};
use isard::model::Status;
use std::collections::{BTreeMap, BTreeSet};

/// A region in the reference year.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) key: String,
    /// 1 = highest index.
    pub(crate) group: usize,
    pub(crate) index: Option<f64>,
    pub(crate) rank: Option<i64>,
    pub(crate) silhouette: Option<f64>,
    /// Share of resamplings that keep the group.
    pub(crate) probability: Option<f64>,
    pub(crate) second: Option<usize>,
    pub(crate) border: bool,
    pub(crate) distance: Option<f64>,
}

/// An indicator and what it is.
#[derive(Debug, Clone)]
pub(crate) struct Indicator {
    pub(crate) key: String,
    pub(crate) name: String,
    pub(crate) domain: String,
    pub(crate) direction: String,
    pub(crate) unit: String,
    pub(crate) weight: Option<f64>,
    pub(crate) coverage: Option<f64>,
    pub(crate) vif: Option<f64>,
    pub(crate) note: String,
}

/// Group by indicator.
#[derive(Debug, Clone)]
pub(crate) struct ProfileCell {
    pub(crate) mean: Option<f64>,
    pub(crate) z: Option<f64>,
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
    pub(crate) eta2: Option<f64>,
    pub(crate) status: Status,
}

/// A value of a region.
#[derive(Debug, Clone)]
pub(crate) struct ValueCell {
    pub(crate) z: Option<f64>,
}

/// A measure of the number of groups.
#[derive(Debug, Clone)]
pub(crate) struct ValidityPoint {
    pub(crate) k: i64,
    pub(crate) value: Option<f64>,
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
    pub(crate) best: bool,
}

/// A merge of the tree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Merge {
    pub(crate) a: usize,
    pub(crate) b: usize,
    pub(crate) height: f64,
}

/// A row of the transition matrix.
#[derive(Debug, Clone)]
pub(crate) struct Transition {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) count: i64,
    pub(crate) probability: Option<f64>,
    pub(crate) low: Option<f64>,
    pub(crate) high: Option<f64>,
}

/// Two groupings, the regions both put into a group, and how they agree.
#[derive(Debug, Clone)]
pub(crate) struct Agreement {
    pub(crate) a: String,
    pub(crate) b: String,
    pub(crate) regions: usize,
    pub(crate) rand: f64,
}

/// Groups of regions and all that is said about them.
#[derive(Debug, Clone)]
pub(crate) struct Typology {
    /// Reference year.
    pub(crate) year: i64,
    pub(crate) k: usize,
    /// `high`, `middle`, `low`, `group 2`… by group, 1-based − 1.
    pub(crate) group_words: Vec<String>,
    /// Regions that have a group, by key.
    pub(crate) members: Vec<Member>,
    /// Regions without a group in the reference year, with their status.
    pub(crate) outside: Vec<(String, Status)>,
    /// Group by year and region.
    pub(crate) by_year: BTreeMap<i64, BTreeMap<String, usize>>,
    /// Probability of each group by region.
    pub(crate) membership: BTreeMap<String, Vec<f64>>,
    pub(crate) indicators: Vec<Indicator>,
    /// By indicator key and group.
    pub(crate) profile: BTreeMap<(String, usize), ProfileCell>,
    /// By indicator key and region, reference year.
    pub(crate) values: BTreeMap<(String, String), ValueCell>,
    /// By measure in order of appearance.
    pub(crate) validity: Vec<(String, Vec<ValidityPoint>)>,
    pub(crate) tree: Vec<Merge>,
    /// Region keys in drawing order, with Ward's group.
    pub(crate) leaves: Vec<(String, Option<i64>)>,
    pub(crate) agreement: Vec<Agreement>,
    /// Pooled over consecutive years.
    pub(crate) yearly: Vec<Transition>,
}

impl Typology {
    /// Reads the typology, `None` when the atlas has no groups.
    pub(crate) fn read(input: &ReportInput) -> Result<Option<Self>, ReportError> {
        let Some(groups) = Source::open(input, "typology/groups") else {
            return Ok(None);
        };
        let groups = groups.needs(&["region", "year", "group"])?;
        let rows = groups.rows();
        let reference = (0..rows)
            .filter(|&r| groups.boolean(r, "border").is_some() || groups.real(r, "probability").is_some())
            .filter_map(|r| groups.integer(r, "year"))
            .max();
        let last = (0..rows).filter_map(|r| groups.integer(r, "year")).max();
        let year = reference.or(last).unwrap_or(0);
        let k = (0..rows).filter_map(|r| groups.integer(r, "group")).max().unwrap_or(0).max(0) as usize;
        if k == 0 {
            return Ok(None);
        }
        let mut group_words = vec![String::new(); k];
        let mut members = Vec::new();
        let mut outside = Vec::new();
        let mut by_year: BTreeMap<i64, BTreeMap<String, usize>> = BTreeMap::new();
        for r in 0..rows {
            let key = groups.text(r, "region");
            let row_year = groups.integer(r, "year").unwrap_or(year);
            let Some(group) = group_at(&groups, r, "group", k) else {
                if row_year == year {
                    outside.push((key, groups.status(r)));
                }
                continue;
            };
            let word = groups.text(r, "group_name");
            if !word.is_empty() {
                group_words[group - 1] = word;
            }
            by_year.entry(row_year).or_default().insert(key.clone(), group);
            if row_year == year {
                members.push(Member {
                    key,
                    group,
                    index: groups.real(r, "index"),
                    rank: groups.integer(r, "rank"),
                    silhouette: groups.real(r, "silhouette"),
                    probability: groups.real(r, "probability"),
                    second: group_at(&groups, r, "second_group", k).filter(|&s| s != group),
                    border: groups.boolean(r, "border").unwrap_or(false),
                    distance: groups.real(r, "distance_to_center"),
                });
            }
        }
        members.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(Some(Typology {
            year,
            k,
            group_words,
            members,
            outside,
            by_year,
            membership: membership(input, k),
            indicators: indicators(input),
            profile: profile(input, k),
            values: values(input, year),
            validity: validity(input),
            tree: tree(input),
            leaves: leaves(input),
            agreement: agreement(input),
            yearly: transitions(input, k),
        }))
    }

    /// Members of a group, by key.
    pub(crate) fn of_group(&self, group: usize) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(move |m| m.group == group)
    }

    /// Number of members of a group.
    pub(crate) fn size(&self, group: usize) -> usize {
        self.of_group(group).count()
    }

    /// A member by region key.
    pub(crate) fn member(&self, key: &str) -> Option<&Member> {
        self.members.binary_search_by(|m| m.key.as_str().cmp(key)).ok().map(|i| &self.members[i])
    }

    /// Mean silhouette of the members that have one.
    pub(crate) fn mean_silhouette(&self) -> Option<f64> {
        mean(self.members.iter().filter_map(|m| m.silhouette))
    }

    /// Number of border regions.
    pub(crate) fn border_count(&self) -> usize {
        self.members.iter().filter(|m| m.border).count()
    }

    /// First and last year with groups, when there are at least two.
    pub(crate) fn years(&self) -> Option<(i64, i64)> {
        let (first, last) = (*self.by_year.keys().next()?, *self.by_year.keys().next_back()?);
        (last > first).then_some((first, last))
    }

    /// Domains of the indicators.
    pub(crate) fn domains(&self) -> BTreeSet<&str> {
        self.indicators.iter().map(|i| i.domain.as_str()).filter(|d| !d.is_empty()).collect()
    }
}

/// Arithmetic mean of what there is.
pub(crate) fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, n) = values.fold((0.0, 0usize), |(s, n), v| (s + v, n + 1));
    (n > 0).then(|| sum / n as f64)
}

fn group_at(t: &Source, row: usize, column: &str, k: usize) -> Option<usize> {
    t.integer(row, column).and_then(|g| usize::try_from(g).ok()).filter(|g| (1..=k).contains(g))
}

fn membership(input: &ReportInput, k: usize) -> BTreeMap<String, Vec<f64>> {
    let mut out: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    if let Some(t) = Source::open(input, "typology/membership") {
        for r in 0..t.rows() {
            if let (Some(g), Some(p)) = (group_at(&t, r, "group", k), t.real(r, "probability")) {
                out.entry(t.text(r, "region")).or_insert_with(|| vec![0.0; k])[g - 1] = p;
            }
        }
    }
    out
}

fn indicators(input: &ReportInput) -> Vec<Indicator> {
    let Some(t) = Source::open(input, "typology/indicators") else {
        return Vec::new();
    };
    let mut all: Vec<Indicator> = (0..t.rows())
        .map(|r| {
            let key = t.text(r, "indicator");
            let name = Some(t.text(r, "name")).filter(|n| !n.is_empty()).unwrap_or_else(|| key.clone());
            Indicator {
                key,
                name,
                domain: t.text(r, "domain"),
                direction: t.text(r, "direction"),
                unit: t.text(r, "unit"),
                weight: t.real(r, "weight"),
                coverage: t.real(r, "coverage"),
                vif: t.real(r, "vif"),
                note: t.text(r, "note"),
            }
        })
        .collect();
    all.sort_by(|a, b| a.key.cmp(&b.key));
    all
}

fn profile(input: &ReportInput, k: usize) -> BTreeMap<(String, usize), ProfileCell> {
    let mut out = BTreeMap::new();
    if let Some(t) = Source::open(input, "typology/profile") {
        for r in 0..t.rows() {
            if let Some(group) = group_at(&t, r, "group", k) {
                let cell = ProfileCell {
                    mean: t.real(r, "mean"),
                    z: t.real(r, "mean_z"),
                    low: t.real(r, "low_z"),
                    high: t.real(r, "high_z"),
                    eta2: t.real(r, "eta2"),
                    status: t.status(r),
                };
                out.insert((t.text(r, "indicator"), group), cell);
            }
        }
    }
    out
}

fn values(input: &ReportInput, year: i64) -> BTreeMap<(String, String), ValueCell> {
    let mut out = BTreeMap::new();
    if let Some(t) = Source::open(input, "typology/values") {
        for r in (0..t.rows()).filter(|&r| t.integer(r, "year").is_none_or(|y| y == year)) {
            let cell = ValueCell { z: t.real(r, "z") };
            out.insert((t.text(r, "indicator"), t.text(r, "region")), cell);
        }
    }
    out
}

fn validity(input: &ReportInput) -> Vec<(String, Vec<ValidityPoint>)> {
    let mut out: Vec<(String, Vec<ValidityPoint>)> = Vec::new();
    if let Some(t) = Source::open(input, "typology/validity") {
        for r in 0..t.rows() {
            let measure = t.text(r, "measure");
            let point = ValidityPoint {
                k: t.integer(r, "k").unwrap_or(0),
                value: t.real(r, "value"),
                low: t.real(r, "low"),
                high: t.real(r, "high"),
                best: t.boolean(r, "best").unwrap_or(false),
            };
            match out.iter_mut().find(|(m, _)| *m == measure) {
                Some((_, points)) => points.push(point),
                None => out.push((measure, vec![point])),
            }
        }
    }
    out.iter_mut().for_each(|(_, points)| points.sort_by_key(|p| p.k));
    out
}

fn tree(input: &ReportInput) -> Vec<Merge> {
    let Some(t) = Source::open(input, "typology/tree") else {
        return Vec::new();
    };
    let mut steps: Vec<(i64, Merge)> = (0..t.rows())
        .filter_map(|r| {
            let node = |c| t.integer(r, c).and_then(|v| usize::try_from(v).ok());
            let merge = Merge { a: node("a")?, b: node("b")?, height: t.real(r, "height")? };
            Some((t.integer(r, "step").unwrap_or(r as i64), merge))
        })
        .collect();
    steps.sort_by_key(|(s, _)| *s);
    steps.into_iter().map(|(_, m)| m).collect()
}

fn leaves(input: &ReportInput) -> Vec<(String, Option<i64>)> {
    let Some(t) = Source::open(input, "typology/leaves") else {
        return Vec::new();
    };
    let mut rows: Vec<usize> = (0..t.rows()).collect();
    rows.sort_by_key(|&r| t.integer(r, "position"));
    rows.into_iter().map(|r| (t.text(r, "region"), t.integer(r, "ward_group"))).collect()
}

fn agreement(input: &ReportInput) -> Vec<Agreement> {
    let Some(t) = Source::open(input, "typology/agreement") else {
        return Vec::new();
    };
    (0..t.rows())
        .filter_map(|r| {
            Some(Agreement {
                a: t.text(r, "grouping_a"),
                b: t.text(r, "grouping_b"),
                regions: t.integer(r, "regions")? as usize,
                rand: t.real(r, "adjusted_rand")?,
            })
        })
        .collect()
}

fn transitions(input: &ReportInput, k: usize) -> Vec<Transition> {
    let Some(t) = Source::open(input, "typology/transitions") else {
        return Vec::new();
    };
    (0..t.rows())
        .filter(|&r| t.text(r, "kind") == "yearly")
        .filter_map(|r| {
            Some(Transition {
                from: group_at(&t, r, "from_group", k)?,
                to: group_at(&t, r, "to_group", k)?,
                count: t.integer(r, "count")?,
                probability: t.real(r, "probability"),
                low: t.real(r, "low"),
                high: t.real(r, "high"),
            })
        })
        .collect()
}
