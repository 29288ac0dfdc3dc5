//! Measures of one industry over years, and their bootstrap over regions.

use crate::clusters::slab::Measured;
use crate::inequality::gini::coefficient;
use crate::inference::Random;
use crate::model::{Reason, Status};

/// Names of the measures in their order.
pub const MEASURES: [&str; 5] = ["gini", "herfindahl", "strong-clusters", "churn", "drift"];

/// Where regions lie: points in space, and whether they stand for places on a sphere.
#[derive(Debug, Clone, PartialEq)]
pub struct Map {
    /// A point a region; NaN where unknown.
    pub points: Vec<[f64; 3]>,
    /// Points on a sphere around the origin (kilometres), not on a plane.
    pub sphere: bool,
}

/// One industry: its cells and which of them are strong, by year then region.
#[derive(Debug, Clone, Copy)]
pub struct Industry<'a> {
    /// Values; NaN where there is none.
    pub values: &'a [f64],
    /// Strong clusters.
    pub strong: &'a [bool],
    /// Number of regions.
    pub regions: usize,
}

/// Values of the measures by year in the order of [`MEASURES`].
pub type Values = [Measured; 5];

impl Industry<'_> {
    fn year(&self, y: usize) -> (&[f64], &[bool]) {
        let part = y * self.regions..(y + 1) * self.regions;
        (&self.values[part.clone()], &self.strong[part])
    }

    /// Measures of a year; churn and drift since the year before.
    pub fn measures(&self, y: usize, map: Option<&Map>) -> Values {
        let (values, strong) = self.year(y);
        let known: Vec<f64> = values.iter().copied().filter(|v| !v.is_nan()).collect();
        let sum: f64 = known.iter().sum();
        let empty = || {
            Err(match known.is_empty() {
                true => Status::Missing,
                false => Status::Undefined(Reason::EmptyIndustry),
            })
        };
        let ones = vec![1.0; known.len()];
        let gini = if sum > 0.0 { coefficient(&known, &ones) } else { empty() };
        let herfindahl = match sum > 0.0 {
            true => Ok(known.iter().map(|v| (v / sum).powi(2)).sum()),
            false => empty(),
        };
        let count = match known.is_empty() {
            true => Err(Status::Missing),
            false => Ok(strong.iter().filter(|s| **s).count() as f64),
        };
        let none = Err(Status::Undefined(Reason::TooFew));
        let mut found = [gini, herfindahl, count, none, none];
        if y > 0 {
            let (before, was) = self.year(y - 1);
            let (mut changed, mut any) = (0, 0);
            for r in (0..self.regions).filter(|r| !values[*r].is_nan() && !before[*r].is_nan()) {
                changed += usize::from(strong[r] != was[r]);
                any += usize::from(strong[r] || was[r]);
            }
            found[3] = match any {
                0 => Err(Status::Undefined(Reason::EmptyClass)),
                _ => Ok(changed as f64 / any as f64),
            };
            found[4] = match map {
                None => Err(Status::Missing),
                Some(map) => match (self.center(y - 1, map), self.center(y, map)) {
                    (Ok(a), Ok(b)) => Ok(distance(a, b, map.sphere)),
                    (Err(s), _) | (_, Err(s)) => Err(s),
                },
            };
        }
        found
    }

    /// Centre of gravity of a year.
    ///
    /// # Errors
    /// `undefined:empty-industry` where nothing lies at a known place.
    pub fn center(&self, y: usize, map: &Map) -> Result<[f64; 3], Status> {
        let mut sum = [0.0; 4];
        for (v, p) in self.year(y).0.iter().zip(&map.points) {
            if !v.is_nan() && !p[0].is_nan() {
                (0..3).for_each(|k| sum[k] += v * p[k]);
                sum[3] += v;
            }
        }
        center_of(sum).ok_or(Status::Undefined(Reason::EmptyIndustry))
    }
}

fn center_of(sum: [f64; 4]) -> Option<[f64; 3]> {
    (sum[3] > 0.0).then(|| [sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3]])
}

/// Distance between two centres: on a sphere the angle between them times its
/// mean radius.
fn distance(a: [f64; 3], b: [f64; 3], sphere: bool) -> f64 {
    let straight = |a: [f64; 3], b: [f64; 3]| (0..3).map(|k| (a[k] - b[k]).powi(2)).sum::<f64>().sqrt();
    if !sphere {
        return straight(a, b);
    }
    let (Some(u), Some(v)) = (unit(a), unit(b)) else { return f64::NAN };
    // By the chord: exact for small angles, where the cosine is not.
    2.0 * (straight(u, v) / 2.0).min(1.0).asin() * EARTH_KM
}

