//! What regions would have together.

use super::table;
use crate::run_alone::{activity, run};
use isard::cooperation::consolidated_potential::{Allowed, Objective, Potential, best_set};
use isard::model::{Column, Table, TextColumn};
use proptest::prelude::*;

fn indicators(names: &[&str], rows: &[(&str, &[f64])]) -> Table {
    let keys: TextColumn = rows.iter().map(|r| Some(r.0)).collect();
    let mut table = Table::new().with("region", Column::Text(keys));
    for (k, name) in names.iter().enumerate() {
        table.push(*name, Column::Real(rows.iter().map(|r| Some(r.1[k]).filter(|v| !v.is_nan())).collect()));
    }
    table
}

#[test]
fn a_coalition_by_hand() {
    let data =
        indicators(&["jobs", "patents"], &[("a", &[80.0, 2.0]), ("b", &[20.0, 8.0]), ("c", &[100.0, 10.0])]);
    let found =
        run("consolidated-potential", &[("indicators", data)], &[("coalitions", "b+a"), ("sizes", "none")])
            .expect("runs");
    let at = |component: &str| {
        (0..found.table.rows())
            .find(|&r| found.table.text("component").expect("keys").get(r) == Some(component))
            .expect("a row")
    };
    let real = |name: &str, r: usize| found.table.real(name).expect("a column")[r].expect("a value");
    assert_eq!(found.table.text("coalition").expect("keys").get(0), Some("a+b"));
    let total = at("total");
    // Shares: a .4, .1; b .1, .4; c .5, .5. √.04 = .2 each alone, .5 together.
    assert!((real("sum", total) - 0.4).abs() < 1e-12);
    assert!((real("joint", total) - 0.5).abs() < 1e-12);
    assert!((real("synergy", total) - 0.1).abs() < 1e-12);
    assert!((real("synergy_share", total) - 0.25).abs() < 1e-12);
    let jobs = at("jobs");
    assert!((real("joint", jobs) - 0.5).abs() < 1e-12 && real("synergy", jobs).abs() < 1e-12);
    let rank = |name: &str| found.table.integer(name).expect("a column")[total];
    assert_eq!((rank("rank"), rank("best_rank")), (Some(1), Some(2)));
}

#[test]
fn components_of_several_endowments_have_their_own_synergy() {
    let data =
        indicators(&["jobs", "patents"], &[("a", &[80.0, 2.0]), ("b", &[20.0, 8.0]), ("c", &[100.0, 10.0])]);
    let options = [("coalitions", "a+b"), ("sizes", "none"), ("components", "all:jobs,patents")];
    let found = run("consolidated-potential", &[("indicators", data)], &options).expect("runs");
    let synergy = found.table.real("synergy").expect("a column");
    assert!((synergy[0].expect("a value") - 0.1).abs() < 1e-12);
    assert!((synergy[1].expect("a value") - 0.1).abs() < 1e-12);
}

