//! A balanced input–output table.

use super::World;
use super::activity::Cells;
use super::columns::{integer, real, text};
use super::stream::round;
use crate::model::Table;

/// Final uses and the share of final use each takes.
const USES: [(&str, f64); 4] =
    [("households", 0.5), ("government", 0.15), ("investment", 0.15), ("exports", 0.2)];
/// Share of imports in what an industry does not buy at home.
const IMPORTS: f64 = 0.2;

/// The table `flows` of the last year, million crowns, whole numbers.
///
/// Symmetric: of each industry, sales to industries and final uses equal
/// purchases from industries, imports and value added, exactly. Purchases
/// follow the seller's size, are four times as likely within a category of
/// clusters and twice as likely within a section.
pub(super) fn table(world: &World, cells: &Cells) -> Table {
    let industries = &world.industries.industries;
    let n = industries.len();
    let last = world.options.years - 1;
    let mut output = vec![0.0; n];
    let mut wants = vec![0.0; n];
    for j in 0..n {
        let mut random = world.streams.of("output", j);
        let wages: f64 = cells.iter().map(|r| r[j][last].wages).sum();
        output[j] = (wages / 1000.0 * (2.4 + 1.6 * random.uniform())).round().max(1.0);
        wants[j] = output[j] * (0.3 + 0.3 * random.uniform());
    }
    let mut sold = vec![vec![0.0; n]; n];
    for j in 0..n {
        let link = |i: usize| {
            let near = match industries[i].cluster {
                Some(c) if industries[j].cluster == Some(c) => 4.0,
                _ if industries[i].section == industries[j].section => 2.0,
                _ => 1.0,
            };
            let luck = world.streams.of("flow", i * n + j).normal();
            output[i] * near * f64::exp(1.2 * luck)
        };
        let weights: Vec<f64> = (0..n).map(link).collect();
        let total: f64 = weights.iter().sum();
        for i in 0..n {
            sold[i][j] = wants[j] * weights[i] / total;
        }
    }
    // Nobody sells more than nine tenths of his output to industries.
    for i in 0..n {
        let row: f64 = sold[i].iter().sum();
        let factor = (0.9 * output[i] / row).min(1.0);
        sold[i].iter_mut().for_each(|v| *v = (*v * factor).floor());
    }
    let code = |i: usize| industries[i].code.as_str();
    let mut rows: Vec<(&str, &str, f64)> = Vec::new();
    for i in 0..n {
        for j in 0..n {
            if sold[i][j] > 0.0 {
                rows.push((code(i), code(j), sold[i][j]));
            }
        }
        let mut left = output[i] - sold[i].iter().sum::<f64>();
        let all = left;
        for (k, (name, share)) in USES.iter().enumerate() {
            let value = if k + 1 == USES.len() { left } else { round(all * share, 0).min(left) };
            left -= value;
            rows.push((code(i), name, value));
        }
    }
    for j in 0..n {
        let rest = output[j] - (0..n).map(|i| sold[i][j]).sum::<f64>();
        let imports = (rest * IMPORTS).floor();
        rows.push(("imports", code(j), imports));
        rows.push(("value_added", code(j), rest - imports));
    }
    let year = world.options.last_year();
    Table::new()
        .with("from", text(&rows, |r| r.0))
        .with("to", text(&rows, |r| r.1))
        .with("value", real(&rows, |r| r.2))
        .with("kind", text(&rows, |_| "symmetric"))
        .with("year", integer(&rows, |_| year))
}
