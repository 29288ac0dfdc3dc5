//! Location quotients and stars of economies whose cells are sums of
//! establishments of random number and size.

use super::{Reliability, percent, table};
use isard::clusters::location_quotient::{self, Variant};
use isard::clusters::resampling::{self, Resampling, Uncertainty, item};
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

/// An economy with a known truth and how it is analysed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Case {
    /// What the page says.
    name: &'static str,
    /// Establishments a cell has on average.
    number: f64,
    /// Coefficient of variation of sizes: 1 exponential, else log-normal.
    cv: f64,
    /// Deviation of the logarithm of mean sizes of cells.
    between: f64,
    /// Whether factors of cells are gamma (a long left tail) in place of log-normal.
    gamma: bool,
    /// Whether the number of establishments is known.
    counted: bool,
    /// The coefficient of variation that is given to the method.
    given: Option<f64>,
    uncertainty: Uncertainty,
}

const USUAL: Case = Case {
    name: "coefficient of variation 1",
    number: 20.0,
    cv: 1.0,
    between: 0.0,
    gamma: false,
    counted: true,
    given: None,
    uncertainty: Uncertainty::Shrinkage,
};

/// What the page shows.
const CASES: [Case; 14] = [
    USUAL,
    Case { name: "2", cv: 2.0, ..USUAL },
    Case { name: "3", cv: 3.0, ..USUAL },
    Case { name: "1, few establishments (2 a cell)", number: 2.0, ..USUAL },
    Case { name: "2, few establishments", number: 2.0, cv: 2.0, ..USUAL },
    Case { name: "3, few establishments", number: 2.0, cv: 3.0, ..USUAL },
    Case { name: "2, mean sizes of cells differ (0.3)", cv: 2.0, between: 0.3, ..USUAL },
    Case { name: "2, mean sizes of cells differ (0.8)", cv: 2.0, between: 0.8, ..USUAL },
    Case { name: "2, factors of cells gamma", cv: 2.0, gamma: true, ..USUAL },
    Case { name: "2, establishments not known, 2 assumed", cv: 2.0, counted: false, ..USUAL },
    Case { name: "1, establishments not known, 2 assumed", counted: false, ..USUAL },
    Case { name: "3, establishments not known, 3 given", cv: 3.0, counted: false, given: Some(3.0), ..USUAL },
    Case { name: "1, by resampling", uncertainty: Uncertainty::Resampling, ..USUAL },
    Case { name: "2, by resampling", cv: 2.0, uncertainty: Uncertainty::Resampling, ..USUAL },
];

impl Case {
    fn size(&self, random: &mut Random) -> f64 {
        if self.cv == 1.0 {
            return random.gamma(1.0);
        }
        let variance = (1.0 + self.cv * self.cv).ln();
        (variance.sqrt() * random.normal() - variance / 2.0).exp()
    }

