//! Measures from sums of squares and centers.

use super::silhouette::group_sizes;
use crate::linalg::Matrix;

/// Means of the groups, groups × columns; a group without rows has NaN.
pub fn centers(data: &Matrix, labels: &[usize]) -> Matrix {
    let sizes = group_sizes(labels);
    let mut sums = Matrix::zeros(sizes.len(), data.cols());
    for (i, &l) in labels.iter().enumerate() {
        sums.row_mut(l).iter_mut().zip(data.row(i)).for_each(|(s, v)| *s += v);
    }
    for (g, &size) in sizes.iter().enumerate() {
        sums.row_mut(g).iter_mut().for_each(|s| *s /= size as f64);
    }
    sums
}

fn squared(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum()
}

/// Σ of squared distances of rows to the mean of their group.
pub fn within_ss(data: &Matrix, labels: &[usize]) -> f64 {
    let centers = centers(data, labels);
    labels.iter().enumerate().map(|(i, &l)| squared(data.row(i), centers.row(l))).sum()
}

/// Caliński and Harabasz (1974): (B/(k − 1)) / (W/(n − k)), B and W the sums
/// of squares between and within groups.
///
/// # Undefined cases
/// `None` for k < 2, k ≥ n or W = 0.
pub fn calinski_harabasz(data: &Matrix, labels: &[usize]) -> Option<f64> {
    let k = group_sizes(labels).iter().filter(|&&s| s > 0).count();
    let n = data.rows();
    let within = within_ss(data, labels);
    if k < 2 || k >= n || within <= 0.0 {
        return None;
    }
    let total = within_ss(data, &vec![0; n]);
    Some((total - within) / (k - 1) as f64 / (within / (n - k) as f64))
}

/// Davies and Bouldin (1979): mean over groups of the largest
/// (sᵢ + sⱼ)/‖cᵢ − cⱼ‖, s the mean distance of a group's rows to its center.
///
/// # Undefined cases
/// `None` for fewer than two groups or two equal centers.
pub fn davies_bouldin(data: &Matrix, labels: &[usize]) -> Option<f64> {
    let sizes = group_sizes(labels);
    let groups: Vec<usize> = (0..sizes.len()).filter(|&g| sizes[g] > 0).collect();
    if groups.len() < 2 {
        return None;
    }
    let centers = centers(data, labels);
    let mut spread = vec![0.0; sizes.len()];
    labels.iter().enumerate().for_each(|(i, &l)| spread[l] += squared(data.row(i), centers.row(l)).sqrt());
    groups.iter().for_each(|&g| spread[g] /= sizes[g] as f64);
    let worst = |&a: &usize| {
        let others = groups.iter().filter(|&&b| b != a);
        let ratio = others.map(|&b| (spread[a] + spread[b]) / squared(centers.row(a), centers.row(b)).sqrt());
        ratio.fold(0.0, f64::max)
    };
    let mean = groups.iter().map(worst).sum::<f64>() / groups.len() as f64;
    mean.is_finite().then_some(mean)
}
