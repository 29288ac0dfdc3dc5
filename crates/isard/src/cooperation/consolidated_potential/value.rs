//! The value of pooled endowments: constant elasticity of substitution, nested.

use std::ops::Range;

/// Least endowment that a slope is taken at, as a share of the study.
const LEAST: f64 = 1e-9;

/// Mean of constant elasticity of substitution; `weights` sum to 1.
/// `substitution` 0 is the minimum, 1 the geometric mean.
pub fn ces(x: &[f64], weights: &[f64], substitution: f64) -> f64 {
    let used = || x.iter().zip(weights).filter(|(_, w)| **w > 0.0).map(|(x, w)| (*x, *w));
    if used().any(|(x, _)| x <= 0.0) && substitution <= 1.0 {
        return 0.0;
    }
    if substitution == 0.0 {
        return used().map(|(x, _)| x).fold(f64::INFINITY, f64::min);
    }
    if substitution == 1.0 {
        return used().map(|(x, w)| w * x.ln()).sum::<f64>().exp();
    }
    let rho = (substitution - 1.0) / substitution;
    // By the term that weighs most, so that no power overflows.
    let scale = if rho < 0.0 {
        used().map(|(x, _)| x).fold(f64::INFINITY, f64::min)
    } else {
        used().map(|(x, _)| x).fold(0.0, f64::max)
    };
    if scale <= 0.0 {
        return 0.0;
    }
    scale * used().map(|(x, w)| w * (x / scale).powf(rho)).sum::<f64>().powf(1.0 / rho)
}

/// Slopes of [`ces`] at a positive point; at the minimum, a supporting slope.
fn slopes(x: &[f64], weights: &[f64], substitution: f64, out: &mut [f64]) {
    let value = ces(x, weights, substitution);
    if substitution == 0.0 {
        out.fill(0.0);
        let least = (0..x.len()).filter(|&k| weights[k] > 0.0).find(|&k| x[k] <= value);
        if let Some(k) = least {
            out[k] = 1.0;
        }
        return;
    }
    // ρ − 1 = −1/σ.
    for (o, (x, w)) in out.iter_mut().zip(x.iter().zip(weights)) {
        *o = if *w > 0.0 { w * (value / x).powf(1.0 / substitution) } else { 0.0 };
    }
}

/// Endowments of regions and how their value is reckoned.
#[derive(Debug, Clone, PartialEq)]
pub struct Potential {
    /// Number of endowments of a region.
    width: usize,
    /// Endowments by region: shares of the study.
    shares: Vec<f64>,
    /// Endowments of each component.
    components: Vec<Range<usize>>,
    /// Weights within components.
    inner: Vec<f64>,
    /// Weights of the components, sum 1.
    weights: Vec<f64>,
    substitution: f64,
    /// Value of each region alone.
    alone: Vec<f64>,
}

impl Potential {
    /// From amounts by region, in the order of the components: `sizes` endowments
    /// each. Amounts become shares of their sum over the regions; an endowment
    /// that no one has counts as zero.
    ///
    /// # Panics
    /// When amounts are negative or not finite, weights do not fit or are all zero.
    pub fn new(amounts: &[f64], sizes: &[usize], weights: &[f64], substitution: f64) -> Potential {
        let width: usize = sizes.iter().sum();
        assert!(width > 0 && amounts.len().is_multiple_of(width), "endowments for each region");
        assert!(amounts.iter().all(|v| *v >= 0.0 && v.is_finite()), "amounts of zero or more");
        let total: f64 = weights.iter().sum();
        assert!(weights.len() == sizes.len() && total > 0.0, "a weight for each component");
        let mut sums = vec![0.0; width];
        for row in amounts.chunks_exact(width) {
            sums.iter_mut().zip(row).for_each(|(s, v)| *s += v);
        }
        let share = |(at, v): (usize, &f64)| if sums[at % width] > 0.0 { v / sums[at % width] } else { 0.0 };
        let mut components = Vec::new();
        let mut inner = Vec::new();
        for &size in sizes {
            components.push(inner.len()..inner.len() + size);
            inner.extend(std::iter::repeat_n(1.0 / size as f64, size));
        }
        let mut potential = Potential {
            width,
            shares: amounts.iter().enumerate().map(share).collect(),
            components,
            inner,
            weights: weights.iter().map(|w| w / total).collect(),
            substitution,
            alone: Vec::new(),
        };
        potential.alone = (0..potential.regions()).map(|r| potential.value(potential.row(r))).collect();
        potential
    }

