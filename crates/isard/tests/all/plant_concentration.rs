//! Ellison–Glaeser, Maurel–Sédillot, coagglomeration, Duranton–Puga.

use crate::run_alone::{activity, assert_close, run, statuses, values};
use crate::shared_data;
use isard::clusters::coagglomeration::{of_group, of_pair};
use isard::clusters::ellison_glaeser;
use isard::clusters::maurel_sedillot;
use isard::clusters::plants::{Industry, size_class};
use isard::inference::Random;
use isard::model::{Column, Status, Table, TextColumn};
use isard::registry::Output;
use proptest::prelude::*;

fn text(cells: &[&str]) -> Column {
    Column::Text(cells.iter().map(|c| Some(*c)).collect())
}

fn plants(rows: &[(&str, &str, f64)]) -> Table {
    let column = |f: fn(&(&str, &str, f64)) -> String| {
        let cells: Vec<String> = rows.iter().map(f).collect();
        Column::Text(cells.iter().map(|c| Some(c.as_str())).collect::<TextColumn>())
    };
    Table::new()
        .with("industry", column(|r| r.0.to_string()))
        .with("region", column(|r| r.1.to_string()))
        .with("employment", Column::Real(rows.iter().map(|r| Some(r.2)).collect()))
}

fn regions(rows: &[(&str, f64)]) -> Table {
    Table::new()
        .with("region", text(&rows.iter().map(|r| r.0).collect::<Vec<_>>()))
        .with("value", Column::Real(rows.iter().map(|r| Some(r.1)).collect()))
}

