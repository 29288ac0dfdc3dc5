//! Communities of a network under given settings: the one entry for the method
//! and for the workflow.

use super::super::network::{Network, Tie};
use super::block_model::{BlockModel, Fit, Layer};
use super::multilayer::{coupled, multiplex, optimise, quality, spatial, weighted};
use super::stability::{Stability, stability};
use super::territory::{Territory, constrain};
use super::travel::TravelTimes;
use crate::networks::graph::{connected_parts, renumber};
use crate::registry::MethodError;
use rayon::prelude::*;

/// How communities are sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Model {
    /// Multilayer modularity.
    Modularity,
    /// Degree-corrected block model of ties, layers and territory.
    BlockModel,
}

/// What the ties are compared with.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Null {
    /// Strengths alone.
    Configuration,
    /// Strengths and distance, in bands of so many kilometres.
    Distance(f64),
}

/// Settings of the search.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Model.
    pub model: Model,
    /// Null model of modularity.
    pub null: Null,
    /// Resolution γ.
    pub resolution: f64,
    /// Coupling ω; `None`: an organisation has the same community in all layers.
    pub coupling: Option<f64>,
    /// Weight of every layer.
    pub layer_weights: Vec<f64>,
    /// Largest distance of a member from the leader of its community.
    pub radius_km: Option<f64>,
    /// Longest way of a member to the leader of its community, minutes.
    pub travel_minutes: Option<f64>,
    /// Starts.
    pub starts: usize,
    /// Most passes of a start.
    pub passes: usize,
    /// Further runs for stability.
    pub runs: usize,
    /// Seed.
    pub seed: u64,
}

impl Settings {
    /// Defaults for a network of so many layers.
    pub fn new(layers: usize) -> Self {
        Settings {
            model: Model::BlockModel,
            null: Null::Configuration,
            resolution: 1.0,
            coupling: None,
            layer_weights: vec![1.0; layers],
            radius_km: None,
            travel_minutes: None,
            starts: 4,
            passes: 20,
            runs: 0,
            seed: 1,
        }
    }
}

impl Settings {
    /// What was sought, as a sentence.
    pub fn in_words(&self) -> String {
        let mut words = match (self.model, self.null, self.coupling) {
            (Model::BlockModel, ..) => {
                "communities are the likeliest partition of a degree-corrected block model of ties, layers and places"
                    .to_string()
            }
            (_, Null::Distance(_), _) => {
                "communities are found by modularity against strengths and distance".to_string()
            }
            (_, _, Some(coupling)) => format!(
                "communities are found by multilayer modularity with coupling {coupling}; an organisation belongs where most of its tie weight does"
            ),
            _ => "communities are found by modularity over all layers".to_string(),
        };
        if self.resolution != 1.0 {
            words += &format!(", at the resolution {}", self.resolution);
        }
        words
    }

    /// The territory, where there is one: `within 30 km and 45 minutes of the leader`.
    pub fn territory_in_words(&self) -> Option<String> {
        let far =
            [self.radius_km.map(|r| format!("{r} km")), self.travel_minutes.map(|m| format!("{m} minutes"))];
        let far: Vec<String> = far.into_iter().flatten().collect();
        (!far.is_empty()).then(|| format!("within {} of the leader", far.join(" and ")))
    }

    /// How many organisations the territory does not bind, as their place is not known.
    pub(crate) fn unbound(&self, network: &Network, times: Option<&TravelTimes>) -> Vec<String> {
        let unplaced = network.places.iter().filter(|p| p.is_none()).count();
        let by_radius = (self.radius_km.is_some() && unplaced > 0)
            .then(|| format!("{unplaced} organisations have no place: the radius does not bind them"));
        let unknown = times.filter(|_| self.travel_minutes.is_some()).map_or(0, TravelTimes::unknown);
        let by_time = (unknown > 0).then(|| {
            format!("{unknown} organisations lie in no place of `travel_times`: its limit does not bind them")
        });
        by_radius.into_iter().chain(by_time).collect()
    }

    fn has_territory(&self) -> bool {
        self.radius_km.is_some() || self.travel_minutes.is_some()
    }
}

