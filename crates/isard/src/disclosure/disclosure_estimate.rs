//! Withheld cells of official statistics, estimated inside their bounds.

use super::panel::{Absent, DisclosurePanel};
use super::prior::Sources;
use super::workflow::{DisclosureOptions, estimate, rows};
use crate::model::table_of;
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "disclosure-estimate",
    question: "disclosure",
    title: "Estimates of withheld cells",
    summary: "Bounds, estimates and 90 % intervals of cells withheld for confidentiality, consistent with every \
              published total of a region and an industry hierarchy.",
    formula: "bounds: for every total and each of its parts, low_j = T − tolerance − Σ_{k≠j} high_k and high_j = T + \
              tolerance − Σ_{k≠j} low_k, repeated over both hierarchies until nothing moves; blocks of at most `exact` \
              withheld cells by linear programmes min and max x_j. tolerance = min(n·u/2, 5·(u/2)·√(n/3)) of n \
              figures rounded to u. \
              prior: ln p is the mean, weighted by precision, of the same cell in the nearest published years \
              (carried by its industry's growth in the region at the top; variance of a yearly change by size class × \
              years apart) and of a regression of hidden cells' logs on row and column totals, what these leave per \
              withheld cell, mean size of establishments and the cell's establishments. \
              estimate: min Σ_j (1/w_j)[x_j ln(x_j/p_j) − x_j + p_j] + Σ_e s_e²/(2σ_e²) with every total met, \
              Σ parts − total + s_e = 0, inside the bounds; where that leaves a total missed, the nearest \
              values that meet them: min ½ Σ ((x_j − y_j)/s_j)² + c Σ m_e, m_e what total e is missed by beyond its tolerance, \
              by an interior-point solver in ever smaller units s_j, in blocks of at most 400,000 entries; w_j = √p_j × variance of ln p_j, σ_e the deviation by \
              rounding. interval: (x + u/2)·exp(q·sd) − u/2, q tolerance limits of the 5th and 95th percentile (confidence 90 %), by class of width of the \
              bounds, years borrowed, size and sureness, of ln((truth + u/2)/(x + u/2))/sd at published cells hidden \
              in the pattern of the withheld ones, without all that is withheld of those whose place they take; cut at \
              the bounds. In trials on New York's counties, 2000–2013, over three levels of regions, they held 90–95 % of \
              hidden cells of jobs and 88–92 % of wages.",
    undefined: "suppressed: neither a total, a year around nor hidden cells tell anything of the cell. Totals that \
                contradict their parts beyond rounding are not used, and listed with a set that cannot hold together, \
                shortened as far as the search found. Totals that the estimates miss by more than the tolerance are \
                listed as unmet, with what they are missed by.",
    complexity: "O(entries of the equations × rounds × (folds + 1)); memory O(regions × industries × years).",
    inputs: &[
        InputSpec {
            name: "activity",
            columns: "region, industry[, year], value[, status][, bound_low][, bound_high][, establishments]; rows of \
                      parents are the published totals",
            optional: false,
        },
        InputSpec { name: "regions", columns: "region, parent", optional: true },
        InputSpec { name: "industries", columns: "industry, parent", optional: true },
    ],
    options: &[
        OptionSpec::choice(
            "absent",
            &["missing", "zero", "withheld"],
            "missing",
            "What a cell without a row means: `missing` (unknown, a part of its totals, not reported), `zero` (the \
             source leaves zeros out) or `withheld` (the source leaves withheld cells out).",
        ),
        OptionSpec::text(
            "rounding",
            "auto",
            "Unit to which the figures are rounded, such as 1 or 0.1; 0 for none; auto: 1 if all are whole, else 0.",
        ),
        OptionSpec::choice(
            "prior",
            &["years", "structure", "proportional"],
            "years",
            "What is expected before totals are met: `years` (years around and structure), `structure`, or \
             `proportional` (row total × column total, all cells equally sure).",
        ),
        OptionSpec::integer(
            "exact",
            0,
            500,
            "24",
            "Largest block of withheld cells whose bounds are found exactly by linear programmes; 0 for none.",
        ),
        OptionSpec::integer(
            "rounds",
            1,
            100_000,
            "100",
            "Largest number of rounds of balancing, before Newton's steps.",
        ),
        OptionSpec::integer(
            "folds",
            0,
            50,
            "3",
            "Sets of published cells hidden to learn the intervals; 0: the intervals are the bounds.",
        ),
        OptionSpec::seed(),
    ],
    output: &[
        ("region", "Region key."),
        ("industry", "Industry key."),
        ("year", "Year; 0 where the input has none."),
        ("measure", "Measure: value."),
        ("value", "Estimate."),
        ("low", "Lower end of the 90 % interval."),
        ("high", "Upper end of the 90 % interval."),
        ("bound_low", "Least value the published figures allow."),
        ("bound_high", "Greatest value the published figures allow."),
        ("status", "Estimated, or suppressed where nothing allows an estimate."),
    ],
    references: &[
        Reference {
            text: "Censor, Y. & Lent, A. (1981). An iterative row-action method for interval convex programming. Journal of \
                   Optimization Theory and Applications 34(3), 321–353.",
            locator: "",
            doi: "10.1007/BF00934676",
            checked: false,
        },
        Reference {
            text: "Golan, A., Judge, G. & Robinson, S. (1994). Recovering information from incomplete or partial \
                   multisectoral economic data. Review of Economics and Statistics 76(3), 541–549.",
            locator: "",
            doi: "10.2307/2109978",
            checked: false,
        },
        Reference {
            text: "Isserman, A. M. & Westervelt, J. (2006). 1.5 million missing numbers: overcoming employment suppression \
                   in County Business Patterns data. International Regional Science Review 29(3), 311–335.",
            locator: "",
            doi: "10.1177/0160017606290359",
            checked: false,
        },
        Reference {
            text: "Vovk, V., Gammerman, A. & Shafer, G. (2005). Algorithmic learning in a random world. Springer.",
            locator: "split (inductive) and Mondrian conformal predictors",
            doi: "",
            checked: false,
        },
    ],
    run,
};

