//! Do members of communities do better than matched outsiders?

mod firm_results;
mod matching;
mod randomization;
mod units;

use super::member_table;
use crate::model::{Record, Status, TableSpec, table_of};
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

pub use firm_results::firm_results;
pub use matching::{Balance, Matching, Stratum, balance, coarsened, nearest};
pub use randomization::{Effect, effect};
pub use units::Units;

crate::record! {
    /// Outcomes of members against matched outsiders, and the balance of the matching.
    pub struct MemberOutcomeRow in "network"/"member_outcomes", key ["scope", "kind", "name"] {
        /// Whose members: of a `community`, of a `cluster_organisation`, or `members` of a table.
        scope: &'static str,
        /// `effect` for an outcome, `balance` for a covariate.
        kind: &'static str,
        /// Outcome or covariate.
        name: String,
        /// Mean difference of members and matched outsiders.
        value: Option<f64>,
        /// Lower end of the 90 % interval.
        low: Option<f64>,
        /// Upper end.
        high: Option<f64>,
        /// Two-sided p-value of no difference by randomisation within matched sets.
        p: Option<f64>,
        /// Standardised difference of means before matching; of covariates.
        before: Option<f64>,
        /// The same after matching.
        after: Option<f64>,
        /// Members with the value.
        members: i64,
        /// Members that have a match.
        matched: i64,
        /// Outsiders used.
        outsiders: i64,
        /// Status of the value.
        status: Status,
    }
}

/// Schemas of the tables.
pub const TABLES: &[TableSpec] = &[MemberOutcomeRow::SPEC];

/// What must stand beside every figure.
pub const SELECTION: &str = "members select themselves: a firm that would have grown anyway may be the one that joins, and matching \
     removes only differences in what was matched on. The differences are associations, not effects of membership";

