//! Whom should a region talk to: partners ranked, with reasons.

mod inputs;
mod rank;

use super::complementarity::profiles;
use super::links::{FLOWS, MATRIX};
use super::tables::PartnerRow;
use crate::clusters::activity::{ABSENT, ACTIVITY, Activity};
use crate::complexity::presence::{PRESENCE, THRESHOLD};
use crate::model::table_of;
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

pub use rank::{CRITERIA, Evidence, Ranking, SharedTie, rank};

/// How partners are ranked.
pub const RANKING: [OptionSpec; 5] = [
    OptionSpec::text(
        "criterion-weights",
        "complementarity=0.4,similarity=0.15,ties=0.25,distance=0.1,border=0.1",
        "Weight of each criterion; those not named weigh nothing.",
    ),
    OptionSpec::choice("scale", &["range", "rank", "none"], "range", "How criteria are made comparable."),
    OptionSpec::real("distance-km", 1e-9, f64::MAX, "250", "Distance at which nearness has fallen to 37 %."),
    OptionSpec::choice(
        "scope",
        &["all", "abroad"],
        "all",
        "Which partners count; `abroad` only those of another country.",
    ),
    OptionSpec::integer("listed", 0, i64::MAX, "10", "Number of partners listed a region; 0 lists all."),
];

/// Registry entry.
pub const METHOD: Method = Method {
    id: "partners",
    question: "cooperation",
    title: "Partner regions",
    summary: "A ranked list of partners for each region, with the reasons for each.",
    formula: "Criteria of a pair: complementarity (as the method `complementarity`); similarity: sum of the lesser shares; ties: \
              t_ab / √(t_a t_b), t_ab the tie weight between organisations of the two regions, t_a the weight of all ties of a \
              to other regions; distance: exp(−d / distance-km); border: 1 where the two are neighbours. Each is scaled over all \
              pairs of the study to 0–1 by its least and greatest value (scale = range), by its mid-rank (scale = rank) or not at \
              all (scale = none). score = Σ_k weight_k s_k / Σ_k weight_k over the criteria with data. Rank 1 is the highest; \
              equal scores in the order of keys. reasons: the criteria that reach the top quarter of all pairs of the study and are \
              above zero, by their part in the score. The ranking is isard's own.",
    undefined: "undefined:empty-region or undefined:island, as complementarity, where none of the pair's criteria exists; else the \
                score is of those that do.",
    complexity: "O(regions² × (industries + log regions) + ties) time, 3 numbers a pair of regions of memory, 5.5 with scale=rank.",
    inputs: &[
        ACTIVITY,
        FLOWS,
        MATRIX,
        InputSpec {
            name: "region-ties",
            columns: "from, to, value: tie weight between organisations of two regions, in any direction",
            optional: true,
        },
        InputSpec { name: "points", columns: "id (or region), lon, lat in degrees", optional: true },
        InputSpec { name: "weights", columns: "from, to[, weight]: neighbours", optional: true },
        InputSpec { name: "regions", columns: "region, country: for scope = abroad", optional: true },
    ],
    options: crate::options![RANKING, [PRESENCE, THRESHOLD, ABSENT]],
    output: &[
        ("region", "Region key."),
        ("rank", "Rank of the partner, 1 the first."),
        ("partner", "Key of the partner."),
        ("year", "Year of the activity; 0 where it has none."),
        ("score", "Weighted mean of the scaled criteria, 0 to 1."),
        ("complementarity", "Complementarity."),
        ("supplies", "Share of the partner's unmet needs that the region is strong in."),
        ("receives", "Share of the region's unmet needs that the partner is strong in."),
        ("similarity", "Sum of the lesser shares."),
        ("tie_share", "Tie weight between the two over the geometric mean of what each has with others."),
        ("distance_km", "Great-circle distance."),
        ("border", "Whether they are neighbours."),
        ("abroad", "Whether they lie in different countries."),
        ("reasons", "Criteria that speak for the partner, the weightiest first."),
        ("supplied_industries", "The three industries that weigh most in what the region supplies."),
        ("received_industries", "The three that weigh most in what it receives."),
        ("status", "Status of the score."),
    ],
    references: &[
        Reference {
            text: "Finger, J. M. & Kreinin, M. E. (1979). A measure of `export similarity' and its possible uses. The Economic \
                   Journal 89(356), 905–912.",
            locator: "similarity",
            doi: "10.2307/2231506",
            checked: false,
        },
        Reference {
            text: "Salton, G. & McGill, M. J. (1983). Introduction to Modern Information Retrieval. McGraw-Hill.",
            locator: "tie weight over the geometric mean",
            doi: "",
            checked: false,
        },
    ],
    run,
};

/// Weights of the criteria in the order of [`CRITERIA`].
///
/// # Errors
/// An unknown criterion, a weight that is not a number of zero or more, all zero.
pub fn weights_of(text: &str) -> Result<[f64; CRITERIA.len()], MethodError> {
    let bad = |what: String| MethodError::BadOption {
        name: "criterion-weights".into(),
        value: text.into(),
        expected: format!("{what}; name=weight pairs, names are {}", CRITERIA.join(", ")),
    };
    let mut weights = [0.0; CRITERIA.len()];
    for part in text.split(',').map(str::trim).filter(|p| !p.is_empty()) {
        let (name, weight) = part.split_once('=').ok_or_else(|| bad(format!("`{part}` has no `=`")))?;
        let at = CRITERIA.iter().position(|c| *c == name.trim());
        let at = at.ok_or_else(|| bad(format!("`{}` is no criterion", name.trim())))?;
        let weight: f64 = weight.trim().parse().map_err(|_| bad(format!("`{weight}` is not a number")))?;
        if !(weight >= 0.0 && weight.is_finite()) {
            return Err(bad(format!("the weight {weight} is below zero or not finite")));
        }
        weights[at] = weight;
    }
    if weights.iter().sum::<f64>() <= 0.0 {
        return Err(bad("all weights are zero".into()));
    }
    Ok(weights)
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let activity = Activity::read(inputs, options)?;
    let (profiles, source) = profiles(inputs, &activity, options)?;
    let panel = &activity.panel;
    let year = panel.years[panel.years.len() - 1];
    let mut evidence = inputs::read(inputs, options, &panel.regions)?;
    evidence.year = year;
    evidence.industries.clone_from(&panel.industries);
    let ranking = Ranking::of(options)?;
    let rows: Vec<PartnerRow> = rank(&profiles, &evidence, &ranking);
    let mut output =
        activity.output(table_of(&rows)).variant(format!("{}, {}", options.text("scale"), source.word()));
    let absent: Vec<&str> =
        evidence.absent().filter(|&k| ranking.weights[k] > 0.0).map(|k| CRITERIA[k]).collect();
    if !absent.is_empty() {
        output.assumptions.push(format!("without data and out of the score: {}", absent.join(", ")));
    }
    output.assumptions.push("a partner list says where to look, not that co-operation would pay".into());
    Ok(output)
}
