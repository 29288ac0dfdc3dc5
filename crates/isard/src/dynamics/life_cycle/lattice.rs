//! Forward and backward probabilities of several series side by side.
//!
//! Eight series of equal length go through the years together, so that each
//! operation is one on lanes. Lanes do not meet before the end and no product
//! is fused with a sum: the bits are the same on every processor.

use super::model::{Emission, FREEDOM, Model, STAGES};
use super::series::Series;

/// Series side by side.
pub(super) const LANES: usize = 8;

type Lane = [f64; LANES];
type Stages = [Lane; STAGES];

const ZERO: Stages = [[0.0; LANES]; STAGES];
const ONE: Stages = [[1.0; LANES]; STAGES];

/// Up to eight series of one length, year by year.
pub(super) struct Packed {
    /// Series in it; further lanes are empty.
    pub(super) series: usize,
    /// Growth; NaN where unknown.
    growth: Vec<Lane>,
    /// Level in the years in which it speaks; NaN elsewhere.
    level: Vec<Lane>,
    /// Years in which the level of any lane speaks.
    speaks: Vec<bool>,
    /// Values that speak.
    pub(super) values: usize,
}

/// The years at which specialisation speaks: the first known, and the first
/// after growth was unknown. Later levels are the first plus the growth since,
/// which has spoken already.
pub(super) fn speaks(series: &Series, t: usize) -> bool {
    !series.level[t].is_nan() && series.growth[t].is_nan()
}

/// Series in packs, in their order.
pub(super) fn packs(series: &[&Series]) -> Vec<Packed> {
    let equal = series.chunk_by(|a, b| a.growth.len() == b.growth.len());
    equal.flat_map(|run| run.chunks(LANES)).map(Packed::new).collect()
}

impl Packed {
    fn new(series: &[&Series]) -> Packed {
        let n = series.first().map_or(0, |s| s.growth.len());
        let mut out = Packed {
            series: series.len(),
            growth: vec![[f64::NAN; LANES]; n],
            level: vec![[f64::NAN; LANES]; n],
            speaks: vec![false; n],
            values: 0,
        };
        for (lane, s) in series.iter().enumerate() {
            for t in 0..n {
                out.growth[t][lane] = s.growth[t];
                out.values += usize::from(!s.growth[t].is_nan());
                if speaks(s, t) {
                    out.level[t][lane] = s.level[t];
                    out.speaks[t] = true;
                    out.values += 1;
                }
            }
        }
        out
    }
}

/// An emission ready for densities: √(1/scale)·(1 + (x − mean)²/(ν·scale))⁻³,
/// the power that five degrees of freedom give.
struct Terms {
    mean: [f64; STAGES],
    inverse: [f64; STAGES],
    peak: [f64; STAGES],
}

impl Terms {
    fn new(emission: &Emission) -> Terms {
        const { assert!(FREEDOM == 5.0) };
        Terms {
            mean: emission.mean,
            inverse: emission.scale.map(|s| 1.0 / (FREEDOM * s)),
            peak: emission.scale.map(|s| (1.0 / s).sqrt()),
        }
    }

    /// 1/(1 + (x − mean)²/(ν·scale)) by stage and lane.
    #[inline(always)]
    fn nearness(&self, x: &Lane) -> Stages {
        let mut near = ZERO;
        for s in 0..STAGES {
            for l in 0..LANES {
                let d = x[l] - self.mean[s];
                near[s][l] = 1.0 / (1.0 + d * d * self.inverse[s]);
            }
        }
        near
    }

    /// Multiplies by the densities; an unknown value says nothing.
    #[inline(always)]
    fn speak(&self, near: &Stages, x: &Lane, into: &mut Stages) {
        for s in 0..STAGES {
            for l in 0..LANES {
                let u = near[s][l];
                let density = self.peak[s] * u * u * u;
                into[s][l] *= if x[l].is_nan() { 1.0 } else { density };
            }
        }
    }
}

/// A model ready for many series.
pub(super) struct Prepared {
    start: [f64; STAGES],
    moves: [[f64; STAGES]; STAGES],
    growth: Terms,
    level: Terms,
}

