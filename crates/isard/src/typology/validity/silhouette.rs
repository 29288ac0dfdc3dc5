//! Silhouettes (Rousseeuw 1987).

use crate::linalg::{Matrix, Points, squared_distance};
use rayon::prelude::*;

/// Silhouette of each row under each of several groupings, by Euclidean
/// distance; all groupings share one pass over the pairs.
///
/// # Formula
/// s = (b − a)/max(a, b): a the mean distance to the others of the own group,
/// b the smallest mean distance to another group. A row alone in its group has
/// 0 (Rousseeuw's convention).
///
/// # Undefined cases
/// Empty (`None`) when a grouping has fewer than two groups, or when all
/// distances are 0.
///
/// # Complexity
/// O(n²·(d + groupings)) time, O(n) memory; rows are spread over the threads.
pub fn silhouettes(data: &Matrix, groupings: &[&[usize]]) -> Vec<Vec<Option<f64>>> {
    let points = Points::new(data);
    let n = data.rows();
    let sizes: Vec<Vec<usize>> = groupings.iter().map(|g| group_sizes(g)).collect();
    let of_row = |i: usize| -> Vec<Option<f64>> {
        let distances = distances_from(&points, i);
        groupings
            .iter()
            .zip(&sizes)
            .map(|(labels, sizes)| {
                let mut sums = vec![0.0; sizes.len()];
                labels.iter().zip(&distances).for_each(|(&l, d)| sums[l] += d);
                silhouette_of(labels[i], &sums, sizes)
            })
            .collect()
    };
    let rows: Vec<Vec<Option<f64>>> = (0..n).into_par_iter().with_min_len(16).map(of_row).collect();
    (0..groupings.len()).map(|g| rows.iter().map(|r| r[g]).collect()).collect()
}

fn silhouette_of(own: usize, sums: &[f64], sizes: &[usize]) -> Option<f64> {
    if sizes.iter().filter(|&&s| s > 0).count() < 2 {
        return None;
    }
    if sizes[own] == 1 {
        return Some(0.0);
    }
    let a = sums[own] / (sizes[own] - 1) as f64;
    let others = (0..sizes.len()).filter(|&g| g != own && sizes[g] > 0);
    let b = others.map(|g| sums[g] / sizes[g] as f64).fold(f64::INFINITY, f64::min);
    let larger = a.max(b);
    (larger > 0.0).then(|| (b - a) / larger)
}

fn distances_from(points: &Points, i: usize) -> Vec<f64> {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, the only feature `distances_avx2` asks for.
        return unsafe { distances_avx2(points, i) };
    }
    distances_any(points, i)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn distances_avx2(points: &Points, i: usize) -> Vec<f64> {
    distances_any(points, i)
}

#[inline(always)]
fn distances_any(points: &Points, i: usize) -> Vec<f64> {
    (0..points.rows()).map(|j| squared_distance(points.row(i), points.row(j)).sqrt()).collect()
}

/// Mean of the silhouettes that exist.
pub fn mean_silhouette(values: &[Option<f64>]) -> Option<f64> {
    let known: Vec<f64> = values.iter().copied().flatten().collect();
    (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64)
}

/// Number of rows of each group; groups are numbered from 0.
pub fn group_sizes(labels: &[usize]) -> Vec<usize> {
    let mut sizes = vec![0; labels.iter().max().map_or(0, |m| m + 1)];
    labels.iter().for_each(|&l| sizes[l] += 1);
    sizes
}
