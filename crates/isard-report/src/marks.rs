//! Marks of the status of a value, stars, and the patterns maps are filled with.

use crate::svg::{Svg, n};
use isard::model::Status;
use std::fmt::Write;

/// Patterns shared by all figures of a page. Group stripes are `p-s<a>-<b>`:
/// the colour of group a with stripes of group b.
pub(crate) fn patterns(groups: usize) -> String {
    let mut d = String::new();
    d.push_str(
        "<pattern id=\"p-missing\" width=\"9\" height=\"9\" patternUnits=\"userSpaceOnUse\"><rect width=\"9\" height=\"9\" class=\"f-paper\"/><circle cx=\"4.5\" cy=\"4.5\" r=\".8\" class=\"f-ink3\"/></pattern>\
         <pattern id=\"p-suppressed\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" class=\"f-paper\"/><rect width=\"1.2\" height=\"6\" class=\"f-ink3\"/></pattern>\
         <pattern id=\"p-undefined\" width=\"10\" height=\"10\" patternUnits=\"userSpaceOnUse\"><rect width=\"10\" height=\"10\" class=\"f-paper\"/><path d=\"M3,3l4,4M7,3l-4,4\" class=\"n s-ink3\" stroke-width=\".9\"/></pattern>\
         <pattern id=\"p-dots\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\"><circle cx=\"2.5\" cy=\"2.5\" r=\".75\" class=\"f-ink\"/></pattern>\
         <pattern id=\"p-neutral\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\"><rect width=\"4\" height=\"4\" class=\"f-d4\"/><circle cx=\"2\" cy=\"2\" r=\".6\" class=\"f-ink3\"/></pattern>",
    );
    for a in 1..=groups {
        for b in (1..=groups).filter(|&b| b != a) {
            let _ = write!(
                d,
                "<pattern id=\"p-s{a}-{b}\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><rect width=\"7\" height=\"7\" class=\"f-g{a}\"/><rect width=\"2.6\" height=\"7\" class=\"f-g{b}\"/></pattern>"
            );
        }
    }
    d
}

/// Pattern of a map region that has no colour of the scale.
pub(crate) fn map_pattern(status: Status) -> Option<&'static str> {
    match status {
        Status::Observed => None,
        Status::Estimated => Some("p-dots"),
        Status::Suppressed => Some("p-suppressed"),
        Status::Undefined(_) => Some("p-undefined"),
        _ => Some("p-missing"),
    }
}

/// The mark of a value in a chart.
pub(crate) fn dot(svg: &mut Svg, at: (f64, f64), radius: f64, status: Status, fill: &str) {
    match status {
        Status::Observed => svg.circle(at, radius, &format!("f-{fill} s-paper"), 1.0),
        Status::Estimated => svg.circle(at, radius - 0.6, &format!("f-paper s-{fill}"), 1.8),
        Status::Undefined(_) => cross(svg, at, radius),
        _ => svg.circle(at, radius, "n s-ink3 dot", 1.2),
    }
}

/// A cross: the statistic does not exist here.
pub(crate) fn cross(svg: &mut Svg, (x, y): (f64, f64), r: f64) {
    let r = r * 0.75;
    svg.path(
        &format!(
            "M{},{}l{},{}m0,{}l{},{}",
            n(x - r),
            n(y - r),
            n(2.0 * r),
            n(2.0 * r),
            n(-2.0 * r),
            n(-2.0 * r),
            n(2.0 * r)
        ),
        "n s-ink2",
        "stroke-width=\"1.3\"",
    );
}

/// A small triangle that points up or down, legible on any fill.
pub(crate) fn triangle(svg: &mut Svg, (x, y): (f64, f64), up: bool) {
    let h = if up { -3.6 } else { 3.6 };
    let d = format!("M{},{}L{},{}L{},{}z", n(x), n(y + h), n(x + 4.0), n(y - h), n(x - 4.0), n(y - h));
    svg.path(&d, "f-ink s-paper", "stroke-width=\"1\"");
}

/// A hatched bar between two bounds, open at the lower end when that is zero.
pub(crate) fn bounds(svg: &mut Svg, x0: f64, x1: f64, y: f64) {
    let mut d = String::new();
    let mut x = x0 + 2.0;
    while x + 3.0 < x1 {
        let _ = write!(d, "M{},{}l4,-6", n(x), n(y + 3.0));
        x += 5.0;
    }
    if !d.is_empty() {
        svg.path(&d, "n s-ink3", "stroke-width=\"1\"");
    }
    for x in [x0, x1] {
        svg.line((x, y - 5.0), (x, y + 5.0), 1.4, "s-ink2");
    }
}

/// How sure a star is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Surety {
    /// 95 % and more.
    Sure,
    /// 75 to 95 %.
    Likely,
    /// 50 to 75 %.
    Toss,
    /// Below 50 %, but the data give the star.
    Faint,
    /// Not earned.
    Not,
}

impl Surety {
    /// From whether the data give the star and the share of resamplings that do.
    pub(crate) fn new(earned: Option<bool>, probability: Option<f64>) -> Self {
        if earned != Some(true) {
            return Surety::Not;
        }
        match probability {
            Some(p) if p >= 0.95 => Surety::Sure,
            Some(p) if p >= 0.75 => Surety::Likely,
            Some(p) if p >= 0.50 => Surety::Toss,
            Some(_) => Surety::Faint,
            // Without resampling the figures stand as they are; the note says so.
            None => Surety::Likely,
        }
    }
}

/// A star, or a point where none is earned.
pub(crate) fn star(svg: &mut Svg, (x, y): (f64, f64), r: f64, surety: Surety) {
    let (class, width) = match surety {
        Surety::Sure => ("f-star s-star", 1.0),
        Surety::Likely => ("f-star2 s-star", 1.2),
        Surety::Toss => ("n s-star dash2", 1.2),
        Surety::Faint => ("n s-star2 dot", 1.0),
        Surety::Not => return svg.circle((x, y), 1.5, "f-ink3", 0.0),
    };
    let mut d = String::new();
    for i in 0..10 {
        let radius = if i % 2 == 0 { r } else { r * 0.42 };
        let angle = std::f64::consts::PI * (f64::from(i) / 5.0 - 0.5);
        let _ = write!(
            d,
            "{}{},{}",
            if i == 0 { "M" } else { "L" },
            n(x + radius * angle.cos()),
            n(y + radius * angle.sin())
        );
    }
    d.push('z');
    svg.path(&d, class, &format!("stroke-width=\"{width}\" stroke-linejoin=\"round\""));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surety_has_fixed_limits() {
        let at = |p| Surety::new(Some(true), Some(p));
        assert_eq!(
            [at(0.95), at(0.94), at(0.75), at(0.5), at(0.49)],
            [Surety::Sure, Surety::Likely, Surety::Likely, Surety::Toss, Surety::Faint]
        );
        assert_eq!(Surety::new(Some(false), Some(0.99)), Surety::Not);
        assert_eq!(Surety::new(None, None), Surety::Not);
    }

    #[test]
    fn every_pair_of_groups_has_stripes() {
        let p = patterns(3);
        for id in ["p-s1-2", "p-s2-1", "p-s3-1", "p-missing", "p-suppressed", "p-undefined"] {
            assert!(p.contains(&format!("id=\"{id}\"")), "{id}");
        }
        assert!(!p.contains("p-s1-1"));
    }
}
