//! Weights from distances.

use super::distances::Distances;
use crate::registry::MethodError;
use crate::space::Weights;
use rayon::prelude::*;

/// How weight falls with distance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kernel {
    /// 1 − u.
    #[default]
    Triangular,
    /// 1.
    Uniform,
    /// 1 − u².
    Epanechnikov,
    /// (1 − u²)².
    Bisquare,
    /// exp(−u²/2), cut at u = 1.
    Gaussian,
}

impl Kernel {
    /// Names as options write them, in the order of the variants.
    pub const WORDS: &'static [&'static str] =
        &["triangular", "uniform", "epanechnikov", "bisquare", "gaussian"];

    /// The kernel of a word; the default for any other.
    pub fn from_word(word: &str) -> Kernel {
        use Kernel::*;
        let all = [Triangular, Uniform, Epanechnikov, Bisquare, Gaussian];
        Self::WORDS.iter().position(|w| *w == word).map_or(Triangular, |at| all[at])
    }

    /// Weight at the share `u` of the bandwidth, 0..=1.
    pub fn weight(self, u: f64) -> f64 {
        match self {
            Kernel::Triangular => 1.0 - u,
            Kernel::Uniform => 1.0,
            Kernel::Epanechnikov => 1.0 - u * u,
            Kernel::Bisquare => (1.0 - u * u).powi(2),
            Kernel::Gaussian => (-u * u / 2.0).exp(),
        }
    }
}

/// The `k` nearest regions, weight 1.
///
/// # Errors
/// `k` not below the number of regions.
///
/// Complexity: O(n k log n) for places.
pub fn k_nearest(distances: &Distances, k: usize) -> Result<Weights, MethodError> {
    check_k(distances, k)?;
    of(distances, |i| Ok(distances.nearest(i, k).into_iter().map(|(j, _)| (j, 1.0)).collect()))
}

/// Regions up to a radius, weight 1.
///
/// # Errors
/// Two rows or columns of the same key.
pub fn distance_band(distances: &Distances, radius: f64) -> Result<Weights, MethodError> {
    of(distances, |i| Ok(distances.within(i, radius).into_iter().map(|(j, _)| (j, 1.0)).collect()))
}

/// Regions up to a radius, weight 1/distance^power.
///
/// # Errors
/// Two regions at the same place.
pub fn inverse_distance(distances: &Distances, radius: f64, power: f64) -> Result<Weights, MethodError> {
    let keys = distances.keys();
    of(distances, |i| {
        let weight = |(j, d): (u32, f64)| {
            if d == 0.0 {
                return Err(MethodError::data_hint(
                    format!(
                        "`{}` and `{}` lie at the same place: 1/distance does not exist",
                        keys[i], keys[j as usize]
                    ),
                    "merge them, move one, or use method=kernel or k-nearest",
                ));
            }
            Ok((j, d.powf(-power)))
        };
        distances.within(i, radius).into_iter().map(weight).collect()
    })
}

/// Weight by a kernel of the given bandwidth, the same for all.
///
/// # Errors
/// A bandwidth of zero.
pub fn fixed_kernel(distances: &Distances, kernel: Kernel, bandwidth: f64) -> Result<Weights, MethodError> {
    if bandwidth <= 0.0 {
        return Err(MethodError::data_hint("the bandwidth is zero", "set radius-km, or a larger k"));
    }
    of(distances, |i| Ok(kernel_row(distances, kernel, i, bandwidth)))
}

/// Weight by a kernel whose bandwidth is the distance to the `k`-th nearest region.
///
/// # Errors
/// `k` not below the number of regions; `k` regions at the same place.
pub fn adaptive_kernel(distances: &Distances, kernel: Kernel, k: usize) -> Result<Weights, MethodError> {
    check_k(distances, k)?;
    of(distances, |i| match distances.nearest(i, k).last() {
        Some((_, 0.0)) => Err(MethodError::data_hint(
            format!("{k} regions lie at the place of `{}`: its bandwidth is zero", distances.keys()[i]),
            "set a larger k, or bandwidth=fixed",
        )),
        Some(&(_, bandwidth)) => Ok(kernel_row(distances, kernel, i, bandwidth)),
        None => Ok(Vec::new()),
    })
}

fn kernel_row(distances: &Distances, kernel: Kernel, i: usize, bandwidth: f64) -> Vec<(u32, f64)> {
    // A neighbour at the very end of a kernel that falls to zero is none.
    let row = distances.within(i, bandwidth).into_iter().map(|(j, d)| (j, kernel.weight(d / bandwidth)));
    row.filter(|(_, w)| *w > 0.0).collect()
}

/// The farthest of the regions' `k`-th nearest: with k = 1 the least radius that
/// leaves no region alone.
pub fn reach_of_all(distances: &Distances, k: usize) -> f64 {
    let n = distances.keys().len();
    let of = |i: usize| distances.nearest(i, k).last().map_or(0.0, |f| f.1);
    (0..n).into_par_iter().map(of).collect::<Vec<f64>>().into_iter().fold(0.0, f64::max)
}

fn check_k(distances: &Distances, k: usize) -> Result<(), MethodError> {
    let n = distances.keys().len();
    if k >= n {
        return Err(MethodError::data_hint(
            format!("k = {k} neighbours of {n} regions"),
            format!("set k to {} or less", n.saturating_sub(1)),
        ));
    }
    Ok(())
}

fn of(
    distances: &Distances,
    row: impl Fn(usize) -> Result<Vec<(u32, f64)>, MethodError> + Sync + Send,
) -> Result<Weights, MethodError> {
    let n = distances.keys().len();
    let rows: Vec<Result<Vec<(u32, f64)>, MethodError>> = (0..n).into_par_iter().map(row).collect();
    let mut links = Vec::new();
    for (i, row) in rows.into_iter().enumerate() {
        links.extend(row?.into_iter().map(|(j, w)| (i as u32, j, w)));
    }
    Weights::new(distances.keys().to_vec(), links)
}
