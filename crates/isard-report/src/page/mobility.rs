//! Figures on moves between classes of an indicator over the years.

use super::Report;
use super::paper::Block;
use crate::chart::markov::{self, Cell, Matrix};
use crate::figure::Figure;
use crate::messages::{args, bare, lower};
use crate::number;
use crate::read::mobility::{self, Mobility};

/// Variables drawn; all others are in the table.
const DRAWN: usize = 1;

pub(super) fn figures(report: &mut Report) -> Vec<Block> {
    let all = mobility::read(report.input);
    all.iter().take(DRAWN).enumerate().map(|(i, m)| one(report, m, i)).collect()
}

fn matrices(report: &Report, m: &Mobility) -> Vec<Matrix> {
    let k = m.classes.len();
    m.moves
        .iter()
        .map(|(lag, moves)| {
            let title = match lag {
                0 => String::new(),
                lag => {
                    let class = m.classes.get(*lag as usize - 1).map_or("", String::as_str);
                    report.c.words.with("mobility-lag", args! { "class" => class })
                }
            };
            let cell = |a, b| {
                let v = moves.get(&(a, b)).copied().unwrap_or_default();
                Cell { count: v.count, probability: v.probability, interval: v.interval }
            };
            Matrix { title, cells: (0..k).map(|a| (0..k).map(|b| cell(a, b)).collect()).collect() }
        })
        .collect()
}

fn one(report: &mut Report, m: &Mobility, at: usize) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let all = m.moves.get(&0).or_else(|| m.moves.values().next());
    let Some(all) = all else { return Block::empty() };
    let total: i64 = all.values().map(|v| v.count).sum();
    let stayed: i64 = all.iter().filter(|((a, b), _)| a == b).map(|(_, v)| v.count).sum();
    let name = c.names.indicators().get(&m.variable).cloned().unwrap_or_else(|| m.variable.clone());
    let share = if total > 0 { number::percent(stayed as f64 / total as f64, 0) } else { "–".into() };
    let title = words.with(
        "mobility-title",
        args! { "share" => share, "indicator" => lower(bare(&name)), "many" => c.many() },
    );
    let rows: Vec<String> = all
        .iter()
        .filter(|((a, b), _)| a == b)
        .map(|((a, _), v)| {
            let p = v.probability.map_or("×".to_string(), |p| number::percent(p, 0));
            words.with("mobility-alt-row", args! { "class" => m.classes[*a].as_str(), "p" => p })
        })
        .collect();
    let alt = words.with("mobility-alt", args! { "count" => m.moves.len(), "rows" => rows.join(" ") });
    let matrices = matrices(report, m);
    let classes: Vec<String> = m
        .classes
        .iter()
        .enumerate()
        .map(|(i, n)| match i {
            0 => words.with("mobility-lowest", args! { "n" => n.as_str() }),
            i if i + 1 == m.classes.len() => words.with("mobility-highest", args! { "n" => n.as_str() }),
            _ => n.clone(),
        })
        .collect();
    let id = if at == 0 { "mobility".to_string() } else { format!("mobility-{}", at + 1) };
    let figure =
        Figure::new(&id, title, words.get("mobility-subtitle"), |w| markov::draw(c, &classes, &matrices, w))
            .note(format!(
                "{} {}",
                words.with("mobility-note", args! { "many" => c.many() }),
                words.with("all-rows", args! { "table" => "tables/inequality/transitions.parquet" })
            ))
            .alt(alt);
    report.figure(figure)
}
