//! Projected outlines fitted to a width, thinned to what a screen can show.

use super::projection::{EqualArea, longitudes};
use super::simplify::simplified;
use crate::svg::n;
use isard::model::Boundary;
use std::collections::BTreeMap;
use std::fmt::Write;

type Point = (f64, f64);

/// A region in page coordinates.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// Rings, outer and inner alike; filled by the even-odd rule.
    rings: Vec<Vec<Point>>,
    /// West, north, east, south of the largest ring.
    pub(crate) extent: [f64; 4],
    /// A point well inside the largest ring.
    pub(crate) anchor: Point,
}

/// All outlines of a study at one size.
#[derive(Debug, Clone)]
pub(crate) struct Atlas {
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// Pixels per kilometre.
    pub(crate) scale: f64,
    shapes: BTreeMap<String, Shape>,
    projection: EqualArea,
    /// Left, top and factor of the fit.
    fit: (f64, f64, f64),
}

const EARTH_KM: f64 = 6371.0;
/// Islands below so many square pixels are left out where a region has larger land.
const SPECK: f64 = 1.2;

impl Atlas {
    /// Projects and fits to `width`, no higher than `max_height`. `frame` is a
    /// window in degrees; without it all outlines are shown. Lines are thinned
    /// to `tolerance` pixels. `None` when there is nothing to draw.
    pub(crate) fn new(
        boundaries: &[Boundary],
        frame: Option<[f64; 4]>,
        width: f64,
        max_height: f64,
        tolerance: f64,
    ) -> Option<Self> {
        let points = || boundaries.iter().flat_map(|b| b.polygons.iter().flatten().flatten());
        let (west, south, east, north) = match frame {
            Some([w, s, e, n]) => (w, s, if e < w { e + 360.0 } else { e }, n),
            None => {
                let (w, e) = longitudes(points().map(|p| p[0]))?;
                let lat = points().map(|p| p[1]);
                (w, lat.clone().fold(f64::INFINITY, f64::min), e, lat.fold(f64::NEG_INFINITY, f64::max))
            }
        };
        if !(north > south && east > west) {
            return None;
        }
        let projection = EqualArea::fitted(west, south, east, north);
        let corners: Vec<Point> = match frame {
            Some(_) => edge(west, south, east, north).map(|(x, y)| projection.project(x, y)).collect(),
            None => points().map(|p| projection.project(p[0], p[1])).collect(),
        };
        let [x0, y0, x1, y1] = bounds(&corners);
        let factor = (width / (x1 - x0)).min(max_height / (y1 - y0));
        let fitted = |p: &[f64; 2]| {
            let (x, y) = projection.project(p[0], p[1]);
            ((x - x0) * factor, (y - y0) * factor)
        };
        let rings: Vec<Vec<Vec<Point>>> = boundaries
            .iter()
            .map(|b| b.polygons.iter().flatten().map(|r| r.iter().map(fitted).collect()).collect())
            .collect();
        let rings = simplified(&rings, tolerance, SPECK);
        let shapes =
            boundaries.iter().zip(rings).filter_map(|(b, r)| Some((b.region.clone(), Shape::new(r)?)));
        Some(Atlas {
            width: (x1 - x0) * factor,
            height: (y1 - y0) * factor,
            scale: factor / EARTH_KM,
            shapes: shapes.collect(),
            projection,
            fit: (x0, y0, factor),
        })
    }

    /// Where a place in degrees lies.
    pub(crate) fn place(&self, lon: f64, lat: f64) -> Point {
        let (x, y) = self.projection.project(lon, lat);
        ((x - self.fit.0) * self.fit.2, (y - self.fit.1) * self.fit.2)
    }

    /// The shape of a region.
    pub(crate) fn shape(&self, key: &str) -> Option<&Shape> {
        self.shapes.get(key)
    }

    /// All shapes by key.
    pub(crate) fn shapes(&self) -> impl Iterator<Item = (&str, &Shape)> {
        self.shapes.iter().map(|(k, s)| (k.as_str(), s))
    }

    /// Grid of cells of `cell` pixels: whether land lies in them, row by row,
    /// on an area extended by `margin` on every side.
    pub(crate) fn land(&self, cell: f64, margin: f64) -> Land {
        let columns = ((self.width + 2.0 * margin) / cell).ceil() as usize + 1;
        let rows = ((self.height + 2.0 * margin) / cell).ceil() as usize + 1;
        let mut land = Land { cell, margin, columns, rows, taken: vec![false; columns * rows] };
        for shape in self.shapes.values() {
            land.add(shape);
        }
        land
    }
}

