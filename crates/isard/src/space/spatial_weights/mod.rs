//! The method `spatial-weights`: who is a neighbour of whom.

mod build;
mod distances;
mod places;
mod tree;

pub use build::{
    Kernel, adaptive_kernel, distance_band, fixed_kernel, inverse_distance, k_nearest, reach_of_all,
};
pub use distances::{Distances, PlaceTree};
pub use places::Places;

use super::Weights;
use super::values::{ISLANDS, Islands, Style};
use super::weights::WEIGHTS;
use crate::model::{Reason, Status, table_of};
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "spatial-weights",
    question: "space",
    title: "Spatial weights",
    summary: "Who is a neighbour of whom, and how much: by distance or travel time; borders are taken from the boundaries of a study in a run.",
    formula: "k-nearest: the k nearest regions, weight 1, at equal distance the lower key. distance-band: all up to radius-km, weight 1. \
              inverse-distance: d^−power up to radius-km. kernel: K(d/h) for d ≤ h; triangular 1 − u, uniform 1, epanechnikov 1 − u², bisquare \
              (1 − u²)², gaussian exp(−u²/2); h fixed, or adaptive: the distance to the k-th nearest region; weights of zero are no links. given: the \
              input `weights`. Distances: great circle on a sphere of radius 6371.0088 km for lon and lat, straight for x and y, or as given.",
    undefined: "undefined:island: a region without neighbours; it stands in a row with an empty `to`. Refused: k not below the number of regions, \
                regions at the same place under inverse-distance.",
    complexity: "O(n log n) to build the tree of places, O(log n) a neighbour; O(n² log n) for a matrix.",
    inputs: &[places::POINTS, distances::MATRIX, InputSpec { optional: true, ..WEIGHTS }],
    options: &[
        OptionSpec::choice(
            "method",
            &["k-nearest", "distance-band", "inverse-distance", "kernel", "given"],
            "k-nearest",
            "How neighbours are found.",
        ),
        OptionSpec::integer("k", 1, 100_000, "6", "Number of nearest regions (k-nearest, kernel)."),
        OptionSpec::real(
            "radius-km",
            1e-9,
            1e15,
            "",
            "Farthest distance; in the unit of x and y or of the matrix where these are given. Without it: the least at which no region is alone \
             (distance-band), none (inverse-distance), the farthest k-th neighbour (kernel).",
        ),
        OptionSpec::real("power", 0.0, 100.0, "1", "Power of the distance (inverse-distance)."),
        OptionSpec::choice("kernel", Kernel::WORDS, "triangular", "Kernel."),
        OptionSpec::choice(
            "bandwidth",
            &["adaptive", "fixed"],
            "adaptive",
            "Bandwidth of the kernel: the distance to the k-th nearest region, or one for all.",
        ),
        OptionSpec::choice(
            "symmetric",
            &["no", "yes"],
            "no",
            "Whether a link in one direction makes one in the other, with the larger weight.",
        ),
        OptionSpec::choice(
            "style",
            &["given", "row", "binary"],
            "given",
            "Weights: given (as the method makes them), row (each row divided by its sum), binary (every link 1).",
        ),
        ISLANDS,
    ],
    output: &[
        ("from", "Region."),
        ("to", "Its neighbour; empty for a region without any."),
        ("weight", "Weight of the link."),
        ("status", "observed, or undefined:island."),
    ],
    references: &[Reference {
        text: "Anselin, L. & Rey, S. J. (2014). Modern Spatial Econometrics in Practice. GeoDa Press",
        locator: "",
        doi: "",
        checked: false,
    }],
    run,
};

crate::record! {
    /// A link between regions.
    pub struct LinkRow in "space"/"weights", key ["from", "to"] {
        /// Region.
        from: String [Kind::Key],
        /// Neighbour; empty for a region without any.
        to: Option<String> [Kind::Key],
        /// Weight.
        weight: Option<f64>,
        /// Status.
        status: Status,
    }
}

/// Rows of weights; a region without neighbours has one with an empty `to`.
pub fn rows(weights: &Weights) -> Vec<LinkRow> {
    let mut rows = Vec::with_capacity(weights.links());
    for (i, from) in weights.regions().iter().enumerate() {
        let link = |to: Option<usize>, weight| LinkRow {
            from: from.clone(),
            to: to.map(|j| weights.regions()[j].clone()),
            weight,
            status: if to.is_some() { Status::Observed } else { Status::Undefined(Reason::Island) },
        };
        if weights.neighbors(i).is_empty() {
            rows.push(link(None, None));
        }
        rows.extend(weights.row(i).map(|(j, w)| link(Some(j), Some(w))));
    }
    rows
}

