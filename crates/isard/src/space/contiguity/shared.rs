//! Points of outlines, those at the same place being one.

use crate::model::Boundary;
use crate::registry::MethodError;
use std::collections::HashMap;

/// Outlines as rings of numbered points, and the regions of each point.
pub(super) struct Points {
    /// Numbers of the points of all rings, one after the other.
    numbers: Vec<u32>,
    /// Region and end of each ring in `numbers`.
    rings: Vec<(u32, usize)>,
    starts: Vec<usize>,
    regions: Vec<u32>,
}

impl Points {
    pub(super) fn new(boundaries: &[Boundary], tolerance: f64) -> Result<Points, MethodError> {
        if !(tolerance >= 0.0 && tolerance.is_finite()) {
            return Err(MethodError::data(format!(
                "the tolerance of borders is {tolerance}: expected 0 or more"
            )));
        }
        let (mut places, mut rings) = (Vec::new(), Vec::new());
        let mut seen = HashMap::new();
        for (region, boundary) in boundaries.iter().enumerate() {
            if seen.insert(&boundary.region, ()).is_some() {
                return Err(MethodError::data(format!("region `{}` has two boundaries", boundary.region)));
            }
            for ring in boundary.polygons.iter().flatten() {
                for &[lon, lat] in ring {
                    if !(lon.is_finite() && lat.is_finite()) {
                        return Err(MethodError::data(format!(
                            "the boundary of `{}` has the point ({lon}, {lat})",
                            boundary.region
                        )));
                    }
                    // Minus zero is zero, and the date line has two names.
                    let lon = if lon == -180.0 { 180.0 } else { lon + 0.0 };
                    places.push([lon, lat + 0.0]);
                }
                rings.push((region as u32, places.len()));
            }
        }
        let (numbers, count) = numbered(&places, tolerance);
        let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(numbers.len());
        let mut from = 0;
        for &(region, to) in &rings {
            pairs.extend(numbers[from..to].iter().map(|&p| (p, region)));
            from = to;
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut starts = vec![0; count + 1];
        pairs.iter().for_each(|p| starts[p.0 as usize + 1] += 1);
        (0..count).for_each(|i| starts[i + 1] += starts[i]);
        Ok(Points { numbers, rings, starts, regions: pairs.into_iter().map(|p| p.1).collect() })
    }

    /// Number of distinct points.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Regions whose outlines have a point, ascending.
    pub(super) fn regions(&self, point: usize) -> &[u32] {
        &self.regions[self.starts[point]..self.starts[point + 1]]
    }

    /// Region and points of each ring.
    pub(super) fn rings(&self) -> impl Iterator<Item = (u32, &[u32])> {
        let mut from = 0;
        self.rings.iter().map(move |&(region, to)| {
            let ring = &self.numbers[from..to];
            from = to;
            (region, ring)
        })
    }
}

/// Number of each place, equal for places within the tolerance of each other,
/// and how many numbers there are.
fn numbered(places: &[[f64; 2]], tolerance: f64) -> (Vec<u32>, usize) {
    let mut order: Vec<u32> = (0..places.len() as u32).collect();
    let place = |i: u32| places[i as usize];
    order.sort_unstable_by(|&a, &b| {
        let (a, b) = (place(a), place(b));
        a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1]))
    });
    let mut numbers = vec![0; places.len()];
    let mut distinct: Vec<[f64; 2]> = Vec::new();
    for &i in &order {
        if distinct.last() != Some(&place(i)) {
            distinct.push(place(i));
        }
        numbers[i as usize] = distinct.len() as u32 - 1;
    }
    if tolerance == 0.0 {
        return (numbers, distinct.len());
    }
    let parent = joined(&distinct, tolerance);
    let mut renumbered = vec![u32::MAX; distinct.len()];
    let mut count = 0;
    for &p in &parent {
        if renumbered[p as usize] == u32::MAX {
            renumbered[p as usize] = count;
            count += 1;
        }
    }
    numbers.iter_mut().for_each(|n| *n = renumbered[parent[*n as usize] as usize]);
    (numbers, count as usize)
}

/// The first of the places that each is joined with.
fn joined(places: &[[f64; 2]], tolerance: f64) -> Vec<u32> {
    let mut parent: Vec<u32> = (0..places.len() as u32).collect();
    fn root(parent: &mut [u32], mut i: u32) -> u32 {
        while parent[i as usize] != i {
            parent[i as usize] = parent[parent[i as usize] as usize];
            i = parent[i as usize];
        }
        i
    }
    let mut cells: HashMap<(i64, i64), Vec<u32>> = HashMap::new();
    let cell = |p: [f64; 2]| ((p[0] / tolerance).floor() as i64, (p[1] / tolerance).floor() as i64);
    for (i, &here) in places.iter().enumerate() {
        let (x, y) = cell(here);
        for near in (x.saturating_sub(1)..=x.saturating_add(1))
            .flat_map(|x| (y.saturating_sub(1)..=y.saturating_add(1)).map(move |y| (x, y)))
        {
            for &other in cells.get(&near).into_iter().flatten() {
                let there = places[other as usize];
                if (here[0] - there[0]).hypot(here[1] - there[1]) <= tolerance {
                    let (a, b) = (root(&mut parent, i as u32), root(&mut parent, other));
                    parent[a.max(b) as usize] = a.min(b);
                }
            }
        }
        cells.entry((x, y)).or_default().push(i as u32);
    }
    (0..places.len() as u32).map(|i| root(&mut parent, i)).collect()
}
