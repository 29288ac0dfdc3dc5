//! How ties form, persist and dissolve from year to year, and who enters communities.

use super::member_table::{self, MEMBERS};
use super::network::{Network, Policies};
use super::tie_table::{DATED, DatedTie};
use crate::model::{Reason, Record, Status, TableSpec, table_of};
use crate::registry::{InputSpec, Inputs, Method, MethodError, Options, Output, Reference};
use std::collections::{BTreeMap, BTreeSet};

crate::record! {
    /// Ties formed, kept and dissolved by year, of each layer and community.
    pub struct TieGrowthRow in "network"/"tie_growth", key ["community", "layer", "year"] {
        /// Community the ties lie in; `all` for every tie.
        community: String,
        /// Layer, or `all` for pairs tied in any.
        layer: String,
        /// Year.
        year: i64 [Kind::Year],
        /// Tied pairs in the year.
        ties: i64,
        /// Tied pairs that were not tied the year before.
        formed: Option<i64>,
        /// Pairs of the year before that are tied still.
        persisted: Option<i64>,
        /// Pairs of the year before that are tied no more.
        dissolved: Option<i64>,
        /// Formed over the ties of the year before.
        formation: Option<f64>,
        /// Persisted over the ties of the year before.
        persistence: Option<f64>,
        /// Formed and dissolved over the mean number of ties of the two years.
        churn: Option<f64>,
        /// Organisations tied this year and not the year before.
        entered: Option<i64>,
        /// Organisations tied the year before and not this year.
        left: Option<i64>,
        /// Status of the rates.
        status: Status,
    }
}

/// Schemas of the tables.
pub const TABLES: &[TableSpec] = &[TieGrowthRow::SPEC];

/// Registry entry.
pub const METHOD: Method = Method {
    id: "tie-growth",
    question: "organizations",
    title: "Growth of ties",
    summary: "Ties formed, kept and dissolved from year to year, by layer and community, and organisations that enter and leave.",
    formula: "E_t pairs tied in year t, direction not minded. formed = |E_t \\ E_{t−1}|, persisted = |E_t ∩ E_{t−1}|, dissolved = \
              |E_{t−1} \\ E_t|; formation = formed / |E_{t−1}|, persistence = persisted / |E_{t−1}|, churn = (formed + dissolved) / \
              ((|E_t| + |E_{t−1}|) / 2). A tie lies in a community where both ends are members. entered, left: organisations with a \
              tie in one year and none in the other. persistence is the share of the older ties kept, not Jaccard's index.",
    undefined: "Rates of the first year, and of a year after a gap, are empty: missing; undefined:zero-base: no tie the year before.",
    complexity: "O(ties · log ties) time.",
    inputs: &[DATED, InputSpec { optional: true, ..MEMBERS }],
    options: &[],
    output: &[
        ("community", "Community, or `all`."),
        ("layer", "Layer, or `all`."),
        ("year", "Year."),
        ("ties", "Tied pairs."),
        ("formed", "New pairs."),
        ("persisted", "Pairs kept."),
        ("dissolved", "Pairs lost."),
        ("formation", "New pairs over those of the year before."),
        ("persistence", "Share of the pairs of the year before that were kept."),
        ("churn", "New and lost pairs over the mean number."),
        ("entered", "Organisations that became tied."),
        ("left", "Organisations that are tied no more."),
        ("status", "Status of the rates."),
    ],
    references: &[Reference {
        text: "Glückler, J. (2007). Economic geography and the evolution of networks. Journal of Economic Geography 7(5), 619–634.",
        locator: "formation and persistence of ties; the rates are isard's own",
        doi: "10.1093/jeg/lbm023",
        checked: false,
    }],
    run,
};

/// Ends of ties, the lesser first.
type Pairs = BTreeSet<(u32, u32)>;

