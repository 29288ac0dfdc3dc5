//! Rows of the choice of k, contiguous groups, contributions, stability,
//! convergence and data handling, for the invented study.

use crate::sample::{Sample, integer, real, text};
use isard::model::{Column, Table};

fn keys(regions: usize) -> Vec<String> {
    (0..regions).map(|i| format!("R{i:03}")).collect()
}

fn yes(values: &[bool]) -> Column {
    Column::Boolean(values.iter().copied().map(Some).collect())
}

pub(crate) fn add(sample: &mut Sample, regions: usize) {
    choices(sample);
    contiguous(sample, regions);
    contributions(sample, regions);
    stability(sample, regions);
    convergence(sample, regions);
    handling(sample);
}

fn choices(sample: &mut Sample) {
    let table = Table::new()
        .with("measure", text(&["silhouette", "dunn", "davies-bouldin", "gap", "gap"]))
        .with("rule", text(&["largest", "largest", "smallest", "tibs-2001", "global-max"]))
        .with("k", integer([2, 2, 3, 2, 8]))
        .with("k_used", integer([3; 5]))
        .with("at_limit", yes(&[true, true, false, true, true]));
    sample.tables.insert("typology/k_choices".into(), table);
}

fn contiguous(sample: &mut Sample, regions: usize) {
    let methods = ["unconstrained", "skater", "redcap", "clustgeo"];
    let table = Table::new()
        .with("method", text(&methods))
        .with("k", integer([3; 4]))
        .with("explained_share", real([0.5, 0.3, 0.4, 0.45]))
        .with("loss", real([0.0, 0.2, 0.1, 0.05]))
        .with("adjusted_rand", real([1.0, 0.1, 0.2, 0.3]))
        .with("smallest", integer([2, 1, 1, 2]))
        .with("largest", integer([9, 9, 8, 8]))
        .with("parts", integer([14, 3, 3, 5]))
        .with("best", yes(&[false, false, true, false]));
    sample.tables.insert("space/contiguous_summary".into(), table);
    let keys = keys(regions);
    let rows: Vec<(&str, usize)> =
        ["redcap", "skater"].iter().flat_map(|m| (0..regions).map(move |i| (*m, i))).collect();
    // The last region has no group.
    let group = |i: usize| (i + 1 < regions).then_some((i * 3 / regions) as i64 + 1);
    let table = Table::new()
        .with("method", text(&rows.iter().map(|r| r.0).collect::<Vec<_>>()))
        .with("region", text(&rows.iter().map(|r| keys[r.1].clone()).collect::<Vec<_>>()))
        .with("group", Column::Integer(rows.iter().map(|r| group(r.1)).collect()));
    sample.tables.insert("space/contiguous_groups".into(), table);
}

fn contributions(sample: &mut Sample, regions: usize) {
    let domains = ["economy", "innovation", "people", "infrastructure", "institutions"];
    let keys = keys(regions);
    let rows: Vec<(usize, usize)> =
        (0..regions).flat_map(|i| (0..domains.len()).map(move |d| (i, d))).collect();
    let value =
        |r: &(usize, usize)| if (r.0 + r.1).is_multiple_of(3) { -1.0 } else { 1.0 } * (1.0 + r.1 as f64);
    let table = Table::new()
        .with("region", text(&rows.iter().map(|r| keys[r.0].clone()).collect::<Vec<_>>()))
        .with("level", text(&vec!["domain"; rows.len()]))
        .with("item", text(&rows.iter().map(|r| domains[r.1]).collect::<Vec<_>>()))
        .with("contribution", real(rows.iter().map(value)))
        .with("share", real(rows.iter().map(|r| (1.0 + r.1 as f64) / 15.0)));
    sample.tables.insert("typology/contributions".into(), table);
    let all = [&domains[..], &["environment"]].concat();
    let table = Table::new()
        .with("domain", text(&all))
        .with("state", text(&["covered", "thin", "covered", "covered", "covered", "no-data"]));
    sample.tables.insert("typology/domains".into(), table);
}

