//! The chapter on trends: whether clusters gather or spread, how many there
//! are, where their centres move, and how regions and portfolios change.

use super::clusters::{all_rows, leading, measure};
use super::paper::{Block, Paper, text_height};
use super::{HEAD, Report};
use crate::chart::{drift, moves, shifts, slopes, trend_panels};
use crate::figure::Figure;
use crate::messages::{args, capital, lower};
use crate::number;
use crate::read::dynamics::{Shift, Test};
use crate::read::{Clusters, Dynamics};
use maud::{Markup, html};

/// Clusters in the chart of slopes: the steepest on either side.
const SLOPES: usize = 14;
/// Clusters in small multiples.
const PANELS: usize = 8;
/// Tracks of centres of gravity.
const TRACKS: usize = 6;
/// Regions at either end of the split of change.
const ENDS: usize = 10;

pub(super) fn chapter(report: &mut Report, paper: &mut Paper, m: &Clusters, d: &Dynamics) -> Markup {
    let words = report.c.words;
    let title = words.get("chapter-trends");
    let heading = report.heading("trends", &title);
    let lead = lead(report, d);
    let head = HEAD + text_height(&lead, 18.0, 680.0, 24.0) + 20.0;
    let heading = html! { (heading) p.lead { (lead) } };
    let leading = shown(report, m, d);
    let blocks = vec![
        slopes_figure(report, d),
        strong_figure(report, d, &leading),
        drift_figure(report, d, &leading),
        shift_figure(report, d),
        moves_figure(report, d),
    ];
    paper.chapter(heading, head, blocks)
}

/// Leading clusters, then others in the order of their slopes.
fn shown(report: &Report, m: &Clusters, d: &Dynamics) -> Vec<String> {
    let mut out: Vec<String> =
        leading(report, m).into_iter().filter(|k| !d.line(k, "gini").is_empty()).collect();
    for (key, _) in steepest(d) {
        if out.len() >= PANELS {
            break;
        }
        if !out.iter().any(|k| k == key) {
            out.push(key.to_string());
        }
    }
    out.truncate(PANELS);
    out
}

/// Industries by how far their trend of concentration is from none, in
/// half-widths of its interval.
fn steepest(d: &Dynamics) -> Vec<(&str, &Test)> {
    let mut all: Vec<(&str, &Test)> =
        d.industries("gini").into_iter().filter_map(|k| Some((k, d.test(k, "gini")?))).collect();
    let far = |t: &Test| match t.band {
        Some((a, b)) if b > a => t.slope.abs() / (b - a),
        _ => 0.0,
    };
    all.sort_by(|a, b| far(b.1).total_cmp(&far(a.1)).then(a.0.cmp(b.0)));
    all
}

/// How many gather, spread, and are not told apart from neither.
fn tally(d: &Dynamics) -> [usize; 3] {
    let mut out = [0; 3];
    for (_, t) in steepest(d) {
        let at = match t.band {
            Some((a, _)) if a > 0.0 => 0,
            Some((_, b)) if b < 0.0 => 1,
            _ => 2,
        };
        out[at] += 1;
    }
    out
}

fn lead(report: &Report, d: &Dynamics) -> String {
    let (c, words) = (&report.c, report.c.words);
    let years = || d.trends.values().flatten().map(|p| p.year);
    let (first, last) = (years().min().unwrap_or(0), years().max().unwrap_or(0));
    let [up, down, same] = tally(d);
    let mut out = vec![words.with(
        if up + down == 0 { "trends-lead-none" } else { "trends-lead" },
        args! {
            "from" => first.to_string(), "to" => last.to_string(), "up" => up, "up_word" => words.number_word(up),
            "down" => down, "down_word" => words.number_word(down), "same" => same, "all" => up + down + same,
            "many" => c.many(),
        },
    )];
    if let Some([a, b]) = strong_totals(d, first, last) {
        out.push(words.with(
            "trends-lead-strong",
            args! { "first" => a, "last" => b, "from" => first.to_string(), "to" => last.to_string() },
        ));
    }
    out.join(" ")
}

