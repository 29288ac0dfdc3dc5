//! Stars for productivity and dynamism of economies whose establishments pay
//! and grow as they do by chance, around what their cell stands for.

use super::{Reliability, table};
use isard::clusters::performance::{Figures, Measure, Performance};
use isard::clusters::resampling::{Resampling, Uncertainty, item};
use isard::clusters::slab::Slab;
use isard::clusters::stars::Rule;
use isard::inference::Random;
use std::fmt::Write;

const REGIONS: usize = 50;
const INDUSTRIES: usize = 20;
/// Mean size of an establishment.
const SIZE: f64 = 10.0;
/// Years between the two that growth is taken of.
const YEARS: f64 = 5.0;

/// An economy with a known truth and how it is analysed. Deviations are of
/// logarithms.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Case {
    /// What the page says.
    name: &'static str,
    /// Establishments a cell has on average.
    number: f64,
    /// Deviation of sizes.
    sizes: f64,
    /// Deviation of wages and of growth between establishments of a cell.
    within: f64,
    /// Deviation of the logarithm of both between industries.
    apart: f64,
    /// Deviation between cells.
    between: f64,
    /// Deviation between regions.
    regions: f64,
    /// Share of establishments that are replaced.
    replaced: f64,
    /// Whether the number of establishments is known.
    counted: bool,
    uncertainty: Uncertainty,
}

const USUAL: Case = Case {
    name: "establishments differ by 0.4, cells by 0.2, regions by 0.15",
    number: 20.0,
    sizes: 0.8,
    within: 0.4,
    apart: 0.0,
    between: 0.2,
    regions: 0.15,
    replaced: 0.0,
    counted: true,
    uncertainty: Uncertainty::Shrinkage,
};

/// What the page shows.
const CASES: [Case; 10] = [
    USUAL,
    Case { name: "few establishments (2 a cell)", number: 2.0, ..USUAL },
    Case { name: "establishments differ by 0.8", within: 0.8, ..USUAL },
    Case { name: "sizes differ by 1.3", sizes: 1.3, ..USUAL },
    Case { name: "cells differ by 0.05", between: 0.05, ..USUAL },
    Case { name: "these two differ between industries by 0.5", apart: 0.5, ..USUAL },
    Case { name: "regions alike", regions: 0.0, ..USUAL },
    Case { name: "a quarter of establishments replaced", replaced: 0.25, ..USUAL },
    Case { name: "establishments not known", counted: false, ..USUAL },
    Case { name: "by resampling", uncertainty: Uncertainty::Resampling, ..USUAL },
];

/// A log-normal number of mean 1.
fn around_one(deviation: f64, random: &mut Random) -> f64 {
    (deviation * random.normal() - deviation * deviation / 2.0).exp()
}

/// What establishments of a cell add up to.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    before: f64,
    now: f64,
    wages: f64,
    plants: [f64; 2],
}

impl Case {
    /// A cell of so many establishments in expectation, with its wage and growth.
    fn cell(&self, expected: f64, [wage, grown]: [f64; 2], random: &mut Random) -> Cell {
        let mut cell = Cell::default();
        let now = |size: f64, cell: &mut Cell, random: &mut Random| {
            cell.now += size;
            cell.wages += size * wage * around_one(self.within, random);
            cell.plants[1] += 1.0;
        };
        for _ in 0..random.poisson(expected) as usize {
            let size = SIZE * around_one(self.sizes, random);
            cell.before += size;
            cell.plants[0] += 1.0;
            if random.uniform() >= self.replaced {
                now(size * grown * around_one(self.within, random), &mut cell, random);
            }
        }
        for _ in 0..random.poisson(expected * self.replaced) as usize {
            now(SIZE * grown * around_one(self.sizes, random), &mut cell, random);
        }
        cell
    }
}