impl Prepared {
    pub(super) fn new(model: &Model) -> Prepared {
        Prepared {
            start: model.start,
            moves: model.moves,
            growth: Terms::new(&model.growth),
            level: Terms::new(&model.level),
        }
    }
}

/// Σγ, Σγw, Σγwx and Σγwx² by stage and lane; w is less the farther out a
/// value lies.
#[derive(Clone, Copy)]
pub(super) struct LaneMoments {
    pub(super) count: Stages,
    pub(super) weight: Stages,
    pub(super) sum: Stages,
    pub(super) square: Stages,
}

impl LaneMoments {
    const NONE: LaneMoments = LaneMoments { count: ZERO, weight: ZERO, sum: ZERO, square: ZERO };

    #[inline(always)]
    fn observe(&mut self, x: &Lane, near: &Stages, share: &Stages) {
        for s in 0..STAGES {
            for l in 0..LANES {
                let known = !x[l].is_nan();
                let value = if known { x[l] } else { 0.0 };
                let p = if known { share[s][l] } else { 0.0 };
                let u = if known { near[s][l] } else { 0.0 };
                let w = p * ((FREEDOM + 1.0) / FREEDOM) * u;
                self.count[s][l] += p;
                self.weight[s][l] += w;
                self.sum[s][l] += w * value;
                self.square[s][l] += w * value * value;
            }
        }
    }
}

/// Expected counts and moments by lane.
#[derive(Clone, Copy)]
pub(super) struct LaneSums {
    pub(super) log_likelihood: Lane,
    pub(super) start: Stages,
    /// Before, then after; still to be multiplied by the probability of the move.
    pub(super) moves: [Stages; STAGES],
    pub(super) growth: LaneMoments,
    pub(super) level: LaneMoments,
}

/// Scaled probabilities of a pack, kept to be filled anew.
#[derive(Default)]
pub(super) struct Lattice {
    near: Vec<Stages>,
    emission: Vec<Stages>,
    forward: Vec<Stages>,
}

impl Lattice {
    /// Fills the forward half; returns the log likelihoods less the constants
    /// of the densities.
    #[inline(always)]
    fn fill(&mut self, model: &Prepared, pack: &Packed) -> Lane {
        let n = pack.growth.len();
        for part in [&mut self.near, &mut self.emission, &mut self.forward] {
            part.resize(n, ZERO);
        }
        let mut likelihood = [0.0; LANES];
        let mut product = [1.0; LANES];
        let mut before = ZERO;
        for t in 0..n {
            let x = &pack.growth[t];
            let near = model.growth.nearness(x);
            let mut e = ONE;
            model.growth.speak(&near, x, &mut e);
            if pack.speaks[t] {
                let x = &pack.level[t];
                model.level.speak(&model.level.nearness(x), x, &mut e);
            }
            let mut f = ZERO;
            for s in 0..STAGES {
                if t == 0 {
                    f[s] = [model.start[s]; LANES];
                } else {
                    for b in 0..STAGES {
                        for l in 0..LANES {
                            f[s][l] += before[b][l] * model.moves[b][s];
                        }
                    }
                }
            }
            let mut sum = [0.0; LANES];
            for s in 0..STAGES {
                for l in 0..LANES {
                    f[s][l] *= e[s][l];
                    sum[l] += f[s][l];
                }
            }
            for l in 0..LANES {
                // An impossible year is one that says nothing.
                sum[l] = if sum[l] > 0.0 { sum[l] } else { f64::MIN_POSITIVE };
                product[l] *= sum[l];
            }
            // Few enough factors that the product stays a normal number.
            if t % 4 == 3 || t + 1 == n {
                for l in 0..LANES {
                    likelihood[l] += product[l].max(f64::MIN_POSITIVE).ln();
                    product[l] = 1.0;
                }
            }
            // Scaled alike, so that forward × backward is the posterior.
            let scale = sum.map(|v| 1.0 / v);
            for s in 0..STAGES {
                for l in 0..LANES {
                    f[s][l] *= scale[l];
                    e[s][l] *= scale[l];
                }
            }
            (self.near[t], self.emission[t], self.forward[t]) = (near, e, f);
            before = f;
        }
        likelihood
    }