/// Number of strong clusters of all industries in the first and last year.
fn strong_totals(d: &Dynamics, first: i64, last: i64) -> Option<[usize; 2]> {
    let of = |year: i64| {
        let lines = d.trends.iter().filter(|(k, _)| k.1 == "strong-clusters");
        let values = lines.flat_map(|(_, v)| v.iter().filter(|p| p.year == year).filter_map(|p| p.value));
        let all: Vec<f64> = values.collect();
        (!all.is_empty()).then(|| all.iter().sum::<f64>() as usize)
    };
    Some([of(first)?, of(last)?])
}

fn slopes_figure(report: &mut Report, d: &Dynamics) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let all = steepest(d);
    let mut chosen: Vec<(&str, &Test)> = all.iter().take(SLOPES).copied().collect();
    if chosen.is_empty() {
        return Block::empty();
    }
    chosen.sort_by(|a, b| b.1.slope.total_cmp(&a.1.slope).then(a.0.cmp(b.0)));
    let rows: Vec<slopes::Row> = chosen
        .iter()
        .map(|(k, t)| slopes::Row {
            name: c.names.industry(k).to_string(),
            points: d.line(k, "gini").to_vec(),
            test: **t,
        })
        .collect();
    let [up, down, same] = tally(d);
    let title = words.with(
        if up + down == 0 { "slopes-title-none" } else { "slopes-title" },
        args! {
            "many" => c.many(), "up" => up, "up_word" => capital(&words.number_word(up)), "down" => down,
            "down_word" => words.number_word(down), "same" => same, "all" => all.len(),
        },
    );
    let subtitle = words.with(
        "slopes-subtitle",
        args! { "shown" => rows.len(), "all" => all.len(), "measure" => lower(&measure(report)), "many" => c.many() },
    );
    let told = |r: &slopes::Row| {
        let band = r
            .test
            .band
            .map_or(String::new(), |(a, b)| format!(" ({})", number::range(a * 10.0, b * 10.0, 2)));
        format!("{} {}{band}", r.name, number::signed(r.test.slope * 10.0, 2))
    };
    let alt = words.with(
        "slopes-alt",
        args! {
            "shown" => rows.len(), "top" => rows.iter().take(3).map(told).collect::<Vec<_>>().join("; "),
            "bottom" => rows[rows.len().saturating_sub(3)..].iter().map(told).collect::<Vec<_>>().join("; "),
        },
    );
    let note = format!(
        "{} {}",
        words.with("slopes-note", args! { "many" => c.many() }),
        all_rows(report, "dynamics/trend_tests")
    );
    let figure = Figure::new("trends-concentration", title, subtitle, |w| slopes::draw(c, &rows, w));
    report.figure(figure.note(note).alt(alt))
}

