//! Our side of the kernel benchmarks: `xtask bench KERNEL FILE COLUMNS …` prints one JSON line.
//! Files hold 64-bit little-endian numbers row by row; reading them is not timed.

mod disclosure;

use isard::clusters::location_quotient::dense_into;
use isard::clusters::slab::{Measured, Slab};
use isard::clusters::stars::{self, Rule};
use isard::clusters::{entropy, gini_quotients, hachman, herfindahl, krugman};
use isard::inference::permutation::{Alternative, Plan};
use isard::linalg::Matrix;
use isard::organizations::Network;
use isard::organizations::communities::multilayer::{multiplex, optimise, quality};
use isard::organizations::communities::{Model, Settings, find};
use isard::organizations::network::Tie;
use isard::space::Weights;
use isard::space::floor::Floor;
use isard::space::graph::Contiguity;
use isard::space::group_check::check;
use isard::space::local_moran::local_moran;
use isard::space::max_p::{MaxPOptions, max_p};
use isard::space::skater::skater;
use isard::space::ward_contiguous::{groups, ward_contiguous};
use isard::typology::k_means::k_means;
use isard::typology::linkage::{Linkage, tree};
use isard::typology::validity::{mean_silhouette, silhouettes, within_ss};
use serde_json::{Value, json};
use std::error::Error;
use std::time::{Duration, Instant};

/// Runs one kernel.
pub(crate) fn run(args: &[String]) -> Result<(), Box<dyn Error>> {
    let usage = "usage: bench k-means FILE COLUMNS K STARTS | ward FILE COLUMNS | silhouette FILE COLUMNS LABELS | \
         skater FILE COLUMNS LINKS K | ward-contiguous FILE COLUMNS LINKS K | \
         max-p FILE COLUMNS LINKS VALUES FLOOR STARTS | local-moran FILE 1 LINKS DRAWS STOP | \
         cluster-indices FILE INDUSTRIES REGIONS | leiden FILE NODES LAYERS PASSES | \
         communities FILE NODES LAYERS modularity|block-model | \
         disclosure GROUPS REGIONS SECTORS INDUSTRIES YEARS SHARE";
    if let Some(("disclosure", rest)) = args.split_first().map(|(k, rest)| (k.as_str(), rest)) {
        let (seconds, answer) = disclosure::run(rest)?;
        report(seconds, &answer);
        return Ok(());
    }
    let [kernel, file, columns, rest @ ..] = args else { return Err(usage.into()) };
    if kernel == "leiden" {
        return leiden(file, columns.parse()?, rest);
    }
    if kernel == "communities" {
        return communities(file, columns.parse()?, rest);
    }
    let data = points(file, columns.parse()?)?;
    let (seconds, answer) = match (kernel.as_str(), rest) {
        ("k-means", [k, starts]) => {
            let (k, starts) = (k.parse()?, starts.parse()?);
            let begin = Instant::now();
            let fit = k_means(&data, k, starts, 1)?;
            (begin.elapsed(), json!({ "sum_of_squares": fit.total_within_ss }))
        }
        ("ward", []) => {
            let begin = Instant::now();
            let tree = tree(&data, Linkage::WardD2)?;
            let seconds = begin.elapsed();
            let heights: f64 = tree.merges.iter().map(|m| m.height).sum();
            (seconds, json!({ "heights": heights, "last": tree.merges.last().map(|m| m.height) }))
        }
        ("silhouette", [labels]) => {
            let bytes = std::fs::read(labels)?;
            let labels: Vec<usize> =
                bytes.as_chunks::<4>().0.iter().map(|c| u32::from_le_bytes(*c) as usize).collect();
            let begin = Instant::now();
            let widths = silhouettes(&data, &[&labels]).swap_remove(0);
            (begin.elapsed(), json!({ "mean": mean_silhouette(&widths) }))
        }
        ("skater", [links, k]) => {
            let (graph, k) = (graph(links, data.rows())?, k.parse()?);
            let begin = Instant::now();
            let labels = skater(&data, &graph, k, None)?;
            (begin.elapsed(), explained(&data, &graph, &labels, None)?)
        }
        ("ward-contiguous", [links, k]) => {
            let (graph, k) = (graph(links, data.rows())?, k.parse()?);
            let begin = Instant::now();
            let labels = groups(&ward_contiguous(&data, &graph), k)?;
            (begin.elapsed(), explained(&data, &graph, &labels, None)?)
        }
        ("max-p", [links, values, floor, starts]) => {
            let graph = graph(links, data.rows())?;
            let floor = Floor::new(points(values, 1)?.as_slice().to_vec(), floor.parse()?)?;
            let options = MaxPOptions { starts: starts.parse()?, ..MaxPOptions::default() };
            let begin = Instant::now();
            let fit = max_p(&data, &graph, &floor, &options)?;
            (begin.elapsed(), explained(&data, &graph, &fit.labels, Some(&floor))?)
        }
        ("local-moran", [links, draws, stop]) => {
            let weights = neighbors(links, data.rows())?.row_standardized();
            let values: Vec<f64> = (0..data.rows()).map(|i| data.row(i)[0]).collect();
            let stop: u64 = stop.parse()?;
            let plan = Plan {
                draws: draws.parse()?,
                seed: 1,
                alternative: Alternative::Directed,
                stop_after: (stop > 0).then_some(stop),
            };
            let begin = Instant::now();
            let found = local_moran(&weights, &values, &values, &plan);
            let seconds = begin.elapsed();
            let sum: f64 = found.iter().filter_map(|l| l.value.ok()).sum();
            let significant = found.iter().filter(|l| l.p.is_some_and(|p| p <= 0.05)).count();
            let made: u64 = found.iter().map(|l| l.counts.draws).sum();
            (seconds, json!({ "sum": sum, "significant": significant, "draws": made }))
        }
        ("cluster-indices", [regions]) => {
            let (regions, industries) = (regions.parse()?, data.row(0).len());
            let begin = Instant::now();
            let answer = cluster_indices(data.as_slice(), regions, industries);
            (begin.elapsed(), answer)
        }
        _ => return Err(usage.into()),
    };
    report(seconds, &answer);
    Ok(())
}

