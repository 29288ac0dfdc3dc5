//! The method `communities`: organisations that hang together by ties, in all
//! layers and within a limited territory.

pub mod block_model;
pub mod multilayer;
mod search;
pub mod stability;
pub mod territory;
mod travel;

pub use travel::TravelTimes;

pub use search::{Communities, Model, Null, Settings, find, in_one_community};

use super::affiliations::{ALSO, belonging};
use super::network::{EDGES, NODES, Network, POLICIES};
use crate::model::{Column, Status, Table, TextColumn};
use crate::networks::Graph;
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use serde_json::json;
use travel::TRAVEL_TIMES;

/// Options of the search.
pub const OWN: [OptionSpec; 14] = [
    OptionSpec::choice(
        "method",
        &["modularity", "block-model"],
        "modularity",
        "modularity compares ties with what strengths (or strengths and distance) let expect; block-model is the likeliest partition given ties, layers and places together, and finds the number of communities by description length.",
    ),
    OptionSpec::choice(
        "null",
        &["configuration", "distance"],
        "configuration",
        "Null model of modularity. configuration expects ties by strengths. distance also expects more ties between near organisations and so removes proximity: it finds who belongs together in spite of distance, the opposite of a territory.",
    ),
    OptionSpec::real(
        "resolution",
        1e-9,
        1e6,
        "1",
        "Resolution γ: greater values give smaller communities. The block model multiplies the resolutions of its first partitions by it.",
    ),
    OptionSpec::text(
        "resolutions",
        "",
        "Comma list of further resolutions whose number of communities and quality are reported as a profile.",
    ),
    OptionSpec::real(
        "coupling",
        0.0,
        1e6,
        "",
        "Coupling ω between the copies of an organisation in two layers; not set, an organisation has one community in all layers.",
    ),
    OptionSpec::text(
        "layer-weights",
        "",
        "Weights of layers, such as production=1,commercial=0.5; others 1.",
    ),
    OptionSpec::real(
        "radius-km",
        1e-6,
        20_040.0,
        "",
        "Territory: every member lies within this distance of the leader of its community (the firm with the largest √(size share × share of the tie weight inside); any member where fewer than three are firms); what is not connected within it is split off.",
    ),
    OptionSpec::real(
        "travel-minutes",
        0.0,
        1e6,
        "",
        "Territory by travel time: no member is farther than this from the leader of its community by the table `travel_times`; it binds whom the table knows. Both limits hold where radius-km is set too.",
    ),
    OptionSpec::real(
        "band-km",
        1e-3,
        20_040.0,
        "5",
        "Width of the bands of distance in which the distance null model counts.",
    ),
    OptionSpec::integer("starts", 1, 10_000, "4", "Starts, the best of which counts."),
    OptionSpec::integer("passes", 1, 10_000, "20", "Most passes of the Leiden algorithm a start."),
    OptionSpec::integer(
        "stability-runs",
        0,
        10_000,
        "10",
        "Further runs with other seeds by which stability is measured; 0 leaves it out.",
    ),
    ALSO,
    OptionSpec::seed(),
];

