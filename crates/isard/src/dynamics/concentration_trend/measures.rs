//! Measures of one industry over years, and their bootstrap over regions.

use crate::clusters::slab::Measured;
use crate::inequality::gini::coefficient;
use crate::inference::Random;
use crate::model::{Reason, Status};
use crate::space::sphere::{EARTH_KM, arc_km, on_sphere};

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

impl Map {
    /// Places in degrees of longitude and latitude; NaN where unknown.
    pub fn of_degrees(places: impl IntoIterator<Item = (f64, f64)>) -> Map {
        let point = |(lon, lat): (f64, f64)| on_sphere(lon, lat).map(|v| v * EARTH_KM);
        Map { points: places.into_iter().map(point).collect(), sphere: true }
    }
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
    arc_km(straight(u, v))
}

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

/// How often each region is drawn, region by region and draw by draw: as many
/// draws with replacement as there are regions.
pub fn multiplicities(regions: usize, draws: usize, seed: u64) -> Vec<u16> {
    let mut all = vec![0u16; regions * draws];
    if regions == 0 {
        return all;
    }
    for draw in 0..draws {
        let mut random = Random::new(seed, 0, draw as u64);
        for _ in 0..regions {
            let count = &mut all[random.below(regions) * draws + draw];
            *count = count.saturating_add(1);
        }
    }
    all
}

/// Sums of one industry and year by draw.
#[derive(Default)]
struct Sums {
    /// Regions drawn so far; at the end as many as take part.
    below: Vec<f64>,
    /// Σ m x, Σ m x² and Σ m x (2 C + m), C the draws below.
    sum: Vec<f64>,
    squares: Vec<f64>,
    ranked: Vec<f64>,
    /// Σ m of strong clusters, of changed ones, of those strong in either year.
    strong: Vec<f64>,
    changed: Vec<f64>,
    any: Vec<f64>,
    /// Σ m x p and Σ m x over the regions with a place.
    center: [Vec<f64>; 4],
}

impl Sums {
    fn clear(&mut self, draws: usize) {
        let Sums { below, sum, squares, ranked, strong, changed, any, center: [a, b, c, d] } = self;
        for v in [below, sum, squares, ranked, strong, changed, any, a, b, c, d] {
            v.clear();
            v.resize(draws, 0.0);
        }
    }

    /// Adds a region, the smaller values before the larger ones.
    #[inline(always)]
    fn value_lanes(&mut self, counts: &[u16], x: f64) {
        let sums = self.below.iter_mut().zip(&mut self.sum).zip(&mut self.squares).zip(&mut self.ranked);
        for (m, (((below, sum), squares), ranked)) in counts.iter().zip(sums) {
            let m = f64::from(*m);
            let mx = m * x;
            *sum += mx;
            *squares += mx * x;
            *ranked += mx * (2.0 * *below + m);
            *below += m;
        }
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn value_avx2(&mut self, counts: &[u16], x: f64) {
        self.value_lanes(counts, x);
    }

    /// The same bits on every processor: no product is fused with a sum.
    fn value(&mut self, counts: &[u16], x: f64) {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2, the feature that `value_avx2` asks for.
            return unsafe { self.value_avx2(counts, x) };
        }
        self.value_lanes(counts, x);
    }

    fn place(&mut self, counts: &[u16], x: f64, p: &[f64; 3]) {
        for (sums, p) in self.center.iter_mut().zip([p[0], p[1], p[2], 1.0]) {
            for (m, s) in counts.iter().zip(sums) {
                *s += f64::from(*m) * x * p;
            }
        }
    }
}

fn tally(sums: &mut [f64], counts: &[u16]) {
    sums.iter_mut().zip(counts).for_each(|(s, m)| *s += f64::from(*m));
}

/// Measures of every draw: by year, measure, draw; NaN where one does not exist.
/// All draws take a region together, so that their counts lie side by side.
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
    let mut sums = Sums::default();
    let mut centers: Vec<Option<[f64; 3]>> = vec![None; draws];
    for y in 0..years {
        let (values, strong) = industry.year(y);
        let before = (y > 0).then(|| industry.year(y - 1));
        order.clear();
        order.extend((0..n as u32).filter(|r| !values[*r as usize].is_nan()));
        order.sort_unstable_by(|a, b| values[*a as usize].total_cmp(&values[*b as usize]).then(a.cmp(b)));
        sums.clear(draws);
        for r in order.iter().map(|r| *r as usize) {
            let of = &counts[r * draws..(r + 1) * draws];
            let x = values[r];
            sums.value(of, x);
            if strong[r] {
                tally(&mut sums.strong, of);
            }
            if let Some((_, was)) = before.filter(|b| !b.0[r].is_nan()) {
                if strong[r] != was[r] {
                    tally(&mut sums.changed, of);
                }
                if strong[r] || was[r] {
                    tally(&mut sums.any, of);
                }
            }
            if let Some(p) = map.map(|m| &m.points[r]).filter(|p| x > 0.0 && !p[0].is_nan()) {
                sums.place(of, x, p);
            }
        }
        for draw in 0..draws {
            let mut put = |measure: usize, v: f64| out[(y * MEASURES.len() + measure) * draws + draw] = v;
            let (sum, all) = (sums.sum[draw], sums.below[draw]);
            if sum > 0.0 && all > 1.0 {
                put(0, sums.ranked[draw] / (all * sum) - 1.0);
                put(1, sums.squares[draw] / (sum * sum));
            }
            if all > 0.0 {
                put(2, sums.strong[draw]);
            }
            if sums.any[draw] > 0.0 {
                put(3, sums.changed[draw] / sums.any[draw]);
            }
            if let Some(map) = map {
                let now = center_of([0, 1, 2, 3].map(|k| sums.center[k][draw]));
                if let (Some(a), Some(b)) = (centers[draw], now) {
                    put(4, distance(a, b, map.sphere));
                }
                centers[draw] = now;
            }
        }
    }
    out
}
