//! Stars for productivity and dynamism, by hand and against a slow oracle.

use isard::clusters::panel::ClusterPanel;
use isard::clusters::performance::{Figures, Measure, Performance, growth, productivity, since};
use isard::clusters::resampling::{Resampling, item};
use isard::clusters::slab::Slab;
use isard::clusters::stars::{Rule, top_count};
use isard::clusters::withheld::Estimates;
use isard::clusters::workflow::{ClusterOptions, ClusterResult, analyze};
use isard::inference::Random;
use proptest::prelude::*;

#[test]
fn figures_by_hand() {
    let made = productivity(&[100.0, 30.0, 5.0, f64::NAN], &[10.0, 0.0, f64::NAN, 2.0]);
    assert_eq!(made[0], 10.0);
    assert!(made[1..].iter().all(|v| v.is_nan()), "without jobs there is no wage a job");
    let grown = growth(&[100.0, 0.0, 50.0], &[121.0, 5.0, 0.0], 2.0);
    assert!((grown[0] - 0.1).abs() < 1e-12 && grown[1].is_nan() && (grown[2] + 1.0).abs() < 1e-12);
    assert_eq!(
        [since(&[2010, 2014, 2019], 5), since(&[2010, 2012, 2019], 5), since(&[2019], 5)],
        [Some(1), None, None]
    );
}

/// Ten regions, two industries, 2015 and 2020.
fn panel(output: bool) -> ClusterPanel {
    let keys = |n: usize, of: &str| (0..n).map(|k| format!("{of}{k:02}")).collect::<Vec<_>>();
    let cell =
        |year: usize, r: usize, i: usize| 100.0 + 10.0 * r as f64 + (year * (r + 1) * (5 - 4 * i)) as f64;
    let mut values = Vec::new();
    for year in 0..2 {
        (0..10).for_each(|r| (0..2).for_each(|i| values.push(cell(year, r, i))));
    }
    let wages = values.iter().enumerate().map(|(at, v)| v * (30.0 + (at % 20 / 2) as f64)).collect();
    let mut panel = ClusterPanel::new(keys(10, "r"), keys(2, "i"), vec![2015, 2020], values);
    panel.output = output.then_some(wages);
    panel
}

fn rated(panel: &ClusterPanel) -> ClusterResult {
    let resampling = Resampling { draws: 50, ..Resampling::default() };
    let options = ClusterOptions { rule: Rule::PANORAMA, resampling, ..ClusterOptions::default() };
    analyze(panel, &options).expect("rated")
}

#[test]
fn the_panorama_has_four_stars() {
    let result = rated(&panel(true));
    let with = |star: fn(&isard::clusters::tables::StrengthRow) -> Option<bool>| -> Vec<&str> {
        let rows = result.strength.iter().filter(|r| r.cluster == "i00" && star(r) == Some(true));
        rows.map(|r| r.region.as_str()).collect()
    };
    // Wages a job rise with the region; so does growth, for the first industry most of all at the end.
    assert_eq!(with(|r| r.productivity_star), ["r08", "r09"]);
    assert_eq!(with(|r| r.dynamism_star), ["r08", "r09"]);
    assert!(result.strength.iter().all(|r| r.focus_star.is_none() && r.stars.is_some()));
    let best = result.strength.iter().find(|r| r.region == "r09" && r.cluster == "i00").expect("a row");
    assert_eq!(best.productivity, Some(39.0));
    assert!(best.stars >= Some(3) && best.stars_expected.expect("a number") <= 4.0);
    assert!(result.warnings.iter().all(|w| !w.contains("left out")), "{:?}", result.warnings);
}

