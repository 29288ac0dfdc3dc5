//! Co-occurrence, relatedness and density: peers, naive oracles, refusals.

use crate::run_alone::{activity, assert_close, panel, run, statuses, values};
use crate::shared_data::{case, json, matrix};
use isard::complexity::co_occurrence::counts;
use isard::complexity::presence::Presence;
use isard::complexity::relatedness::{Base, Variant, of_counts, of_presence};
use isard::complexity::relatedness_density::densities;
use isard::model::{Column, Table};
use proptest::prelude::*;
use serde_json::Value;

/// A square table of keys `I000…`.
fn square(cells: &[f64], n: usize) -> Table {
    let names: Vec<String> = (0..n).map(|i| format!("I{i:03}")).collect();
    let mut table =
        Table::new().with("industry", Column::Text(names.iter().map(|k| Some(k.as_str())).collect()));
    for (j, name) in names.iter().enumerate() {
        let column = (0..n).map(|i| Some(cells[i * n + j]).filter(|v| !v.is_nan())).collect();
        table.push(name.clone(), Column::Real(column));
    }
    table
}

fn off_diagonal(cells: &[f64], n: usize) -> Vec<f64> {
    (0..n * n).filter(|at| at / n != at % n).map(|at| cells[at]).collect()
}

fn round(v: f64, scale: f64) -> f64 {
    (v * scale).round() / scale
}

#[test]
fn econgeo_co_occurrence_and_relatedness() {
    let Some(econgeo) = json("econgeo_cases.json") else { return };
    // Industries in rows there.
    let c = case(&econgeo, "cooc");
    let (cells, industries, regions) = matrix(&c["inputs"]["mat"]);
    let turned: Vec<f64> =
        (0..regions * industries).map(|at| cells[at % industries * regions + at / industries]).collect();
    let table = panel(&turned, regions, industries);
    let found = run("co-occurrence", &[("activity", table)], &[("presence", "value")]).expect("runs");
    assert_close(&values(&found), &off_diagonal(&matrix(&c["output"]).0, industries));

    for (id, variant) in [("relatedness_prob", "probability"), ("relatedness_cosine", "cosine")] {
        let c = case(&econgeo, id);
        let (cells, n, _) = matrix(&c["inputs"]["cooc"]);
        let found =
            run("relatedness", &[("matrix", square(&cells, n))], &[("variant", variant)]).expect("runs");
        assert_close(&values(&found), &off_diagonal(&matrix(&c["output"]).0, n));
    }
}

#[test]
fn econgeo_density_in_percent() {
    let Some(econgeo) = json("econgeo_cases.json") else { return };
    let c = case(&econgeo, "reldens");
    let (cells, regions, n) = matrix(&c["inputs"]["mat"]);
    let phi = matrix(&c["inputs"]["relatedness"]).0;
    let tables = [("activity", panel(&cells, regions, n)), ("matrix", square(&phi, n))];
    let found = run("relatedness-density", &tables, &[("presence", "value")]).expect("runs");
    let percent: Vec<f64> = values(&found).iter().map(|v| round(v * 100.0, 100.0)).collect();
    let peer = matrix(&c["output"]).0;
    // Known difference: the peer counts a relation of an industry with itself
    // where its matrix has one; the diagonal is not read here.
    assert!((0..n).all(|i| phi[i * n + i] == 0.0));
    assert_close(&percent, &peer);
    // Known difference: the peer's extended form blanks what a region has; here `present` says it.
    let blanked = c_output(case(&econgeo, "reldens_ext"));
    let present = found.table.get("present").expect("a column");
    for (at, v) in blanked.iter().enumerate() {
        let held = matches!(present, Column::Boolean(b) if b[at] == Some(true));
        assert_eq!(v.is_nan(), held, "cell {at}");
        assert!(held || round(percent[at], 1.0) == *v);
    }
}

fn c_output(case: &Value) -> Vec<f64> {
    matrix(&case["output"]).0
}

