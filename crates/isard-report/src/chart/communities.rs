//! Where communities of organisations are, and one of them with its ties.

use super::Context;
use super::drift::{land, scale_bar};
use crate::map::Atlas;
use crate::map::choropleth::clipped;
use crate::read::organizations::{Community, Member, Organizations};
use crate::svg::{Ink, Svg};
use crate::text::{self, Face};

/// Communities named on the map.
const NAMED: usize = 6;

/// Layers of ties with their lines.
pub(crate) const LAYERS: [(&str, &str); 3] =
    [("production", "s-ink2"), ("science_technology", "s-q5"), ("commercial", "s-g3")];

/// Every community where its leader is, by size.
pub(crate) fn whole(c: &Context, all: &Organizations, width: f64) -> Svg {
    let mut svg = Svg::new(width, 0.0);
    let Some(atlas) = Atlas::new(c.boundaries, c.study.frame, width, width * 0.62, 1.0) else { return svg };
    let at = (0.0, 6.0);
    land(c, &mut svg, &atlas, at, &format!("clip-communities-{}", width as i64), c.study.frame.is_some());
    let place = |m: &Member| m.place.map(|p| atlas.place(p.0, p.1)).map(|(x, y)| (x + at.0, y + at.1));
    let largest = all.communities.first().map_or(1.0, |x| x.members as f64);
    let most = if width > 500.0 { 15.0 } else { 9.0 };
    let radius = |x: &Community| most * (x.members as f64 / largest).sqrt();
    let mut points = Vec::new();
    for one in &all.communities {
        let leader = one.who.iter().find(|m| m.key == one.leader);
        if let Some(point) = leader.and_then(place) {
            points.push((one, point));
        }
    }
    for (one, point) in &points {
        svg.circle(*point, radius(one), "f-q3 s-q6", 1.0);
    }
    // Names stay clear of the circles, of which their corners are air.
    let around = |one: &Community, (x, y): (f64, f64)| {
        let r = 0.8 * radius(one);
        [x - r, y - r, x + r, y + r]
    };
    let mut taken: Vec<[f64; 4]> = points.iter().map(|(one, p)| around(one, *p)).collect();
    let size = if width > 500.0 { 12.0 } else { 10.5 };
    let frame = (at.0 + 3.0, at.0 + atlas.width - 3.0, at.1 + 3.0, at.1 + atlas.height - 3.0);
    for (one, point) in points.iter().take(NAMED) {
        let name = text::shorten(all.name(&one.leader), Face::SansBold, size, atlas.width * 0.4);
        super::biplot::label(
            &mut svg,
            &name,
            Ink::new(size).bold().halo(),
            size,
            (*point, radius(one)),
            frame,
            &mut taken,
        );
    }
    let foot = scale_bar(c, &mut svg, &atlas, (at.0, at.1 + atlas.height + 20.0));
    svg.set_height(foot + 10.0);
    svg
}

