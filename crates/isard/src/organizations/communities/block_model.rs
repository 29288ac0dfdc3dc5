//! Communities as the likeliest story of ties, layers and territory.
//!
//! A degree-corrected planted-partition model with layers: in layer s two
//! organisations are tied with the mean k_is·k_js/2m_s, times `inside` within
//! a community and `outside` between communities. Members of a community lie
//! round a common centre with the same spread in both directions; centre and
//! spread are integrated out (flat over the territory, inverse gamma). Sizes
//! have the partition prior of the minimum description length, so the number
//! of communities is found, not given. All of it is a sum over communities of
//! additive figures, so that the Leiden algorithm optimises it.

use crate::networks::graph::{Graph, renumber};
use crate::networks::leiden::{Gain, leiden};
use crate::space::sphere::EARTH_KM;
use std::collections::HashMap;

/// Ties of one layer, each pair once, and the strengths they give.
#[derive(Debug, Clone)]
pub struct Layer {
    /// Ties: positions of both ends and weight.
    pub ties: Vec<(u32, u32, f64)>,
    /// Strength of every node.
    pub strengths: Vec<f64>,
    /// Weight of all ties.
    pub total: f64,
}

impl Layer {
    /// The layer of these ties, weights turned into counts: scaled so that their
    /// sum over their squares' is 1, as many independent ties of weight 1 would carry.
    pub fn counts(nodes: usize, ties: &[(u32, u32, f64)]) -> Self {
        let (sum, squares) = ties.iter().fold((0.0, 0.0), |(s, q), t| (s + t.2, q + t.2 * t.2));
        let factor = if squares > 0.0 { sum / squares } else { 1.0 };
        Layer::new(nodes, ties.iter().map(|&(a, b, w)| (a, b, w * factor)).collect())
    }

    fn new(nodes: usize, ties: Vec<(u32, u32, f64)>) -> Self {
        let mut strengths = vec![0.0; nodes];
        let mut total = 0.0;
        for &(a, b, w) in &ties {
            strengths[a as usize] += w;
            strengths[b as usize] += w;
            total += w;
        }
        Layer { ties, strengths, total }
    }
}

/// What the model found.
#[derive(Debug, Clone)]
pub struct Fit {
    /// Community of every node, by first appearance.
    pub labels: Vec<u32>,
    /// Logarithm of the posterior up to a constant, in nats; greater is better.
    pub log_posterior: f64,
    /// Observed over expected tie weight inside communities, by layer.
    pub inside: Vec<f64>,
    /// The same between communities.
    pub outside: Vec<f64>,
    /// Standard distance of members from the centre along one axis, km.
    pub spread_km: f64,
    /// Rounds of estimating the rates anew.
    pub rounds: usize,
}

/// The data of the model.
pub struct BlockModel<'a> {
    /// Layers, weights as counts.
    pub layers: &'a [Layer],
    /// Places on the unit sphere; `None` where unknown.
    pub places: &'a [Option<[f64; 3]>],
    /// Spread at the start, km; re-estimated.
    pub spread_km: f64,
}

/// Figures of a node: members, members with a place, sum of places (3), sum of
/// squares; then the scaled strengths by layer.
const FIXED: usize = 6;

struct Posterior {
    layers: usize,
    /// Whether places count.
    spatial: bool,
    /// ln n! less the cost of a community.
    members: Vec<f64>,
    /// What n places add beside their scatter.
    places: Vec<f64>,
    scale: f64,
}

/// Passes between two estimates of the rates.
const PASSES: usize = 2;
/// Rates are found when no more than one node in so many has moved.
const SETTLED: usize = 10_000;
/// Shape of the prior of a community's variance: as good as six members.
const SHAPE: f64 = 4.0;

impl Posterior {
    fn new(nodes: usize, layers: usize, known: usize, variance: f64, area: f64) -> Self {
        let scale = (SHAPE - 1.0) * variance;
        let community = (nodes.max(2) as f64).ln();
        let members = (0..=nodes).map(|k| ln_gamma(k as f64 + 1.0) - community).collect();
        let place = |n: usize| {
            if n == 0 {
                return 0.0;
            }
            let n = n as f64;
            SHAPE * scale.ln() - ln_gamma(SHAPE) + ln_gamma(SHAPE + n - 1.0)
                - (n - 1.0) * std::f64::consts::TAU.ln()
                - n.ln()
                - area.ln()
        };
        let places = if known > 1 { (0..=known).map(place).collect() } else { Vec::new() };
        Posterior { layers, spatial: known > 1, members, places, scale }
    }

    fn spatial(&self, n: f64, s: [f64; 3], squares: f64) -> f64 {
        if n < 0.5 {
            return 0.0;
        }
        let about = (squares - (s[0] * s[0] + s[1] * s[1] + s[2] * s[2]) / n).max(0.0);
        self.places[n as usize] - (SHAPE + n - 1.0) * (self.scale + 0.5 * about).ln()
    }