/// Where land is.
#[derive(Debug, Clone)]
pub(crate) struct Land {
    cell: f64,
    margin: f64,
    columns: usize,
    rows: usize,
    taken: Vec<bool>,
}

impl Land {
    fn add(&mut self, shape: &Shape) {
        let row_of = |y: f64| (y + self.margin) / self.cell;
        let [_, y0, _, y1] = bounds(&shape.rings.concat());
        let (first, last) =
            (row_of(y0).floor().max(0.0) as usize, (row_of(y1).ceil() as usize).min(self.rows - 1));
        for row in first..=last {
            let y = (row as f64 + 0.5) * self.cell - self.margin;
            let mut cuts: Vec<f64> = Vec::new();
            for ring in &shape.rings {
                for i in 0..ring.len() {
                    let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
                    if (a.1 <= y) != (b.1 <= y) {
                        cuts.push(a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0));
                    }
                }
            }
            cuts.sort_by(f64::total_cmp);
            for span in cuts.chunks_exact(2) {
                let at =
                    |x: f64| ((x + self.margin) / self.cell).floor().clamp(0.0, (self.columns - 1) as f64);
                for column in at(span[0]) as usize..=at(span[1]) as usize {
                    self.taken[row * self.columns + column] = true;
                }
            }
        }
    }

    /// Whether any land lies in a rectangle (x, y, width, height).
    pub(crate) fn touches(&self, x: f64, y: f64, width: f64, height: f64) -> bool {
        let at =
            |v: f64, limit: usize| (((v + self.margin) / self.cell).floor().max(0.0) as usize).min(limit - 1);
        let (c0, c1) = (at(x, self.columns), at(x + width, self.columns));
        (at(y, self.rows)..=at(y + height, self.rows))
            .any(|r| (c0..=c1).any(|c| self.taken[r * self.columns + c]))
    }
}

impl Shape {
    fn new(rings: Vec<Vec<Point>>) -> Option<Self> {
        let largest = rings.iter().max_by(|a, b| area(a).total_cmp(&area(b)))?;
        let extent = bounds(largest);
        let anchor = inner_point(largest, &rings, extent);
        Some(Shape { extent, anchor, rings })
    }

    /// The rings, outer and inner alike, without the first point again at the end.
    pub(crate) fn rings(&self) -> &[Vec<Point>] {
        &self.rings
    }

    /// Path data.
    pub(crate) fn path(&self) -> String {
        let mut d = String::new();
        for ring in &self.rings {
            let mut last = (0i64, 0i64);
            for (i, p) in ring.iter().enumerate() {
                // Relative steps in tenths of a pixel are the shortest notation.
                let now = ((p.0 * 10.0).round() as i64, (p.1 * 10.0).round() as i64);
                let (dx, dy) = ((now.0 - last.0) as f64 / 10.0, (now.1 - last.1) as f64 / 10.0);
                let _ = match i {
                    0 => write!(d, "M{},{}", n(now.0 as f64 / 10.0), n(now.1 as f64 / 10.0)),
                    1 => write!(d, "l{},{}", n(dx), n(dy)),
                    _ => write!(d, " {},{}", n(dx), n(dy)),
                };
                last = now;
            }
            d.push('z');
        }
        d
    }

    /// Whether a rectangle around a point lies inside the shape.
    pub(crate) fn holds(&self, center: Point, width: f64, height: f64) -> bool {
        let (x0, x1) = (center.0 - width / 2.0, center.0 + width / 2.0);
        let (y0, y1) = (center.1 - height / 2.0, center.1 + height / 2.0);
        let xs = [x0, (x0 + center.0) / 2.0, center.0, (x1 + center.0) / 2.0, x1];
        [y0, center.1, y1].iter().all(|&y| xs.iter().all(|&x| inside(&self.rings, (x, y))))
    }
}

fn edge(w: f64, s: f64, e: f64, n: f64) -> impl Iterator<Item = Point> {
    let steps = 32;
    (0..=steps).flat_map(move |i| {
        let t = f64::from(i) / f64::from(steps);
        let (x, y) = (w + t * (e - w), s + t * (n - s));
        [(x, s), (x, n), (w, y), (e, y)]
    })
}

fn bounds(points: &[Point]) -> [f64; 4] {
    points
        .iter()
        .fold([f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY], |[x0, y0, x1, y1], p| {
            [x0.min(p.0), y0.min(p.1), x1.max(p.0), y1.max(p.1)]
        })
}

