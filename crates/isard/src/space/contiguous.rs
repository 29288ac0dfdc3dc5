//! The method `contiguous-groups`: every method for groups that hang together,
//! beside the grouping that need not.

use super::azp::{AzpOptions, Search, azp};
use super::clustgeo::{Geography, Mixture, alpha_table, chosen};
use super::components::COMPONENTS;
use super::contiguous_tables::{ContiguousGroupRow, ContiguousSummaryRow};
use super::floor::{FLOOR, FLOOR_SHARE, VALUES};
use super::group_check::{check, measure};
use super::grouped_output::{ContiguousRow, explained, rows};
use super::mapped::{DATA, DEFINITIONS, INDICATORS, Mapped, UNMATCHED, listed};
use super::max_p::{MaxPOptions, max_p};
use super::partition_search::COMPACT;
use super::places::POINTS;
use super::redcap::{MapLinkage, Order, redcap};
use super::skater::skater;
use super::ward_contiguous::{groups, ward_contiguous};
use super::weights::WEIGHTS;
use crate::model::table_of;
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use crate::typology::agreement::adjusted_rand;
use crate::typology::grouping::K;
use crate::typology::k_means::k_means;
use crate::typology::order_by_index;
use crate::typology::validity::{group_sizes, mean_silhouette, silhouettes, within_ss};
use std::collections::BTreeMap;

/// Groups without contiguity.
const GROUPS: InputSpec = InputSpec {
    name: "groups",
    columns: "region, group of the grouping to compare with; without it k-means is run on the same values",
    optional: true,
};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "contiguous-groups",
    question: "space",
    title: "Contiguous groups compared",
    summary: "Groups that hang together on the map by every method, beside the groups of the typology that need not: what does contiguity cost?",
    formula: "skater · redcap (full order, ward) · ward-contiguous · azp (annealing, compact unless asked otherwise) · clustgeo (contiguity, alpha chosen) · max-p (where a floor is set), on the same normalised values. \
Explained share 1 − W/T; loss = share without contiguity − share with it; adjusted Rand index between the two. `best` explains most among methods whose k groups all hang together.",
    undefined: "A method that the data refuse is named in the warnings and left out; nothing is returned where all are.",
    complexity: "As its methods.",
    inputs: &[INDICATORS, WEIGHTS, VALUES, POINTS, DEFINITIONS, GROUPS],
    options: &[
        K,
        OptionSpec::integer("starts", 1, 1_000_000, "4", "Starts of azp and max-p."),
        OptionSpec::seed(),
        OptionSpec { default: "yes", ..COMPACT },
        OptionSpec::choice(
            "table",
            &["groups", "summary"],
            "groups",
            "What to write: groups, or the comparison.",
        ),
        FLOOR,
        FLOOR_SHARE,
        DATA[0],
        DATA[1],
        DATA[2],
        DATA[3],
        DATA[4],
        DATA[5],
        OptionSpec { default: "leave-out", ..UNMATCHED },
        OptionSpec { default: "join-nearest", ..COMPONENTS },
    ],
    output: &[
        ("method", "Method."),
        ("region", "Region."),
        ("group", "Group; 1 has the highest mean index, or by first appearance where no indicator ranks."),
        ("silhouette", "Silhouette of the region in its group."),
        ("status", "observed, estimated (a value was filled), undefined:left-out or undefined:island."),
    ],
    references: &[
        Reference {
            text: "Duque, J. C., Ramos, R. & Suriñach, J. (2007). Supervised regionalization methods: a survey. International Regional Science Review 30, 195–220",
            locator: "",
            doi: "10.1177/0160017607301605",
            checked: false,
        },
        Reference {
            text: "Hubert, L. & Arabie, P. (1985). Comparing partitions. Journal of Classification 2, 193–218",
            locator: "",
            doi: "10.1007/BF01908075",
            checked: false,
        },
    ],
    run,
};

/// Everything the comparison finds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ContiguousResult {
    /// Table `space/contiguous_groups`.
    pub groups: Vec<ContiguousGroupRow>,
    /// Table `space/contiguous_summary`.
    pub summary: Vec<ContiguousSummaryRow>,
    /// Year grouped, where the indicators have years.
    pub year: Option<i64>,
    /// What the reader must know.
    pub warnings: Vec<String>,
    /// What was assumed.
    pub assumptions: Vec<String>,
}

