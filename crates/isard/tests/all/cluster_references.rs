//! Values of textbooks and of the peers REAT 3.0.3 and EconGeo 1.3. Tolerance
//! 1e-9: all are deterministic formulas; a peer's own rounding is applied to
//! our number before comparing.

use crate::run_alone::{activity, assert_close, panel, run, statuses, values};
use crate::shared_data::{case, json, matrix, numbers};
use isard::clusters::gini_quotients;
use isard::clusters::litzenberger_sternberg::{Parts, index};
use isard::clusters::location_quotient::{dense, quotient};
use isard::clusters::slab::Slab;
use isard::inequality::gini::coefficient;
use isard::inequality::theil::{self, Variant};
use serde_json::Value;

fn number(case: &Value) -> f64 {
    case["output"].as_f64().expect("a number")
}

/// A panel whose first region has `own` and whose regions together have `all`.
fn with_rest(own: &[f64], all: &[f64]) -> (Vec<f64>, usize, usize) {
    let rest = all.iter().zip(own).map(|(a, o)| a - o);
    (own.iter().copied().chain(rest).collect(), 2, own.len())
}

#[test]
fn reat_location_quotient() {
    let Some(reat) = json("reat_cases.json") else { return };
    let c = case(&reat, "locq_1");
    let of = |name: &str| c["inputs"][name].as_f64().expect("a number");
    let lq = quotient(of("e_ij"), of("e_j"), of("e_i"), of("e"));
    assert_close(&[lq.expect("defined")], &[number(c)]);
}

#[test]
fn reat_gini_of_specialisation() {
    let Some(reat) = json("reat_cases.json") else { return };
    for id in ["gini_spec_FK", "gini_spec_freiburg"] {
        let c = case(&reat, id);
        let own = numbers(&c["inputs"]["e_ij"]);
        let slab =
            Slab::new(own.clone(), 1, own.len()).with_margins(&[], &numbers(&c["inputs"]["e_i"]), f64::NAN);
        let g = gini_quotients::of_slab(&slab, gini_quotients::Variant::Unweighted);
        assert_close(&[g[0].expect("defined")], &[number(c)]);
    }
}

#[test]
fn reat_gini_and_theil() {
    let Some(reat) = json("reat_cases.json") else { return };
    let c = case(&reat, "gini_doersam");
    let x = numbers(&c["inputs"]["x"]);
    let g = coefficient(&x, &vec![1.0; x.len()]).expect("defined");
    assert_close(&[g], &[number(c)]);
    assert_close(&[g * 4.0 / 3.0], &[number(case(&reat, "gini_doersam_norm"))]);
    let c = case(&reat, "gini2_weighted");
    let g = coefficient(&numbers(&c["inputs"]["x"]), &numbers(&c["inputs"]["weighting"]));
    assert_close(&[g.expect("defined")], &[number(c)]);
    let c = case(&reat, "theil_stoermann");
    let x = numbers(&c["inputs"]["x"]);
    assert_close(&[theil::index(&x, &[1.0; 5], Variant::L).expect("defined")], &[number(c)]);
}

#[test]
fn reat_krugman() {
    let Some(reat) = json("reat_cases.json") else { return };
    let c = case(&reat, "krugman_spec_FK");
    let cells = [numbers(&c["inputs"]["e_ij"]), numbers(&c["inputs"]["e_il"])].concat();
    let table = panel(&cells, 2, 5);
    let pair = [("variant", "pair"), ("reference", "R001")];
    let found = run("krugman-specialization", &[("activity", table)], &pair).expect("runs");
    assert_close(&values(&found), &[number(c), 0.0]);

    let c = case(&reat, "krugman_spec2_FK");
    let mut cells = numbers(&c["inputs"]["e_ij"]);
    for country in ["Norway", "Denmark", "Finland", "Island"] {
        cells.extend(numbers(&c["inputs"]["e_il"][country]));
    }
    let table = panel(&cells, 5, 5);
    let others = [("variant", "mean-of-others")];
    let found = run("krugman-specialization", &[("activity", table)], &others).expect("runs");
    assert_close(&values(&found)[..1], &[number(c)]);

    let c = case(&reat, "krugman_conc_0");
    let (own, other) = (numbers(&c["inputs"]["e_ij"]), numbers(&c["inputs"]["e_uj"]));
    let cells: Vec<f64> = own.iter().zip(&other).flat_map(|(a, b)| [*a, *b]).collect();
    let pair = [("variant", "pair"), ("reference", "I001")];
    let found = run("krugman-concentration", &[("activity", panel(&cells, 4, 2))], &pair).expect("runs");
    assert_close(&values(&found), &[number(c), 0.0]);
}

