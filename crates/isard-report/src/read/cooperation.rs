//! Partners, clusters over borders and joint potential, as the report needs them.

use super::Source;
use crate::ReportInput;
use std::collections::BTreeMap;

/// A partner of a region.
#[derive(Debug, Clone)]
pub(crate) struct Partner {
    pub(crate) region: String,
    pub(crate) partner: String,
    pub(crate) rank: i64,
    pub(crate) score: Option<f64>,
    pub(crate) complementarity: Option<f64>,
    pub(crate) similarity: Option<f64>,
    pub(crate) km: Option<f64>,
    pub(crate) abroad: bool,
    pub(crate) reasons: Vec<String>,
    pub(crate) supplied: Vec<String>,
    pub(crate) received: Vec<String>,
}

/// Strong regions of a cluster that hang together over a border.
#[derive(Debug, Clone, Default)]
pub(crate) struct Area {
    pub(crate) cluster: String,
    pub(crate) regions: Vec<(String, String)>,
    pub(crate) value: Option<f64>,
    pub(crate) balance: Option<f64>,
}

/// What a set of regions has alone and together, by component.
#[derive(Debug, Clone, Default)]
pub(crate) struct Coalition {
    pub(crate) members: Vec<String>,
    /// The region the set was sought for.
    pub(crate) region: Option<String>,
    /// Sum and joint value of each component.
    pub(crate) components: Vec<(String, f64, f64)>,
    pub(crate) sum: f64,
    pub(crate) joint: f64,
    /// Rank of the best member alone, and together.
    pub(crate) ranks: Option<(i64, i64)>,
}

impl Coalition {
    /// Synergy over the sum.
    pub(crate) fn gain(&self) -> f64 {
        if self.sum > 0.0 { self.joint / self.sum - 1.0 } else { 0.0 }
    }
}

/// A cluster that has more stars together than any member has alone.
#[derive(Debug, Clone)]
pub(crate) struct JointStar {
    pub(crate) cluster: String,
    pub(crate) stars: (i64, i64),
    pub(crate) ranks: Option<(i64, i64)>,
    pub(crate) lq: Option<f64>,
}

/// Every table of co-operation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cooperation {
    pub(crate) year: Option<i64>,
    pub(crate) partners: Vec<Partner>,
    pub(crate) areas: Vec<Area>,
    pub(crate) coalitions: Vec<Coalition>,
    /// By members joined with `+`.
    pub(crate) stars: BTreeMap<String, Vec<JointStar>>,
}

fn listed(text: &str) -> Vec<String> {
    text.split("; ").filter(|s| !s.is_empty()).map(str::to_string).collect()
}

impl Cooperation {
    /// `None` where the atlas has none of its tables.
    pub(crate) fn read(input: &ReportInput) -> Option<Cooperation> {
        let mut out = Cooperation::default();
        if let Some(t) = Source::open(input, "cooperation/partners") {
            out.year = t.integer(0, "year");
            out.partners = (0..t.rows())
                .map(|r| Partner {
                    region: t.text(r, "region"),
                    partner: t.text(r, "partner"),
                    rank: t.integer(r, "rank").unwrap_or(i64::MAX),
                    score: t.real(r, "score"),
                    complementarity: t.real(r, "complementarity"),
                    similarity: t.real(r, "similarity"),
                    km: t.real(r, "distance_km"),
                    abroad: t.boolean(r, "abroad").unwrap_or(false),
                    reasons: listed(&t.text(r, "reasons")),
                    supplied: listed(&t.text(r, "supplied_industries")),
                    received: listed(&t.text(r, "received_industries")),
                })
                .collect();
        }
        if let Some(t) = Source::open(input, "cooperation/cross_border_clusters") {
            let mut areas: BTreeMap<(String, i64), Area> = BTreeMap::new();
            for r in 0..t.rows() {
                let cluster = t.text(r, "cluster");
                let key = (cluster.clone(), t.integer(r, "area").unwrap_or(0));
                let area = areas.entry(key).or_insert_with(|| Area { cluster, ..Area::default() });
                area.regions.push((t.text(r, "region"), t.text(r, "country")));
                area.value = area.value.or(t.real(r, "area_value"));
                area.balance = area.balance.or(t.real(r, "balance"));
            }
            out.areas = areas.into_values().collect();
            let value = |a: &Area| a.value.unwrap_or(0.0);
            out.areas.sort_by(|a, b| value(b).total_cmp(&value(a)).then(a.cluster.cmp(&b.cluster)));
        }
        if let Some(t) = Source::open(input, "cooperation/consolidated_potential") {
            out.coalitions = coalitions(&t);
        }
        if let Some(t) = Source::open(input, "cooperation/joint_stars") {
            for r in 0..t.rows() {
                let Some(stars) = t.integer(r, "best_stars").zip(t.integer(r, "stars")) else { continue };
                if stars.1 > stars.0 {
                    out.stars.entry(t.text(r, "coalition")).or_default().push(JointStar {
                        cluster: t.text(r, "cluster"),
                        stars,
                        ranks: t.integer(r, "best_rank").zip(t.integer(r, "rank")),
                        lq: t.real(r, "lq"),
                    });
                }
            }
        }
        let empty = out.partners.is_empty() && out.areas.is_empty() && out.coalitions.is_empty();
        (!empty).then_some(out)
    }
}

fn coalitions(t: &Source) -> Vec<Coalition> {
    let mut out: Vec<(String, Coalition)> = Vec::new();
    for r in 0..t.rows() {
        let key = t.text(r, "coalition");
        let at = out.iter().position(|c| c.0 == key).unwrap_or_else(|| {
            let region = Some(t.text(r, "region")).filter(|s| !s.is_empty());
            let members = key.split('+').map(str::to_string).collect();
            out.push((key, Coalition { members, region, ..Coalition::default() }));
            out.len() - 1
        });
        let one = &mut out[at].1;
        let Some((sum, joint)) = t.real(r, "sum").zip(t.real(r, "joint")) else { continue };
        match t.text(r, "component").as_str() {
            "total" => {
                (one.sum, one.joint) = (sum, joint);
                one.ranks = t.integer(r, "best_rank").zip(t.integer(r, "rank"));
            }
            component => one.components.push((component.to_string(), sum, joint)),
        }
    }
    out.into_iter().map(|c| c.1).filter(|c| c.joint > 0.0).collect()
}
