//! Mixtures against scikit-learn and their definition.

use super::cells::near;
use super::grouping_fixtures::{data_set, fixtures, shuffled};
use super::k_means::random_matrix;
use crate::shared_data::numbers;
use isard::linalg::Matrix;
use isard::typology::agreement::adjusted_rand;
use isard::typology::gaussian_mixture::{Covariance, MixtureOptions, gaussian_mixture};
use proptest::prelude::*;

#[test]
fn likelihoods_and_criteria_agree_with_scikit_learn() {
    let fixtures = fixtures();
    for case in fixtures["gaussian_mixture"].as_array().unwrap() {
        let data = data_set(case["data"].as_str().unwrap(), &fixtures);
        let options = MixtureOptions {
            k: case["k"].as_u64().unwrap() as usize,
            covariance: Covariance::from_word(case["covariance"].as_str().unwrap()),
            starts: 15,
            tolerance: 1e-12,
            ..MixtureOptions::default()
        };
        let found = gaussian_mixture(&data, &options).unwrap();
        let theirs = |name: &str| case[name].as_f64().unwrap();
        // Both search from random starts: ours must be as good or better.
        let better = found.log_likelihood - theirs("log_likelihood");
        assert!(better > -1e-5, "{case}: {}", found.log_likelihood);
        if better < 1e-5 {
            near(found.bic, theirs("bic"), 1e-7);
            near(found.aic, theirs("aic"), 1e-7);
            let mut weights = found.weights.clone();
            weights.sort_by(f64::total_cmp);
            weights.iter().zip(numbers(&case["weights"])).for_each(|(a, b)| near(*a, b, 1e-4));
            let mut sizes = isard::typology::validity::group_sizes(&found.labels);
            sizes.sort_unstable();
            assert_eq!(sizes, numbers(&case["sizes"]).iter().map(|&s| s as usize).collect::<Vec<_>>());
        }
    }
}

/// ln of a normal density by the definition, inverting the covariance by elimination.
fn log_density(x: &[f64], mean: &[f64], covariance: &Matrix) -> f64 {
    let d = x.len();
    let mut a: Vec<Vec<f64>> =
        (0..d).map(|i| covariance.row(i).iter().copied().chain([x[i] - mean[i]]).collect()).collect();
    let mut log_determinant = 0.0;
    for c in 0..d {
        log_determinant += a[c][c].ln();
        for r in c + 1..d {
            let factor = a[r][c] / a[c][c];
            for j in c..=d {
                a[r][j] -= factor * a[c][j];
            }
        }
    }
    let mut y = vec![0.0; d];
    for r in (0..d).rev() {
        let known: f64 = (r + 1..d).map(|j| a[r][j] * y[j]).sum();
        y[r] = (a[r][d] - known) / a[r][r];
    }
    let square: f64 = (0..d).map(|i| y[i] * (x[i] - mean[i])).sum();
    -0.5 * (d as f64 * (2.0 * std::f64::consts::PI).ln() + log_determinant + square)
}

#[test]
fn posteriors_and_likelihood_are_their_definition() {
    let fixtures = fixtures();
    let data = data_set("wide", &fixtures);
    for covariance in Covariance::ALL {
        let found = gaussian_mixture(&data, &MixtureOptions { covariance, ..Default::default() }).unwrap();
        let mut total = 0.0;
        for i in 0..data.rows() {
            let parts: Vec<f64> = (0..3)
                .map(|g| {
                    found.weights[g].ln()
                        + log_density(data.row(i), found.means.row(g), &found.covariances[g])
                })
                .collect();
            let sum: f64 = parts.iter().map(|p| p.exp()).sum();
            total += sum.ln();
            for g in 0..3 {
                assert!((found.posterior.get(i, g) - parts[g].exp() / sum).abs() < 1e-9);
            }
        }
        near(found.log_likelihood, total, 1e-10);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn the_likelihood_never_falls(seed in 0u64..1000, k in 1usize..5, form in 0usize..4) {
        let data = random_matrix(80, 3, seed);
        // Without regularisation every step is one of the algorithm's proof.
        let options = MixtureOptions { k, covariance: Covariance::ALL[form], regularization: 0.0, starts: 3, seed, ..Default::default() };
        if let Ok(found) = gaussian_mixture(&data, &options) {
            let scale = found.log_likelihood.abs();
            prop_assert!(found.history.windows(2).all(|w| w[1] >= w[0] - 1e-10 * scale), "{:?}", found.history);
            for i in 0..80 {
                let sum: f64 = found.posterior.row(i).iter().sum();
                prop_assert!((sum - 1.0).abs() < 1e-12);
            }
            prop_assert!((found.weights.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
    }
}

#[test]
fn planted_groups_are_found_in_any_order_of_rows() {
    let fixtures = fixtures();
    let data = data_set("wide", &fixtures);
    let truth: Vec<usize> = (0..150).map(|i| i / 50).collect();
    let options = MixtureOptions { covariance: Covariance::Spherical, ..Default::default() };
    let found = gaussian_mixture(&data.take_rows(&(0..150).collect::<Vec<_>>()), &options).unwrap();
    assert!(adjusted_rand(&found.labels, &truth) > 0.95);
    let rows: Vec<usize> = (0..150).collect();
    let (other, at) = shuffled(&data.take_rows(&rows), 4);
    let again = gaussian_mixture(&other, &options).unwrap();
    let back: Vec<usize> = rows.iter().map(|&i| again.labels[at[i]]).collect();
    assert_eq!(adjusted_rand(&found.labels, &back), 1.0);
    near(found.log_likelihood, again.log_likelihood, 1e-6);
}

#[test]
fn results_do_not_depend_on_threads() {
    let mut data = random_matrix(1500, 4, 8);
    (0..1500).for_each(|i| data.set(i, 0, data.get(i, 0) + (i % 3) as f64 * 9.0));
    let pool = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
    let options = MixtureOptions { tolerance: 1e-5, starts: 3, ..Default::default() };
    let of = |n| pool(n).install(|| gaussian_mixture(&data, &options).unwrap());
    let (one, two) = (of(1), of(2));
    assert_eq!(one, two);
    assert_eq!(one.log_likelihood.to_bits(), two.log_likelihood.to_bits());
}

#[test]
fn components_without_spread_are_refused_in_words() {
    // Two columns of which one is twice the other: singular for full and tied.
    let data = Matrix::from_vec(40, 2, (0..40).flat_map(|i| [i as f64, 2.0 * i as f64]).collect());
    for covariance in [Covariance::Full, Covariance::Tied] {
        let e =
            gaussian_mixture(&data, &MixtureOptions { k: 2, covariance, ..Default::default() }).unwrap_err();
        assert!(e.to_string().contains("without spread in some direction"), "{e}");
        assert!(e.hint().unwrap().contains("fewer groups"));
    }
    let few = Matrix::from_vec(4, 3, (0..12).map(|i| f64::from(i * i % 7)).collect());
    assert!(gaussian_mixture(&few, &MixtureOptions::default()).is_err());
    let equal = Matrix::from_vec(5, 1, vec![2.0; 5]);
    assert!(gaussian_mixture(&equal, &MixtureOptions { k: 1, ..Default::default() }).is_err());
}