fn strong_figure(report: &mut Report, d: &Dynamics, keys: &[String]) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let panels: Vec<trend_panels::Panel> = keys
        .iter()
        .map(|k| trend_panels::Panel {
            title: c.names.industry(k).to_string(),
            points: d.line(k, "strong-clusters").to_vec(),
        })
        .filter(|p| p.points.iter().filter(|q| q.value.is_some()).count() > 1)
        .collect();
    if panels.is_empty() {
        return Block::empty();
    }
    let ends = |p: &trend_panels::Panel| {
        let values = || p.points.iter().filter_map(|q| q.value);
        values().next().zip(values().next_back())
    };
    let more = panels.iter().filter(|p| ends(p).is_some_and(|(a, b)| b > a)).count();
    let fewer = panels.iter().filter(|p| ends(p).is_some_and(|(a, b)| b < a)).count();
    let title = words.with(
        "strong-title",
        args! {
            "more" => more, "more_word" => capital(&words.number_word(more)), "fewer" => fewer,
            "fewer_word" => words.number_word(fewer), "all" => words.number_word(panels.len()), "many" => c.many(),
        },
    );
    let lq = report.step_option("dynamics", "strong-lq");
    let subtitle = words.with(
        "strong-subtitle",
        args! { "many" => c.many(), "lq" => if lq.is_empty() { "2".to_string() } else { lq.trim_end_matches(".0").to_string() } },
    );
    let churn = keys
        .iter()
        .filter_map(|k| {
            let v = d.line(k, "churn").iter().rev().find_map(|p| p.value)?;
            Some(format!("{} {}", c.names.industry(k), number::percent(v, 0)))
        })
        .collect::<Vec<_>>();
    let told = panels
        .iter()
        .filter_map(|p| {
            ends(p).map(|(a, b)| format!("{} {}–{}", p.title, number::count(a), number::count(b)))
        })
        .collect::<Vec<_>>();
    let alt = words.with("strong-alt", args! { "panels" => panels.len(), "rows" => told.join("; ") });
    let mut note = words.with("strong-note", args! { "many" => c.many() });
    if !churn.is_empty() {
        note += " ";
        note += &words.with("strong-churn", args! { "churn" => churn.join(", ") });
    }
    let note = format!("{note} {}", all_rows(report, "dynamics/trends"));
    let figure = Figure::new("trends-strong", title, subtitle, |w| trend_panels::draw(c, &panels, 0, w));
    report.figure(figure.note(note).alt(alt))
}

fn drift_figure(report: &mut Report, d: &Dynamics, keys: &[String]) -> Block {
    let (c, words) = (&report.c, report.c.words);
    if c.boundaries.is_empty() {
        return Block::empty();
    }
    let track = |k: &String| {
        let (lon, lat) = (d.line(k, "center-lon"), d.line(k, "center-lat"));
        let places: Vec<(f64, f64)> = lon.iter().zip(lat).filter_map(|(a, b)| a.value.zip(b.value)).collect();
        (places.len() > 1).then(|| drift::Track { name: c.names.industry(k).to_string(), places })
    };
    let tracks: Vec<drift::Track> = keys.iter().filter_map(track).take(TRACKS).collect();
    if tracks.is_empty() {
        return Block::empty();
    }
    // As the crow flies between first and last centre, for the order only.
    let far = |t: &drift::Track| {
        let (a, b) = (t.places[0], t.places[t.places.len() - 1]);
        ((b.0 - a.0) * a.1.to_radians().cos()).hypot(b.1 - a.1)
    };
    let most = tracks.iter().max_by(|a, b| far(a).total_cmp(&far(b)).then(b.name.cmp(&a.name)));
    let direction = most.map_or("", |t| heading(t.places[0], t.places[t.places.len() - 1]));
    let title = words.with(
        "drift-title",
        args! { "cluster" => most.map_or(String::new(), |t| lower(&t.name)), "where" => words.get(&format!("drift-{direction}")) },
    );
    let subtitle = words.with(
        "drift-subtitle",
        args! { "tracks" => words.number_word(tracks.len()), "measure" => lower(&measure(report)) },
    );
    let told: Vec<String> = tracks
        .iter()
        .map(|t| {
            let end = t.places[t.places.len() - 1];
            format!("{}: {}", t.name, words.get(&format!("drift-{}", heading(t.places[0], end))))
        })
        .collect();
    let alt = words.with("drift-alt", args! { "rows" => told.join("; ") });
    let note = format!(
        "{} {}",
        words.with("drift-note", args! { "many" => c.many() }),
        all_rows(report, "dynamics/trends")
    );
    let figure = Figure::new("trends-drift", title, subtitle, |w| drift::draw(c, &tracks, w));
    report.figure(figure.note(note).alt(alt))
}

/// One of eight directions.
fn heading(from: (f64, f64), to: (f64, f64)) -> &'static str {
    const NAMES: [&str; 8] =
        ["east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east"];
    let (x, y) = ((to.0 - from.0) * from.1.to_radians().cos(), to.1 - from.1);
    let turn = y.atan2(x) / std::f64::consts::FRAC_PI_4;
    NAMES[(turn.round() as i64).rem_euclid(8) as usize]
}

