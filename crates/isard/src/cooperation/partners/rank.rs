//! Criteria of pairs made comparable, weighed and ranked.

use crate::cooperation::complementarity::{Pair, Profiles};
use crate::cooperation::tables::PartnerRow;
use crate::model::Status;
use crate::registry::{MethodError, Options};
use crate::space::sphere::{apart_km, on_sphere};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Names of the criteria.
pub const CRITERIA: [&str; 5] = ["complementarity", "similarity", "ties", "distance", "border"];
const N: usize = CRITERIA.len();

/// Tie weight between two regions, by position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SharedTie {
    /// One region.
    pub from: usize,
    /// The other.
    pub to: usize,
    /// Weight, zero or more.
    pub weight: f64,
}

/// What is known of regions beside their portfolios; `None` where a study has
/// no such data.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Evidence {
    /// Region keys, ascending.
    pub regions: Vec<String>,
    /// Industry keys.
    pub industries: Vec<String>,
    /// Year of the portfolios.
    pub year: i64,
    /// Ties between regions.
    pub ties: Option<Vec<SharedTie>>,
    /// Longitude and latitude in degrees.
    pub places: Option<Vec<Option<(f64, f64)>>>,
    /// Pairs of neighbours, lesser position first.
    pub neighbors: Option<Vec<(usize, usize)>>,
    /// Countries.
    pub countries: Option<Vec<String>>,
}

impl Evidence {
    /// Positions of the criteria without data.
    pub fn absent(&self) -> impl Iterator<Item = usize> {
        let has = [true, true, self.ties.is_some(), self.places.is_some(), self.neighbors.is_some()];
        (0..N).filter(move |&k| !has[k])
    }
}

/// How a criterion is scaled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scale {
    /// By its range over all pairs.
    #[default]
    Range,
    /// By its mid-rank over all pairs.
    Rank,
    /// Not at all.
    None,
}

/// Settings of a ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranking {
    /// Weights of the criteria.
    pub weights: [f64; N],
    /// Scale.
    pub scale: Scale,
    /// Decay of nearness.
    pub distance_km: f64,
    /// Only partners of another country.
    pub abroad: bool,
    /// Partners listed a region; 0 lists all.
    pub listed: usize,
}

impl Default for Ranking {
    fn default() -> Self {
        Ranking {
            weights: [0.4, 0.15, 0.25, 0.1, 0.1],
            scale: Scale::Range,
            distance_km: 250.0,
            abroad: false,
            listed: 10,
        }
    }
}

impl Ranking {
    /// The ranking the options of [`super::RANKING`] ask for.
    ///
    /// # Errors
    /// Weights that are none.
    pub fn of(options: &Options) -> Result<Ranking, MethodError> {
        let weights = super::weights_of(options.text("criterion-weights"))?;
        let scale = match options.text("scale") {
            "rank" => Scale::Rank,
            "none" => Scale::None,
            _ => Scale::Range,
        };
        Ok(Ranking {
            weights,
            scale,
            distance_km: options.real("distance-km").unwrap_or(250.0),
            abroad: options.text("scope") == "abroad",
            listed: options.integer("listed") as usize,
        })
    }
}

/// Distribution of a criterion over the pairs of the study.
struct Spread {
    /// All of them in order, where ranks are asked for.
    sorted: Vec<f64>,
    least: f64,
    greatest: f64,
    /// Least value of the top quarter.
    top: f64,
}

impl Spread {
    fn of(mut values: Vec<f64>, scale: Scale) -> Spread {
        values.retain(|v| !v.is_nan());
        let nothing = Spread { sorted: Vec::new(), least: f64::NAN, greatest: f64::NAN, top: f64::NAN };
        if values.is_empty() {
            return nothing;
        }
        let fold = |of: fn(f64, f64) -> f64| values.iter().copied().fold(f64::NAN, of);
        let (least, greatest) = (fold(f64::min), fold(f64::max));
        let quarter = values.len() * 3 / 4;
        if scale == Scale::Rank {
            values.sort_unstable_by(f64::total_cmp);
            return Spread { top: values[quarter], sorted: values, least, greatest };
        }
        let top = *values.select_nth_unstable_by(quarter, f64::total_cmp).1;
        Spread { least, greatest, top, ..nothing }
    }