/// Communities found.
#[derive(Debug, Clone, PartialEq)]
pub struct Communities {
    /// Community of every organisation, or of its copy in a layer
    /// (`layer · n + organisation`) where layers are coupled; from 0, by first appearance.
    pub labels: Vec<u32>,
    /// Whether labels stand by layer.
    pub by_layer: bool,
    /// Number of communities.
    pub count: usize,
    /// Multilayer modularity at the settings' resolution and coupling.
    pub quality: Option<f64>,
    /// Log-posterior and rates, with the block model.
    pub log_posterior: Option<f64>,
    /// Observed over expected tie weight inside and outside, by layer.
    pub rates: Vec<(f64, f64)>,
    /// Spread of members round their centres along one axis, km.
    pub spread_km: Option<f64>,
    /// Stability over seeds.
    pub stability: Option<Stability>,
}

/// Spread of a community to begin with where no radius is given, km.
const SPREAD_KM: f64 = 10.0;
/// Rounds of estimating the rates of the block model anew.
const ROUNDS: usize = 48;
/// Rounds after which only the likeliest start goes on.
const FIRST_ROUNDS: usize = 4;

/// Finds communities. Travel times are needed where the settings limit them.
///
/// # Errors
/// Settings that exclude each other, places or travel times that the settings need and that are unknown.
pub fn find(
    network: &Network,
    settings: &Settings,
    times: Option<&TravelTimes>,
) -> Result<Communities, MethodError> {
    let layers = weighted(&network.ties, &settings.layer_weights);
    check(network, settings, times)?;
    let places = network.on_sphere();
    let territory = Territory {
        places: &places,
        radius_km: settings.radius_km,
        travel: times.zip(settings.travel_minutes),
    };
    let (labels, fit) = once(network, settings, &layers, &territory, settings.seed)?;
    // Other runs have seeds of their own, far from the first.
    let runs = (0..settings.runs)
        .into_par_iter()
        .map(|r| once(network, settings, &layers, &territory, settings.seed ^ ((r as u64 + 1) << 32)))
        .collect::<Result<Vec<_>, _>>()?;
    let runs: Vec<Vec<u32>> = runs.into_iter().map(|r| r.0).collect();
    let n = network.len();
    let by_layer = settings.coupling.is_some();
    let of = |s: usize, i: usize| if by_layer { labels[s * n + i] } else { labels[i] };
    let quality = quality(n, &layers, of, settings.resolution, settings.coupling);
    Ok(Communities {
        by_layer,
        count: labels.iter().max().map_or(0, |&m| m as usize + 1),
        quality,
        log_posterior: fit.as_ref().map(|f| f.log_posterior),
        rates: fit
            .as_ref()
            .map_or(Vec::new(), |f| f.inside.iter().copied().zip(f.outside.iter().copied()).collect()),
        spread_km: fit.as_ref().filter(|_| places.iter().flatten().count() > 1).map(|f| f.spread_km),
        stability: stability(&labels, &runs),
        labels,
    })
}

fn check(network: &Network, settings: &Settings, times: Option<&TravelTimes>) -> Result<(), MethodError> {
    let refuse = |what: &str, hint: &str| Err(MethodError::data_hint(what, hint));
    if settings.coupling.is_some() {
        if settings.model == Model::BlockModel {
            return refuse(
                "coupling belongs to modularity: the block model gives one community for all layers",
                "set method=modularity, or leave coupling out",
            );
        }
        if settings.null != Null::Configuration || settings.has_territory() {
            return refuse(
                "coupled layers have no territory: one organisation may lie in several communities",
                "leave coupling out, or null=distance, radius-km and travel-minutes",
            );
        }
    }
    if settings.model == Model::BlockModel && settings.null != Null::Configuration {
        return refuse(
            "the distance null model belongs to modularity; the block model knows the territory itself",
            "set method=modularity, or null=configuration",
        );
    }
    if settings.radius_km.is_some() && network.places.iter().all(Option::is_none) {
        return refuse(
            "a radius needs places, and no organisation has one",
            "add lon and lat to the organisations, or leave radius-km out",
        );
    }
    if settings.travel_minutes.is_some() {
        match times {
            None => {
                return refuse(
                    "travel-minutes needs travel times",
                    "add the table `travel_times` with from, to and minutes, or leave travel-minutes out",
                );
            }
            Some(times) if times.unknown() == network.len() => {
                return refuse(
                    "`travel_times` names neither an organisation nor a region of one",
                    "let from and to be keys of organisations, or of the regions they lie in",
                );
            }
            Some(_) => {}
        }
    }
    Ok(())
}

