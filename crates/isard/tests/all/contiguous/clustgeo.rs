//! ClustGeo against Lance and Williams on the full matrix.

use super::maps::{figure, lattice, run, tables, values};
use isard::inference::Random;
use isard::linalg::Matrix;
use isard::model::{Column, Table, TextColumn};
use isard::space::clustgeo::{Geography, Mixture, alpha_table, chosen, clustgeo};
use isard::typology::linkage::{Linkage, tree};

/// Dissimilarities divided by the greatest, as a full matrix.
fn scaled(n: usize, d: impl Fn(usize, usize) -> f64) -> Vec<Vec<f64>> {
    let most = (0..n).flat_map(|i| (0..n).map(move |j| (i, j))).map(|(i, j)| d(i, j)).fold(0.0, f64::max);
    (0..n).map(|i| (0..n).map(|j| d(i, j) / most).collect()).collect()
}

fn euclidean(m: &Matrix) -> impl Fn(usize, usize) -> f64 + '_ {
    |i, j| m.row(i).iter().zip(m.row(j)).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}

/// Pseudo-inertia of a group, weights 1/n.
fn inertia(d: &[Vec<f64>], members: &[usize]) -> f64 {
    let n = d.len() as f64;
    let sum: f64 = members.iter().flat_map(|&i| members.iter().map(move |&j| d[i][j] * d[i][j])).sum();
    sum / (2.0 * n * members.len() as f64)
}

/// Heights and groups by always merging the pair with the least increase of
/// the mixed inertia, from the definition.
fn plain(d0: &[Vec<f64>], d1: &[Vec<f64>], alpha: f64, k: usize) -> (Vec<f64>, Vec<Vec<usize>>) {
    let mixed = |m: &[usize]| (1.0 - alpha) * inertia(d0, m) + alpha * inertia(d1, m);
    let mut clusters: Vec<Vec<usize>> = (0..d0.len()).map(|i| vec![i]).collect();
    let (mut heights, mut at_k) = (Vec::new(), clusters.clone());
    while clusters.len() > 1 {
        let mut best: Option<(f64, usize, usize)> = None;
        for a in 0..clusters.len() {
            for b in a + 1..clusters.len() {
                let both = [clusters[a].as_slice(), &clusters[b]].concat();
                let rise = mixed(&both) - mixed(&clusters[a]) - mixed(&clusters[b]);
                if best.is_none_or(|x| rise < x.0 - 1e-13) {
                    best = Some((rise, a, b));
                }
            }
        }
        let (rise, a, b) = best.unwrap();
        heights.push(rise);
        let gone = clusters.remove(b);
        clusters[a].extend(gone);
        if clusters.len() == k {
            at_k = clusters.clone();
        }
    }
    (heights, at_k)
}

#[test]
fn trees_are_those_of_the_definition() {
    for seed in 0..8 {
        let graph = lattice(4, 5, seed);
        let z = values(20, 3, 0, seed);
        let places = values(20, 2, 0, seed + 100);
        let d0 = scaled(20, euclidean(&z));
        let near = |i: usize, j: usize| graph.neighbors(i).contains(&(j as u32));
        let by_contiguity = scaled(20, |i, j| f64::from(u8::from(i != j && !near(i, j))));
        let by_distance = scaled(20, euclidean(&places));
        for (geography, d1) in
            [(Geography::Contiguity(&graph), &by_contiguity), (Geography::Distance(&places), &by_distance)]
        {
            let mixture = Mixture::new(&z, geography).unwrap();
            // At 0.3 the indicators still break all ties of contiguity.
            for alpha in [0.0, 0.1, 0.3] {
                let (heights, clusters) = plain(&d0, d1, alpha, 4);
                let found = mixture.tree(alpha);
                for (merge, height) in found.merges.iter().zip(&heights) {
                    assert!((merge.height - height).abs() < 1e-10, "alpha {alpha}, seed {seed}");
                }
                // Shares from the pseudo-inertia of the groups.
                let all: Vec<usize> = (0..20).collect();
                let [q0, q1] = mixture.explained(&found.cut(4));
                for (q, d) in [(q0, &d0), (q1, d1)] {
                    let within: f64 = clusters.iter().map(|c| inertia(d, c)).sum();
                    assert!((q.unwrap() - (1.0 - within / inertia(d, &all))).abs() < 1e-9);
                }
            }
        }
    }
}

