//! Density of related industries around each industry in each region.

use super::presence::{PRESENCE, Presence, THRESHOLD};
use super::relatedness::{definition, of_presence};
use super::square::{MATRIX, Square};
use crate::clusters::activity::{ABSENT, ACTIVITY, Activity, Long};
use crate::model::{Column, Reason, Status};
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use rayon::prelude::*;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "relatedness-density",
    question: "complexity",
    title: "Relatedness density",
    summary: "The share of an industry's relatedness that lies with industries the region already has.",
    formula: "d_ri = Σ_j φ_ij M_rj / Σ_j φ_ij, φ the relatedness (variant; or the input `matrix`), M_rj = 1 where region r has \
              industry j. own = exclude: j ≠ i; own = include: φ_ii = 1 is counted on both sides. A pair without relatedness \
              counts as unrelated.",
    undefined: "undefined:island: the industry is related to no other.",
    complexity: "O(Σ_r diversity_r × industries) time a year, O((regions + industries) × industries) memory.",
    inputs: &[
        ACTIVITY,
        InputSpec {
            name: MATRIX.name,
            columns: "relatedness, where it is not to be computed; square and symmetric: first column the industry, one column an \
                      industry; the diagonal is not read",
            optional: true,
        },
    ],
    options: &[
        OptionSpec::choice(
            "variant",
            &["proximity", "probability", "association", "cosine", "jaccard"],
            "proximity",
            "Definition of relatedness, as of the method `relatedness`.",
        ),
        OptionSpec::choice(
            "base",
            &["co-occurrences", "occurrences"],
            "co-occurrences",
            "What frequency is measured by, as of the method `relatedness`.",
        ),
        OptionSpec::choice(
            "own",
            &["exclude", "include"],
            "exclude",
            "Whether the industry itself counts among those it is related to.",
        ),
        PRESENCE,
        THRESHOLD,
        ABSENT,
    ],
    output: &[
        ("region", "Region key."),
        ("industry", "Industry key."),
        ("year", "Year, where the input has years."),
        ("value", "Density, 0 to 1."),
        ("status", "Status of the value."),
        (
            "present",
            "Whether the region has the industry already; where not, the density speaks of an opportunity.",
        ),
    ],
    references: &[
        Reference {
            text: "Hidalgo, C. A., Klinger, B., Barabási, A.-L. & Hausmann, R. (2007). The product space conditions the development \
                   of nations. Science 317(5837), 482–487.",
            locator: "density with own = include, numbers of ecomplexity 0.5.3",
            doi: "10.1126/science.1144581",
            checked: true,
        },
        Reference {
            text: "Balland, P.-A., Boschma, R., Crespo, J. & Rigby, D. L. (2019). Smart specialization policy in the European Union: \
                   relatedness, knowledge complexity and regional diversification. Regional Studies 53(9), 1252–1268.",
            locator: "with own = exclude, numbers of EconGeo 1.3 `relatedness.density` (percent there)",
            doi: "10.1080/00343404.2018.1437900",
            checked: true,
        },
    ],
    run,
};

/// Densities by region, industry; NaN where an industry is related to none.
/// `relatedness` is symmetric in row order; its diagonal is not read and NaN
/// counts as unrelated. With `own` an industry is related to itself by 1.
///
/// # Panics
/// When there are not industries² relations.
pub fn densities(presence: &Presence, relatedness: &[f64], own: bool) -> Vec<f64> {
    let n = presence.industries();
    assert_eq!(relatedness.len(), n * n, "a relation for each pair");
    let clean = |(at, v): (usize, &f64)| match (at / n == at % n, v.is_nan()) {
        (true, _) => f64::from(u8::from(own)),
        (_, true) => 0.0,
        _ => *v,
    };
    let phi: Vec<f64> = relatedness.iter().enumerate().map(clean).collect();
    if n == 0 {
        return Vec::new();
    }
    let degree: Vec<f64> = phi.chunks_exact(n).map(|row| row.iter().sum()).collect();
    let mut out = vec![0.0; presence.regions() * n];
    out.par_chunks_mut(n).enumerate().for_each(|(r, sums)| {
        // The matrix is symmetric: rows of what the region has are added up.
        for (j, row) in phi.chunks_exact(n).enumerate().filter(|(j, _)| presence.has(r, *j)) {
            debug_assert_eq!(row.len(), n, "row {j}");
            sums.iter_mut().zip(row).for_each(|(s, v)| *s += v);
        }
        for (s, d) in sums.iter_mut().zip(&degree) {
            *s = if *d > 0.0 { *s / d } else { f64::NAN };
        }
    });
    out
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let (variant, occurrences) = definition(options)?;
    let activity = Activity::read(inputs, options)?;
    let panel = &activity.panel;
    let given = Square::read(inputs)?.map(|m| m.of_keys(&panel.industries)).transpose()?;
    let own = options.text("own") == "include";
    let mut long = Long::new(&["region", "industry"], panel.has_year);
    let mut present = Vec::new();
    for (y, &year) in panel.years.iter().enumerate() {
        let presence = Presence::of_year(&activity, y, options);
        let computed;
        let relatedness = match &given {
            Some(m) => m,
            None => {
                computed = of_presence(&presence, variant, occurrences);
                &computed
            }
        };
        let found = densities(&presence, relatedness, own);
        for (at, v) in found.into_iter().enumerate() {
            let (r, i) = (at / panel.industries.len(), at % panel.industries.len());
            let value = if v.is_nan() { Err(Status::Undefined(Reason::Island)) } else { Ok(v) };
            long.push(&[&panel.regions[r], &panel.industries[i]], year, value);
            present.push(Some(presence.has(r, i)));
        }
    }
    let table = long.table().with("present", Column::Boolean(present));
    let name = if given.is_some() { "given" } else { variant.word() };
    Ok(activity.output(table).variant(name))
}
