//! k-means against its definition.

use isard::inference::Random;
use isard::linalg::Matrix;
use isard::typology::k_means::{k_means, k_means_from};
use isard::typology::validity::{calinski_harabasz, silhouettes, within_ss};
use proptest::prelude::*;

pub(super) fn random_matrix(n: usize, d: usize, seed: u64) -> Matrix {
    let mut random = Random::new(seed, 0, 0);
    Matrix::from_vec(n, d, (0..n * d).map(|_| random.normal()).collect())
}

fn squared(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum()
}

/// Rows on a coarse grid, so that ties and equal rows occur.
pub(super) fn grid() -> impl Strategy<Value = Matrix> {
    (3usize..40, 1usize..5).prop_flat_map(|(n, d)| {
        prop::collection::vec(-4i32..5, n * d)
            .prop_map(move |v| Matrix::from_vec(n, d, v.into_iter().map(f64::from).collect()))
    })
}

fn distinct(data: &Matrix) -> usize {
    let mut rows: Vec<Vec<i64>> =
        (0..data.rows()).map(|i| data.row(i).iter().map(|v| *v as i64).collect()).collect();
    rows.sort();
    rows.dedup();
    rows.len()
}

proptest! {
    #[test]
    fn no_point_is_nearer_to_another_center(data in grid(), k in 1usize..6, seed in 0u64..1000) {
        if k > distinct(&data) {
            prop_assert!(k_means(&data, k, 3, seed).is_err());
            return Ok(());
        }
        let fit = k_means(&data, k, 3, seed).unwrap();
        prop_assert!(fit.converged);
        let mut sizes = vec![0; k];
        fit.labels.iter().for_each(|&l| sizes[l] += 1);
        prop_assert!(sizes.iter().all(|&s| s > 0), "{:?}", sizes);
        for i in 0..data.rows() {
            let own = squared(data.row(i), fit.centers.row(fit.labels[i]));
            for c in 0..k {
                prop_assert!(own <= squared(data.row(i), fit.centers.row(c)) + 1e-12);
            }
        }
        prop_assert!((fit.total_within_ss - within_ss(&data, &fit.labels)).abs() < 1e-9);
    }

    #[test]
    fn silhouettes_are_their_definition(data in grid(), k in 2usize..5) {
        let labels: Vec<usize> = (0..data.rows()).map(|i| i * 7 % k).collect();
        let found = silhouettes(&data, &[&labels]).swap_remove(0);
        for i in 0..data.rows() {
            let mean = |g: usize| {
                let d: Vec<f64> = (0..data.rows())
                    .filter(|&j| j != i && labels[j] == g)
                    .map(|j| squared(data.row(i), data.row(j)).sqrt())
                    .collect();
                (!d.is_empty()).then(|| d.iter().sum::<f64>() / d.len() as f64)
            };
            let present = (0..k).filter(|g| labels.contains(g)).count();
            let expected = match (present, mean(labels[i])) {
                (0 | 1, _) => None,
                (_, None) => Some(0.0),
                (_, Some(a)) => {
                    let b = (0..k).filter(|&g| g != labels[i]).filter_map(mean).fold(f64::INFINITY, f64::min);
                    (a.max(b) > 0.0).then(|| (b - a) / a.max(b))
                }
            };
            match (found[i], expected) {
                (Some(a), Some(b)) => prop_assert!((a - b).abs() < 1e-9),
                (a, b) => prop_assert_eq!(a, b),
            }
        }
    }
}

/// Plain Lloyd iteration without bounds.
fn naive(data: &Matrix, mut centers: Matrix) -> (Vec<usize>, f64) {
    let k = centers.rows();
    let mut labels = vec![usize::MAX; data.rows()];
    loop {
        let mut changed = false;
        for i in 0..data.rows() {
            let d = |c: usize| squared(data.row(i), centers.row(c));
            let best = (1..k).fold(0, |b, c| if d(c) < d(b) { c } else { b });
            changed |= best != labels[i];
            labels[i] = best;
        }
        if !changed {
            let total = (0..data.rows()).map(|i| squared(data.row(i), centers.row(labels[i]))).sum();
            return (labels, total);
        }
        for c in 0..k {
            let rows: Vec<usize> = (0..data.rows()).filter(|&i| labels[i] == c).collect();
            for j in 0..data.cols() {
                let mean = rows.iter().map(|&i| data.get(i, j)).sum::<f64>() / rows.len() as f64;
                centers.set(c, j, mean);
            }
        }
    }
}

#[test]
fn bounds_change_nothing() {
    for seed in 0..20 {
        let data = random_matrix(3000, 6, seed);
        let start = data.take_rows(&[5, 99, 700, 1500, 2999]);
        let fit = k_means_from(&data, &start);
        let (labels, total) = naive(&data, start);
        assert!((fit.total_within_ss - total).abs() < 1e-9 * total);
        assert_eq!(isard::typology::agreement::adjusted_rand(&fit.labels, &labels), 1.0);
    }
}

/// Data on which single precision alone would go wrong: far from the origin,
/// tiny, huge, on a grid full of ties, one outlier far from everything.
fn hard_for_single_precision(seed: u64) -> Vec<Matrix> {
    let plain = random_matrix(700, 5, seed);
    let map =
        |f: &dyn Fn(f64) -> f64| Matrix::from_vec(700, 5, plain.as_slice().iter().map(|v| f(*v)).collect());
    let mut outlier = plain.clone();
    outlier.set(650, 2, 1e12);
    vec![
        map(&|v| v + 1e9),
        map(&|v| v * 1e-7 + 5.0),
        map(&|v| v * 1e-40),
        map(&|v| v * 1e150),
        map(&|v| v * 1e18),
        map(&f64::round),
        outlier,
    ]
}

#[test]
fn labels_are_those_of_double_precision() {
    for seed in 0..5 {
        for (case, data) in hard_for_single_precision(seed).iter().enumerate() {
            let fit = k_means_from(data, &data.take_rows(&[3, 50, 200, 333, 600, 601, 650]));
            assert!(fit.converged, "case {case}");
            for i in 0..data.rows() {
                let own = squared(data.row(i), fit.centers.row(fit.labels[i]));
                let nearest =
                    (0..7).map(|c| squared(data.row(i), fit.centers.row(c))).fold(f64::MAX, f64::min);
                assert!(own <= nearest * (1.0 + 1e-12), "case {case}, row {i}: {own} {nearest}");
            }
        }
    }
}

#[test]
fn groups_and_sums_do_not_depend_on_threads() {
    let data = random_matrix(9000, 5, 3);
    let pool = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
    for starts in [1, 7] {
        let one = pool(1).install(|| k_means(&data, 4, starts, 9).unwrap());
        let two = pool(2).install(|| k_means(&data, 4, starts, 9).unwrap());
        assert_eq!(one, two);
        assert_eq!(one.total_within_ss.to_bits(), two.total_within_ss.to_bits());
    }
}

#[test]
fn constant_columns_and_single_rows_do_not_break_measures() {
    let data = Matrix::from_vec(3, 2, vec![1.0, 2.0, 1.0, 2.0, 5.0, 2.0]);
    let fit = k_means(&data, 2, 2, 1).unwrap();
    assert_eq!(fit.total_within_ss, 0.0);
    // No spread within groups: undefined, not infinite.
    assert_eq!(calinski_harabasz(&data, &fit.labels), None);
    let alone = Matrix::from_vec(1, 1, vec![1.0]);
    assert_eq!(k_means(&alone, 1, 2, 1).unwrap().labels, [0]);
}