/// Registry entry.
pub const METHOD: Method = Method {
    id: "communities",
    question: "organizations",
    title: "Communities of organisations",
    summary: "Groups of organisations with many ties among themselves, over one or several layers of ties, within a territory where asked, with their stability over seeds.",
    formula: "Modularity: Q = (1/2μ) Σ_ijsr [(A_ijs − γ k_is k_js/2m_s) δ_sr + δ_ij ω (1 − δ_sr)] δ(g_is, g_jr), 2μ = Σ_s 2m_s + ω n S(S − 1); without a \
coupling every organisation has one g. A loop counts twice in k and A. With null=distance k_i k_j/2m is replaced by k_i k_j f(d_ij), f(d) = Σ A_ij/Σ k_i k_j over the pairs i ≠ j of a band of \
distances. Maximised by the Leiden algorithm: queue of nodes to move, refinement by well-connected merges (the best one, not one at random), aggregation, until a pass changes nothing; every \
community is connected. Block model: weights of a layer are scaled to counts (Σw = Σw²); the count of a pair is Poisson with mean k_is k_js/2m_s times ρ_in,s inside and ρ_out,s between communities, the rates \
being estimated; places of a community are normal round a centre that is uniform over the territory, with a variance from an inverse gamma of shape 4 whose mean is the pooled variance; both are \
integrated out; the partition has the prior Π n_c!/(n!·nᴷ). Log-posterior maximised by the same algorithm, the rates and the variance estimated anew every two passes until at most one node in 10,000 moves; it starts from modularity's partitions at γ·(1, 2, 4, 8) after three passes, and after four rounds only the likeliest start goes on. Territory: members farther than the radius or the travel time from the leader go to the \
neighbouring community they are most tied to among those whose leader is near, else they are split off, until none is left. Stability: mean adjusted Rand index and normalised mutual information over pairs of runs; of a node, the mean Jaccard similarity \
of its community over the runs. Belonging b_ic = Σ_{j in c} A_ij / Σ_j A_ij, loops left out.",
    undefined: "Quality does not exist without ties. Organisations without ties are communities of their own, without belonging. Stability is empty with stability-runs=0. Ends that are not nodes, weights that are negative or no numbers, and places \
outside the Earth are refused or treated by the policy chosen; an identifier twice is refused.",
    complexity: "About O(m) a pass and O(n + m) memory; O(n²) with null=distance, which takes 6,000 organisations at most. Starts and runs in parallel.",
    inputs: &[EDGES, NODES, TRAVEL_TIMES],
    options: crate::options![OWN, POLICIES],
    output: &[
        ("node", "Organisation."),
        ("layer", "Layer, or `all` where an organisation has one community in all layers."),
        ("community", "Number of the community from 1, by first appearance in the order of identifiers."),
        ("main", "Whether it is the community of the partition; false for further ones with also-share."),
        ("belonging", "Share of the tie weight (of the layer) that leads to the community."),
        ("stability", "Mean Jaccard similarity of its community over runs with other seeds."),
        ("status", "Status."),
    ],
    references: &[
        Reference {
            text: "Traag, V. A., Waltman, L. & van Eck, N. J. (2019). From Louvain to Leiden: guaranteeing well-connected communities. Scientific Reports 9, 5233",
            locator: "the algorithm; quality compared with leidenalg",
            doi: "10.1038/s41598-019-41695-z",
            checked: true,
        },
        Reference {
            text: "Mucha, P. J., Richardson, T., Macon, K., Porter, M. A. & Onnela, J.-P. (2010). Community structure in time-dependent, multiscale, and multiplex networks. Science 328, 876–878",
            locator: "multilayer modularity",
            doi: "10.1126/science.1184819",
            checked: false,
        },
        Reference {
            text: "Expert, P., Evans, T. S., Blondel, V. D. & Lambiotte, R. (2011). Uncovering space-independent communities in spatial networks. PNAS 108, 7663–7668",
            locator: "distance null model",
            doi: "10.1073/pnas.1018962108",
            checked: false,
        },
        Reference {
            text: "Karrer, B. & Newman, M. E. J. (2011). Stochastic blockmodels and community structure in networks. Physical Review E 83, 016107",
            locator: "degree correction",
            doi: "10.1103/PhysRevE.83.016107",
            checked: false,
        },
    ],
    run,
};

/// Weights of layers from `name=weight` pairs.
fn layer_weights(options: &Options, layers: &[String]) -> Result<Vec<f64>, MethodError> {
    let mut weights = vec![1.0; layers.len()];
    for pair in options.list("layer-weights") {
        let bad = |expected: String| MethodError::BadOption {
            name: "layer-weights".into(),
            value: pair.into(),
            expected,
        };
        let (name, value) = pair.split_once('=').ok_or_else(|| bad("layer=weight".into()))?;
        let at = layers.iter().position(|l| l == name.trim());
        let at = at.ok_or_else(|| bad(format!("one of the layers {}", layers.join(", "))))?;
        let value: Option<f64> = value.trim().parse().ok().filter(|v: &f64| v.is_finite() && *v >= 0.0);
        weights[at] = value.ok_or_else(|| bad("a weight of 0 or more".into()))?;
    }
    if weights.iter().all(|w| *w == 0.0) {
        return Err(MethodError::data_hint(
            "all layers have the weight 0",
            "give one layer a weight above 0",
        ));
    }
    Ok(weights)
}