#[test]
fn reat_litzenberger_herfindahl_hoover() {
    let Some(reat) = json("reat_cases.json") else { return };
    let c = case(&reat, "litzenberger_FK");
    let of = |name: &str| c["inputs"][name].as_f64().expect("a number");
    let parts = Parts {
        cell: of("e_ij"),
        industry: of("e_i"),
        cell_establishments: of("b_ij"),
        industry_establishments: of("b_i"),
        area: of("a_j"),
        total_area: of("a"),
        population: of("p_j"),
        total_population: of("p"),
    };
    assert_close(&[index(parts).expect("defined")], &[number(c)]);

    let c = case(&reat, "herf");
    let x = numbers(&c["inputs"]["x"]);
    let found = run("herfindahl", &[("activity", panel(&x, 1, x.len()))], &[]).expect("runs");
    assert_close(&values(&found), &[number(c)]);

    // An industry spread as `x`, in regions that together have `ref` (scaled up).
    let c = case(&reat, "hoover");
    let x = numbers(&c["inputs"]["x"]);
    let all: Vec<f64> = numbers(&c["inputs"]["ref"]).iter().map(|v| v * 10.0).collect();
    let (by_industry, _, regions) = with_rest(&x, &all);
    let cells: Vec<f64> = (0..regions).flat_map(|r| [by_industry[r], by_industry[regions + r]]).collect();
    let found = run("hoover-balassa", &[("activity", panel(&cells, regions, 2))], &[]).expect("runs");
    assert_close(&values(&found)[..1], &[number(c)]);
}

#[test]
fn econgeo_matrix() {
    let Some(econgeo) = json("econgeo_cases.json") else { return };
    let c = case(&econgeo, "location.quotient_m");
    let (cells, rows, cols) = matrix(&c["inputs"]["mat"]);
    let lq = dense(&cells, rows, cols).quotients;
    assert_close(&lq, &matrix(&c["output"]).0);
    let rounded: Vec<f64> = lq.iter().map(|v| (v * 100.0).round() / 100.0).collect();
    assert_close(&rounded, &matrix(&case(&econgeo, "RCA_m")["output"]).0);
    let above: Vec<f64> = lq.iter().map(|v| f64::from(*v > 1.0)).collect();
    assert_close(&above, &matrix(&case(&econgeo, "LQ_binary")["output"]).0);

    let table = panel(&cells, rows, cols);
    let of = |id: &str, options: &[(&str, &str)]| {
        values(&run(id, &[("activity", table.clone())], options).expect("runs"))
    };
    assert_close(&of("location-quotient", &[]), &lq);
    assert_close(&of("hachman", &[]), &numbers(&case(&econgeo, "Hachman_m")["output"]));
    let krugman = numbers(&case(&econgeo, "Krugman.index_m")["output"]);
    assert_close(&of("krugman-specialization", &[]), &krugman);
    let halves: Vec<f64> = krugman.iter().map(|k| k / 2.0).collect();
    assert_close(&of("krugman-specialization", &[("variant", "half")]), &halves);
    let gini = case(&econgeo, "locational.Gini_m")["output"].as_array().expect("rows");
    let gini: Vec<f64> = gini.iter().map(|r| r["Loc.Gini"].as_f64().expect("a number")).collect();
    assert_close(&of("gini-concentration", &[("variant", "area")]), &gini);
}

#[test]
fn econgeo_vectors_after_its_rounding() {
    let Some(econgeo) = json("econgeo_cases.json") else { return };
    let c = case(&econgeo, "gini_vec");
    let x = numbers(&c["inputs"]["ind"]);
    let g = coefficient(&x, &[1.0; 5]).expect("defined");
    assert_close(&[(g * 1000.0).round() / 1000.0], &[number(c)]);

    let c = case(&econgeo, "hoover_index_vec");
    let (x, population) = (numbers(&c["inputs"]["ind"]), numbers(&c["inputs"]["pop"]));
    let slab = Slab::new(x, 1, 5).with_margins(&[], &population, f64::NAN);
    let half = isard::clusters::krugman::of_slab(&slab, isard::clusters::krugman::Variant::Half);
    let percent = half[0].expect("defined") * 100.0;
    assert_close(&[(percent * 100.0).round() / 100.0], &[number(c)]);
}

