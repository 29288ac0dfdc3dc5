//! The method `core-periphery`: whether a community is built as a core and a periphery.

use super::membership::{COMMUNITIES, Membership};
use super::network::{EDGES, NODES, Network, POLICIES};
use crate::model::{Column, Reason, Status, Table, TextColumn};
use crate::networks::Graph;
use crate::networks::core_periphery::core_periphery;
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use rayon::prelude::*;
use serde_json::json;

const OWN: [OptionSpec; 1] = [OptionSpec::choice(
    "weights",
    &["binary", "given"],
    "binary",
    "Whether a pair is tied (binary), or how strongly (given).",
)];

/// Registry entry.
pub const METHOD: Method = Method {
    id: "core-periphery",
    question: "organizations",
    title: "Core and periphery",
    summary: "The core of each community whose pattern fits the ties best, and how well it fits.",
    formula: "fit = correlation over all pairs i < j of a_ij with δ_ij, δ_ij = 1 where i or j is in the core, else 0 (the discrete model). Greatest fit over cores, searched from the members of the highest strength for every size of the core \
by moves and exchanges of single members (above 150 members: from the best of these cores, by moves).",
    undefined: "Communities of fewer than three members, and those in which all pairs are tied alike: undefined:too-few and undefined:constant.",
    complexity: "O(n_c·m_c) a start at worst, n_c starts up to 150 members.",
    inputs: &[EDGES, NODES, COMMUNITIES],
    options: crate::options![OWN, POLICIES],
    output: &[
        ("node", "Organisation."),
        ("community", "Community."),
        ("core", "Whether it is in the core."),
        ("fit", "Fit of its community."),
        ("status", "Status."),
    ],
    references: &[Reference {
        text: "Borgatti, S. P. & Everett, M. G. (1999). Models of core/periphery structures. Social Networks 21, 375–395",
        locator: "discrete model; the definition, not the algorithm",
        doi: "10.1016/S0378-8733(99)00019-2",
        checked: false,
    }],
    run,
};

/// A graph whose ties all weigh 1.
pub(super) fn binary(graph: &Graph) -> Graph {
    Graph::new(graph.len(), graph.pairs().map(|(a, b, _)| (a, b, 1.0)))
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let network = Network::read(inputs, options)?;
    let membership = Membership::read(inputs, &network)?;
    let graph = if options.text("weights") == "given" { network.graph() } else { binary(&network.graph()) };
    let parts = membership.parts(&graph);
    let found: Vec<_> = parts.par_iter().map(|p| core_periphery(&p.graph)).collect();
    let (mut node, mut community, mut status) = (TextColumn::new(), TextColumn::new(), TextColumn::new());
    let (mut core, mut fit) = (Vec::new(), Vec::new());
    for ((name, part), found) in membership.names.iter().zip(&parts).zip(&found) {
        let word = match found {
            Some(_) => Status::Observed,
            None if part.nodes.len() < 3 => Status::Undefined(Reason::TooFew),
            None => Status::Undefined(Reason::Constant),
        };
        for (m, &i) in part.nodes.iter().enumerate() {
            node.push(Some(&network.ids[i as usize]));
            community.push(Some(name));
            status.push(Some(&word.as_str()));
            core.push(found.as_ref().map(|f| f.core[m]));
            fit.push(found.as_ref().map(|f| f.fit));
        }
    }
    let fits: serde_json::Map<_, _> = membership
        .names
        .iter()
        .zip(&found)
        .map(|(n, f)| (n.clone(), json!(f.as_ref().map(|f| f.fit))))
        .collect();
    let table = Table::new()
        .with("node", Column::Text(node))
        .with("community", Column::Text(community))
        .with("core", Column::Boolean(core))
        .with("fit", Column::Real(fit))
        .with("status", Column::Text(status));
    let mut output = Output::new(table).variant(options.text("weights")).figure("fits", fits);
    output.warnings = network.warnings;
    Ok(output)
}