#[test]
fn proximity_and_density_of_a_peer() {
    let Some(file) = json("ecomplexity_cases.json") else { return };
    let c = case(&file, "ecx_small8x6");
    let rows: Vec<Vec<f64>> =
        c["inputs"]["M"].as_array().expect("rows").iter().map(crate::shared_data::numbers).collect();
    let table = panel(&rows.concat(), 8, 6);
    let found = run("proximity", &[("activity", table.clone())], &[]).expect("runs");
    let peer: Vec<f64> = case(&file, "prox_small8x6")["output"]
        .as_array()
        .expect("rows")
        .iter()
        .filter(|r| r["p_1"] != r["p_2"])
        .map(|r| r["proximity"].as_f64().expect("a number"))
        .collect();
    // Ten digits were kept.
    let cut = |v: &[f64]| v.iter().map(|v| round(*v, 1e9)).collect::<Vec<_>>();
    assert_close(&cut(&values(&found)), &cut(&peer));

    let density = |id: &str| -> Vec<f64> {
        let rows = case(&file, id)["output"].as_array().expect("rows").iter();
        rows.map(|r| r["density"].as_f64().expect("a number")).collect()
    };
    let own = [("own", "include")];
    let found = run("relatedness-density", &[("activity", table)], &own).expect("runs");
    assert_close(&cut(&values(&found)), &cut(&density("ecx_small8x6")));

    let toy: Vec<f64> = [[1, 1, 1, 1], [0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]]
        .concat()
        .into_iter()
        .map(f64::from)
        .collect();
    let options = [("own", "include"), ("presence", "value")];
    let found = run("relatedness-density", &[("activity", panel(&toy, 4, 4))], &options).expect("runs");
    assert_close(&cut(&values(&found)), &cut(&density("ecx_HH2009")));

    // Known difference: the peer's density of nearest neighbours is a count, not a share.
    let knn = case(&file, "ecx_knn3")["output"].as_array().expect("rows");
    let most = knn.iter().flat_map(crate::shared_data::numbers).fold(0.0, f64::max);
    assert!(most > 1.0, "ecomplexity now normalises the density of nearest neighbours");
}

#[test]
fn toy_values_by_hand() {
    // Three regions: a has x y, b has x y z, c has z alone.
    let cells = [1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0, 1.0];
    let of = |variant, occurrences| {
        let m = Presence::of_values(&cells, 3, 3, 1.0);
        let all = of_presence(&m, variant, occurrences);
        [all[1], all[2], all[5]]
    };
    // C: xy 2, xz 1, yz 1; s: 3, 3, 2 of 8; ubiquity 2, 2, 2 of 3.
    assert_close(&of(Variant::Association, false), &[16.0 / 9.0, 8.0 / 6.0, 8.0 / 6.0]);
    assert_close(&of(Variant::Association, true), &[1.5, 0.75, 0.75]);
    assert_close(&of(Variant::Jaccard, true), &[1.0, 1.0 / 3.0, 1.0 / 3.0]);
    assert_close(&of(Variant::Jaccard, false), &[0.5, 0.25, 0.25]);
    assert_close(&of(Variant::Cosine, true), &[1.0, 0.5, 0.5]);
    assert_close(&of(Variant::Proximity, false), &[1.0, 0.5, 0.5]);
    // Density of c: x is related to y (1) and z (½), and c has z.
    let table = panel(&cells, 3, 3);
    let found = run("relatedness-density", &[("activity", table)], &[("presence", "value")]).expect("runs");
    assert_close(&values(&found)[6..], &[1.0 / 3.0, 1.0 / 3.0, 0.0]);
}

#[test]
fn what_does_not_exist_is_named() {
    // z is nowhere; w is in one region alone.
    let table = activity(&[
        ("a", "w", Some(1.0)),
        ("a", "x", Some(0.0)),
        ("a", "y", Some(0.0)),
        ("a", "z", Some(0.0)),
        ("b", "w", Some(0.0)),
        ("b", "x", Some(1.0)),
        ("b", "y", Some(1.0)),
        ("b", "z", Some(0.0)),
    ]);
    let of = |id: &str| run(id, &[("activity", table.clone())], &[("presence", "value")]).expect("runs");
    // Pairs wx, wy, wz, xw, xy, xz, …
    assert_eq!(
        statuses(&of("relatedness"))[..5],
        [
            "undefined:empty-industry",
            "undefined:empty-industry",
            "undefined:empty-industry",
            "undefined:empty-industry",
            "observed"
        ]
    );
    assert_eq!(statuses(&of("proximity"))[..3], ["observed", "observed", "undefined:empty-industry"]);
    let density = of("relatedness-density");
    assert_eq!(statuses(&density)[..4], ["undefined:island", "observed", "observed", "undefined:island"]);
    assert_close(&values(&density)[1..3], &[0.0, 0.0]);
    // A cell without a value is not a presence, and is said.
    let gap =
        activity(&[("a", "w", Some(3.0)), ("a", "x", None), ("b", "w", Some(2.0)), ("b", "x", Some(2.0))]);
    let found =
        run("co-occurrence", &[("activity", gap)], &[("presence", "value"), ("diagonal", "ubiquity")])
            .expect("runs");
    assert_close(&values(&found), &[2.0, 1.0, 1.0, 1.0]);
    assert!(found.warnings[0].contains("1 of 4 cells"), "{:?}", found.warnings);
}

