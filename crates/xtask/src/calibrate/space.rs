//! Permutation tests on maps without any pattern, and draws of different
//! regions against each other.

use super::{percent, table};
use isard::inference::Random;
use isard::inference::permutation::{Alternative, Plan};
use isard::space::getis_ord::{global_g, local_g};
use isard::space::join_count::{Join, join_count};
use isard::space::local_geary::local_geary;
use isard::space::local_moran::local_moran;
use isard::space::{Weights, geary, moran};

/// Side of the map.
const SIDE: usize = 10;
/// The region whose local tests are counted: one a map, so that maps are independent.
const REGION: usize = 44;
const LEVELS: [f64; 3] = [0.01, 0.05, 0.10];

/// Names of the tests in the order of [`p_values`].
const TESTS: [&str; 9] = [
    "moran",
    "moran, bivariate",
    "geary",
    "getis-ord, global",
    "join-count, ones",
    "local-moran",
    "local-moran, bivariate",
    "local-geary",
    "getis-ord, star",
];

/// Shares of maps whose p-value is at most each level, by test.
pub(super) type Rates = Vec<[f64; 3]>;

fn map() -> Weights {
    let key = |i: usize| format!("{i:03}");
    let mut links = Vec::new();
    for i in 0..SIDE * SIDE {
        let right = (i % SIDE + 1 < SIDE).then_some(i + 1);
        let below = (i / SIDE + 1 < SIDE).then_some(i + SIDE);
        for j in [right, below].into_iter().flatten() {
            links.extend([(i as u32, j as u32, 1.0), (j as u32, i as u32, 1.0)]);
        }
    }
    Weights::new((0..SIDE * SIDE).map(key).collect(), links).expect("a lattice has good links")
}

/// p-values of all tests on one map of skewed values without pattern.
fn p_values(weights: [&Weights; 2], simulation: u64, plan: &Plan) -> Vec<f64> {
    let mut random = Random::new(20_260_102, simulation, 0);
    let n = SIDE * SIDE;
    let x: Vec<f64> = (0..n).map(|_| random.gamma(1.5)).collect();
    let y: Vec<f64> = (0..n).map(|_| random.normal()).collect();
    let ones: Vec<f64> = (0..n).map(|_| f64::from(random.uniform() < 0.3)).collect();
    let [row, binary] = weights;
    let plan = &Plan { seed: simulation, ..*plan };
    let own = vec![1.0; n];
    let global = [
        moran::univariate(row, &x, plan),
        moran::bivariate(row, &x, &y, plan),
        geary::geary(row, &x, plan),
        global_g(binary, &x, plan),
        join_count(binary, &ones, Join::Ones, plan),
    ];
    let local = [
        local_moran(row, &x, &x, plan),
        local_moran(row, &x, &y, plan),
        local_geary(row, &x, plan),
        local_g(binary, &x, Some(&own), plan),
    ];
    let global = global.iter().map(|g| g.as_ref().ok().and_then(|g| g.p).unwrap_or(f64::NAN));
    global.chain(local.iter().map(|l| l[REGION].p.unwrap_or(f64::NAN))).collect()
}

/// Rates of rejection over maps without pattern.
pub(super) fn rates(simulations: u64, plan: &Plan) -> Rates {
    let binary = map();
    let row = binary.row_standardized();
    let mut counts = vec![[0usize; 3]; TESTS.len()];
    for simulation in 0..simulations {
        for (count, p) in counts.iter_mut().zip(p_values([&row, &binary], simulation, plan)) {
            LEVELS.iter().zip(count).for_each(|(level, c)| *c += usize::from(p <= *level));
        }
    }
    counts.iter().map(|c| c.map(|c| c as f64 / simulations as f64)).collect()
}