fn report(seconds: Duration, answer: &Value) {
    println!(
        "{}",
        json!({ "seconds": seconds.as_secs_f64(), "answer": answer, "memory_mib": peak_memory() })
    );
}

/// Ties by layer from a file: two ends and a layer in 32-bit numbers, and a
/// 32-bit weight.
fn ties(file: &str, layers: usize) -> Result<Vec<Vec<Tie>>, Box<dyn Error>> {
    let mut ties: Vec<Vec<Tie>> = vec![Vec::new(); layers];
    for tie in std::fs::read(file)?.as_chunks::<16>().0 {
        let part = |at: usize| [tie[at], tie[at + 1], tie[at + 2], tie[at + 3]];
        let (a, b, layer) =
            (u32::from_le_bytes(part(0)), u32::from_le_bytes(part(4)), u32::from_le_bytes(part(8)));
        ties[layer as usize].push((a, b, f64::from(f32::from_le_bytes(part(12)))));
    }
    Ok(ties)
}

/// The whole search for communities with its defaults, over ties alone.
fn communities(file: &str, nodes: usize, rest: &[String]) -> Result<(), Box<dyn Error>> {
    let [layers, model] = rest else { return Err("communities FILE NODES LAYERS MODEL".into()) };
    let ties = ties(file, layers.parse()?)?;
    let network = Network {
        ids: (0..nodes).map(|i| format!("{i:08}")).collect(),
        roles: vec![String::new(); nodes],
        sizes: vec![None; nodes],
        places: vec![None; nodes],
        regions: vec![None; nodes],
        industries: vec![None; nodes],
        parents: vec![None; nodes],
        layers: (0..ties.len()).map(|l| l.to_string()).collect(),
        ties,
        warnings: Vec::new(),
    };
    let model = if model == "block-model" { Model::BlockModel } else { Model::Modularity };
    let settings = Settings { model, ..Settings::new(network.layers.len()) };
    let begin = Instant::now();
    let found = find(&network, &settings, None)?;
    report(begin.elapsed(), &json!({ "quality": found.quality, "communities": found.count }));
    Ok(())
}

/// Multilayer modularity over a file of ties. Building the graph is timed, reading is not.
fn leiden(file: &str, nodes: usize, rest: &[String]) -> Result<(), Box<dyn Error>> {
    let [layers, passes] = rest else { return Err("leiden FILE NODES LAYERS PASSES".into()) };
    let ties = ties(file, layers.parse()?)?;
    let begin = Instant::now();
    let problem = multiplex(nodes, &ties, 1.0);
    let labels = optimise(&problem, 1, 1, passes.parse()?);
    let seconds = begin.elapsed();
    let found = quality(nodes, &ties, |_, i| labels[i], 1.0, None);
    let communities = labels.iter().max().map_or(0, |m| m + 1);
    report(seconds, &json!({ "quality": found, "communities": communities }));
    Ok(())
}

