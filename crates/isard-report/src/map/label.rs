//! Places names on a map: inside their region where they fit, else beside the
//! land with a thin line, else not at all.

use super::outline::Atlas;
use crate::svg::Ink;

/// A name wanted on the map.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) key: String,
    /// Names, the preferred first; the first that fits is taken.
    pub(crate) texts: Vec<String>,
    /// Whether the name may stand beside its region.
    pub(crate) callout: bool,
    /// Whether the name may reach over the border of a region nearly as wide.
    pub(crate) loose: bool,
}

/// A name with its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Placed {
    pub(crate) key: String,
    pub(crate) text: String,
    /// Centre of the text.
    pub(crate) center: (f64, f64),
    /// Start of the line to the region, for a callout.
    pub(crate) anchor: Option<(f64, f64)>,
}

struct Box4 {
    x: f64,
    y: f64,
    w: f64,
    h: f64,
}

impl Box4 {
    fn around(center: (f64, f64), w: f64, h: f64) -> Self {
        Box4 { x: center.0 - w / 2.0, y: center.1 - h / 2.0, w, h }
    }

    fn meets(&self, other: &Box4) -> bool {
        self.x < other.x + other.w
            && other.x < self.x + self.w
            && self.y < other.y + other.h
            && other.y < self.y + self.h
    }
}

/// Greedy placement in the order of the requests: first all names inside
/// their regions, then the callouts, each at the nearest free place off the
/// land within `margin` of the map.
pub(crate) fn place(atlas: &Atlas, requests: &[Request], ink: Ink, height: f64, margin: f64) -> Vec<Placed> {
    let mut taken: Vec<Box4> = Vec::new();
    let mut lines: Vec<((f64, f64), (f64, f64))> = Vec::new();
    let mut out = Vec::new();
    let mut later = Vec::new();
    for request in requests {
        let Some(shape) = atlas.shape(&request.key) else { continue };
        let fitting = request.texts.iter().find_map(|text| {
            let w = ink.width(text);
            let center = candidates(shape.anchor, shape.extent, height).find(|&c| {
                shape.holds(c, w + 4.0, height * 0.8) && free(&taken, &Box4::around(c, w + 2.0, height))
            })?;
            Some((text, center, w))
        });
        match fitting {
            Some((text, center, w)) => {
                taken.push(Box4::around(center, w + 2.0, height));
                out.push(Placed { key: request.key.clone(), text: text.clone(), center, anchor: None });
            }
            None => match loose(atlas, request, shape, ink, height, &taken) {
                Some(placed) => {
                    taken.push(Box4::around(placed.center, ink.width(&placed.text) + 2.0, height));
                    taken.extend(placed.anchor.map(|a| Box4::around(a, 6.0, 6.0)));
                    out.push(placed);
                }
                None if request.callout => later.push(request),
                None => {}
            },
        }
    }
    let land = atlas.land(3.0, margin + 80.0);
    // Callouts from the map's middle outwards would block each other; from
    // north to south their lines seldom cross.
    later.sort_by(|a, b| {
        let y = |r: &Request| atlas.shape(&r.key).map_or(0.0, |s| s.anchor.1);
        y(a).total_cmp(&y(b)).then(a.key.cmp(&b.key))
    });
    for request in later {
        let (Some(shape), Some(text)) = (atlas.shape(&request.key), request.texts.first()) else { continue };
        let text = request.texts.last().unwrap_or(text);
        let w = ink.width(text);
        let mut best: Option<(f64, (f64, f64))> = None;
        for ring in 1..40 {
            let radius = 10.0 + 5.0 * f64::from(ring);
            if best.is_some_and(|(score, _)| score < radius) {
                break;
            }
            for step in 0..36 {
                let angle = f64::from(step) * std::f64::consts::PI / 18.0;
                let tip = (shape.anchor.0 + radius * angle.cos(), shape.anchor.1 + radius * angle.sin());
                let center = (tip.0 + angle.cos() * w / 2.0, tip.1 + angle.sin() * height / 2.0);
                let place = Box4::around(center, w + 6.0, height + 2.0);
                let outside = place.x < -margin
                    || place.y < -2.0
                    || place.x + place.w > atlas.width + margin
                    || place.y + place.h > atlas.height + 2.0;
                if outside
                    || !free(&taken, &place)
                    || land.touches(place.x, place.y, place.w, place.h)
                    || lines
                        .iter()
                        .any(|&(a, b)| crosses_box(a, b, &place) || crosses(a, b, shape.anchor, tip))
                    || taken.iter().any(|t| crosses_box(shape.anchor, tip, t))
                {
                    continue;
                }
                // A little dearer when the line leaves upwards or downwards.
                let score = radius * (1.0 + 0.3 * angle.sin().abs());
                if best.is_none_or(|(s, _)| score < s) {
                    best = Some((score, center));
                }
            }
        }
        if let Some((_, center)) = best {
            let place = Box4::around(center, w + 6.0, height + 2.0);
            lines.push((shape.anchor, nearest(&place, shape.anchor)));
            taken.push(place);
            out.push(Placed {
                key: request.key.clone(),
                text: text.clone(),
                center,
                anchor: Some(shape.anchor),
            });
        }
    }
    out
}

