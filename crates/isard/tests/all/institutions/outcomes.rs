//! Outcomes of members against matched outsiders.

use super::{real, refusal, text};
use crate::cooperation::texts;
use crate::run_alone::run;
use isard::inference::Random;
use isard::model::{Column, Table, TextColumn};
use isard::organizations::member_outcomes::{Matching, Stratum, coarsened, effect, nearest};
use proptest::prelude::*;

/// Every labelling of one stratum.
fn exhaustive(values: &[f64], members: usize) -> (f64, f64) {
    let n = values.len();
    let difference = |mask: u32| {
        let of = |inside: bool| {
            let v: Vec<f64> = (0..n).filter(|i| (mask >> i & 1 == 1) == inside).map(|i| values[i]).collect();
            v.iter().sum::<f64>() / v.len() as f64
        };
        of(true) - of(false)
    };
    let observed = difference((1 << members) - 1);
    let all: Vec<f64> =
        (0u32..1 << n).filter(|m| m.count_ones() as usize == members).map(difference).collect();
    let count = all.len() as f64;
    let greater = all.iter().filter(|d| **d >= observed - 1e-9).count() as f64 / count;
    let lesser = all.iter().filter(|d| **d <= observed + 1e-9).count() as f64 / count;
    (observed, (2.0 * greater.min(lesser)).min(1.0))
}

#[test]
fn the_test_agrees_with_all_labellings() {
    let values = [5.0, 7.5, 6.0, 1.0, 6.5, 3.0, 4.5, 2.0];
    let stratum = Stratum { members: vec![0, 1, 2], outsiders: (3..8).collect() };
    let found = effect(std::slice::from_ref(&stratum), &values, 20_000, 5, 0).expect("an effect");
    let (observed, p) = exhaustive(&values, 3);
    assert!((found.value - observed).abs() < 1e-12);
    // Four standard errors of a share of 20,000 draws, doubled as p is.
    assert!(
        (found.p - p).abs() < 8.0 * (p / 2.0 * (1.0 - p / 2.0) / 20_000.0_f64).sqrt() + 1e-4,
        "{} {p}",
        found.p
    );
    // The interval holds the constant differences that the test does not refuse.
    for (tau, inside) in [
        (found.low - 0.2, false),
        (found.low + 0.2, true),
        (found.high - 0.2, true),
        (found.high + 0.2, false),
    ] {
        let moved: Vec<f64> =
            values.iter().enumerate().map(|(i, v)| if i < 3 { v - tau } else { *v }).collect();
        let p = effect(std::slice::from_ref(&stratum), &moved, 20_000, 5, 0).expect("an effect").p;
        assert_eq!(p > 0.1, inside, "{tau}: {p}");
    }
}

