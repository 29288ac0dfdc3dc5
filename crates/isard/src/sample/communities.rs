//! Communities: sizes, places, what they make and which roles they lack.

use super::World;
use super::geography::{Land, distance_km};
use super::stream::{round, weighted};
use crate::inference::Random;

/// Roles that a community may have beside its firms, and may lack.
pub(super) const INSTITUTIONS: [&str; 6] =
    ["finance", "intermediary", "science", "education", "public", "civic"];

/// A planted community: leaders and the organisations tied to them within a
/// limited territory.
pub(super) struct Community {
    pub(super) key: String,
    pub(super) size: usize,
    /// Where its first leader sits; every member lies within the radius of it.
    pub(super) centre: [f64; 2],
    pub(super) region: usize,
    /// Cluster category most of its firms belong to.
    pub(super) category: Option<usize>,
    /// Institutions by kind, in the order of [`INSTITUTIONS`].
    pub(super) institutions: [usize; 6],
    pub(super) cluster_organisation: bool,
    pub(super) leaders: usize,
}

/// Plans the communities.
pub(super) fn communities(world: &World) -> Vec<Community> {
    let residents: Vec<f64> = world.land.regions.iter().map(|r| r.population).collect();
    let one = |(c, size): (usize, usize)| {
        let mut random = world.streams.of("community", c);
        let region = weighted(&mut random, &residents).unwrap_or(0);
        let town = world.land.regions[region].town;
        let centre = near(&world.land, &mut random, town, 30.0);
        let region = world.land.region_at(centre).unwrap_or(region);
        let planted: Vec<usize> =
            world.industries.planted.iter().filter(|p| p.region == region).map(|p| p.category).collect();
        let category = match (planted.is_empty(), world.industries.categories.len()) {
            (_, 0) => None,
            (false, _) if random.uniform() < 0.7 => Some(planted[random.below(planted.len())]),
            (_, n) => Some(random.below(n)),
        };
        // A third of a small community at most are institutions.
        let mut room = size / 3;
        let institutions = INSTITUTIONS.map(|_| {
            let wanted = if random.uniform() < 0.75 { 1 + size / 80 } else { 0 };
            let count = wanted.min(room);
            room -= count;
            count
        });
        Community {
            key: format!("K{:02}", c + 1),
            size,
            centre,
            region,
            category,
            institutions,
            cluster_organisation: room > 0 && random.uniform() < 0.6,
            leaders: 1 + size / 100,
        }
    };
    sizes(world).into_iter().enumerate().map(one).collect()
}

/// Sizes between the smallest and the largest, small ones being more frequent
/// (a power law with exponent −3/2), moved one by one to the planned total.
fn sizes(world: &World) -> Vec<usize> {
    let options = world.options;
    let (least, most) = options.community_members;
    let members = (options.organisations as f64 * (1.0 - options.outsiders)).round() as usize;
    let n = options.communities.min(members / least);
    if n == 0 {
        return Vec::new();
    }
    let total = members.min(n * most);
    let mut random = world.streams.of("sizes", 0);
    let (a, b) = ((least as f64).powf(-0.5), (most as f64).powf(-0.5));
    let raw: Vec<f64> = (0..n).map(|_| (a - random.uniform() * (a - b)).powi(-2)).collect();
    let scale = total as f64 / raw.iter().sum::<f64>();
    let mut sizes: Vec<usize> =
        raw.iter().map(|s| ((s * scale).round() as usize).clamp(least, most)).collect();
    let mut sum: usize = sizes.iter().sum();
    while sum != total {
        let c = random.below(n);
        if sum < total && sizes[c] < most {
            sizes[c] += 1;
            sum += 1;
        } else if sum > total && sizes[c] > least {
            sizes[c] -= 1;
            sum -= 1;
        }
    }
    sizes
}

/// A place on land within a distance of another, denser towards it.
pub(super) fn near(land: &Land, random: &mut Random, centre: [f64; 2], radius_km: f64) -> [f64; 2] {
    for _ in 0..60 {
        let turn = random.uniform() * std::f64::consts::TAU;
        let far = radius_km * random.uniform().powf(0.75);
        let degrees = far / 111.195;
        let lat = centre[1] + degrees * turn.sin();
        let lon = centre[0] + degrees * turn.cos() / centre[1].to_radians().cos();
        let place = [round(lon, 4), round(lat, 4)];
        if distance_km(centre, place) <= radius_km && land.region_at(place).is_some() {
            return place;
        }
    }
    centre
}
