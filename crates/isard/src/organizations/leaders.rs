//! The method `leaders`: who leads a community, and by what.

use super::communities::territory::{LEAST, may_lead, scores};
use super::membership::{COMMUNITIES, Membership};
use super::network::{EDGES, NODES, Network, POLICIES};
use super::standing_out::standing_out;
use crate::inference::false_discovery::{Adjustment, q_values};
use crate::model::{Column, Reason, Status, Table, TextColumn};
use crate::networks::structure::{betweenness, core_numbers};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use rayon::prelude::*;

const OWN: [OptionSpec; 3] = [
    OptionSpec::real(
        "false-discovery",
        0.0,
        1.0,
        "0.1",
        "Most of the communities said to be led that may be so by chance, as a share (Benjamini & Hochberg); 1 takes the members above the widest drop untested.",
    ),
    OptionSpec::real(
        "most-leaders",
        0.0,
        1.0,
        "0.2",
        "Largest share of those who may lead that does; one may always.",
    ),
    OptionSpec::integer(
        "least-members",
        3,
        i64::MAX,
        "3",
        "Fewest members who may lead of a community that has leaders.",
    ),
];

/// Registry entry.
pub const METHOD: Method = Method {
    id: "leaders",
    question: "organizations",
    title: "Leaders of communities",
    summary: "For every member of a community its share of the size and of the ties inside, its betweenness, its core number, the share of members tied to it and the layers of its ties; leaders are those who stand out of it by size and ties together.",
    formula: "score = √(size/Σ size × w_in/Σ w_in) over the members of the community, w_in the weight of ties inside it, in all layers; without sizes w_in/Σ w_in; an unknown size counts as the smallest known. \
Who may lead: firms; all members where fewer than least-members firms have a score above 0. Leaders: those above the widest drop of ln score among the first \
most-leaders of those who may lead, in descending order, if the last of them stands out of those below: Grubbs' one-sided test, R = (ln score − mean)/s over it and the n − 1 below, t = R·√(n(n − 2)/((n − 1)² − nR²)), p = min(1, n·P(T > t)) with n − 2 degrees of freedom; \
sizes and strengths of ordinary members are so taken to be lognormal. A community is led if its p-value, adjusted over all communities, is at most false-discovery. First leader: the highest score of those who may lead. Hub share: members tied to it over the other members. Betweenness: share of the pairs of other members whose shortest ways inside, counted in ties, lead over it, estimated from 1,000 members spread evenly in communities of more than 5,000. Core number inside the community. \
share_LAYER: the layer's part of the weight of all its ties, inside and outside.",
    undefined: "Communities with fewer than least-members members who have a score above 0 have no leader and no score: undefined:too-few. Where nobody stands out, nobody leads; p is empty where scores do not drop. A score of 0 cannot lead. Shares of layers are empty without ties.",
    complexity: "O(min(n_c, 5,000)·m_c) a community for betweenness.",
    inputs: &[EDGES, NODES, COMMUNITIES],
    options: crate::options![OWN, POLICIES],
    output: &[
        ("node", "Organisation."),
        ("community", "Community."),
        ("leader", "Whether it is a leader."),
        ("p", "p-value of its community's leaders, not adjusted."),
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
            text: "Grubbs, F. E. (1969). Procedures for detecting outlying observations in samples. Technometrics 11, 1–21",
            locator: "table I: critical values at n = 3, 10, 20, 50",
            doi: "10.1080/00401706.1969.10490657",
            checked: true,
        },
        Reference {
            text: "Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B 57, 289–300",
            locator: "adjustment over communities",
            doi: "10.1111/j.2517-6161.1995.tb02031.x",
            checked: false,
        },
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

/// Who is said to lead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Most communities led by chance among those led, as a share.
    pub false_discovery: f64,
    /// Largest share of those who may lead that does.
    pub most: f64,
    /// Fewest members who may lead.
    pub least: usize,
}

impl Default for Rule {
    fn default() -> Self {
        Rule { false_discovery: 0.1, most: 0.2, least: LEAST }
    }
}

/// A member and what it leads by.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Position in the network.
    pub node: u32,
    /// Position of the community.
    pub community: u32,
    /// Whether it leads.
    pub leader: bool,
    /// Whether it is of those who may lead.
    pub may_lead: bool,
    /// p-value of its community's leaders; `None` where scores do not drop.
    pub p: Option<f64>,
    /// Score; `None` where nobody can lead.
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
pub fn leaders(network: &Network, membership: &Membership, rule: &Rule) -> Vec<Member> {
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
    let firms = network.firms();
    let one = |(c, part): (usize, &super::membership::Part)| {
        let m = part.nodes.len();
        let inner: Vec<f64> = (0..m).map(|i| part.graph.weights(i).iter().sum()).collect();
        let sizes: Vec<Option<f64>> = part.nodes.iter().map(|&i| network.sizes[i as usize]).collect();
        let everyone: Vec<u32> = (0..m as u32).collect();
        let score = scores(&everyone, &inner, &sizes);
        let candidates = may_lead(&part.nodes, &score, &firms, rule.least);
        let scored = candidates.iter().filter(|c| **c).count() >= rule.least;
        // Descending; equal ones by position.
        let mut order: Vec<usize> = (0..m).filter(|&i| candidates[i]).collect();
        order.sort_by(|&i, &j| score[j].total_cmp(&score[i]));
        let logs: Vec<f64> = order.iter().map(|&i| score[i].ln()).collect();
        let standing = standing_out(&logs, rule.most).filter(|_| scored);
        let mut above = vec![false; m];
        order[..standing.map_or(0, |s| s.count)].iter().for_each(|&i| above[i] = true);
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
                leader: above[i],
                may_lead: scored && candidates[i],
                p: standing.map(|s| s.p),
                score: scored.then_some(score[i]),
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
    let mut of: Vec<Vec<Member>> = parts.par_iter().enumerate().map(one).collect();
    let p: Vec<f64> = of.iter().map(|c| c.first().and_then(|m| m.p).unwrap_or(f64::NAN)).collect();
    for (members, q) in of.iter_mut().zip(q_values(&p, Adjustment::BenjaminiHochberg)) {
        let led = q <= rule.false_discovery;
        members.iter_mut().for_each(|m| m.leader &= led);
    }
    of.into_iter().flatten().collect()
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let network = Network::read(inputs, options)?;
    let membership = Membership::read(inputs, &network)?;
    let rule = Rule {
        false_discovery: options.real("false-discovery").unwrap_or(0.1),
        most: options.real("most-leaders").unwrap_or(0.2),
        least: options.integer("least-members") as usize,
    };
    let rows = leaders(&network, &membership, &rule);
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
        .with("p", real(&|r| r.p))
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
    let led: std::collections::BTreeSet<u32> =
        rows.iter().filter(|r| r.leader).map(|r| r.community).collect();
    let mut output = Output::new(table)
        .variant("size and ties, standing out")
        .figure("leaders", count)
        .figure("communities_led", led.len());
    output.warnings = network.warnings;
    Ok(output)
}