/// Units of a made world: size decides who joins and how one grows; members gain `gain`.
fn world(seed: u64, units: usize, gain: f64) -> [(&'static str, Table); 3] {
    let mut random = Random::new(seed, 0, 0);
    let (mut ids, mut industry) = (TextColumn::new(), TextColumn::new());
    let (mut size, mut growth, mut constant) = (Vec::new(), Vec::new(), Vec::new());
    let mut members = Vec::new();
    for i in 0..units {
        let id = format!("F{i:05}");
        let s = random.normal();
        let joins = random.uniform() < 1.0 / (1.0 + (-1.2 * s).exp()) * 0.5;
        let kind = if random.uniform() < 0.5 { "A" } else { "B" };
        ids.push(Some(&id));
        industry.push(Some(kind));
        size.push(Some(s));
        constant.push(Some(1.0));
        let base = 0.5 * s + if kind == "A" { 0.3 } else { 0.0 };
        growth.push(Some(base + 0.5 * random.normal() + if joins { gain } else { 0.0 }));
        if joins {
            members.push(id);
        }
    }
    let pairs: Vec<[&str; 2]> = members.iter().map(|m| ["K", m.as_str()]).collect();
    let members = texts(&["community", "id"], &pairs.iter().map(|p| &p[..]).collect::<Vec<_>>());
    let nodes = Table::new()
        .with("id", Column::Text(ids.clone()))
        .with("industry", Column::Text(industry))
        .with("size", Column::Real(size))
        .with("always", Column::Real(constant));
    let outcomes = Table::new().with("id", Column::Text(ids)).with("growth", Column::Real(growth));
    [("nodes", nodes), ("members", members), ("outcomes", outcomes)]
}

#[test]
fn a_planted_difference_is_found_and_the_naive_one_is_not_it() {
    for variant in ["coarsened", "nearest"] {
        let tables = world(3, 2_000, 0.4);
        let options = [("variant", variant), ("bins", "20"), ("caliper", "0.1"), ("draws", "499")];
        let found = run("member-outcomes", &tables, &options).expect("runs");
        let (value, low, high) = (real(&found, "value")[0], real(&found, "low")[0], real(&found, "high")[0]);
        assert!((value - 0.4).abs() < 0.12, "{variant}: {value}");
        assert!(low < value && value < high && low > 0.2 && high < 0.6, "{variant}: {low} {high}");
        let at = text(&found, "name").iter().position(|n| n == "size").expect("a row");
        let (before, after) = (real(&found, "before")[at], real(&found, "after")[at]);
        assert!(before > 0.4 && after.abs() < 0.1, "{variant}: {before} {after}");
        assert!(found.assumptions.iter().any(|a| a.contains("select themselves")));
        let always = text(&found, "name").iter().position(|n| n == "always").expect("a row");
        assert_eq!(text(&found, "status")[always], "undefined:constant");
    }
}

#[test]
fn without_a_difference_intervals_hold_zero() {
    // 60 worlds, 90 % intervals: 54 expected, 44 is four standard errors below.
    let covered = (0..60)
        .filter(|seed| {
            let found =
                run("member-outcomes", &world(100 + seed, 300, 0.0), &[("bins", "12"), ("draws", "199")])
                    .expect("runs");
            let (low, high) = (real(&found, "low")[0], real(&found, "high")[0]);
            low <= 0.0 && 0.0 <= high
        })
        .count();
    assert!(covered >= 44, "{covered} of 60");
}

proptest! {
    #[test]
    fn matches_keep_their_promises(
        cells in prop::collection::vec((any::<bool>(), 0usize..3, -5i32..5, -5i32..5), 2..40),
        k in 1usize..4,
        caliper in 0.1f64..3.0,
    ) {
        let member: Vec<bool> = cells.iter().map(|c| c.0).collect();
        let category: Vec<usize> = cells.iter().map(|c| c.1).collect();
        let numbers: Vec<f64> = cells.iter().flat_map(|c| [f64::from(c.2), f64::from(c.3)]).collect();
        let m = Matching { member: &member, category: &category, numbers: &numbers, width: 2 };
        let mut used = std::collections::HashSet::new();
        for s in nearest(&m, k, caliper) {
            prop_assert_eq!(s.members.len(), 1);
            prop_assert!((1..=k).contains(&s.outsiders.len()));
            prop_assert!(member[s.members[0]]);
            for o in s.outsiders {
                prop_assert!(!member[o] && used.insert(o));
                prop_assert_eq!(category[o], category[s.members[0]]);
            }
        }
        for s in coarsened(&m, 3) {
            let all: Vec<usize> = s.members.iter().chain(&s.outsiders).copied().collect();
            prop_assert!(s.members.iter().all(|i| member[*i]) && s.outsiders.iter().all(|i| !member[*i]));
            prop_assert!(all.iter().all(|i| category[*i] == category[all[0]]));
            // Equal units never part.
            for i in (0..cells.len()).filter(|i| (category[*i], &numbers[2 * i..2 * i + 2]) == (category[all[0]], &numbers[2 * all[0]..2 * all[0] + 2])) {
                prop_assert!(all.contains(&i));
            }
        }
    }
}

#[test]
fn what_cannot_be_matched_is_said() {
    let nodes = texts(&["id", "industry"], &[&["a", "x"], &["b", "y"]]);
    let outcomes =
        || texts(&["id"], &[&["a"], &["b"]]).with("growth", Column::Real(vec![Some(1.0), Some(2.0)]));
    let members = || texts(&["community", "id"], &[&["K", "a"]]);
    let tables = [("nodes", nodes), ("members", members()), ("outcomes", outcomes())];
    let found = run("member-outcomes", &tables, &[]).expect("runs");
    assert_eq!(text(&found, "status"), ["undefined:too-few"]);
    assert_eq!(found.warnings.len(), 1);
    let bare =
        [("nodes", texts(&["id"], &[&["a"], &["b"]])), ("members", members()), ("outcomes", outcomes())];
    assert!(refusal("member-outcomes", &bare, &[]).contains("no covariates"));
    let all = [
        ("nodes", texts(&["id", "industry"], &[&["a", "x"]])),
        ("members", members()),
        ("outcomes", outcomes()),
    ];
    assert!(refusal("member-outcomes", &all, &[]).contains("members and outsiders"));
    assert!(refusal("member-outcomes", &all, &[("numbers", "size")]).contains("size"));
}
