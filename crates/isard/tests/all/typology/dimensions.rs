//! Principal components, parallel analysis and common factors.

use super::cells::near;
use super::grouping_fixtures::{data_set, fixtures};
use super::k_means::random_matrix;
use isard::linalg::{Matrix, correlations, covariance};
use isard::typology::factor_analysis::{
    Extraction, FactorOptions, Scores, factor_analysis, factor_scores, factors_of_correlations,
    likelihood_test,
};
use isard::typology::parallel_analysis::{ParallelOptions, leading, parallel_analysis};
use isard::typology::pca::{Basis, principal_components};
use isard::typology::reduction::{Reduction, reduce};
use proptest::prelude::*;

/// Covariances of six tests of ability of 112 people (Smith & Stanley 1983),
/// the example of R's `factanal`.
fn ability() -> Matrix {
    let lower = [
        24.641, 5.991, 6.700, 33.520, 18.137, 149.831, 6.023, 1.782, 19.424, 12.711, 20.755, 4.936, 31.430,
        4.757, 52.604, 29.701, 7.204, 50.753, 9.075, 66.762, 135.292,
    ];
    let mut s = Matrix::zeros(6, 6);
    let mut at = lower.iter();
    for i in 0..6 {
        for j in 0..=i {
            let v = *at.next().unwrap();
            s.set(i, j, v);
            s.set(j, i, v);
        }
    }
    let mut r = Matrix::zeros(6, 6);
    for i in 0..6 {
        (0..6).for_each(|j| r.set(i, j, s.get(i, j) / (s.get(i, i) * s.get(j, j)).sqrt()));
    }
    r
}

#[test]
fn maximum_likelihood_gives_the_printed_example_of_r() {
    let options =
        FactorOptions { factors: 2, extraction: Extraction::MaximumLikelihood, ..FactorOptions::default() };
    let fit = factors_of_correlations(&ability(), &options).unwrap();
    assert!(fit.converged && fit.heywood.is_empty());
    let unique = [0.455, 0.589, 0.218, 0.769, 0.052, 0.334];
    let loadings =
        [(0.499, 0.543), (0.156, 0.622), (0.206, 0.860), (0.109, 0.468), (0.956, 0.182), (0.785, 0.225)];
    for i in 0..6 {
        assert!((fit.uniquenesses[i] - unique[i]).abs() < 6e-4, "{:?}", fit.uniquenesses);
        // R stops its rotation at a coarse limit; ours is the best one.
        assert!((fit.loadings.get(i, 0) - loadings[i].0).abs() < 4e-3, "{:?}", fit.loadings);
        assert!((fit.loadings.get(i, 1) - loadings[i].1).abs() < 4e-3);
    }
    let test = likelihood_test(112, 6, 2, fit.minimum.unwrap()).unwrap();
    assert!((test.chi_squared - 6.11).abs() < 6e-3, "{}", test.chi_squared);
    assert!((test.p.unwrap() - 0.191).abs() < 6e-4);
}

#[test]
fn communalities_and_minima_agree_with_peers() {
    // Communalities of factor_analyzer 0.5 (its limit is about 1e-6), minima of
    // SciPy's BFGS on the same functions.
    let cases: [(Extraction, usize, f64, [f64; 6]); 4] = [
        (
            Extraction::Minres,
            1,
            0.240_766_677_011_776_62,
            [0.6436751932, 0.2771740994, 0.4668679151, 0.1622681642, 0.5204771802, 0.4846110768],
        ),
        (
            Extraction::Minres,
            2,
            0.015_542_676_343_032_379,
            [0.5670988636, 0.3765313194, 0.8347368877, 0.2024353463, 0.9386589874, 0.6695015917],
        ),
        (
            Extraction::MaximumLikelihood,
            1,
            0.699_345_035_353_789_3,
            [0.4654000045, 0.1474214648, 0.2518148244, 0.0898722754, 0.768282374, 0.720259905],
        ),
        (
            Extraction::MaximumLikelihood,
            2,
            0.057_160_216_836_991_57,
            [0.544775603, 0.4106677444, 0.7818208089, 0.2305782288, 0.9475489728, 0.6664112521],
        ),
    ];
    for (extraction, factors, minimum, communalities) in cases {
        let options = FactorOptions { factors, extraction, ..FactorOptions::default() };
        let fit = factors_of_correlations(&ability(), &options).unwrap();
        near(fit.minimum.unwrap(), minimum, 1e-10);
        fit.communalities.iter().zip(communalities).for_each(|(a, b)| near(*a, b, 2e-5));
    }
}

