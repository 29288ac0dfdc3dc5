//! The whole network drawn by communities and layers.

use super::super::Report;
use super::super::paper::Block;
use super::growth::layer;
use super::table_note;
use crate::chart::community_matrix::{self, Row};
use crate::figure::Figure;
use crate::messages::args;
use crate::number;
use crate::read::institutions::{Leads, leads};
use crate::read::organizations::Organizations;
use std::collections::BTreeSet;

/// Communities with a row of their own.
const ROWS: usize = 36;
/// Layers drawn.
const LAYERS: usize = 3;
/// Pairs of communities named.
const PAIRS: usize = 3;

pub(super) fn figure(report: &mut Report, all: &Organizations) -> Block {
    let leads = leads(report.input);
    let Some(whole) = leads.get("all") else { return Block::empty() };
    if all.communities.len() < 3 {
        return Block::empty();
    }
    let (c, words) = (&report.c, report.c.words);
    let mut rows: Vec<Row> = all
        .communities
        .iter()
        .take(ROWS)
        .map(|x| Row { keys: vec![x.key.clone()], name: all.name(&x.leader).to_string() })
        .collect();
    let rest: Vec<String> = all.communities.iter().skip(ROWS).map(|x| x.key.clone()).collect();
    if !rest.is_empty() {
        let name = words.with("network-matrix-rest", args! { "n" => rest.len() });
        rows.push(Row { keys: rest, name });
    }
    let layers = drawn(report, &leads);
    // Pairs of communities between which most of the ties of one lead.
    let own: BTreeSet<&str> = all.communities.iter().map(|x| x.key.as_str()).collect();
    let mut pairs: Vec<(&str, &str, f64)> = whole
        .iter()
        .filter(|((a, b), _)| a != b && own.contains(a.as_str()) && own.contains(b.as_str()))
        .map(|((a, b), v)| (a.as_str(), b.as_str(), *v))
        .collect();
    pairs.sort_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
    let inside: Vec<f64> =
        all.communities.iter().filter_map(|x| whole.get(&(x.key.clone(), x.key.clone())).copied()).collect();
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len().max(1) as f64;
    let name = |key: &str| {
        all.communities.iter().find(|x| x.key == key).map_or(key, |x| all.name(&x.leader)).to_string()
    };
    let told: Vec<String> = pairs
        .iter()
        .take(PAIRS)
        .map(|(a, b, v)| format!("{} → {} {}", name(a), name(b), number::percent(*v, 1)))
        .collect();
    let title = words.with(
        "network-matrix-title",
        args! { "inside" => number::percent(mean(&inside), 0), "n" => all.communities.len(),
        "most" => number::percent(pairs.first().map_or(0.0, |p| p.2), 1) },
    );
    let subtitle =
        words.with("network-matrix-subtitle", args! { "shown" => all.communities.len().min(ROWS) });
    let note = format!(
        "{} {}",
        words.with("network-matrix-note", args! { "pairs" => words.list(&told) }),
        table_note(report, "community_ties")
    );
    let alt = words.with(
        "network-matrix-alt",
        args! { "n" => all.communities.len(), "inside" => number::percent(mean(&inside), 0), "pairs" => told.join("; ") },
    );
    let figure = Figure::new("community-matrix", title, subtitle, |w| {
        community_matrix::draw(c, &leads, &layers, &rows, w)
    })
    .note(note)
    .alt(alt);
    report.figure(figure)
}

/// The layers with most ties, with their names; all ties where there is but one layer.
fn drawn(report: &Report, leads: &Leads) -> Vec<(String, String)> {
    let mut named: Vec<(&String, usize)> =
        leads.iter().filter(|l| l.0 != "all").map(|l| (l.0, l.1.len())).collect();
    named.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    named.truncate(LAYERS);
    if named.len() < 2 {
        return vec![("all".into(), report.c.words.get("layer-all"))];
    }
    named.into_iter().map(|(key, _)| (key.clone(), crate::messages::capital(&layer(report, key)))).collect()
}
