//! Measures of every year: quotients, specialisation, concentration, traded or local.

use super::{cell_quotient, number};
use crate::clusters::panel::ClusterPanel;
use crate::clusters::slab::{Measured, Slab};
use crate::clusters::tables::{ConcentrationRow, IndustryRow, SpecializationRow, TradedRow};
use crate::clusters::traded_local::{self, Criteria};
use crate::clusters::{duranton_puga, entropy, gini_quotients, hachman, herfindahl, krugman};
use crate::model::Status;
use rayon::prelude::*;

/// Status of a row: of the value, or of the quotient where only that is undefined.
pub(super) fn row_status(cell: Status, lq: Measured) -> Status {
    match lq {
        Err(s @ Status::Undefined(_)) if cell.has_value() => s,
        _ => cell,
    }
}

pub(super) fn rows_of_year(panel: &ClusterPanel, y: usize, slab: &Slab) -> Vec<IndustryRow> {
    let status = panel.year_of(&panel.status, y);
    let width = panel.industries.len();
    let of_region = |r: usize| {
        let row = |i: usize| {
            let cell = status[r * width + i];
            if cell == Status::Missing {
                return None;
            }
            let value = slab.row(r)[i];
            let lq = cell_quotient(slab, r, i, value);
            Some(IndustryRow {
                region: panel.regions[r].clone(),
                industry: panel.industries[i].clone(),
                year: panel.years[y],
                value: number(value),
                lq: lq.ok(),
                status: row_status(cell, lq),
            })
        };
        (0..width).filter_map(row).collect::<Vec<_>>()
    };
    (0..panel.regions.len()).into_par_iter().flat_map_iter(of_region).collect()
}

pub(super) fn specialization(panel: &ClusterPanel, y: usize, slab: &Slab, rows: &mut Vec<SpecializationRow>) {
    let measures = [
        ("krugman", krugman::of_slab(slab, krugman::Variant::National)),
        ("gini", gini_quotients::of_slab(slab, gini_quotients::Variant::Unweighted)),
        ("hachman", hachman::of_slab(slab)),
        ("herfindahl", herfindahl::of_slab(slab, herfindahl::Variant::Index)),
        ("entropy", entropy::of_slab(slab, false)),
        (
            "duranton-puga-specialization",
            duranton_puga::of_slab(slab, duranton_puga::Variant::Specialization),
        ),
        ("duranton-puga-diversity", duranton_puga::of_slab(slab, duranton_puga::Variant::Diversity)),
    ];
    for (r, region) in panel.regions.iter().enumerate() {
        let published = panel.margins.as_ref().map(|m| m.regions[y * panel.regions.len() + r]);
        let covered: f64 = slab.row(r).iter().filter(|v| !v.is_nan()).sum();
        let coverage = published.filter(|p| *p > 0.0).map(|p| covered / p);
        let status = of_cells(panel.year_of(&panel.status, y)[r * slab.cols()..][..slab.cols()].iter());
        for (measure, values) in &measures {
            rows.push(SpecializationRow {
                region: region.clone(),
                year: panel.years[y],
                measure,
                value: values[r].ok(),
                coverage,
                status: values[r].err().unwrap_or(status),
            });
        }
    }
}

pub(super) fn concentration(panel: &ClusterPanel, y: usize, slab: &Slab, rows: &mut Vec<ConcentrationRow>) {
    let turned = slab.transposed();
    let measures = [
        ("gini", gini_quotients::of_slab(&turned, gini_quotients::Variant::Unweighted)),
        ("hoover-balassa", krugman::of_slab(&turned, krugman::Variant::Half)),
        ("krugman", krugman::of_slab(&turned, krugman::Variant::National)),
    ];
    let cells = panel.year_of(&panel.status, y);
    for (i, industry) in panel.industries.iter().enumerate() {
        let status = of_cells(cells.iter().skip(i).step_by(slab.cols()));
        for (measure, values) in &measures {
            rows.push(ConcentrationRow {
                industry: industry.clone(),
                year: panel.years[y],
                measure,
                value: values[i].ok(),
                status: values[i].err().unwrap_or(status),
            });
        }
    }
}

pub(super) fn traded(panel: &ClusterPanel, y: usize, slab: &Slab, rows: &mut Vec<TradedRow>) {
    let cells = panel.year_of(&panel.status, y);
    let found = traded_local::of_slab_by(slab, &Criteria::PORTER);
    rows.extend(panel.industries.iter().zip(found).enumerate().map(|(i, (industry, found))| TradedRow {
        industry: industry.clone(),
        year: panel.years[y],
        traded: found.ok().map(|f| f.traded),
        share: found.ok().map(|f| f.share),
        mean_top: found.ok().map(|f| f.mean_top),
        gini: found.ok().map(|f| f.gini),
        status: found.err().unwrap_or(of_cells(cells.iter().skip(i).step_by(slab.cols()))),
    }));
}

/// Estimated if any value behind the number is.
pub(super) fn of_cells<'a>(mut cells: impl Iterator<Item = &'a Status>) -> Status {
    if cells.any(|s| *s == Status::Estimated) { Status::Estimated } else { Status::Observed }
}
