//! Consensus matrix: how often two regions fall into the same group, ordered
//! by group, as rows of runs, so that hundreds of regions stay small.

use super::Context;
use crate::number;
use crate::read::Typology;
use crate::read::consensus::Consensus;
use crate::read::typology::mean;
use crate::svg::{Ink, Svg, n};
use crate::text::{self, Face};
use std::fmt::Write;

/// Classes of the share: up to 5 %, then fifths, from 95 %.
const BREAKS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
/// Cells are at least so wide; more regions than fit are drawn as means of
/// neighbours in the order.
const CELL: f64 = 2.0;

/// A region with its position in the table and its group.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    key: String,
    at: usize,
    group: usize,
}

/// Regions by group; within a group a chain from the one most often with it.
pub(crate) fn order(t: &Typology, shares: &Consensus) -> Vec<Entry> {
    let mut out = Vec::new();
    for group in 1..=t.k {
        let own: Vec<(&str, usize)> =
            t.of_group(group).filter_map(|m| Some((m.key.as_str(), shares.position(&m.key)?))).collect();
        let with = |a: usize| -> f64 { own.iter().filter_map(|b| shares.share(a, b.1)).sum() };
        let mut left: Vec<(&str, usize, f64)> = own.iter().map(|(k, at)| (*k, *at, with(*at))).collect();
        left.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(b.0)));
        // Each is followed by the one left that is most often with it, so that
        // blocks within a group can be seen.
        let mut next = 0;
        while !left.is_empty() {
            let (key, at, _) = left.remove(next);
            out.push(Entry { key: key.to_string(), at, group });
            let near = |i: usize| shares.share(at, left[i].1).unwrap_or(0.0);
            next = (1..left.len()).fold(0, |best, i| if near(i) > near(best) { i } else { best });
        }
    }
    out
}

/// Mean share of the pairs within a group.
pub(crate) fn within(t: &Typology, shares: &Consensus, group: usize) -> Option<f64> {
    let own: Vec<usize> = t.of_group(group).filter_map(|m| shares.position(&m.key)).collect();
    let pairs = own.iter().enumerate().flat_map(|(i, a)| own[..i].iter().map(move |b| (*a, *b)));
    mean(pairs.filter_map(|(a, b)| shares.share(a, b)))
}

pub(crate) fn draw(c: &Context, t: &Typology, shares: &Consensus, width: f64) -> Svg {
    let narrow = width < 500.0;
    let mut svg = Svg::new(width, 0.0);
    let order = order(t, shares);
    if order.is_empty() {
        return svg;
    }
    let named = order.len() <= 60 && !narrow;
    let label = if named { 120.0 } else { 78.0 };
    let side = (width - label - 8.0).min(if named { 17.0 * order.len() as f64 } else { 620.0 });
    let top = key(c, &mut svg, width) + 16.0;
    let cells = order.len().min((side / CELL) as usize).max(1);
    let bins: Vec<&[Entry]> =
        (0..cells).map(|i| &order[i * order.len() / cells..(i + 1) * order.len() / cells]).collect();
    let cell = side / cells as f64;
    svg.group(&format!("transform=\"translate({},{}) scale({})\"", n(label), n(top), scale(cell)));
    for (class, d) in runs(&bins, shares).iter().enumerate() {
        if !d.is_empty() {
            // A hair wider than the cell, against light lines between rows.
            svg.path(d, &format!("n s-q{}", class + 1), "stroke-width=\"1.04\"");
        }
    }
    svg.end();
    frame(c, &mut svg, t, &order, (label, top, side), named);
    svg.set_height(top + side + 8.0);
    svg
}

fn scale(cell: f64) -> String {
    format!("{:.4}", cell)
}

/// For each class a path of strokes in a grid of unit cells.
fn runs(bins: &[&[Entry]], shares: &Consensus) -> [String; 6] {
    let mut out: [String; 6] = std::array::from_fn(|_| String::new());
    let value = |a: &[Entry], b: &[Entry]| -> Option<usize> {
        let pairs = a.iter().flat_map(|x| b.iter().map(move |y| shares.share(x.at, y.at)));
        let known: Vec<f64> = pairs.flatten().collect();
        (!known.is_empty()).then(|| {
            let mean = known.iter().sum::<f64>() / known.len() as f64;
            BREAKS.iter().filter(|b| mean >= **b).count()
        })
    };
    for (row, a) in bins.iter().enumerate() {
        let mut from = 0;
        let classes: Vec<Option<usize>> = bins.iter().map(|b| value(a, b)).collect();
        for i in 1..=classes.len() {
            if i == classes.len() || classes[i] != classes[from] {
                if let Some(class) = classes[from] {
                    let _ = write!(out[class], "M{from},{row}.5h{}", i - from);
                }
                from = i;
            }
        }
    }
    out
}

