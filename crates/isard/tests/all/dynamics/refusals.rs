//! Bad input gives a clear error, and never a panic.

use super::{annual, long, table};
use crate::run_alone::run;
use isard::model::{Column, Table};
use proptest::prelude::*;

const ALL: [&str; 4] = ["shift-share", "entry-exit", "life-cycle", "concentration-trend"];

#[test]
fn years_are_needed_and_checked() {
    let flat = crate::run_alone::panel(&[1.0, 2.0, 3.0, 4.0], 2, 2);
    let panel = annual(3, 2, 4, |t, r, i| (t + r + i + 1) as f64);
    for id in ALL {
        let error = run(id, &[("activity", flat.clone())], &[]).expect_err("refused");
        assert!(error.to_string().contains("no column `year`") && error.hint().is_some(), "{id}: {error}");
        let error = run(id, &[("activity", long(&panel))], &[("from", "soon")]).expect_err("refused");
        assert!(error.to_string().contains("a year"), "{id}: {error}");
        let options = [("from", "2003"), ("to", "2000")];
        let error = run(id, &[("activity", long(&panel))], &options).expect_err("refused");
        assert!(error.to_string().contains("from 2000 to 2003"), "{id}: {error}");
        assert!(run(id, &[], &[]).is_err());
        let negative = table(&[("a", "x", 2000, Some(1.0)), ("a", "x", 2001, Some(-1.0))]);
        assert!(
            run(id, &[("activity", negative)], &[]).expect_err("refused").to_string().contains("negative")
        );
    }
    let error =
        run("shift-share", &[("activity", long(&panel))], &[("variant", "spatial")]).expect_err("refused");
    assert!(error.to_string().contains("weights"), "{error}");
    let far = table(&[("a", "x", 2, Some(1.0)), ("a", "x", 2001, Some(1.0)), ("a", "x", 2002, Some(1.0))]);
    assert!(
        run("life-cycle", &[("activity", far)], &[]).expect_err("refused").to_string().contains("too far")
    );
}

fn any_value() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        5 => (0.1..100.0f64).prop_map(Some),
        2 => Just(None),
        2 => prop::sample::select(vec![0.0, 1.0, 1e-300, 1e300, 5.0]).prop_map(Some),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn nothing_panics(cells in prop::collection::vec(any_value(), 4..72), regions in 1usize..5, industries in 1usize..4, skip in 0i64..2) {
        let names = ["a", "b", "c", "d", "e"];
        let per = regions * industries;
        let rows: Vec<_> = cells.iter().enumerate().map(|(at, v)| {
            let year = (at / per) as i64;
            (names[at % per / industries], names[at % industries], 2000 + year + skip * (year / 2), *v)
        }).collect();
        let links: Vec<(&str, &str)> = (1..regions).map(|r| (names[r - 1], names[r])).collect();
        let weights = Table::new()
            .with("from", Column::Text(links.iter().map(|l| Some(l.0)).collect()))
            .with("to", Column::Text(links.iter().map(|l| Some(l.1)).collect()));
        let points = Table::new()
            .with("region", Column::Text(names[..regions].iter().map(|n| Some(*n)).collect()))
            .with("lon", Column::Real((0..regions).map(|r| Some(r as f64 * 90.0)).collect()))
            .with("lat", Column::Real((0..regions).map(|_| Some(0.0)).collect()));
        for (id, options) in [
            ("shift-share", vec![]),
            ("shift-share", vec![("variant", "esteban-marquillas"), ("by", "cell")]),
            ("shift-share", vec![("variant", "dynamic"), ("absent", "zero")]),
            ("shift-share", vec![("variant", "spatial"), ("by", "cell")]),
            ("entry-exit", vec![("rows", "model"), ("model", "linear"), ("controls", "size")]),
            ("entry-exit", vec![("rows", "model"), ("cluster", "industry"), ("leave", "0.5")]),
            ("entry-exit", vec![("absent", "zero")]),
            ("life-cycle", vec![("starts", "2"), ("iterations", "20"), ("minimum-lq", "0")]),
            ("life-cycle", vec![("starts", "1"), ("separation", "0"), ("renewal", "none"), ("absent", "zero")]),
            ("concentration-trend", vec![("draws", "25")]),
            ("concentration-trend", vec![("draws", "25"), ("rows", "trends"), ("absent", "zero")]),
            ("co-occurrence", vec![]),
            ("relatedness", vec![("variant", "jaccard")]),
            ("relatedness", vec![("threshold", "0")]),
            ("proximity", vec![("absent", "zero")]),
            ("relatedness-density", vec![("variant", "probability"), ("own", "include")]),
        ] {
            let mut tables = vec![("activity", table(&rows))];
            match id {
                "shift-share" => tables.push(("weights", weights.clone())),
                "concentration-trend" => tables.push(("points", points.clone())),
                _ => {}
            }
            if let Ok(found) = run(id, &tables, &options) {
                for field in found.table.fields() {
                    if let Column::Real(cells) = &field.column {
                        prop_assert!(cells.iter().flatten().all(|v| v.is_finite()), "{id}: {}", field.name);
                        if field.name.ends_with("probability") {
                            prop_assert!(cells.iter().flatten().all(|v| (-1e-12..=1.0 + 1e-9).contains(v)), "{id}");
                        }
                    }
                }
            }
        }
    }
}