#[test]
fn the_three_extractions_leave_small_residuals_that_they_minimise() {
    let r = ability();
    let of = |extraction| {
        let options = FactorOptions { factors: 2, extraction, ..FactorOptions::default() };
        factors_of_correlations(&r, &options).unwrap()
    };
    let residual = |fit: &isard::typology::factor_analysis::FactorFit| {
        let mut sum = 0.0;
        for i in 0..6 {
            for j in 0..i {
                let common: f64 = (0..2).map(|c| fit.loadings.get(i, c) * fit.loadings.get(j, c)).sum();
                sum += (r.get(i, j) - common).powi(2);
            }
        }
        sum
    };
    let (axis, likelihood, minres) =
        (of(Extraction::PrincipalAxis), of(Extraction::MaximumLikelihood), of(Extraction::Minres));
    // Principal axes come to rest where the residuals are least: two algorithms, one answer.
    near(residual(&axis), residual(&minres), 1e-9);
    for i in 0..6 {
        near(axis.communalities[i], minres.communalities[i], 1e-6);
        near(minres.communalities[i] + minres.uniquenesses[i], 1.0, 1e-6);
    }
    assert!(residual(&likelihood) > residual(&minres));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn components_multiply_back(seed in 0u64..1000, n in 3usize..30, d in 1usize..7, covariances: bool) {
        let data = random_matrix(n, d, seed);
        let basis = if covariances { Basis::Covariance { ddof: 1 } } else { Basis::Correlation };
        let pca = principal_components(&data, basis).unwrap();
        let s = if covariances { covariance(&data, 1) } else { correlations(&data).unwrap() };
        for i in 0..d {
            for j in 0..d {
                let back: f64 = (0..d).map(|c| pca.loadings.get(i, c) * pca.loadings.get(j, c)).sum();
                prop_assert!((back - s.get(i, j)).abs() < 1e-9);
            }
        }
        prop_assert!(pca.eigenvalues.windows(2).all(|w| w[0] >= w[1] && w[1] >= 0.0));
        prop_assert!((pca.shares().iter().sum::<f64>() - 1.0).abs() < 1e-12);
        // Scores are uncorrelated and have the eigenvalue as variance.
        let v = covariance(&pca.scores, usize::from(covariances));
        for a in 0..d {
            for b in 0..d {
                let expected = if a == b { pca.eigenvalues[a] } else { 0.0 };
                prop_assert!((v.get(a, b) - expected).abs() < 1e-9);
            }
            let top = pca.weights.column(a).fold(0.0f64, |m, w| if w.abs() > m.abs() { w } else { m });
            prop_assert!(top > 0.0);
        }
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn planted_factors_are_found(seed in 0u64..1000) {
        // Two factors with three pure indicators each.
        let mut random = isard::inference::Random::new(seed, 0, 0);
        let n = 400;
        let mut data = Vec::with_capacity(n * 6);
        let mut truth = Vec::with_capacity(n);
        for _ in 0..n {
            let (f, g) = (random.normal(), random.normal());
            truth.push((f, g));
            for j in 0..6 {
                data.push(0.9 * if j < 3 { f } else { g } + 0.43 * random.normal());
            }
        }
        let data = Matrix::from_vec(n, 6, data);
        for extraction in [Extraction::PrincipalAxis, Extraction::MaximumLikelihood, Extraction::Minres] {
            let fit = factor_analysis(&data, &FactorOptions { factors: 2, extraction, ..Default::default() }).unwrap();
            prop_assert!(fit.converged);
            for i in 0..6 {
                let (a, b) = (fit.loadings.get(i, 0).abs(), fit.loadings.get(i, 1).abs());
                prop_assert!(a.max(b) > 0.8 && a.min(b) < 0.2, "{:?}", fit.loadings);
            }
            for scores in [Scores::Regression, Scores::Bartlett] {
                let found = factor_scores(&data, &fit, scores).unwrap();
                let own = if fit.loadings.get(0, 0).abs() > 0.5 { 0 } else { 1 };
                let pairs = (0..n).map(|i| (found.get(i, own), truth[i].0));
                let (mut xy, mut xx, mut yy) = (0.0f64, 0.0, 0.0);
                pairs.for_each(|(x, y)| (xy, xx, yy) = (xy + x * y, xx + x * x, yy + y * y));
                prop_assert!((xy / (xx * yy).sqrt()).abs() > 0.9);
            }
        }
        let parallel = ParallelOptions { draws: 50, ..Default::default() };
        let reduced = reduce(&data, Reduction::Factors, 0, &parallel).unwrap().unwrap();
        prop_assert_eq!(reduced.scores.cols(), 2);
    }
}

#[test]
fn scores_solve_their_equations() {
    let fixtures = fixtures();
    let data = data_set("wide", &fixtures);
    let options =
        FactorOptions { factors: 2, extraction: Extraction::MaximumLikelihood, ..Default::default() };
    let fit = factor_analysis(&data, &options).unwrap();
    let z: Vec<Vec<f64>> = (0..6)
        .map(|j| {
            let x: Vec<f64> = data.column(j).collect();
            let (m, s) = (isard::linalg::mean(&x), isard::linalg::standard_deviation(&x, 0));
            x.into_iter().map(|v| (v - m) / s).collect()
        })
        .collect();
    // Bartlett: residuals are orthogonal to the loadings in the metric of Ψ⁻¹.
    let bartlett = factor_scores(&data, &fit, Scores::Bartlett).unwrap();
    for i in 0..data.rows() {
        for c in 0..2 {
            let sum: f64 = (0..6)
                .map(|j| {
                    let fitted: f64 = (0..2).map(|f| fit.loadings.get(j, f) * bartlett.get(i, f)).sum();
                    fit.loadings.get(j, c) * (z[j][i] - fitted) / fit.uniquenesses[j]
                })
                .sum();
            assert!(sum.abs() < 1e-9, "{sum}");
        }
    }
    // Regression: covariances of scores and indicators are the loadings.
    let regression = factor_scores(&data, &fit, Scores::Regression).unwrap();
    let n = data.rows();
    for j in 0..6 {
        for c in 0..2 {
            let covariance = (0..n).map(|i| z[j][i] * regression.get(i, c)).sum::<f64>() / n as f64;
            near(covariance, fit.loadings.get(j, c), 1e-10);
        }
    }
}

#[test]
fn parallel_analysis_finds_no_dimension_in_noise_and_keeps_its_quantiles() {
    let noise = random_matrix(300, 8, 17);
    let pca = principal_components(&noise, Basis::Correlation).unwrap();
    for shuffled in [false, true] {
        let options = ParallelOptions { shuffled, quantile: Some(0.99), ..Default::default() };
        let chance = parallel_analysis(&noise, Basis::Correlation, &options).unwrap();
        assert_eq!(leading(&pca.eigenvalues, &chance), 0);
        let mean = ParallelOptions { quantile: None, ..options };
        let means = parallel_analysis(&noise, Basis::Correlation, &mean).unwrap();
        assert!((means.iter().sum::<f64>() - 8.0).abs() < 1e-9);
        assert!(means[0] < chance[0] && means[0] > 1.0);
    }
    let e = reduce(&noise, Reduction::Pca, 0, &ParallelOptions { quantile: Some(1.0), ..Default::default() });
    assert!(e.unwrap_err().to_string().contains("no eigenvalue exceeds"));
    assert_eq!(reduce(&noise, Reduction::None, 0, &ParallelOptions::default()).unwrap(), None);
}

#[test]
fn components_keep_distances_when_all_are_kept() {
    let fixtures = fixtures();
    let data = data_set("iris", &fixtures);
    let reduced = reduce(&data, Reduction::Pca, 4, &ParallelOptions::default()).unwrap().unwrap();
    let z = |j: usize| {
        let x: Vec<f64> = data.column(j).collect();
        let (m, s) = (isard::linalg::mean(&x), isard::linalg::standard_deviation(&x, 0));
        x.into_iter().map(|v| (v - m) / s).collect::<Vec<_>>()
    };
    let z: Vec<Vec<f64>> = (0..4).map(z).collect();
    for (i, j) in [(0, 149), (50, 51), (7, 100)] {
        let before: f64 = (0..4).map(|c| (z[c][i] - z[c][j]).powi(2)).sum();
        let after: f64 = (0..4).map(|c| (reduced.scores.get(i, c) - reduced.scores.get(j, c)).powi(2)).sum();
        near(after, before, 1e-10);
    }
    assert_eq!(reduced.eigenvalue_rows().len(), 4);
    let rows = reduced.loading_rows(&["a", "b", "c", "d"]);
    assert!(rows.iter().all(|r| (r.communality - 1.0).abs() < 1e-9));
}

#[test]
fn results_do_not_depend_on_threads() {
    let data = random_matrix(200, 6, 3);
    let pool = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
    let of = |n| {
        pool(n).install(|| parallel_analysis(&data, Basis::Correlation, &ParallelOptions::default()).unwrap())
    };
    assert_eq!(of(1), of(2));
}

#[test]
fn what_has_no_factors_is_refused_in_words() {
    let options = |factors, extraction| FactorOptions { factors, extraction, ..Default::default() };
    let e = factors_of_correlations(&ability(), &options(4, Extraction::PrincipalAxis)).unwrap_err();
    assert!(e.to_string().contains("4 factors are too many for 6 indicators"), "{e}");
    assert_eq!(e.hint().unwrap(), "at most 3 factors");
    assert!(factors_of_correlations(&ability(), &options(0, Extraction::Minres)).is_err());
    // The last column is the sum of the others.
    let rows = (0..30).flat_map(|i| {
        let x = [(i * 7 % 11) as f64, (i * 5 % 13) as f64, (i * 3 % 17) as f64, (i * i % 19) as f64];
        [x[0], x[1], x[2], x[3], x.iter().sum()]
    });
    let data = Matrix::from_vec(30, 5, rows.collect());
    let e = factor_analysis(&data, &options(1, Extraction::MaximumLikelihood)).unwrap_err();
    assert!(e.to_string().contains("singular"), "{e}");
    assert!(factor_analysis(&data, &options(1, Extraction::Minres)).is_ok());
    let flat = Matrix::from_vec(4, 2, vec![1.0, 2.0, 1.0, 3.0, 1.0, 4.0, 1.0, 7.0]);
    assert!(principal_components(&flat, Basis::Correlation).is_err());
    assert!(principal_components(&flat, Basis::Covariance { ddof: 0 }).is_ok());
    assert!(principal_components(&Matrix::zeros(4, 2), Basis::Covariance { ddof: 0 }).is_err());
    // Independent indicators have nothing in common but chance.
    let identity = Matrix::from_vec(4, 4, (0..16).map(|x| f64::from(u8::from(x % 5 == 0))).collect());
    let e = factors_of_correlations(&identity, &options(1, Extraction::PrincipalAxis)).unwrap_err();
    assert!(e.to_string().contains("share variance in only 0 dimensions"), "{e}");
}