/// Mean radius of the Earth in kilometres.
const EARTH_KM: f64 = 6371.0088;

fn unit(a: [f64; 3]) -> Option<[f64; 3]> {
    let length = a.iter().map(|v| v * v).sum::<f64>().sqrt();
    (length > 0.0).then(|| a.map(|v| v / length))
}

/// A centre in the coordinates that were given: x, y or longitude, latitude.
pub fn coordinates(center: [f64; 3], sphere: bool) -> Option<(f64, f64)> {
    if !sphere {
        return Some((center[0], center[1]));
    }
    let [x, y, z] = unit(center)?;
    Some((y.atan2(x).to_degrees(), z.clamp(-1.0, 1.0).asin().to_degrees()))
}

/// How often each region is drawn, draw by draw: as many draws with
/// replacement as there are regions.
pub fn multiplicities(regions: usize, draws: usize, seed: u64) -> Vec<u16> {
    let mut all = vec![0u16; regions * draws];
    if regions == 0 {
        return all;
    }
    for (draw, counts) in all.chunks_exact_mut(regions).enumerate() {
        let mut random = Random::new(seed, 0, draw as u64);
        for _ in 0..regions {
            let count = &mut counts[random.below(regions)];
            *count = count.saturating_add(1);
        }
    }
    all
}

/// Measures of every draw: by year, measure, draw; NaN where one does not exist.
pub(super) fn bootstrap(
    industry: &Industry,
    years: usize,
    map: Option<&Map>,
    counts: &[u16],
    draws: usize,
) -> Vec<f64> {
    let n = industry.regions;
    let mut out = vec![f64::NAN; years * MEASURES.len() * draws];
    let mut order: Vec<u32> = Vec::with_capacity(n);
    let mut sorted: Vec<f64> = Vec::with_capacity(n);
    let mut centers: Vec<[Option<[f64; 3]>; 2]> = vec![[None; 2]; draws];
    for y in 0..years {
        let (values, strong) = industry.year(y);
        order.clear();
        order.extend((0..n as u32).filter(|r| !values[*r as usize].is_nan()));
        order.sort_by(|a, b| values[*a as usize].total_cmp(&values[*b as usize]).then(a.cmp(b)));
        sorted.clear();
        sorted.extend(order.iter().map(|r| values[*r as usize]));
        let strong_now: Vec<usize> = order.iter().map(|r| *r as usize).filter(|r| strong[*r]).collect();
        let (mut changed, mut any) = (Vec::new(), Vec::new());
        if y > 0 {
            let (before, was) = industry.year(y - 1);
            for r in (0..n).filter(|r| !values[*r].is_nan() && !before[*r].is_nan()) {
                if strong[r] != was[r] {
                    changed.push(r);
                }
                if strong[r] || was[r] {
                    any.push(r);
                }
            }
        }
        for draw in 0..draws {
            let of = &counts[draw * n..(draw + 1) * n];
            let times = |list: &[usize]| list.iter().map(|r| f64::from(of[*r])).sum::<f64>();
            // Σ m x, Σ m x², Σ m x (2 C + m) with C the draws below.
            let (mut below, mut sum, mut squares, mut ranked) = (0.0, 0.0, 0.0, 0.0);
            for (r, x) in order.iter().zip(&sorted) {
                let m = f64::from(of[*r as usize]);
                let mx = m * x;
                sum += mx;
                squares += mx * x;
                ranked += mx * (2.0 * below + m);
                below += m;
            }
            let mut put = |measure: usize, v: f64| out[(y * MEASURES.len() + measure) * draws + draw] = v;
            if sum > 0.0 && below > 1.0 {
                put(0, ranked / (below * sum) - 1.0);
                put(1, squares / (sum * sum));
            }
            if below > 0.0 {
                put(2, times(&strong_now));
            }
            if y > 0 {
                let all = times(&any);
                if all > 0.0 {
                    put(3, times(&changed) / all);
                }
            }
            if let Some(map) = map {
                let mut sum = [0.0; 4];
                for (r, x) in order.iter().zip(&sorted) {
                    let p = &map.points[*r as usize];
                    let mx = f64::from(of[*r as usize]) * x;
                    if mx > 0.0 && !p[0].is_nan() {
                        (0..3).for_each(|k| sum[k] += mx * p[k]);
                        sum[3] += mx;
                    }
                }
                centers[draw] = [centers[draw][1], center_of(sum)];
                if let [Some(a), Some(b)] = centers[draw] {
                    put(4, distance(a, b, map.sphere));
                }
            }
        }
    }
    out
}
