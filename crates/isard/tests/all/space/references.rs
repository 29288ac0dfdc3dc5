//! Values of esda and pygeoda. Formulas to 1e-9; p-values of permutation tests
//! in distribution: five standard errors of both sides' draws.

use super::maps::{links_table, values_table, weights};
use crate::run_alone::{assert_close, run};
use crate::shared_data::{case, json, numbers, text};
use isard::inference::permutation::{Alternative, Plan};
use isard::registry::Output;
use isard::space::getis_ord::{global_g, local_g};
use isard::space::local_moran::local_moran;
use isard::space::{Weights, geary, moran};
use serde_json::Value;

fn none() -> Plan {
    Plan { draws: 0, ..Plan::default() }
}

fn columns(text: &str) -> impl Fn(&str) -> Vec<f64> + use<> {
    let rows: Vec<Vec<String>> = text.lines().map(|l| l.split(',').map(String::from).collect()).collect();
    move |name| {
        let at = rows[0].iter().position(|n| n == name).unwrap_or_else(|| panic!("no column {name}"));
        rows[1..].iter().map(|r| r[at].parse().expect("a number")).collect()
    }
}

/// Share of college graduates in the counties of Georgia, and queen neighbours.
fn georgia() -> Option<(Weights, Vec<f64>)> {
    let values = columns(&text("georgia_input.csv")?)("PctBach");
    let links = columns(&text("georgia_queen.csv")?);
    let (i, j) = (links("i"), links("j"));
    let links = i.iter().zip(&j).map(|(i, j)| (*i as usize, *j as usize, 1.0));
    Some((weights(values.len(), links), values))
}

fn named(output: &Output, name: &str) -> f64 {
    let row = (0..output.table.rows()).find(|&r| output.table.text_at(r, "name") == Some(name));
    output.table.real_at(row.unwrap_or_else(|| panic!("no row {name}")), "value").expect("a number")
}

#[test]
fn moran_of_georgia() {
    let (Some((w, x)), Some(peer)) = (georgia(), json("georgia_moran.json")) else { return };
    let of = |name: &str| peer["global"][name].as_f64().expect("a number");
    let tables = [("weights", links_table(&w)), ("values", values_table(&[("value", &x)]))];
    let found = run("moran", &tables, &[("draws", "999")]).expect("runs");
    assert_close(&[named(&found, "value")], &[0.2486105737]);
    let pairs = [
        ("value", "I"),
        ("expected", "EI"),
        ("variance-normality", "VI_norm"),
        ("z-normality", "z_norm"),
        ("p-normality", "p_norm_two_sided"),
        ("variance-randomization", "VI_rand"),
        ("z-randomization", "z_rand"),
        ("p-randomization", "p_rand_two_sided"),
    ];
    for (own, theirs) in pairs {
        assert_close(&[named(&found, own)], &[of(theirs)]);
    }
    // Not one of 999 draws is as large.
    assert_eq!(named(&found, "p-permutation"), 0.002);
    let found = run("geary", &tables, &[("draws", "0")]).expect("runs");
    assert_close(&[named(&found, "value")], &[peer["geary_C"].as_f64().expect("a number")]);
}

#[test]
fn islands_are_kept_or_dropped_as_asked() {
    let (Some((w, x)), Some(peer)) = (georgia(), json("georgia_moran.json")) else { return };
    let of = |name: &str| peer["island_county0"][name].as_f64().expect("a number");
    let mut links = Vec::new();
    for i in 1..w.len() {
        links.extend(w.row(i).filter(|(j, _)| *j != 0).map(|(j, v)| (i, j, v)));
    }
    let w = weights(x.len(), links);
    let tables = [("weights", links_table(&w)), ("values", values_table(&[("value", &x)]))];
    let moran = |islands: &str| {
        named(&run("moran", &tables, &[("draws", "0"), ("islands", islands)]).expect("runs"), "value")
    };
    assert_close(&[moran("keep")], &[of("esda_I_n_includes_island")]);
    assert_close(&[moran("drop")], &[of("esda_I_dropping_island")]);
    // Known difference: esda gives the island the value −0 and p = 0.01.
    let local = run("local-moran", &tables, &[("draws", "99")]).expect("runs").table;
    assert_eq!(local.text_at(0, "status"), Some("undefined:island"));
    assert_eq!((local.real_at(0, "value"), local.real_at(0, "p")), (None, None));
    assert_eq!(peer["island_county0"]["local_p0"], 0.01, "esda no longer gives an island a p-value");
    let local = run("local-moran", &tables, &[("draws", "99"), ("islands", "drop")]).expect("runs").table;
    assert_eq!(local.text_at(0, "status"), Some("undefined:left-out"));
}