    /// Number of regions.
    pub fn regions(&self) -> usize {
        self.shares.len() / self.width
    }

    /// Endowments of a region.
    pub fn row(&self, r: usize) -> &[f64] {
        &self.shares[r * self.width..(r + 1) * self.width]
    }

    /// Value of a region alone.
    pub fn alone(&self, r: usize) -> f64 {
        self.alone[r]
    }

    /// Number of components.
    pub fn components(&self) -> usize {
        self.components.len()
    }

    /// Value of a component of pooled endowments.
    pub fn component(&self, pool: &[f64], k: usize) -> f64 {
        let part = self.components[k].clone();
        ces(&pool[part.clone()], &self.inner[part], self.substitution)
    }

    /// Value of pooled endowments.
    pub fn value(&self, pool: &[f64]) -> f64 {
        let parts: Vec<f64> = (0..self.components.len()).map(|k| self.component(pool, k)).collect();
        ces(&parts, &self.weights, self.substitution)
    }

    /// Pooled endowments of members.
    pub fn pool(&self, members: &[usize]) -> Vec<f64> {
        let mut pool = vec![0.0; self.width];
        for &r in members {
            pool.iter_mut().zip(self.row(r)).for_each(|(p, v)| *p += v);
        }
        pool
    }

    /// Joint value and sum of what the members have alone.
    pub fn joint_and_sum(&self, members: &[usize]) -> (f64, f64) {
        (self.value(&self.pool(members)), members.iter().map(|&r| self.alone[r]).sum())
    }

    /// Prices p with value(z) ≤ p·z for every z, equal at the point: the value
    /// is concave and grows in proportion, so its slopes support it.
    pub(super) fn prices(&self, point: &[f64]) -> Vec<f64> {
        let point: Vec<f64> = point.iter().map(|v| v.max(LEAST)).collect();
        let parts: Vec<f64> = (0..self.components.len()).map(|k| self.component(&point, k)).collect();
        let mut outer = vec![0.0; parts.len()];
        slopes(&parts, &self.weights, self.substitution, &mut outer);
        let mut prices = vec![0.0; self.width];
        for (k, part) in self.components.iter().enumerate() {
            let inner = &self.inner[part.clone()];
            slopes(&point[part.clone()], inner, self.substitution, &mut prices[part.clone()]);
            prices[part.clone()].iter_mut().for_each(|p| *p *= outer[k]);
        }
        prices
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_by_hand() {
        let (x, w) = ([4.0, 1.0], [0.5, 0.5]);
        assert_eq!(ces(&x, &w, 0.0), 1.0);
        assert!((ces(&x, &w, 1.0) - 2.0).abs() < 1e-12);
        // σ = 1/2 is the harmonic mean, σ = 2 the mean of roots squared.
        assert!((ces(&x, &w, 0.5) - 1.6).abs() < 1e-12);
        assert!((ces(&x, &w, 2.0) - 2.25).abs() < 1e-12);
        assert_eq!(ces(&[0.0, 1.0], &w, 0.5), 0.0);
        assert!((ces(&[0.0, 1.0], &w, 2.0) - 0.25).abs() < 1e-12);
        assert!(ces(&[1e-6, 1.0], &w, 0.01).is_finite());
    }

    #[test]
    fn regions_that_complete_one_another() {
        // Each has all of one endowment: alone nothing, together everything.
        let p = Potential::new(&[5.0, 0.0, 0.0, 7.0], &[1, 1], &[1.0, 1.0], 1.0);
        let (joint, sum) = p.joint_and_sum(&[0, 1]);
        assert!((joint - 1.0).abs() < 1e-12 && sum == 0.0);
    }
}
