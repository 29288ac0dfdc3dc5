//! A land cut into regions without gaps.
//!
//! A mesh of small hexagons covers an island; regions grow from seeds over
//! the mesh until no cell is left, and their outlines are traced along its
//! edges. Neighbours therefore share every vertex exactly, and vertices that
//! are moved a little to look natural move for both.

use super::stream::{Streams, round};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// Cells of the mesh in a region, on average.
const CELLS: usize = 90;
/// Mean area of a region, km²; smaller where there are so many regions that
/// the island would leave its latitudes.
const AREA_KM2: f64 = 3000.0;
const LARGEST_KM2: f64 = 450_000.0;
/// Middle of the island: open ocean, so that nobody takes it for a real place.
const MIDDLE: [f64; 2] = [-30.0, 49.2];
const KM_PER_DEGREE: f64 = 111.195;

/// Corners of a hexagon counter-clockwise, in units of half its width and half its side.
const CORNERS: [(i32, i32); 6] = [(1, -1), (1, 1), (0, 2), (-1, 1), (-1, -1), (0, -2)];
/// Neighbour across the edge from corner k to corner k + 1.
const ACROSS: [(i32, i32); 6] = [(2, 0), (1, 3), (-1, 3), (-2, 0), (-1, -3), (1, -3)];

type Point = (i32, i32);

/// The land: which cell belongs to which region.
pub(super) struct Mesh {
    /// Length of a hexagon's side in kilometres.
    side_km: f64,
    /// Region of each cell.
    cells: BTreeMap<Point, usize>,
    /// Seed cell of each region.
    seeds: Vec<Point>,
    /// Country (0 or 1) of each region.
    pub(super) country: Vec<usize>,
    streams: Streams,
}

impl Mesh {
    /// An island of `regions` regions in two countries; the share of regions
    /// in the first is about three fifths.
    pub(super) fn grow(regions: usize, streams: Streams) -> Mesh {
        let regions = regions.max(2);
        let area = (regions as f64 * AREA_KM2).min(LARGEST_KM2);
        let side_km = (area / (regions * CELLS) as f64 / 2.598_076).sqrt();
        let land = island(area, side_km, streams);
        let country_of = border(&land, side_km, streams);
        let (seeds, country) = seeds(regions, &country_of, streams);
        let cells = expand(&seeds, &country, &country_of, streams);
        Mesh { side_km, cells, seeds, country, streams }
    }

    /// Number of regions.
    pub(super) fn regions(&self) -> usize {
        self.seeds.len()
    }

    /// Place of a region's seed cell, where its main town stands.
    pub(super) fn town(&self, region: usize) -> [f64; 2] {
        place(self.kilometres(self.seeds[region]))
    }

    fn kilometres(&self, (x, y): Point) -> [f64; 2] {
        [f64::from(x) * self.side_km * 0.866_025_4, f64::from(y) * self.side_km * 0.5]
    }

    /// A vertex of the mesh in kilometres, moved a little at random.
    fn vertex(&self, v: Point) -> [f64; 2] {
        let item = ((v.0 + 32_768) as usize) << 20 | (v.1 + 65_536) as usize;
        let mut random = self.streams.of("vertex", item);
        let [x, y] = self.kilometres(v);
        let turn = random.uniform() * std::f64::consts::TAU;
        // Less than a quarter of a side keeps every hexagon simple.
        let shift = 0.22 * self.side_km * random.uniform().sqrt();
        [x + shift * turn.cos(), y + shift * turn.sin()]
    }

