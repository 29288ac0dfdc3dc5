//! How sure membership is, and how steady the groups are, by resampling regions.

use crate::inference::Random;
use crate::linalg::{Matrix, Points, mean, quantile};
use crate::typology::agreement::match_groups;
use crate::typology::group_method::Grouping;
use crate::typology::k_means::nearest;
use crate::typology::tables::GroupStabilityRow;
use crate::typology::validity::{centers, resample, rows_of_units};
use rayon::prelude::*;

/// Separates the draws of this file from others under the same seed.
const STREAM: u64 = 0x6d65_6d62_0000;
/// Separates the deviations from the resampling.
const DEVIATIONS: u64 = 0x6465_7669_0000;

/// What resampling says.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Membership {
    /// Shares of draws by item of the reference year and group; empty without draws.
    pub(super) shares: Vec<Vec<f64>>,
    /// A row per group; empty without draws.
    pub(super) groups: Vec<GroupStabilityRow>,
}

/// The grouping that is resampled.
pub(super) struct Resampled<'a> {
    /// Coordinates of all items.
    pub(super) coordinates: &'a Matrix,
    /// Region of each item.
    pub(super) units: &'a [usize],
    /// Group of each item.
    pub(super) labels: &'a [usize],
    /// Means of the groups.
    pub(super) centers: &'a Matrix,
    /// Items of the reference year.
    pub(super) reference: &'a [usize],
    /// Method.
    pub(super) method: &'a dyn Grouping,
}

/// Result of one draw.
struct Draw {
    /// Group of each item of the reference year, its values moved.
    labels: Vec<usize>,
    /// Largest Jaccard coefficient of each group.
    jaccard: Vec<f64>,
}

impl Resampled<'_> {
    /// Draws regions with all their years, groups them afresh, matches the new
    /// centers with the old ones at least summed squared distance, and assigns
    /// each item of the reference year to the nearest, its values moved by the
    /// deviation of an item drawn at random from the center of that item's group.
    ///
    /// A grouping started only from the centers already found would hardly move
    /// and be too sure; so would values that are taken to be without error.
    pub(super) fn run(&self, draws: usize, seed: u64) -> Membership {
        let k = self.centers.rows();
        let rows_of = rows_of_units(self.units);
        let points = Points::new(self.coordinates);
        let found: Vec<Draw> = (0..draws)
            .into_par_iter()
            .map(|draw| self.draw(&rows_of, &points, draw as u64, seed))
            .collect::<Vec<_>>()
            .into_iter()
            .flatten()
            .collect();
        if found.is_empty() {
            return Membership::default();
        }
        let mut counts = vec![vec![0usize; k]; self.reference.len()];
        for draw in &found {
            draw.labels.iter().enumerate().for_each(|(i, &g)| counts[i][g] += 1);
        }
        let share = |c: Vec<usize>| c.into_iter().map(|c| c as f64 / found.len() as f64).collect();
        let groups = (0..k)
            .map(|g| stability_row(g, &found.iter().map(|d| d.jaccard[g]).collect::<Vec<_>>()))
            .collect();
        Membership { shares: counts.into_iter().map(share).collect(), groups }
    }

    /// `None` where the sample has fewer distinct rows than groups.
    fn draw(&self, rows_of: &[Vec<usize>], points: &Points, draw: u64, seed: u64) -> Option<Draw> {
        let k = self.centers.rows();
        let drawn = resample(rows_of, &mut Random::new(seed, STREAM, draw));
        let sample = self.coordinates.take_rows(&drawn);
        let grouped = self.method.regroup(&sample, self.centers, draw).ok()?;
        let means = centers(&sample, &grouped);
        if means.rows() != k {
            return None;
        }
        let matched = match_groups(&costs(&means, self.centers));
        let means = Points::new(&means);
        let of = |labels: Vec<u32>| labels.into_iter().map(|l| matched[l as usize]).collect::<Vec<_>>();
        let labels = of(nearest(&Points::new(&self.moved(draw, seed)), &means));
        let jaccard = self.jaccard(&drawn, &of(nearest(points, &means)));
        Some(Draw { labels, jaccard })
    }

    /// Items of the reference year, each moved by another one's deviation from
    /// its center.
    fn moved(&self, draw: u64, seed: u64) -> Matrix {
        let mut out = self.coordinates.take_rows(self.reference);
        let mut random = Random::new(seed, DEVIATIONS, draw);
        for i in 0..out.rows() {
            let from = self.reference[random.below(self.reference.len())];
            let center = self.centers.row(self.labels[from]);
            let deviation = self.coordinates.row(from).iter().zip(center).map(|(x, c)| x - c);
            out.row_mut(i).iter_mut().zip(deviation).for_each(|(v, d)| *v += d);
        }
        out
    }

    /// For each group the largest |A ∩ B|/|A ∪ B| with a group of the draw, over
    /// the items that were drawn.
    fn jaccard(&self, drawn: &[usize], found: &[usize]) -> Vec<f64> {
        let k = self.centers.rows();
        let mut seen = vec![false; found.len()];
        drawn.iter().for_each(|&i| seen[i] = true);
        let mut both = vec![vec![0usize; k]; k];
        for i in (0..found.len()).filter(|&i| seen[i]) {
            both[self.labels[i]][found[i]] += 1;
        }
        let size_a = |g: usize| both[g].iter().sum::<usize>();
        let size_b = |h: usize| both.iter().map(|r| r[h]).sum::<usize>();
        let coefficient = |g: usize, h: usize| {
            let union = size_a(g) + size_b(h) - both[g][h];
            if union == 0 { 0.0 } else { both[g][h] as f64 / union as f64 }
        };
        (0..k).map(|g| (0..k).map(|h| coefficient(g, h)).fold(0.0, f64::max)).collect()
    }
}

fn stability_row(group: usize, jaccard: &[f64]) -> GroupStabilityRow {
    let n = jaccard.len() as f64;
    let share = |test: &dyn Fn(f64) -> bool| jaccard.iter().filter(|j| test(**j)).count() as f64 / n;
    let average = mean(jaccard).clamp(0.0, 1.0);
    let state = match average {
        j if j >= 0.75 => "stable",
        j if j >= 0.6 => "pattern",
        _ => "doubtful",
    };
    GroupStabilityRow {
        group: group as i64 + 1,
        jaccard: average,
        low: quantile(jaccard, 0.05),
        high: quantile(jaccard, 0.95),
        dissolved: share(&|j| j <= 0.5),
        recovered: share(&|j| j >= 0.75),
        state: state.to_string(),
    }
}

fn costs(from: &Matrix, to: &Matrix) -> Vec<Vec<f64>> {
    let cost = |a: usize, b: usize| from.row(a).iter().zip(to.row(b)).map(|(x, y)| (x - y) * (x - y)).sum();
    (0..from.rows()).map(|a| (0..to.rows()).map(|b| cost(a, b)).collect()).collect()
}