/// Every set, one after another.
fn exhaustive(
    p: &Potential,
    region: usize,
    size: usize,
    objective: Objective,
    neighbors: Option<&[Vec<usize>]>,
) -> Option<f64> {
    let n = p.regions();
    let mut best: Option<f64> = None;
    for mask in 0u32..1 << n {
        if mask.count_ones() as usize != size || mask >> region & 1 == 0 {
            continue;
        }
        let members: Vec<usize> = (0..n).filter(|i| mask >> i & 1 == 1).collect();
        if let Some(lists) = neighbors {
            let mut seen = 1u32 << region;
            for _ in 0..n {
                for &m in &members {
                    if seen >> m & 1 == 1 {
                        for &q in &lists[m] {
                            seen |= (1 << q) & mask;
                        }
                    }
                }
            }
            if seen != mask {
                continue;
            }
        }
        let (joint, sum) = p.joint_and_sum(&members);
        let worth = match objective {
            Objective::Synergy => joint - sum,
            Objective::Share => joint / sum - 1.0,
        };
        if worth.is_finite() && best.is_none_or(|b| worth > b) {
            best = Some(worth);
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn pruning_loses_no_set(
        amounts in prop::collection::vec(prop_oneof![1 => Just(0.0), 4 => 0.0f64..10.0], 9 * 4),
        substitution in prop::sample::select(vec![0.0, 0.3, 1.0, 2.5, 40.0]),
        size in 2usize..6,
        region in 0usize..9,
        share in any::<bool>(),
        links in prop::option::of(prop::collection::vec((0usize..9, 0usize..9), 4..16)),
    ) {
        let p = Potential::new(&amounts, &[1, 2, 1], &[1.0, 2.0, 0.5], substitution);
        let objective = if share { Objective::Share } else { Objective::Synergy };
        let neighbors = links.map(|links| {
            let mut lists = vec![Vec::new(); 9];
            for (i, j) in links.into_iter().filter(|(i, j)| i != j) {
                lists[i].push(j);
                lists[j].push(i);
            }
            lists.iter_mut().for_each(|l: &mut Vec<usize>| { l.sort_unstable(); l.dedup(); });
            lists
        });
        let allowed = Allowed { partners: (0..9).collect(), neighbors: neighbors.as_deref() };
        let found = best_set(&p, region, size, &allowed, objective);
        let expected = exhaustive(&p, region, size, objective, neighbors.as_deref());
        prop_assert_eq!(found.is_some(), expected.is_some());
        if let (Some(found), Some(expected)) = (found, expected) {
            prop_assert!(found.members.contains(&region) && found.members.len() == size);
            let worth = match objective {
                Objective::Synergy => found.joint - found.sum,
                Objective::Share => found.joint / found.sum - 1.0,
            };
            // A share over a sum near nothing is known to its own size only.
            prop_assert!((worth - expected).abs() <= 1e-9 * expected.abs().max(1e-3), "{} {}", worth, expected);
        }
    }

    /// Together no less than alone; a copy of a region adds nothing beyond itself.
    #[test]
    fn synergy_is_never_below_zero(
        amounts in prop::collection::vec(0.0f64..10.0, 6 * 3),
        substitution in prop::sample::select(vec![0.0, 0.3, 1.0, 2.5]),
    ) {
        let p = Potential::new(&amounts, &[2, 1], &[1.0, 1.0], substitution);
        let (joint, sum) = p.joint_and_sum(&[0, 2, 4, 5]);
        prop_assert!(joint >= sum - 1e-12);
        let twice: Vec<f64> = amounts[..3].iter().chain(&amounts[..3]).copied().collect();
        let p = Potential::new(&twice, &[2, 1], &[1.0, 1.0], substitution);
        let (joint, sum) = p.joint_and_sum(&[0, 1]);
        prop_assert!((joint - sum).abs() < 1e-12);
    }
}

#[test]
fn best_sets_of_neighbours() {
    // a and d complete one another but do not touch.
    let data = indicators(
        &["jobs", "patents"],
        &[("a", &[9.0, 1.0]), ("b", &[6.0, 4.0]), ("c", &[5.0, 5.0]), ("d", &[1.0, 9.0])],
    );
    let weights = super::texts(&["from", "to"], &[&["a", "b"], &["b", "c"], &["c", "d"]]);
    let first = |connected: &str| {
        let tables = [("indicators", data.clone()), ("weights", weights.clone())];
        let options = [("sizes", "2"), ("regions", "a"), ("connected", connected)];
        let found = run("consolidated-potential", &tables, &options).expect("runs");
        found.table.text("coalition").expect("keys").get(0).unwrap_or_default().to_string()
    };
    assert_eq!((first("no"), first("yes")), ("a+d".to_string(), "a+b".to_string()));
}

#[test]
fn stars_together() {
    let cells = [
        ("a", "ships", Some(40.0)),
        ("a", "rest", Some(60.0)),
        ("b", "ships", Some(45.0)),
        ("b", "rest", Some(55.0)),
        ("c", "ships", Some(60.0)),
        ("c", "rest", Some(940.0)),
        ("d", "ships", Some(5.0)),
        ("d", "rest", Some(995.0)),
    ];
    let options = [("coalitions", "a+b"), ("size-top", "0.25"), ("focus-top", "0")];
    let found = run("joint-stars", &[("activity", activity(&cells))], &options).expect("runs");
    let at =
        (0..2).find(|&r| found.table.text("cluster").expect("keys").get(r) == Some("ships")).expect("a row");
    let whole = |name: &str| found.table.integer(name).expect("a column")[at];
    // Alone third and second by size behind c; together the first of three.
    assert_eq!((whole("rank"), whole("best_rank")), (Some(1), Some(2)));
    assert_eq!((whole("stars"), whole("best_stars")), (Some(2), Some(1)));
    let lq = found.table.real("lq").expect("a column")[at].expect("a quotient");
    assert!((lq - (85.0 / 200.0) / (150.0 / 2200.0)).abs() < 1e-12);
}

#[test]
fn rates_become_amounts() {
    let data = indicators(&["patents"], &[("a", &[2.0]), ("b", &[1.0])]);
    let population = table(&["region"], &[(&["a"], 10.0), (&["b"], 60.0)], "value");
    let tables = [("indicators", data), ("population", population)];
    let options = [("amounts", "per-resident"), ("sizes", "none"), ("coalitions", "a")];
    let found = run("consolidated-potential", &tables, &options).expect("runs");
    let joint = found.table.real("joint").expect("a column")[0].expect("a value");
    assert!((joint - 0.25).abs() < 1e-12);
}
