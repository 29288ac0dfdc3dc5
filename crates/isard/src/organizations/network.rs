//! Organisations and their ties, checked: what every method of this question reads.

use crate::model::{Column, Table};
use crate::networks::Graph;
use crate::registry::{InputSpec, Inputs, MethodError, OptionSpec, Options, nearest};
use crate::space::sphere::{are_degrees, on_sphere};
use std::collections::HashMap;

/// The input `nodes`.
pub(super) const NODES: InputSpec =
    InputSpec { name: "nodes", columns: "id[, role][, size][, lon, lat][, region]", optional: true };
/// The input `edges`.
pub(super) const EDGES: InputSpec =
    InputSpec { name: "edges", columns: "source, target[, layer][, weight]", optional: false };

/// Options for what is wrong with nodes and edges.
pub(super) const POLICIES: [OptionSpec; 4] = [
    OptionSpec::choice(
        "unknown-ids",
        &["refuse", "add", "drop"],
        "refuse",
        "What becomes of an edge whose end is not among the nodes: refuse it, add the node without attributes, or drop the edge (counted in a warning). Without the input `nodes` the nodes are those of the edges.",
    ),
    OptionSpec::choice(
        "bad-weights",
        &["refuse", "drop"],
        "refuse",
        "What becomes of an edge whose weight is negative, empty or no number: refuse it, or drop it (counted in a warning).",
    ),
    OptionSpec::choice(
        "self-loops",
        &["drop", "keep", "refuse"],
        "drop",
        "What becomes of an edge from a node to itself: drop it (counted in a warning), keep it as tie weight inside the community, or refuse it.",
    ),
    OptionSpec::choice(
        "bad-places",
        &["refuse", "blank"],
        "refuse",
        "What becomes of coordinates that are incomplete or lie outside the Earth: refuse them, or treat the place as unknown (counted in a warning).",
    ),
];

/// A tie: both ends and the weight.
pub type Tie = (u32, u32, f64);

/// Organisations and their ties by layer. Positions follow identifiers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Network {
    /// Identifiers, ascending.
    pub ids: Vec<String>,
    /// Roles, empty where not given.
    pub roles: Vec<String>,
    /// Sizes.
    pub sizes: Vec<Option<f64>>,
    /// Longitude and latitude in degrees.
    pub places: Vec<Option<[f64; 2]>>,
    /// Regions.
    pub regions: Vec<Option<String>>,
    /// Names of the layers, ascending.
    pub layers: Vec<String>,
    /// Ties of every layer as given: source, target, weight; sorted, equal ones added up.
    pub ties: Vec<Vec<Tie>>,
    /// What a reader must know.
    pub warnings: Vec<String>,
}

/// How to treat what is wrong.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Policies {
    /// Ends that are not nodes: add them (true) or drop the edge (false); `None` refuses.
    pub add_unknown: Option<bool>,
    /// Drop edges with bad weights instead of refusing.
    pub drop_bad_weights: bool,
    /// Keep loops (true), drop them (false); `None` refuses.
    pub keep_loops: Option<bool>,
    /// Treat bad coordinates as unknown.
    pub blank_bad_places: bool,
}

impl Policies {
    /// From the options of a method.
    pub(super) fn of(options: &Options) -> Self {
        Policies {
            add_unknown: match options.text("unknown-ids") {
                "add" => Some(true),
                "drop" => Some(false),
                _ => None,
            },
            drop_bad_weights: options.text("bad-weights") == "drop",
            keep_loops: match options.text("self-loops") {
                "keep" => Some(true),
                "refuse" => None,
                _ => Some(false),
            },
            blank_bad_places: options.text("bad-places") == "blank",
        }
    }
}

fn column<'a>(table: &'a Table, names: &[&str]) -> Option<&'a Column> {
    names.iter().find_map(|n| table.get(n))
}

fn needed<'a>(table: &'a Table, input: &str, names: &[&str]) -> Result<&'a Column, MethodError> {
    let no = |source| MethodError::Table { input: input.into(), source };
    column(table, names).map_or_else(|| table.column(names[0]).map_err(no), Ok)
}