#[test]
fn bad_matrices_are_refused() {
    let refused = |cells: &[f64], n: usize| {
        let error = run("relatedness", &[("matrix", square(cells, n))], &[]).expect_err("refused");
        assert!(error.hint().is_some());
        error.to_string()
    };
    assert!(refused(&[0.0, 1.0, 2.0, 0.0], 2).contains("differ by order"));
    assert!(refused(&[0.0, f64::NAN, 1.0, 0.0], 2).contains("not a number of zero or more"));
    assert!(refused(&[0.0, -1.0, -1.0, 0.0], 2).contains("not a number of zero or more"));
    assert!(refused(&[], 0).contains("0 rows"));
    let lopsided = Table::new().with("k", Column::Text([Some("a"), Some("b")].into_iter().collect()));
    let error = run("relatedness", &[("matrix", lopsided)], &[]).expect_err("refused");
    assert!(error.to_string().contains("2 rows and 0 columns"), "{error}");
    let table = panel(&[1.0, 2.0, 3.0, 4.0], 2, 2);
    let both = [("activity", table.clone()), ("matrix", square(&[0.0, 1.0, 1.0, 0.0], 2))];
    assert!(run("relatedness", &both, &[]).expect_err("refused").to_string().contains("both"));
    let other = panel(&[1.0; 6], 2, 3);
    let short = [("activity", other), ("matrix", square(&[0.0, 1.0, 1.0, 0.0], 2))];
    let error = run("relatedness-density", &short, &[]).expect_err("refused");
    assert!(error.to_string().contains("`I002`"), "{error}");
    let base = [("base", "occurrences")];
    let error = run("relatedness", &[("activity", table)], &base).expect_err("refused");
    assert!(error.to_string().contains("draws of pairs"), "{error}");
    assert!(run("relatedness", &[], &[]).is_err() && run("proximity", &[], &[]).is_err());
}

#[test]
fn the_same_on_any_number_of_threads() {
    let m = Presence::new(70, 40, |r, i| (r * 31 + i * 17) % 7 < 2);
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            let phi = of_presence(&m, Variant::Probability, false);
            (densities(&m, &phi, true), phi, counts(&m))
        })
    };
    assert_eq!(on(1), on(2));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn bits_equal_plain_loops(cells in prop::collection::vec(prop::bool::weighted(0.3), 70 * 6), regions in 1usize..70) {
        let n = 6;
        let has = |r: usize, i: usize| cells[r * n + i];
        let m = Presence::new(regions, n, has);
        let together = |i: usize, j: usize| (0..regions).filter(|r| has(*r, i) && has(*r, j)).count() as u32;
        let c = counts(&m);
        for i in 0..n {
            for j in 0..n {
                prop_assert_eq!(c[i * n + j], together(i, j));
            }
            prop_assert_eq!(m.ubiquity()[i], together(i, i));
        }
        let phi = of_presence(&m, Variant::Proximity, true);
        for own in [false, true] {
            let found = densities(&m, &phi, own);
            for r in 0..regions {
                for i in 0..n {
                    let near = |j: usize| match (i == j, phi[i * n + j]) {
                        (true, _) => f64::from(u8::from(own)),
                        (_, v) if v.is_nan() => 0.0,
                        (_, v) => v,
                    };
                    let all: f64 = (0..n).map(near).sum();
                    let held: f64 = (0..n).filter(|j| has(r, *j)).map(near).sum();
                    let d = found[r * n + i];
                    let same = if all > 0.0 { (d - held / all).abs() < 1e-12 } else { d.is_nan() };
                    prop_assert!(same, "{d} {held} {all}");
                    prop_assert!(d.is_nan() || (0.0..=1.0 + 1e-12).contains(&d));
                }
            }
        }
        // Whatever the variant: symmetric, and unity or less where it is a share.
        let counts: Vec<f64> = c.iter().map(|v| f64::from(*v)).collect();
        for variant in [Variant::Probability, Variant::Association, Variant::Cosine, Variant::Jaccard, Variant::Proximity] {
            let s = of_counts(&counts, n, variant, Base::CoOccurrences);
            for at in 0..n * n {
                let turned = s[at % n * n + at / n];
                prop_assert!(s[at] == turned || (s[at].is_nan() && turned.is_nan()));
                let share = matches!(variant, Variant::Cosine | Variant::Jaccard | Variant::Proximity);
                prop_assert!(!share || s[at].is_nan() || s[at] <= 1.0 + 1e-12);
            }
        }
    }
}
