//! Figures on how sure the groups are: silhouettes of many regions, and how
//! often pairs of regions share a group.

use super::Report;
use super::paper::Block;
use crate::chart::{consensus, silhouettes};
use crate::figure::Figure;
use crate::messages::{args, capital};
use crate::number;
use crate::read::Typology;
use crate::read::consensus::Consensus;
use crate::read::typology::Member;

pub(super) fn silhouettes_figure(report: &mut Report, t: &Typology) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let mut all: Vec<(&Member, f64)> = t.members.iter().filter_map(|m| Some((m, m.silhouette?))).collect();
    if all.is_empty() {
        return Block::empty();
    }
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.key.cmp(&b.0.key)));
    let below = all.iter().filter(|x| x.1 < 0.0).count();
    let title = words.with(
        "silhouettes-title",
        args! {
            "below" => below, "below_word" => capital(&words.number_word(below)), "one" => c.one(),
            "many" => c.many(), "regions" => c.counted(all.len()),
        },
    );
    let subtitle = words.with(
        "silhouettes-subtitle",
        args! { "one" => c.one(), "many" => c.many(), "year" => report.in_year(t.year) },
    );
    let named = |rows: &[(&Member, f64)]| {
        let each = rows.iter().map(|(m, v)| format!("{} {}", c.names.region(&m.key), number::fixed(*v, 2)));
        each.collect::<Vec<_>>().join(", ")
    };
    let alt = words.with(
        "silhouettes-alt",
        args! {
            "regions" => c.counted(all.len()), "below" => below,
            "low" => number::fixed(all[all.len() - 1].1, 2), "high" => number::fixed(all[0].1, 2),
            "top" => named(&all[..all.len().min(3)]), "bottom" => named(&all[all.len().saturating_sub(3)..]),
            "missing" => t.members.len() - all.len(),
        },
    );
    let figure = Figure::new("silhouettes", title, subtitle, |w| silhouettes::draw(c, t, w))
        .note(words.get("silhouettes-note"))
        .alt(alt);
    report.figure(figure)
}

pub(super) fn consensus_figure(report: &mut Report, t: &Typology) -> Block {
    let Some(shares) = Consensus::read(report.input) else { return Block::empty() };
    let (c, words) = (&report.c, report.c.words);
    // Mean share of each group with itself: high where the group holds.
    let within: Vec<(usize, f64)> =
        (1..=t.k).filter_map(|g| Some((g, consensus::within(t, &shares, g)?))).collect();
    let (Some(best), Some(worst)) = (
        within.iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))),
        within.iter().min_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0))),
    ) else {
        return Block::empty();
    };
    let title = words.with(
        "consensus-title",
        args! {
            "best" => c.group(t, best.0), "best_share" => number::percent(best.1, 0),
            "worst" => c.group(t, worst.0), "worst_share" => number::percent(worst.1, 0),
        },
    );
    let rows: Vec<String> = within
        .iter()
        .map(|(g, share)| {
            let share = number::percent(*share, 0);
            words.with("consensus-alt-row", args! { "group" => c.group(t, *g), "share" => share })
        })
        .collect();
    let known = consensus::order(t, &shares).len();
    let alt = words.with(
        "consensus-alt",
        args! {
            "regions" => c.counted(known), "rows" => rows.join(" "),
            "missing" => t.members.len().saturating_sub(known),
        },
    );
    let subtitle = words.with("consensus-subtitle", args! { "many" => c.many() });
    let figure = Figure::new("consensus", title, subtitle, |w| consensus::draw(c, t, &shares, w))
        .note(format!(
            "{} {}",
            words.get("consensus-note"),
            words.with("all-rows", args! { "table" => "tables/typology/consensus_pairs.parquet" })
        ))
        .alt(alt);
    report.figure(figure)
}
