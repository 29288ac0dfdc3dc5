//! The best clusters of every region.

use super::rows::quotient;
use super::{all_rows, unfolded};
use crate::messages::{args, capital};
use crate::number;
use crate::page::Report;
use crate::page::paper::Block;
use crate::read::Clusters;
use crate::read::clusters::Cell;
use maud::html;

/// Regions listed without unfolding.
const LISTED: usize = 15;

/// The best clusters of every region, those with most stars first.
pub(in crate::page) fn regions_table(report: &mut Report, m: &Clusters) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let all = m.kinds().len() as i64;
    let number = |n: i64| words.number_word(n.max(0) as usize);
    let column =
        |n: i64| words.with("column-so-many-stars", args! { "stars" => capital(&number(n)), "n" => n });
    let mut regions: Vec<(&str, Vec<&Cell>, [usize; 2], usize)> = m
        .regions()
        .into_iter()
        .map(|k| {
            let best = m.best_of(k);
            let with = |n: i64| best.iter().filter(|x| x.stars == Some(n)).count();
            let (three, two) = (with(all), with(all - 1));
            (k, best, [three, two], m.withheld_of(k)[0])
        })
        .collect();
    regions.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(b.0)));
    let any_withheld = regions.iter().any(|r| r.3 > 0);
    let most: Vec<&str> = regions
        .iter()
        .take_while(|r| Some(r.2[0]) == regions.first().map(|f| f.2[0]) && r.2[0] > 0)
        .map(|r| c.names.region(r.0))
        .collect();
    let without = regions.iter().filter(|r| r.2[0] == 0).count();
    let title = match most.as_slice() {
        [one] => words.with(
            "regions-title",
            args! { "region" => *one, "n" => words.number_word(regions[0].2[0]), "n_count" => regions[0].2[0], "without" => without, "regions" => c.counted(regions.len()), "one" => c.one(), "most" => number(all) },
        ),
        _ => words.with(
            "regions-title-many",
            args! { "without" => without, "regions" => c.counted(regions.len()), "one" => c.one(), "most" => number(all) },
        ),
    };
    let body = |rows: &[(&str, Vec<&Cell>, [usize; 2], usize)], id: Option<&str>| {
        html! { table.stack id=[id] {
            thead { tr {
                th { (capital(&c.one())) }
                th.n { (column(all)) }
                th.n { (column(all - 1)) }
                @if any_withheld { th.n { (words.get("column-withheld")) } }
                th.w { (words.get("column-best-first")) }
                th.w { (words.get("column-best-second")) }
                th.w { (words.get("column-best-third")) }
            } }
            tbody { @for (key, best, [three, two], withheld) in rows { tr {
                td { b.cell { (c.names.region(key)) } }
                td.n data-label=(column(all)) { (three) }
                td.n data-label=(column(all - 1)) { (two) }
                @if any_withheld { td.n data-label=(words.get("column-withheld")) { (withheld) } }
                @for at in 0..3 { td { @if let Some(x) = best.get(at) {
                    (c.names.industry(&x.cluster))
                    small {
                        (words.with("best-cell", args! {
                            "lq" => quotient(x),
                            "expected" => number::or_dash(x.expected, 1),
                        }))
                    }
                } } }
            } } }
        } }
    };
    let shown = regions.len().min(LISTED);
    let first = body(&regions[..shown], None);
    let all = (regions.len() > shown).then(|| body(&regions, Some("clusters-regions-list")));
    let subtitle = words.with(
        "regions-subtitle",
        args! { "shown" => shown, "regions" => c.counted(regions.len()), "year" => report.in_year(m.year) },
    );
    let unfold = words.with("regions-unfold", args! { "regions" => c.counted(regions.len()) });
    let note = format!(
        "{} {}",
        words.with("regions-note", args! { "one" => c.one() }),
        all_rows(report, "clusters/strength")
    );
    // Rows of three lines on average.
    let table = report.table("clusters-regions", &title, &subtitle, &note, first, 3 * shown + 2);
    table
        .with(html! { @if let Some(all) = all { (unfolded(report, "clusters-regions-list", &unfold, all)) } })
}