/// Sums of all indices over all years of a panel by year, region, industry.
fn cluster_indices(values: &[f64], regions: usize, industries: usize) -> Value {
    let names = [
        "lq",
        "krugman",
        "hachman",
        "herfindahl",
        "entropy",
        "gini",
        "gini of industries",
        "hoover",
        "stars",
    ];
    let mut sums = [0.0; 9];
    let mut quotients = vec![0.0; regions * industries];
    let add = |values: Vec<Measured>| values.iter().filter_map(|v| v.ok()).sum::<f64>();
    for year in values.chunks_exact(regions * industries) {
        dense_into(year, regions, industries, &mut quotients);
        sums[0] += quotients.iter().sum::<f64>();
        let slab = Slab::new(year.to_vec(), regions, industries);
        sums[1] += add(krugman::of_slab(&slab, krugman::Variant::National));
        sums[2] += add(hachman::of_slab(&slab));
        sums[3] += add(herfindahl::of_slab(&slab, herfindahl::Variant::Index));
        sums[4] += add(entropy::of_slab(&slab, false));
        sums[5] += add(gini_quotients::of_slab(&slab, gini_quotients::Variant::Unweighted));
        let stars = stars::of_slab(&slab, &Rule::OBSERVATORY, None);
        sums[8] += stars.iter().filter_map(|s| s.count()).sum::<i64>() as f64;
        let turned = slab.transposed();
        sums[6] += add(gini_quotients::of_slab(&turned, gini_quotients::Variant::Unweighted));
        sums[7] += add(krugman::of_slab(&turned, krugman::Variant::Half));
    }
    names.iter().zip(sums).map(|(name, sum)| (name.to_string(), json!(sum))).collect()
}

fn points(file: &str, columns: usize) -> Result<Matrix, Box<dyn Error>> {
    let values: Vec<f64> =
        std::fs::read(file)?.as_chunks::<8>().0.iter().map(|c| f64::from_le_bytes(*c)).collect();
    Ok(Matrix::from_vec(values.len() / columns, columns, values))
}

/// Neighbours from pairs of 32-bit little-endian region numbers.
fn graph(file: &str, regions: usize) -> Result<Contiguity, Box<dyn Error>> {
    let bytes = std::fs::read(file)?;
    let ends: Vec<u32> = bytes.as_chunks::<4>().0.iter().map(|c| u32::from_le_bytes(*c)).collect();
    Ok(Contiguity::of_links(regions, ends.as_chunks::<2>().0.iter().map(|&[i, j]| (i, j))))
}

/// Number of groups, checked, and the share of the sum of squares between them.
fn explained(
    data: &Matrix,
    graph: &Contiguity,
    labels: &[usize],
    floor: Option<&Floor>,
) -> Result<Value, Box<dyn Error>> {
    let groups = labels.iter().max().map_or(0, |m| m + 1);
    check(graph, labels, groups, floor)?;
    let share = 1.0 - within_ss(data, labels) / within_ss(data, &vec![0; labels.len()]);
    Ok(json!({ "groups": groups, "explained": share }))
}

/// Weights of a file of pairs of 32-bit positions, each link 1.
fn neighbors(file: &str, regions: usize) -> Result<Weights, Box<dyn Error>> {
    let bytes = std::fs::read(file)?;
    let pairs = bytes.as_chunks::<8>().0.iter();
    let half = |p: &[u8; 8], at: usize| u32::from_le_bytes([p[at], p[at + 1], p[at + 2], p[at + 3]]);
    let links = pairs.map(|p| (half(p, 0), half(p, 4), 1.0)).collect();
    Ok(Weights::new((0..regions).map(|i| format!("{i:06}")).collect(), links)?)
}

/// Peak resident memory in MiB, where the system tells it.
fn peak_memory() -> Value {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM"));
    let kib = line.and_then(|l| l.split_whitespace().nth(1)).and_then(|v| v.parse::<f64>().ok());
    kib.map_or(Value::Null, |k| json!(k / 1024.0))
}
