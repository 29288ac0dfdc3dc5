//! The newer grouping methods and dimensions as the command line runs them:
//! peers on the counties of Georgia, order of rows, refusals.

use super::cells::{cells, column, near, run, table};
use crate::shared_data::{json, numbers, text as reference};
use isard::model::Table;
use isard::registry::Output;
use isard::typology::agreement::adjusted_rand;

const GROUPINGS: [&str; 4] = ["pam", "gaussian-mixture", "fuzzy-c-means", "hdbscan"];
const ALL: [&str; 8] = [
    "pam",
    "gaussian-mixture",
    "fuzzy-c-means",
    "hdbscan",
    "consensus",
    "bootstrap-stability",
    "pca",
    "factor-analysis",
];
const VARIABLES: [&str; 7] = ["TotPop90", "PctRural", "PctBach", "PctEld", "PctFB", "PctPov", "PctBlack"];

fn georgia() -> Option<Table> {
    let text = reference("georgia_input.csv")?;
    let (header, rows) = cells(&text);
    let keep: Vec<usize> = std::iter::once("AreaKey")
        .chain(VARIABLES)
        .map(|n| header.iter().position(|h| h == n).expect("a column"))
        .collect();
    let rows: Vec<Vec<String>> = rows.iter().map(|r| keep.iter().map(|&c| r[c].clone()).collect()).collect();
    let names: Vec<&str> = std::iter::once("region").chain(VARIABLES).collect();
    Some(table(&names, &rows))
}

fn groups(output: &Output) -> Vec<usize> {
    output.table.integer("group").unwrap().iter().map(|g| g.map_or(0, |g| g as usize)).collect()
}

#[test]
fn medoids_agree_with_r() {
    let (Some(table), Some(theirs)) = (georgia(), reference("georgia_R_labels.csv")) else { return };
    let peer: Vec<usize> = column(&theirs, "pam3").iter().map(|&l| l as usize).collect();
    for swap in ["best", "eager"] {
        let found = run("pam", &[("indicators", &table)], &[("ddof", "1"), ("swap", swap)]).unwrap();
        if swap == "best" {
            assert_eq!(adjusted_rand(&groups(&found), &peer), 1.0);
        }
        assert_eq!(found.figures["medoids"].as_array().unwrap().len(), 3);
        let total = found.figures["total_deviation"].as_f64().unwrap();
        near(found.figures["mean_deviation"].as_f64().unwrap(), total / 159.0, 1e-12);
        assert!(found.figures["mean_deviation_after_build"].as_f64().unwrap() >= total / 159.0);
    }
}

#[test]
fn components_agree_with_scikit_learn() {
    let (Some(table), Some(expected)) = (georgia(), json("georgia_clustering.json")) else { return };
    let peer = &expected["pca_z_ddof0"];
    let set = |table: &'static str| [("components", "7"), ("table", table)];
    let found = run("pca", &[("indicators", &table)], &set("eigenvalues")).unwrap();
    let real = |o: &Output, name: &str| -> Vec<f64> {
        o.table.real(name).unwrap().iter().map(|v| v.unwrap()).collect()
    };
    let theirs = numbers(&peer["eigenvalues_of_correlation"]);
    real(&found, "eigenvalue").iter().zip(&theirs).for_each(|(a, b)| near(*a, *b, 1e-10));
    let shares = numbers(&peer["explained_variance_ratio"]);
    real(&found, "share").iter().zip(&shares).for_each(|(a, b)| near(*a, *b, 1e-10));
    assert_eq!(found.figures["kept_by_kaiser"], 2);
    assert_eq!(found.figures["kept_by_parallel_analysis"], 2);
    let loadings = run("pca", &[("indicators", &table)], &set("loadings")).unwrap();
    // Seven rows an indicator; the peer lists components.
    let weights = real(&loadings, "weight");
    for (c, component) in peer["loadings_abs"].as_array().unwrap().iter().enumerate() {
        for (i, theirs) in numbers(component).into_iter().enumerate() {
            near(weights[i * 7 + c].abs(), theirs, 1e-9);
        }
    }
    let scores = run("pca", &[("indicators", &table)], &[]).unwrap();
    assert_eq!(scores.table.rows(), 159 * 2);
    let covariance = [
        ("matrix", "covariance"),
        ("ddof", "1"),
        ("normalize", "z"),
        ("table", "eigenvalues"),
        ("components", "1"),
    ];
    let found = run("pca", &[("indicators", &table)], &covariance).unwrap();
    // z by n − 1 has unit covariances by n − 1.
    real(&found, "eigenvalue").iter().zip(&theirs).for_each(|(a, b)| near(*a, *b, 1e-10));
}

