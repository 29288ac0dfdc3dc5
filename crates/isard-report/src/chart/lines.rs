//! Gini coefficients over the years in one chart.

use crate::number;
use crate::read::Inequality;
use crate::scale::Scale;
use crate::svg::{Ink, Svg};
use crate::text;

/// Gini coefficients; the line of `told` is the one the title speaks of.
pub(crate) fn gini(q: &Inequality, told: &str, width: f64) -> Svg {
    let narrow = width < 500.0;
    let height = if narrow { 300.0 } else { 320.0 };
    let mut svg = Svg::new(width, height);
    type Named<'a> = (&'a str, &'a str, &'a [(i64, f64)]);
    let lines: Vec<Named> = q
        .sorted()
        .into_iter()
        .map(|(k, n)| (k.as_str(), n.as_str(), q.line(k, "gini", "total")))
        .filter(|l| !l.2.is_empty())
        .collect();
    let years = || lines.iter().flat_map(|l| l.2.iter().map(|p| p.0));
    let (Some(first), Some(last)) = (years().min(), years().max()) else { return svg };
    let top = lines.iter().flat_map(|l| l.2.iter().map(|p| p.1)).fold(0.0, f64::max);
    let label = if narrow { 138.0 } else { width * 0.3 };
    let (right, bottom) = (width - label, height - 24.0);
    let sx = Scale::linear((first as f64, last as f64), (34.0, right - 14.0));
    let sy = Scale::linear((0.0, top * 1.05), (bottom, 8.0));
    for v in sy.ticks(5) {
        svg.line((34.0, sy.at(v)), (right - 14.0, sy.at(v)), 1.0, if v == 0.0 { "s-ink3" } else { "s-grid" });
        let text = number::fixed(v, sy.tick_decimals(5));
        svg.text(28.0, sy.at(v) + 4.0, &text, Ink::new(11.5).end().color("ink3"));
    }
    for year in year_ticks(first, last, if narrow { 3 } else { 7 }) {
        svg.text(sx.at(year as f64), bottom + 18.0, &year.to_string(), Ink::new(11.5).middle().color("ink3"));
    }
    let mut ends: Vec<(f64, f64, &str, bool)> = Vec::new();
    // The line of the title is drawn last, on top of the others.
    for (key, name, line) in lines.iter().filter(|l| l.0 != told).chain(lines.iter().filter(|l| l.0 == told))
    {
        let chosen = *key == told;
        let points: Vec<(f64, f64)> = line.iter().map(|(t, v)| (sx.at(*t as f64), sy.at(*v))).collect();
        let class = if chosen { "s-accent" } else { "s-ink2" };
        svg.polyline(&points, if chosen { 2.4 } else { 1.3 }, class);
        if let Some(end) = points.last() {
            svg.circle(*end, if chosen { 3.4 } else { 2.4 }, if chosen { "f-accent" } else { "f-ink2" }, 0.0);
            ends.push((end.0, end.1, name, chosen));
        }
    }
    ends.sort_by(|a, b| a.1.total_cmp(&b.1));
    let wanted: Vec<f64> = ends.iter().map(|e| e.1).collect();
    for ((x, y, name, chosen), at) in ends.iter().zip(spread(&wanted, 15.0, (8.0, bottom))) {
        svg.line((x + 4.0, *y), (right - 6.0, at), 0.7, "s-rule");
        let ink = if *chosen { Ink::new(12.0).bold().color("accent") } else { Ink::new(12.0).color("ink2") };
        svg.text(right, at + 4.0, &text::shorten(name, ink.face(), 12.0, label), ink);
    }
    svg
}

/// Positions near the wanted ones (ascending), at least `gap` apart.
pub(crate) fn spread(wanted: &[f64], gap: f64, (low, high): (f64, f64)) -> Vec<f64> {
    let mut at: Vec<f64> = Vec::with_capacity(wanted.len());
    for w in wanted {
        let floor = at.last().map_or(low, |v| v + gap);
        at.push(w.max(floor));
    }
    let mut ceiling = high;
    for v in at.iter_mut().rev() {
        *v = v.min(ceiling);
        ceiling = *v - gap;
    }
    at
}

/// First and last year and round ones between, not too near to the ends.
pub(crate) fn year_ticks(first: i64, last: i64, count: i64) -> Vec<i64> {
    let span = last - first;
    let step = [1, 2, 5, 10, 20, 50].into_iter().find(|s| span <= s * count).unwrap_or(100);
    let near = (step * 2 + 2) / 3;
    let inner = (first + 1..last).filter(|y| y % step == 0 && y - first >= near && last - y >= near);
    let mut out = vec![first];
    out.extend(inner);
    if last > first {
        out.push(last);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_their_distance_and_stay_inside() {
        let at = spread(&[10.0, 11.0, 12.0, 98.0, 99.0], 15.0, (0.0, 100.0));
        assert!(at.windows(2).all(|w| w[1] - w[0] >= 15.0 - 1e-9), "{at:?}");
        assert!(at[0] >= 0.0 && at[4] <= 100.0);
        assert_eq!(spread(&[], 15.0, (0.0, 1.0)), Vec::<f64>::new());
    }

    #[test]
    fn year_ticks_hold_both_ends_and_do_not_crowd() {
        let ticks = year_ticks(1929, 2009, 7);
        assert_eq!((ticks.first(), ticks.last()), (Some(&1929), Some(&2009)));
        assert!(ticks.windows(2).all(|w| w[1] - w[0] >= 10));
        assert_eq!(year_ticks(2013, 2013, 7), vec![2013]);
    }
}