/// Links each region without neighbours with the nearest region that stands in
/// both tables, both ways, at weight 1; the weights, and the new links in words.
///
/// # Errors
/// A region without neighbours that has no place.
pub fn attach(weights: &Weights, places: &Places) -> Result<(Weights, Vec<String>), MethodError> {
    let tree = places.tree();
    let of_place: Vec<Option<usize>> =
        places.keys().iter().map(|k| weights.regions().binary_search(k).ok()).collect();
    let mut links: Vec<(u32, u32, f64)> =
        (0..weights.len()).flat_map(|i| weights.row(i).map(move |(j, w)| (i as u32, j as u32, w))).collect();
    let mut named = Vec::new();
    for island in weights.islands() {
        let key = &weights.regions()[island];
        let Ok(at) = places.keys().binary_search(key) else {
            return Err(MethodError::data_hint(
                format!("`{key}` has no neighbour and no place in `points`"),
                "add its place, or set islands=keep or islands=drop",
            ));
        };
        let nearest = places.nearest_of(&tree, at, |j| of_place[j as usize].is_some());
        let Some(nearest) = nearest.and_then(|j| of_place[j as usize]) else { continue };
        links.push((island as u32, nearest as u32, 1.0));
        links.push((nearest as u32, island as u32, 1.0));
        named.push(format!("`{key}`–`{}`", weights.regions()[nearest]));
    }
    // Two islands may be each other's nearest.
    links.sort_unstable_by_key(|l| (l.0, l.1));
    links.dedup_by_key(|l| (l.0, l.1));
    Ok((Weights::new(weights.regions().to_vec(), links)?, named))
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let method = options.text("method");
    let k = options.integer("k") as usize;
    let mut assumptions = Vec::new();
    let mut weights = if method == "given" {
        Weights::read(inputs)?
    } else {
        let distances = Distances::read(inputs)?;
        let radius = options.real("radius-km");
        let or_reach = |k: usize, why: &str, assumptions: &mut Vec<String>| {
            radius.unwrap_or_else(|| {
                let found = reach_of_all(&distances, k);
                assumptions.push(format!("{why}: {found} {}", distances.unit()));
                found
            })
        };
        match method {
            "distance-band" => {
                let why = "radius, the least at which no region is alone";
                distance_band(&distances, or_reach(1, why, &mut assumptions))?
            }
            "inverse-distance" => {
                let power = options.real("power").unwrap_or(1.0);
                inverse_distance(&distances, radius.unwrap_or(f64::INFINITY), power)?
            }
            "kernel" => {
                let kernel = Kernel::from_word(options.text("kernel"));
                if options.text("bandwidth") == "fixed" {
                    let why = "bandwidth, the distance of the farthest k-th neighbour";
                    fixed_kernel(&distances, kernel, or_reach(k, why, &mut assumptions))?
                } else {
                    adaptive_kernel(&distances, kernel, k)?
                }
            }
            _ => k_nearest(&distances, k)?,
        }
    };
    if options.text("symmetric") == "yes" {
        weights = weights.symmetric();
    }
    let mut warnings = Vec::new();
    match Islands::from_options(options) {
        Islands::Attach if !weights.islands().is_empty() => {
            let (attached, links) = attach(&weights, &Places::read(inputs)?)?;
            warnings.push(format!(
                "regions without neighbours were linked with the nearest: {}",
                links.join(", ")
            ));
            weights = attached;
        }
        Islands::Drop => {
            let kept: Vec<String> = (0..weights.len())
                .filter(|&i| !weights.neighbors(i).is_empty())
                .map(|i| weights.regions()[i].clone())
                .collect();
            if kept.len() < weights.len() {
                warnings
                    .push(format!("{} regions without neighbours were left out", weights.len() - kept.len()));
            }
            weights = weights.among(&kept);
        }
        _ => {}
    }
    let weights = match options.text("style") {
        "row" => Style::Row.of(&weights),
        "binary" => Style::Binary.of(&weights),
        _ => weights,
    };
    let components = weights.components().into_iter().max().map_or(0, |c| c + 1);
    let islands = weights.islands().len();
    if islands > 0 {
        warnings.push(format!("{islands} regions have no neighbour"));
    }
    let mut output = Output::new(table_of(&rows(&weights)))
        .variant(method)
        .figure("regions", weights.len())
        .figure("links", weights.links())
        .figure("islands", islands)
        .figure("components", components);
    (output.warnings, output.assumptions) = (warnings, assumptions);
    Ok(output)
}