fn number(column: &Column, row: usize) -> Result<Option<f64>, String> {
    match column {
        Column::Real(c) => Ok(c[row]),
        Column::Integer(c) => Ok(c[row].map(|v| v as f64)),
        _ => match column.display(row) {
            None => Ok(None),
            Some(text) if text.trim().is_empty() => Ok(None),
            Some(text) => text.trim().parse().map(Some).map_err(|_| text),
        },
    }
}

/// Positions of the values of a key column.
enum Keys<'a> {
    Coded(&'a crate::model::TextColumn, Vec<Option<u32>>),
    Plain(&'a Column),
}

impl Network {
    /// From the inputs `nodes` and `edges`.
    pub(super) fn read(inputs: &Inputs, options: &Options) -> Result<Network, MethodError> {
        let edges = inputs.need("edges", EDGES.columns)?;
        Network::of_tables(inputs.get("nodes"), edges, Policies::of(options))
    }

    /// From tables of organisations and ties under the names of the inputs
    /// (`id`, `size`) or of a study (`organisation`, `employees`).
    ///
    /// # Errors
    /// An identifier twice or empty, a size that is negative or no number, and what the policies refuse.
    pub fn of_tables(
        nodes: Option<&Table>,
        edges: &Table,
        policies: Policies,
    ) -> Result<Network, MethodError> {
        let mut network = Network::default();
        let mut index: HashMap<String, u32> = HashMap::new();
        if let Some(table) = nodes {
            network.add_nodes(table, policies)?;
            index = network.ids.iter().enumerate().map(|(i, id)| (id.clone(), i as u32)).collect();
        }
        let ends = [needed(edges, "edges", &["source", "from"])?, needed(edges, "edges", &["target", "to"])?];
        if nodes.is_none() || policies.add_unknown == Some(true) {
            let added = network.add_ends(&ends, &mut index)?;
            if nodes.is_some() && added > 0 {
                network.warnings.push(format!(
                    "{added} ends of edges were not among the nodes and were added without attributes"
                ));
            }
        }
        network.add_edges(edges, &ends, &index, policies)?;
        if network.ids.is_empty() {
            return Err(MethodError::data_hint("there is no organisation", "add rows to `nodes` or `edges`"));
        }
        Ok(network)
    }

    fn add_nodes(&mut self, table: &Table, policies: Policies) -> Result<(), MethodError> {
        let first = table.names().next().unwrap_or("id").to_string();
        let ids = needed(table, "nodes", &["id", "node", "organisation", &first])?;
        let bad =
            |row: usize, what: String| MethodError::data(format!("input `nodes`, row {}: {what}", row + 1));
        let mut order = Vec::with_capacity(table.rows());
        for row in 0..table.rows() {
            let id = ids.display(row).filter(|id| !id.is_empty());
            order.push((id.ok_or_else(|| bad(row, "the identifier is empty".into()))?, row));
        }
        order.sort();
        if let Some(pair) = order.windows(2).find(|p| p[0].0 == p[1].0) {
            return Err(MethodError::data_hint(
                format!(
                    "input `nodes`, rows {} and {}: the identifier `{}` stands twice",
                    pair[0].1 + 1,
                    pair[1].1 + 1,
                    pair[0].0
                ),
                "merge the two rows or give them different identifiers",
            ));
        }
        let text = |names: &[&str], row| column(table, names).and_then(|c| c.display(row));
        let mut blanked = 0;
        for (id, row) in order {
            let size = match column(table, &["size", "employees"]) {
                None => None,
                Some(c) => number(c, row)
                    .map_err(|t| bad(row, format!("the size `{t}` of `{id}` is not a number")))?,
            };
            if let Some(s) = size.filter(|s| !(s.is_finite() && *s >= 0.0)) {
                return Err(bad(row, format!("the size {s} of `{id}` is not a number of 0 or more")));
            }
            let place = match (column(table, &["lon"]), column(table, &["lat"])) {
                (Some(lon), Some(lat)) => match (number(lon, row), number(lat, row)) {
                    (Ok(None), Ok(None)) => None,
                    (Ok(Some(x)), Ok(Some(y))) if are_degrees(x, y) => Some([x, y]),
                    _ if policies.blank_bad_places => {
                        blanked += 1;
                        None
                    }
                    _ => {
                        let shown = |c: &Column| c.display(row).unwrap_or_default();
                        return Err(MethodError::data_hint(
                            format!(
                                "input `nodes`, row {}: the place of `{id}` (lon `{}`, lat `{}`) is incomplete or outside the Earth",
                                row + 1,
                                shown(lon),
                                shown(lat)
                            ),
                            "correct it, or set bad-places=blank",
                        ));
                    }
                },
                _ => None,
            };
            self.ids.push(id);
            self.roles.push(text(&["role"], row).unwrap_or_default());
            self.sizes.push(size);
            self.places.push(place);
            self.regions.push(text(&["region"], row));
        }
        if blanked > 0 {
            self.warnings.push(format!(
                "{blanked} places are incomplete or outside the Earth and were treated as unknown"
            ));
        }
        Ok(())
    }

    /// Adds the ends of edges that are no nodes yet; keeps identifiers ascending.
    fn add_ends(
        &mut self,
        ends: &[&Column; 2],
        index: &mut HashMap<String, u32>,
    ) -> Result<usize, MethodError> {
        let mut new: Vec<String> = Vec::new();
        for column in ends {
            match column {
                Column::Text(c) => new.extend(c.dictionary().iter().map(|k| k.to_string())),
                _ => new.extend((0..column.len()).filter_map(|r| column.display(r))),
            }
        }
        new.retain(|id| !id.is_empty() && !index.contains_key(id));
        new.sort();
        new.dedup();
        let added = new.len();
        if added == 0 {
            return Ok(0);
        }
        let old = std::mem::take(self);
        let mut order: Vec<(String, Option<usize>)> =
            old.ids.iter().cloned().enumerate().map(|(i, id)| (id, Some(i))).collect();
        order.extend(new.into_iter().map(|id| (id, None)));
        order.sort();
        self.warnings = old.warnings;
        for (at, (id, from)) in order.into_iter().enumerate() {
            index.insert(id.clone(), at as u32);
            self.ids.push(id);
            self.roles.push(from.map_or(String::new(), |i| old.roles[i].clone()));
            self.sizes.push(from.and_then(|i| old.sizes[i]));
            self.places.push(from.and_then(|i| old.places[i]));
            self.regions.push(from.and_then(|i| old.regions[i].clone()));
        }
        Ok(added)
    }

    fn add_edges(
        &mut self,
        edges: &Table,
        ends: &[&Column; 2],
        index: &HashMap<String, u32>,
        policies: Policies,
    ) -> Result<(), MethodError> {
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
        let mut ties: Vec<Vec<Tie>> = vec![Vec::new(); names.len()];
        let (mut unknown, mut weightless, mut loops, mut zeros) = (0, 0, 0, 0);
        for row in 0..edges.rows() {
            let (Some(a), Some(b)) = (position(0, row), position(1, row)) else {
                let end = if position(0, row).is_none() { ends[0] } else { ends[1] };
                let Some(key) = end.display(row).filter(|k| !k.is_empty()) else {
                    return Err(bad(
                        row,
                        "an end of the edge is empty".into(),
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
            ties[layer].push((a, b, weight));
        }
        for list in &mut ties {
            list.sort_unstable_by(|x, y| (x.0, x.1).cmp(&(y.0, y.1)).then(x.2.total_cmp(&y.2)));
            list.dedup_by(|next, kept| {
                let same = (next.0, next.1) == (kept.0, kept.1);
                if same {
                    kept.2 += next.2;
                }
                same
            });
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
        (self.layers, self.ties) = (names, ties);
        Ok(())
    }

    /// Number of organisations.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Who is a firm by its role.
    pub fn firms(&self) -> Vec<bool> {
        self.roles.iter().map(|r| r == "firm").collect()
    }

    /// All layers together, without direction.
    pub fn graph(&self) -> Graph {
        Graph::new(self.len(), self.ties.iter().flatten().copied())
    }

    /// Places on the unit sphere.
    pub fn on_sphere(&self) -> Vec<Option<[f64; 3]>> {
        self.places.iter().map(|p| p.map(|[lon, lat]| on_sphere(lon, lat))).collect()
    }

    /// Organisations without a tie.
    pub fn isolated(&self) -> usize {
        let mut tied = vec![false; self.len()];
        for &(a, b, _) in self.ties.iter().flatten() {
            (tied[a as usize], tied[b as usize]) = (true, true);
        }
        tied.iter().filter(|t| !**t).count()
    }
}
