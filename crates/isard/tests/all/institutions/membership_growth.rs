//! Who joins and leaves cluster organisations.

use super::{refusal, text};
use crate::cooperation::texts;
use crate::run_alone::run;
use isard::model::{Column, Table};
use proptest::prelude::*;

type Spell = (String, String, Option<i64>, Option<i64>);

fn memberships(spells: &[Spell]) -> Table {
    let cells: Vec<[&str; 2]> = spells.iter().map(|s| [s.0.as_str(), s.1.as_str()]).collect();
    texts(&["cluster_organisation", "organisation"], &cells.iter().map(|c| &c[..]).collect::<Vec<_>>())
        .with("since", Column::Integer(spells.iter().map(|s| s.2).collect()))
        .with("until", Column::Integer(spells.iter().map(|s| s.3).collect()))
}

/// Cluster organisation, year, members, joined and left.
type Count = (String, i64, i64, Option<i64>, Option<i64>);

fn counts(spells: &[Spell]) -> Vec<Count> {
    let found = run("membership-growth", &[("memberships", memberships(spells))], &[]).expect("runs");
    let whole = |name: &str| found.table.integer(name).expect("a column").to_vec();
    let (years, members, joined, left) = (whole("year"), whole("members"), whole("joined"), whole("left"));
    let names = text(&found, "cluster_organisation");
    (0..names.len())
        .map(|r| {
            (names[r].clone(), years[r].expect("year"), members[r].expect("members"), joined[r], left[r])
        })
        .collect()
}

fn spell(cluster: &str, member: &str, since: Option<i64>, until: Option<i64>) -> Spell {
    (cluster.into(), member.into(), since, until)
}

#[test]
fn by_hand() {
    let spells = [
        spell("K", "a", None, Some(2020)),
        spell("K", "b", Some(2021), None),
        spell("L", "a", Some(2021), None),
        // The same membership twice is one.
        spell("L", "a", Some(2021), None),
    ];
    let row = |c: &str, y, m, j, l| (c.to_string(), y, m, j, l);
    let expected = vec![
        row("K", 2020, 1, None, None),
        row("K", 2021, 1, Some(1), Some(1)),
        row("L", 2020, 0, None, None),
        row("L", 2021, 1, Some(1), Some(0)),
        row("all", 2020, 1, None, None),
        // a moved from K to L and is no newcomer.
        row("all", 2021, 2, Some(1), Some(0)),
    ];
    assert_eq!(counts(&spells), expected);
}

#[test]
fn refuses_what_is_no_membership() {
    let refused = |s: Spell| refusal("membership-growth", &[("memberships", memberships(&[s]))], &[]);
    assert!(refused(spell("K", "a", Some(2021), Some(2020))).contains("before it begins"));
    assert!(refused(spell("all", "a", Some(2021), None)).contains("`all`"));
    assert!(refused(spell("K", "a", None, None)).contains("year"));
    // Rows for every year up to it would fill the memory.
    assert!(refused(spell("K", "a", Some(1), Some(1_000_000_000_000))).contains("not a year"));
    assert!(refusal("membership-growth", &[("memberships", memberships(&[]))], &[]).contains("year"));
}

proptest! {
    /// Every count, one member and year at a time; order of rows is nothing.
    #[test]
    fn as_counted_one_by_one(
        drawn in prop::collection::vec((0..3usize, 0..6usize, 2000..2008i64, 0..5i64, any::<[bool; 2]>()), 1..30)
    ) {
        let mut spells: Vec<Spell> = drawn
            .iter()
            .map(|&(c, m, since, length, [from, to])| {
                spell(&format!("c{c}"), &format!("m{m}"), from.then_some(since), to.then_some(since + length))
            })
            .collect();
        spells.push(spell("c0", "m0", Some(2003), None));
        let is_member = |c: &str, m: usize, y: i64| {
            spells.iter().any(|s| {
                (c == "all" || s.0 == c) && s.1 == format!("m{m}")
                    && s.2.unwrap_or(y) <= y && y <= s.3.unwrap_or(y)
            })
        };
        let rows = counts(&spells);
        let first = rows.iter().map(|r| r.1).min().expect("a year");
        for (c, y, members, joined, left) in &rows {
            let of = |now: bool, before: bool| {
                let here = |m: &usize| is_member(c, *m, *y) == now && is_member(c, *m, y - 1) == before;
                (0..6usize).filter(here).count() as i64
            };
            prop_assert_eq!(*members, of(true, true) + of(true, false));
            let changes = (*y > first).then(|| (of(true, false), of(false, true)));
            prop_assert_eq!((*joined, *left), (changes.map(|p| p.0), changes.map(|p| p.1)));
        }
        let mut turned = spells.clone();
        turned.reverse();
        prop_assert_eq!(counts(&turned), rows);
    }
}
