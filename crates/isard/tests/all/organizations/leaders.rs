//! Who leads: those who stand out, as many as the data show, and nobody where nobody does.

use super::{INSTRUCTOR, edges, karate, of_edges};
use crate::run_alone::{run, statuses};
use isard::inference::Random;
use isard::model::{Column, Table, TextColumn};
use isard::registry::Output;

fn led(output: &Output) -> Vec<String> {
    let Some(Column::Boolean(leader)) = output.table.get("leader") else { panic!("a column of leaders") };
    let nodes = output.table.text("node").expect("nodes");
    let rows = leader.iter().zip(nodes.iter()).filter(|r| *r.0 == Some(true));
    rows.map(|r| r.1.expect("a node").to_string()).collect()
}

fn membership(rows: &[(String, i64)]) -> Table {
    let mut node = TextColumn::new();
    rows.iter().for_each(|r| node.push(Some(&r.0)));
    Table::new()
        .with("node", Column::Text(node))
        .with("community", Column::Integer(rows.iter().map(|r| Some(r.1)).collect()))
}

/// Communities of lognormal firms, each with so many leaders twenty times as
/// large as usual and tied to half of the members.
fn communities(leaders: &[usize], members: usize, seed: u64, role: fn(usize) -> &'static str) -> Output {
    let (mut ids, mut roles, mut homes) = (TextColumn::new(), TextColumn::new(), Vec::new());
    let (mut sizes, mut ties) = (Vec::new(), Vec::new());
    for (c, &count) in leaders.iter().enumerate() {
        let mut random = Random::new(seed, c as u64, 0);
        let name = |m: usize| format!("c{c:02}m{m:02}");
        for m in 0..members {
            let leads = m < count;
            ids.push(Some(&name(m)));
            roles.push(Some(role(m)));
            homes.push((name(m), c as i64 + 1));
            sizes.push(Some((3.0 + 0.7 * random.normal() + if leads { 3.0 } else { 0.0 }).exp()));
            let partners = if leads { members / 2 } else { 4 };
            for _ in 0..partners {
                ties.push((name(m), name(random.below(members)), "all", 1.0));
            }
        }
    }
    let nodes = Table::new()
        .with("id", Column::Text(ids))
        .with("role", Column::Text(roles))
        .with("size", Column::Real(sizes));
    run("leaders", &[("nodes", nodes), ("edges", edges(&ties)), ("communities", membership(&homes))], &[])
        .expect("it runs")
}

/// The instructor leads his faction; the officer (33) and member 32, each tied to more than half of
/// the other side, lead that.
#[test]
fn each_faction_of_the_karate_club_has_its_leaders() {
    let side = |i: u32| if INSTRUCTOR.contains(&i) { 1 } else { 2 };
    let rows: Vec<_> = (0..34).map(|i| (format!("K{i:02}"), side(i))).collect();
    let given = [("edges", karate(&["all"])), ("communities", membership(&rows))];
    assert_eq!(led(&run("leaders", &given, &[]).expect("it runs")), ["K00", "K32", "K33"]);
}

#[test]
fn the_number_of_leaders_is_found() {
    let planted = [1, 2, 3, 1, 0, 2, 1, 3, 0, 1];
    let output = communities(&planted, 40, 5, |_| "firm");
    let expected: Vec<String> = planted
        .iter()
        .enumerate()
        .flat_map(|(c, &count)| (0..count).map(move |m| format!("c{c:02}m{m:02}")))
        .collect();
    assert_eq!(led(&output), expected);
    assert_eq!(output.figures["communities_led"], 8);
}

/// Without leaders a tenth of a hundred sets of communities may find some; the test
/// allows what a binomial with that rate exceeds once in 10,000.
#[test]
fn false_discovery_is_kept_where_nobody_leads() {
    let wrong = (0..100).filter(|&seed| !led(&communities(&[0; 6], 30, seed, |_| "firm")).is_empty()).count();
    assert!(wrong <= 22, "{wrong} of 100");
}

#[test]
fn institutions_do_not_lead_where_there_are_firms() {
    let mixed = communities(&[1; 5], 40, 5, |m| if m == 0 { "science" } else { "firm" });
    assert!(led(&mixed).iter().all(|id| !id.ends_with("m00")), "{:?}", led(&mixed));
    let alike = communities(&[1; 5], 40, 5, |_| "science");
    assert_eq!(led(&alike), ["c00m00", "c01m00", "c02m00", "c03m00", "c04m00"]);
}

#[test]
fn a_hub_leads_and_equals_do_not() {
    let star: Vec<_> = (0..6).map(|i| ("hub".to_string(), format!("leaf{i}"), "all", 1.0)).collect();
    assert_eq!(led(&of_edges("leaders", edges(&star), &[])), ["hub"]);
    let ring: Vec<_> = (0..9).map(|i| (format!("n{i}"), format!("n{}", (i + 1) % 9), "all", 1.0)).collect();
    for options in [&[][..], &[("false-discovery", "1")]] {
        let output = of_edges("leaders", edges(&ring), options);
        assert!(led(&output).is_empty());
        assert!(statuses(&output).iter().all(|s| s == "observed"));
    }
    let pair = [("a".to_string(), "b".to_string(), "all", 1.0)];
    let output = of_edges("leaders", edges(&pair), &[]);
    assert!(led(&output).is_empty());
    assert!(statuses(&output).iter().all(|s| s == "undefined:too-few"), "{:?}", statuses(&output));
}

#[test]
fn untested_the_widest_drop_decides_alone() {
    // Strengths of 28, 21, 23 … 33, 35: the widest drop of the two first is that below 33.
    let ring: Vec<_> =
        (0..9).map(|i| (format!("n{i}"), format!("n{}", (i + 1) % 9), "all", 10.0 + f64::from(i))).collect();
    assert!(led(&of_edges("leaders", edges(&ring), &[])).is_empty());
    assert_eq!(led(&of_edges("leaders", edges(&ring), &[("false-discovery", "1")])), ["n7", "n8"]);
}