/// Ten plants in Wien, Linz and Graz (Farhauer & Kröll), as REAT has them.
fn textbook() -> [(&'static str, Table); 2] {
    let jobs = [200.0, 650.0, 12000.0, 100.0, 50.0, 16000.0, 13000.0, 1500.0, 1500.0, 25000.0];
    let places = ["Wien", "Wien", "Wien", "Wien", "Wien", "Linz", "Linz", "Linz", "Linz", "Graz"];
    let rows: Vec<_> = places.iter().zip(jobs).map(|(r, e)| ("i", *r, e)).collect();
    [
        ("plants", plants(&rows)),
        ("regions", regions(&[("Graz", 100000.0), ("Linz", 400000.0), ("Wien", 500000.0)])),
    ]
}

fn column(output: &Output, name: &str) -> Vec<f64> {
    (0..output.table.rows()).map(|r| output.table.real_at(r, name).unwrap_or(f64::NAN)).collect()
}

#[test]
fn the_textbook_case() {
    let found = run("ellison-glaeser", &textbook(), &[]).expect("runs");
    let of = |name: &str| column(&found, name)[0];
    assert_close(
        &["gamma", "g", "h", "z", "variance"].map(of),
        &[0.0599062841165389, 0.168163265306122, 0.244688775510204, 0.195900197026136, 0.017946628905376516],
    );
    let found = run("maurel-sedillot", &textbook(), &[]).expect("runs");
    assert_close(&values(&found), &[-0.435762553197635]);
}

#[test]
fn the_exact_small_cases() {
    let places = ["a", "a", "b", "c"];
    let rows: Vec<_> = places.iter().zip([10.0, 20.0, 30.0, 40.0]).map(|(r, e)| ("i", *r, e)).collect();
    let even = regions(&[("a", 100.0), ("b", 100.0), ("c", 100.0)]);
    let found =
        run("ellison-glaeser", &[("plants", plants(&rows)), ("regions", even.clone())], &[]).expect("runs");
    assert_close(
        &["gamma", "g", "h"].map(|n| column(&found, n)[0]),
        &[-0.41428571428571437, 1.0 / 150.0, 0.3],
    );
    let two = [
        ("1", "a", 10.0),
        ("1", "b", 20.0),
        ("1", "a", 30.0),
        ("2", "a", 40.0),
        ("2", "c", 25.0),
        ("2", "b", 25.0),
    ];
    let found = run("coagglomeration", &[("plants", plants(&two)), ("regions", even)], &[]).expect("runs");
    assert_close(&values(&found), &[0.08333333333333326]);
}

#[test]
fn the_42_firms() {
    let (Some(firms), Some(expected)) =
        (shared_data::text("reat_FK2014_EGC.csv"), shared_data::json("eg_ms_formula_cases.json"))
    else {
        return;
    };
    let rows: Vec<Vec<String>> = firms
        .lines()
        .skip(1)
        .map(|l| l.split(',').map(|c| c.trim_matches('"').to_string()).collect())
        .collect();
    let number = |s: &String| s.parse::<f64>().expect("a number");
    let cells: Vec<(&str, &str, f64)> =
        rows.iter().map(|r| (r[1].as_str(), r[0].as_str(), number(&r[3]))).collect();
    let mut jobs: Vec<(&str, f64)> = rows.iter().map(|r| (r[0].as_str(), number(&r[4]))).collect();
    jobs.sort_by(|a, b| a.0.cmp(b.0));
    jobs.dedup_by_key(|j| j.0);
    let sample = vec![("plants", plants(&cells))];
    let compared = vec![("plants", plants(&cells)), ("regions", regions(&jobs))];
    for (name, tables) in [("x_sample", sample), ("x_emp_region", compared)] {
        let case = &expected[name];
        let found = run("ellison-glaeser", &tables, &[]).expect("runs");
        let sedillot = values(&run("maurel-sedillot", &tables, &[]).expect("runs"));
        let names = found.table.text("industry").expect("industries");
        assert_eq!(found.table.rows(), 4);
        for row in 0..4 {
            let industry = &case["industries"][names.get(row).expect("a name")];
            let want = |key: &str| industry[key].as_f64().expect("a number");
            let of = |key: &str| column(&found, key)[row];
            assert_close(
                &[of("gamma"), of("g"), of("h"), of("variance"), of("z"), sedillot[row]],
                &["gamma_EG", "G", "H", "var_G", "z", "gamma_MS"].map(want),
            );
        }
        let group = run("coagglomeration", &tables, &[("variant", "group")]).expect("runs");
        assert_close(&values(&group), &[case["coagglomeration_EG97_all"].as_f64().expect("a number")]);
        let pairs = run("coagglomeration", &tables, &[]).expect("runs");
        for (row, pair) in case["pairs"].as_array().expect("pairs").iter().enumerate() {
            let key =
                |name: &str| pairs.table.text(name).expect("a column").get(row).expect("a key").to_string();
            assert_eq!(
                (key("industry"), key("other")),
                (pair["a"].as_str().expect("a").into(), pair["b"].as_str().expect("b").into())
            );
            assert_close(&values(&pairs)[row..=row], &[pair["EGK2010"].as_f64().expect("a number")]);
            let both = format!("{},{}", key("industry"), key("other"));
            let group = run("coagglomeration", &tables, &[("variant", "group"), ("industries", &both)]);
            // Where x is of the sample it stays that of all industries.
            assert_close(&values(&group.expect("runs")), &[pair["EG97_pair"].as_f64().expect("a number")]);
        }
        if name == "x_emp_region" {
            assert!((values(&pairs)[0] + 0.0091742987).abs() < 1e-9);
        }
    }
}

#[test]
fn what_does_not_exist_is_named() {
    let of =
        |rows: &[(&str, &str, f64)]| run("ellison-glaeser", &[("plants", plants(rows))], &[]).expect("runs");
    assert_eq!(statuses(&of(&[("i", "a", 5.0), ("j", "b", 3.0)])), ["undefined:single-plant"; 2]);
    assert_eq!(statuses(&of(&[("i", "a", 5.0), ("i", "a", 3.0)])), ["undefined:too-few"]);
    let even = of(&[("i", "a", 5.0), ("i", "b", 5.0), ("j", "a", 1.0), ("j", "b", 1.0)]);
    assert_close(&column(&even, "gamma"), &[-1.0, -1.0]);
    let refused = |rows: &[(&str, &str, f64)], more: Option<Table>| {
        let mut tables = vec![("plants", plants(rows))];
        tables.extend(more.map(|t| ("regions", t)));
        run("ellison-glaeser", &tables, &[]).expect_err("refused").to_string()
    };
    assert!(refused(&[("i", "a", -5.0)], None).contains("negative"));
    assert!(refused(&[("i", "z", 5.0)], Some(regions(&[("a", 1.0)]))).contains("`z` has plants"));
    assert!(refused(&[("i", "a", 5.0)], Some(regions(&[("a", 0.0)]))).contains("have nothing"));
    let unknown = run("coagglomeration", &[("plants", plants(&[("i", "a", 5.0)]))], &[("industries", "x")]);
    assert!(unknown.expect_err("refused").to_string().contains("`x`"));
    let one = run(
        "coagglomeration",
        &[("plants", plants(&[("i", "a", 5.0), ("i", "b", 5.0)]))],
        &[("variant", "group")],
    );
    assert_eq!(statuses(&one.expect("runs")), ["undefined:too-few"]);
}

fn classed() -> Table {
    Table::new()
        .with("industry", text(&["i", "i", "i", "i"]))
        .with("region", text(&["a", "a", "b", "b"]))
        .with("employment", Column::Real(vec![None, Some(30.0), None, None]))
        .with("size_class", text(&["1-9", "10-49", "10–49", "50+"]))
}

#[test]
fn size_classes_give_bounds() {
    assert_eq!(size_class("10 - 49"), Some((10.0, 49.0)));
    assert_eq!((size_class("250+"), size_class("7")), (Some((250.0, f64::INFINITY)), Some((7.0, 7.0))));
    assert_eq!((size_class("9-1"), size_class("many")), (None, None));
    let without = run("ellison-glaeser", &[("plants", classed())], &[]).expect_err("no jobs");
    assert!(without.hint().expect("a hint").contains("activity"));
    let jobs = activity(&[
        ("a", "i", Some(35.0)),
        ("b", "i", Some(105.0)),
        ("a", "j", Some(50.0)),
        ("b", "j", Some(20.0)),
    ]);
    let tables = [("plants", classed()), ("activity", jobs)];
    for (id, column_name) in [("ellison-glaeser", "gamma"), ("maurel-sedillot", "value")] {
        let found = run(id, &tables, &[]).expect("runs");
        assert_eq!(statuses(&found)[0], "suppressed");
        let (low, high) = (column(&found, "bound_low")[0], column(&found, "bound_high")[0]);
        assert!(column(&found, column_name)[0].is_nan() && low < high);
    }
    // Classes that cannot add up.
    let few = activity(&[("a", "i", Some(20.0)), ("b", "i", Some(20.0))]);
    let found = run("ellison-glaeser", &[("plants", classed()), ("activity", few)], &[]).expect("runs");
    assert_eq!(statuses(&found), ["missing"]);
}

#[test]
fn leading_industries_and_mixes() {
    let table = || {
        activity(&[
            ("a", "i", Some(30.0)),
            ("a", "j", Some(10.0)),
            ("b", "i", Some(10.0)),
            ("b", "j", Some(30.0)),
            ("c", "i", Some(20.0)),
            ("c", "j", Some(20.0)),
            ("d", "i", Some(0.0)),
            ("d", "j", Some(0.0)),
        ])
    };
    let of = |variant: &str| {
        run("duranton-puga", &[("activity", table())], &[("variant", variant)]).expect("runs")
    };
    let rsi = of("specialization");
    assert_close(&values(&rsi), &[1.5, 1.5, 1.0, f64::NAN]);
    assert_eq!(statuses(&rsi)[3], "undefined:empty-region");
    let rdi = of("diversity");
    assert_close(&values(&rdi), &[2.0, 2.0, f64::NAN, f64::NAN]);
    assert_eq!(statuses(&rdi)[2], "undefined:zero-base");
    assert_close(&values(&of("absolute-specialization"))[..3], &[0.75, 0.75, 0.5]);
    assert_close(&values(&of("absolute-diversity"))[..3], &[1.6, 1.6, 2.0]);
}

/// An industry with plants of random size.
fn industry(random: &mut Random, regions: usize) -> Industry {
    let mut found = Industry { jobs: vec![0.0; regions], sizes: Vec::new() };
    for _ in 0..2 + random.below(8) {
        let size = 1.0 + random.below(200) as f64;
        found.jobs[random.below(regions)] += size;
        found.sizes.push((size, size));
    }
    found
}

fn shares(random: &mut Random, regions: usize) -> Vec<f64> {
    let x: Vec<f64> = (0..regions).map(|_| 0.05 + random.uniform()).collect();
    let sum: f64 = x.iter().sum();
    x.iter().map(|v| v / sum).collect()
}

proptest! {
    #[test]
    fn a_group_of_two_is_a_pair(seed in 0u64..100_000, n in 2usize..9) {
        let mut random = Random::new(seed, 0, 0);
        let (x, a, b) = (shares(&mut random, n), industry(&mut random, n), industry(&mut random, n));
        let pair = of_pair(&a.shares().expect("jobs"), &b.shares().expect("jobs"), &x).expect("defined");
        let group = of_group(&[&a, &b], &x).expect("defined");
        prop_assert!((pair - group).abs() < 1e-9, "{pair} {group}");
    }

    /// The true index lies between the bounds, whatever the sizes in the classes.
    #[test]
    fn bounds_hold_the_truth(seed in 0u64..100_000, n in 2usize..6, width in 1.0..80.0f64) {
        let mut random = Random::new(seed, 0, 0);
        let x = shares(&mut random, n);
        let exact = industry(&mut random, n);
        let hidden = Industry {
            jobs: exact.jobs.clone(),
            sizes: exact.sizes.iter().map(|s| ((s.0 / width).floor() * width, (s.0 / width).floor() * width + width)).collect(),
        };
        let (h, true_h) = (hidden.herfindahl().expect("fits"), exact.herfindahl().expect("fits").low);
        prop_assert!(h.low <= true_h + 1e-12 && true_h <= h.high + 1e-12, "{h:?} {true_h}");
        let truth = ellison_glaeser::of_industry(&exact, &x).gamma.value.expect("defined");
        if let Some((low, high)) = ellison_glaeser::of_industry(&hidden, &x).gamma.bounds {
            prop_assert!(low <= truth + 1e-9 && truth <= high + 1e-9);
        }
        let truth = maurel_sedillot::of_industry(&exact, &x).value.expect("defined");
        let found = maurel_sedillot::of_industry(&hidden, &x);
        if let Some((low, high)) = found.bounds {
            prop_assert!(low <= truth + 1e-9 && truth <= high + 1e-9);
            prop_assert_eq!(found.value, Err(Status::Suppressed));
        }
    }

    /// Thrown like darts, an industry has γ = 0 on average and z of variance one.
    #[test]
    fn under_chance_gamma_is_zero(seed in 0u64..20) {
        let mut random = Random::new(seed, 1, 0);
        let n = 5;
        let x = shares(&mut random, n);
        let sizes: Vec<f64> = (0..30).map(|_| 1.0 + random.below(50) as f64).collect();
        let draws = 2000;
        let (mut z, mut z2) = (0.0, 0.0);
        for _ in 0..draws {
            let mut found = Industry { jobs: vec![0.0; n], sizes: sizes.iter().map(|s| (*s, *s)).collect() };
            for size in &sizes {
                let (mut u, mut at) = (random.uniform(), 0);
                while at + 1 < n && u >= x[at] {
                    u -= x[at];
                    at += 1;
                }
                found.jobs[at] += size;
            }
            let eg = ellison_glaeser::of_industry(&found, &x).z.expect("defined");
            z += eg / draws as f64;
            z2 += eg * eg / draws as f64;
        }
        prop_assert!(z.abs() < 0.12 && (z2 - z * z - 1.0).abs() < 0.3, "{z} {z2}");
    }
}

#[test]
fn numbers_of_plants_bound_the_index() {
    use isard::clusters::ellison_glaeser::{of_counts, of_industry};
    use isard::clusters::plants::Industry;
    use isard::model::{Reason, Status};
    let x = [0.5, 0.3, 0.2];
    // Two regions: three plants of 10, 20 and 30, and one of 40.
    let sizes = vec![(10.0, 10.0), (20.0, 20.0), (30.0, 30.0), (40.0, 40.0)];
    let exact =
        of_industry(&Industry { jobs: vec![60.0, 40.0, 0.0], sizes }, &x).gamma.value.expect("exists");
    let found = of_counts(&[60.0, 40.0, 0.0], &[3.0, 1.0, 0.0], &x);
    let (low, high) = found.bounds.expect("bounds");
    assert!(low < exact && exact < high, "{low} {exact} {high}");
    assert_eq!(found.value, Err(Status::Suppressed));
    // Even plants reach the upper bound.
    let sizes = vec![(20.0, 20.0), (20.0, 20.0), (20.0, 20.0), (40.0, 40.0)];
    let even = of_industry(&Industry { jobs: vec![60.0, 40.0, 0.0], sizes }, &x).gamma.value.expect("exists");
    assert!((even - high).abs() < 1e-12, "{even} {high}");
    // One plant a region: nothing is left open.
    let sizes = vec![(60.0, 60.0), (40.0, 40.0)];
    let single =
        of_industry(&Industry { jobs: vec![60.0, 40.0, 0.0], sizes }, &x).gamma.value.expect("exists");
    let found = of_counts(&[60.0, 40.0, 0.0], &[1.0, 1.0, 0.0], &x);
    assert!((found.value.expect("exact") - single).abs() < 1e-12 && found.bounds.is_none());
    // What is not known is said.
    assert_eq!(of_counts(&[60.0, f64::NAN, 0.0], &[3.0, 1.0, 0.0], &x).value, Err(Status::Missing));
    assert_eq!(of_counts(&[60.0, 40.0, 0.0], &[3.0, 0.0, 0.0], &x).value, Err(Status::Missing));
    let status = |jobs: [f64; 3], x: [f64; 3]| of_counts(&jobs, &[1.0; 3], &x).value;
    assert_eq!(status([0.0; 3], x), Err(Status::Undefined(Reason::EmptyIndustry)));
    assert_eq!(status([9.0, 0.0, 0.0], x), Err(Status::Undefined(Reason::SinglePlant)));
    assert_eq!(status([9.0, 1.0, 0.0], [1.0, 0.0, 0.0]), Err(Status::Undefined(Reason::TooFew)));
}