/// Members of one community with their ties, leaders filled and named; `id` names the figure.
pub(crate) fn one(
    c: &Context,
    id: &str,
    members: &[&Member],
    ties: &[(usize, usize, String)],
    width: f64,
) -> Svg {
    let mut svg = Svg::new(width, 0.0);
    let legend = legend(c, &mut svg, width);
    let at = (0.0, legend + 8.0);
    let Some(frame) = around(members) else { return svg };
    let Some(atlas) = Atlas::new(c.boundaries, Some(frame), width, width * 0.66, 0.6) else { return svg };
    let clip = format!("clip-{id}-{}", width as i64);
    land(c, &mut svg, &atlas, at, &clip, true);
    let place = |m: &Member| m.place.map(|p| atlas.place(p.0, p.1)).map(|(x, y)| (x + at.0, y + at.1));
    let places: Vec<Option<(f64, f64)>> = members.iter().map(|m| place(m)).collect();
    let inside = |p: &(f64, f64)| {
        (0.0..=atlas.width).contains(&(p.0 - at.0)) && (0.0..=atlas.height).contains(&(p.1 - at.1))
    };
    // Many ties are drawn thin, so that the land between them is seen.
    let thin = if ties.len() > 400 {
        0.4
    } else if ties.len() > 120 {
        0.7
    } else {
        1.1
    };
    // Ties of members far away end at the frame.
    clipped(&mut svg, &atlas, at, &format!("{clip}-ties"), true, |svg| {
        for (layer, class) in LAYERS {
            for (a, b, _) in ties.iter().filter(|t| t.2 == layer) {
                if let (Some(a), Some(b)) = (places[*a], places[*b]) {
                    svg.line(a, b, thin, class);
                }
            }
        }
    });
    let largest = members.iter().filter_map(|m| m.size).fold(1.0, f64::max);
    let radius = |m: &Member| 2.2 + 7.0 * (m.size.unwrap_or(0.0) / largest).sqrt();
    let mut taken = Vec::new();
    // Leaders lie on top.
    let (led, leaders): (Vec<_>, Vec<_>) = members.iter().zip(&places).partition(|(m, _)| !m.leader);
    for (m, p) in led.into_iter().chain(leaders) {
        let Some(p) = p.filter(inside) else { continue };
        let class = match (m.leader, m.role.as_str()) {
            (true, _) => "f-accent s-paper",
            (false, "firm") => "f-paper s-ink",
            (false, _) => "f-q3 s-ink",
        };
        svg.circle(p, radius(m), class, 1.1);
        if m.leader {
            taken.push([p.0 - 2.0, p.1 - 2.0, p.0 + 2.0, p.1 + 2.0]);
        }
    }
    let size = if width > 500.0 { 12.0 } else { 10.5 };
    let edge = (at.0 + 3.0, at.0 + atlas.width - 3.0, at.1 + 3.0, at.1 + atlas.height - 3.0);
    for (m, p) in members.iter().zip(&places).filter(|(m, _)| m.leader).take(4) {
        let Some(p) = p.filter(inside) else { continue };
        let name = text::shorten(&m.name, Face::SansBold, size, atlas.width * 0.4);
        super::biplot::label(
            &mut svg,
            &name,
            Ink::new(size).bold().halo(),
            size,
            (p, radius(m)),
            edge,
            &mut taken,
        );
    }
    let foot = scale_bar(c, &mut svg, &atlas, (at.0, at.1 + atlas.height + 20.0));
    svg.set_height(foot + 10.0);
    svg
}

/// Marks of roles and lines of layers; how far down they reach.
fn legend(c: &Context, svg: &mut Svg, width: f64) -> f64 {
    let ink = Ink::new(12.0);
    let (mut x, mut y) = (0.0, 12.0);
    let mut entry = |svg: &mut Svg, id: &str, mark: &dyn Fn(&mut Svg, f64, f64)| {
        let word = c.words.get(id);
        let need = 26.0 + ink.width(&word) + 16.0;
        if x > 0.0 && x + need > width {
            (x, y) = (0.0, y + 18.0);
        }
        mark(svg, x, y - 4.0);
        svg.text(x + 26.0, y, &word, ink);
        x += need;
    };
    let roles = [
        ("role-leader", "f-accent s-paper"),
        ("role-firm", "f-paper s-ink"),
        ("role-institution", "f-q3 s-ink"),
    ];
    for (id, class) in roles {
        entry(svg, id, &|svg, x, y| svg.circle((x + 12.0, y), 4.5, class, 1.1));
    }
    for (layer, class) in LAYERS {
        entry(svg, &format!("layer-{layer}"), &|svg, x, y| svg.line((x + 2.0, y), (x + 22.0, y), 2.0, class));
    }
    y
}

/// West, south, east, north around the middle nine tenths of the members.
fn around(members: &[&Member]) -> Option<[f64; 4]> {
    let sorted = |of: fn(&(f64, f64)) -> f64| {
        let mut v: Vec<f64> = members.iter().filter_map(|m| m.place.as_ref().map(of)).collect();
        v.sort_by(f64::total_cmp);
        v
    };
    let (lon, lat) = (sorted(|p| p.0), sorted(|p| p.1));
    let (first, last) = (lon.len() / 50, lon.len().checked_sub(1 + lon.len() / 50)?);
    let (w, e, s, n) = (lon[first], lon[last], lat[first], lat[last]);
    let (dx, dy) = (((e - w) * 0.15).max(0.08), ((n - s) * 0.15).max(0.05));
    Some([w - dx, s - dy, e + dx, n + dy])
}
