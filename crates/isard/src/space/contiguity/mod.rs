//! Neighbours by a common border.
//!
//! Outlines share points, exactly or within a tolerance. Queen: a common point.
//! Rook: a common edge; and where an edge of one outline has no counterpart,
//! because borders were simplified unequally, both its ends on the other.

mod shared;

use super::Weights;
use crate::model::Boundary;
use crate::registry::MethodError;
use shared::Points;
use std::collections::HashMap;

/// Regions that share at least a point of their outlines, with weight 1.
///
/// Points nearer than `tolerance` (degrees) are one, also in a chain; 0 takes
/// equal coordinates only. The meridians −180° and 180° are one.
///
/// # Errors
/// A region with two boundaries, a coordinate or tolerance that is not finite.
///
/// Complexity: O(points · log points).
pub fn queen(boundaries: &[Boundary], tolerance: f64) -> Result<Weights, MethodError> {
    let points = Points::new(boundaries, tolerance)?;
    let mut links = Vec::new();
    for at in 0..points.len() {
        let regions = points.regions(at);
        for (i, &a) in regions.iter().enumerate() {
            links.extend(regions[..i].iter().map(|&b| (a, b)));
        }
    }
    both_ways(boundaries, links)
}

/// Regions that share at least a piece of border, with weight 1.
///
/// # Errors
/// Those of [`queen`].
///
/// Complexity: O(points · log points).
pub fn rook(boundaries: &[Boundary], tolerance: f64) -> Result<Weights, MethodError> {
    let points = Points::new(boundaries, tolerance)?;
    let mut edges: Vec<(u32, u32, u32)> = Vec::new();
    for (region, ring) in points.rings() {
        let pairs = ring.windows(2).filter(|w| w[0] != w[1]);
        edges.extend(pairs.map(|w| (w[0].min(w[1]), w[0].max(w[1]), region)));
    }
    edges.sort_unstable();
    edges.dedup();
    let mut links = Vec::new();
    for same in edges.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        if let [(a, b, own)] = same {
            let (a, b) = (points.regions(*a as usize), points.regions(*b as usize));
            let both = a.iter().filter(|r| *r != own && b.binary_search(r).is_ok());
            links.extend(both.map(|&other| (*own, other)));
        }
        for (i, a) in same.iter().enumerate() {
            links.extend(same[..i].iter().map(|b| (a.2, b.2)));
        }
    }
    both_ways(boundaries, links)
}

/// Weights of pairs of positions among the boundaries.
fn both_ways(boundaries: &[Boundary], links: Vec<(u32, u32)>) -> Result<Weights, MethodError> {
    let mut regions: Vec<String> = boundaries.iter().map(|b| b.region.clone()).collect();
    regions.sort();
    let rank: HashMap<&str, u32> = regions.iter().enumerate().map(|(i, r)| (r.as_str(), i as u32)).collect();
    let at: Vec<u32> = boundaries.iter().map(|b| rank[b.region.as_str()]).collect();
    let turn = |(a, b): (u32, u32)| (at[a as usize], at[b as usize]);
    let mut links: Vec<(u32, u32)> =
        links.into_iter().map(turn).flat_map(|(a, b)| [(a, b), (b, a)]).collect();
    links.sort_unstable();
    links.dedup();
    drop(rank);
    Weights::new(regions, links.into_iter().map(|(a, b)| (a, b, 1.0)).collect())
}
