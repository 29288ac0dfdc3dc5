//! Who joins and leaves cluster organisations from year to year.

use super::network::{Network, Policies};
use super::node_table::NODES;
use crate::inequality::values::number;
use crate::model::{Record, Status, Table, TableSpec, table_of};
use crate::registry::{InputSpec, Inputs, Method, MethodError, Options, Output, Reference};
use std::collections::{BTreeMap, BTreeSet};

crate::record! {
    /// Members of each cluster organisation by year, who joined and who left.
    pub struct MembershipGrowthRow in "network"/"membership_growth", key ["cluster_organisation", "year"] {
        /// Cluster organisation; `all` for members of any.
        cluster_organisation: String,
        /// Year.
        year: i64 [Kind::Year],
        /// Members in the year.
        members: i64,
        /// Firms among them, where roles are known.
        firms: Option<i64>,
        /// Members that were none the year before; empty in the first year.
        joined: Option<i64>,
        /// Firms among those who joined.
        firms_joined: Option<i64>,
        /// Members of the year before that are none now; empty in the first year.
        left: Option<i64>,
        /// Status of the changes.
        status: Status,
    }
}

/// Schemas of the tables.
pub const TABLES: &[TableSpec] = &[MembershipGrowthRow::SPEC];

/// Farthest year from 0 that is taken for one.
const LAST_YEAR: f64 = 9998.0;

/// Memberships with their years.
const MEMBERSHIPS: InputSpec = InputSpec {
    name: "memberships",
    columns: "cluster_organisation (or community), organisation (or id)[, since][, until]",
    optional: false,
};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "membership-growth",
    question: "organizations",
    title: "Growth of membership",
    summary: "Members of cluster organisations by year, with those who joined and those who left.",
    formula: "M_t = members with since ≤ t ≤ until, a year that is not given being open. joined = |M_t \\ M_{t−1}|, left = |M_{t−1} \\ M_t|. Years \
              run from the first to the last that the table names.",
    undefined: "missing: joined and left of the first year. Years beyond ±9998 are refused: an open end is an empty cell.",
    complexity: "O(memberships × years) time.",
    inputs: &[MEMBERSHIPS, NODES],
    options: &[],
    output: &[
        ("cluster_organisation", "Cluster organisation, or `all`."),
        ("year", "Year."),
        ("members", "Members in the year."),
        ("firms", "Firms among them."),
        ("joined", "Members that were none the year before."),
        ("firms_joined", "Firms among those who joined."),
        ("left", "Members of the year before that are none now."),
        ("status", "Status of the changes."),
    ],
    references: &[Reference {
        text: "Ter Wal, A. L. J. & Boschma, R. (2011). Co-evolution of firms, industries and networks in space. Regional Studies 45(7), 919–933.",
        locator: "entry of firms into clusters; the counts are isard's own",
        doi: "10.1080/00343400802662658",
        checked: false,
    }],
    run,
};

struct Spell {
    cluster: String,
    member: String,
    since: i64,
    until: i64,
}