    /// Outline of every region: one polygon, its outer ring counter-clockwise
    /// and first, holes (other regions inside it) after it.
    pub(super) fn outlines(&self) -> Vec<Vec<Vec<[f64; 2]>>> {
        let mut edges: Vec<BTreeMap<Point, Point>> = vec![BTreeMap::new(); self.regions()];
        // Vertices joined by a line of the map, whichever regions lie beside it.
        let mut joined: BTreeMap<Point, BTreeSet<Point>> = BTreeMap::new();
        for (&(x, y), &region) in &self.cells {
            for k in 0..6 {
                let across = (x + ACROSS[k].0, y + ACROSS[k].1);
                if self.cells.get(&across) != Some(&region) {
                    let corner = |k: usize| (x + CORNERS[k % 6].0, y + CORNERS[k % 6].1);
                    let (from, to) = (corner(k), corner(k + 1));
                    // Three hexagons meet in a vertex, so only one edge leaves it.
                    edges[region].insert(from, to);
                    joined.entry(from).or_default().insert(to);
                    joined.entry(to).or_default().insert(from);
                }
            }
        }
        // The zigzag of the mesh is smoothed between the points where three lines meet.
        let smooth = |(&v, ends): (&Point, &BTreeSet<Point>)| {
            let [x, y] = self.vertex(v);
            let at = match Vec::from_iter(ends).as_slice() {
                &[&a, &b] => {
                    let (a, b) = (self.vertex(a), self.vertex(b));
                    [(2.0 * x + a[0] + b[0]) / 4.0, (2.0 * y + a[1] + b[1]) / 4.0]
                }
                _ => [x, y],
            };
            (v, place(at))
        };
        let places: BTreeMap<Point, [f64; 2]> = joined.iter().map(smooth).collect();
        edges.into_iter().map(|e| rings(e, &places)).collect()
    }
}

/// Closed rings along the edges, the largest first.
fn rings(mut edges: BTreeMap<Point, Point>, places: &BTreeMap<Point, [f64; 2]>) -> Vec<Vec<[f64; 2]>> {
    let mut rings = Vec::new();
    while let Some((&start, _)) = edges.first_key_value() {
        let mut ring = vec![places[&start]];
        let mut at = start;
        while let Some(next) = edges.remove(&at) {
            ring.push(places[&next]);
            at = next;
        }
        rings.push(ring);
    }
    rings.sort_by(|a, b| signed_area(b).total_cmp(&signed_area(a)));
    rings
}

/// Degrees of a place given in kilometres from the middle of the island.
fn place([x, y]: [f64; 2]) -> [f64; 2] {
    let lat = MIDDLE[1] + y / KM_PER_DEGREE;
    let lon = MIDDLE[0] + x / (KM_PER_DEGREE * MIDDLE[1].to_radians().cos());
    [round(lon, 4), round(lat, 4)]
}

/// Twice the area of a ring in square degrees, positive when counter-clockwise.
fn signed_area(ring: &[[f64; 2]]) -> f64 {
    ring.windows(2).map(|w| w[0][0] * w[1][1] - w[1][0] * w[0][1]).sum()
}

/// Cells of an island with a wavy coast, about twice as wide as high.
fn island(area_km2: f64, side_km: f64, streams: Streams) -> BTreeSet<Point> {
    let mut random = streams.of("coast", 0);
    let height = (area_km2 / (std::f64::consts::PI * 1.9)).sqrt();
    let width = 1.9 * height;
    let waves: Vec<(f64, f64, f64)> = (2..9)
        .map(|k| {
            let size = 0.22 / f64::from(k) * (0.4 + random.uniform());
            (f64::from(k), size, random.uniform() * std::f64::consts::TAU)
        })
        .collect();
    let (sx, sy) = (side_km * 0.866_025_4, side_km * 0.5);
    let rows = (1.6 * height / (3.0 * sy)) as i32;
    let columns = (1.6 * width / (2.0 * sx)) as i32;
    let mut land = BTreeSet::new();
    for row in -rows..=rows {
        for column in -columns..=columns {
            let cell = (2 * column + (row & 1), 3 * row);
            let (x, y) = (f64::from(cell.0) * sx / width, f64::from(cell.1) * sy / height);
            let angle = y.atan2(x);
            let coast = 1.0 + waves.iter().map(|(k, s, p)| s * (k * angle + p).cos()).sum::<f64>();
            if x.hypot(y) < coast {
                land.insert(cell);
            }
        }
    }
    // The middle lies inside by construction; what hangs on it is the island.
    let mut island = BTreeSet::from([(0, 0)]);
    let mut open = vec![(0, 0)];
    while let Some((x, y)) = open.pop() {
        for (dx, dy) in ACROSS {
            let next = (x + dx, y + dy);
            if land.contains(&next) && island.insert(next) {
                open.push(next);
            }
        }
    }
    island
}

