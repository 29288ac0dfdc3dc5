//! Figures of principal components or factors.

use super::Report;
use super::paper::Block;
use crate::chart::{biplot, loadings, scree};
use crate::figure::Figure;
use crate::messages::{args, bare, capital, lower};
use crate::number;
use crate::read::Typology;
use crate::read::components::Components;

pub(super) fn figures(report: &mut Report, t: &Typology) -> Vec<Block> {
    let Some(p) = Components::read(report.input, t.year).filter(|p| p.components.len() > 1) else {
        return Vec::new();
    };
    let mut blocks = vec![scree_figure(report, &p).fixed()];
    if !p.loadings.is_empty() {
        blocks.push(loadings_figure(report, t, &p));
    }
    if p.scores.len() > 2 {
        blocks.push(biplot_figure(report, t, &p));
    }
    blocks
}

fn scree_figure(report: &mut Report, p: &Components) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let kept = p.kept();
    let title = words.with(
        "scree-title",
        args! {
            "kept" => kept, "kept_word" => capital(&words.number_word(kept)),
            "share" => number::percent_or_dash(p.explained(), 0),
        },
    );
    let rows: Vec<String> = p
        .components
        .iter()
        .take(6)
        .map(|e| {
            let random = number::or_dash(e.parallel, 2);
            words.with(
                "scree-alt-row",
                args! { "n" => e.number, "value" => number::fixed(e.eigenvalue, 2), "random" => random },
            )
        })
        .collect();
    let alt = words
        .with("scree-alt", args! { "count" => p.components.len(), "kept" => kept, "rows" => rows.join(" ") });
    let figure = Figure::new("scree", title, words.get("scree-subtitle"), |w| scree::draw(c, p, w))
        .note(format!("{} {}", words.get("scree-note"), all_rows(report, "typology/eigenvalues")))
        .alt(alt);
    report.figure(figure)
}

fn loadings_figure(report: &mut Report, t: &Typology, p: &Components) -> Block {
    let words = report.c.words;
    let columns = loadings::columns(p);
    let name = |key: &str| {
        let found = t.indicators.iter().find(|i| i.key == key);
        lower(bare(found.map_or(key, |i| i.name.as_str())))
    };
    let order = loadings::order(p, columns);
    let mut on_first: Vec<(&str, f64)> =
        p.loadings.iter().filter_map(|(k, l)| Some((k.as_str(), l.get(&1)?.abs()))).collect();
    on_first.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let first: Vec<String> = on_first.iter().take(3).map(|o| name(o.0)).collect();
    let title = words.with("loadings-title", args! { "names" => words.list(&first) });
    let rows: Vec<String> = order
        .iter()
        .map(|(key, component)| {
            let value = p.loadings[*key].get(component).copied().unwrap_or(0.0);
            words.with(
                "loadings-alt-row",
                args! { "indicator" => name(key), "n" => *component, "value" => number::signed(value, 2) },
            )
        })
        .collect();
    let alt = words.with(
        "loadings-alt",
        args! { "count" => order.len(), "columns" => columns, "rows" => rows.join(" ") },
    );
    let salient = number::fixed(loadings::SALIENT, 1);
    let figure = Figure::new("loadings", title, words.get("loadings-subtitle"), |w| loadings::draw(t, p, w))
        .note(format!(
            "{} {}",
            words.with("loadings-note", args! { "salient" => salient }),
            all_rows(report, "typology/loadings")
        ))
        .alt(alt);
    report.figure(figure)
}

fn biplot_figure(report: &mut Report, t: &Typology, p: &Components) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let share: Option<f64> = p.components.iter().take(2).map(|x| x.share).sum();
    let title = words
        .with("biplot-title", args! { "share" => number::percent_or_dash(share, 0), "many" => c.many() });
    let mut by: Vec<(&str, f64)> = p.scores.iter().map(|(k, s)| (k.as_str(), s.0)).collect();
    by.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let named = |rows: &[(&str, f64)]| {
        let each = rows.iter().map(|(k, v)| format!("{} {}", c.names.region(k), number::signed(*v, 1)));
        each.collect::<Vec<_>>().join(", ")
    };
    let value = |v: Option<&(&str, f64)>| v.map_or("–".to_string(), |v| number::signed(v.1, 1));
    let alt = words.with(
        "biplot-alt",
        args! {
            "regions" => c.counted(by.len()), "low" => value(by.last()), "high" => value(by.first()),
            "top" => named(&by[..by.len().min(3)]), "bottom" => named(&by[by.len().saturating_sub(3)..]),
            "missing" => t.members.len().saturating_sub(by.len()),
        },
    );
    let subtitle =
        words.with("biplot-subtitle", args! { "one" => c.one(), "year" => report.in_year(t.year) });
    let figure = Figure::new("biplot", title, subtitle, |w| biplot::draw(c, t, p, w))
        .note(format!(
            "{} {}",
            words.with("biplot-note", args! { "one" => c.one(), "many" => c.many() }),
            all_rows(report, "typology/scores")
        ))
        .alt(alt);
    report.figure(figure)
}

fn all_rows(report: &Report, table: &str) -> String {
    report.c.words.with("all-rows", args! { "table" => format!("tables/{table}.parquet") })
}