impl DisclosureOptions {
    /// From the method's options.
    ///
    /// # Errors
    /// A unit of rounding that is not a number of zero or more.
    pub fn of(options: &Options) -> Result<DisclosureOptions, MethodError> {
        let rounding = match options.text("rounding").trim() {
            "auto" | "" => None,
            text => {
                let unit = text.parse::<f64>().ok().filter(|u| u.is_finite() && *u >= 0.0);
                Some(unit.ok_or_else(|| MethodError::BadOption {
                    name: "rounding".into(),
                    value: text.into(),
                    expected: "auto or a number of zero or more".into(),
                })?)
            }
        };
        Ok(DisclosureOptions {
            rounding,
            sources: match options.text("prior") {
                "structure" => Sources::Structure,
                "proportional" => Sources::Proportional,
                _ => Sources::Years,
            },
            exact: options.integer("exact") as usize,
            rounds: options.integer("rounds") as usize,
            folds: options.integer("folds") as usize,
            seed: options.integer("seed") as u64,
        })
    }
}

impl Absent {
    /// From the method's options.
    pub fn of(options: &Options) -> Absent {
        match options.text("absent") {
            "zero" => Absent::Zero,
            "withheld" => Absent::Withheld,
            _ => Absent::Missing,
        }
    }
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let settings = DisclosureOptions::of(options)?;
    let activity = inputs.need("activity", METHOD.inputs[0].columns)?;
    let panel = DisclosurePanel::read(
        activity,
        inputs.get("regions"),
        inputs.get("industries"),
        Absent::of(options),
    )?;
    let result = estimate(&panel, &settings);
    let (cells, margins) = rows(&panel, &result, "value");
    let count = |verdict: &str| margins.iter().filter(|m| m.verdict == verdict).count();
    let conflicts: Vec<&str> = margins.iter().filter_map(|m| m.conflict.as_deref()).collect();
    let mut output = Output::new(table_of(&cells))
        .variant(options.text("prior"))
        .figure("withheld", cells.len())
        .figure("rounding", result.rounding)
        .figure("margins_met", count("met"))
        .figure("margins_unmet", count("unmet"))
        .figure("contradictions", conflicts)
        .figure("blocks_exact", result.exact_blocks)
        .figure("hidden", result.hidden)
        .figure("iterations", result.rounds);
    output.warnings = result.warnings;
    output.assumptions = result.assumptions;
    Ok(output)
}
