//! The middle of a set of places: the one with the least sum of distances.

use crate::space::sphere::{apart_km, on_sphere};

/// Most places that are tried as the middle one.
const TRIED: usize = 2_000;

/// Position of the place with the least sum of distances to the others, the
/// first of equal ones. Of very many, evenly spaced ones are tried: all pairs
/// would take hours.
pub(super) fn middle(places: &[[f64; 3]]) -> Option<usize> {
    let step = places.len().div_ceil(TRIED).max(1);
    let sums = (0..places.len())
        .step_by(step)
        .map(|i| (places.iter().map(|q| apart_km(places[i], *q)).sum::<f64>(), i));
    sums.min_by(|a, b| a.0.total_cmp(&b.0)).map(|m| m.1)
}

/// Distances of all from the middle one, ascending.
pub(super) fn from_the_middle(places: &[[f64; 2]]) -> Vec<f64> {
    let points: Vec<[f64; 3]> = places.iter().map(|[lon, lat]| on_sphere(*lon, *lat)).collect();
    let Some(at) = middle(&points) else { return Vec::new() };
    let mut distances: Vec<f64> = points.iter().map(|q| apart_km(points[at], *q)).collect();
    distances.sort_unstable_by(f64::total_cmp);
    distances
}
