//! The method `network-summary`: how the network and each community are built.

use super::leaders::{Rule, leaders};
use super::membership::{COMMUNITIES, Membership, Part};
use super::network::{EDGES, NODES, Network, POLICIES};
use crate::clusters::activity::Long;
use crate::model::{Reason, Status};
use crate::networks::Graph;
use crate::networks::structure::{assortativity, component_sizes, core_numbers, transitivity};
use crate::registry::{Inputs, Method, MethodError, Options, Output, Reference};
use crate::space::sphere::apart_km;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "network-summary",
    question: "organizations",
    title: "Structure of the network and its communities",
    summary: "Size, density inside and towards outside, components, cores, assortativity, clustering, layers, ties across regions, reach, and what is left without the first leader.",
    formula: "density_inside = tied pairs over n(n − 1)/2; density_outside = tied pairs of a member and one outside over n(N − n); mixing = weight of ties that leave over the members' tie weight; assortativity: correlation of degrees over the ends of ties; \
clustering: 3 × triangles over pairs of ties with a common node; core_max: largest core number, core_size: nodes that have it; layer_LAYER: its part of the weight inside; border_share: part of the members' tie weight that leads to another region; reach_km: greatest \
distance of a member from the first leader; without the first leader: component_without_leader = largest component left over the members left, flow_without_leader = tie weight left inside over the tie weight inside.",
    undefined: "Shares without a base: undefined:zero-base; assortativity of equal degrees: undefined:constant; clustering without pairs of ties and density of one member: undefined:too-few; resilience and reach of communities in which nobody can lead: undefined:too-few; border_share without regions, and reach_km without places: missing.",
    complexity: "O(n + m + Σ d²); betweenness for the leaders.",
    inputs: &[EDGES, NODES, COMMUNITIES],
    options: &POLICIES,
    output: &[
        ("community", "Community; `all` for the whole network."),
        ("name", "Measure."),
        ("value", "Value."),
        ("status", "Status."),
    ],
    references: &[
        Reference {
            text: "Newman, M. E. J. (2002). Assortative mixing in networks. Physical Review Letters 89, 208701",
            locator: "eq. 4; compared with networkx",
            doi: "10.1103/PhysRevLett.89.208701",
            checked: true,
        },
        Reference {
            text: "Batagelj, V. & Zaveršnik, M. (2003). An O(m) algorithm for cores decomposition of networks. arXiv cs/0310049",
            locator: "cores compared with networkx",
            doi: "",
            checked: true,
        },
    ],
    run,
};

/// A measure and its value, or why there is none.
pub type Measure = (String, Result<f64, Status>);

const ZERO: Status = Status::Undefined(Reason::ZeroBase);
const FEW: Status = Status::Undefined(Reason::TooFew);

fn share(part: f64, all: f64) -> Result<f64, Status> {
    if all > 0.0 { Ok(part / all) } else { Err(ZERO) }
}

fn structure(graph: &Graph) -> Vec<Measure> {
    let n = graph.len();
    let sizes = component_sizes(graph);
    let core = core_numbers(graph);
    let most = core.iter().copied().max().unwrap_or(0);
    let pairs = n as f64 * (n as f64 - 1.0) / 2.0;
    let isolated = (0..n).filter(|&i| graph.degree(i) == 0).count();
    vec![
        ("members".into(), Ok(n as f64)),
        ("ties".into(), Ok(graph.ties() as f64)),
        ("isolated".into(), Ok(isolated as f64)),
        ("density_inside".into(), if n > 1 { Ok(graph.ties() as f64 / pairs) } else { Err(FEW) }),
        ("components".into(), Ok(sizes.len() as f64)),
        ("largest_component".into(), share(sizes.first().map_or(0.0, |&s| s as f64), n as f64)),
        ("core_max".into(), Ok(most as f64)),
        ("core_size".into(), Ok(core.iter().filter(|&&c| c == most).count() as f64)),
        (
            "assortativity".into(),
            assortativity(graph).ok_or(if graph.ties() > 0 {
                Status::Undefined(Reason::Constant)
            } else {
                FEW
            }),
        ),
        ("clustering".into(), transitivity(graph).ok_or(FEW)),
    ]
}

/// Size of the largest component and tie weight left when one node is taken out.
fn without(part: &Part, out: usize) -> (f64, f64) {
    let ties = part.graph.pairs().filter(move |t| t.0 as usize != out && t.1 as usize != out);
    let left = Graph::new(part.graph.len(), ties);
    let largest = component_sizes(&left).first().copied().unwrap_or(0);
    (largest as f64, left.pairs().map(|t| t.2).sum())
}

