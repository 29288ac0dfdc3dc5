//! Shift–share, entry and exit, stages of life, trends.
#![allow(clippy::unwrap_used)]

mod concentration_trend;
mod entry_exit;
mod life_cycle;
mod refusals;
mod sample_panel;
mod shift_share;
mod workflow;

use isard::clusters::panel::ClusterPanel;
use isard::model::{Column, Table};

/// A panel of regions `r00…`, industries `i00…` and years from 2000 on.
fn annual(
    regions: usize,
    industries: usize,
    years: usize,
    of: impl Fn(usize, usize, usize) -> f64,
) -> ClusterPanel {
    let mut values = Vec::new();
    for t in 0..years {
        for r in 0..regions {
            values.extend((0..industries).map(|i| of(t, r, i)));
        }
    }
    let keys = |letter: &str, n: usize| (0..n).map(|k| format!("{letter}{k:02}")).collect();
    ClusterPanel::new(
        keys("r", regions),
        keys("i", industries),
        (2000..2000 + years as i64).collect(),
        values,
    )
}

/// A long activity table with years.
fn table(rows: &[(&str, &str, i64, Option<f64>)]) -> Table {
    Table::new()
        .with("region", Column::Text(rows.iter().map(|r| Some(r.0)).collect()))
        .with("industry", Column::Text(rows.iter().map(|r| Some(r.1)).collect()))
        .with("year", Column::Integer(rows.iter().map(|r| Some(r.2)).collect()))
        .with("value", Column::Real(rows.iter().map(|r| r.3).collect()))
}

/// The cells of a panel as a long table.
fn long(panel: &ClusterPanel) -> Table {
    let (rows, cols) = (panel.regions.len(), panel.industries.len());
    let cells: Vec<(&str, &str, i64, Option<f64>)> = panel
        .values
        .iter()
        .enumerate()
        .map(|(at, v)| {
            let (t, r, i) = (at / (rows * cols), at / cols % rows, at % cols);
            let value = Some(*v).filter(|v| !v.is_nan());
            (panel.regions[r].as_str(), panel.industries[i].as_str(), panel.years[t], value)
        })
        .collect();
    table(&cells)
}

fn close(a: f64, b: f64) -> bool {
    (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-9 * b.abs().max(1.0)
}
