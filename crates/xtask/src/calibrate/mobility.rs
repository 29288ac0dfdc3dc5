//! Tests of spatial mobility where neighbours make no difference.

use super::{percent, table};
use isard::inequality::gini_spatial;
use isard::inequality::markov::classes::Cuts;
use isard::inequality::rank_mobility::spatial_tau;
use isard::inequality::spatial_markov::{LagCuts, estimate};
use isard::inference::Random;
use isard::space::Weights;

const SIDE: usize = 7;
const YEARS: usize = 30;
/// How much of a value lasts to the next year.
const LASTING: f64 = 0.8;
/// Levels at which tests are held to their word.
const LEVELS: [f64; 2] = [0.05, 0.1];

/// How often each test refuses at each level.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    replicates: usize,
    /// By name of the test, in a fixed order.
    refused: Vec<(&'static str, [usize; 2])>,
}

impl Found {
    fn add(&mut self, name: &'static str, p: Option<f64>) {
        let at = self.refused.iter().position(|r| r.0 == name).unwrap_or_else(|| {
            self.refused.push((name, [0; 2]));
            self.refused.len() - 1
        });
        let counts = &mut self.refused[at].1;
        counts.iter_mut().zip(LEVELS).for_each(|(n, level)| *n += usize::from(p.is_some_and(|p| p <= level)));
    }

    fn share(&self, name: &str, level: usize) -> f64 {
        let found = self.refused.iter().find(|r| r.0 == name);
        found.map_or(f64::NAN, |r| r.1[level] as f64 / self.replicates as f64)
    }
}

/// Rook neighbours on a square.
fn lattice() -> Weights {
    let regions: Vec<String> = (0..SIDE * SIDE).map(|i| format!("r{i:02}")).collect();
    let mut links = Vec::new();
    for i in 0..SIDE * SIDE {
        let right = (i % SIDE + 1 < SIDE).then_some(i + 1);
        let below = (i + SIDE < SIDE * SIDE).then_some(i + SIDE);
        for j in [right, below].into_iter().flatten() {
            links.extend([(i as u32, j as u32, 1.0), (j as u32, i as u32, 1.0)]);
        }
    }
    match Weights::new(regions, links) {
        Ok(map) => map,
        Err(e) => unreachable!("a lattice has good links: {e}"),
    }
}

/// Paths of regions; `pull` is how much they follow their neighbours' mean.
fn paths(map: &Weights, pull: f64, seed: u64) -> Vec<f64> {
    let map = map.row_standardized();
    let mut random = Random::new(20_260_103, seed, 0);
    let mut now: Vec<f64> = (0..map.len()).map(|_| random.normal()).collect();
    let mut all = Vec::new();
    for year in 0..YEARS + 20 {
        let next =
            |i: usize| (LASTING - pull) * now[i] + pull * map.row(i).map(|(j, w)| w * now[j]).sum::<f64>();
        now = (0..map.len()).map(next).collect::<Vec<f64>>();
        now.iter_mut().for_each(|v| *v += random.normal());
        if year >= 20 {
            all.extend_from_slice(&now);
        }
    }
    all
}

/// Draws worlds and runs all tests on each.
pub(super) fn experiment(replicates: usize, k: usize, pull: f64, draws: usize) -> Found {
    let map = lattice();
    let n = map.len();
    let years: Vec<i64> = (0..YEARS as i64).collect();
    let mut found = Found { replicates, ..Found::default() };
    for replicate in 0..replicates as u64 {
        let values = paths(&map, pull, replicate);
        let own = LagCuts::Own(Cuts::Pooled(k));
        let chains = Cuts::Pooled(k)
            .classify(&values, n, &years)
            .and_then(|c| estimate(&values, &c.of, k, &years, &map, &own, 1, draws, replicate));
        let Ok(chains) = chains else { unreachable!("continuous values have quantiles") };
        found.add("spatial Markov, LR, χ²", chains.test.ok().map(|t| t.p_lr));
        found.add("spatial Markov, Q, χ²", chains.test.ok().map(|t| t.p_q));
        found.add("spatial Markov, LR, permutation", chains.lr.p("greater"));
        found.add("spatial Markov, Q, permutation", chains.q.p("greater"));
        let (first, last) = (&values[..n], &values[(YEARS - 1) * n..]);
        found.add(
            "τ of neighbours, permutation",
            spatial_tau(first, last, &map, replicate, 1, draws).tails.p("two-sided"),
        );
        let positive: Vec<f64> = last.iter().map(|v| v.exp()).collect();
        let gini = gini_spatial::decompose(&positive, &vec![1.0; n], &map, replicate, 2, draws);
        found.add("Gini of non-neighbours, permutation", gini.ok().and_then(|g| g.tails.p("two-sided")));
    }
    found
}

/// The section of the page.
pub(super) fn page(replicates: usize) -> String {
    let draws = 199;
    let band = |level: f64| 100.0 * 1.96 * (level * (1.0 - level) / replicates as f64).sqrt();
    let mut out = format!(
        "\n## Mobility and neighbours\n\n{n} regions on a {SIDE} × {SIDE} lattice over {YEARS} years; {lasting} of a value lasts to the \
         next year and neighbours make no difference. Share of {replicates} worlds in which a test refuses that, {draws} permutations \
         each. Chance moves a right test by ±{five:.1} points around 5 % and ±{ten:.1} around 10 % (95 % band).\n",
        n = SIDE * SIDE,
        lasting = percent(LASTING),
        five = band(LEVELS[0]),
        ten = band(LEVELS[1]),
    );
    let found: Vec<Found> = [3, 5].iter().map(|&k| experiment(replicates, k, 0.0, draws)).collect();
    let rows: Vec<Vec<String>> = found[0]
        .refused
        .iter()
        .map(|(name, _)| {
            let shares = found.iter().flat_map(|f| (0..2).map(move |level| percent(f.share(name, level))));
            std::iter::once(name.to_string()).chain(shares).collect()
        })
        .collect();
    let header = ["test", "3 classes, at 5 %", "at 10 %", "5 classes, at 5 %", "at 10 %"];
    out.push_str(&table(&header, &rows));
    out.push_str(
        "\nχ² refuses too often: classes cut out of continuous values are no exact chain, a lag lasts over years, and with five \
         classes some moves are rare. The permutation p-values keep their level and are the ones to trust. τ over few pairs takes few \
         values; draws equal to what was seen count on both sides, so that it refuses a little too rarely.\n",
    );
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_keep_their_level_and_have_power() {
        // With 39 draws p ≤ 0.05 has a chance of exactly 2/40 (one-sided); 200 worlds, four deviations.
        let null = experiment(200, 3, 0.0, 39);
        for (name, refused) in &null.refused {
            let most = 0.05 + 4.0 * (0.05_f64 * 0.95 / 200.0).sqrt();
            assert!(refused[0] as f64 / 200.0 < most, "{name}: {refused:?}");
        }
        let pulled = experiment(20, 3, 0.3, 39);
        assert!(pulled.share("spatial Markov, LR, permutation", 0) > 0.6, "{pulled:?}");
    }
}
