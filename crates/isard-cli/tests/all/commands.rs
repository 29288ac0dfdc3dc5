//! Methods, queries, shells and the rest.

use crate::{isard, text};

#[test]
fn a_method_runs_on_a_small_file() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("a.csv");
    std::fs::write(&file, "region,industry,value\nR1,A,10\nR1,B,30\nR2,A,40\nR2,B,20\n").expect("written");
    let input = format!("activity={}", file.display());
    let out = isard(&["method", "run", "location-quotient", "--in", &input]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let said = text(&out.stdout);
    let first: Vec<&str> = said.lines().take(2).collect();
    assert_eq!(first[0], "region,industry,value,status");
    // (10/40) / (50/100) = 0.5
    assert_eq!(first[1], "R1,A,0.5,observed");
}

#[test]
fn a_method_reads_cells_as_offices_write_them() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("a.csv");
    let path = file.display().to_string();
    // 1 000,5 · 01 stays a key · a withheld cell · the only column of numbers is the value.
    std::fs::write(&file, "region;industry;jobs\n01;A;1 000,5\n01;B;1000,5\n02;A;(D)\n02;B;7\n")
        .expect("written");
    let out = isard(&["method", "run", "location-quotient", &path]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    assert!(text(&out.stderr).contains("`(D)` read as suppressed"), "{}", text(&out.stderr));
    let said = text(&out.stdout);
    assert!(said.lines().nth(1).is_some_and(|l| l.starts_with("01,A,")), "{said}");
    std::fs::write(&file, "region;industry;jobs\n01;A;5\n01;B;1O\n02;A;3\n02;B;7\n").expect("written");
    let out = isard(&["method", "run", "location-quotient", &path]);
    assert_eq!(out.status.code(), Some(1));
    let said = text(&out.stderr);
    assert!(said.contains("a.csv:3, column `jobs`") && said.contains("did you mean 10?"), "{said}");
}

#[test]
fn json_carries_the_method_and_its_options() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("v.csv");
    std::fs::write(&file, "region,value\nA,10\nB,10\nC,10\nD,20\nE,50\n").expect("written");
    let input = format!("values={}", file.display());
    let out = isard(&["--json", "method", "run", "theil", "--in", &input]);
    let value: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!(value["method"], "theil");
    let total =
        value["rows"].as_array().and_then(|r| r.iter().find(|r| r["name"] == "total")).expect("a total");
    let theil = total["value"].as_f64().expect("a number");
    assert!((theil - 0.250201211769094).abs() < 1e-12, "{theil}");
}

#[test]
fn mistakes_get_a_hint() {
    for (args, code, hint) in [
        (vec!["method", "run", "k-mean", "--in", "indicators=x.csv"], 1, "did you mean `k-means`?"),
        (vec!["method", "show", "nothing-like-it"], 1, "isard method list"),
        (vec!["run", "no-such-study"], 1, "us-states"),
        (vec!["rum"], 2, "run"),
        (vec!["sql", "nowhere", "select 1"], 1, ""),
        (vec!["check", "--explain", "E9999"], 1, "codes are"),
    ] {
        let out = isard(&args);
        let said = text(&out.stderr);
        assert_eq!(out.status.code(), Some(code), "{args:?}: {said}");
        assert!(said.contains(hint), "{args:?}: {said}");
        assert!(!said.contains("isard made a mistake"), "{args:?}: {said}");
    }
}

#[test]
fn every_method_is_listed_and_shown() {
    let out = isard(&["method", "list", "--json"]);
    let all: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    let all = all.as_array().expect("a list");
    assert!(all.len() >= 18, "{}", all.len());
    for m in all {
        let id = m["id"].as_str().expect("an id");
        let out = isard(&["method", "show", id]);
        assert_eq!(out.status.code(), Some(0), "{id}");
        assert!(!m["references"].as_array().expect("references").is_empty(), "{id} cites nothing");
        assert!(m["formula"].as_str().is_some_and(|f| !f.is_empty()), "{id} has no formula");
    }
}

#[test]
fn shells_and_manual_are_written() {
    assert!(text(&isard(&["completions", "bash"]).stdout).contains("isard"));
    assert!(text(&isard(&["man"]).stdout).contains(".TH"));
}

#[test]
fn a_new_study_checks_and_runs() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path().join("mine");
    let at = folder.display().to_string();
    assert_eq!(isard(&["new", &at]).status.code(), Some(0));
    let out = isard(&["check", &at]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    assert!(text(&out.stderr).contains("0 errors, 0 warnings"), "{}", text(&out.stderr));
    let atlas = dir.path().join("atlas").display().to_string();
    let out = isard(&["run", &at, "-o", &atlas]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let out = isard(&["sql", &atlas, "select count(*) as n from clusters.strength"]);
    assert_eq!(text(&out.stdout).trim(), "n\n60");
    assert_eq!(isard(&["new", &at]).status.code(), Some(1), "nothing is overwritten");
}

#[test]
fn a_bundled_study_can_be_copied_and_checks() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path().join("country");
    let at = folder.display().to_string();
    let out = isard(&["new", &at, "--from", "sample-country"]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    assert!(folder.join("PROVENANCE.md").is_file() && !folder.join("truth").exists());
    let out = isard(&["check", &at]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    assert!(text(&out.stderr).contains("0 errors, 0 warnings"), "{}", text(&out.stderr));
    let other = dir.path().join("other").display().to_string();
    let out = isard(&["new", &other, "--from", "atlantis"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out.stderr).contains("sample-country"), "{}", text(&out.stderr));
    assert!(!dir.path().join("other").exists(), "a refused request makes no folder");
}
