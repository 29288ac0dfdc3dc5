//! How special the mix of regions is, and how concentrated industries are.

use super::all_rows;
use crate::chart::{gini_dots, strips};
use crate::figure::Figure;
use crate::messages::{args, lower};
use crate::number;
use crate::page::Report;
use crate::page::paper::Block;
use crate::read::Clusters;
use crate::read::clusters::Measured;

/// Rows with a value, highest first.
pub(in crate::page) fn sorted(all: &[Measured]) -> Vec<&Measured> {
    let mut out: Vec<&Measured> = all.iter().filter(|m| m.value.is_some()).collect();
    let value = |m: &Measured| m.value.unwrap_or(f64::NEG_INFINITY);
    out.sort_by(|a, b| value(b).total_cmp(&value(a)).then(a.key.cmp(&b.key)));
    out
}

/// "A 0.54, B 0.53 and C 0.50".
pub(in crate::page) fn named(report: &Report, rows: &[&Measured], industry: bool) -> String {
    let names = &report.c.names;
    let each: Vec<String> = rows
        .iter()
        .map(|m| {
            let name = if industry { names.industry(&m.key) } else { names.region(&m.key) };
            format!("{name} {}", number::or_dash(m.value, 2))
        })
        .collect();
    report.c.words.list(&each)
}

pub(in crate::page) fn special_figure(report: &mut Report, m: &Clusters) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let all = &m.specialization["krugman"];
    let by = sorted(all);
    let (Some(first), Some(last)) = (by.first(), by.last()) else { return Block::empty() };
    let title = words.with(
        "special-title",
        args! { "first" => c.names.region(&first.key), "last" => c.names.region(&last.key) },
    );
    let subtitle =
        words.with("special-subtitle", args! { "one" => c.one(), "year" => report.in_year(m.year) });
    let value = |x: &Measured| number::or_dash(x.value, 2);
    let alt = words.with(
        "special-alt",
        args! {
            "regions" => c.counted(by.len()), "low" => value(last), "high" => value(first),
            "top" => named(report, &by[..by.len().min(3)], false),
            "bottom" => named(report, &by[by.len().saturating_sub(3)..], false),
            "missing" => all.len() - by.len(), "all" => all.len(),
        },
    );
    let coverage = all.iter().filter_map(|x| x.coverage).fold(f64::INFINITY, f64::min);
    let mut note = words.with("special-note", args! { "many" => c.many() });
    if coverage.is_finite() && coverage < 0.995 {
        note.push(' ');
        note += &words
            .with("special-coverage", args! { "low" => number::percent(coverage, 0), "one" => c.one() });
    }
    if all.len() > by.len() {
        note.push(' ');
        note += &words.with("special-missing", args! { "missing" => c.counted(all.len() - by.len()) });
    }
    let figure = Figure::new("specialization", title, subtitle, |w| strips::draw(c, m, w))
        .note(format!("{note} {}", all_rows(report, "clusters/specialization")))
        .alt(alt);
    report.figure(figure)
}

pub(in crate::page) fn concentration_figure(report: &mut Report, m: &Clusters) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let all = &m.concentration["gini"];
    let by = sorted(all);
    let (Some(first), Some(last)) = (by.first(), by.last()) else { return Block::empty() };
    let title = words.with(
        "concentration-title",
        args! { "first" => lower(c.names.industry(&first.key)), "last" => lower(c.names.industry(&last.key)) },
    );
    let shown: usize = gini_dots::ends(&by).iter().map(Vec::len).sum();
    let subtitle = words.with(
        "concentration-subtitle",
        args! { "shown" => shown, "all" => all.len(), "year" => report.in_year(m.year), "many" => c.many() },
    );
    let value = |x: &Measured| number::or_dash(x.value, 2);
    let alt = words.with(
        "concentration-alt",
        args! {
            "all" => all.len(), "low" => value(last), "high" => value(first),
            "top" => named(report, &by[..by.len().min(3)], true),
            "bottom" => named(report, &by[by.len().saturating_sub(3)..], true),
            "missing" => all.len() - by.len(),
        },
    );
    let mut note =
        words.with("concentration-note", args! { "missing" => all.len() - by.len(), "many" => c.many() });
    if m.traded[1] > 0 {
        note.push(' ');
        note += &words.with(
            "concentration-traded",
            args! { "traded" => m.traded[0], "all" => m.traded[1], "many" => c.many() },
        );
        note.push(' ');
        note += &all_rows(report, "clusters/traded_local");
    }
    let figure = Figure::new("concentration", title, subtitle, |w| gini_dots::draw(c, &by, w))
        .note(format!("{note} {}", all_rows(report, "clusters/concentration")))
        .alt(alt);
    report.figure(figure)
}