#[test]
fn local_moran_of_georgia() {
    let (Some((w, x)), Some(peer)) = (georgia(), text("georgia_local_moran.csv")) else { return };
    let peer = columns(&peer);
    let draws = 99_999u64;
    let w = w.row_standardized();
    let of = |alternative| local_moran(&w, &x, &x, &Plan { draws, seed: 7, alternative, stop_after: None });
    let two_sided = of(Alternative::TwoSided);
    let values: Vec<f64> = two_sided.iter().map(|l| l.value.expect("defined")).collect();
    assert_close(&values, &peer("Ii"));
    let quadrants: Vec<f64> = two_sided
        .iter()
        .map(|l| match l.quadrant {
            Some("high-high") => 1.0,
            Some("low-high") => 2.0,
            Some("low-low") => 3.0,
            _ => 4.0,
        })
        .collect();
    assert_eq!(quadrants, peer("q_1HH_2LH_3LL_4HL"));
    let close = |found: &[Option<f64>], peer: &[f64], factor: f64| {
        for (i, (p, q)) in found.iter().zip(peer).enumerate() {
            let p = p.expect("drawn");
            let tail = (q / factor).clamp(1e-4, 1.0);
            let error = factor * (2.0 * tail * (1.0 - tail) / draws as f64).sqrt();
            assert!((p - q).abs() <= 5.0 * error + 3.0 / draws as f64, "region {i}: p {p}, peer {q}");
        }
    };
    let p = |found: &[isard::space::local::Local]| found.iter().map(|l| l.p).collect::<Vec<_>>();
    close(&p(&of(Alternative::Directed)), &peer("p_directed_99999_seed12345"), 1.0);
    // Known difference: pygeoda's p-values lie farther from both than draws explain.
    let apart = |found: &[Option<f64>], name: &str| -> Vec<f64> {
        found.iter().zip(peer(name)).map(|(a, b)| (a.expect("drawn") - b).abs()).collect()
    };
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let pygeoda = apart(&p(&of(Alternative::Directed)), "pygeoda_p");
    assert!(mean(&pygeoda) < 0.005 && pygeoda.iter().all(|d| *d < 0.02), "{pygeoda:?}");
    close(&p(&of(Alternative::Greater)), &peer("p_greater"), 1.0);
    close(&p(&of(Alternative::Lesser)), &peer("p_lesser"), 1.0);
    // Known difference: esda makes a two-sided p of percentiles of the draws, whose
    // ties it counts once; here twice the smaller tail.
    let twice: Vec<f64> =
        peer("p_greater").iter().zip(peer("p_lesser")).map(|(g, l)| (2.0 * g.min(l)).min(1.0)).collect();
    close(&p(&two_sided), &twice, 2.0);
    // Known difference: esda's folded p is about the mean of its draws, here about
    // that of all permutations; ties with the mirror image may fall otherwise.
    let folded = apart(&p(&of(Alternative::Folded)), "p_folded");
    assert!(mean(&folded) < 0.005, "{folded:?}");
}

fn lattice() -> Option<(Weights, Vec<f64>, Value)> {
    let cases = json("pysal_cases.json")?;
    let c = case(&cases, "lattice5x5").clone();
    let x = numbers(&c["inputs"]["y"]);
    let mut links = Vec::new();
    for i in 0..x.len() {
        links.extend(numbers(&c["inputs"]["neighbors"][i.to_string()]).iter().map(|j| (i, *j as usize, 1.0)));
    }
    Some((weights(x.len(), links), x, c["output"].clone()))
}

#[test]
fn statistics_of_a_lattice() {
    let Some((binary, x, peer)) = lattice() else { return };
    let of = |name: &str| peer[name].as_f64().expect("a number");
    let row = binary.row_standardized();
    let m = moran::univariate(&row, &x, &none()).expect("defined");
    let (normality, randomization) = (m.normality.expect("defined"), m.randomization.expect("defined"));
    assert_close(
        &[m.value, m.expected, normality, m.z(normality).expect("defined"), randomization],
        &[of("moran_I"), of("EI"), of("VI_norm"), of("z_norm"), of("VI_rand")],
    );
    assert_close(&[m.z(randomization).expect("defined")], &[of("z_rand")]);
    let c = geary::geary(&row, &x, &none()).expect("defined");
    // esda turns the sign of Geary's z, so that positive means alike.
    let z = c.z(c.normality.expect("defined")).expect("defined");
    assert_close(&[c.value, z.abs()], &[of("geary_C"), of("geary_z_norm").abs()]);
    let g = global_g(&binary, &x, &none()).expect("defined");
    assert_close(&[g.value, g.expected], &[of("getis_G"), of("getis_EG")]);
    let local = local_moran(&row, &x, &x, &none());
    let values: Vec<f64> = local.iter().map(|l| l.value.expect("defined")).collect();
    assert_close(&values, &numbers(&peer["local_moran_Is"]));
    assert!(local.iter().all(|l| l.p.is_none()));
}

#[test]
fn hot_spots_of_a_lattice() {
    let Some((binary, x, peer)) = lattice() else { return };
    let z = |local: Vec<isard::space::local::Local>| -> Vec<f64> {
        local.iter().map(|l| l.z.expect("defined")).collect()
    };
    // Known difference: the peer divides rows by their sum but takes the variance of
    // binary weights, Σw(m − Σw)/(m − 1) = 1, where Σw = 1 and Σw² = 1/k make it
    // (m/k − 1)/(m − 1). The z of `local_g` are those of all draws (see `oracle`).
    let as_peer = |z: Vec<f64>, own: usize| -> Vec<f64> {
        let m = (x.len() - 1 + own) as f64;
        let k = |i: usize| (binary.neighbors(i).len() + own) as f64;
        z.iter().enumerate().map(|(i, z)| z * ((m / k(i) - 1.0) / (m - 1.0)).sqrt()).collect()
    };
    let own = z(local_g(&binary, &x, None, &none()));
    assert_close(&as_peer(own.clone(), 0), &numbers(&peer["Gi_z"]));
    assert!((own[0] - numbers(&peer["Gi_z"])[0]).abs() > 0.1, "the peer's variance has changed");
    let star = |style: &str| -> Vec<f64> {
        let tables = [("weights", links_table(&binary)), ("values", values_table(&[("value", &x)]))];
        let found = run("getis-ord", &tables, &[("draws", "0"), ("style", style)]).expect("runs").table;
        found.real("z").expect("a column").iter().map(|v| v.expect("defined")).collect()
    };
    assert_close(&as_peer(star("row"), 1), &numbers(&peer["Gi_star_z"]));
    // With equal weights the scale of a row falls out of z.
    assert_close(&star("binary"), &star("row"));
}
