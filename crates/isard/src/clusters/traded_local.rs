//! Traded or local industries after Porter.

use super::activity::{ABSENT, ACTIVITY, Activity};
use super::gini_quotients::{self, VARIANTS};
use super::location_quotient::{Variant, of_slab};
use super::slab::Slab;
use crate::model::{Column, Status, Table, TextColumn};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "traded-local",
    question: "clusters",
    title: "Traded and local industries",
    summary: "Whether an industry serves other regions (traded: concentrated in some) or its own (local: present in \
              proportion everywhere), from where its jobs are.",
    formula: "traded: Σ e_ij over regions with LQ_ij ≥ 1 is at least 0.5 of Σ_j e_ij, the mean of the five highest LQ_ij \
              is at least 2, and the Gini coefficient of the industry over regions at least 0.3; local: otherwise. The \
              share of jobs is of the cells with values. In fewer than five regions the mean is over those there are.",
    undefined: "missing: the industry has no value; undefined:empty-industry: all its values are zero; \
                undefined:too-few: one region. `traded` is empty where a criterion is undefined.",
    complexity: "O(industries × regions × log regions) per year.",
    inputs: &[ACTIVITY],
    options: &[
        OptionSpec::real(
            "least-share",
            0.0,
            1.0,
            "0.5",
            "Least share of jobs in regions with a quotient of 1 or more.",
        ),
        OptionSpec::integer("top", 1, 1_000_000, "5", "Number of regions whose mean quotient counts."),
        OptionSpec::real("least-mean", 0.0, f64::MAX, "2", "Least mean of their quotients."),
        OptionSpec::real("least-gini", 0.0, 1.0, "0.3", "Least Gini coefficient."),
        OptionSpec { default: "weighted", ..VARIANTS },
        ABSENT,
    ],
    output: &[
        ("industry", "Industry key."),
        ("year", "Year, where the input has years."),
        ("traded", "Whether the industry is traded."),
        ("share", "Share of jobs in regions with a location quotient of 1 or more."),
        ("mean_top", "Mean of the highest location quotients."),
        ("gini", "Gini coefficient."),
        ("status", "Status of the criteria."),
    ],
    references: &[Reference {
        text: "Porter, M. E. (2003). The economic performance of regions. Regional Studies 37(6–7), 549–578.",
        locator: "criteria of traded industries",
        doi: "10.1080/0034340032000108688",
        checked: false,
    }],
    run,
};

/// Thresholds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Criteria {
    /// Least share of jobs in regions with a quotient of 1 or more.
    pub share: f64,
    /// Number of regions whose mean quotient counts.
    pub top: usize,
    /// Least mean of their quotients.
    pub mean: f64,
    /// Least Gini coefficient.
    pub gini: f64,
    /// Which Gini coefficient.
    pub variant: gini_quotients::Variant,
}

impl Criteria {
    /// Those of Porter (2003).
    pub const PORTER: Criteria =
        Criteria { share: 0.5, top: 5, mean: 2.0, gini: 0.3, variant: gini_quotients::Variant::Weighted };
}

/// What the criteria say about an industry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Share of jobs in regions with a quotient of 1 or more.
    pub share: f64,
    /// Mean of the highest quotients.
    pub mean_top: f64,
    /// Gini coefficient.
    pub gini: f64,
    /// Whether all are reached.
    pub traded: bool,
}

/// Every industry of a slab of regions × industries.
pub fn of_slab_by(slab: &Slab, criteria: &Criteria) -> Vec<Result<Found, Status>> {
    let cols = slab.cols();
    let quotients = of_slab(slab, Variant::Ratio);
    let gini = gini_quotients::of_slab(&slab.transposed(), criteria.variant);
    let of = |i: usize| {
        let gini = gini[i]?;
        let cells: Vec<(f64, f64)> = (0..slab.rows())
            .filter_map(|r| quotients[r * cols + i].ok().map(|lq| (slab.row(r)[i], lq)))
            .collect();
        let all: f64 = cells.iter().map(|c| c.0).sum();
        let specialised: f64 = cells.iter().filter(|c| c.1 >= 1.0).map(|c| c.0).sum();
        let mut highest: Vec<f64> = cells.iter().map(|c| c.1).collect();
        highest.sort_unstable_by(|a, b| b.total_cmp(a));
        highest.truncate(criteria.top);
        if highest.is_empty() || all <= 0.0 {
            return Err(slab.empty_col());
        }
        let (share, mean_top) = (specialised / all, highest.iter().sum::<f64>() / highest.len() as f64);
        let traded = share >= criteria.share && mean_top >= criteria.mean && gini >= criteria.gini;
        Ok(Found { share, mean_top, gini, traded })
    };
    (0..cols).map(of).collect()
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let activity = Activity::read(inputs, options)?;
    let panel = &activity.panel;
    let least = |name: &str, otherwise: f64| options.real(name).unwrap_or(otherwise);
    let name = options.text("variant");
    let criteria = Criteria {
        share: least("least-share", Criteria::PORTER.share),
        top: options.integer("top") as usize,
        mean: least("least-mean", Criteria::PORTER.mean),
        gini: least("least-gini", Criteria::PORTER.gini),
        variant: gini_quotients::variant(name),
    };
    let (mut keys, mut years, mut status) = (TextColumn::new(), Vec::new(), TextColumn::new());
    let (mut traded, mut reals) = (Vec::new(), [Vec::new(), Vec::new(), Vec::new()]);
    for (y, &year) in panel.years.iter().enumerate() {
        for (key, found) in panel.industries.iter().zip(of_slab_by(&activity.slab(y), &criteria)) {
            keys.push(Some(key));
            years.push(Some(year));
            traded.push(found.ok().map(|f| f.traded));
            let numbers = [|f: Found| f.share, |f: Found| f.mean_top, |f: Found| f.gini];
            reals.iter_mut().zip(numbers).for_each(|(column, of)| column.push(found.ok().map(of)));
            status.push(Some(&found.err().unwrap_or(Status::Observed).as_str()));
        }
    }
    let mut table = Table::new().with("industry", Column::Text(keys));
    if panel.has_year {
        table.push("year", Column::Integer(years));
    }
    table.push("traded", Column::Boolean(traded));
    for (name, column) in ["share", "mean_top", "gini"].into_iter().zip(reals) {
        table.push(name, Column::Real(column));
    }
    Ok(activity.output(table.with("status", Column::Text(status))).variant(name))
}
