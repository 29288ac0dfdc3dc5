//! Structural holes (Burt 1992) and brokerage roles (Gould & Fernandez 1989).

use super::graph::Graph;

/// Constraint and effective size of a node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Holes {
    /// Σ_j (p_ij + Σ_q p_iq p_qj)², p the share of a node's tie weight.
    pub constraint: f64,
    /// Σ_j (1 − Σ_q p_iq m_jq), m_jq the weight over the largest of j.
    pub effective_size: f64,
}

/// Structural holes of every node; `None` for a node without ties.
///
/// # Complexity
/// O(Σ_i Σ_{j∈N(i)} d_j).
pub fn holes(graph: &Graph) -> Vec<Option<Holes>> {
    let n = graph.len();
    let strength: Vec<f64> = (0..n).map(|i| graph.weights(i).iter().sum()).collect();
    let largest: Vec<f64> = (0..n).map(|i| graph.weights(i).iter().copied().fold(0.0, f64::max)).collect();
    let mut share = vec![0.0; n];
    let mut over = vec![0.0; n];
    let mut out = Vec::with_capacity(n);
    for i in 0..n {
        if strength[i] <= 0.0 {
            out.push(None);
            continue;
        }
        graph.row(i).for_each(|(j, w)| share[j] = w / strength[i]);
        let mut redundant = 0.0;
        for (q, w) in graph.row(i) {
            let p = w / strength[i];
            for (j, x) in graph.row(q) {
                if j != i {
                    over[j] += p * x / strength[q];
                    redundant += share[j] * x / largest[q];
                }
            }
        }
        let constraint = graph.row(i).map(|(j, w)| (w / strength[i] + over[j]).powi(2)).sum();
        out.push(Some(Holes { constraint, effective_size: graph.degree(i) as f64 - redundant }));
        for (q, _) in graph.row(i) {
            share[q] = 0.0;
            graph.row(q).for_each(|(j, _)| over[j] = 0.0);
        }
    }
    out
}

/// Names of the roles of a broker b between a and c, a → b → c without a → c.
pub const ROLES: [&str; 5] = ["coordinator", "itinerant", "gatekeeper", "representative", "liaison"];

/// How often every node stands in each role: coordinator (all in one group),
/// itinerant (a and c in one, b in another), gatekeeper (b and c in one),
/// representative (a and b in one), liaison (three groups).
///
/// `arcs` holds targets by source, ascending and without loops; both
/// directions of a tie without direction.
///
/// # Complexity
/// O(Σ_b in(b)·out(b)·log d).
pub fn roles(arcs: &[Vec<u32>], groups: &[u32]) -> Vec<[u64; 5]> {
    let n = arcs.len();
    let mut into: Vec<Vec<u32>> = vec![Vec::new(); n];
    for (a, targets) in arcs.iter().enumerate() {
        targets.iter().for_each(|&b| into[b as usize].push(a as u32));
    }
    let mut out = vec![[0u64; 5]; n];
    for b in 0..n {
        for &a in &into[b] {
            for &c in &arcs[b] {
                if a == c || arcs[a as usize].binary_search(&c).is_ok() {
                    continue;
                }
                let (x, y, z) = (groups[a as usize], groups[b], groups[c as usize]);
                let role = match (x == y, y == z, x == z) {
                    (true, true, _) => 0,
                    (_, _, true) => 1,
                    (_, true, _) => 2,
                    (true, _, _) => 3,
                    _ => 4,
                };
                out[b][role] += 1;
            }
        }
    }
    out
}
