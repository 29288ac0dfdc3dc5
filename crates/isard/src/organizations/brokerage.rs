//! The method `brokerage`: who stands between others.

use super::membership::{COMMUNITIES, Membership};
use super::network::{EDGES, NODES, Network, POLICIES};
use crate::model::{Column, Reason, Status, Table, TextColumn};
use crate::networks::Graph;
use crate::networks::holes::{Holes, ROLES, holes, roles};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

const OWN: [OptionSpec; 2] = [
    OptionSpec::choice(
        "group",
        &["role", "region", "community"],
        "role",
        "What makes two organisations alike in the roles of brokers; unknown values are a group of their own.",
    ),
    OptionSpec::choice(
        "direction",
        &["ignore", "keep"],
        "ignore",
        "Whether brokers pass on along the direction of ties; ignore takes every tie both ways, and counts each pair a, c twice.",
    ),
];

/// Registry entry.
pub const METHOD: Method = Method {
    id: "brokerage",
    question: "organizations",
    title: "Brokers",
    summary: "Burt's constraint and effective size of every organisation, and how often it links others who are not tied, by role.",
    formula: "p_ij = w_ij/Σ_q w_iq without direction, loops left out; constraint c_i = Σ_j (p_ij + Σ_q p_iq p_qj)²; effective size = Σ_j (1 − Σ_q p_iq m_jq), m_jq = w_jq/max_q w_jq. Roles of b over a → b → c, a ≠ c, without a → c: coordinator (one group), \
itinerant (a and c in one group, b in another), gatekeeper (b and c), representative (a and b), liaison (three groups).",
    undefined: "Constraint and effective size do not exist for an organisation without ties: undefined:island; its roles are counted 0 times.",
    complexity: "O(Σ_i Σ_j d_j) over neighbours j for constraint, O(Σ d_in·d_out·log d) for roles.",
    inputs: &[EDGES, NODES, COMMUNITIES],
    options: crate::options![OWN, POLICIES],
    output: &[
        ("node", "Organisation."),
        ("constraint", "Burt's constraint: the lower, the more it bridges."),
        ("effective_size", "Contacts less their redundancy."),
        ("coordinator", "Times it links two of its own group."),
        ("itinerant", "Times it links two of one other group."),
        ("gatekeeper", "Times it lets another group into its own."),
        ("representative", "Times it speaks for its own group to another."),
        ("liaison", "Times it links two different other groups."),
        ("status", "Status of constraint and effective size."),
    ],
    references: &[
        Reference {
            text: "Burt, R. S. (1992). Structural Holes. Harvard University Press",
            locator: "constraint compared with networkx",
            doi: "",
            checked: true,
        },
        Reference {
            text: "Gould, R. V. & Fernandez, R. M. (1989). Structures of mediation: a formal approach to brokerage in transaction networks. Sociological Methodology 19, 89–126",
            locator: "roles",
            doi: "10.2307/270949",
            checked: false,
        },
    ],
    run,
};

/// Targets by source, ascending.
pub(super) fn arcs(network: &Network, directed: bool) -> Vec<Vec<u32>> {
    let mut arcs = vec![Vec::new(); network.len()];
    for &(a, b, _) in network.ties.iter().flatten().filter(|t| t.0 != t.1) {
        arcs[a as usize].push(b);
        if !directed {
            arcs[b as usize].push(a);
        }
    }
    for of in &mut arcs {
        of.sort_unstable();
        of.dedup();
    }
    arcs
}

/// Numbers of equal texts; each unknown one is alone.
pub(super) fn codes<'a>(values: impl Iterator<Item = Option<&'a str>>) -> Vec<u32> {
    let mut known = std::collections::HashMap::new();
    let mut next = 0;
    let mut new = || {
        next += 1;
        next - 1
    };
    values
        .map(|v| match v.filter(|v| !v.is_empty()) {
            Some(v) => *known.entry(v.to_string()).or_insert_with(&mut new),
            None => new(),
        })
        .collect()
}

/// Constraint and effective size, and roles, of every organisation.
pub fn brokers(network: &Network, groups: &[u32], directed: bool) -> (Vec<Option<Holes>>, Vec<[u64; 5]>) {
    let plain = network.ties.iter().flatten().filter(|t| t.0 != t.1).copied();
    let graph = Graph::new(network.len(), plain);
    (holes(&graph), roles(&arcs(network, directed), groups))
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let network = Network::read(inputs, options)?;
    let word = options.text("group");
    let groups = match word {
        "region" => codes(network.regions.iter().map(Option::as_deref)),
        "community" => {
            let membership = Membership::read(inputs, &network)?;
            codes(membership.of.iter().map(|&c| membership.names.get(c as usize).map(String::as_str)))
        }
        _ => codes(network.roles.iter().map(|r| Some(r.as_str()))),
    };
    let (holes, roles) = brokers(&network, &groups, options.text("direction") == "keep");
    let (mut node, mut status) = (TextColumn::new(), TextColumn::new());
    for (id, h) in network.ids.iter().zip(&holes) {
        node.push(Some(id));
        let word = if h.is_some() { Status::Observed } else { Status::Undefined(Reason::Island) };
        status.push(Some(&word.as_str()));
    }
    let mut table = Table::new()
        .with("node", Column::Text(node))
        .with("constraint", Column::Real(holes.iter().map(|h| h.map(|h| h.constraint)).collect()))
        .with("effective_size", Column::Real(holes.iter().map(|h| h.map(|h| h.effective_size)).collect()));
    for (r, name) in ROLES.iter().enumerate() {
        table.push(*name, Column::Integer(roles.iter().map(|x| Some(x[r] as i64)).collect()));
    }
    let mut output = Output::new(table.with("status", Column::Text(status)))
        .variant(format!("groups by {word}, direction: {}", options.text("direction")));
    output.warnings = network.warnings;
    Ok(output)
}