    fn factor(&self, random: &mut Random) -> f64 {
        if self.gamma { random.gamma(1.2) / 1.2 } else { (0.8 * random.normal()).exp() }
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
pub(super) fn experiment(economies: usize, case: &Case, draws: usize) -> Found {
    let mut found = Found::default();
    let keys: Vec<u64> = (0..REGIONS * INDUSTRIES)
        .map(|at| item(&format!("r{:02}", at / INDUSTRIES), &format!("i{:02}", at % INDUSTRIES)))
        .collect();
    for economy in 0..economies as u64 {
        let mut random = Random::new(20_260_101, economy, 0);
        let scale: Vec<f64> = (0..REGIONS).map(|_| (0.8 * random.normal()).exp()).collect();
        let width: Vec<f64> = (0..INDUSTRIES).map(|_| (0.8 * random.normal()).exp()).collect();
        let numbers: Vec<f64> = (0..REGIONS * INDUSTRIES)
            .map(|at| {
                case.number * scale[at / INDUSTRIES] * width[at % INDUSTRIES] * case.factor(&mut random)
            })
            .collect();
        let means: Vec<f64> = numbers.iter().map(|_| SIZE * (case.between * random.normal()).exp()).collect();
        let plants: Vec<f64> = numbers.iter().map(|&mean| random.poisson(mean)).collect();
        let sum = |n: f64, random: &mut Random| (0..n as usize).map(|_| case.size(random)).sum::<f64>();
        let values: Vec<f64> = plants.iter().zip(&means).map(|(&n, m)| m * sum(n, &mut random)).collect();
        let expected = numbers.iter().zip(&means).map(|(n, m)| n * m).collect();
        let truth = Slab::new(expected, REGIONS, INDUSTRIES);
        let seen = Slab::new(values, REGIONS, INDUSTRIES);
        let true_lq = location_quotient::of_slab(&truth, Variant::Ratio);
        let true_stars = stars::of_slab(&truth, &Rule::OBSERVATORY, None);
        let settings = Resampling {
            seed: economy,
            draws,
            jobs_per_draw: SIZE,
            establishment_cv: case.given,
            uncertainty: case.uncertainty,
        };
        let counts = case.counted.then_some(&plants[..]);
        let sure = resampling::of_slab(&seen, counts, None, &keys, &Rule::OBSERVATORY, &settings);
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
         Poisson number of establishments around its expectation (20 on average, factors of regions, industries and cells \
         log-normal with deviation 0.8), with sizes of mean {SIZE}, exponential or log-normal. The truth is the quotient, and \
         the stars by the observatory preset, of the expected economy. Cells without an establishment have no interval. \
         Unless the row says otherwise establishments are known, and the coefficient of variation of sizes is read off the \
         data.\n\n### Coverage of the 90 % interval of the location quotient, by establishments in the cell\n"
    );
    let found: Vec<Found> = CASES.iter().map(|case| experiment(economies, case, 500)).collect();
    let share = |&(n, c): &(usize, usize)| if n > 0 { percent(c as f64 / n as f64) } else { "–".into() };
    let rows: Vec<Vec<String>> = CASES
        .iter()
        .zip(&found)
        .map(|(case, found)| {
            std::iter::once(case.name.to_string())
                .chain(found.classes.iter().map(share))
                .chain([percent(found.coverage())])
                .chain(
                    [&found.size, &found.specialization, &found.focus].map(|r| format!("{:.3}", r.error())),
                )
                .collect()
        })
        .collect();
    let header: Vec<&str> = std::iter::once("sizes")
        .chain(CLASSES.iter().map(|c| c.1))
        .chain(["all cells", "size star off by", "specialisation", "focus"])
        .collect();
    out.push_str(&table(&header, &rows));
    out.push_str(
        "\nThe last columns: mean distance between the probability of a star and the share that have it. Where establishments \
         are not known, an interval is as wide as the coefficient of variation that is assumed: state the one that fits.\n\n\
         ### Probabilities of stars\n\nOf the cells whose star was given a probability in a tenth, the share whose expected \
         economy has the star.\n",
    );
    for (k, cv) in ["1", "2", "3"].iter().enumerate() {
        let stars = [
            ("size", &found[k].size),
            ("specialisation", &found[k].specialization),
            ("focus", &found[k].focus),
        ];
        for (name, reliability) in stars {
            let off = reliability.error();
            let _ = write!(out, "\n**{name}**, coefficient of variation {cv}, mean distance {off:.3}\n");
            out.push_str(&table(
                &["probability", "cells", "mean probability", "share with the star"],
                &reliability.rows(),
            ));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_cover_and_probabilities_come_true() {
        for case in &CASES[..8] {
            let found = experiment(12, case, 200);
            println!(
                "{}: {:.3} covered, stars off by {:.3}",
                case.name,
                found.coverage(),
                found.specialization.error()
            );
            // Mean sizes that differ by a factor of two and more are read off too few cells to cover as well.
            let least = if case.between > 0.5 { 0.8 } else { 0.85 };
            for (&(n, covered), class) in found.classes.iter().zip(CLASSES).filter(|c| c.0.0 >= 100) {
                let coverage = covered as f64 / n as f64;
                let chance = 3.0 * (0.09 / n as f64).sqrt();
                assert!(
                    (least - chance..=0.95 + chance).contains(&coverage),
                    "{case:?}, {} establishments: 90 % intervals cover {coverage}",
                    class.1
                );
            }
            for (star, reliability) in
                [("size", &found.size), ("specialisation", &found.specialization), ("focus", &found.focus)]
            {
                assert!(reliability.error() < 0.02, "{case:?}, {star}: {reliability:?}");
                for &(n, sum, events) in reliability
                    .tenths
                    .iter()
                    .filter(|t| case.number > 2.0 && case.between == 0.0 && t.0 >= 100)
                {
                    let (p, seen) = (sum / n as f64, events as f64 / n as f64);
                    // Cells of one economy share its totals, so that chance is a little more than binomial.
                    let band = 0.02 + 3.0 * (p * (1.0 - p) / n as f64).sqrt();
                    assert!(
                        (seen - p).abs() < band,
                        "{case:?}, {star}: probability {p}, {seen} with the star"
                    );
                }
            }
        }
    }

    /// The experiment can tell: draws around what was seen are too sure, and
    /// so is a spread of sizes that is too small.
    #[test]
    fn resampling_and_wrong_sizes_are_found_out() {
        let found = experiment(12, &CASES[12], 200);
        assert!(found.specialization.error() > 0.015);
        let small = Case { cv: 3.0, counted: false, given: Some(1.0), ..USUAL };
        assert!(experiment(12, &small, 200).coverage() < 0.8);
    }
}
