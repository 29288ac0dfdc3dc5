//! A tree of regions or industries, as far as the figures reach.

use crate::model::Table;
use crate::registry::MethodError;
use std::collections::{BTreeMap, BTreeSet};

/// No node.
pub const NONE: u32 = u32::MAX;

/// A tree of any depth, or several; nodes are in key order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hierarchy {
    /// Keys, ascending.
    pub keys: Vec<String>,
    /// Node that contains each node, or [`NONE`].
    pub parent: Vec<u32>,
    /// Number of nodes above each node.
    pub depth: Vec<u32>,
    /// Nodes directly below each node, ascending.
    pub children: Vec<Vec<u32>>,
}

impl Hierarchy {
    /// The tree that a table of keys and parents describes, cut to what the
    /// keys with figures touch: a node without figures stands for a part that
    /// is unknown if it is an end of the tree, and is passed over (its children
    /// belong to the next node above) if it is not. Without a table no key
    /// contains another.
    ///
    /// # Errors
    /// A key that stands twice, a parent or a key with figures that is not in
    /// the table, a circle.
    pub fn of(
        table: Option<&Table>,
        column: &'static str,
        input: &str,
        with_figures: &BTreeSet<String>,
    ) -> Result<Hierarchy, MethodError> {
        let Some(table) = table else {
            return Ok(Hierarchy::link(with_figures.iter().map(|k| (k.clone(), None)).collect()));
        };
        let parents = read(table, column, input)?;
        if let Some(key) = with_figures.iter().find(|k| !parents.contains_key(*k)) {
            return Err(MethodError::data_hint(
                format!("input `activity` has figures for the {column} `{key}`, which input `{input}` lacks"),
                format!("add the {column} with its parent to `{input}`"),
            ));
        }
        circle(&parents, column, input)?;
        let inner: BTreeSet<&String> = parents.values().flatten().collect();
        let kept = |key: &String| with_figures.contains(key) || !inner.contains(key);
        let above = |key: &String| {
            let mut at = parents[key].clone();
            while let Some(p) = at.take_if(|p| !kept(p)) {
                at = parents[&p].clone();
            }
            at
        };
        let nodes: BTreeMap<String, Option<String>> =
            parents.keys().filter(|k| kept(k)).map(|k| (k.clone(), above(k))).collect();
        // A tree without any figure says nothing.
        let mut useful: BTreeSet<String> = BTreeSet::new();
        let root = |key: &String| {
            let mut at = key.clone();
            while let Some(Some(p)) = nodes.get(&at) {
                at = p.clone();
            }
            at
        };
        with_figures.iter().for_each(|k| {
            useful.insert(root(k));
        });
        Ok(Hierarchy::link(
            nodes
                .iter()
                .filter(|(k, _)| useful.contains(&root(k)))
                .map(|(k, p)| (k.clone(), p.clone()))
                .collect(),
        ))
    }

    /// Links keys to parents that are all present and free of circles.
    fn link(nodes: BTreeMap<String, Option<String>>) -> Hierarchy {
        let keys: Vec<String> = nodes.keys().cloned().collect();
        let at = |key: &String| keys.binary_search(key).map_or(NONE, |i| i as u32);
        let parent: Vec<u32> = nodes.values().map(|p| p.as_ref().map_or(NONE, at)).collect();
        let mut children = vec![Vec::new(); keys.len()];
        for (node, &p) in parent.iter().enumerate() {
            if p != NONE {
                children[p as usize].push(node as u32);
            }
        }
        let mut depth = vec![0; keys.len()];
        for node in 0..keys.len() {
            let mut up = parent[node];
            while up != NONE {
                depth[node] += 1;
                up = parent[up as usize];
            }
        }
        Hierarchy { keys, parent, depth, children }
    }

    /// Number of nodes.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is no node.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether nothing lies below the node.
    pub fn is_leaf(&self, node: usize) -> bool {
        self.children[node].is_empty()
    }

    /// Nodes with parts, the deepest first: each is a total of what is below it.
    pub fn totals(&self) -> Vec<usize> {
        let mut inner: Vec<usize> = (0..self.len()).filter(|&n| !self.is_leaf(n)).collect();
        inner.sort_by_key(|&n| (std::cmp::Reverse(self.depth[n]), n));
        inner
    }

    /// The node's topmost ancestor, or itself.
    pub fn root(&self, node: usize) -> usize {
        let mut at = node;
        while self.parent[at] != NONE {
            at = self.parent[at] as usize;
        }
        at
    }

    /// Position of a key.
    pub fn find(&self, key: &str) -> Option<usize> {
        self.keys.binary_search_by(|k| k.as_str().cmp(key)).ok()
    }
}

fn read(
    table: &Table,
    column: &'static str,
    input: &str,
) -> Result<BTreeMap<String, Option<String>>, MethodError> {
    let refused = |source| MethodError::Table { input: input.to_string(), source };
    let keys = table.column(column).map_err(refused)?;
    let above = table.get("parent");
    let mut parents: BTreeMap<String, Option<String>> = BTreeMap::new();
    for row in 0..table.rows() {
        let Some(key) = keys.display(row).filter(|k| !k.is_empty()) else {
            return Err(MethodError::data(format!("input `{input}`, row {}: `{column}` is empty", row + 1)));
        };
        let parent = above.and_then(|c| c.display(row)).filter(|p| !p.is_empty());
        if parents.insert(key.clone(), parent).is_some() {
            return Err(MethodError::data(format!("input `{input}`, row {}: `{key}` stands twice", row + 1)));
        }
    }
    let unknown =
        parents.iter().find_map(|(k, p)| p.as_ref().filter(|p| !parents.contains_key(*p)).map(|p| (k, p)));
    match unknown {
        Some((key, parent)) => Err(MethodError::data_hint(
            format!("input `{input}`: the parent `{parent}` of `{key}` is not among the keys"),
            format!("add a row for `{parent}`, or leave the parent empty"),
        )),
        None => Ok(parents),
    }
}

/// Refuses a tree that bites its tail, and names the circle.
fn circle(parents: &BTreeMap<String, Option<String>>, column: &str, input: &str) -> Result<(), MethodError> {
    let mut clear: BTreeSet<&String> = BTreeSet::new();
    for start in parents.keys() {
        let mut path: Vec<&String> = Vec::new();
        let mut on_path: BTreeSet<&String> = BTreeSet::new();
        let mut at = Some(start);
        while let Some(key) = at.filter(|k| !clear.contains(k)) {
            if !on_path.insert(key) {
                let from = path.iter().position(|k| *k == key).unwrap_or(0);
                let names: Vec<&str> = path[from..].iter().map(|k| k.as_str()).collect();
                return Err(MethodError::data_hint(
                    format!(
                        "input `{input}`: each {column} of {} contains the next and the last the first",
                        names.join(", ")
                    ),
                    "a hierarchy has no circles; correct the column `parent`",
                ));
            }
            path.push(key);
            at = parents[key].as_ref();
        }
        clear.extend(path);
    }
    Ok(())
}