/// Registry entry.
pub const METHOD: Method = Method {
    id: "member-outcomes",
    question: "organizations",
    title: "Outcomes of members against matched outsiders",
    summary: "How firms in communities fare beside outsiders that were alike before, with the balance of the matching shown.",
    formula: "Strata s of members and outsiders alike in the covariates. variant = coarsened: same categories and same bin of each \
              number (quantiles of all, bins of them); variant = nearest: each member with up to k outsiders of the same categories, \
              nearest by Euclidean distance of standardised numbers, without replacement, the closest pairs first (ties by key), \
              within the caliper. Difference = Σ_s m_s (mean of members − mean of outsiders) / Σ_s m_s over strata with both, m_s \
              members with a value. p: labels drawn anew within strata, p = min(1, 2 min(p_greater, p_lesser)), each (M + 1)/(P + 1). \
              Interval: the constant differences that the same test does not refuse at 10 %. balance: (mean of members − mean of \
              outsiders) / √((v_m + v_o)/2), variances before matching; after with the weights of the strata.",
    undefined: "undefined:too-few: no stratum has members and outsiders; undefined:constant: a covariate without variance. An end of \
                an interval is empty where the draws do not bound it.",
    complexity: "coarsened O(n log n); nearest O(Σ pairs in a category · log); O(draws × matched) for the test of each outcome.",
    inputs: &[
        InputSpec {
            name: "nodes",
            columns: "id (or organisation), and covariates from before: text columns are matched exactly, numbers by distance or bin",
            optional: false,
        },
        InputSpec {
            name: "members",
            columns: "id (or organisation), community (or cluster_organisation)",
            optional: false,
        },
        InputSpec {
            name: "outcomes",
            columns: "id (or organisation), one column per outcome",
            optional: false,
        },
    ],
    options: &[
        OptionSpec::choice("variant", &["coarsened", "nearest"], "coarsened", "How members are matched."),
        OptionSpec::text(
            "exact",
            "",
            "Columns matched exactly (comma list); all text columns where not set.",
        ),
        OptionSpec::text(
            "numbers",
            "",
            "Columns matched by bin or distance; all columns of numbers where not set.",
        ),
        OptionSpec::integer(
            "bins",
            1,
            1000,
            "5",
            "Bins of each number, by quantiles of all units (coarsened).",
        ),
        OptionSpec::integer("k", 1, 100, "1", "Outsiders a member (nearest)."),
        OptionSpec::real(
            "caliper",
            0.0,
            f64::MAX,
            "1",
            "Greatest distance of a match in standard deviations (nearest).",
        ),
        OptionSpec::integer("draws", 19, 1_000_000, "999", "Draws of the randomisation test."),
        OptionSpec::seed(),
    ],
    output: &[
        ("scope", "Whose members: `members` of the table."),
        ("kind", "`effect` for an outcome, `balance` for a covariate."),
        ("name", "Outcome or covariate."),
        ("value", "Mean difference of members and matched outsiders."),
        ("low", "Lower end of the 90 % interval."),
        ("high", "Upper end."),
        ("p", "Two-sided p-value by randomisation within strata."),
        ("before", "Standardised difference before matching."),
        ("after", "Standardised difference after matching."),
        ("members", "Members with the value."),
        ("matched", "Members that have a match."),
        ("outsiders", "Outsiders used."),
        ("status", "Status of the value."),
    ],
    references: &[
        Reference {
            text: "Iacus, S. M., King, G. & Porro, G. (2012). Causal inference without balance checking: coarsened exact matching. \
                   Political Analysis 20(1), 1–24.",
            locator: "coarsened",
            doi: "10.1093/pan/mpr013",
            checked: false,
        },
        Reference {
            text: "Rosenbaum, P. R. (2002). Observational Studies, 2nd edition. Springer.",
            locator: "chapter 2: randomisation inference in strata, intervals by inverting the test of a constant effect",
            doi: "10.1007/978-1-4757-3692-2",
            checked: false,
        },
        Reference {
            text: "Austin, P. C. (2009). Balance diagnostics for comparing the distribution of baseline covariates between treatment \
                   groups in propensity-score matched samples. Statistics in Medicine 28(25), 3083–3107.",
            locator: "standardised difference",
            doi: "10.1002/sim.3697",
            checked: false,
        },
    ],
    run,
};

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let members = member_table::read(inputs)?.into_values().flatten().collect();
    let units = units::Units::read(inputs, options, &members)?;
    let variant = options.text("variant");
    let strata = if variant == "nearest" {
        let k = options.integer("k") as usize;
        nearest(&units.matching(), k, options.real("caliper").unwrap_or(f64::INFINITY))
    } else {
        coarsened(&units.matching(), options.integer("bins") as usize)
    };
    let seed = options.integer("seed") as u64;
    let rows = units.rows("members", &strata, options.integer("draws") as usize, seed);
    let matched: usize = strata.iter().map(|s| s.members.len()).sum();
    let all = units.member.iter().filter(|m| **m).count();
    let mut output = Output::new(table_of(&rows))
        .variant(variant)
        .figure("members", all as i64)
        .figure("matched", matched as i64)
        .figure("strata", strata.len() as i64);
    output.assumptions.push(SELECTION.into());
    output.assumptions.push(
        "labels are drawn firm by firm; where members of one community share their fortunes, intervals are too narrow".into(),
    );
    output.warnings.extend(units.warnings.iter().cloned());
    if matched < all {
        output.warnings.push(format!(
            "{} of {all} members have no outsider like them and take no part: the difference is that of the others",
            all - matched
        ));
    }
    let uneven: Vec<String> =
        rows.iter().filter(|r| r.after.is_some_and(|a| a.abs() > 0.1)).map(|r| r.name.clone()).collect();
    if !uneven.is_empty() {
        output.warnings.push(format!(
            "still uneven after matching (beyond 0.1 standard deviations): {}",
            uneven.join(", ")
        ));
    }
    Ok(output)
}