/// Rows by community, layer, year. Ties without a year take no part.
pub fn growth(
    network: &Network,
    ties: &[DatedTie],
    communities: &BTreeMap<String, BTreeSet<String>>,
) -> Vec<TieGrowthRow> {
    let mut of: Vec<Vec<&str>> = vec![Vec::new(); network.len()];
    for (c, members) in communities {
        members.iter().filter_map(|m| network.position(m)).for_each(|i| of[i].push(c));
    }
    let mut sets: BTreeMap<(&str, &str), BTreeMap<i64, Pairs>> = BTreeMap::new();
    let years: BTreeSet<i64> = ties.iter().filter_map(|t| t.year).map(i64::from).collect();
    for tie in ties {
        let Some(year) = tie.year else { continue };
        let shared = &of[tie.target as usize];
        let own = of[tie.source as usize].iter().copied().filter(|c| shared.contains(c));
        for community in own.chain(["all"]) {
            for layer in [network.layers[tie.layer as usize].as_str(), "all"] {
                let set = sets.entry((community, layer)).or_default().entry(year.into()).or_default();
                set.insert((tie.source.min(tie.target), tie.source.max(tie.target)));
            }
        }
    }
    let empty = Pairs::new();
    let mut rows = Vec::new();
    for ((community, layer), by_year) in &sets {
        for &year in &years {
            let now = by_year.get(&year).unwrap_or(&empty);
            // A year of the table without ties of this kind has none; a year that
            // the table does not have is not known.
            let before = years.contains(&(year - 1)).then(|| by_year.get(&(year - 1)).unwrap_or(&empty));
            rows.push(row(community, layer, year, now, before));
        }
    }
    rows
}

fn row(community: &str, layer: &str, year: i64, now: &Pairs, before: Option<&Pairs>) -> TieGrowthRow {
    let nodes = |p: &Pairs| p.iter().flat_map(|(a, b)| [*a, *b]).collect::<BTreeSet<u32>>();
    let persisted = before.map(|b| now.intersection(b).count());
    let formed = persisted.map(|p| now.len() - p);
    let dissolved = before.zip(persisted).map(|(b, p)| b.len() - p);
    let base = before.map(|b| b.len() as f64).filter(|b| *b > 0.0);
    let over = |count: Option<usize>| Some(count? as f64 / base?);
    let both = before.map(|b| (b.len() + now.len()) as f64 / 2.0).filter(|m| *m > 0.0);
    let moved = before.map(|b| {
        let (own, old) = (nodes(now), nodes(b));
        (own.difference(&old).count() as i64, old.difference(&own).count() as i64)
    });
    TieGrowthRow {
        community: community.to_string(),
        layer: layer.to_string(),
        year,
        ties: now.len() as i64,
        formed: formed.map(|v| v as i64),
        persisted: persisted.map(|v| v as i64),
        dissolved: dissolved.map(|v| v as i64),
        formation: over(formed),
        persistence: over(persisted),
        churn: formed.zip(dissolved).zip(both).map(|((f, d), m)| (f + d) as f64 / m),
        entered: moved.map(|m| m.0),
        left: moved.map(|m| m.1),
        status: match (before, base) {
            (None, _) => Status::Missing,
            (_, None) => Status::Undefined(Reason::ZeroBase),
            _ => Status::Observed,
        },
    }
}

fn run(inputs: &Inputs, _: &Options) -> Result<Output, MethodError> {
    let edges = inputs.need(DATED.name, DATED.columns)?;
    let (network, ties) = Network::dated(None, Some(edges), Policies::STRICT)?;
    let communities = match inputs.get(MEMBERS.name) {
        Some(_) => member_table::read(inputs)?,
        None => BTreeMap::new(),
    };
    if communities.contains_key("all") {
        return Err(MethodError::data_hint(
            "a community is called `all`",
            "rename it: `all` stands for every tie",
        ));
    }
    let dated = ties.iter().filter(|t| t.year.is_some()).count();
    if dated == 0 {
        return Err(MethodError::data_hint("no tie has a year", "give the column `year` of `edges`"));
    }
    let rows = growth(&network, &ties, &communities);
    let mut output = Output::new(table_of(&rows));
    if dated < ties.len() {
        output.warnings.push(format!("{} ties without a year take no part", ties.len() - dated));
    }
    output.warnings.extend(network.warnings);
    output.assumptions.push(
        "members are those of the table in every year; a tie that a year's survey missed counts as dissolved"
            .into(),
    );
    Ok(output)
}
