//! Sums of the weights that expectations and variances need.

use super::Weights;

/// Sums over all pairs of regions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    /// Σ wᵢⱼ.
    pub s0: f64,
    /// ½ Σ (wᵢⱼ + wⱼᵢ)².
    pub s1: f64,
    /// Σᵢ (row sum + column sum)².
    pub s2: f64,
}

impl Moments {
    /// Sums of the weights.
    ///
    /// Complexity: O(links · log links of a region).
    pub fn of(weights: &Weights) -> Moments {
        let mut margins = vec![0.0; weights.len()];
        let (mut s0, mut s1) = (0.0, 0.0);
        for i in 0..weights.len() {
            for (j, w) in weights.row(i) {
                s0 += w;
                margins[i] += w;
                margins[j] += w;
                // A pair linked both ways is met twice, once from each side.
                s1 += match weights.neighbors(j).binary_search(&(i as u32)) {
                    Ok(at) => (w + weights.values(j)[at]).powi(2) / 2.0,
                    Err(_) => w * w,
                };
            }
        }
        Moments { s0, s1, s2: margins.iter().map(|m| m * m).sum() }
    }
}