fn stability(sample: &mut Sample, regions: usize) {
    let table = Table::new()
        .with("group", integer([1, 2]))
        .with("jaccard", real([0.81, 0.55]))
        .with("low", real([0.7, 0.3]))
        .with("high", real([0.9, 0.8]))
        .with("state", text(&["stable", "doubtful"]));
    sample.tables.insert("typology/group_stability".into(), table);
    let keys = keys(regions);
    let table = Table::new()
        .with("region", text(&keys))
        .with("moves", integer((0..regions).map(|i| i64::from(i < 2))));
    sample.tables.insert("typology/steadiness".into(), table);
    let table = Table::new()
        .with("region", text(&[&keys[0], &keys[0], &keys[1]]))
        .with("year_from", integer([2010; 3]))
        .with("year_to", integer([2011; 3]))
        .with("from_group", integer([1, 1, 2]))
        .with("to_group", integer([2, 2, 1]))
        .with("indicator", text(&["income", "unemployment", "unemployment"]))
        .with("change_z", real([-0.75, 0.1, -1.25]))
        .with("share", real([1.2, -0.2, 0.6]))
        .with("place", integer([1, 2, 1]));
    sample.tables.insert("typology/moves".into(), table);
}

fn convergence(sample: &mut Sample, regions: usize) {
    let parts = [("beta", "speed"), ("sigma", "ratio")];
    let indicators = ["income", "unemployment", "a third one with a long key that no table names"];
    let rows: Vec<(usize, usize)> = (0..3).flat_map(|i| (0..2).map(move |p| (i, p))).collect();
    // Closing, open, and without a speed.
    let value = |r: &(usize, usize)| [[0.02, 0.6], [0.01, 1.1], [f64::NAN, 1.2]][r.0][r.1];
    let half = |r: &(usize, usize)| if r.1 == 0 { 0.015 } else { 0.15 };
    let table = Table::new()
        .with("indicator", text(&rows.iter().map(|r| indicators[r.0]).collect::<Vec<_>>()))
        .with("measure", text(&rows.iter().map(|r| parts[r.1].0).collect::<Vec<_>>()))
        .with("component", text(&rows.iter().map(|r| parts[r.1].1).collect::<Vec<_>>()))
        .with("year_from", integer(rows.iter().map(|_| 2010)))
        .with("year_to", integer(rows.iter().map(|_| 2020)))
        .with("value", real(rows.iter().map(value)))
        .with("low", real(rows.iter().map(|r| value(r) - half(r))))
        .with("high", real(rows.iter().map(|r| value(r) + half(r))));
    sample.tables.insert("inequality/convergence".into(), table);
    let keys = keys(regions);
    let club = |i: usize| (i > 0).then_some(if i.is_multiple_of(3) { 2 } else { 1 });
    let table = Table::new()
        .with("indicator", text(&vec!["income"; regions]))
        .with("region", text(&keys))
        .with("club", Column::Integer((0..regions).map(club).collect()));
    sample.tables.insert("inequality/clubs".into(), table);
    let to = |i: usize| (regions - i) as f64;
    let table = Table::new()
        .with("indicator", text(&vec!["income"; regions]))
        .with("region", text(&keys))
        .with("year_from", integer((0..regions).map(|_| 2010)))
        .with("year_to", integer((0..regions).map(|_| 2020)))
        .with("rank_from", real((0..regions).map(|i| i as f64 + 1.0)))
        .with("rank_to", real((0..regions).map(to)))
        .with("change", real((0..regions).map(|i| i as f64 + 1.0 - to(i))));
    sample.tables.insert("inequality/rank_changes".into(), table);
}

fn handling(sample: &mut Sample) {
    let table = Table::new().with("indicator", text(&["income"])).with("finding", text(&["collinear"]));
    sample.tables.insert("typology/screening".into(), table);
    let table = Table::new()
        .with("indicator", text(&["income", "income", "unemployment"]))
        .with("policy", text(&["median"; 3]));
    sample.tables.insert("typology/filled".into(), table);
    let table =
        Table::new().with("indicator", text(&["unemployment"])).with("treatment", text(&["winsorize-sd"]));
    sample.tables.insert("typology/outliers".into(), table);
}