/// A name over its region and a little of the neighbours, or beside a dot in
/// it: nearer to what it names than beside the land with a line.
fn loose(
    atlas: &Atlas,
    request: &Request,
    shape: &super::outline::Shape,
    ink: Ink,
    height: f64,
    taken: &[Box4],
) -> Option<Placed> {
    let text = request.texts.last().filter(|_| request.loose)?;
    let w = ink.width(text);
    let [x0, y0, x1, y1] = shape.extent;
    let fits = |c: &(f64, f64)| {
        let inside = c.0 - w / 2.0 >= 0.0 && c.0 + w / 2.0 <= atlas.width;
        let upright = c.1 - height / 2.0 >= 0.0 && c.1 + height / 2.0 <= atlas.height;
        inside && upright && free(taken, &Box4::around(*c, w + 8.0, height + 2.0))
    };
    let (ax, ay) = shape.anchor;
    let placed = |center, anchor| Placed { key: request.key.clone(), text: text.clone(), center, anchor };
    if x1 - x0 >= 0.6 * w && y1 - y0 >= height {
        let over = [0.0, -0.6, 0.6].into_iter().map(|s| (ax, ay + s * height)).find(&fits);
        if let Some(center) = over {
            return Some(placed(center, None));
        }
    }
    // A long name would hide the neighbours; it goes off the land.
    if w > 11.0 * height {
        return None;
    }
    // Beside a dot in the region, as places are named on maps of a country.
    let (dx, dy) = (w / 2.0 + 6.0, height / 2.0 + 5.0);
    let beside = [(ax + dx, ay), (ax - dx, ay), (ax, ay - dy), (ax, ay + dy)].into_iter().find(&fits)?;
    Some(placed(beside, Some((ax, ay))))
}

/// End of the line from a region to its name.
pub(crate) fn line_end(placed: &Placed, ink: Ink, height: f64) -> (f64, f64) {
    let place = Box4::around(placed.center, ink.width(&placed.text) + 6.0, height + 2.0);
    nearest(&place, placed.anchor.unwrap_or(placed.center))
}

fn candidates(anchor: (f64, f64), e: [f64; 4], height: f64) -> impl Iterator<Item = (f64, f64)> {
    let middle = ((e[0] + e[2]) / 2.0, (e[1] + e[3]) / 2.0);
    let shifts = [0.0, -0.7, 0.7, -1.4, 1.4, -2.1, 2.1];
    [middle, anchor]
        .into_iter()
        .flat_map(move |p| shifts.into_iter().map(move |s| (p.0, p.1 + s * height)))
        .chain([-0.15, 0.15, -0.25, 0.25].into_iter().map(move |s| (middle.0 + s * (e[2] - e[0]), middle.1)))
}

fn free(taken: &[Box4], place: &Box4) -> bool {
    taken.iter().all(|t| !t.meets(place))
}

fn nearest(b: &Box4, p: (f64, f64)) -> (f64, f64) {
    (p.0.clamp(b.x, b.x + b.w), p.1.clamp(b.y, b.y + b.h))
}

fn crosses(a: (f64, f64), b: (f64, f64), c: (f64, f64), d: (f64, f64)) -> bool {
    let side =
        |p: (f64, f64), q: (f64, f64), r: (f64, f64)| (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0);
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

fn crosses_box(a: (f64, f64), b: (f64, f64), r: &Box4) -> bool {
    let corners = [(r.x, r.y), (r.x + r.w, r.y), (r.x + r.w, r.y + r.h), (r.x, r.y + r.h)];
    let within = |p: (f64, f64)| p.0 > r.x && p.0 < r.x + r.w && p.1 > r.y && p.1 < r.y + r.h;
    within(a) || within(b) || (0..4).any(|i| crosses(a, b, corners[i], corners[(i + 1) % 4]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use isard::model::Boundary;
    use proptest::prelude::*;

    fn grid(columns: usize, rows: usize, size: f64) -> Vec<Boundary> {
        let cell = |c: usize, r: usize| {
            let (w, s) = (c as f64 * size, 40.0 + r as f64 * size);
            let ring = vec![[w, s], [w + size, s], [w + size, s + size], [w, s + size], [w, s]];
            Boundary { region: format!("r{c:02}{r:02}"), polygons: vec![vec![ring]] }
        };
        (0..columns).flat_map(|c| (0..rows).map(move |r| cell(c, r))).collect()
    }

    proptest! {
        /// Whatever the names, no two of them overlap.
        #[test]
        fn names_never_overlap(lengths in prop::collection::vec(1usize..14, 24), size in 0.2..2.0f64) {
            let all = grid(6, 4, size);
            let atlas = Atlas::new(&all, None, 300.0, 300.0, 0.5).expect("one");
            let requests: Vec<Request> = all.iter().zip(&lengths).map(|(b, &l)| Request {
                key: b.region.clone(), texts: vec!["n".repeat(l)], callout: true, loose: l % 2 == 0,
            }).collect();
            let ink = Ink::new(11.0);
            let placed = place(&atlas, &requests, ink, 12.0, 60.0);
            for (i, a) in placed.iter().enumerate() {
                for b in &placed[..i] {
                    let (p, q) = (Box4::around(a.center, ink.width(&a.text), 12.0), Box4::around(b.center, ink.width(&b.text), 12.0));
                    prop_assert!(!p.meets(&q), "{a:?} {b:?}");
                }
            }
        }
    }

    #[test]
    fn a_name_that_fits_stands_inside_and_one_that_does_not_beside() {
        let all = grid(3, 1, 1.0);
        let atlas = Atlas::new(&all, None, 120.0, 120.0, 0.5).expect("one");
        let long = "a very long name";
        let requests = ["AB", "CD", long].into_iter().zip(&all);
        let requests: Vec<Request> = requests
            .map(|(t, b)| Request {
                key: b.region.clone(),
                texts: vec![t.to_string()],
                callout: true,
                loose: false,
            })
            .collect();
        let placed = place(&atlas, &requests, Ink::new(11.0), 12.0, 120.0);
        assert_eq!(placed.iter().filter(|p| p.anchor.is_none()).count(), 2);
        let outside = placed.iter().find(|p| p.text == long).expect("placed beside");
        assert!(outside.anchor.is_some());
    }
}
