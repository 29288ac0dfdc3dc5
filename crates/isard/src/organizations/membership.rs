//! Which organisation belongs to which community.

use super::communities::Communities;
use super::network::Network;
use crate::model::Table;
use crate::networks::Graph;
use crate::networks::graph::members;
use crate::registry::{InputSpec, Inputs, MethodError};
use std::collections::{BTreeMap, HashMap};

/// The input `communities`.
pub(super) const COMMUNITIES: InputSpec = InputSpec {
    name: "communities",
    columns: "node, community; without it all nodes are one community",
    optional: true,
};

/// Communities of the organisations of a network, by name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Membership {
    /// Names of the communities, numbers in the order of numbers.
    pub names: Vec<String>,
    /// Position of its community among the names, `u32::MAX` for none.
    pub of: Vec<u32>,
}

/// One community as a graph of its own.
pub struct Part {
    /// Positions of the members in the network, ascending.
    pub nodes: Vec<u32>,
    /// Ties among them.
    pub graph: Graph,
}

impl Membership {
    /// From communities with one label an organisation, named by numbers from 1.
    pub fn of(found: &Communities, nodes: usize) -> Self {
        let names = (1..=found.count).map(|c| c.to_string()).collect();
        Membership { names, of: found.labels[..nodes].to_vec() }
    }

    /// From the input `communities`; everybody in `all` without it.
    pub(super) fn read(inputs: &Inputs, network: &Network) -> Result<Self, MethodError> {
        match inputs.get("communities") {
            None => Ok(Membership { names: vec!["all".into()], of: vec![0; network.len()] }),
            Some(table) => Membership::of_table(table, network),
        }
    }

    /// From a table of organisations and communities; rows of one organisation in
    /// several layers must agree. Further communities of overlapping membership
    /// (`main` false) are left out.
    ///
    /// # Errors
    /// A missing column, an organisation that is unknown or stands in two communities.
    pub fn of_table(table: &Table, network: &Network) -> Result<Self, MethodError> {
        let no = |source| MethodError::Table { input: "communities".into(), source };
        let node = match table.get("node").or_else(|| table.get("organisation")) {
            Some(c) => c,
            None => table.column("node").map_err(no)?,
        };
        let community = table.column("community").map_err(no)?;
        let mut rows: BTreeMap<u32, String> = BTreeMap::new();
        let main = table.get("main");
        for row in 0..table.rows() {
            if main.and_then(|c| c.display(row)).as_deref() == Some("false") {
                continue;
            }
            let (Some(id), Some(name)) = (node.display(row), community.display(row)) else { continue };
            let at = network.ids.binary_search(&id).map_err(|_| {
                MethodError::data_hint(
                    format!("input `communities`, row {}: `{id}` is not among the nodes", row + 1),
                    "give the nodes and edges the communities were found in",
                )
            })?;
            if let Some(other) = rows.insert(at as u32, name.clone()).filter(|o| *o != name) {
                return Err(MethodError::data_hint(
                    format!(
                        "input `communities`, row {}: `{id}` stands in `{other}` and in `{name}`",
                        row + 1
                    ),
                    "keep the rows of one layer",
                ));
            }
        }
        let mut names: Vec<String> = rows.values().cloned().collect();
        names.sort_by(|a, b| match (a.parse::<i64>(), b.parse::<i64>()) {
            (Ok(x), Ok(y)) => x.cmp(&y),
            _ => a.cmp(b),
        });
        names.dedup();
        let place: HashMap<&str, u32> =
            names.iter().enumerate().map(|(p, name)| (name.as_str(), p as u32)).collect();
        let mut of = vec![u32::MAX; network.len()];
        for (at, name) in &rows {
            of[*at as usize] = place[name.as_str()];
        }
        Ok(Membership { names, of })
    }

    /// Each community with the ties among its members.
    pub fn parts(&self, graph: &Graph) -> Vec<Part> {
        // Who belongs to none goes into a last group that is left out.
        let none = self.names.len() as u32;
        let labels: Vec<u32> = self.of.iter().map(|&c| c.min(none)).collect();
        let (starts, nodes) = members(&labels, self.names.len() + 1);
        let mut place = vec![u32::MAX; graph.len()];
        let one = |c: usize| {
            let nodes = nodes[starts[c]..starts[c + 1]].to_vec();
            let graph = graph.part(&nodes, &mut place);
            Part { nodes, graph }
        };
        (0..self.names.len()).map(one).collect()
    }
}