#[test]
fn stars_without_figures_are_left_out_and_told() {
    let result = rated(&panel(false));
    assert!(result.strength.iter().all(|r| r.productivity_star.is_none() && r.stars.is_some()));
    assert!(result.warnings.iter().any(|w| w.contains("productivity is left out")), "{:?}", result.warnings);
    let mut one = panel(true);
    one.years.truncate(1);
    one.values.truncate(20);
    one.status.truncate(20);
    one.output.as_mut().expect("wages").truncate(20);
    let result = rated(&one);
    assert!(result.warnings.iter().any(|w| w.contains("dynamism is left out")), "{:?}", result.warnings);
    assert!(result.strength.iter().all(|r| r.dynamism_star.is_none() && r.stars.is_some()));
    // A region without wages has no star and no number of stars: unknown is not none.
    let mut hole = panel(true);
    hole.output.as_mut().expect("wages")[20] = f64::NAN;
    let result = rated(&hole);
    let row = result.strength.iter().find(|r| r.region == "r00" && r.cluster == "i00").expect("a row");
    assert_eq!((row.productivity_star, row.stars, row.stars_expected), (None, None, None));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    /// The marked are the highest, as many as the share asks for, and none is below zero.
    #[test]
    fn marked_as_a_sorted_list_would(
        figures in prop::collection::vec(prop_oneof![3 => -5.0f64..9.0, 1 => Just(f64::NAN), 1 => Just(2.0)], 12),
        top in 0.05f64..0.9,
    ) {
        let slab = Slab::new(vec![3.0; 12], 12, 1);
        let rule = Rule { dynamism_top: Some(top), ..Rule::OBSERVATORY };
        let found = Figures { productivity: None, growth: Some(figures.clone()) }.stars(&slab, &rule);
        let mut order: Vec<usize> = (0..12).filter(|&r| !figures[r].is_nan()).collect();
        order.sort_by(|&a, &b| figures[b].total_cmp(&figures[a]).then(a.cmp(&b)));
        let k = top_count(top, order.len());
        for r in 0..12 {
            let place = order.iter().position(|&o| o == r);
            let wanted = place.map(|p| p < k && figures[r] > 0.0);
            prop_assert_eq!(found[r][1], wanted, "{} of {:?}", r, figures);
            prop_assert_eq!(found[r][0], None);
        }
    }
}

/// Regions × industries with wages and a start five years before, all by chance.
struct Economy {
    slab: Slab,
    plants: Vec<f64>,
    wages: Vec<f64>,
    before: Vec<f64>,
    items: Vec<u64>,
}

impl Economy {
    /// So many establishments a cell on average, which pay and grow differently by `within`.
    fn of(rows: usize, cols: usize, number: f64, within: f64, seed: u64) -> Economy {
        let mut random = Random::new(seed, 0, 0);
        let mut draw = |of: &mut dyn FnMut(&mut Random) -> f64| -> Vec<f64> {
            (0..rows * cols).map(|_| of(&mut random)).collect()
        };
        let plants = draw(&mut |r| {
            let mean = number * r.normal().exp();
            1.0 + r.poisson(mean)
        });
        let values: Vec<f64> = plants.iter().map(|n| 10.0 * n).collect();
        let mut level = |n: &[f64]| -> Vec<f64> {
            let mut at = 0;
            draw(&mut |r| {
                at += 1;
                (0.3 * r.normal() + within / n[at - 1].sqrt() * r.normal()).exp()
            })
        };
        let (wage, grown) = (level(&plants), level(&plants));
        let key = |at: usize| item(&format!("r{:02}", at / cols), &format!("i{:02}", at % cols));
        Economy {
            wages: values.iter().zip(wage).map(|(v, w)| v * w).collect(),
            before: values.iter().zip(grown).map(|(v, g)| v / g).collect(),
            slab: Slab::new(values, rows, cols),
            plants,
            items: (0..rows * cols).map(key).collect(),
        }
    }

    fn measure<'a>(&'a self, values: &'a [f64]) -> Measure<'a> {
        Measure { values, establishments: Some(&self.plants), estimates: None }
    }

    fn performance(&self) -> Performance<'_> {
        Performance {
            now: self.measure(self.slab.cells()),
            output: Some(self.measure(&self.wages)),
            before: Some((self.measure(&self.before), 5.0)),
        }
    }

    fn certainty(&self, performance: &Performance, rule: &Rule) -> Vec<[Option<f64>; 2]> {
        let settings = Resampling { draws: 200, ..Resampling::default() };
        performance.certainty(&self.slab, rule, &self.items, &settings)
    }
}

