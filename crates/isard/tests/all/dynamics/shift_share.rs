//! Shift–share: a peer's numbers, hand-made cases, and the identity.

use super::{annual, close, long, table};
use crate::run_alone::{assert_close, run, statuses, values};
use crate::shared_data::{case, json, numbers};
use isard::dynamics::shift_share::{Step, Variant, split_cells, split_regions};
use isard::model::{Column, Table};
use isard::registry::Output;
use isard::space::Weights;
use proptest::prelude::*;

/// Value of a component of a region, NaN where empty.
fn part(output: &Output, region: &str, component: &str) -> f64 {
    let (regions, components) =
        (output.table.text("region").expect("keys"), output.table.text("component").expect("keys"));
    let at = (0..output.table.rows())
        .find(|r| regions.get(*r) == Some(region) && components.get(*r) == Some(component))
        .expect("a row");
    values(output)[at]
}

#[test]
fn dunn_as_a_peer_has_it() {
    let (from, to) = ([90.0, 20.0, 10.0, 60.0], [100.0, 40.0, 10.0, 55.0]);
    let mut step = Step::new(&from, &to, 4, &[]);
    step.nation_from = vec![400.0, 150.0, 150.0, 400.0];
    step.nation_to = vec![440.0, 210.0, 135.0, 480.0];
    let split = split_regions(&[step.clone()], Variant::Classic, None)[0].expect("cells");
    assert_close(&[split.change, split.parts[0], split.parts[1], split.parts[2]], &[25.0, 27.0, 1.0, -3.0]);
    // Esteban-Marquillas by hand: e* = 180·E_i/1100, g − G_i = 1/90, 0.6, 0.1, −17/60.
    let split = split_regions(&[step], Variant::EstebanMarquillas, None)[0].expect("cells");
    let expected = [400.0, 150.0, 150.0, 400.0].map(|e| 180.0 * e / 1100.0);
    let gaps = [1.0 / 90.0, 0.6, 0.1, -17.0 / 60.0];
    let competitive: f64 = expected.iter().zip(gaps).map(|(e, g)| e * g).sum();
    assert_close(&[split.parts[2], split.parts[3]], &[competitive, -3.0 - competitive]);

    let Some(reat) = json("reat_cases.json") else { return };
    let c = case(&reat, "shift_Dunn");
    let of = |name: &str| numbers(&c["inputs"][name]);
    let (from, to) = (of("region_t"), of("region_t1"));
    let mut step = Step::new(&from, &to, 4, &[]);
    (step.nation_from, step.nation_to) = (of("nation_t"), of("nation_t1"));
    let s = split_regions(&[step], Variant::Classic, None)[0].expect("cells");
    let peer: Vec<f64> =
        c["output"]["components"].as_array().expect("rows").iter().flat_map(numbers).collect();
    assert_close(&[s.change, s.parts[0], s.parts[1], s.parts[2], s.parts[1] + s.parts[2]], &peer);
}

#[test]
fn a_rate_without_a_base_is_named() {
    let rows = [
        ("a", "x", 2000, Some(10.0)),
        ("a", "x", 2001, Some(12.0)),
        ("a", "y", 2000, Some(0.0)),
        ("a", "y", 2001, Some(4.0)),
        ("a", "z", 2000, Some(0.0)),
        ("a", "z", 2001, Some(3.0)),
        ("b", "x", 2000, Some(20.0)),
        ("b", "x", 2001, Some(20.0)),
        ("b", "y", 2000, Some(5.0)),
        ("b", "y", 2001, Some(5.0)),
        ("b", "z", 2000, Some(0.0)),
        ("b", "z", 2001, Some(0.0)),
    ];
    // z is new in the nation: nobody knows its growth. y is new in the region:
    // classic takes it as advantage, the homothetic variant cannot.
    let found = run("shift-share", &[("activity", table(&rows))], &[]).expect("runs");
    assert_close(&[part(&found, "a", "unallocated"), part(&found, "a", "change")], &[3.0, 9.0]);
    assert!(found.warnings.iter().any(|w| w.contains("without a base")), "{:?}", found.warnings);
    let options = [("variant", "esteban-marquillas"), ("by", "cell")];
    let found = run("shift-share", &[("activity", table(&rows))], &options).expect("runs");
    let keys = (found.table.text("industry").expect("keys"), found.table.text("component").expect("keys"));
    for (at, status) in statuses(&found).iter().enumerate().take(18) {
        let (industry, component) = (keys.0.get(at).unwrap(), keys.1.get(at).unwrap());
        let lost = match component {
            "national" => false,
            "industry-mix" => industry == "z",
            "competitive" | "allocation" => industry != "x",
            _ => false,
        };
        assert_eq!(status, if lost { "undefined:zero-base" } else { "observed" }, "{industry} {component}");
        assert_eq!(values(&found)[at].is_nan(), lost);
    }
}