fn shift_figure(report: &mut Report, d: &Dynamics) -> Block {
    let (c, words) = (&report.c, report.c.words);
    let mut all: Vec<&Shift> = d.shifts.iter().collect();
    let Some((from, to)) = d.span.filter(|_| all.len() > 1) else { return Block::empty() };
    all.sort_by(|a, b| b.regional.total_cmp(&a.regional).then(a.region.cmp(&b.region)));
    let n = all.len();
    let rows: Vec<&Shift> = all
        .iter()
        .enumerate()
        .filter(|(i, s)| *i < ENDS || i + ENDS >= n || c.study.focus.contains(&s.region))
        .map(|(_, s)| *s)
        .collect();
    let percent = |v: f64| format!("{}{}%", number::signed(v * 100.0, 1), number::THIN);
    let (first, last) = (all[0], all[n - 1]);
    let ahead = all.iter().filter(|s| s.regional > 0.0).count();
    let title = words.with(
        "shift-title",
        args! { "first" => c.names.region(&first.region), "last" => c.names.region(&last.region) },
    );
    let subtitle = words.with(
        "shift-subtitle",
        args! {
            "measure" => lower(&measure(report)), "from" => from.to_string(), "to" => to.to_string(),
            "shown" => rows.len(), "all" => c.counted(n), "national" => percent(first.national), "many" => c.many(),
        },
    );
    let told = |rows: &[&Shift]| {
        let named = rows.iter().map(|s| format!("{} {}", c.names.region(&s.region), percent(s.regional)));
        named.collect::<Vec<_>>().join(", ")
    };
    let alt = words.with(
        "shift-alt",
        args! { "shown" => rows.len(), "top" => told(&all[..n.min(3)]), "bottom" => told(&all[n.saturating_sub(3)..]), "missing" => 0 },
    );
    let note = format!(
        "{} {}",
        words.with("shift-note", args! { "ahead" => c.counted(ahead), "many" => c.many() }),
        all_rows(report, "dynamics/shift_share")
    );
    let figure = Figure::new("trends-shift", title, subtitle, |w| shifts::draw(c, &rows, w));
    report.figure(figure.note(note).alt(alt))
}

fn moves_figure(report: &mut Report, d: &Dynamics) -> Block {
    let (c, words) = (&report.c, report.c.words);
    if d.rates.iter().all(|r| r.entry.is_none() && r.exit.is_none()) {
        return Block::empty();
    }
    let entry = d.associations.iter().find(|a| a.outcome == "entry");
    let id = match entry.map(|a| a.band) {
        Some((low, _)) if low > 0.0 => "moves-title-related",
        Some((_, high)) if high < 0.0 => "moves-title-unrelated",
        Some(_) => "moves-title-open",
        None => "moves-title",
    };
    let last = d.rates.last();
    let percent = number::percent_or_dash;
    let title =
        words.with(id, args! { "one" => c.one(), "kept" => percent(last.and_then(|r| r.persistence), 0) });
    let (first, final_year) = (d.rates.first().map_or(0, |r| r.year), last.map_or(0, |r| r.year));
    let subtitle = words.with(
        "moves-subtitle",
        args! { "many" => c.many(), "from" => first.to_string(), "to" => final_year.to_string() },
    );
    let alt = words.with(
        "moves-alt",
        args! {
            "entry" => percent(last.and_then(|r| r.entry), 1), "exit" => percent(last.and_then(|r| r.exit), 1),
            "year" => final_year.to_string(), "kept" => percent(last.and_then(|r| r.persistence), 0),
        },
    );
    let note = format!(
        "{} {}",
        words.with("moves-note", args! { "kept" => percent(last.and_then(|r| r.persistence), 0), "associations" => d.associations.len() }),
        all_rows(report, "dynamics/entry_exit")
    );
    let figure =
        Figure::new("trends-moves", title, subtitle, |w| moves::draw(c, &d.rates, &d.associations, w));
    report.figure(figure.note(note).alt(alt))
}
