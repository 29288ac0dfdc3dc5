//! Location quotients and stars of economies whose cells are sums of
//! establishments of random number and size.

use super::{Reliability, percent, table};
use isard::clusters::location_quotient::{self, Variant};
use isard::clusters::resampling::{self, Resampling, item};
use isard::clusters::slab::Slab;
use isard::clusters::stars::{self, Rule};
use isard::inference::Random;
use std::fmt::Write;

const REGIONS: usize = 50;
const INDUSTRIES: usize = 20;
/// Mean size of an establishment.
const SIZE: f64 = 10.0;
/// Establishments of a cell: upper ends of the classes that are reported.
const CLASSES: [(f64, &str); 4] =
    [(3.0, "1–3"), (10.0, "4–10"), (50.0, "11–50"), (f64::INFINITY, "more than 50")];

/// How the sizes of establishments are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Sizes {
    /// Exponential, coefficient of variation 1: what the resampling assumes.
    Exponential,
    /// Log-normal with coefficient of variation 2: heavier than assumed.
    LogNormal,
}

impl Sizes {
    fn draw(self, random: &mut Random) -> f64 {
        match self {
            Sizes::Exponential => SIZE * random.gamma(1.0),
            Sizes::LogNormal => {
                let sigma2 = 5.0_f64.ln();
                SIZE * (sigma2.sqrt() * random.normal() - sigma2 / 2.0).exp()
            }
        }
    }
}

/// What one set of economies showed.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    /// Cells and covered cells by class of establishments.
    classes: [(usize, usize); 4],
    size: Reliability,
    specialization: Reliability,
    focus: Reliability,
}

impl Found {
    fn coverage(&self) -> f64 {
        let (n, covered) = self.classes.iter().fold((0, 0), |(n, c), k| (n + k.0, c + k.1));
        covered as f64 / n.max(1) as f64
    }
}

/// Draws economies, analyses each and compares with the expected one.
pub(super) fn experiment(economies: usize, sizes: Sizes, counts_known: bool, draws: usize) -> Found {
    let mut found = Found::default();
    let keys: Vec<u64> = (0..REGIONS * INDUSTRIES)
        .map(|at| item(&format!("r{:02}", at / INDUSTRIES), &format!("i{:02}", at % INDUSTRIES)))
        .collect();
    for economy in 0..economies as u64 {
        let mut random = Random::new(20_260_101, economy, 0);
        let scale: Vec<f64> = (0..REGIONS).map(|_| (0.8 * random.normal()).exp()).collect();
        let width: Vec<f64> = (0..INDUSTRIES).map(|_| (0.8 * random.normal()).exp()).collect();
        let expected: Vec<f64> = (0..REGIONS * INDUSTRIES)
            .map(|at| 20.0 * scale[at / INDUSTRIES] * width[at % INDUSTRIES] * (0.8 * random.normal()).exp())
            .collect();
        let plants: Vec<f64> = expected.iter().map(|&mean| random.poisson(mean)).collect();
        let values: Vec<f64> =
            plants.iter().map(|&n| (0..n as usize).map(|_| sizes.draw(&mut random)).sum()).collect();
        let truth = Slab::new(expected.iter().map(|e| e * SIZE).collect(), REGIONS, INDUSTRIES);
        let seen = Slab::new(values, REGIONS, INDUSTRIES);
        let true_lq = location_quotient::of_slab(&truth, Variant::Ratio);
        let true_stars = stars::of_slab(&truth, &Rule::OBSERVATORY, None);
        let settings = Resampling { seed: economy, draws, jobs_per_draw: SIZE, ..Resampling::default() };
        let counts = counts_known.then_some(&plants[..]);
        let sure = resampling::of_slab(&seen, counts, &keys, &Rule::OBSERVATORY, &settings);
        for (at, certainty) in sure.iter().enumerate() {
            let Some(certainty) = certainty else { continue };
            if plants[at] < 1.0 {
                continue;
            }
            let class = CLASSES.iter().position(|c| plants[at] <= c.0).unwrap_or(CLASSES.len() - 1);
            let lq = true_lq[at].unwrap_or(f64::NAN);
            found.classes[class].0 += 1;
            found.classes[class].1 += usize::from(certainty.lq_low <= lq && lq <= certainty.lq_high);
            let has = |star: Option<bool>| star == Some(true);
            found.size.add(certainty.size, has(true_stars[at].size));
            found.specialization.add(certainty.specialization, has(true_stars[at].specialization));
            found.focus.add(certainty.focus, has(true_stars[at].focus));
        }
    }
    found
}

/// The section of the page.
pub(super) fn page(economies: usize) -> String {
    let mut out = format!(
        "\n## Location quotients and stars\n\n{economies} economies of {REGIONS} regions × {INDUSTRIES} industries; a cell has a \
         Poisson number of establishments around its expectation, with sizes of mean {SIZE}. The truth is the quotient, and the \
         stars by the observatory preset, of the expected economy. Cells without an establishment have no interval.\n\n\
         ### Coverage of the 90 % interval of the location quotient\n"
    );
    let cases = [
        ("exponential (as assumed), establishments known", Sizes::Exponential, true),
        ("exponential, establishments not known", Sizes::Exponential, false),
        ("log-normal, coefficient of variation 2, establishments known", Sizes::LogNormal, true),
    ];
    let found: Vec<Found> = cases.iter().map(|c| experiment(economies, c.1, c.2, 500)).collect();
    let rows: Vec<Vec<String>> = cases
        .iter()
        .zip(&found)
        .map(|(case, found)| {
            let classes = found.classes.iter().map(|&(n, c)| percent(c as f64 / n.max(1) as f64));
            std::iter::once(case.0.to_string()).chain(classes).chain([percent(found.coverage())]).collect()
        })
        .collect();
    let header: Vec<&str> = std::iter::once("sizes; establishments in the cell:")
        .chain(CLASSES.iter().map(|c| c.1))
        .chain(["all cells"])
        .collect();
    out.push_str(&table(&header, &rows));
    out.push_str(
        "\n### Probabilities of stars\n\nOf the cells whose star was given a probability in a tenth, the share whose expected \
         economy has the star (sizes as assumed, establishments known).\n",
    );
    let stars =
        [("size", &found[0].size), ("specialisation", &found[0].specialization), ("focus", &found[0].focus)];
    for (name, reliability) in stars {
        let _ = write!(out, "\n**{name}**, mean distance {:.3}\n", reliability.error());
        out.push_str(&table(
            &["probability", "cells", "mean probability", "share with the star"],
            &reliability.rows(),
        ));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_cover_and_probabilities_come_true() {
        let found = experiment(12, Sizes::Exponential, true, 200);
        let coverage = found.coverage();
        assert!((0.84..=0.95).contains(&coverage), "90 % intervals cover {coverage}");
        for reliability in [&found.size, &found.specialization, &found.focus] {
            assert!(reliability.error() < 0.06, "{reliability:?}");
        }
        // Heavier sizes than assumed must show as under-coverage: the experiment can tell.
        assert!(experiment(12, Sizes::LogNormal, true, 200).coverage() < coverage - 0.03);
    }
}