    /// Goes back through the years; `visit` gets each year with its
    /// probabilities given all years, and emission × backward of the year.
    #[inline(always)]
    fn back(&self, model: &Prepared, n: usize, mut visit: impl FnMut(usize, &Stages, &Stages)) {
        let mut back = ONE;
        for t in (0..n).rev() {
            let (f, e) = (&self.forward[t], &self.emission[t]);
            let (mut share, mut ahead, mut sum) = (ZERO, ZERO, [0.0; LANES]);
            for s in 0..STAGES {
                for l in 0..LANES {
                    share[s][l] = f[s][l] * back[s][l];
                    ahead[s][l] = e[s][l] * back[s][l];
                    sum[l] += share[s][l];
                }
            }
            let scale = sum.map(|v| 1.0 / v);
            for s in 0..STAGES {
                for l in 0..LANES {
                    share[s][l] = if sum[l] > 0.0 { share[s][l] * scale[l] } else { f[s][l] };
                }
            }
            visit(t, &share, &ahead);
            let mut next = ZERO;
            for s in 0..STAGES {
                for a in 0..STAGES {
                    for l in 0..LANES {
                        next[s][l] += model.moves[s][a] * ahead[a][l];
                    }
                }
            }
            back = next;
        }
    }

    #[inline(always)]
    fn expect_lanes(&mut self, model: &Prepared, pack: &Packed) -> LaneSums {
        let n = pack.growth.len();
        let mut sums = LaneSums {
            log_likelihood: self.fill(model, pack),
            start: ZERO,
            moves: [ZERO; STAGES],
            growth: LaneMoments::NONE,
            level: LaneMoments::NONE,
        };
        self.back(model, n, |t, share, ahead| {
            sums.growth.observe(&pack.growth[t], &self.near[t], share);
            if pack.speaks[t] {
                let x = &pack.level[t];
                sums.level.observe(x, &model.level.nearness(x), share);
            }
            if t == 0 {
                sums.start = *share;
                return;
            }
            let before = &self.forward[t - 1];
            for b in 0..STAGES {
                for a in 0..STAGES {
                    for l in 0..LANES {
                        sums.moves[b][a][l] += before[b][l] * ahead[a][l];
                    }
                }
            }
        });
        sums
    }

    #[inline(always)]
    fn smooth_lanes(&mut self, model: &Prepared, pack: &Packed, into: &mut [Stages]) {
        self.fill(model, pack);
        self.back(model, pack.growth.len(), |t, share, _| into[t] = *share);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn expect_avx2(&mut self, model: &Prepared, pack: &Packed) -> LaneSums {
        self.expect_lanes(model, pack)
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2")]
    fn smooth_avx2(&mut self, model: &Prepared, pack: &Packed, into: &mut [Stages]) {
        self.smooth_lanes(model, pack, into);
    }

    /// Expected counts and moments of a pack.
    pub(super) fn expect(&mut self, model: &Prepared, pack: &Packed) -> LaneSums {
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2, the feature that `expect_avx2` asks for.
            return unsafe { self.expect_avx2(model, pack) };
        }
        self.expect_lanes(model, pack)
    }

    /// Probabilities of the stages of each series and year, given all years.
    pub(super) fn smooth(&mut self, model: &Prepared, pack: &Packed) -> Vec<Vec<[f64; STAGES]>> {
        let mut years = vec![ZERO; pack.growth.len()];
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has AVX2, the feature that `smooth_avx2` asks for.
            unsafe { self.smooth_avx2(model, pack, &mut years) };
            return parted(pack.series, &years);
        }
        self.smooth_lanes(model, pack, &mut years);
        parted(pack.series, &years)
    }
}

/// Lanes as series.
fn parted(series: usize, years: &[Stages]) -> Vec<Vec<[f64; STAGES]>> {
    let one = |l: usize| years.iter().map(|y| std::array::from_fn(|s| y[s][l])).collect();
    (0..series).map(one).collect()
}
