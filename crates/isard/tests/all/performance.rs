//! Stars for productivity and dynamism, by hand and against a slow oracle.

use isard::clusters::panel::ClusterPanel;
use isard::clusters::performance::{Performance, growth, productivity, since};
use isard::clusters::resampling::Resampling;
use isard::clusters::slab::Slab;
use isard::clusters::stars::{Rule, top_count};
use isard::clusters::workflow::{ClusterOptions, ClusterResult, analyze};
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
        let found = Performance { productivity: None, growth: Some(&figures) }.stars(&slab, &rule);
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
