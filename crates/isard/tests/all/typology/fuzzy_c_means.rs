//! Fuzzy c-means against published figures and its definition.

use super::cells::near;
use super::grouping_fixtures::{data_set, fixtures};
use super::k_means::{grid, random_matrix};
use isard::linalg::Matrix;
use isard::typology::agreement::adjusted_rand;
use isard::typology::fuzzy_c_means::{FuzzyOptions, fuzzy_c_means};
use isard::typology::k_means::k_means;
use proptest::prelude::*;

#[test]
fn irises_have_their_objective() {
    let fixtures = fixtures();
    let data = data_set("iris", &fixtures);
    let found = fuzzy_c_means(&data, &FuzzyOptions::default()).unwrap();
    assert!((found.objective - 60.505_711).abs() < 1e-6, "{}", found.objective);
    assert!((found.partition_coefficient() - 0.783_397).abs() < 1e-6);
    assert!(found.converged);
}

proptest! {
    #[test]
    fn the_objective_falls_and_degrees_sum_to_one(data in grid(), c in 1usize..5, m in 1.1f64..4.0) {
        let options = FuzzyOptions { c, m, starts: 3, tolerance: 1e-7, ..Default::default() };
        let Ok(found) = fuzzy_c_means(&data, &options) else { return Ok(()) };
        let scale = found.history[0].max(1e-9);
        prop_assert!(found.history.windows(2).all(|w| w[1] <= w[0] + 1e-10 * scale), "{:?}", found.history);
        let mut objective = 0.0;
        for i in 0..data.rows() {
            let row = found.memberships.row(i);
            prop_assert!((row.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            prop_assert!(row.iter().all(|u| (0.0..=1.0).contains(u)));
            for g in 0..c {
                let d: f64 = data.row(i).iter().zip(found.centers.row(g)).map(|(x, y)| (x - y) * (x - y)).sum();
                objective += row[g].powf(m) * d;
            }
        }
        prop_assert!((objective - found.objective).abs() < 1e-9 * scale);
    }
}

#[test]
fn degrees_are_their_definition() {
    let data = random_matrix(60, 3, 2);
    for m in [1.5, 2.0, 3.0] {
        let found = fuzzy_c_means(&data, &FuzzyOptions { m, ..Default::default() }).unwrap();
        for i in 0..60 {
            let d: Vec<f64> = (0..3)
                .map(|g| data.row(i).iter().zip(found.centers.row(g)).map(|(x, y)| (x - y) * (x - y)).sum())
                .collect();
            for g in 0..3 {
                let sum: f64 = d.iter().map(|h| (d[g] / h).powf(1.0 / (m - 1.0))).sum();
                assert!((found.memberships.get(i, g) - 1.0 / sum).abs() < 1e-9);
            }
        }
    }
}

#[test]
fn near_one_the_exponent_gives_hard_groups() {
    let fixtures = fixtures();
    let data = data_set("wide", &fixtures);
    let found = fuzzy_c_means(&data, &FuzzyOptions { m: 1.02, ..Default::default() }).unwrap();
    let hard = k_means(&data, 3, 20, 1).unwrap();
    near(found.objective, hard.total_within_ss, 1e-2);
    let labels: Vec<usize> = (0..data.rows())
        .map(|i| {
            (0..3)
                .fold(0, |b, g| if found.memberships.get(i, g) > found.memberships.get(i, b) { g } else { b })
        })
        .collect();
    assert!(adjusted_rand(&labels, &hard.labels) > 0.95);
}

#[test]
fn a_row_on_a_center_is_its_own() {
    let data = Matrix::from_vec(4, 1, vec![0.0, 0.0, 5.0, 5.0]);
    let found = fuzzy_c_means(&data, &FuzzyOptions { c: 2, ..Default::default() }).unwrap();
    assert_eq!(found.objective, 0.0);
    assert_eq!(found.partition_coefficient(), 1.0);
    assert!(fuzzy_c_means(&data, &FuzzyOptions { c: 3, ..Default::default() }).is_err());
    let e = fuzzy_c_means(&data, &FuzzyOptions { c: 2, m: 1.0, ..Default::default() }).unwrap_err();
    assert!(e.to_string().contains("must be above 1"), "{e}");
}

#[test]
fn degrees_do_not_depend_on_threads() {
    // More rows than a chunk, in groups that are found in few passes.
    let mut data = random_matrix(5000, 3, 6);
    (0..5000).for_each(|i| data.set(i, 0, data.get(i, 0) + (i % 3) as f64 * 12.0));
    let pool = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
    let options = FuzzyOptions { starts: 3, tolerance: 1e-5, ..Default::default() };
    let of = |n| pool(n).install(|| fuzzy_c_means(&data, &options).unwrap());
    assert_eq!(of(1), of(2));
}