/// Rows of every cluster organisation and of all; none where no year is given.
///
/// # Errors
/// A missing column, an empty key, a year that is no number, a spell that ends before it begins.
pub fn membership_growth(
    memberships: &Table,
    network: Option<&Network>,
) -> Result<Vec<MembershipGrowthRow>, MethodError> {
    let spells = read(memberships)?;
    let named = spells.iter().flat_map(|s| [s.since, s.until]).filter(|y| *y != i64::MIN && *y != i64::MAX);
    let years: Vec<i64> = named.collect();
    let (Some(&first), Some(&last)) = (years.iter().min(), years.iter().max()) else {
        return Ok(Vec::new());
    };
    let mut clusters: BTreeMap<&str, Vec<&Spell>> = BTreeMap::new();
    for spell in &spells {
        for key in [spell.cluster.as_str(), "all"] {
            clusters.entry(key).or_default().push(spell);
        }
    }
    let firm = |id: &str| network.and_then(|n| n.position(id).map(|i| n.roles[i] == "firm")).unwrap_or(false);
    let mut rows = Vec::new();
    for (cluster, spells) in &clusters {
        let mut before: Option<BTreeSet<&str>> = None;
        for year in first..=last {
            let here = spells.iter().filter(|s| s.since <= year && year <= s.until);
            let now: BTreeSet<&str> = here.map(|s| s.member.as_str()).collect();
            let joined: Option<Vec<&str>> = before.as_ref().map(|b| now.difference(b).copied().collect());
            let left = before.as_ref().map(|b| b.difference(&now).count() as i64);
            let firms = |ids: &mut dyn Iterator<Item = &str>| {
                network.map(|_| ids.filter(|id| firm(id)).count() as i64)
            };
            rows.push(MembershipGrowthRow {
                cluster_organisation: cluster.to_string(),
                year,
                members: now.len() as i64,
                firms: firms(&mut now.iter().copied()),
                joined: joined.as_ref().map(|j| j.len() as i64),
                firms_joined: joined.and_then(|j| firms(&mut j.into_iter())),
                left,
                status: if before.is_some() { Status::Observed } else { Status::Missing },
            });
            before = Some(now);
        }
    }
    Ok(rows)
}

fn read(table: &Table) -> Result<Vec<Spell>, MethodError> {
    let name = |options: [&'static str; 2]| {
        options.into_iter().find(|n| table.get(n).is_some()).unwrap_or(options[0])
    };
    let column = |n: &str| {
        table.column(n).map_err(|source| MethodError::Table { input: MEMBERSHIPS.name.into(), source })
    };
    let (clusters, members) =
        (column(name(["cluster_organisation", "community"]))?, column(name(["organisation", "id"]))?);
    let mut spells = Vec::with_capacity(table.rows());
    for row in 0..table.rows() {
        let bad = |what: String| MethodError::data(format!("input `memberships`, row {}: {what}", row + 1));
        let key = |c: &crate::model::Column, what: &str| {
            c.display(row).filter(|k| !k.is_empty()).ok_or_else(|| bad(format!("{what} is empty")))
        };
        let year = |column: &str, open: i64| -> Result<i64, MethodError> {
            let value = number(table, row, column).map_err(bad)?;
            match (value.is_nan(), value.fract() == 0.0) {
                (true, _) => Ok(open),
                // Every year between the first and the last has a row: a mistyped one would fill the memory.
                (_, true) if value.abs() > LAST_YEAR => {
                    Err(bad(format!("`{column}` = {value} is not a year; leave it empty where it is open")))
                }
                (_, true) => Ok(value as i64),
                _ => Err(bad(format!("`{column}` = {value} is not a whole number"))),
            }
        };
        let spell = Spell {
            cluster: key(clusters, "the cluster organisation")?,
            member: key(members, "the member")?,
            since: year("since", i64::MIN)?,
            until: year("until", i64::MAX)?,
        };
        if spell.cluster == "all" {
            return Err(MethodError::data_hint(
                "a cluster organisation is called `all`",
                "rename it: `all` stands for members of any",
            ));
        }
        if spell.until < spell.since {
            return Err(bad(format!(
                "the membership ends in {} before it begins in {}",
                spell.until, spell.since
            )));
        }
        spells.push(spell);
    }
    Ok(spells)
}

fn run(inputs: &Inputs, _: &Options) -> Result<Output, MethodError> {
    let memberships = inputs.need(MEMBERSHIPS.name, MEMBERSHIPS.columns)?;
    let network = match inputs.get(NODES.name) {
        Some(nodes) => Some(Network::dated(Some(nodes), None, Policies::STRICT)?.0),
        None => None,
    };
    let rows = membership_growth(memberships, network.as_ref())?;
    if rows.is_empty() {
        return Err(MethodError::data_hint(
            "no membership has a year",
            "give the columns `since` and `until` of `memberships`",
        ));
    }
    let mut output = Output::new(table_of(&rows));
    output.assumptions.push(
        "a membership without a first year began before the table does; one without a last year lasts".into(),
    );
    Ok(output)
}
