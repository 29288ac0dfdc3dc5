//! The input `edges`: ties between organisations.

use super::network::{Network, Policies};
use super::node_table::{column, needed, number};
use crate::model::{Column, Table};
use crate::registry::{InputSpec, MethodError, nearest};
use std::collections::HashMap;

/// Ties.
pub(super) const EDGES: InputSpec =
    InputSpec { name: "edges", columns: "source, target[, layer][, weight]", optional: false };

/// Ties of several years.
pub(super) const DATED: InputSpec =
    InputSpec { name: "edges", columns: "source, target[, layer][, weight][, year]", optional: false };

/// A tie as it stands in the table; ends and layer by position in the network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DatedTie {
    /// One end.
    pub source: u32,
    /// The other.
    pub target: u32,
    /// Layer.
    pub layer: u32,
    /// Year, where there is one.
    pub year: Option<i32>,
    /// Weight, 1 where there is none.
    pub weight: f64,
}

impl DatedTie {
    /// Whether the tie is one of the year; without a year all are, and a tie
    /// without one holds in every year.
    pub fn holds_in(&self, year: Option<i64>) -> bool {
        match (self.year, year) {
            (Some(own), Some(year)) => i64::from(own) == year,
            _ => true,
        }
    }
}

/// The last year of the ties.
pub fn last_year(ties: &[DatedTie]) -> Option<i64> {
    ties.iter().filter_map(|t| t.year).max().map(i64::from)
}

/// Columns of the two ends.
pub(super) fn ends(edges: &Table) -> Result<[&Column; 2], MethodError> {
    Ok([needed(edges, "edges", &["source", "from"])?, needed(edges, "edges", &["target", "to"])?])
}

/// Positions of the values of a key column.
enum Keys<'a> {
    Coded(&'a crate::model::TextColumn, Vec<Option<u32>>),
    Plain(&'a Column),
}

impl Network {
    /// Ties with positions; names the layers.
    pub(super) fn read_ties(
        &mut self,
        edges: &Table,
        ends: &[&Column; 2],
        index: &HashMap<String, u32>,
        policies: Policies,
        years: bool,
    ) -> Result<Vec<DatedTie>, MethodError> {
        let bad = |row: usize, what: String, hint: &str| {
            MethodError::data_hint(format!("input `edges`, row {}: {what}", row + 1), hint)
        };
        let keys: Vec<Keys> = ends
            .iter()
            .map(|c| match c {
                Column::Text(t) => {
                    Keys::Coded(t, t.dictionary().iter().map(|k| index.get(&**k).copied()).collect())
                }
                other => Keys::Plain(other),
            })
            .collect();
        let position = |end: usize, row: usize| match &keys[end] {
            Keys::Coded(t, of) => t.code(row).and_then(|c| of[c]),
            Keys::Plain(c) => c.display(row).and_then(|k| index.get(&k).copied()),
        };
        let layer_column = column(edges, &["layer"]);
        let mut names: Vec<String> = match layer_column {
            None => vec!["all".into()],
            Some(c) => (0..edges.rows())
                .map(|r| c.display(r).unwrap_or_else(|| "other".into()))
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .collect(),
        };
        if names.is_empty() {
            names.push("all".into());
        }
        let weights = column(edges, &["weight", "value"]);
        let dates = years.then(|| column(edges, &["year"])).flatten();
        let mut ties = Vec::with_capacity(edges.rows());
        let (mut unknown, mut weightless, mut loops, mut zeros) = (0, 0, 0, 0);
        for row in 0..edges.rows() {
            let (Some(a), Some(b)) = (position(0, row), position(1, row)) else {
                let at = usize::from(position(0, row).is_some());
                let Some(key) = ends[at].display(row).filter(|k| !k.is_empty()) else {
                    let which = ["source", "target"][at];
                    return Err(bad(
                        row,
                        format!("an end of the edge is empty (`{which}`)"),
                        "name both ends, or remove the row",
                    ));
                };
                if policies.add_unknown == Some(false) {
                    unknown += 1;
                    continue;
                }
                let like = nearest(&key, self.ids.iter().take(20_000).map(String::as_str));
                let like = like.map_or(String::new(), |k| format!(" (did you mean `{k}`?)"));
                return Err(bad(
                    row,
                    format!("`{key}` is not among the nodes{like}"),
                    "add it to `nodes`, or set unknown-ids=add or unknown-ids=drop",
                ));
            };
            let weight = match weights {
                None => Ok(Some(1.0)),
                Some(c) => number(c, row),
            };
            let weight = match weight {
                Ok(Some(w)) if w.is_finite() && w >= 0.0 => w,
                _ if policies.drop_bad_weights => {
                    weightless += 1;
                    continue;
                }
                _ => {
                    let shown = weights.and_then(|c| c.display(row)).unwrap_or_default();
                    return Err(bad(
                        row,
                        format!(
                            "the weight `{shown}` of {} – {} is not a number of 0 or more",
                            self.ids[a as usize], self.ids[b as usize]
                        ),
                        "correct it, or set bad-weights=drop",
                    ));
                }
            };
            if a == b && policies.keep_loops != Some(true) {
                if policies.keep_loops.is_none() {
                    return Err(bad(
                        row,
                        format!("`{}` is tied to itself", self.ids[a as usize]),
                        "remove the row, or set self-loops=drop or self-loops=keep",
                    ));
                }
                loops += 1;
                continue;
            }
            if weight == 0.0 {
                zeros += 1;
                continue;
            }
            let layer = match layer_column {
                None => 0,
                Some(c) => {
                    let name = c.display(row).unwrap_or_else(|| "other".into());
                    names.binary_search(&name).unwrap_or(0)
                }
            };
            let year = match dates.map(|c| number(c, row)) {
                None | Some(Ok(None)) => None,
                Some(Ok(Some(y))) if y.fract() == 0.0 => Some(y as i32),
                Some(_) => {
                    let shown = dates.and_then(|c| c.display(row)).unwrap_or_default();
                    return Err(bad(
                        row,
                        format!("`year` = {shown} is not a whole number"),
                        "write years as 2021",
                    ));
                }
            };
            ties.push(DatedTie { source: a, target: b, layer: layer as u32, year, weight });
        }
        let mut say = |count: usize, what: &str| {
            if count > 0 {
                self.warnings.push(format!("{count} {what}"));
            }
        };
        say(unknown, "edges have an end that is not among the nodes and were dropped");
        say(weightless, "edges have a negative, empty or unreadable weight and were dropped");
        say(loops, "edges lead from a node to itself and were dropped");
        say(zeros, "edges have the weight 0 and are no ties");
        self.layers = names;
        Ok(ties)
    }
}