/// Three groups of twenty regions in four indicators; the last is a destimulant.
fn planted(order: &[usize]) -> Table {
    let mut random = isard::inference::Random::new(5, 0, 0);
    let rows: Vec<Vec<String>> = (0..60)
        .map(|i| {
            let level = f64::from(i / 20) * 8.0;
            let x =
                [level + random.normal(), level + random.normal(), random.normal(), -level + random.normal()];
            std::iter::once(format!("r{i:02}")).chain(x.iter().map(f64::to_string)).collect()
        })
        .collect();
    let rows: Vec<Vec<String>> = order.iter().map(|&i| rows[i].clone()).collect();
    table(&["region", "a", "b", "c", "d"], &rows)
}

#[test]
fn groups_go_by_key_and_by_index() {
    let forward: Vec<usize> = (0..60).collect();
    let backward: Vec<usize> = (0..60).rev().collect();
    for id in ALL {
        let set: &[(&str, &str)] = match id {
            "consensus" | "bootstrap-stability" => {
                &[("draws", "6"), ("directions", "d=destimulant,c=neutral")]
            }
            "pca" | "factor-analysis" => &[("draws", "50"), ("directions", "d=destimulant,c=neutral")],
            _ => &[("directions", "d=destimulant,c=neutral")],
        };
        let a = run(id, &[("indicators", &planted(&forward))], set).unwrap();
        let b = run(id, &[("indicators", &planted(&backward))], set).unwrap();
        assert_eq!(a.table, b.table, "{id}");
        assert_eq!(a.figures, b.figures, "{id}");
        if GROUPINGS.contains(&id) {
            let found = groups(&a);
            // r40 … are the highest.
            assert!((0..60).all(|i| found[i] == 0 || found[i] == 3 - i / 20), "{id}: {found:?}");
            assert!(found.iter().filter(|g| **g == 0).count() < 12);
        }
    }
}

#[test]
fn years_are_grouped_together_and_drawn_together() {
    let mut random = isard::inference::Random::new(6, 0, 0);
    let rows: Vec<Vec<String>> = (0..24)
        .flat_map(|i| [2019, 2020].map(|year| (i, year)))
        .map(|(i, year)| {
            let level = f64::from(i / 12) * 9.0;
            let x = [level + random.normal(), level + random.normal()].map(|v| v.to_string());
            vec![format!("r{i:02}"), year.to_string(), x[0].clone(), x[1].clone()]
        })
        .collect();
    let t = table(&["region", "year", "a", "b"], &rows);
    let k: &[(&str, &str)] = &[("k", "2")];
    for id in ["pam", "gaussian-mixture", "fuzzy-c-means", "consensus"] {
        let found = run(id, &[("indicators", &t)], k).unwrap();
        assert_eq!(found.table.rows(), 48, "{id}");
        assert_eq!(found.table.integer("year").unwrap()[1], Some(2020), "{id}");
        assert!((0..48).all(|i| groups(&found)[i] == 2 - i / 24), "{id}");
    }
    let medoids = &run("pam", &[("indicators", &t)], k).unwrap().figures["medoids"];
    assert!(medoids[0]["region"].is_string() && medoids[0]["year"].is_i64(), "{medoids}");
    let matrix = run("consensus", &[("indicators", &t)], &[("k", "2"), ("table", "matrix")]).unwrap();
    assert_eq!(matrix.table.real("r00:2020").unwrap()[1], Some(1.0));
    let stable = run("bootstrap-stability", &[("indicators", &t)], &[("k", "2"), ("draws", "20")]).unwrap();
    assert_eq!(stable.table.integer("size").unwrap(), [Some(24), Some(24)]);
    assert_eq!(stable.table.real("value").unwrap(), [Some(1.0), Some(1.0)]);
    let scores = run("pca", &[("indicators", &t)], &[("components", "1")]).unwrap();
    assert_eq!(scores.table.rows(), 48);
    assert_eq!(scores.table.integer("year").unwrap()[0], Some(2019));
}

#[test]
fn long_tables_sum_to_one() {
    let all: Vec<usize> = (0..60).collect();
    for (id, word) in [("gaussian-mixture", "posterior"), ("fuzzy-c-means", "memberships")] {
        let found = run(id, &[("indicators", &planted(&all))], &[("table", word)]).unwrap();
        assert_eq!(found.table.rows(), 180);
        let values: Vec<f64> = found.table.real("value").unwrap().iter().map(|v| v.unwrap()).collect();
        assert!(values.chunks(3).all(|c| (c.iter().sum::<f64>() - 1.0).abs() < 1e-9));
        let grouped = run(id, &[("indicators", &planted(&all))], &[]).unwrap();
        for (i, p) in grouped.table.real("probability").unwrap().iter().enumerate() {
            let g = groups(&grouped)[i];
            assert_eq!(p.unwrap(), values[3 * i + g - 1], "{id}");
        }
    }
}

