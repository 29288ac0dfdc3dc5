//! The method `leaders`: who leads a community, and by what.

use super::communities::territory::scores;
use super::membership::{COMMUNITIES, Membership};
use super::network::{EDGES, NODES, Network, POLICIES};
use crate::model::{Column, Reason, Status, Table, TextColumn};
use crate::networks::structure::{betweenness, core_numbers};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use rayon::prelude::*;

const OWN: [OptionSpec; 2] = [
    OptionSpec::real(
        "threshold",
        0.0,
        1.0,
        "0.5",
        "Who leads: members whose score is at least this share of the highest of the community.",
    ),
    OptionSpec::integer("least-members", 1, i64::MAX, "3", "Smallest community that has leaders."),
];

/// Registry entry.
pub const METHOD: Method = Method {
    id: "leaders",
    question: "organizations",
    title: "Leaders of communities",
    summary: "For every member of a community its share of the size and of the ties inside, its betweenness, its core number, the share of members tied to it and the layers of its ties; leaders are those near the top by size and ties together.",
    formula: "score = √(size/Σ size × w_in/Σ w_in) over the members of the community, w_in the weight of ties inside it, in all layers; without sizes w_in/Σ w_in; an unknown size counts as the smallest known. \
Leader: score ≥ threshold × highest score. Hub share: members tied to it over the other members. Betweenness: share of the pairs of other members whose shortest ways inside, counted in ties, lead over it. Core number inside the community. \
share_LAYER: the layer's part of the weight of all its ties, inside and outside.",
    undefined: "Communities below least-members, and those without ties inside, have no leader: undefined:too-few. Shares of layers are empty without ties.",
    complexity: "O(n_c·m_c) a community for betweenness.",
    inputs: &[EDGES, NODES, COMMUNITIES],
    options: crate::options![OWN, POLICIES],
    output: &[
        ("node", "Organisation."),
        ("community", "Community."),
        ("leader", "Whether it is a leader."),
        ("score", "Score."),
        ("size_share", "Share of the community's size."),
        ("strength_share", "Share of the tie weight inside."),
        ("betweenness", "Betweenness inside."),
        ("core", "Core number inside."),
        ("hub_share", "Share of the other members it is tied to."),
        ("share_…", "Share of each layer in the weight of its ties."),
        ("status", "Status."),
    ],
    references: &[
        Reference {
            text: "Brandes, U. (2001). A faster algorithm for betweenness centrality. Journal of Mathematical Sociology 25, 163–177",
            locator: "betweenness compared with networkx",
            doi: "10.1080/0022250X.2001.9990249",
            checked: true,
        },
        Reference {
            text: "Seidman, S. B. (1983). Network structure and minimum degree. Social Networks 5, 269–287",
            locator: "core number compared with networkx",
            doi: "10.1016/0378-8733(83)90028-X",
            checked: true,
        },
    ],
    run,
};

/// A member and what it leads by.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Position in the network.
    pub node: u32,
    /// Position of the community.
    pub community: u32,
    /// Whether it leads.
    pub leader: bool,
    /// Score; `None` where nobody leads.
    pub score: Option<f64>,
    /// Share of the size.
    pub size_share: Option<f64>,
    /// Share of the tie weight inside.
    pub strength_share: Option<f64>,
    /// Betweenness inside.
    pub betweenness: f64,
    /// Core number inside.
    pub core: usize,
    /// Share of the other members it is tied to.
    pub hub_share: Option<f64>,
    /// Share of each layer in its ties.
    pub layers: Vec<Option<f64>>,
}

/// The members of all communities, community by community.
pub fn leaders(network: &Network, membership: &Membership, threshold: f64, least: usize) -> Vec<Member> {
    let n = network.len();
    let mut by_layer = vec![0.0; n * network.layers.len()];
    let width = network.layers.len();
    for (s, ties) in network.ties.iter().enumerate() {
        for &(a, b, w) in ties {
            by_layer[a as usize * width + s] += w;
            by_layer[b as usize * width + s] += w;
        }
    }
    let parts = membership.parts(&network.graph());
    let one = |(c, part): (usize, &super::membership::Part)| {
        let m = part.nodes.len();
        let inner: Vec<f64> = (0..m).map(|i| part.graph.weights(i).iter().sum()).collect();
        let sizes: Vec<Option<f64>> = part.nodes.iter().map(|&i| network.sizes[i as usize]).collect();
        let everyone: Vec<u32> = (0..m as u32).collect();
        let score = scores(&everyone, &inner, &sizes);
        let top = score.iter().copied().fold(0.0, f64::max);
        let led = m >= least && top > 0.0;
        let (between, core) = (betweenness(&part.graph), core_numbers(&part.graph));
        let size: f64 = sizes.iter().flatten().sum();
        let weight: f64 = inner.iter().sum();
        let share = |x: f64, all: f64| (all > 0.0).then(|| x / all);
        let member = |i: usize| {
            let node = part.nodes[i] as usize;
            let own = &by_layer[node * width..(node + 1) * width];
            let all: f64 = own.iter().sum();
            Member {
                node: node as u32,
                community: c as u32,
                leader: led && score[i] >= threshold * top && score[i] > 0.0,
                score: led.then_some(score[i]),
                size_share: sizes[i].and_then(|s| share(s, size)),
                strength_share: share(inner[i], weight),
                betweenness: between[i],
                core: core[i],
                hub_share: (m > 1).then(|| part.graph.degree(i) as f64 / (m - 1) as f64),
                layers: own.iter().map(|&w| share(w, all)).collect(),
            }
        };
        (0..m).map(member).collect::<Vec<_>>()
    };
    parts.par_iter().enumerate().flat_map(one).collect()
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let network = Network::read(inputs, options)?;
    let membership = Membership::read(inputs, &network)?;
    let threshold = options.real("threshold").unwrap_or(0.5);
    let rows = leaders(&network, &membership, threshold, options.integer("least-members") as usize);
    let (mut node, mut community, mut status) = (TextColumn::new(), TextColumn::new(), TextColumn::new());
    for r in &rows {
        node.push(Some(&network.ids[r.node as usize]));
        community.push(Some(&membership.names[r.community as usize]));
        let word = if r.score.is_some() { Status::Observed } else { Status::Undefined(Reason::TooFew) };
        status.push(Some(&word.as_str()));
    }
    let real = |f: &dyn Fn(&Member) -> Option<f64>| Column::Real(rows.iter().map(f).collect());
    let mut table = Table::new()
        .with("node", Column::Text(node))
        .with("community", Column::Text(community))
        .with("leader", Column::Boolean(rows.iter().map(|r| Some(r.leader)).collect()))
        .with("score", real(&|r| r.score))
        .with("size_share", real(&|r| r.size_share))
        .with("strength_share", real(&|r| r.strength_share))
        .with("betweenness", real(&|r| Some(r.betweenness)))
        .with("core", Column::Integer(rows.iter().map(|r| Some(r.core as i64)).collect()))
        .with("hub_share", real(&|r| r.hub_share));
    for (s, layer) in network.layers.iter().enumerate() {
        table.push(format!("share_{layer}"), real(&|r| r.layers[s]));
    }
    let table = table.with("status", Column::Text(status));
    let count = rows.iter().filter(|r| r.leader).count();
    let mut output = Output::new(table).variant("size and ties").figure("leaders", count);
    output.warnings = network.warnings;
    Ok(output)
}