    fn scaled(&self, v: f64, scale: Scale) -> f64 {
        let (low, high) = (self.least, self.greatest);
        if low.is_nan() {
            return f64::NAN;
        }
        if v.is_nan() || scale == Scale::None {
            return v;
        }
        if high <= low {
            // Nothing to tell pairs apart by: it moves no one.
            return 0.0;
        }
        if scale == Scale::Range {
            return (v - low) / (high - low);
        }
        let below = self.sorted.partition_point(|x| *x < v) as f64;
        let equal = self.sorted.partition_point(|x| *x <= v) as f64 - below;
        // Mid-rank over n pairs, 0 to 1.
        (below + (equal - 1.0) / 2.0) / (self.sorted.len() as f64 - 1.0)
    }
}

/// Tie weight of pairs, and of each region with all others.
type Weighed = (BTreeMap<(usize, usize), f64>, Vec<f64>);

struct Known {
    ties: Option<Weighed>,
    places: Option<Vec<Option<[f64; 3]>>>,
    neighbors: Option<BTreeSet<(usize, usize)>>,
}

impl Known {
    fn of(evidence: &Evidence) -> Known {
        let ties = evidence.ties.as_ref().map(|ties| {
            let mut between = BTreeMap::new();
            let mut total = vec![0.0; evidence.regions.len()];
            for t in ties.iter().filter(|t| t.from != t.to) {
                *between.entry((t.from.min(t.to), t.from.max(t.to))).or_insert(0.0) += t.weight;
                total[t.from] += t.weight;
                total[t.to] += t.weight;
            }
            (between, total)
        });
        let sphere = |p: &Option<(f64, f64)>| p.map(|(lon, lat)| on_sphere(lon, lat));
        Known {
            ties,
            places: evidence.places.as_ref().map(|p| p.iter().map(sphere).collect()),
            neighbors: evidence.neighbors.as_ref().map(|n| n.iter().copied().collect()),
        }
    }

    fn tie_share(&self, a: usize, b: usize) -> Option<f64> {
        let (between, total) = self.ties.as_ref()?;
        // A region without ties to others shares none with this one.
        let mean = (total[a] * total[b]).sqrt();
        let weight = between.get(&(a.min(b), a.max(b))).copied().unwrap_or(0.0);
        Some(if mean > 0.0 { weight / mean } else { 0.0 })
    }

    fn km(&self, a: usize, b: usize) -> Option<f64> {
        let places = self.places.as_ref()?;
        let (p, q) = (places[a]?, places[b]?);
        Some(apart_km(p, q))
    }

    fn border(&self, a: usize, b: usize) -> Option<bool> {
        Some(self.neighbors.as_ref()?.contains(&(a.min(b), a.max(b))))
    }

    fn criteria(&self, pair: &Pair, a: usize, b: usize, decay: f64) -> [f64; N] {
        [
            pair.value(),
            pair.finger_kreinin,
            self.tie_share(a, b).unwrap_or(f64::NAN),
            self.km(a, b).map_or(f64::NAN, |d| (-d / decay).exp()),
            self.border(a, b).map_or(f64::NAN, |b| f64::from(u8::from(b))),
        ]
    }
}

