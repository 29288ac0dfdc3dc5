//! Coagglomeration: industries that concentrate in the same places.

use super::plants::{Industry, PLANTS, Plants, REGIONS};
use super::slab::Measured;
use crate::model::{Reason, Status, table_of};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "coagglomeration",
    question: "clusters",
    title: "Coagglomeration",
    summary: "Whether pairs or a group of industries lie in the same regions more than chance would have it.",
    formula: "pairs: Σ_r (s_mr − x_r)(s_nr − x_r)/(1 − Σx²). group: γᶜ = [G/(1 − Σx²) − H − Σ_j γ_j w_j²(1 − H_j)]/(1 − Σ w_j²), w_j \
              the industries' shares of the group's jobs, H = Σ w_j² H_j, G = Σ_r (s_r − x_r)² of the group's regional shares, γ_j the \
              index of Ellison & Glaeser. For two industries both are one number.",
    undefined: "undefined:empty-industry: an industry without jobs; undefined:too-few: one region has all jobs, or fewer than two \
                industries with jobs.",
    complexity: "O(plants + industries² × regions).",
    inputs: &[PLANTS, REGIONS],
    options: &[
        OptionSpec::choice(
            "variant",
            &["pairs", "group"],
            "pairs",
            "Every pair of industries, or all industries as one group.",
        ),
        OptionSpec::text("industries", "", "The industries to look at (comma list); all when not set."),
    ],
    output: &[
        ("industry", "First industry of a pair; empty for the group."),
        ("other", "Second industry; empty for the group."),
        ("value", "Index; 0 as by chance."),
        ("status", "Status of the value."),
    ],
    references: &[
        Reference {
            text: "Ellison, G. & Glaeser, E. L. (1997). Geographic concentration in U.S. manufacturing industries: a dartboard \
                   approach. Journal of Political Economy 105, 889–927.",
            locator: "group; values re-derived for 42 firms",
            doi: "10.1086/262098",
            checked: true,
        },
        Reference {
            text: "Ellison, G., Glaeser, E. L. & Kerr, W. R. (2010). What causes industry agglomeration? Evidence from \
                   coagglomeration patterns. American Economic Review 100, 1195–1213.",
            locator: "pairs; values re-derived for 42 firms",
            doi: "10.1257/aer.100.3.1195",
            checked: true,
        },
    ],
    run,
};

crate::record! {
    /// Coagglomeration of two industries or of a group.
    pub struct CoagglomerationRow in "clusters"/"coagglomeration", key ["industry", "other"] {
        /// First industry.
        industry: Option<String> [Kind::Key],
        /// Second industry.
        other: Option<String> [Kind::Key],
        /// Index.
        value: Option<f64>,
        /// Status of the value.
        status: Status,
    }
}

/// 1 − Σx², or why nothing can be compared with it.
fn room(x: &[f64]) -> Measured {
    let room = 1.0 - x.iter().map(|v| v * v).sum::<f64>();
    if room <= 1e-12 { Err(Status::Undefined(Reason::TooFew)) } else { Ok(room) }
}

/// The index of two industries with the regional shares `a` and `b`.
///
/// # Errors
/// `undefined:too-few` when one region has all jobs.
pub fn of_pair(a: &[f64], b: &[f64], x: &[f64]) -> Measured {
    let room = room(x)?;
    Ok(a.iter().zip(b).zip(x).map(|((a, b), x)| (a - x) * (b - x)).sum::<f64>() / room)
}

/// The index of a group of industries whose plants are known.
///
/// # Errors
/// `undefined:empty-industry` for an industry without jobs; `undefined:too-few`
/// for fewer than two industries or one region.
///
/// γ_j(1 − H_j) is written as G_j/(1 − Σx²) − H_j, which exists for a single plant too.
pub fn of_group(industries: &[&Industry], x: &[f64]) -> Measured {
    let room = room(x)?;
    if industries.len() < 2 {
        return Err(Status::Undefined(Reason::TooFew));
    }
    let all: f64 = industries.iter().map(|i| i.total()).sum();
    let distance = |s: &[f64]| s.iter().zip(x).map(|(s, x)| (s - x) * (s - x)).sum::<f64>();
    let mut shares = vec![0.0; x.len()];
    let (mut h, mut own, mut squares) = (0.0, 0.0, 0.0);
    for industry in industries {
        let s = industry.shares()?;
        let w = industry.total() / all;
        let plants = industry.herfindahl()?.low;
        shares.iter_mut().zip(&s).for_each(|(sum, s)| *sum += w * s);
        h += w * w * plants;
        own += w * w * (distance(&s) / room - plants);
        squares += w * w;
    }
    Ok((distance(&shares) / room - h - own) / (1.0 - squares))
}

/// Rows of every pair of the industries.
pub fn pair_rows(industries: &[(&String, &Industry)], x: &[f64]) -> Vec<CoagglomerationRow> {
    let shares: Vec<Result<Vec<f64>, Status>> = industries.iter().map(|c| c.1.shares()).collect();
    let mut rows = Vec::with_capacity(industries.len() * industries.len().saturating_sub(1) / 2);
    for a in 0..industries.len() {
        for b in a + 1..industries.len() {
            let value = match (&shares[a], &shares[b]) {
                (Ok(s), Ok(t)) => of_pair(s, t, x),
                (Err(status), _) | (_, Err(status)) => Err(*status),
            };
            rows.push(row(Some(industries[a].0.clone()), Some(industries[b].0.clone()), value));
        }
    }
    rows
}

fn row(industry: Option<String>, other: Option<String>, value: Measured) -> CoagglomerationRow {
    CoagglomerationRow { industry, other, value: value.ok(), status: value.err().unwrap_or_default() }
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let plants = Plants::read(inputs)?;
    let wanted = options.list("industries");
    if let Some(unknown) = wanted.iter().find(|w| !plants.industries.contains_key(**w)) {
        return Err(MethodError::data(format!("option `industries`: no plant has the industry `{unknown}`")));
    }
    if let Some((key, _)) = plants.industries.iter().find(|(_, i)| !i.exact()) {
        return Err(MethodError::data_hint(
            format!("`{key}` has plants with a size class only"),
            "give `employment` of every plant, or use ellison-glaeser, which gives bounds",
        ));
    }
    let chosen: Vec<(&String, &Industry)> =
        plants.industries.iter().filter(|(k, _)| wanted.is_empty() || wanted.contains(&k.as_str())).collect();
    let rows = if options.text("variant") == "group" {
        let group: Vec<&Industry> = chosen.iter().map(|c| c.1).collect();
        vec![row(None, None, of_group(&group, &plants.x))]
    } else {
        pair_rows(&chosen, &plants.x)
    };
    let mut output = Output::new(table_of(&rows)).variant(options.text("variant"));
    output.warnings = plants.warnings;
    output.assumptions = plants.assumptions;
    Ok(output)
}