    /// What a community adds to the posterior beside its ties and strengths.
    fn own(&self, f: &[f64]) -> f64 {
        let spatial = if self.spatial { self.spatial(f[1], [f[2], f[3], f[4]], f[5]) } else { 0.0 };
        spatial + self.members[f[0] as usize]
    }
}

impl Gain for Posterior {
    fn width(&self) -> usize {
        FIXED + self.layers
    }

    fn alone(&self, figures: &[f64]) -> f64 {
        self.own(figures)
    }

    fn gain(&self, tie: f64, a: &[f64], b: &[f64]) -> f64 {
        let width = self.width();
        let product = |(x, y): (&f64, &f64)| x * y;
        let expected: f64 = a[FIXED..width].iter().zip(&b[FIXED..width]).map(product).sum();
        let mut both = [0.0; FIXED];
        (0..FIXED).for_each(|k| both[k] = a[k] + b[k]);
        tie - expected + self.own(&both) - a[width] - b[width]
    }
}

/// ln Γ(x) by Stirling's series after raising x to at least 8.
fn ln_gamma(mut x: f64) -> f64 {
    let mut shift = 0.0;
    while x < 8.0 {
        shift += x.ln();
        x += 1.0;
    }
    let z = 1.0 / (x * x);
    let series = (1.0 / 12.0 - z * (1.0 / 360.0 - z * (1.0 / 1260.0 - z / 1680.0))) / x;
    (x - 0.5) * x.ln() - x + 0.5 * std::f64::consts::TAU.ln() + series - shift
}

/// Rates of a partition: observed over expected weight inside and outside.
fn rates(layers: &[Layer], labels: &[u32], groups: usize) -> (Vec<f64>, Vec<f64>) {
    let mut sums = vec![0.0; groups];
    let one = |layer: &Layer| {
        let inner: f64 =
            layer.ties.iter().filter(|t| labels[t.0 as usize] == labels[t.1 as usize]).map(|t| t.2).sum();
        sums.fill(0.0);
        labels.iter().zip(&layer.strengths).for_each(|(&l, k)| sums[l as usize] += k);
        let expected = sums.iter().map(|k| k * k).sum::<f64>() / (4.0 * layer.total.max(f64::MIN_POSITIVE));
        // Half a tie more on each side keeps rates of empty cells finite.
        let inside = (inner + 0.5) / (expected + 0.5);
        let outside = (layer.total - inner + 0.5) / ((layer.total - expected).max(0.0) + 0.5);
        (inside, outside)
    };
    layers.iter().map(one).unzip()
}

impl BlockModel<'_> {
    fn nodes(&self) -> usize {
        self.places.len()
    }

    /// Pooled variance of members round their centres along one axis, km².
    fn variance(&self, labels: &[u32], groups: usize, points: &[Option<[f64; 3]>]) -> Option<f64> {
        let mut sums = vec![[0.0f64; 5]; groups];
        for (&l, p) in labels.iter().zip(points) {
            let Some(p) = p else { continue };
            let s = &mut sums[l as usize];
            s[0] += 1.0;
            (0..3).for_each(|k| s[k + 1] += p[k]);
            s[4] += p.iter().map(|x| x * x).sum::<f64>();
        }
        let (mut squares, mut freedom) = (0.0, 0.0);
        for s in sums.iter().filter(|s| s[0] > 3.0) {
            squares += (s[4] - (s[1] * s[1] + s[2] * s[2] + s[3] * s[3]) / s[0]).max(0.0);
            freedom += 2.0 * (s[0] - 1.0);
        }
        (freedom > 0.0).then(|| squares / freedom)
    }

    /// Fits from a first partition.
    pub fn fit(&self, start: &[u32], seed: u64, run: u64, rounds: usize) -> Fit {
        let n = self.nodes();
        let layers = self.layers;
        let points = centred(self.places);
        let area = area(&points);
        let known = points.iter().flatten().count();
        let mut labels = start.to_vec();
        let mut groups = renumber(&mut labels);
        let mut variance = self.spread_km * self.spread_km;
        let mut best: Option<Fit> = None;
        for round in 0..rounds {
            let (inside, outside) = rates(layers, &labels, groups);
            if let Some(v) = self.variance(&labels, groups, &points) {
                // Not below a tenth nor above ten times the spread expected.
                variance = v.clamp(0.01 * self.spread_km.powi(2), 100.0 * self.spread_km.powi(2));
            }
            let model = Posterior::new(n, layers.len(), known, variance, area);
            let mut figures = vec![0.0; n * model.width()];
            for i in 0..n {
                let f = &mut figures[i * model.width()..(i + 1) * model.width()];
                f[0] = 1.0;
                if let Some(p) = points[i] {
                    f[1] = 1.0;
                    f[2..5].copy_from_slice(&p);
                    f[5] = p.iter().map(|x| x * x).sum();
                }
                for (s, layer) in layers.iter().enumerate() {
                    let excess =
                        (inside[s] - outside[s]).max(0.0) / (2.0 * layer.total.max(f64::MIN_POSITIVE));
                    f[FIXED + s] = layer.strengths[i] * excess.sqrt();
                }
            }
            let worth: Vec<f64> = inside.iter().zip(&outside).map(|(i, o)| (i / o).ln().max(0.0)).collect();
            let ties = layers.iter().zip(&worth).flat_map(|(layer, &worth)| {
                layer.ties.iter().filter(move |_| worth > 0.0).map(move |&(a, b, w)| (a, b, w * worth))
            });
            let graph = Graph::new(n, ties);
            let found = leiden(&graph, &figures, &model, &labels, seed, run * 64 + round as u64, PASSES);
            // Rates that a handful of nodes would change are found.
            let settled = moved(&labels, &found) <= n / SETTLED;
            labels = found;
            groups = renumber(&mut labels);
            let log_posterior = posterior(layers, &labels, groups, &model, &figures);
            let (inside, outside) = rates(layers, &labels, groups);
            let better = best.as_ref().is_none_or(|b| log_posterior > b.log_posterior);
            if better {
                best = Some(Fit {
                    labels: labels.clone(),
                    log_posterior,
                    inside,
                    outside,
                    spread_km: variance.sqrt(),
                    rounds: round + 1,
                });
            }
            if settled {
                break;
            }
        }
        best.unwrap_or(Fit {
            labels,
            log_posterior: 0.0,
            inside: Vec::new(),
            outside: Vec::new(),
            spread_km: self.spread_km,
            rounds: 0,
        })
    }
}