fn once(
    network: &Network,
    settings: &Settings,
    layers: &[Vec<Tie>],
    territory: &Territory,
    seed: u64,
) -> Result<(Vec<u32>, Option<Fit>), MethodError> {
    let (n, places) = (network.len(), territory.places);
    let (mut labels, fit) = match (settings.model, settings.null) {
        (Model::BlockModel, _) => {
            let fit = block(settings, layers, places, seed);
            (fit.labels.clone(), Some(fit))
        }
        (_, Null::Distance(band)) => {
            let problem = spatial(places, layers, settings.resolution, band)?;
            (optimise(&problem, seed, settings.starts, settings.passes), None)
        }
        _ => {
            let problem = match settings.coupling {
                Some(coupling) => coupled(n, layers, settings.resolution, coupling),
                None => multiplex(n, layers, settings.resolution),
            };
            (optimise(&problem, seed, settings.starts, settings.passes), None)
        }
    };
    if settings.has_territory() || settings.null != Null::Configuration {
        let graph = crate::networks::Graph::new(n, layers.iter().flatten().copied());
        labels = if settings.has_territory() {
            constrain(&graph, &labels, territory, &network.sizes, &network.firms())
        } else {
            // The null model ties all pairs; communities hang together by ties.
            connected_parts(&graph, &labels)
        };
    }
    renumber(&mut labels);
    Ok((labels, fit))
}

/// Resolutions of the partitions from which the block model starts.
const RESOLUTIONS: [f64; 4] = [1.0, 2.0, 4.0, 8.0];
/// Most passes of these: the model moves on from them, so that they need not be the best.
const FIRST_PASSES: usize = 3;

/// The likeliest of the fits from partitions at several resolutions.
fn block(settings: &Settings, layers: &[Vec<Tie>], places: &[Option<[f64; 3]>], seed: u64) -> Fit {
    let n = places.len();
    let given: Vec<Layer> = layers.iter().map(|t| Layer::counts(n, t)).collect();
    let model = BlockModel {
        layers: &given,
        places,
        // Half the radius is the spread of a disc evenly filled.
        spread_km: settings.radius_km.map_or(SPREAD_KM, |r| (r / 2.0).max(0.001)),
    };
    let one = |start: usize| {
        let resolution = RESOLUTIONS[start % RESOLUTIONS.len()] * settings.resolution;
        let passes = settings.passes.min(FIRST_PASSES);
        let first = optimise(&multiplex(n, layers, resolution), seed ^ (start as u64) << 16, 1, passes);
        model.fit(&first, seed, start as u64, FIRST_ROUNDS)
    };
    let fits: Vec<Fit> = (0..settings.starts.max(1)).into_par_iter().map(one).collect();
    let best = fits.into_iter().reduce(|a, b| if b.log_posterior > a.log_posterior { b } else { a });
    let Some(best) = best else { return model.fit(&(0..n as u32).collect::<Vec<_>>(), seed, 0, ROUNDS) };
    let last = model.fit(&best.labels, seed, settings.starts as u64, ROUNDS);
    if last.log_posterior >= best.log_posterior { last } else { best }
}

/// The same with one community an organisation. Where layers are coupled an
/// organisation takes, of the communities of its copies, the one it has most
/// tie weight in (of equal ones the first); what does not hang together is
/// parted, so that every community is connected.
pub fn in_one_community(network: &Network, found: Communities) -> Communities {
    if !found.by_layer {
        return found;
    }
    let n = network.len();
    let mut inside = vec![0.0; found.labels.len()];
    for (s, ties) in network.ties.iter().enumerate() {
        for &(a, b, w) in ties {
            let (x, y) = (s * n + a as usize, s * n + b as usize);
            if found.labels[x] == found.labels[y] {
                inside[x] += w;
                inside[y] += w;
            }
        }
    }
    let copies = |i: usize| (0..network.layers.len()).map(move |s| s * n + i);
    let one = |i: usize| -> u32 {
        let mut weight: std::collections::BTreeMap<u32, f64> = std::collections::BTreeMap::new();
        copies(i).for_each(|x| *weight.entry(found.labels[x]).or_default() += inside[x]);
        let best = weight.into_iter().reduce(|a, b| if b.1 > a.1 { b } else { a });
        best.map_or(0, |b| b.0)
    };
    let labels: Vec<u32> = (0..n).map(one).collect();
    let mut labels = connected_parts(&network.graph(), &labels);
    renumber(&mut labels);
    // Of the copies' similarity, the mean is that of the organisation.
    let layers = network.layers.len().max(1) as f64;
    let stability = found.stability.map(|s| Stability {
        node: (0..n).map(|i| copies(i).map(|x| s.node[x]).sum::<f64>() / layers).collect(),
        ..s
    });
    Communities {
        count: labels.iter().max().map_or(0, |&m| m as usize + 1),
        labels,
        by_layer: false,
        stability,
        ..found
    }
}