fn area(ring: &[Point]) -> f64 {
    let next = |i: usize| ring[(i + 1) % ring.len()];
    (ring.iter().enumerate().map(|(i, a)| a.0 * next(i).1 - next(i).0 * a.1).sum::<f64>() / 2.0).abs()
}

fn inside(rings: &[Vec<Point>], p: Point) -> bool {
    let crossings = rings.iter().map(|ring| {
        let pairs = (0..ring.len()).map(|i| (ring[i], ring[(i + 1) % ring.len()]));
        pairs
            .filter(|(a, b)| (a.1 <= p.1) != (b.1 <= p.1))
            .filter(|(a, b)| a.0 + (p.1 - a.1) / (b.1 - a.1) * (b.0 - a.0) > p.0)
            .count()
    });
    crossings.sum::<usize>() % 2 == 1
}

/// Middle of the widest of some horizontal cuts through the largest ring,
/// those near the middle preferred.
fn inner_point(ring: &[Point], rings: &[Vec<Point>], [x0, y0, x1, y1]: [f64; 4]) -> Point {
    let mut best = ((x0 + x1) / 2.0, (y0 + y1) / 2.0);
    let mut best_score = 0.0;
    for step in 1..24 {
        let share = f64::from(step) / 24.0;
        let y = y0 + share * (y1 - y0);
        let mut cuts: Vec<f64> = (0..ring.len())
            .map(|i| (ring[i], ring[(i + 1) % ring.len()]))
            .filter(|(a, b)| (a.1 <= y) != (b.1 <= y))
            .map(|(a, b)| a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0))
            .collect();
        cuts.sort_by(f64::total_cmp);
        for span in cuts.chunks_exact(2) {
            let score = (span[1] - span[0]) * (1.0 - (share - 0.5).abs());
            let middle = ((span[0] + span[1]) / 2.0, y);
            if score > best_score && inside(rings, middle) {
                (best, best_score) = (middle, score);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(key: &str, w: f64, s: f64, size: f64) -> Boundary {
        let ring = vec![[w, s], [w + size, s], [w + size, s + size], [w, s + size], [w, s]];
        Boundary { region: key.into(), polygons: vec![vec![ring]] }
    }

    #[test]
    fn the_map_fills_the_width_and_keeps_areas() {
        let all = [square("a", 0.0, 50.0, 2.0), square("b", 2.0, 50.0, 2.0), square("c", 4.0, 50.0, 2.0)];
        let atlas = Atlas::new(&all, None, 300.0, 400.0, 0.1).expect("one");
        assert!((atlas.width - 300.0).abs() < 1e-6 && atlas.height < 400.0);
        let area = |k| atlas.shape(k).expect("one").rings.iter().map(|r| super::area(r)).sum::<f64>();
        assert!((area("a") / area("b") - 1.0).abs() < 0.01);
        let square_km = area("b") / atlas.scale.powi(2);
        let sphere =
            2f64.to_radians() * (52f64.to_radians().sin() - 50f64.to_radians().sin()) * EARTH_KM.powi(2);
        assert!((square_km / sphere - 1.0).abs() < 0.01, "{square_km} {sphere}");
    }

    #[test]
    fn a_hole_is_not_inside_and_the_anchor_is() {
        let mut donut = square("a", 0.0, 0.0, 4.0);
        donut.polygons[0].push(vec![[1.0, 1.0], [3.0, 1.0], [3.0, 3.0], [1.0, 3.0], [1.0, 1.0]]);
        let atlas = Atlas::new(&[donut], None, 400.0, 400.0, 0.5).expect("one");
        let shape = atlas.shape("a").expect("one");
        assert!(!shape.holds((200.0, 200.0), 10.0, 10.0));
        assert!(inside(&shape.rings, shape.anchor));
    }

    #[test]
    fn land_is_found_where_it_lies() {
        let atlas =
            Atlas::new(&[square("a", 0.0, 0.0, 1.0), square("b", 5.0, 0.0, 1.0)], None, 600.0, 600.0, 0.5)
                .expect("one");
        let land = atlas.land(4.0, 20.0);
        assert!(land.touches(40.0, 40.0, 10.0, 10.0));
        assert!(!land.touches(250.0, 40.0, 100.0, 20.0));
        assert!(!land.touches(-18.0, 40.0, 8.0, 8.0));
    }

    #[test]
    fn nothing_to_draw_is_no_map() {
        assert!(Atlas::new(&[], None, 300.0, 300.0, 0.5).is_none());
    }
}
