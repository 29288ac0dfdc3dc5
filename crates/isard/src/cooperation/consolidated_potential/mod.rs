//! What regions would have together.

mod search;
mod sets;
mod value;

use super::coalitions;
use super::cross_border_clusters::contiguous_links;
use super::tables::PotentialRow;
use crate::model::table_of;
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use crate::space::Weights;

pub use search::{Allowed, Found, Objective, best_set};
pub use sets::{Endowments, coalition_rows, component_weights, neighbors_of, partner_sets, reachable};
pub use value::{Potential, ces};

/// Components of the potential.
pub const COMPONENTS: [&str; 6] =
    ["production", "labour", "innovation", "infrastructure", "institutions", "investment"];

/// How far endowments make up for each other.
pub const SUBSTITUTION: OptionSpec =
    OptionSpec::real("substitution", 0.0, 1000.0, "1", "Elasticity of substitution σ between endowments.");

/// What components weigh, and which coalitions and sets are sought.
pub const SEARCH: [OptionSpec; 5] = [
    OptionSpec::text(
        "component-weights",
        "",
        "Weights by component: `production=2,labour=1`; those not named weigh 1.",
    ),
    OptionSpec::text("coalitions", "", "Chosen coalitions: `a+b; c+d+e`."),
    OptionSpec::text("sizes", "2,3,4,5", "Sizes of the best sets; `none` for no search."),
    OptionSpec::text("regions", "", "Regions that sets are sought for (comma list); all where not set."),
    OptionSpec::choice(
        "objective",
        &["synergy", "share"],
        "synergy",
        "What is greatest: synergy, or synergy over the sum.",
    ),
];

/// Registry entry.
pub const METHOD: Method = Method {
    id: "consolidated-potential",
    question: "cooperation",
    title: "Consolidated potential",
    summary: "What a set of regions has together, beside the sum of what each has alone, and the sets in which the two differ most.",
    formula: "x_rk amount of endowment k in region r as a share of the study. Component c of a set S: v_c(S) = M(Σ_{r∈S} x_rk, k in \
              c; equal weights); value v(S) = M(v_c(S); component-weights), M the mean of constant elasticity of substitution σ: \
              (Σ w x^ρ)^(1/ρ), ρ = (σ − 1)/σ; σ = 1 geometric, 0 the minimum, large σ the sum. sum = Σ_r v({r}), joint = v(S), \
              synergy = joint − sum. M is concave and grows in proportion, so synergy is never below zero, and is zero for regions \
              of the same mix: it measures how far endowments complete one another. The whole study has the value 1. Best sets: \
              for each region and size the set with the greatest synergy, or synergy / sum (objective), found exactly by branch and \
              bound. The measure is isard's own.",
    undefined: "missing: a member lacks an amount; such regions join no best set. synergy_share is empty where the sum is zero.",
    complexity: "O(2^regions) at worst; in practice bounds leave few sets: sets of 2 to 5 for every one of 500 regions take about four \
                 seconds among all regions and three among neighbours, of 1,400 among neighbours ten (two cores).",
    inputs: &[
        InputSpec {
            name: "indicators",
            columns: "region[, year], one column per endowment: amounts of zero or more (people, money, numbers), not rates",
            optional: false,
        },
        InputSpec {
            name: "population",
            columns: "region, value: for amounts = per-resident",
            optional: true,
        },
        InputSpec {
            name: "weights",
            columns: "from, to[, weight]: neighbours, for connected = yes",
            optional: true,
        },
    ],
    options: crate::options![
        [
            OptionSpec::text(
                "components",
                "",
                "Endowments of each component: `production:jobs,product;innovation:patents`; each endowment by itself where not set.",
            ),
            OptionSpec::choice(
                "amounts",
                &["given", "per-resident"],
                "given",
                "Whether the indicators are amounts, or rates to be multiplied by the input `population`.",
            ),
            OptionSpec::choice(
                "connected",
                &["no", "yes"],
                "no",
                "Whether the members of a best set must hang together by `weights`.",
            ),
        ],
        SEARCH,
        [SUBSTITUTION]
    ],
    output: &[
        ("coalition", "Member regions joined by `+`."),
        ("members", "Number of members."),
        ("region", "Region the set was sought for; empty for a chosen coalition."),
        ("component", "Component, or `total`."),
        ("sum", "Sum of what the members have alone, as a share of the study."),
        ("joint", "Joint value."),
        ("synergy", "Joint value less the sum."),
        ("synergy_share", "Synergy over the sum."),
        ("rank", "Rank of the joint value among the coalition and all other regions."),
        ("best_rank", "Rank of the best member alone among all regions."),
        ("status", "Status of the joint value."),
    ],
    references: &[
        Reference {
            text: "Arrow, K. J., Chenery, H. B., Minhas, B. S. & Solow, R. M. (1961). Capital-labor substitution and economic \
                   efficiency. The Review of Economics and Statistics 43(3), 225–250.",
            locator: "the mean of constant elasticity of substitution; its use here is isard's own",
            doi: "10.2307/1927286",
            checked: false,
        },
        Reference {
            text: "Land, A. H. & Doig, A. G. (1960). An automatic method of solving discrete programming problems. Econometrica \
                   28(3), 497–520.",
            locator: "branch and bound",
            doi: "10.2307/1910129",
            checked: false,
        },
    ],
    run,
};

