//! Travel times between regions by road.

use super::World;
use super::columns::{real, text};
use super::geography::distance_km;
use super::stream::round;
use crate::model::Table;

/// Longest time that is listed, minutes.
const LONGEST: f64 = 180.0;
/// Roads are longer than the straight line by this factor.
const DETOUR: f64 = 1.25;
/// Speed between towns and within a region, km an hour.
const SPEEDS: [f64; 2] = [75.0, 50.0];
/// Minutes to leave and to enter a town, and to cross the border.
const TOWN: f64 = 6.0;
const BORDER: f64 = 20.0;

/// The table `travel_times`: once for two regions, either way, and within each.
pub(super) fn table(world: &World) -> Table {
    let regions = &world.land.regions;
    let mut rows = Vec::new();
    for (i, a) in regions.iter().enumerate() {
        let inside = 0.5 * a.area_km2.sqrt() * DETOUR / SPEEDS[1] * 60.0;
        rows.push((a.key.as_str(), a.key.as_str(), round(inside, 0)));
        for b in &regions[i + 1..] {
            let drive = distance_km(a.town, b.town) * DETOUR / SPEEDS[0] * 60.0;
            let minutes = TOWN + drive + if a.country == b.country { 0.0 } else { BORDER };
            if minutes <= LONGEST {
                rows.push((&a.key, &b.key, round(minutes, 0)));
            }
        }
    }
    Table::new()
        .with("from", text(&rows, |r| r.0))
        .with("to", text(&rows, |r| r.1))
        .with("minutes", real(&rows, |r| r.2))
}
