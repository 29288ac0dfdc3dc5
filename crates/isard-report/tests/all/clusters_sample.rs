//! Cluster and inequality tables for the invented study, and what follows
//! clusters over the years.

use crate::sample::{Sample, integer, real, text};
use isard::model::{Column, Table};
use serde_json::json;

const INDUSTRIES: [(&str, &str); 12] = [
    ("I01", "Crops & <herbs>"),
    ("I02", "Machinery and equipment for the working of wood, metal and stone"),
    ("I03", "Paper"),
    ("I04", "Chemicals"),
    ("I05", "Textiles"),
    ("I06", "Food"),
    ("I07", "Air transport"),
    ("I08", "Publishing"),
    ("I09", "Education"),
    ("I10", "Health care"),
    ("I11", "Leather"),
    ("I12", "Mining"),
];

fn boolean(values: impl IntoIterator<Item = Option<bool>>) -> Column {
    Column::Boolean(values.into_iter().collect())
}

/// Adds clusters of `regions` regions and twelve industries over `years`, with
/// a withheld, a missing and an undefined cell in each row of thirteen, and
/// inequality of two indicators.
pub(crate) fn add(sample: &mut Sample, regions: usize, years: &[i64]) {
    let keys: Vec<String> = (0..regions).map(|i| format!("R{i:03}")).collect();
    let last = years.last().copied().unwrap_or(0);
    let pairs: Vec<(usize, usize)> =
        (0..regions).flat_map(|r| (0..INDUSTRIES.len()).map(move |i| (r, i))).collect();
    let status = |(r, i): (usize, usize)| match (r * 5 + i * 3) % 13 {
        0 => "suppressed",
        1 => "missing",
        2 => "undefined:empty-region",
        3 => "estimated",
        _ => "observed",
    };
    let known = |p: (usize, usize)| matches!(status(p), "observed" | "estimated");
    let lq = |(r, i): (usize, usize)| 2f64.powf(((r * 7 + i * 11) % 19) as f64 / 2.0 - 4.0);
    let value = |p: (usize, usize), y: i64| 100.0 * lq(p) * (1.0 + (y - last) as f64 * 0.02);
    let or = |p: (usize, usize), v: f64| if known(p) { v } else { f64::NAN };
    let withheld = |p: (usize, usize), v: f64| if status(p) == "suppressed" { v } else { f64::NAN };
    let earned = |p: (usize, usize), at: f64| known(p).then(|| lq(p) >= at);
    let chance = |p: (usize, usize), at: f64| or(p, (lq(p) / at / 2.0).min(1.0));
    let stars = |p: (usize, usize)| {
        known(p).then(|| [1.0, 2.0, 4.0].iter().filter(|at| lq(p) >= **at).count() as i64)
    };
    let each = |f: &dyn Fn((usize, usize)) -> f64| real(pairs.iter().map(|p| f(*p)));
    let region = |p: &(usize, usize)| keys[p.0].clone();
    let strength = Table::new()
        .with("region", text(&pairs.iter().map(region).collect::<Vec<_>>()))
        .with("cluster", text(&pairs.iter().map(|p| INDUSTRIES[p.1].0).collect::<Vec<_>>()))
        .with("year", integer(pairs.iter().map(|_| last)))
        .with("value", each(&|p| or(p, value(p, last))))
        .with("lq", each(&|p| or(p, lq(p))))
        .with("low", each(&|p| or(p, lq(p) * 0.8)))
        .with("high", each(&|p| or(p, lq(p) * 1.3)))
        .with("size_star", boolean(pairs.iter().map(|p| earned(*p, 1.0))))
        .with("specialization_star", boolean(pairs.iter().map(|p| earned(*p, 2.0))))
        .with("focus_star", boolean(pairs.iter().map(|p| earned(*p, 4.0))))
        .with("stars", Column::Integer(pairs.iter().map(|p| stars(*p)).collect()))
        .with("size_probability", each(&|p| chance(p, 1.0)))
        .with("specialization_probability", each(&|p| chance(p, 2.0)))
        .with("focus_probability", each(&|p| chance(p, 4.0)))
        .with("stars_expected", each(&|p| chance(p, 1.0) + chance(p, 2.0) + chance(p, 4.0)))
        .with("growth", each(&|p| if years.len() > 1 { or(p, 0.013) } else { f64::NAN }))
        .with("status", text(&pairs.iter().map(|p| status(*p)).collect::<Vec<_>>()))
        .with("bound_low", each(&|p| withheld(p, 0.0)))
        .with("bound_high", each(&|p| withheld(p, 745.0)))
        .with("lq_bound_low", each(&|p| withheld(p, 0.0)))
        .with("lq_bound_high", each(&|p| withheld(p, 4.5)));
    sample.tables.insert("clusters/strength".into(), strength);

    let cells: Vec<((usize, usize), i64)> =
        pairs.iter().flat_map(|p| years.iter().map(move |y| (*p, *y))).collect();
    let industries = Table::new()
        .with("region", text(&cells.iter().map(|c| region(&c.0)).collect::<Vec<_>>()))
        .with("industry", text(&cells.iter().map(|c| INDUSTRIES[c.0.1].0).collect::<Vec<_>>()))
        .with("year", integer(cells.iter().map(|c| c.1)))
        .with(
            "value",
            // Some years are missing in between.
            real(cells.iter().map(|c| if c.1 % 3 == 1 { f64::NAN } else { or(c.0, value(c.0, c.1)) })),
        )
        .with("status", text(&cells.iter().map(|c| status(c.0)).collect::<Vec<_>>()));
    sample.tables.insert("clusters/industries".into(), industries);

    let mut ranked: Vec<(usize, usize, i64)> = Vec::new();
    for i in 0..INDUSTRIES.len() {
        let mut all: Vec<usize> = (0..regions).filter(|r| known((*r, i))).collect();
        all.sort_by(|a, b| lq((*b, i)).total_cmp(&lq((*a, i))).then(a.cmp(b)));
        ranked.extend(all.into_iter().enumerate().map(|(n, r)| (r, i, n as i64 + 1)));
    }
    let ranking = Table::new()
        .with("cluster", text(&ranked.iter().map(|x| INDUSTRIES[x.1].0).collect::<Vec<_>>()))
        .with("region", text(&ranked.iter().map(|x| keys[x.0].clone()).collect::<Vec<_>>()))
        .with("year", integer(ranked.iter().map(|_| last)))
        .with("rank", integer(ranked.iter().map(|x| x.2)))
        .with("rank_low", integer(ranked.iter().map(|x| (x.2 - 1).max(1))))
        .with("rank_high", integer(ranked.iter().map(|x| x.2 + x.2 / 2)))
        .with("lq", real(ranked.iter().map(|x| lq((x.0, x.1)))));
    sample.tables.insert("clusters/ranking".into(), ranking);

    // The strongest pairs lead; the second has no productivity, the first is sure of its place.
    let mut best: Vec<(usize, usize)> =
        pairs.iter().copied().filter(|p| known(*p) && lq(*p) >= 1.0).collect();
    best.sort_by(|a, b| lq(*b).total_cmp(&lq(*a)).then(a.cmp(b)));
    best.truncate(100);
    let of = |f: &dyn Fn(usize) -> f64| real((0..best.len()).map(f));
    let competitiveness = Table::new()
        .with("region", text(&best.iter().map(region).collect::<Vec<_>>()))
        .with("cluster", text(&best.iter().map(|p| INDUSTRIES[p.1].0).collect::<Vec<_>>()))
        .with("year", integer(best.iter().map(|_| last)))
        .with("rank", integer((1..).take(best.len())))
        .with("rank_low", integer((1..).take(best.len()).map(|n: i64| n - n / 3)))
        .with("rank_high", integer((1..).take(best.len()).map(|n: i64| n + n / 2)))
        .with("score", of(&|n| 1.0 - n as f64 * 0.008))
        .with("score_seen", of(&|n| 1.0 - n as f64 * 0.008))
        .with("lq", of(&|n| lq(best[n])))
        .with("share", of(&|n| 0.4 / (n + 1) as f64))
        .with("productivity", of(&|n| if n == 1 { f64::NAN } else { 1.25 }))
        .with("growth", of(&|n| if years.len() > 1 { 0.01 - 0.001 * n as f64 } else { f64::NAN }))
        .with("status", text(&best.iter().map(|p| status(*p)).collect::<Vec<_>>()));
    sample.tables.insert("clusters/competitiveness".into(), competitiveness);
    let traded = Table::new()
        .with("industry", text(&INDUSTRIES.map(|i| i.0)))
        .with("year", integer(INDUSTRIES.map(|_| last)))
        .with("traded", boolean((0..12).map(|i| (i != 3).then_some(i % 2 == 0))))
        .with("status", text(&["observed"; 12]));
    sample.tables.insert("clusters/traded_local".into(), traded);

    let measures = ["krugman", "hachman", "herfindahl", "entropy"];
    let mixes: Vec<(usize, usize)> = (0..regions).flat_map(|r| (0..4).map(move |m| (r, m))).collect();
    let mix = |(r, m): (usize, usize)| if r == 1 { f64::NAN } else { 0.2 + ((r * 3 + m) % 17) as f64 * 0.05 };
    let specialization = Table::new()
        .with("region", text(&mixes.iter().map(region).collect::<Vec<_>>()))
        .with("year", integer(mixes.iter().map(|_| last)))
        .with("measure", text(&mixes.iter().map(|x| measures[x.1]).collect::<Vec<_>>()))
        .with("value", real(mixes.iter().map(|x| mix(*x))))
        .with("coverage", real(mixes.iter().map(|_| 0.8)))
        .with(
            "status",
            text(&mixes.iter().map(|x| if x.0 == 1 { "missing" } else { "observed" }).collect::<Vec<_>>()),
        );
    sample.tables.insert("clusters/specialization".into(), specialization);
    let gini = |i: usize| if i == 3 { f64::NAN } else { 0.1 + i as f64 * 0.07 };
    let all = 0..INDUSTRIES.len();
    let concentration = Table::new()
        .with("industry", text(&INDUSTRIES.map(|i| i.0)))
        .with("year", integer(all.clone().map(|_| last)))
        .with("measure", text(&["gini"; 12]))
        .with("value", real(all.clone().map(gini)))
        .with("status", text(&all.map(|i| if i == 3 { "missing" } else { "observed" }).collect::<Vec<_>>()));
    sample.tables.insert("clusters/concentration".into(), concentration);
    let names = Table::new()
        .with("industry", text(&INDUSTRIES.map(|i| i.0)))
        .with("name", text(&INDUSTRIES.map(|i| i.1)));
    sample.tables.insert("study/industries".into(), names);

    // Year, indicator, measure, component, value.
    type Row = (i64, &'static str, &'static str, &'static str, f64);
    let mut rows: Vec<Row> = Vec::new();
    for (n, indicator) in ["income", "unemployment"].into_iter().enumerate() {
        for year in years {
            let t = 0.04 + n as f64 * 0.1 + (last - year) as f64 * 0.002;
            rows.push((*year, indicator, "theil", "total", t));
            rows.push((*year, indicator, "theil", "between", t * 0.4));
            rows.push((*year, indicator, "theil", "within", t * 0.6));
            rows.push((
                *year,
                indicator,
                "gini",
                "total",
                if n == 1 && *year == last { f64::NAN } else { t * 2.0 },
            ));
        }
    }
    let column = |f: &dyn Fn(&Row) -> String| text(&rows.iter().map(f).collect::<Vec<_>>());
    let inequality = Table::new()
        .with("year", integer(rows.iter().map(|r| r.0)))
        .with("indicator", column(&|r| r.1.to_string()))
        .with("measure", column(&|r| r.2.to_string()))
        .with("component", column(&|r| r.3.to_string()))
        .with("value", real(rows.iter().map(|r| r.4)))
        .with(
            "status",
            column(&|r| if r.4.is_nan() { "undefined:not-positive" } else { "observed" }.to_string()),
        );
    sample.tables.insert("inequality/inequality".into(), inequality);
    sample.study.focus = vec!["R000".into(), "R002".into()];
    sample.manifest["steps"] = json!([
        { "step": "clusters", "methods": ["location-quotient", "cluster-stars"], "options": { "measure": "wages" } },
        { "step": "inequality", "methods": ["theil", "gini"], "options": { "weights": "population" } },
    ]);
}

/// The whole invented study.
pub(crate) fn full(regions: usize, k: usize, years: &[i64]) -> Sample {
    let mut sample = crate::sample::typology(regions, k);
    add(&mut sample, regions, years);
    crate::dynamics_sample::add(&mut sample, regions, years);
    sample
}