fn bad(name: &str, value: &str, expected: impl Into<String>) -> MethodError {
    MethodError::BadOption { name: name.into(), value: value.into(), expected: expected.into() }
}

fn sizes(text: &str) -> Result<Vec<usize>, MethodError> {
    if text == "none" {
        return Ok(Vec::new());
    }
    let size = |s: &str| match s.trim().parse() {
        Ok(n) if (2..=5).contains(&n) => Ok(n),
        _ => Err(bad("sizes", text, "numbers from 2 to 5, or `none`")),
    };
    text.split(',').filter(|s| !s.trim().is_empty()).map(size).collect()
}

/// Coalitions chosen, and sets that are sought.
#[derive(Debug, Clone, PartialEq)]
pub struct Sought {
    /// Coalitions chosen, by position of their members.
    pub coalitions: Vec<Vec<usize>>,
    /// Sizes of the best sets.
    pub sizes: Vec<usize>,
    /// Regions that they are sought for, by position.
    pub regions: Vec<usize>,
    /// What makes a set the best.
    pub objective: Objective,
}

impl Sought {
    /// Sets of 2 to 5 for every region.
    pub fn all(regions: usize) -> Sought {
        Sought {
            coalitions: Vec::new(),
            sizes: vec![2, 3, 4, 5],
            regions: (0..regions).collect(),
            objective: Objective::default(),
        }
    }

    /// What the options of [`SEARCH`] ask for.
    ///
    /// # Errors
    /// A key that is no region, a size that is not sought.
    pub fn of(options: &Options, regions: &[String]) -> Result<Sought, MethodError> {
        let mut own = Vec::new();
        for key in options.list("regions") {
            let at = regions.iter().position(|r| r == key);
            own.push(at.ok_or_else(|| bad("regions", key, "a region of the input"))?);
        }
        let share = options.text("objective") == "share";
        Ok(Sought {
            coalitions: coalitions::read(options.text("coalitions"), regions)?,
            sizes: sizes(options.text("sizes"))?,
            regions: if own.is_empty() { (0..regions.len()).collect() } else { own },
            objective: if share { Objective::Share } else { Objective::Synergy },
        })
    }

    /// The best sets, members hanging together where neighbours are given.
    pub fn sets(&self, endowments: &Endowments, neighbors: Option<&[Vec<usize>]>) -> Vec<(usize, Found)> {
        partner_sets(endowments, &self.regions, &self.sizes, neighbors, self.objective)
    }
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let read = inputs.indicators()?;
    let Some(matrix) = read.matrices.last() else {
        return Err(MethodError::data("input `indicators` has no rows"));
    };
    let mut amounts = matrix.clone();
    let n = read.regions.len();
    if options.text("amounts") == "per-resident" {
        let population = inputs.keyed("population", "region, value")?;
        for (r, region) in read.regions.iter().enumerate() {
            let at = population.binary_search_by(|p| p.0.cmp(region)).map_err(|_| {
                MethodError::data_hint(
                    format!("`{region}` has no population"),
                    "give a row of `population` for each region",
                )
            })?;
            for k in 0..read.indicators.len() {
                amounts.set(r, k, amounts.get(r, k) * population[at].1);
            }
        }
    }
    let (names, columns) = sets::components_of(options.text("components"), &read.indicators)?;
    let weights = sets::component_weights(options.text("component-weights"), &names)?;
    let substitution = options.real("substitution").unwrap_or(1.0);
    let endowments = Endowments::new(&read.regions, &amounts, names, &columns, &weights, substitution)?;
    let sought = Sought::of(options, &read.regions)?;
    let mut rows: Vec<PotentialRow> =
        sought.coalitions.iter().flat_map(|members| coalition_rows(&endowments, members, None)).collect();
    let neighbors = match options.text("connected") {
        "yes" => Some(neighbors_of(&contiguous_links(&Weights::read(inputs)?, &read.regions), n)),
        _ => None,
    };
    let found = sought.sets(&endowments, neighbors.as_deref());
    let evaluated: u64 = found.iter().map(|(_, f)| f.evaluated).sum();
    rows.extend(found.iter().flat_map(|(region, f)| coalition_rows(&endowments, &f.members, Some(*region))));
    let mut output = Output::new(table_of(&rows))
        .variant(options.text("objective"))
        .figure("sets_evaluated", evaluated as i64);
    let missing = endowments.incomplete();
    if !missing.is_empty() {
        output.warnings.push(format!("without all amounts and in no best set: {}", missing.join(", ")));
    }
    if read.years.len() > 1 {
        output.warnings.push(format!("of {} years the last was taken", read.years.len()));
    }
    output.assumptions.push(
        "synergy is what complementary endowments would be worth if they were used as one; what co-operation would really bring is \
         not known from it"
            .into(),
    );
    Ok(output)
}