#[test]
fn without_geography_it_is_ward() {
    let graph = lattice(6, 6, 1);
    let z = values(36, 4, 0, 1);
    let (mixed, free) =
        (clustgeo(&z, Geography::Contiguity(&graph), 0.0).unwrap(), tree(&z, Linkage::WardD2).unwrap());
    for k in 1..36 {
        assert_eq!(mixed.cut(k), free.cut(k));
    }
}

#[test]
fn geography_gains_as_alpha_grows_and_the_rule_chooses() {
    // Two economic groups that lie mixed with each other, on a lattice.
    let graph = lattice(8, 8, 3);
    let mut random = Random::new(4, 0, 0);
    let z =
        Matrix::from_vec(64, 1, (0..64).map(|_| random.normal() + 4.0 * random.below(2) as f64).collect());
    let mixture = Mixture::new(&z, Geography::Contiguity(&graph)).unwrap();
    let rows = alpha_table(&mixture, 4);
    assert_eq!(rows.len(), 11);
    let (first, last) = (&rows[0], &rows[10]);
    assert_eq!((first.q0_normalized, last.q1_normalized), (Some(1.0), Some(1.0)));
    assert!(last.q0 < first.q0 && last.q1 > first.q1);
    let smaller = |alpha: f64| {
        let row = rows.iter().find(|r| r.alpha == alpha).unwrap();
        row.q0_normalized.unwrap().min(row.q1_normalized.unwrap())
    };
    let best = chosen(&rows);
    assert!(rows.iter().all(|r| smaller(r.alpha) <= smaller(best)));
}

#[test]
fn alone_it_says_what_falls_apart() {
    let graph = lattice(6, 6, 5);
    let z = values(36, 2, 0, 5);
    let order: Vec<usize> = (0..36).collect();
    let mut all = tables(&z, &graph, &order);
    let out = run("clustgeo", &all, &[("alpha", "0")]).unwrap();
    assert!(figure(&out, "parts") > 3.0 && out.figures["contiguous"] == false);
    assert!(out.warnings.iter().any(|w| w.contains("separate pieces")), "{:?}", out.warnings);
    let chosen = run("clustgeo", &all, &[]).unwrap();
    assert!(chosen.assumptions.iter().any(|a| a.starts_with("alpha ")), "{:?}", chosen.assumptions);
    let table = run("clustgeo", &all, &[("table", "alpha")]).unwrap().table;
    assert_eq!((table.rows(), table.real("alpha").unwrap()[3]), (11, Some(3.0 / 10.0)));
    let error = run("clustgeo", &all, &[("geography", "distance")]).unwrap_err();
    assert!(error.to_string().contains("points"), "{error}");
    // With points far apart by column, distance alone finds the columns.
    let mut ids = TextColumn::new();
    (0..36).for_each(|i| ids.push(Some(&format!("r{i:03}"))));
    let x = (0..36).map(|i| Some(100.0 * f64::from(i % 6 / 2))).collect();
    let y = (0..36).map(|i| Some(f64::from(i / 6))).collect();
    let points =
        Table::new().with("id", Column::Text(ids)).with("x", Column::Real(x)).with("y", Column::Real(y));
    all.push(("points", points));
    let out = run("clustgeo", &all, &[("geography", "distance"), ("alpha", "1")]).unwrap();
    let found = super::maps::groups(&out);
    assert!((0..36).all(|i| found[i] == found[i % 6 / 2 * 2]));
}
