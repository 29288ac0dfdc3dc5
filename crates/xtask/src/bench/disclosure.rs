//! A generated table of regions × industries × years with two hierarchies and
//! withheld cells, estimated and held against what was withheld:
//! `xtask bench disclosure GROUPS REGIONS SECTORS INDUSTRIES YEARS SHARE`
//! (regions of each group, industries of each sector, share withheld of the
//! finest cells).

use isard::disclosure::hierarchy::Hierarchy;
use isard::disclosure::panel::{DisclosurePanel, Known};
use isard::disclosure::workflow::{DisclosureOptions, estimate};
use isard::inference::Random;
use isard::model::{Column, Table, TextColumn};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::error::Error;
use std::time::{Duration, Instant};

/// Seed of everything drawn.
const SEED: u64 = 20_260_101;

/// Generates, withholds, estimates; only the estimation is timed.
pub(super) fn run(args: &[String]) -> Result<(Duration, Value), Box<dyn Error>> {
    let [groups, regions, sectors, industries, years, share] = args else {
        return Err("usage: bench disclosure GROUPS REGIONS SECTORS INDUSTRIES YEARS SHARE".into());
    };
    let (regions, industries) = (
        tree("region", groups.parse()?, regions.parse()?)?,
        tree("industry", sectors.parse()?, industries.parse()?)?,
    );
    let (panel, truth) = generate(regions, industries, years.parse()?, share.parse()?);
    let begin = Instant::now();
    let result = estimate(&panel, &DisclosureOptions::default());
    let seconds = begin.elapsed();
    let n = result.cells.len();
    let count = |test: &dyn Fn(f64, &isard::disclosure::workflow::CellEstimate) -> bool| {
        result.cells.iter().filter(|c| test(truth[c.cell], c)).count()
    };
    let inside = count(&|t, c| c.bounds.0 - 1e-6 <= t && t <= c.bounds.1 + 1e-6);
    let covered = count(&|t, c| c.interval.0 <= t && t <= c.interval.1);
    let mut errors: Vec<f64> = result
        .cells
        .iter()
        .filter(|c| truth[c.cell] > 0.0)
        .filter_map(|c| Some((c.value? - truth[c.cell]).abs() / truth[c.cell]))
        .collect();
    errors.sort_by(f64::total_cmp);
    let met = result.margins.iter().filter(|m| m.verdict() == "met").count();
    Ok((
        seconds,
        json!({
            "cells": panel.known.len(), "withheld": n, "inside_bounds": inside, "covered": covered as f64 / n.max(1) as f64,
            "median_error": errors.get(errors.len() / 2), "margins": result.margins.len(), "margins_met": met,
            "rounds": result.rounds, "hidden": result.hidden,
        }),
    ))
}

/// A root, groups, members.
fn tree(column: &'static str, groups: usize, members: usize) -> Result<Hierarchy, Box<dyn Error>> {
    let (mut keys, mut parents) = (TextColumn::new(), TextColumn::new());
    let mut all = BTreeSet::new();
    let mut add = |key: String, parent: Option<&str>| {
        keys.push(Some(key.as_str()));
        parents.push(parent);
        all.insert(key);
    };
    add("t".into(), None);
    for g in 0..groups {
        let group = format!("t{g:03}");
        add(group.clone(), Some("t"));
        (0..members).for_each(|m| add(format!("{group}.{m:03}"), Some(&group)));
    }
    let table = Table::new().with(column, Column::Text(keys)).with("parent", Column::Text(parents));
    Ok(Hierarchy::of(Some(&table), column, column, &all)?)
}

/// Log-normal sizes of rows, columns and cells, cells that walk over the years,
/// whole numbers; totals are exact sums and published.
fn generate(
    regions: Hierarchy,
    industries: Hierarchy,
    years: usize,
    share: f64,
) -> (DisclosurePanel, Vec<f64>) {
    let (rows, cols) = (regions.len(), industries.len());
    let slab = rows * cols;
    let mut truth = vec![0.0; slab * years];
    let mut known = vec![Known::Published; slab * years];
    truth.par_chunks_mut(slab).zip(known.par_chunks_mut(slab)).enumerate().for_each(
        |(y, (values, known))| {
            for r in (0..rows).filter(|&r| regions.is_leaf(r)) {
                let row = Random::new(SEED, r as u64, 1_000).normal();
                for i in (0..cols).filter(|&i| industries.is_leaf(i)) {
                    let (at, item) = (r * cols + i, (r * cols + i) as u64);
                    let mut walk = 0.7 * Random::new(SEED, item, 0).normal();
                    (0..=y).for_each(|t| walk += 0.05 * Random::new(SEED, item, 1 + t as u64).normal());
                    let column = Random::new(SEED, i as u64, 1_001).normal();
                    values[at] = (3.5 + row + column + walk).exp().round();
                    if Random::new(SEED, item, 500 + y as u64).uniform() < share {
                        known[at] = Known::Withheld;
                    }
                }
            }
            // The deepest totals first, over industries in each region, then over regions.
            for node in industries.totals() {
                for r in (0..rows).filter(|&r| regions.is_leaf(r)) {
                    values[r * cols + node] =
                        industries.children[node].iter().map(|&c| values[r * cols + c as usize]).sum();
                }
            }
            for node in regions.totals() {
                for i in 0..cols {
                    values[node * cols + i] =
                        regions.children[node].iter().map(|&c| values[c as usize * cols + i]).sum();
                }
            }
        },
    );
    let values = truth.iter().zip(&known).map(|(v, k)| if *k == Known::Withheld { f64::NAN } else { *v });
    let panel = DisclosurePanel {
        regions,
        industries,
        years: (0..years as i64).map(|y| 2_000 + y).collect(),
        has_year: true,
        values: values.collect(),
        known,
        bounds: Vec::new(),
        establishments: Vec::new(),
    };
    (panel, truth)
}