/// Bands of the groups with their names, or the names of all regions.
fn frame(
    c: &Context,
    svg: &mut Svg,
    t: &Typology,
    order: &[Entry],
    (x, y, side): (f64, f64, f64),
    named: bool,
) {
    let step = side / order.len() as f64;
    if named {
        for (i, entry) in order.iter().enumerate() {
            let name = text::shorten(c.names.map_label(&entry.key), Face::Sans, 11.0, x - 18.0);
            svg.text(x - 12.0, y + step * (i as f64 + 0.5) + 4.0, &name, Ink::new(11.0).end());
        }
    }
    let mut from = 0;
    let mut floor = f64::NEG_INFINITY;
    for g in 1..=t.k {
        let count = order.iter().filter(|o| o.group == g).count();
        let (a, b) = (y + step * from as f64, y + step * (from + count) as f64);
        svg.rect(x - 8.0, a, 6.0, b - a, &format!("f-g{g}"));
        if !named && count > 0 {
            let at = ((a + b) / 2.0 + 4.0).max(floor + 14.0);
            floor = at;
            let name = text::shorten(&c.group(t, g), Face::SansBold, 12.0, x - 14.0);
            svg.text_class(x - 12.0, at, &name, Ink::new(12.0).bold().end(), &format!("f-t{g}"));
        }
        from += count;
        if g < t.k {
            let at = step * from as f64;
            svg.line((x, y + at), (x + side, y + at), 1.0, "s-paper");
            svg.line((x + at, y), (x + at, y + side), 1.0, "s-paper");
        }
    }
}

/// The classes with their limits in per cent.
fn key(c: &Context, svg: &mut Svg, width: f64) -> f64 {
    let step = (width / 6.0).min(72.0);
    svg.text(0.0, 12.0, &c.words.get("consensus-key"), Ink::new(12.0).color("ink2"));
    for i in 0..6 {
        svg.rect(step * i as f64, 20.0, step, 10.0, &format!("f-q{}", i + 1));
    }
    for (i, b) in BREAKS.iter().enumerate() {
        let ink = Ink::new(11.0).middle();
        svg.text(step * (i + 1) as f64, 43.0, &number::percent(*b, 0), ink);
    }
    46.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares(pairs: &[(&str, &str, f64)]) -> Consensus {
        Consensus::from_pairs(pairs.iter().map(|(a, b, v)| (a.to_string(), b.to_string(), *v)))
    }

    fn entries(keys: &[&str], shares: &Consensus) -> Vec<Entry> {
        let entry = |k: &&str| Entry { key: k.to_string(), at: shares.position(k).expect("known"), group: 1 };
        keys.iter().map(entry).collect()
    }

    #[test]
    fn runs_of_one_class_are_one_stroke() {
        let shares = shares(&[("a", "b", 1.0), ("a", "c", 0.0), ("b", "c", 0.0)]);
        let order = entries(&["a", "b", "c"], &shares);
        let bins: Vec<&[Entry]> = order.chunks(1).collect();
        let out = runs(&bins, &shares);
        assert_eq!(out[5], "M0,0.5h2M0,1.5h2M2,2.5h1");
        assert_eq!(out[0], "M2,0.5h1M2,1.5h1M0,2.5h2");
        assert!(out[1..5].iter().all(String::is_empty));
    }

    #[test]
    fn a_pair_that_is_not_in_the_table_has_no_class() {
        let shares = shares(&[("a", "b", 1.0), ("b", "c", 0.3)]);
        let order = entries(&["a", "b", "c"], &shares);
        let bins: Vec<&[Entry]> = order.chunks(1).collect();
        let out = runs(&bins, &shares);
        assert_eq!(out[5], "M0,0.5h2M0,1.5h2M2,2.5h1");
        assert_eq!(out[2], "M2,1.5h1M1,2.5h1");
        assert!(out[0].is_empty());
    }
}
