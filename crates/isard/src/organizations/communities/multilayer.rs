//! Multilayer modularity (Mucha et al. 2010), its distance null model (Expert
//! et al. 2011), and the graphs on which they are optimised.

use super::super::network::Tie;
use crate::networks::graph::Graph;
use crate::networks::leiden::{Modularity, leiden};
use crate::registry::MethodError;
use crate::space::sphere::apart_km;
use rayon::prelude::*;

/// One graph on which communities are sought: nodes are organisations, or
/// copies of organisations, one a layer (`layer · n + organisation`).
pub struct Problem {
    /// Ties, or ties less what the null model expects.
    pub graph: Graph,
    /// Scaled strengths, `width` a node.
    pub figures: Vec<f64>,
    /// Figures a node.
    pub width: usize,
}

/// Ties with the weights of their layers.
pub fn weighted(ties: &[Vec<Tie>], weights: &[f64]) -> Vec<Vec<Tie>> {
    let scaled = |(list, &w): (&Vec<Tie>, &f64)| match w {
        w if w > 0.0 => list.iter().map(|&(a, b, x)| (a, b, x * w)).collect(),
        _ => Vec::new(),
    };
    ties.iter().zip(weights).map(scaled).collect()
}

fn strengths(nodes: usize, ties: &[Tie]) -> (Vec<f64>, f64) {
    let mut k = vec![0.0; nodes];
    for &(a, b, w) in ties {
        k[a as usize] += w;
        k[b as usize] += w;
    }
    let total = k.iter().sum();
    (k, total)
}

/// The same community in all layers.
pub fn multiplex(nodes: usize, layers: &[Vec<Tie>], resolution: f64) -> Problem {
    let width = layers.len();
    let mut figures = vec![0.0; nodes * width];
    for (s, ties) in layers.iter().enumerate() {
        let (k, total) = strengths(nodes, ties);
        let factor = if total > 0.0 { (resolution / total).sqrt() } else { 0.0 };
        k.iter().enumerate().for_each(|(i, k)| figures[i * width + s] = k * factor);
    }
    Problem { graph: Graph::new(nodes, layers.iter().flatten().copied()), figures, width }
}

/// A copy of every organisation in every layer, copies tied with `coupling`.
pub fn coupled(nodes: usize, layers: &[Vec<Tie>], resolution: f64, coupling: f64) -> Problem {
    let width = layers.len();
    let at = |layer: usize, i: u32| (layer * nodes) as u32 + i;
    let mut figures = vec![0.0; nodes * width * width];
    for (s, ties) in layers.iter().enumerate() {
        let (k, total) = strengths(nodes, ties);
        let factor = if total > 0.0 { (resolution / total).sqrt() } else { 0.0 };
        k.iter().enumerate().for_each(|(i, k)| figures[(s * nodes + i) * width + s] = k * factor);
    }
    let inner = layers
        .iter()
        .enumerate()
        .flat_map(move |(s, ties)| ties.iter().map(move |&(a, b, w)| (at(s, a), at(s, b), w)));
    let between = (0..width)
        .flat_map(move |s| (0..s).map(move |r| (r, s)))
        .flat_map(move |(r, s)| (0..nodes as u32).map(move |i| (at(r, i), at(s, i), coupling)));
    let between = between.filter(move |_| coupling > 0.0);
    Problem { graph: Graph::new(nodes * width, inner.chain(between)), figures, width }
}

/// Most organisations for which the distance null model keeps all pairs.
pub const MOST_PAIRS: usize = 6000;

/// Expected weight of a pair by its distance: f(d) = Σ A_ij / Σ k_i k_j over
/// the pairs of a band of distances.
///
/// # Errors
/// A place is unknown, or there are too many organisations for all pairs.
pub fn deterrence(
    places: &[Option<[f64; 3]>],
    ties: &[Tie],
    band_km: f64,
) -> Result<impl Fn(usize, usize) -> f64 + use<>, MethodError> {
    let n = places.len();
    if n > MOST_PAIRS {
        return Err(MethodError::data_hint(
            format!(
                "the distance null model compares all pairs: {n} organisations are more than {MOST_PAIRS}"
            ),
            "use null=configuration with a radius-km, or choose a territory",
        ));
    }
    let points: Vec<[f64; 3]> = places.iter().flatten().copied().collect();
    if points.len() < n {
        return Err(MethodError::data_hint(
            format!(
                "{} organisations have no place, and the distance null model needs all",
                n - points.len()
            ),
            "add lon and lat, or use null=configuration",
        ));
    }
    let band = move |a: [f64; 3], b: [f64; 3]| (apart_km(a, b) / band_km) as usize;
    let (k, _) = strengths(n, ties);
    let mut observed: Vec<f64> = Vec::new();
    let mut possible: Vec<f64> = Vec::new();
    let room = |v: &mut Vec<f64>, b: usize| v.resize(v.len().max(b + 1), 0.0);
    for i in 0..n {
        for j in 0..i {
            let b = band(points[i], points[j]);
            room(&mut possible, b);
            possible[b] += k[i] * k[j];
        }
    }
    for &(i, j, w) in ties.iter().filter(|t| t.0 != t.1) {
        let b = band(points[i as usize], points[j as usize]);
        room(&mut observed, b);
        observed[b] += w;
    }
    room(&mut observed, possible.len().saturating_sub(1));
    let rate: Vec<f64> =
        possible.iter().zip(&observed).map(|(p, o)| if *p > 0.0 { o / p } else { 0.0 }).collect();
    Ok(move |i: usize, j: usize| k[i] * k[j] * rate[band(points[i], points[j])])
}

