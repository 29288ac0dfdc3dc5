//! Medoids against the authors' package, R and their definition.

use super::grouping_fixtures::{data_set, fixtures, shuffled};
use super::k_means::{grid, random_matrix};
use isard::linalg::{Matrix, Metric};
use isard::typology::agreement::adjusted_rand;
use isard::typology::pam::{PamFit, Swap, pam};
use proptest::prelude::*;

fn distance(metric: Metric, a: &[f64], b: &[f64]) -> f64 {
    let pairs = a.iter().zip(b);
    match metric {
        Metric::Euclidean => pairs.map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt(),
        Metric::Manhattan => pairs.map(|(x, y)| (x - y).abs()).sum(),
    }
}

fn deviation(data: &Matrix, medoids: &[usize], metric: Metric) -> f64 {
    let nearest = |i: usize| {
        let to = medoids.iter().map(|&m| distance(metric, data.row(i), data.row(m)));
        to.fold(f64::INFINITY, f64::min)
    };
    (0..data.rows()).map(nearest).sum()
}

/// The original algorithm in so many words: the best of all exchanges, again and again.
fn naive(data: &Matrix, k: usize, metric: Metric) -> f64 {
    let mut medoids: Vec<usize> = Vec::new();
    let least = |tried: &mut dyn Iterator<Item = Vec<usize>>| {
        let mut best: Option<(f64, Vec<usize>)> = None;
        for t in tried {
            let total = deviation(data, &t, metric);
            if best.as_ref().is_none_or(|b| total < b.0 - 1e-12) {
                best = Some((total, t));
            }
        }
        best
    };
    for _ in 0..k {
        let free: Vec<usize> = (0..data.rows()).filter(|x| !medoids.contains(x)).collect();
        let with = |x: usize| medoids.iter().copied().chain([x]).collect::<Vec<_>>();
        medoids = least(&mut free.into_iter().map(with)).unwrap().1;
    }
    let mut total = deviation(data, &medoids, metric);
    loop {
        let exchanges = (0..k).flat_map(|g| (0..data.rows()).map(move |x| (g, x)));
        let mut tried = exchanges.filter(|(_, x)| !medoids.contains(x)).map(|(g, x)| {
            let mut m = medoids.clone();
            m[g] = x;
            m
        });
        match least(&mut tried) {
            Some((better, m)) if better < total - 1e-9 => (total, medoids) = (better, m),
            _ => return total,
        }
    }
}

fn is_local_optimum(data: &Matrix, fit: &PamFit, metric: Metric) {
    let total = deviation(data, &fit.medoids, metric);
    assert!((fit.total_deviation - total).abs() < 1e-9 * total.max(1.0));
    for g in 0..fit.medoids.len() {
        for x in (0..data.rows()).filter(|x| !fit.medoids.contains(x)) {
            let mut exchanged = fit.medoids.clone();
            exchanged[g] = x;
            assert!(deviation(data, &exchanged, metric) >= total * (1.0 - 1e-9), "{g} {x}");
        }
    }
    for (i, &l) in fit.labels.iter().enumerate() {
        let d = |g: usize| distance(metric, data.row(i), data.row(fit.medoids[g]));
        assert!((0..fit.medoids.len()).all(|g| d(l) <= d(g) + 1e-12));
    }
}

#[test]
fn sums_and_medoids_agree_with_the_authors_package() {
    let fixtures = fixtures();
    for case in fixtures["pam"].as_array().unwrap() {
        let data = data_set(case["data"].as_str().unwrap(), &fixtures);
        let metric = Metric::from_word(case["distance"].as_str().unwrap());
        let k = case["k"].as_u64().unwrap() as usize;
        let fit = pam(&data, k, metric, Swap::Best).unwrap();
        let loss = case["loss"].as_f64().unwrap();
        assert!((fit.total_deviation - loss).abs() < 1e-9 * loss, "{case}: {}", fit.total_deviation);
        if case["data"] != "iris" {
            // Irises lie on a grid: several medoids have the same sum.
            let medoids: Vec<usize> =
                case["medoids"].as_array().unwrap().iter().map(|m| m.as_u64().unwrap() as usize).collect();
            assert_eq!(fit.medoids, medoids, "{case}");
        }
        if k <= 3 {
            is_local_optimum(&data, &pam(&data, k, metric, Swap::Eager).unwrap(), metric);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_exchange_lowers_the_sum(data in grid(), k in 1usize..5, manhattan: bool, eager: bool) {
        let metric = if manhattan { Metric::Manhattan } else { Metric::Euclidean };
        let swap = if eager { Swap::Eager } else { Swap::Best };
        if let Ok(fit) = pam(&data, k, metric, swap) {
            is_local_optimum(&data, &fit, metric);
            prop_assert!(fit.total_deviation <= fit.build_deviation);
        }
    }

    #[test]
    fn the_order_of_rows_changes_nothing(seed in 0u64..500) {
        // Without ties the medoids are the same rows.
        let data = random_matrix(40, 3, seed);
        let (other, at) = shuffled(&data, seed);
        let (a, b) = (pam(&data, 3, Metric::Euclidean, Swap::Best).unwrap(), pam(&other, 3, Metric::Euclidean, Swap::Best).unwrap());
        let mut moved: Vec<usize> = a.medoids.iter().map(|&m| at[m]).collect();
        moved.sort_unstable();
        prop_assert_eq!(moved, b.medoids);
    }
}

#[test]
fn the_quick_way_is_the_original_one() {
    for seed in 0..15 {
        let data = random_matrix(30, 2, seed);
        for k in [2, 4] {
            let fit = pam(&data, k, Metric::Euclidean, Swap::Best).unwrap();
            let expected = naive(&data, k, Metric::Euclidean);
            assert!((fit.total_deviation - expected).abs() < 1e-9, "{seed} {k}");
        }
    }
}

#[test]
fn medoids_do_not_depend_on_threads() {
    let data = random_matrix(400, 7, 5);
    let pool = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
    for swap in [Swap::Best, Swap::Eager] {
        let of = |n| pool(n).install(|| pam(&data, 6, Metric::Euclidean, swap).unwrap());
        assert_eq!(of(1), of(2));
    }
}

#[test]
fn equal_rows_may_not_be_two_medoids() {
    let data = Matrix::from_vec(5, 1, vec![1.0, 1.0, 1.0, 4.0, 9.0]);
    let fit = pam(&data, 3, Metric::Euclidean, Swap::Best).unwrap();
    assert_eq!((fit.total_deviation, fit.medoids), (0.0, vec![0, 3, 4]));
    assert!(pam(&data, 4, Metric::Euclidean, Swap::Best).is_err());
    assert!(pam(&data, 0, Metric::Euclidean, Swap::Best).is_err());
    let all = pam(&Matrix::from_vec(2, 1, vec![3.0, 3.0]), 1, Metric::Manhattan, Swap::Eager).unwrap();
    assert_eq!((all.total_deviation, all.labels), (0.0, vec![0, 0]));
    assert_eq!(adjusted_rand(&fit.labels, &[0, 0, 0, 1, 2]), 1.0);
}
