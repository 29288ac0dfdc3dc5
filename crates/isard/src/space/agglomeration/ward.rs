//! Ward's distance between neighbouring clusters.

use super::{Distance, Joined, agglomerate};
use crate::linalg::{Matrix, Points, squared_distance};
use crate::space::graph::Contiguity;
use crate::typology::linkage::Merge;

/// Means and sizes of clusters; the distance is the increase of the sum of
/// squares within clusters, nₐn_b/(nₐ + n_b)·‖cₐ − c_b‖².
struct Ward {
    centers: Points,
    size: Vec<f64>,
}

impl Distance for Ward {
    type Link = ();

    fn link(&mut self, _: u32, _: u32) {}

    #[inline(always)]
    fn height(&self, _: &(), a: u32, b: u32) -> f64 {
        let (a, b) = (a as usize, b as usize);
        let (x, y) = (self.size[a], self.size[b]);
        x * y / (x + y) * squared_distance(self.centers.row(a), self.centers.row(b))
    }

    #[inline(always)]
    fn merge(&mut self, a: u32, b: u32) {
        let (a, b) = (a as usize, b as usize);
        let (x, y) = (self.size[a], self.size[b]);
        for at in 0..self.centers.cols() {
            let other = self.centers.row(b)[at];
            let own = &mut self.centers.row_mut(a)[at];
            *own = (x * *own + y * other) / (x + y);
        }
        self.size[a] = x + y;
    }

    #[inline(always)]
    fn union(&mut self, _: u32, _: u32, _: u32, _: Option<()>, _: Option<()>) {}

    fn merged(&mut self, _: u32, _: u32) {}
}

/// Merges of neighbouring clusters in their order; fewer than n − 1 where the
/// map falls apart. Heights are √(2·increase), as in Ward's method without
/// neighbours; they may fall.
pub(in crate::space) fn ward_merges(data: &Matrix, graph: &Contiguity) -> Vec<Merge> {
    let mut ward = Ward { centers: Points::new(data), size: vec![1.0; data.rows()] };
    let joins = run(graph, &mut ward);
    let n = data.rows();
    let mut number: Vec<usize> = (0..n).collect();
    let mut size = vec![1; n];
    let merge = |(step, join): (usize, &Joined<()>)| {
        let (a, b) = (join.a as usize, join.b as usize);
        let (x, y) = (number[a], number[b]);
        size[a] += size[b];
        number[a] = n + step;
        Merge { a: x.min(y), b: x.max(y), height: (2.0 * join.height).sqrt(), size: size[a] }
    };
    joins.iter().enumerate().map(merge).collect()
}

fn run(graph: &Contiguity, ward: &mut Ward) -> Vec<Joined<()>> {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2, the only feature `run_avx2` asks for.
        return unsafe { run_avx2(graph, ward) };
    }
    agglomerate(graph, ward)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn run_avx2(graph: &Contiguity, ward: &mut Ward) -> Vec<Joined<()>> {
    agglomerate(graph, ward)
}
