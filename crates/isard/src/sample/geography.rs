//! Countries, regions, their groups and their people.

use super::SampleOptions;
use super::columns::{integer, maybe_text, real, text};
use super::mesh::Mesh;
use super::names::{Name, invent, spell};
use super::stream::{Streams, round};
use crate::model::{Boundary, Table};

/// Earth's mean radius, km.
const RADIUS_KM: f64 = 6371.0088;

/// Names of the groups from the highest to the lowest.
pub(super) const GROUP_NAMES: [&str; 3] = ["high", "middle", "low"];
/// Share of the regions in each group.
const GROUP_SHARES: [f64; 3] = [0.2, 0.45, 0.35];

/// One of the two countries.
pub(super) struct Country {
    /// Two letters that no real country has.
    pub(super) key: &'static str,
    pub(super) name: Name,
}

/// A region of level 1.
pub(super) struct Region {
    pub(super) key: String,
    pub(super) name: Name,
    pub(super) country: usize,
    /// Main town.
    pub(super) town: [f64; 2],
    pub(super) area_km2: f64,
    pub(super) population: f64,
    /// Group by year, 0 the highest.
    pub(super) groups: Vec<usize>,
    pub(super) outline: Vec<Vec<[f64; 2]>>,
}

impl Region {
    /// Whether a place lies inside (even–odd rule).
    pub(super) fn contains(&self, [x, y]: [f64; 2]) -> bool {
        let crossings = self.outline.iter().flat_map(|ring| ring.windows(2)).filter(|w| {
            let ([x1, y1], [x2, y2]) = (w[0], w[1]);
            (y1 > y) != (y2 > y) && x < x1 + (y - y1) / (y2 - y1) * (x2 - x1)
        });
        crossings.count() % 2 == 1
    }
}

/// The two countries and their regions.
pub(super) struct Land {
    pub(super) countries: [Country; 2],
    pub(super) regions: Vec<Region>,
}

impl Land {
    /// The region in which a place lies; none at sea.
    pub(super) fn region_at(&self, place: [f64; 2]) -> Option<usize> {
        let far = |r: &Region| (r.town[0] - place[0]).abs() + (r.town[1] - place[1]).abs();
        // The nearest towns first: the search usually ends at once.
        let mut order: Vec<usize> = (0..self.regions.len()).collect();
        let near = order.len().min(12);
        if near < order.len() {
            order.select_nth_unstable_by(near, |&a, &b| {
                far(&self.regions[a]).total_cmp(&far(&self.regions[b])).then(a.cmp(&b))
            });
        }
        order[..near].iter().chain(&order[near..]).copied().find(|&r| self.regions[r].contains(place))
    }
}

/// Grows the land.
pub(super) fn land(options: &SampleOptions, streams: Streams) -> Land {
    let mesh = Mesh::grow(options.regions, streams);
    let n = mesh.regions();
    let mut names = invent(&mut streams.of("places", 0), n);
    names.reverse();
    let countries =
        [Country { key: "XA", name: spell("veldoria") }, Country { key: "XB", name: spell("tesmara") }];
    let groups = groups(options, &mesh, streams);
    let mut numbers = [0, 0];
    let regions = mesh.outlines().into_iter().enumerate().map(|(i, outline)| {
        let country = mesh.country[i];
        numbers[country] += 1;
        let mut random = streams.of("population", i);
        let area_km2 = round(area(&outline), 1);
        let density = [130.0, 70.0, 42.0][groups[i][0]] * f64::exp(0.35 * random.normal());
        Region {
            key: format!("{}{:02}", countries[country].key, numbers[country]),
            name: names.pop().unwrap_or_else(|| spell("nova")),
            country,
            town: mesh.town(i),
            area_km2,
            population: round(area_km2 * density, 0),
            groups: groups[i].clone(),
            outline,
        }
    });
    let regions = regions.collect();
    Land { countries, regions }
}