/// Ranked partners of every region.
///
/// # Panics
/// When the evidence is not of the regions of the profiles.
pub fn rank(profiles: &Profiles, evidence: &Evidence, ranking: &Ranking) -> Vec<PartnerRow> {
    let n = profiles.regions();
    assert_eq!(n, evidence.regions.len(), "evidence for each region");
    let known = Known::of(evidence);
    let abroad = |a: usize, b: usize| evidence.countries.as_ref().map(|c| c[a] != c[b]);
    let counts = |a: usize, b: usize| a != b && (!ranking.abroad || abroad(a, b) == Some(true));
    let of_pair = |a: usize, b: usize| {
        let pair = profiles.pair(a, b);
        let criteria = known.criteria(&pair, a, b, ranking.distance_km);
        (pair, criteria)
    };
    // Criteria are the same in both directions: each pair once. Pairs are worked
    // out again for the lists, so that no more than these numbers is held.
    let once = |a: usize| (a + 1..n).filter(move |&b| counts(a, b)).map(move |b| of_pair(a, b).1);
    let numbers: Vec<Vec<[f64; N]>> = (0..n).into_par_iter().map(|a| once(a).collect()).collect();
    // One criterion after the other: each takes a copy of its numbers.
    let of_criterion = |k: usize| Spread::of(numbers.iter().flatten().map(|c| c[k]).collect(), ranking.scale);
    let spreads: Vec<Spread> = (0..N).map(of_criterion).collect();
    drop(numbers);
    (0..n)
        .into_par_iter()
        .flat_map_iter(|a| {
            let row: Vec<(Pair, [f64; N])> = (0..n).map(|b| of_pair(a, b)).collect();
            let mut list: Vec<(Option<f64>, usize, [f64; N])> = (0..n)
                .filter(|&b| counts(a, b))
                .map(|b| {
                    let parts = parts(&row[b].1, &spreads, ranking);
                    (parts.map(|p| p.iter().sum()), b, parts.unwrap_or([0.0; N]))
                })
                .collect();
            list.sort_by(|x, y| {
                let score = |s: Option<f64>| s.unwrap_or(f64::NEG_INFINITY);
                score(y.0).total_cmp(&score(x.0)).then(x.1.cmp(&y.1))
            });
            let most = if ranking.listed == 0 { list.len() } else { ranking.listed.min(list.len()) };
            list.truncate(most);
            list.into_iter()
                .enumerate()
                .map(|(at, (score, b, parts))| {
                    let (pair, own) = &row[b];
                    let mut reasons: Vec<usize> = (0..N)
                        .filter(|&k| parts[k] > 0.0 && own[k] > 0.0 && own[k] >= spreads[k].top)
                        .collect();
                    reasons.sort_by(|&i, &j| parts[j].total_cmp(&parts[i]));
                    let reasons: Vec<&str> = reasons.into_iter().map(|k| CRITERIA[k]).collect();
                    let names = |from: usize, to: usize| {
                        let found = profiles.main_supplies(from, to, 3);
                        let names: Vec<&str> = found
                            .iter()
                            .filter_map(|&i| evidence.industries.get(i).map(String::as_str))
                            .collect();
                        (!names.is_empty() && pair.status.has_value()).then(|| names.join("; "))
                    };
                    let finite = |v: f64| Some(v).filter(|v| v.is_finite());
                    PartnerRow {
                        region: evidence.regions[a].clone(),
                        rank: at as i64 + 1,
                        partner: evidence.regions[b].clone(),
                        year: evidence.year,
                        score,
                        complementarity: finite(own[0]),
                        supplies: finite(pair.supplies),
                        receives: finite(pair.receives),
                        similarity: finite(own[1]),
                        tie_share: finite(own[2]),
                        distance_km: known.km(a, b),
                        border: known.border(a, b),
                        abroad: abroad(a, b),
                        reasons: (!reasons.is_empty()).then(|| reasons.join("; ")),
                        supplied_industries: names(a, b),
                        received_industries: names(b, a),
                        status: if score.is_some() { Status::Observed } else { pair.status },
                    }
                })
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Parts of the score; `None` where no weighed criterion exists.
fn parts(criteria: &[f64; N], spreads: &[Spread], ranking: &Ranking) -> Option<[f64; N]> {
    let mut parts = [0.0; N];
    let mut sum = 0.0;
    for k in 0..N {
        let scaled = spreads[k].scaled(criteria[k], ranking.scale);
        if !scaled.is_nan() && ranking.weights[k] > 0.0 {
            parts[k] = ranking.weights[k] * scaled;
            sum += ranking.weights[k];
        }
    }
    (sum > 0.0).then(|| parts.map(|p| p / sum))
}
