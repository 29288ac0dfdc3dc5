//! The workflow over a panel with withheld cells and published totals.

use crate::run_alone::assert_close;
use isard::clusters::location_quotient::dense;
use isard::clusters::panel::{Bounds, ClusterPanel, Margins};
use isard::clusters::resampling::Resampling;
use isard::clusters::workflow::{Absent, ClusterOptions, analyze, industries_of_year};
use isard::model::{Reason, Status, table_of};

fn keys(prefix: &str, n: usize) -> Vec<String> {
    (0..n).map(|k| format!("{prefix}{k:02}")).collect()
}

fn options() -> ClusterOptions {
    ClusterOptions { resampling: Resampling { draws: 40, ..Resampling::default() }, ..Default::default() }
}

/// Three regions, three industries, two years; all published.
fn full() -> ClusterPanel {
    let first = [10.0, 20.0, 30.0, 5.0, 50.0, 10.0, 40.0, 0.0, 60.0];
    let second = [20.0, 20.0, 20.0, 5.0, 60.0, 15.0, 80.0, 0.0, 40.0];
    ClusterPanel::new(keys("r", 3), keys("i", 3), vec![2010, 2012], [first, second].concat())
}

/// The same with one cell withheld and its totals published.
fn withheld(bound: Option<(f64, f64)>) -> ClusterPanel {
    let whole = full();
    let mut panel = whole.clone();
    let at = 9 + 6;
    panel.values[at] = f64::NAN;
    panel.status[at] = Status::Suppressed;
    let mut margins = Margins::default();
    for y in 0..2 {
        let slab = whole.slab(y);
        margins.regions.extend(slab.row_totals());
        margins.industries.extend(slab.col_totals());
        margins.totals.push(slab.total());
    }
    panel.margins = Some(margins);
    panel.bounds = bound.map(|(low, high)| {
        let mut bounds = Bounds { low: vec![f64::NAN; 18], high: vec![f64::NAN; 18] };
        (bounds.low[at], bounds.high[at]) = (low, high);
        bounds
    });
    panel
}

#[test]
fn every_table_is_filled() {
    let panel = full();
    let result = analyze(&panel, &options()).expect("fits");
    assert_eq!(result.strength.len(), 9);
    assert_eq!(result.industries.len(), 18);
    assert_eq!(result.specialization.len(), 3 * 2 * 7);
    assert_eq!(result.traded.len(), 3 * 2);
    assert!(!result.competitiveness.is_empty());
    assert_eq!(result.concentration.len(), 3 * 2 * 3);
    // One cell is zero and has no rank.
    assert_eq!(result.ranking.len(), 8);
    let lq = dense(&panel.values[9..], 3, 3).quotients;
    let found: Vec<f64> = result.strength.iter().map(|r| r.lq.expect("defined")).collect();
    assert_close(&found, &lq);
    // 10 to 20 in two years; a zero base has no growth.
    assert_close(&[result.strength[0].growth.expect("defined")], &[2f64.sqrt() - 1.0]);
    assert_eq!(result.strength[7].growth, None);
    assert_eq!(table_of(&result.strength).rows(), 9);
    assert_eq!(industries_of_year(&panel, 1).expect("fits"), result.industries[9..]);
}

#[test]
fn published_totals_keep_a_withheld_cell_from_biasing_the_others() {
    let whole = analyze(&full(), &options()).expect("fits");
    let part = analyze(&withheld(None), &options()).expect("fits");
    for (a, b) in whole.strength.iter().zip(&part.strength).filter(|(_, b)| b.status == Status::Observed) {
        assert_eq!(a.lq, b.lq);
    }
    let cell = part.strength.iter().find(|r| r.status == Status::Suppressed).expect("has a row");
    assert_eq!((cell.region.as_str(), cell.cluster.as_str()), ("r02", "i00"));
    assert_eq!((cell.value, cell.lq, cell.stars, cell.size_probability), (None, None, None, None));
    let region = part.specialization.iter().find(|r| r.region == "r02" && r.year == 2012).expect("has a row");
    assert_close(&[region.coverage.expect("published")], &[40.0 / 120.0]);
    assert!(part.warnings[0].starts_with("1 of 18 cells are withheld"));
}

#[test]
fn bounds_of_a_withheld_cell_bound_its_quotient() {
    let result = analyze(&withheld(Some((60.0, 90.0))), &options()).expect("fits");
    let cell = result.strength.iter().find(|r| r.status == Status::Suppressed).expect("has a row");
    // The region's published 120 leave 80 beside its other cells.
    assert_eq!((cell.bound_low, cell.bound_high), (Some(60.0), Some(80.0)));
    // (60/120) / (105/260) and (80/120) / (105/260).
    let found = [cell.lq_bound_low.expect("bounded"), cell.lq_bound_high.expect("bounded")];
    assert_close(&found, &[60.0 / 120.0 * 260.0 / 105.0, 80.0 / 120.0 * 260.0 / 105.0]);
    assert_eq!(cell.specialization_star, Some(false));
    assert_eq!(cell.size_star, Some(true));
}

#[test]
fn without_published_totals_a_withheld_cell_has_no_quotient() {
    let mut panel = withheld(Some((60.0, 90.0)));
    panel.margins = None;
    let result = analyze(&panel, &options()).expect("fits");
    let cell = result.strength.iter().find(|r| r.status == Status::Suppressed).expect("has a row");
    assert_eq!((cell.lq_bound_low, cell.lq_bound_high), (None, None));
    assert_eq!((cell.specialization_star, cell.focus_star), (None, None));
    assert!(result.specialization.iter().all(|r| r.coverage.is_none()));
}

#[test]
fn absent_cells_count_as_zero_when_told_so_and_get_no_row() {
    let mut panel = full();
    panel.values[9] = f64::NAN;
    panel.status[9] = Status::Missing;
    let mut zero = full();
    zero.values[9] = 0.0;
    let told = analyze(&panel, &ClusterOptions { absent: Absent::Zero, ..options() }).expect("fits");
    let expected = analyze(&zero, &options()).expect("fits");
    assert_eq!(told.strength, expected.strength[1..]);
    assert_eq!(told.specialization, expected.specialization);
    assert_eq!(told.concentration, expected.concentration);
    let missing = analyze(&panel, &options()).expect("fits");
    assert_ne!(missing.specialization, expected.specialization);
}

#[test]
fn what_cannot_be_used_is_left_out_and_named() {
    let mut panel = full();
    panel.values[9] = -4.0;
    let result = analyze(&panel, &options()).expect("fits");
    assert_eq!(result.strength[0].status, Status::Undefined(Reason::NotPositive));
    assert_eq!(result.strength[0].value, None);
    assert!(result.warnings[0].contains("first: region `r00`, industry `i00`"), "{:?}", result.warnings);
}

#[test]
fn an_empty_region_has_no_quotient() {
    let mut panel = full();
    panel.values[9..12].fill(0.0);
    let result = analyze(&panel, &options()).expect("fits");
    assert_eq!(result.strength[0].status, Status::Undefined(Reason::EmptyRegion));
    assert_eq!((result.strength[0].value, result.strength[0].lq), (Some(0.0), None));
    assert!(result.ranking.iter().all(|r| r.region != "r00"));
}

#[test]
fn a_panel_that_does_not_fit_together_is_refused() {
    let mut panel = full();
    panel.status.pop();
    let error = analyze(&panel, &options()).expect_err("refused");
    assert_eq!(error.to_string(), "the panel has 17 status, expected 18");
    let mut panel = full();
    panel.regions.swap(0, 1);
    analyze(&panel, &options()).expect_err("keys out of order");
}
