//! Statistics against their definitions, tests against all permutations.

use super::maps::{lattice, weights};
use crate::run_alone::assert_close;
use isard::inference::permutation::{Alternative, Plan};
use isard::space::getis_ord::{global_g, local_g};
use isard::space::join_count::{Join, join_count};
use isard::space::local::Local;
use isard::space::local_geary::local_geary;
use isard::space::local_moran::local_moran;
use isard::space::{Weights, geary, moran};
use proptest::prelude::*;

fn none() -> Plan {
    Plan { draws: 0, ..Plan::default() }
}

/// A map with unequal weights in both directions, or one only.
fn map() -> impl Strategy<Value = (Weights, Vec<f64>)> {
    (4usize..14).prop_flat_map(|n| {
        let links = prop::collection::vec(((0..n, 0..n), 0.1..3.0f64), 1..40);
        (links, prop::collection::vec(-50.0..50.0f64, n)).prop_filter_map("no link", move |(links, x)| {
            let mut links: Vec<_> = links.into_iter().filter(|((i, j), _)| i != j).collect();
            links.sort_by_key(|l| l.0);
            links.dedup_by_key(|l| l.0);
            (!links.is_empty()).then(|| (weights(n, links.into_iter().map(|((i, j), w)| (i, j, w))), x))
        })
    })
}

fn dense(w: &Weights) -> Vec<Vec<f64>> {
    let mut full = vec![vec![0.0; w.len()]; w.len()];
    (0..w.len()).for_each(|i| w.row(i).for_each(|(j, v)| full[i][j] = v));
    full
}

fn pairs(n: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..n).flat_map(move |i| (0..n).map(move |j| (i, j)))
}

proptest! {
    #[test]
    fn values_are_those_of_the_definitions((w, x) in map()) {
        let (full, n) = (dense(&w), x.len());
        let mean = x.iter().sum::<f64>() / n as f64;
        let squares: f64 = x.iter().map(|v| (v - mean).powi(2)).sum();
        let s0: f64 = full.iter().flatten().sum();
        let i: f64 = pairs(n).map(|(i, j)| full[i][j] * (x[i] - mean) * (x[j] - mean)).sum();
        assert_close(&[moran::univariate(&w, &x, &none()).expect("defined").value], &[n as f64 / s0 * i / squares]);
        assert_close(&[moran::bivariate(&w, &x, &x, &none()).expect("defined").value], &[n as f64 / s0 * i / squares]);
        let c: f64 = pairs(n).map(|(i, j)| full[i][j] * (x[i] - x[j]).powi(2)).sum();
        assert_close(&[geary::geary(&w, &x, &none()).expect("defined").value], &[(n - 1) as f64 / (2.0 * s0) * c / squares]);
        let locals = local_moran(&w, &x, &x, &none());
        // Local values add up to the global one.
        let sum: f64 = locals.iter().filter_map(|l| l.value.ok()).sum();
        assert_close(&[sum / (n - 1) as f64], &[i / squares]);
        let gearies = local_geary(&w, &x, &none());
        let sum: f64 = gearies.iter().filter_map(|l| l.value.ok()).sum();
        assert_close(&[sum], &[c / (squares / n as f64)]);
    }

    /// z of G is the number of standard deviations of all ways to draw the neighbours.
    #[test]
    fn hot_spots_have_the_moments_of_the_draws(x in prop::collection::vec(0.0..9.0f64, 6), w in prop::collection::vec(0.1..2.0f64, 2)) {
        let map = weights(6, [(0, 1, w[0]), (0, 2, w[1]), (1, 0, 1.0)]);
        let lags: Vec<f64> = pairs(5).filter(|(a, b)| a != b).map(|(a, b)| w[0] * x[a + 1] + w[1] * x[b + 1]).collect();
        let mean = lags.iter().sum::<f64>() / lags.len() as f64;
        let variance = lags.iter().map(|l| (l - mean).powi(2)).sum::<f64>() / lags.len() as f64;
        let lag = w[0] * x[1] + w[1] * x[2];
        let found = local_g(&map, &x, None, &none())[0];
        assert_close(&[found.z.expect("defined")], &[(lag - mean) / variance.sqrt()]);
    }
}

/// All orders of the values.
fn orders(x: &[f64]) -> Vec<Vec<f64>> {
    if x.len() == 1 {
        return vec![x.to_vec()];
    }
    let mut all = Vec::new();
    for at in 0..x.len() {
        let mut rest = x.to_vec();
        let first = rest.remove(at);
        all.extend(orders(&rest).into_iter().map(|r| [vec![first], r].concat()));
    }
    all
}

fn moments(values: &[f64]) -> (f64, f64) {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    (mean, values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / values.len() as f64)
}