impl ContiguousResult {
    /// The method that explains most among those whose k groups hang together.
    pub fn best(&self) -> Option<&ContiguousSummaryRow> {
        self.summary.iter().find(|s| s.best)
    }
}

/// A grouping by one method, or why there is none.
type Tried = (&'static str, String, Result<Vec<usize>, MethodError>);

/// Runs every method and compares.
///
/// # Errors
/// Those of the inputs; the first method's, where all are refused.
pub fn analyze(inputs: &Inputs, options: &Options) -> Result<ContiguousResult, MethodError> {
    let data = Mapped::read(inputs, options, true)?;
    let k = options.integer("k") as usize;
    let seed = options.integer("seed") as u64;
    let (free, origin) = unconstrained(inputs, &data, k, seed)?;
    let mut result = ContiguousResult {
        year: data.year,
        warnings: data.warnings.clone(),
        assumptions: data.assumptions.clone(),
        ..ContiguousResult::default()
    };
    result.assumptions.push(format!("compared with {origin}"));
    let total = within_ss(&data.z, &vec![0; data.regions.len()]);
    let free_share = explained(within_ss(&data.z, &free), total);
    result.summary.push(summary(&data, "unconstrained", origin, &free, &free, total, free_share));
    let mut refused = None;
    for (method, variant, found) in tried(&data, options, k, seed) {
        let labels = found.and_then(|labels| {
            // Clustgeo alone may fall apart; max-p has its own number of groups.
            let own = labels.iter().max().map_or(0, |m| m + 1);
            match method {
                "clustgeo" => {}
                "max-p" => {
                    check(&data.graph, &labels, own, data.floor.as_ref())?;
                }
                _ => {
                    check(&data.graph, &labels, k, None)?;
                }
            }
            Ok(labels)
        });
        let mut labels = match labels {
            Ok(labels) => labels,
            Err(error) => {
                result.warnings.push(format!("without {method}: {error}"));
                refused.get_or_insert(error);
                continue;
            }
        };
        if let Some(index) = &data.index {
            order_by_index(&mut labels, index);
        }
        result.summary.push(summary(&data, method, variant, &labels, &free, total, free_share));
        let widths = silhouettes(&data.z, &[&labels]).swap_remove(0);
        let own = |row: ContiguousRow| ContiguousGroupRow {
            method,
            region: row.region,
            group: row.group,
            silhouette: row.silhouette,
            status: row.status,
        };
        result.groups.extend(rows(&data, &labels, &widths).into_iter().map(own));
    }
    if let (true, Some(error)) = (result.groups.is_empty(), refused) {
        return Err(error);
    }
    mark_best(&mut result.summary, k);
    Ok(result)
}

/// The grouping without contiguity, and what it is.
fn unconstrained(
    inputs: &Inputs,
    data: &Mapped,
    k: usize,
    seed: u64,
) -> Result<(Vec<usize>, String), MethodError> {
    let Some(table) = inputs.get(GROUPS.name) else {
        let fit = k_means(&data.z, k, 50, seed)?;
        return Ok((fit.labels, format!("k-means, k = {k}, 50 starts, on the same values")));
    };
    let refuse = |source| MethodError::Table { input: GROUPS.name.into(), source };
    let (region, group) = (table.column("region").map_err(refuse)?, table.column("group").map_err(refuse)?);
    let mut of: BTreeMap<String, String> = BTreeMap::new();
    for row in 0..table.rows() {
        if let (Some(region), Some(group)) = (region.display(row), group.display(row))
            && of.insert(region.clone(), group).is_some()
        {
            return Err(MethodError::data_hint(
                format!("input `groups`, row {}: `{region}` stands twice", row + 1),
                "give the groups of one year",
            ));
        }
    }
    let absent: Vec<&str> =
        data.regions.iter().map(String::as_str).filter(|r| !of.contains_key(*r)).collect();
    if !absent.is_empty() {
        return Err(MethodError::data_hint(
            format!("input `groups` has no group for: {}", listed(absent)),
            "give every region a group, or leave the input out",
        ));
    }
    let names: Vec<&String> = data.regions.iter().map(|r| &of[r]).collect();
    let mut distinct = names.clone();
    distinct.sort();
    distinct.dedup();
    let labels = names.iter().map(|n| distinct.binary_search(n).unwrap_or(0)).collect();
    Ok((labels, "the groups given".into()))
}

fn tried(data: &Mapped, options: &Options, k: usize, seed: u64) -> Vec<Tried> {
    let (z, graph) = (&data.z, &data.graph);
    let starts = options.integer("starts") as usize;
    let search = Search::default();
    let compact = options.text("compact") == "yes";
    let shape = if compact { "compact, " } else { "" };
    let mut all: Vec<Tried> = vec![
        ("azp", format!("annealing, {shape}{starts} starts"), {
            let options = AzpOptions { k, starts, seed, search, from_ward: true, compact };
            azp(z, graph, None, &options).map(|fit| fit.labels)
        }),
        ("ward-contiguous", String::new(), groups(&ward_contiguous(z, graph), k)),
        ("redcap", "full order, ward".into(), redcap(z, graph, Order::Full, MapLinkage::Ward, k, None)),
        ("skater", String::new(), skater(z, graph, k, None)),
    ];
    if let Some(floor) = &data.floor {
        let options = MaxPOptions { starts, seed, search, compact };
        let found = max_p(z, graph, floor, &options).map(|fit| fit.labels);
        all.push(("max-p", format!("annealing, {shape}floor {}", floor.least), found));
    }
    let mixed = Mixture::new(z, Geography::Contiguity(graph)).map(|mixture| {
        let alpha = chosen(&alpha_table(&mixture, k));
        (alpha, mixture.tree(alpha).cut(k))
    });
    match mixed {
        Ok((alpha, labels)) => all.push(("clustgeo", format!("contiguity, alpha {alpha}"), Ok(labels))),
        Err(error) => all.push(("clustgeo", "contiguity".into(), Err(error))),
    }
    all
}

fn summary(
    data: &Mapped,
    method: &'static str,
    variant: String,
    labels: &[usize],
    free: &[usize],
    total: f64,
    free_share: Option<f64>,
) -> ContiguousSummaryRow {
    let within = within_ss(&data.z, labels);
    let found = measure(&data.graph, labels, None);
    let sizes: Vec<usize> = group_sizes(labels).into_iter().filter(|&s| s > 0).collect();
    let share = explained(within, total);
    ContiguousSummaryRow {
        method,
        variant,
        k: found.groups as i64,
        total_within_ss: within,
        explained_share: share,
        loss: free_share.zip(share).map(|(free, own)| free - own),
        adjusted_rand: adjusted_rand(labels, free),
        silhouette: mean_silhouette(&silhouettes(&data.z, &[labels]).swap_remove(0)),
        smallest: sizes.iter().min().copied().unwrap_or(0) as i64,
        largest: sizes.iter().max().copied().unwrap_or(0) as i64,
        parts: found.parts as i64,
        cut_share: (found.links > 0).then(|| found.cut_links as f64 / found.links as f64),
        best: false,
    }
}

fn mark_best(summary: &mut [ContiguousSummaryRow], k: usize) {
    let fits = |s: &ContiguousSummaryRow| s.method != "unconstrained" && s.k == k as i64 && s.parts == s.k;
    let least = summary.iter().filter(|s| fits(s)).map(|s| s.total_within_ss).fold(f64::INFINITY, f64::min);
    if let Some(best) = summary.iter_mut().find(|s| fits(s) && s.total_within_ss <= least) {
        best.best = true;
    }
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let result = analyze(inputs, options)?;
    let table = match options.text("table") {
        "summary" => table_of(&result.summary),
        _ => table_of(&result.groups),
    };
    let mut output = Output::new(table).figure("year", serde_json::json!(result.year));
    for row in &result.summary {
        let figures = serde_json::json!({
            "k": row.k,
            "explained_share": row.explained_share,
            "loss": row.loss,
            "adjusted_rand": row.adjusted_rand,
            "parts": row.parts,
        });
        output = output.figure(&row.method.replace('-', "_"), figures);
    }
    output = output.figure("best", serde_json::json!(result.best().map(|b| b.method)));
    output.warnings = result.warnings;
    output.assumptions = result.assumptions;
    Ok(output)
}