/// Over many seeds on one map: the mean square of the correlation between the
/// p-values of regions, times the number of seeds; 1 if their draws are
/// independent.
pub(super) fn dependence(seeds: u64, draws: u64) -> f64 {
    let weights = map().row_standardized();
    let n = SIDE * SIDE;
    let mut random = Random::new(20_260_103, 0, 0);
    let x: Vec<f64> = (0..n).map(|_| random.normal()).collect();
    let of_seed = |seed: u64| -> Vec<f64> {
        let plan = Plan { draws, seed, alternative: Alternative::Greater, stop_after: None };
        local_moran(&weights, &x, &x, &plan).iter().map(|l| l.p.unwrap_or(f64::NAN)).collect()
    };
    let p: Vec<Vec<f64>> = (0..seeds).map(of_seed).collect();
    let column = |i: usize| -> Vec<f64> {
        let own: Vec<f64> = p.iter().map(|p| p[i]).collect();
        let mean = own.iter().sum::<f64>() / seeds as f64;
        let length = own.iter().map(|v| (v - mean).powi(2)).sum::<f64>().sqrt();
        own.iter().map(|v| if length > 0.0 { (v - mean) / length } else { 0.0 }).collect()
    };
    let columns: Vec<Vec<f64>> = (0..n).map(column).collect();
    let mut sum = 0.0;
    for i in 0..n {
        for j in 0..i {
            sum += columns[i].iter().zip(&columns[j]).map(|(a, b)| a * b).sum::<f64>().powi(2);
        }
    }
    sum / (n * (n - 1) / 2) as f64 * (seeds - 1) as f64
}

/// The section of the page.
pub(super) fn page(simulations: u64) -> String {
    let mut out = format!(
        "\n## Permutation tests on the map\n\n{simulations} maps of {SIDE} × {SIDE} regions, rook neighbours, with skewed values dealt \
         at random: the share whose p-value is at most the level should be the level, within {} at 1 %, {} at 5 % and {} at 10 % (three \
         standard errors), or below it where values are few (join counts). Local tests: one region a map. 999 draws; stopped: at \
         the tenth extreme draw (Besag & Clifford 1991).\n",
        band(0.01, simulations),
        band(0.05, simulations),
        band(0.10, simulations)
    );
    let plan = Plan { draws: 999, ..Plan::default() };
    let all = rates(simulations, &plan);
    let stopped = rates(simulations, &Plan { stop_after: Some(10), ..plan });
    let rows: Vec<Vec<String>> = TESTS
        .iter()
        .zip(all.iter().zip(&stopped))
        .map(|(name, (all, stopped))| {
            std::iter::once(name.to_string()).chain(all.iter().chain(stopped).map(|r| percent(*r))).collect()
        })
        .collect();
    let header = ["test", "1 %", "5 %", "10 %", "1 %, stopped", "5 %, stopped", "10 %, stopped"];
    out.push_str(&table(&header, &rows));
    let (seeds, draws) = (400, 99);
    out.push_str(&format!(
        "\nDraws of different regions are independent: over {seeds} seeds on one map, {draws} draws each, the mean squared correlation \
         of the p-values of two regions, times {}, is {:.3} (1 when independent).\n",
        seeds - 1,
        dependence(seeds, draws)
    ));
    out
}

fn band(level: f64, simulations: u64) -> String {
    format!("±{:.1} points", 300.0 * (level * (1.0 - level) / simulations as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_reject_what_they_promise() {
        let simulations = 300;
        for stop_after in [None, Some(5)] {
            let plan = Plan { draws: 199, stop_after, ..Plan::default() };
            for (name, rates) in TESTS.iter().zip(rates(simulations, &plan)) {
                for (level, rate) in LEVELS.iter().zip(rates) {
                    let error = (level * (1.0 - level) / simulations as f64).sqrt();
                    assert!(rate <= level + 4.0 * error, "{name}: {rate} at {level}, stop {stop_after:?}");
                    // Join counts have few values, so they may reject less.
                    let discrete = name.starts_with("join-count");
                    assert!(discrete || rate >= level - 4.0 * error, "{name}: {rate} at {level}");
                }
            }
        }
    }

    #[test]
    fn regions_are_drawn_independently() {
        // 4,950 pairs: the mean square has a standard error of about 0.02; one
        // permutation for all regions would make it several times 1.
        let found = dependence(60, 49);
        assert!((0.9..1.1).contains(&found), "{found}");
    }
}