fn ring(n: usize) -> Table {
    let name = |i: usize| format!("r{:02}", i % n);
    let links: Vec<(String, String)> =
        (0..n).flat_map(|i| [(name(i), name(i + 1)), (name(i + 1), name(i))]).collect();
    Table::new()
        .with("from", Column::Text(links.iter().map(|l| Some(l.0.as_str())).collect()))
        .with("to", Column::Text(links.iter().map(|l| Some(l.1.as_str())).collect()))
}

#[test]
fn neighbours_stand_between() {
    // r00 between r01 and r03; r02 beyond. x grows 10 % in r01, 30 % in r03.
    let panel = annual(4, 1, 2, |t, r, _| if t == 0 { 100.0 } else { [150.0, 110.0, 100.0, 130.0][r] });
    let found =
        run("shift-share", &[("activity", long(&panel)), ("weights", ring(4))], &[("variant", "spatial")])
            .expect("runs");
    // G = G_x = 22.5 %, ğ = 20 %.
    let parts = ["national", "industry-mix", "neighbor", "local"].map(|c| part(&found, "r00", c));
    assert_close(&parts, &[22.5, 0.0, -2.5, 30.0]);

    let alone = Table::new()
        .with("from", Column::Text([Some("r00"), Some("r01"), Some("r02")].into_iter().collect()))
        .with("to", Column::Text([None, Some("r02"), Some("r01")].into_iter().collect()));
    let found =
        run("shift-share", &[("activity", long(&panel)), ("weights", alone)], &[("variant", "spatial")])
            .expect("runs");
    assert_eq!(
        statuses(&found)[..6],
        ["observed", "observed", "undefined:island", "undefined:island", "observed", "observed"]
    );
    assert_close(&[part(&found, "r00", "national"), part(&found, "r00", "unallocated")], &[22.5, 27.5]);
}

#[test]
fn cells_unknown_in_a_year_take_no_part() {
    let mut panel = annual(3, 2, 3, |t, r, i| ((t + 1) * (r + 2) + i) as f64);
    panel.values[6] = f64::NAN; // r00, i00, 2001
    let classic = run("shift-share", &[("activity", long(&panel))], &[]).expect("runs");
    assert_close(&[part(&classic, "r00", "change")], &[4.0 + 4.0]);
    let dynamic = run("shift-share", &[("activity", long(&panel))], &[("variant", "dynamic")]).expect("runs");
    assert_close(&[part(&dynamic, "r00", "change")], &[4.0]);
    assert!(dynamic.warnings.iter().any(|w| w.contains("1 of 6 cells lack")), "{:?}", dynamic.warnings);
    for at in [0, 1] {
        panel.values[at] = f64::NAN;
    }
    let nothing = run("shift-share", &[("activity", long(&panel))], &[]).expect("runs");
    assert!(statuses(&nothing)[..5].iter().all(|s| s == "missing"));
}

fn cell() -> impl Strategy<Value = f64> {
    prop_oneof![6 => 0.5..100.0f64, 2 => Just(0.0), 1 => Just(f64::NAN)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]
    #[test]
    fn components_sum_to_the_change(cells in prop::collection::vec(cell(), 5 * 4 * 3)) {
        let years: Vec<&[f64]> = cells.chunks(20).collect();
        let names = (0..5).map(|r| format!("r{r:02}")).collect();
        let links = (0..4u32).flat_map(|r| [(r, r + 1, 1.0), (r + 1, r, 0.5)]).collect();
        let map = Weights::new(names, links).expect("a path");
        for (word, variant) in Variant::ALL {
            let chosen: Vec<&[f64]> = if variant == Variant::Dynamic { years.clone() } else { vec![years[0], years[2]] };
            let used = isard::dynamics::shift_share::complete(&chosen);
            let steps: Vec<Step> = chosen.windows(2).map(|w| Step::new(w[0], w[1], 4, &used)).collect();
            let by_cell = split_cells(&steps, variant, Some(&map));
            for (at, split) in by_cell.iter().enumerate() {
                let known = used[at];
                prop_assert_eq!(split.is_some(), known);
                let Some(s) = split else { continue };
                prop_assert!(close(s.change, years[2][at] - years[0][at]), "{word}");
                prop_assert!(close(s.parts.iter().sum::<f64>() + s.unallocated, s.change), "{word} {s:?}");
            }
            for (r, split) in split_regions(&steps, variant, Some(&map)).iter().enumerate() {
                let own: f64 = (0..4).filter(|i| used[r * 4 + i]).map(|i| years[2][r * 4 + i] - years[0][r * 4 + i]).sum();
                let s = split.unwrap_or_default();
                prop_assert!(close(s.parts.iter().sum::<f64>() + s.unallocated, own), "{word}");
            }
            if variant == Variant::Classic {
                // The competitive effects of an industry cancel out over the nation.
                for i in 0..4 {
                    let sum: f64 = by_cell.iter().skip(i).step_by(4).flatten().map(|s| s.parts[2]).sum();
                    prop_assert!(sum.abs() < 1e-9);
                }
            }
        }
    }
}