/// Group of every region by year. Shares are fixed; the middle of a country
/// tends to stand higher. In the middle year one pair in fifteen regions
/// changes places between the lower two groups, so that sizes stay.
fn groups(options: &SampleOptions, mesh: &Mesh, streams: Streams) -> Vec<Vec<usize>> {
    let n = mesh.regions();
    let capitals = [0, 1].map(|country| {
        let towns: Vec<[f64; 2]> =
            (0..n).filter(|&i| mesh.country[i] == country).map(|i| mesh.town(i)).collect();
        let mean = |axis: usize| towns.iter().map(|t| t[axis]).sum::<f64>() / towns.len() as f64;
        [mean(0), mean(1)]
    });
    let mut order: Vec<(f64, usize)> = (0..n)
        .map(|i| {
            let town = mesh.town(i);
            let [x, y] = capitals[mesh.country[i]];
            let far = ((town[0] - x) * 0.65).hypot(town[1] - y);
            (far + 0.7 * streams.of("groups", i).normal(), i)
        })
        .collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let first = ((n as f64 * GROUP_SHARES[0]).round() as usize).clamp(1, n - 2);
    let second = ((n as f64 * GROUP_SHARES[1]).round() as usize).clamp(1, n - first - 1);
    let mut groups = vec![Vec::new(); n];
    for (place, &(_, i)) in order.iter().enumerate() {
        let group = usize::from(place >= first) + usize::from(place >= first + second);
        groups[i] = vec![group; options.years];
    }
    let pairs = (n / 15).min(second).min(n - first - second);
    for pair in 0..pairs {
        let (down, up) = (order[first + second - 1 - pair].1, order[first + second + pair].1);
        for year in options.years / 2..options.years {
            groups[down][year] = 2;
            groups[up][year] = 1;
        }
    }
    groups
}

/// Area of a polygon on the sphere, km².
fn area(rings: &[Vec<[f64; 2]>]) -> f64 {
    let ring = |r: &Vec<[f64; 2]>| -> f64 {
        let edges = r.windows(2).map(|w| {
            let sines = w[0][1].to_radians().sin() + w[1][1].to_radians().sin();
            (w[1][0] - w[0][0]).to_radians() * sines
        });
        -edges.sum::<f64>() / 2.0 * RADIUS_KM * RADIUS_KM
    };
    // Holes run clockwise and count negative.
    rings.iter().map(ring).sum()
}

/// Great-circle distance in kilometres.
pub(super) fn distance_km(a: [f64; 2], b: [f64; 2]) -> f64 {
    let (dx, dy) = ((b[0] - a[0]).to_radians() / 2.0, (b[1] - a[1]).to_radians() / 2.0);
    let cosines = a[1].to_radians().cos() * b[1].to_radians().cos();
    let h = dy.sin().powi(2) + cosines * dx.sin().powi(2);
    2.0 * RADIUS_KM * h.sqrt().min(1.0).asin()
}

/// The table `regions`: countries (level 0), then regions (level 1).
pub(super) fn table(land: &Land) -> Table {
    struct Row<'a> {
        key: &'a str,
        name: &'a Name,
        country: &'a str,
        parent: Option<&'a str>,
        town: [f64; 2],
        area: f64,
        population: f64,
    }
    let mut rows = Vec::new();
    for (c, country) in land.countries.iter().enumerate() {
        let inside = || land.regions.iter().filter(|r| r.country == c);
        let count = inside().count() as f64;
        let mean = |axis: usize| round(inside().map(|r| r.town[axis]).sum::<f64>() / count, 4);
        rows.push(Row {
            key: country.key,
            name: &country.name,
            country: country.key,
            parent: None,
            town: [mean(0), mean(1)],
            area: round(inside().map(|r| r.area_km2).sum(), 1),
            population: inside().map(|r| r.population).sum(),
        });
    }
    rows.extend(land.regions.iter().map(|r| Row {
        key: &r.key,
        name: &r.name,
        country: land.countries[r.country].key,
        parent: Some(land.countries[r.country].key),
        town: r.town,
        area: r.area_km2,
        population: r.population,
    }));
    Table::new()
        .with("region", text(&rows, |r| r.key))
        .with("name", text(&rows, |r| &r.name.en))
        .with("name_en", text(&rows, |r| &r.name.en))
        .with("name_uk", text(&rows, |r| &r.name.uk))
        .with("name_ru", text(&rows, |r| &r.name.ru))
        .with("country", text(&rows, |r| r.country))
        .with("parent", maybe_text(&rows, |r| r.parent))
        .with("level", integer(&rows, |r| i64::from(r.parent.is_some())))
        .with("lon", real(&rows, |r| r.town[0]))
        .with("lat", real(&rows, |r| r.town[1]))
        .with("area_km2", real(&rows, |r| r.area))
        .with("population", real(&rows, |r| r.population))
}

/// Outlines of the regions.
pub(super) fn boundaries(land: &Land) -> Vec<Boundary> {
    let outline = |r: &Region| Boundary { region: r.key.clone(), polygons: vec![r.outline.clone()] };
    land.regions.iter().map(outline).collect()
}