/// Nodes that parted from most of their community, or joined one that was not
/// most of theirs: the greater number of the two.
fn moved(before: &[u32], after: &[u32]) -> usize {
    let mut shared: HashMap<(u32, u32), usize> = HashMap::new();
    before.iter().zip(after).for_each(|(&b, &a)| *shared.entry((b, a)).or_default() += 1);
    let stayed = |of: fn(&(u32, u32)) -> u32| {
        let mut most: HashMap<u32, usize> = HashMap::new();
        for (pair, &n) in &shared {
            let largest = most.entry(of(pair)).or_default();
            *largest = n.max(*largest);
        }
        most.values().sum::<usize>()
    };
    before.len() - stayed(|p| p.0).min(stayed(|p| p.1))
}

/// Log-posterior with the rates that suit the partition best.
fn posterior(layers: &[Layer], labels: &[u32], groups: usize, model: &Posterior, figures: &[f64]) -> f64 {
    let (inside, outside) = rates(layers, labels, groups);
    let mut value = 0.0;
    for (s, layer) in layers.iter().enumerate() {
        let inner: f64 =
            layer.ties.iter().filter(|t| labels[t.0 as usize] == labels[t.1 as usize]).map(|t| t.2).sum();
        // At the rates' estimates observed equals expected: only logarithms differ.
        value += inner * inside[s].ln() + (layer.total - inner) * outside[s].ln();
    }
    let width = model.width();
    let mut sums = vec![0.0; groups * FIXED];
    for (i, &l) in labels.iter().enumerate() {
        (0..FIXED).for_each(|k| sums[l as usize * FIXED + k] += figures[i * width + k]);
    }
    value + sums.chunks(FIXED).map(|f| model.own(f)).sum::<f64>()
}

/// Places in kilometres round their mean, so that sums of squares keep their digits.
fn centred(places: &[Option<[f64; 3]>]) -> Vec<Option<[f64; 3]>> {
    let known = places.iter().flatten().count().max(1) as f64;
    let mut mean = [0.0; 3];
    places.iter().flatten().for_each(|p| (0..3).for_each(|k| mean[k] += p[k] / known));
    places.iter().map(|p| p.map(|p| [0, 1, 2].map(|k| (p[k] - mean[k]) * EARTH_KM))).collect()
}

/// Area over which centres may lie, km²: that of a disc with the second moment of all places.
fn area(points: &[Option<[f64; 3]>]) -> f64 {
    let known = points.iter().flatten().count().max(1) as f64;
    let squares: f64 = points.iter().flatten().map(|p| p.iter().map(|x| x * x).sum::<f64>()).sum();
    (std::f64::consts::TAU * squares / known).max(1.0)
}

#[cfg(test)]
mod tests {
    use super::moved;

    #[test]
    fn what_moves_is_counted_whichever_way_it_goes() {
        let two: Vec<u32> = (0..1000).map(|i| u32::from(i >= 500)).collect();
        let one = vec![0; 1000];
        assert_eq!([moved(&two, &two), moved(&two, &one), moved(&one, &two)], [0, 500, 500]);
        // Other names of the same communities are no move; a leaver is one.
        let swapped: Vec<u32> = two.iter().map(|l| 1 - l).collect();
        assert_eq!(moved(&two, &swapped), 0);
        let mut left = one.clone();
        left[0] = 7;
        assert_eq!([moved(&one, &left), moved(&left, &one)], [1, 1]);
    }
}