/// Defects of the peers, kept as they are: this test fails when a reference
/// file no longer shows one, and then the list must be shortened.
#[test]
fn known_differences_from_peers() {
    if let Some(econgeo) = json("econgeo_cases.json") {
        // An empty region is zero there and undefined here; the rest agrees.
        let c = case(&econgeo, "LQ_zero_region");
        let (cells, rows, cols) = matrix(&c["inputs"]["mat"]);
        let peer = matrix(&c["output"]).0;
        let found = run("location-quotient", &[("activity", panel(&cells, rows, cols))], &[]).expect("runs");
        assert_eq!(peer[4..8], [0.0; 4], "EconGeo no longer gives 0 for an empty region");
        assert!(statuses(&found)[4..8].iter().all(|s| s == "undefined:empty-region"));
        assert_close(
            &[&values(&found)[..4], &values(&found)[8..]].concat(),
            &[&peer[..4], &peer[8..]].concat(),
        );

        // The same for an empty industry.
        let c = case(&econgeo, "LQ_zero_industry");
        let (cells, rows, cols) = matrix(&c["inputs"]["mat"]);
        let peer = matrix(&c["output"]).0;
        let found = run("location-quotient", &[("activity", panel(&cells, rows, cols))], &[]).expect("runs");
        for at in 0..cells.len() {
            if at % cols == 2 {
                assert_eq!(peer[at], 0.0, "EconGeo no longer gives 0 for an empty industry");
                assert_eq!(statuses(&found)[at], "undefined:empty-industry");
            } else {
                assert_close(&values(&found)[at..=at], &peer[at..=at]);
            }
        }

        // One missing cell makes every quotient zero there; here it is missing alone.
        let c = case(&econgeo, "LQ_NA");
        let (cells, rows, cols) = matrix(&c["inputs"]["mat"]);
        let peer = matrix(&c["output"]).0;
        assert!(peer.iter().all(|v| *v == 0.0), "EconGeo no longer zeroes the matrix for one missing cell");
        let found = run("location-quotient", &[("activity", panel(&cells, rows, cols))], &[]).expect("runs");
        assert_eq!(statuses(&found).iter().filter(|s| *s == "missing").count(), 1);
        assert!(values(&found)[1..].iter().all(|v| *v > 0.0));
    }
    if let Some(reat) = json("reat_cases.json") {
        // Cells without a row make the peer recycle other cells' values.
        let c = case(&reat, "locq2_missing_cells");
        let peer: Vec<f64> = c["output"]
            .as_array()
            .expect("rows")
            .iter()
            .flat_map(|r| [r["A"].as_f64().expect("number"), r["B"].as_f64().expect("number")])
            .collect();
        let rows = [
            ("A", "1", 10.0),
            ("A", "2", 20.0),
            ("A", "3", 30.0),
            ("A", "4", 40.0),
            ("B", "1", 5.0),
            ("B", "3", 5.0),
        ];
        let rows: Vec<_> = rows.iter().map(|r| (r.0, r.1, Some(r.2))).collect();
        let found = run("location-quotient", &[("activity", activity(&rows))], &[]).expect("runs");
        // By region A then B: (10/100)/(15/110), (20/100)/(20/110), …
        let expected = [11.0 / 15.0, 1.1, 33.0 / 35.0, 1.1, 11.0 / 3.0, f64::NAN, 11.0 / 7.0, f64::NAN];
        assert_close(&values(&found), &expected);
        let by_region = [0, 2, 4, 6, 1, 3, 5, 7].map(|i| peer[i]);
        assert_close(&by_region[..5], &expected[..5]);
        let differs = |a: f64, b: f64| (a - b).abs() > 0.1 || b.is_nan();
        let wrong = by_region[5..].iter().zip(&expected[5..]).filter(|(p, e)| differs(**p, **e)).count();
        assert_eq!(wrong, 3, "REAT no longer recycles values over sparse cells");
    }
}