/// Measures of one community.
fn community(
    network: &Network,
    membership: &Membership,
    part: &Part,
    graph: &Graph,
    c: u32,
    first: Option<u32>,
) -> Vec<Measure> {
    let mut rows = structure(&part.graph);
    let n = part.nodes.len() as f64;
    let (mut leaving, mut all, mut pairs, mut abroad, mut known) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for &i in &part.nodes {
        let i = i as usize;
        for (j, w) in graph.row(i) {
            all += w;
            if membership.of[j] != c {
                leaving += w;
                pairs += 1.0;
            }
            if let (Some(a), Some(b)) = (&network.regions[i], &network.regions[j]) {
                known += w;
                abroad += if a == b { 0.0 } else { w };
            }
        }
    }
    let possible = n * (graph.len() as f64 - n);
    rows.push(("density_outside".into(), share(pairs, possible)));
    rows.push(("mixing".into(), share(leaving, all)));
    let located = part.nodes.iter().any(|&i| network.regions[i as usize].is_some());
    rows.push(("border_share".into(), if located { share(abroad, known) } else { Err(Status::Missing) }));
    let inner: f64 = part.graph.pairs().map(|t| t.2).sum();
    let places = network.on_sphere();
    let seat = first.and_then(|l| places[l as usize]);
    let far = part.nodes.iter().filter_map(|&i| Some((seat?, places[i as usize]?)));
    let far = far.map(|(a, b)| apart_km(a, b));
    rows.push((
        "reach_km".into(),
        match (first, far.reduce(f64::max)) {
            (None, _) => Err(FEW),
            (_, None) => Err(Status::Missing),
            (_, Some(km)) => Ok(km),
        },
    ));
    let left = first.and_then(|l| part.nodes.binary_search(&l).ok()).map(|at| without(part, at));
    rows.push(("component_without_leader".into(), left.map_or(Err(FEW), |l| share(l.0, n - 1.0))));
    rows.push(("flow_without_leader".into(), left.map_or(Err(FEW), |l| share(l.1, inner))));
    rows
}

/// Measures of the whole network and of every community, in the order of the names.
pub fn summary(
    network: &Network,
    membership: &Membership,
    first: &[Option<u32>],
) -> Vec<(String, Vec<Measure>)> {
    let graph = network.graph();
    let mut layers = vec![vec![0.0; network.layers.len()]; membership.names.len() + 1];
    for (s, ties) in network.ties.iter().enumerate() {
        for &(a, b, w) in ties {
            let (x, y) = (membership.of[a as usize], membership.of[b as usize]);
            if x == y && x != u32::MAX {
                layers[x as usize][s] += w;
            }
            layers[membership.names.len()][s] += w;
        }
    }
    let layer_rows = |weights: &[f64]| {
        let all: f64 = weights.iter().sum();
        let named = network.layers.iter().zip(weights);
        named.map(|(l, w)| (format!("layer_{l}"), share(*w, all))).collect::<Vec<_>>()
    };
    let mut whole = structure(&graph);
    whole.extend(layer_rows(&layers[membership.names.len()]));
    let mut out = vec![("all".to_string(), whole)];
    for (c, part) in membership.parts(&graph).iter().enumerate() {
        let mut rows = community(network, membership, part, &graph, c as u32, first[c]);
        rows.extend(layer_rows(&layers[c]));
        out.push((membership.names[c].clone(), rows));
    }
    out
}

/// The first leader of each community: the highest score of those who may lead,
/// whether or not it stands out.
pub fn first_leaders(members: &[super::leaders::Member], communities: usize) -> Vec<Option<u32>> {
    let mut best: Vec<Option<(f64, u32)>> = vec![None; communities];
    for m in members.iter().filter(|m| m.may_lead) {
        let Some(score) = m.score else { continue };
        let slot = &mut best[m.community as usize];
        if slot.is_none_or(|b| score > b.0) {
            *slot = Some((score, m.node));
        }
    }
    best.into_iter().map(|b| b.map(|b| b.1)).collect()
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let network = Network::read(inputs, options)?;
    let given = inputs.get("communities").is_some();
    let membership = Membership::read(inputs, &network)?;
    let found = leaders(&network, &membership, &Rule::default());
    let first = first_leaders(&found, membership.names.len());
    let mut long = Long::new(&["community", "name"], false);
    for (at, (name, rows)) in summary(&network, &membership, &first).into_iter().enumerate() {
        // Without communities the one community is the network: once is enough.
        let keep = |m: &Measure| {
            given || at == 0 || m.0.ends_with("without_leader") || m.0 == "reach_km" || m.0 == "border_share"
        };
        for (measure, value) in rows.iter().filter(|m| keep(m)) {
            long.push(&[&name, measure], 0, *value);
        }
    }
    let mut output = Output::new(long.table()).variant("ties without direction, all layers together");
    output.warnings = network.warnings;
    Ok(output)
}