#[test]
fn every_draw_gives_as_many_stars_as_the_rule() {
    let economy = Economy::of(30, 4, 20.0, 0.5, 1);
    let found = economy.certainty(&economy.performance(), &Rule::PANORAMA);
    for i in 0..4 {
        let sum =
            |star: usize| -> f64 { (0..30).map(|r| found[r * 4 + i][star].expect("a probability")).sum() };
        assert!((sum(0) - 6.0).abs() < 1e-9, "productivity of {i}: {}", sum(0));
        // Of growth only what is above zero counts.
        assert!(sum(1) <= 6.0 + 1e-9 && sum(1) > 4.0, "dynamism of {i}: {}", sum(1));
    }
}

#[test]
fn many_establishments_are_sure_and_few_are_not() {
    for (number, least_sure, most_sure) in [(1e7, 0.95, 1.0), (2.0, 0.0, 0.8)] {
        let economy = Economy::of(40, 5, number, 1.0, 2);
        let performance = economy.performance();
        let (seen, found) = (
            performance.figures().stars(&economy.slab, &Rule::PANORAMA),
            economy.certainty(&performance, &Rule::PANORAMA),
        );
        for star in 0..2 {
            let agree: Vec<f64> = seen
                .iter()
                .zip(&found)
                .map(|(s, p)| (s[star].expect("a star"), p[star].expect("a probability")))
                .filter(|(s, _)| *s)
                .map(|(_, p)| p)
                .collect();
            let mean = agree.iter().sum::<f64>() / agree.len() as f64;
            assert!((least_sure..=most_sure).contains(&mean), "{number} establishments, star {star}: {mean}");
        }
    }
}

#[test]
fn too_few_cells_have_stars_without_probability() {
    let economy = Economy::of(7, 4, 20.0, 0.5, 3);
    let performance = economy.performance();
    assert!(
        performance.figures().stars(&economy.slab, &Rule::PANORAMA).iter().flatten().all(Option::is_some)
    );
    assert!(economy.certainty(&performance, &Rule::PANORAMA).iter().flatten().all(Option::is_none));
    // All cells have one number of establishments: nothing tells chance from difference.
    let mut alike = Economy::of(30, 4, 20.0, 0.5, 3);
    alike.plants.fill(8.0);
    assert!(alike.certainty(&alike.performance(), &Rule::PANORAMA).iter().flatten().all(Option::is_none));
}

#[test]
fn an_estimate_makes_a_star_less_sure() {
    let economy = Economy::of(30, 4, 1e6, 0.5, 4);
    let performance = economy.performance();
    let sure = economy.certainty(&performance, &Rule::PANORAMA);
    let at = (0..120).find(|&at| sure[at] == [Some(1.0); 2]).expect("a cell with both stars");
    let with = |factor: f64| {
        let (mut low, mut high) = (vec![f64::NAN; 120], vec![f64::NAN; 120]);
        let value = economy.slab.cells()[at];
        (low[at], high[at]) = (value / factor, value * factor);
        let estimates = Some(Estimates { low: &low, high: &high, bounds: None });
        let now = Measure { estimates, ..performance.now };
        economy.certainty(&Performance { now, ..performance }, &Rule::PANORAMA)[at]
            .map(|p| p.expect("a probability"))
    };
    let (narrow, wide) = (with(1.001), with(20.0));
    assert!(narrow.iter().all(|p| *p > 0.99), "{narrow:?}");
    assert!(wide.iter().all(|p| *p < 0.9), "{wide:?}");
}

#[test]
fn the_least_value_is_asked_of_every_draw() {
    let economy = Economy::of(30, 4, 20.0, 0.5, 5);
    let mut rule = Rule::PANORAMA;
    let free = economy.certainty(&economy.performance(), &rule);
    rule.minimum.value = 200.0;
    let bound = economy.certainty(&economy.performance(), &rule);
    for (free, bound) in free.iter().flatten().zip(bound.iter().flatten()) {
        assert!(bound.expect("a probability") <= free.expect("a probability"));
    }
    let sum = |all: &[[Option<f64>; 2]]| all.iter().flatten().flatten().sum::<f64>();
    assert!(sum(&bound) < 0.9 * sum(&free) && sum(&bound) > 0.0);
    rule.minimum.value = 1e9;
    assert!(economy.certainty(&economy.performance(), &rule).iter().flatten().all(|p| *p == Some(0.0)));
}