/// Reliability of both stars.
fn experiment(economies: usize, case: &Case, draws: usize) -> [Reliability; 2] {
    let mut found = [Reliability::default(), Reliability::default()];
    let keys: Vec<u64> = (0..REGIONS * INDUSTRIES)
        .map(|at| item(&format!("r{:02}", at / INDUSTRIES), &format!("i{:02}", at % INDUSTRIES)))
        .collect();
    for economy in 0..economies as u64 {
        let mut random = Random::new(20_260_102, economy, 0);
        let mut effects = |n: usize, deviation: f64| -> Vec<[f64; 2]> {
            (0..n).map(|_| [deviation * random.normal(), deviation * random.normal()]).collect()
        };
        let (regions, industries) = (effects(REGIONS, case.regions), effects(INDUSTRIES, 0.3));
        let own: Vec<Case> = effects(INDUSTRIES, case.apart)
            .into_iter()
            .map(|[w, b]| Case { within: case.within * w.exp(), between: case.between * b.exp(), ..*case })
            .collect();
        let cells = effects(REGIONS * INDUSTRIES, 1.0);
        let scale: Vec<f64> = (0..REGIONS).map(|_| (0.8 * random.normal()).exp()).collect();
        let truth: Vec<[f64; 2]> = (0..cells.len())
            .map(|at| {
                let (r, i) = (at / INDUSTRIES, at % INDUSTRIES);
                [0, 1].map(|k| (regions[r][k] + industries[i][k] + own[i].between * cells[at][k]).exp())
            })
            .collect();
        let drawn: Vec<Cell> = (0..cells.len())
            .map(|at| {
                let expected = case.number * scale[at / INDUSTRIES] * (0.8 * random.normal()).exp();
                own[at % INDUSTRIES].cell(expected, truth[at], &mut random)
            })
            .collect();
        let of = |value: fn(&Cell) -> f64| -> Vec<f64> { drawn.iter().map(value).collect() };
        let (now, before, wages) = (of(|c| c.now), of(|c| c.before), of(|c| c.wages));
        let plants = [of(|c| c.plants[0]), of(|c| c.plants[1])];
        let measure = |values, y: usize| Measure {
            values,
            establishments: case.counted.then_some(&plants[y][..]),
            estimates: None,
        };
        let performance = Performance {
            now: measure(&now, 1),
            output: Some(measure(&wages, 1)),
            before: Some((measure(&before, 0), YEARS)),
        };
        let slab = Slab::new(now.clone(), REGIONS, INDUSTRIES);
        // The stars of what cells stand for, among the regions that are ranked.
        let seen = performance.figures();
        let stands = |seen: Option<Vec<f64>>, k: usize| {
            let of = |(at, v): (usize, f64)| match k {
                _ if v.is_nan() => v,
                0 => truth[at][0],
                _ => truth[at][1].powf(1.0 / YEARS) - 1.0,
            };
            seen.map(|all| all.into_iter().enumerate().map(of).collect())
        };
        let figures = Figures { productivity: stands(seen.productivity, 0), growth: stands(seen.growth, 1) };
        let stars = figures.stars(&slab, &Rule::PANORAMA);
        let settings = Resampling {
            seed: economy,
            draws,
            jobs_per_draw: SIZE,
            establishment_cv: None,
            uncertainty: case.uncertainty,
        };
        let likely = performance.certainty(&slab, &Rule::PANORAMA, &keys, &settings);
        for (stars, likely) in stars.iter().zip(&likely) {
            for k in 0..2 {
                if let (Some(star), Some(probability)) = (stars[k], likely[k]) {
                    found[k].add(probability, star);
                }
            }
        }
    }
    found
}

/// The section of the page.
pub(super) fn page(economies: usize) -> String {
    let mut out = format!(
        "\n## Stars for productivity and dynamism\n\n{economies} economies of {REGIONS} regions × {INDUSTRIES} industries; a cell \
         has a Poisson number of establishments with log-normal sizes, each paying, and growing over {YEARS} years, by chance \
         around what its cell stands for: an effect of the industry, of the region and of the cell, as deviations of \
         logarithms. The truth is the star, by the panorama preset, of what cells stand for, among the regions that have the \
         figure.\n\n### Mean distance between the probability of a star and the share that have it\n"
    );
    let found: Vec<[Reliability; 2]> = CASES.iter().map(|case| experiment(economies, case, 500)).collect();
    let rows: Vec<Vec<String>> = CASES
        .iter()
        .zip(&found)
        .map(|(case, found)| {
            let errors = found.iter().map(|r| format!("{:.3}", r.error()));
            std::iter::once(case.name.to_string()).chain(errors).collect()
        })
        .collect();
    out.push_str(&table(&["economy", "productivity", "dynamism"], &rows));
    out.push_str("\n### Probabilities of these stars\n");
    for (name, reliability) in ["productivity", "dynamism"].iter().zip(&found[0]) {
        let _ = write!(out, "\n**{name}**, {}, mean distance {:.3}\n", USUAL.name, reliability.error());
        let header = ["probability", "cells", "mean probability", "share with the star"];
        out.push_str(&table(&header, &reliability.rows()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_of_performance_come_true() {
        for case in &CASES {
            let found = experiment(12, case, 200);
            for (star, reliability) in ["productivity", "dynamism"].iter().zip(&found) {
                println!("{}, {star}: off by {:.3}", case.name, reliability.error());
                assert!(reliability.error() < 0.03, "{case:?}, {star}: {reliability:?}");
            }
            if *case == USUAL {
                for (star, reliability) in ["productivity", "dynamism"].iter().zip(&found) {
                    assert!(reliability.error() < 0.015, "{star}: {reliability:?}");
                    // Something is undecided, so that there is something to be right about.
                    assert!(reliability.tenths[2..8].iter().all(|t| t.0 > 50), "{star}: {reliability:?}");
                }
            }
        }
    }

    /// The experiment can tell: figures of few establishments, taken as they are, are too sure.
    #[test]
    fn figures_that_do_not_lean_are_found_out() {
        let few = Case { within: 0.8, ..CASES[1] };
        let taken = Case { uncertainty: Uncertainty::Resampling, ..few };
        let [leaning, as_seen] = [few, taken].map(|case| experiment(12, &case, 200)[0].error());
        println!("leaning {leaning:.3}, as seen {as_seen:.3}");
        assert!(as_seen > 1.5 * leaning && as_seen > 0.03, "{leaning} {as_seen}");
    }
}
