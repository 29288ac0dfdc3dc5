//! What one region is strong in and another lacks along the value chain.

mod pairs;

use super::links::{self, FLOWS, Links, MATRIX, Source};
use crate::clusters::activity::{ABSENT, ACTIVITY, Activity};
use crate::clusters::location_quotient::dense;
use crate::complexity::presence::{PRESENCE, THRESHOLD};
use crate::model::{Column, TextColumn};
use crate::registry::{Inputs, Method, MethodError, Options, Output, Reference};

pub use pairs::{Pair, Profiles};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "complementarity",
    question: "cooperation",
    title: "Complementarity of regions",
    summary: "How much of what a region's industries draw on, and the region lacks, another region is strong in; and how alike \
              their portfolios are.",
    formula: "w_bj share of industry j in region b; ℓ_ji share of i among what j draws on: purchases of an input–output table, or \
              relatedness (proximity) without the diagonal, each divided by the sum of j's. Need n_bi = Σ_j w_bj ℓ_ji; gap \
              g_bi = max(0, 1 − LQ_bi); strength m_ai = 1 where LQ_ai ≥ threshold. supplies(a→b) = Σ_i m_ai g_bi n_bi / Σ_i n_bi: \
              the share of b's needs that b lacks and a is strong in, 0 to 1. value = (supplies + receives) / 2. cosine = \
              Σ x_ai x_bi / (|x_a| |x_b|); finger_kreinin = Σ_i min(w_ai, w_bi). The measure of complementarity is isard's own; \
              the two similarities are not.",
    undefined: "undefined:empty-region: one of the two has no activity; undefined:island: what one of the two has draws on no \
                industry of the table (the links say nothing of it).",
    complexity: "O(regions² × industries + regions × industries²) time, O(regions²) memory.",
    inputs: &[ACTIVITY, FLOWS, MATRIX],
    options: &[PRESENCE, THRESHOLD, ABSENT],
    output: &[
        ("region", "Region key."),
        ("partner", "Key of the other region; every pair stands in both orders."),
        ("year", "Year: the last of the input, where it has years."),
        ("value", "Complementarity, the mean of both directions, 0 to 1."),
        ("supplies", "Share of the partner's needs that it lacks and the region is strong in."),
        ("receives", "Share of the region's needs that it lacks and the partner is strong in."),
        ("supplied_industries", "The three industries that weigh most in what the region supplies."),
        ("received_industries", "The three industries that weigh most in what it receives."),
        ("cosine", "Cosine of the two portfolios."),
        ("finger_kreinin", "Sum of the lesser shares."),
        ("status", "Status of the value."),
    ],
    references: &[
        Reference {
            text: "Finger, J. M. & Kreinin, M. E. (1979). A measure of `export similarity' and its possible uses. The Economic \
                   Journal 89(356), 905–912.",
            locator: "sum of the lesser shares",
            doi: "10.2307/2231506",
            checked: false,
        },
        Reference {
            text: "Balland, P.-A. & Boschma, R. (2021). Complementary interregional linkages and Smart Specialisation: an empirical \
                   study on European regions. Regional Studies 55(6), 1059–1070.",
            locator: "the idea of complementary capabilities in other regions; the formula here is another",
            doi: "10.1080/00343404.2020.1861240",
            checked: false,
        },
    ],
    run,
};

/// The last year of an input as profiles, with the source of the links.
pub(super) fn profiles(
    inputs: &Inputs,
    activity: &Activity,
    options: &Options,
) -> Result<(Profiles, Source), MethodError> {
    let panel = &activity.panel;
    let last = panel.years.len() - 1;
    let (links, source) = links::read(inputs, activity, last, options)?;
    let cells = panel.regions.len() * panel.industries.len();
    let values = &panel.values[last * cells..(last + 1) * cells];
    let threshold = options.real("threshold").unwrap_or(1.0);
    let by_value = options.text("presence") == "value";
    Ok((
        profiles_of(values, panel.regions.len(), panel.industries.len(), &links, threshold, by_value),
        source,
    ))
}

/// Profiles of a slab; strong where the quotient (or with `by_value` the value)
/// reaches the threshold.
///
/// # Panics
/// When the slab does not hold `regions × industries` values.
pub fn profiles_of(
    values: &[f64],
    regions: usize,
    industries: usize,
    links: &Links,
    threshold: f64,
    by_value: bool,
) -> Profiles {
    let quotients = dense(values, regions, industries).quotients;
    let measure = if by_value { values } else { &quotients };
    let strong = measure.iter().map(|v| *v >= threshold && *v > 0.0).collect();
    Profiles::new(values.to_vec(), &quotients, strong, regions, links)
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let activity = Activity::read(inputs, options)?;
    let (profiles, source) = profiles(inputs, &activity, options)?;
    let panel = &activity.panel;
    let year = panel.years[panel.years.len() - 1];
    let n = panel.regions.len();
    let mut columns: [TextColumn; 5] = Default::default();
    let mut reals: [Vec<Option<f64>>; 5] = Default::default();
    let mut years = Vec::new();
    let top = |weights: &[usize]| {
        let names: Vec<&str> = weights.iter().map(|&i| panel.industries[i].as_str()).collect();
        (!names.is_empty()).then(|| names.join("; "))
    };
    for (a, row) in profiles.all_pairs().into_iter().enumerate() {
        for (b, pair) in row.into_iter().enumerate().filter(|(b, _)| *b != a) {
            columns[0].push(Some(&panel.regions[a]));
            columns[1].push(Some(&panel.regions[b]));
            columns[2].push(top(&profiles.main_supplies(a, b, 3)).as_deref());
            columns[3].push(top(&profiles.main_supplies(b, a, 3)).as_deref());
            columns[4].push(Some(&pair.status.as_str()));
            let numbers = [pair.value(), pair.supplies, pair.receives, pair.cosine, pair.finger_kreinin];
            reals.iter_mut().zip(numbers).for_each(|(c, v)| c.push(Some(v).filter(|v| v.is_finite())));
            years.push(Some(year));
        }
    }
    let [region, partner, supplied, received, status] = columns;
    let [value, supplies, receives, cosine, finger_kreinin] = reals;
    let mut table = crate::model::Table::new()
        .with("region", Column::Text(region))
        .with("partner", Column::Text(partner));
    if panel.has_year {
        table.push("year", Column::Integer(years));
    }
    let table = table
        .with("value", Column::Real(value))
        .with("supplies", Column::Real(supplies))
        .with("receives", Column::Real(receives))
        .with("supplied_industries", Column::Text(supplied))
        .with("received_industries", Column::Text(received))
        .with("cosine", Column::Real(cosine))
        .with("finger_kreinin", Column::Real(finger_kreinin))
        .with("status", Column::Text(status));
    let mut output = activity.output(table).variant(source.word()).figure("regions", n as i64);
    output.assumptions.push(
        "complementarity describes structures of jobs and links; whether firms would trade or work together is not known from it"
            .into(),
    );
    if panel.years.len() > 1 {
        output.warnings.push(format!("of {} years the last was taken, {year}", panel.years.len()));
    }
    Ok(output)
}