/// Settings by the options.
///
/// # Errors
/// A layer that the network does not have, a weight that is no number.
pub fn settings(options: &Options, network: &Network) -> Result<Settings, MethodError> {
    Ok(Settings {
        model: if options.text("method") == "block-model" { Model::BlockModel } else { Model::Modularity },
        null: match options.text("null") {
            "distance" => Null::Distance(options.real("band-km").unwrap_or(5.0)),
            _ => Null::Configuration,
        },
        resolution: options.real("resolution").unwrap_or(1.0),
        coupling: options.real("coupling"),
        layer_weights: layer_weights(options, &network.layers)?,
        radius_km: options.real("radius-km"),
        travel_minutes: options.real("travel-minutes"),
        starts: options.integer("starts") as usize,
        passes: options.integer("passes") as usize,
        runs: options.integer("stability-runs") as usize,
        seed: options.integer("seed") as u64,
    })
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let network = Network::read(inputs, options)?;
    let settings = settings(options, &network)?;
    let times = inputs.get(TRAVEL_TIMES.name).map(|t| TravelTimes::of_table(t, &network)).transpose()?;
    let found = find(&network, &settings, times.as_ref())?;
    let mut profile = Vec::new();
    for word in options.list("resolutions") {
        let bad = || MethodError::BadOption {
            name: "resolutions".into(),
            value: word.into(),
            expected: "numbers above 0".into(),
        };
        let resolution: f64 =
            word.parse().ok().filter(|v: &f64| v.is_finite() && *v > 0.0).ok_or_else(bad)?;
        let one = find(&network, &Settings { resolution, runs: 0, ..settings.clone() }, times.as_ref())?;
        profile.push(json!({ "resolution": resolution, "communities": one.count, "quality": one.quality }));
    }
    let table = member_table(&network, &found, options.real(ALSO.name));
    let mut sizes = vec![0usize; found.count];
    found.labels.iter().for_each(|&l| sizes[l as usize] += 1);
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes.truncate(1000);
    let mut output = Output::new(table)
        .variant(variant(&settings, found.by_layer))
        .figure("quality", json!(found.quality))
        .figure("communities", found.count)
        .figure("largest_communities", json!(sizes))
        .figure("isolated", network.isolated());
    if let Some(s) = &found.stability {
        output = output
            .figure("stability_adjusted_rand", s.adjusted_rand)
            .figure("stability_mutual_information", s.mutual_information);
    }
    if let Some(value) = found.log_posterior {
        output = output.figure("log_posterior", value).figure("spread_km", json!(found.spread_km));
        let rates: Vec<_> = network
            .layers
            .iter()
            .zip(&found.rates)
            .map(|(l, r)| json!({ "layer": l, "inside": r.0, "between": r.1 }))
            .collect();
        output = output.figure("rates", json!(rates));
    }
    if !profile.is_empty() {
        output = output.figure("resolution_profile", json!(profile));
    }
    output.warnings = network.warnings.clone();
    output.warnings.extend(settings.unbound(&network, times.as_ref()));
    if network.isolated() > 0 {
        output.warnings.push(format!(
            "{} organisations have no tie and are communities of their own",
            network.isolated()
        ));
    }
    Ok(output)
}

fn variant(settings: &Settings, by_layer: bool) -> String {
    let model = match (settings.model, settings.null) {
        (Model::BlockModel, _) => "block model of ties, layers and places".to_string(),
        (_, Null::Distance(band)) => format!("modularity against distance in bands of {band} km"),
        _ if by_layer => "multilayer modularity with coupled layers".to_string(),
        _ => "modularity over all layers".to_string(),
    };
    settings.territory_in_words().map_or(model.clone(), |territory| format!("{model}, {territory}"))
}

/// Members of communities, layer by layer; further communities below the main one.
fn member_table(network: &Network, found: &Communities, also: Option<f64>) -> Table {
    let n = network.len();
    let (mut node, mut layer, mut status) = (TextColumn::new(), TextColumn::new(), TextColumn::new());
    let (mut community, mut main, mut share, mut stable) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let layers: Vec<(&str, Graph)> = if found.by_layer {
        let graph = |ties: &Vec<_>| Graph::new(n, ties.iter().copied());
        network.layers.iter().map(String::as_str).zip(network.ties.iter().map(graph)).collect()
    } else {
        vec![("all", network.graph())]
    };
    for (s, (name, graph)) in layers.iter().enumerate() {
        let labels = &found.labels[s * n..(s + 1) * n];
        for (i, belongs) in belonging(graph, labels, also).iter().enumerate() {
            let own = (labels[i], belongs.own, true);
            let others = belongs.others.iter().map(|&(c, b)| (c, Some(b), false));
            for (c, b, is_main) in std::iter::once(own).chain(others) {
                node.push(Some(&network.ids[i]));
                layer.push(Some(name));
                community.push(Some(i64::from(c) + 1));
                main.push(Some(is_main));
                share.push(b);
                stable.push(found.stability.as_ref().filter(|_| is_main).map(|f| f.node[s * n + i]));
                status.push(Some(&Status::Observed.as_str()));
            }
        }
    }
    Table::new()
        .with("node", Column::Text(node))
        .with("layer", Column::Text(layer))
        .with("community", Column::Integer(community))
        .with("main", Column::Boolean(main))
        .with("belonging", Column::Real(share))
        .with("stability", Column::Real(stable))
        .with("status", Column::Text(status))
}