#[test]
fn the_criterion_finds_the_planted_number() {
    let all: Vec<usize> = (0..60).collect();
    let t = planted(&all);
    let set = [("choose", "bic"), ("covariance", "any"), ("k-max", "5")];
    let found = run("gaussian-mixture", &[("indicators", &t)], &set).unwrap();
    assert_eq!(found.figures["k"], 3);
    let criteria =
        run("gaussian-mixture", &[("indicators", &t)], &[("table", "criteria"), ("covariance", "any")])
            .unwrap();
    assert_eq!(criteria.table.rows(), 32);
    let few = table(
        &["region", "a", "b"],
        &(0..4).map(|i| vec![format!("r{i}"), (i * i).to_string(), (i % 3).to_string()]).collect::<Vec<_>>(),
    );
    let criteria = run("gaussian-mixture", &[("indicators", &few)], &[("table", "criteria")]).unwrap();
    let status = |row| criteria.table.text_at(row, "status").unwrap().to_string();
    assert_eq!(status(0), "observed");
    assert_eq!(status(3), "undefined:constant");
    assert_eq!(status(5), "undefined:too-few");
    assert_eq!(criteria.table.real("bic").unwrap()[5], None);
}

#[test]
fn noise_has_a_status_and_no_group() {
    let mut rows: Vec<Vec<String>> = (0..20)
        .map(|i| vec![format!("r{i:02}"), format!("{}", (i / 10) * 50 + i % 10), format!("{}", i * 7 % 5)])
        .collect();
    rows.push(vec!["z".into(), "500".into(), "90".into()]);
    let t = table(&["region", "a", "b"], &rows);
    let found = run("hdbscan", &[("indicators", &t)], &[("min-samples", "2")]).unwrap();
    assert_eq!(found.table.integer("group").unwrap()[20], None);
    assert_eq!(found.table.text_at(20, "status"), Some("undefined:noise"));
    assert_eq!(found.table.real("probability").unwrap()[20], None);
    assert_eq!(found.figures["noise"], 1);
    assert!(found.table.integer("group").unwrap().iter().flatten().all(|g| *g >= 1));
    let tree = run("hdbscan", &[("indicators", &t)], &[("min-samples", "2"), ("table", "tree")]).unwrap();
    assert_eq!(tree.table.integer("size").unwrap()[0], Some(21));
}

#[test]
fn what_cannot_be_grouped_is_refused_in_words() {
    let wide = |rows: &[[&str; 3]]| {
        let rows: Vec<Vec<String>> = rows.iter().map(|r| r.iter().map(|c| c.to_string()).collect()).collect();
        table(&["region", "a", "b"], &rows)
    };
    let constant = wide(&[["x", "1", "7"], ["y", "2", "7"], ["z", "4", "7"]]);
    let gap = wide(&[["x", "1", ""], ["y", "2", "7"], ["z", "4", "8"]]);
    let word = wide(&[["x", "1", "n/a"], ["y", "2", "7"], ["z", "4", "8"]]);
    for id in ALL {
        let refused = |t: &Table| run(id, &[("indicators", t)], &[]).unwrap_err().to_string();
        assert!(refused(&constant).contains("no spread to divide by"), "{id}");
        assert_eq!(refused(&gap), "1 values are missing, the first: `b` of region `x`", "{id}");
        assert!(refused(&word).contains("is not a number"), "{id}");
    }
    let few = wide(&[["x", "1", "1"], ["y", "1", "1"], ["z", "2", "2"]]);
    for id in ["pam", "gaussian-mixture", "fuzzy-c-means", "consensus", "bootstrap-stability"] {
        let e = run(id, &[("indicators", &few)], &[]).unwrap_err();
        assert_eq!(e.to_string(), "3 groups were asked for, but there are only 2 distinct rows", "{id}");
    }
    let e = run("hdbscan", &[("indicators", &few)], &[]).unwrap_err();
    assert!(e.to_string().starts_with("there are 3 rows, fewer than"), "{e}");
    // Values that are all equal, not normalised: one group is possible, more are not.
    let equal = wide(&[["x", "1", "7"], ["y", "1", "7"], ["z", "1", "7"]]);
    for id in ALL {
        let set = [("normalize", "none"), ("directions", "a=neutral,b=neutral")];
        assert!(run(id, &[("indicators", &equal)], &set).is_err(), "{id}");
    }
    let one = run(
        "pam",
        &[("indicators", &equal)],
        &[("normalize", "none"), ("k", "1"), ("directions", "a=neutral,b=neutral")],
    )
    .unwrap();
    assert_eq!(groups(&one), [1, 1, 1]);
    let e = run("fuzzy-c-means", &[("indicators", &few)], &[("m", "1"), ("k", "2")]).unwrap_err();
    assert!(e.to_string().contains("must be above 1"), "{e}");
    let e = run("pca", &[("indicators", &few)], &[("components", "3")]).unwrap_err();
    assert!(e.to_string().contains("only 2 indicators"), "{e}");
}