#[test]
fn expectations_and_variances_are_those_of_all_permutations() {
    // One link goes one way only, one weight differs.
    let w = weights(
        7,
        [
            (0, 1, 1.0),
            (1, 0, 1.0),
            (1, 2, 2.0),
            (2, 1, 1.0),
            (3, 4, 1.0),
            (4, 5, 0.5),
            (5, 4, 0.5),
            (6, 0, 1.0),
        ],
    );
    let x = [1.0, 4.0, 2.0, 8.0, 5.0, 7.0, 3.0];
    let all = orders(&x);
    let of =
        |f: &dyn Fn(&[f64]) -> f64, all: &[Vec<f64>]| moments(&all.iter().map(|x| f(x)).collect::<Vec<_>>());
    let i = moran::univariate(&w, &x, &none()).expect("defined");
    let (mean, variance) = of(&|x| moran::univariate(&w, x, &none()).expect("defined").value, &all);
    assert_close(&[i.expected, i.randomization.expect("defined")], &[mean, variance]);
    let c = geary::geary(&w, &x, &none()).expect("defined");
    let (mean, variance) = of(&|x| geary::geary(&w, x, &none()).expect("defined").value, &all);
    assert_close(&[c.expected, c.randomization.expect("defined")], &[mean, variance]);
    let g = global_g(&w, &x, &none()).expect("defined");
    let (mean, variance) = of(&|x| global_g(&w, x, &none()).expect("defined").value, &all);
    assert_close(&[g.expected, g.randomization.expect("defined")], &[mean, variance]);
    let ones = [1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0];
    let all = orders(&ones);
    for join in Join::ALL {
        let found = join_count(&w, &ones, join, &none()).expect("defined");
        let (mean, variance) = of(&|x| join_count(&w, x, join, &none()).expect("defined").value, &all);
        assert_close(&[found.expected, found.randomization.expect("defined")], &[mean, variance]);
    }
}

#[test]
fn p_values_are_those_of_all_permutations() {
    let w = lattice(2, 3).row_standardized();
    let x = [3.0, 4.0, 9.0, 1.0, 2.0, 7.0];
    let all: Vec<f64> =
        orders(&x).iter().map(|x| moran::univariate(&w, x, &none()).expect("defined").value).collect();
    let observed = moran::univariate(&w, &x, &none()).expect("defined");
    let share =
        |extreme: &dyn Fn(f64) -> bool| all.iter().filter(|v| extreme(**v)).count() as f64 / all.len() as f64;
    let (v, e) = (observed.value, observed.expected);
    let greater = share(&|s| s >= v - 1e-12);
    let lesser = share(&|s| s <= v + 1e-12);
    let exact = [
        (Alternative::Greater, greater),
        (Alternative::Lesser, lesser),
        (Alternative::TwoSided, (2.0 * greater.min(lesser)).min(1.0)),
        (Alternative::Directed, greater.min(lesser)),
        (Alternative::Folded, share(&|s| (s - e).abs() >= (v - e).abs() - 1e-12)),
    ];
    for (alternative, exact) in exact {
        let plan = Plan { draws: 40_000, seed: 2, alternative, stop_after: None };
        let p = moran::univariate(&w, &x, &plan).expect("defined").p.expect("drawn");
        assert!((p - exact).abs() < 0.02, "{alternative:?}: {p}, exact {exact}");
    }
}

/// p of the region at 0 over every way to place the others' values.
fn exact_local(x: &[f64], statistic: impl Fn(&[f64]) -> f64) -> (f64, f64) {
    let observed = statistic(x);
    let all: Vec<f64> = orders(&x[1..]).iter().map(|rest| statistic(&[&x[..1], rest].concat())).collect();
    let share =
        |extreme: &dyn Fn(f64) -> bool| all.iter().filter(|v| extreme(**v)).count() as f64 / all.len() as f64;
    (share(&|s| s >= observed - 1e-9), share(&|s| s <= observed + 1e-9))
}

#[test]
fn local_p_values_are_those_of_all_permutations() {
    // Ties among the values; equal and unequal weights; three of seven and all.
    let x = [2.5, 4.1, 4.1, -1.0, 0.3, 4.1, 2.2, -6.0];
    let few = |w: [f64; 3]| weights(8, [(0, 1, w[0]), (0, 3, w[1]), (0, 4, w[2]), (1, 0, 1.0)]);
    let maps = [few([1.0, 1.0, 1.0]), few([1.0, 0.5, 2.0]), weights(8, (1..8).map(|j| (0, j, 1.0)))];
    for w in &maps {
        let of = |local: fn(&Weights, &[f64], &Plan) -> Vec<Local>,
                  statistic: &dyn Fn(&[f64]) -> f64,
                  name: &str| {
            let (greater, lesser) = exact_local(&x, statistic);
            for (alternative, exact) in [(Alternative::Greater, greater), (Alternative::Lesser, lesser)] {
                let plan = Plan { draws: 40_000, seed: 4, alternative, stop_after: None };
                let p = local(w, &x, &plan)[0].p.expect("drawn");
                assert!((p - exact).abs() < 0.0125, "{name}, {alternative:?}: {p}, exact {exact}");
            }
        };
        let value = |local: Vec<Local>| local[0].value.expect("defined");
        of(|w, x, plan| local_moran(w, x, x, plan), &|x| value(local_moran(w, x, x, &none())), "moran");
        of(local_geary, &|x| value(local_geary(w, x, &none())), "geary");
        of(|w, x, plan| local_g(w, x, None, plan), &|x| w.row(0).map(|(j, v)| v * x[j]).sum(), "getis-ord");
    }
}

#[test]
fn threads_do_not_matter() {
    let w = lattice(30, 30).row_standardized();
    let x: Vec<f64> = (0..900).map(|i| ((i * 7919) % 1009) as f64).collect();
    let plan = Plan { draws: 999, ..Plan::default() };
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            (local_moran(&w, &x, &x, &plan), moran::univariate(&w, &x, &plan), local_geary(&w, &x, &plan))
        })
    };
    let one = with(1);
    assert_eq!(one, with(2));
    assert_eq!(one, with(5));
}