/// Country of each cell: a winding line from north to south.
fn border(land: &BTreeSet<Point>, side_km: f64, streams: Streams) -> BTreeMap<Point, usize> {
    let mut random = streams.of("border", 0);
    let mut xs: Vec<i32> = land.iter().map(|c| c.0).collect();
    xs.sort_unstable();
    let middle = f64::from(xs[xs.len() * 3 / 5]);
    let swing = f64::from(xs[xs.len() - 1] - xs[0]) * 0.05;
    let (first, second) = (random.uniform() * 6.0, random.uniform() * 6.0);
    let wave = 240.0 / side_km;
    land.iter()
        .map(|&(x, y)| {
            let t = f64::from(y) / wave;
            let line = middle + swing * ((2.0 * t + first).sin() + 0.5 * (5.0 * t + second).sin());
            ((x, y), usize::from(f64::from(x) > line))
        })
        .collect()
}

/// Seeds spread over the land (best of several candidates), numbered within
/// each country from north to south.
fn seeds(n: usize, country_of: &BTreeMap<Point, usize>, streams: Streams) -> (Vec<Point>, Vec<usize>) {
    let cells: Vec<(Point, usize)> = country_of.iter().map(|(&c, &k)| (c, k)).collect();
    let share = [0, 1].map(|k| cells.iter().filter(|c| c.1 == k).count() as f64);
    let first = (share[0] / (share[0] + share[1]) * n as f64).round() as usize;
    let counts = [first.clamp(1, n - 1), n - first.clamp(1, n - 1)];
    let mut all: Vec<(usize, Point)> = Vec::new();
    for (country, &count) in counts.iter().enumerate() {
        let mine: Vec<Point> = cells.iter().filter(|c| c.1 == country).map(|c| c.0).collect();
        let mut random = streams.of("seeds", country);
        for _ in 0..count {
            let near = |(x, y): Point| {
                let squares = all.iter().map(|(_, (a, b))| {
                    let (dx, dy) = (i64::from(a - x), i64::from(b - y));
                    3 * dx * dx + dy * dy
                });
                squares.min().unwrap_or(i64::MAX)
            };
            let candidates: Vec<Point> = (0..12).map(|_| mine[random.below(mine.len())]).collect();
            let best = candidates.iter().map(|&c| (near(c), c)).max().filter(|b| b.0 > 0);
            // On a tiny mesh all candidates may be taken: the first free cell serves.
            let best = best.or_else(|| mine.iter().map(|&c| (near(c), c)).find(|b| b.0 > 0));
            if let Some((_, cell)) = best {
                all.push((country, cell));
            }
        }
    }
    all.sort_by_key(|&(k, (x, y))| (k, -y / 30, x));
    (all.iter().map(|a| a.1).collect(), all.iter().map(|a| a.0).collect())
}

/// Grows every seed at once over cells of uneven cost. Crossing the border
/// costs more than any way inside the country, so a region crosses it only to
/// take what the border cut off.
fn expand(
    seeds: &[Point],
    country: &[usize],
    country_of: &BTreeMap<Point, usize>,
    streams: Streams,
) -> BTreeMap<Point, usize> {
    const ABROAD: u64 = 1 << 40;
    let cost: BTreeMap<Point, u64> = country_of
        .keys()
        .enumerate()
        .map(|(i, &c)| (c, 600 + streams.of("growth", i).below(900) as u64))
        .collect();
    let mut owner: BTreeMap<Point, usize> = BTreeMap::new();
    let mut open: BinaryHeap<Reverse<(u64, usize, Point)>> =
        seeds.iter().enumerate().map(|(r, &s)| Reverse((0, r, s))).collect();
    while let Some(Reverse((way, region, cell))) = open.pop() {
        if owner.contains_key(&cell) {
            continue;
        }
        owner.insert(cell, region);
        for (dx, dy) in ACROSS {
            let next = (cell.0 + dx, cell.1 + dy);
            if let Some(step) = cost.get(&next).filter(|_| !owner.contains_key(&next)) {
                let abroad = if country_of[&next] == country[region] { 0 } else { ABROAD };
                open.push(Reverse((way + step + abroad, region, next)));
            }
        }
    }
    owner
}
