//! Organisations and their ties, checked: what every method of this question reads.

use super::ownership::OWNED;
use super::tie_table::{DatedTie, ends};
use crate::model::Table;
use crate::networks::Graph;
use crate::registry::{Inputs, MethodError, OptionSpec, Options};
use crate::space::sphere::on_sphere;
use std::collections::HashMap;

pub(super) use super::node_table::NODES;
pub(super) use super::tie_table::EDGES;

/// Options for what is wrong with nodes and edges, and for owned firms.
pub(super) const POLICIES: [OptionSpec; 5] = [
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
    OWNED,
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
    /// Industries.
    pub industries: Vec<Option<String>>,
    /// Owners.
    pub parents: Vec<Option<String>>,
    /// Names of the layers, ascending.
    pub layers: Vec<String>,
    /// Ties of every layer as given: source, target, weight; sorted, equal ones added up.
    pub ties: Vec<Vec<Tie>>,
    /// What a reader must know.
    pub warnings: Vec<String>,
}

/// Ties sorted, those of the same two ends added up.
pub(super) fn added_up(mut ties: Vec<Tie>) -> Vec<Tie> {
    ties.sort_unstable_by(|x, y| (x.0, x.1).cmp(&(y.0, y.1)).then(x.2.total_cmp(&y.2)));
    ties.dedup_by(|next, kept| {
        let same = (next.0, next.1) == (kept.0, kept.1);
        if same {
            kept.2 += next.2;
        }
        same
    });
    ties
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
    /// What a study's tables are read by: all is kept that can be.
    pub const LENIENT: Policies = Policies {
        add_unknown: Some(true),
        drop_bad_weights: true,
        keep_loops: Some(false),
        blank_bad_places: true,
    };

    /// What methods without options for it do: ends may be unknown, loops are dropped, the rest is refused.
    pub(super) const STRICT: Policies = Policies {
        add_unknown: Some(true),
        drop_bad_weights: false,
        keep_loops: Some(false),
        blank_bad_places: false,
    };

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

impl Network {
    /// From the inputs `nodes` and `edges`.
    pub(super) fn read(inputs: &Inputs, options: &Options) -> Result<Network, MethodError> {
        let edges = inputs.need("edges", EDGES.columns)?;
        let network = Network::of_tables(inputs.get("nodes"), edges, Policies::of(options))?;
        Ok(if options.text("owned") == "together" { network.consolidated().network } else { network })
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
        let (network, ties) = Network::read_tables(nodes, Some(edges), policies, false)?;
        if network.ids.is_empty() {
            return Err(MethodError::data_hint("there is no organisation", "add rows to `nodes` or `edges`"));
        }
        Ok(network.with_ties(&ties, None))
    }

    /// The same with ties one by one and their years; the network holds none yet.
    ///
    /// # Errors
    /// Those of [`Network::of_tables`]; a year that is no whole number.
    pub fn dated(
        nodes: Option<&Table>,
        edges: Option<&Table>,
        policies: Policies,
    ) -> Result<(Network, Vec<DatedTie>), MethodError> {
        Network::read_tables(nodes, edges, policies, true)
    }

    fn read_tables(
        nodes: Option<&Table>,
        edges: Option<&Table>,
        policies: Policies,
        years: bool,
    ) -> Result<(Network, Vec<DatedTie>), MethodError> {
        let mut network = Network::default();
        if let Some(table) = nodes {
            network.add_nodes(table, policies)?;
        }
        let Some(edges) = edges else { return Ok((network, Vec::new())) };
        let mut index: HashMap<String, u32> =
            network.ids.iter().enumerate().map(|(i, id)| (id.clone(), i as u32)).collect();
        let ends = ends(edges)?;
        if nodes.is_none() || policies.add_unknown == Some(true) {
            let added = network.add_ends(&ends, &mut index)?;
            if nodes.is_some() && added > 0 {
                network.warnings.push(format!(
                    "{added} ends of edges were not among the nodes and were added without attributes"
                ));
            }
        }
        let ties = network.read_ties(edges, &ends, &index, policies, years)?;
        Ok((network, ties))
    }

    /// Ties of one year by layer; those without a year hold in every one.
    pub fn with_ties(mut self, ties: &[DatedTie], year: Option<i64>) -> Network {
        let mut layers: Vec<Vec<Tie>> = vec![Vec::new(); self.layers.len()];
        for tie in ties.iter().filter(|t| t.holds_in(year)) {
            layers[tie.layer as usize].push((tie.source, tie.target, tie.weight));
        }
        self.ties = layers.into_iter().map(added_up).collect();
        self
    }

    /// Position of an organisation.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.ids.binary_search_by(|own| own.as_str().cmp(id)).ok()
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