/// All pairs: weight less γ times what the distance lets expect.
pub fn spatial(
    places: &[Option<[f64; 3]>],
    layers: &[Vec<Tie>],
    resolution: f64,
    band_km: f64,
) -> Result<Problem, MethodError> {
    let n = places.len();
    let expected = layers.iter().map(|t| deterrence(places, t, band_km)).collect::<Result<Vec<_>, _>>()?;
    let mut pairs = vec![0.0; n * n.saturating_sub(1) / 2];
    let at = |i: usize, j: usize| i * (i - 1) / 2 + j;
    for i in 1..n {
        for j in 0..i {
            pairs[at(i, j)] = -resolution * expected.iter().map(|e| e(i, j)).sum::<f64>();
        }
    }
    let mut loops = Vec::new();
    for &(a, b, w) in layers.iter().flatten() {
        match a.cmp(&b) {
            std::cmp::Ordering::Equal => loops.push((a, b, w)),
            std::cmp::Ordering::Less => pairs[at(b as usize, a as usize)] += w,
            std::cmp::Ordering::Greater => pairs[at(a as usize, b as usize)] += w,
        }
    }
    let pairs = &pairs;
    let all = (1..n).flat_map(move |i| (0..i).map(move |j| (i as u32, j as u32, pairs[at(i, j)])));
    let graph = Graph::new(n, all.chain(loops.iter().copied()));
    Ok(Problem { graph, figures: Vec::new(), width: 0 })
}

/// Quality as the algorithm sees it, up to the factor 1/μ; to choose among starts.
fn worth(problem: &Problem, labels: &[u32]) -> f64 {
    let groups = labels.iter().max().map_or(0, |&m| m as usize + 1);
    let width = problem.width;
    let mut sums = vec![0.0; groups * width];
    let mut inner = 0.0;
    for (i, &l) in labels.iter().enumerate() {
        inner += problem.graph.own(i);
        inner += problem.graph.row(i).filter(|t| labels[t.0] == l).map(|t| t.1).sum::<f64>() / 2.0;
        (0..width).for_each(|w| sums[l as usize * width + w] += problem.figures[i * width + w]);
    }
    inner - sums.iter().map(|k| k * k).sum::<f64>() / 2.0
}

/// The best of several starts; equal ones by the lower number of the start.
pub fn optimise(problem: &Problem, seed: u64, starts: usize, passes: usize) -> Vec<u32> {
    let single: Vec<u32> = (0..problem.graph.len() as u32).collect();
    let one = |start: usize| {
        let gain = Modularity { layers: problem.width };
        let labels = leiden(&problem.graph, &problem.figures, &gain, &single, seed, start as u64, passes);
        (worth(problem, &labels), labels)
    };
    let found: Vec<_> = (0..starts.max(1)).into_par_iter().map(one).collect();
    let best = found.into_iter().reduce(|best, next| if next.0 > best.0 + 1e-12 { next } else { best });
    best.map_or(single.clone(), |b| b.1)
}

/// Multilayer modularity straight from its definition over the ties.
///
/// # Formula
/// Q = (1/2μ) Σ_ijsr [(A_ijs − γ k_is k_js / 2m_s) δ_sr + δ_ij ω (1 − δ_sr)] δ(g_is, g_jr),
/// 2μ = Σ_s 2m_s + ω n S(S − 1). With one label an organisation the coupling is left out.
///
/// # Undefined cases
/// `None` without any tie.
pub fn quality(
    nodes: usize,
    layers: &[Vec<Tie>],
    labels: impl Fn(usize, usize) -> u32,
    resolution: f64,
    coupling: Option<f64>,
) -> Option<f64> {
    let (mut value, mut all) = (0.0, 0.0);
    for (s, ties) in layers.iter().enumerate() {
        let (k, total) = strengths(nodes, ties);
        if total <= 0.0 {
            continue;
        }
        all += total;
        let inner = ties.iter().filter(|t| labels(s, t.0 as usize) == labels(s, t.1 as usize));
        value += 2.0 * inner.map(|t| t.2).sum::<f64>();
        let mut of = std::collections::BTreeMap::<u32, f64>::new();
        (0..nodes).for_each(|i| *of.entry(labels(s, i)).or_default() += k[i]);
        value -= resolution * of.values().map(|k| k * k).sum::<f64>() / total;
    }
    if let Some(coupling) = coupling {
        for s in 0..layers.len() {
            for r in (0..layers.len()).filter(|&r| r != s) {
                all += coupling * nodes as f64;
                value += coupling * (0..nodes).filter(|&i| labels(s, i) == labels(r, i)).count() as f64;
            }
        }
    }
    (all > 0.0).then(|| value / all)
}
