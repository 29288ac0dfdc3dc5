//! Whole runs on the bundled studies and on real files.

use crate::{isard, shared, study, text};
use std::collections::BTreeMap;
use std::path::Path;

pub(crate) fn run(study: &Path, atlas: &Path, extra: &[&str]) -> String {
    let (study, atlas) = (study.display().to_string(), atlas.display().to_string());
    let mut args = vec!["run", study.as_str(), "-o", atlas.as_str()];
    args.extend(extra);
    let out = isard(&args);
    let said = text(&out.stderr);
    assert_eq!(out.status.code(), Some(0), "{said}");
    said
}

/// Every file below a folder with its bytes, but for run.json.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(dir).expect("listed") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").display().to_string();
                out.insert(name, std::fs::read(&path).expect("read"));
            }
        }
    }
    out.remove("run.json");
    out
}

pub(crate) fn query(atlas: &Path, sql: &str) -> Vec<Vec<String>> {
    let out = isard(&["sql", &atlas.display().to_string(), sql]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    text(&out.stdout).lines().skip(1).map(|l| l.split(',').map(str::to_string).collect()).collect()
}

#[test]
fn two_runs_write_the_same_bytes_at_any_thread_count() {
    let dir = tempfile::tempdir().expect("a folder");
    for name in ["us-states", "bay-area", "sample-country"] {
        let (one, two) = (dir.path().join("one"), dir.path().join("two"));
        run(&study(name), &one, &["--threads", "1"]);
        run(&study(name), &two, &["--threads", "2"]);
        let (a, b) = (files(&one), files(&two));
        assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
        for (file, bytes) in &a {
            assert!(b[file] == *bytes, "{name}: {file} differs between one thread and two");
        }
        let out = isard(&["diff", &one.display().to_string(), &two.display().to_string()]);
        assert_eq!(text(&out.stdout).trim(), "The atlases are the same.");
    }
}

#[test]
fn another_k_is_found_by_diff() {
    let dir = tempfile::tempdir().expect("a folder");
    let (three, four) = (dir.path().join("three"), dir.path().join("four"));
    run(&study("us-states"), &three, &[]);
    run(&study("us-states"), &four, &["--k", "4"]);
    let out = isard(&["diff", &three.display().to_string(), &four.display().to_string()]);
    let said = text(&out.stdout);
    assert!(said.contains("option typology.k: 3 -> 4"), "{said}");
    assert!(said.contains("typology/groups"), "{said}");
}

#[test]
fn the_states_fall_into_three_groups() {
    let dir = tempfile::tempdir().expect("a folder");
    let atlas = dir.path().join("atlas");
    run(&study("us-states"), &atlas, &[]);
    let groups = query(
        &atlas,
        "select \"group\", count(*) from typology.groups where year = 1986 group by 1 order by 1",
    );
    let sizes: Vec<usize> = groups.iter().map(|g| g[1].parse().expect("a number")).collect();
    assert_eq!(sizes.iter().sum::<usize>(), 48);
    assert_eq!(sizes.len(), 3);
    let report = std::fs::read_to_string(atlas.join("report.html")).expect("the report");
    for word in ["Munnell", "silhouette", "<svg", "k-means"] {
        assert!(report.contains(word), "the report does not speak of {word}");
    }
    let outside = report.match_indices("http").filter(|(at, _)| {
        let before = &report[..*at];
        before.ends_with("src=\"") || before.ends_with("url(")
    });
    assert_eq!(outside.count(), 0, "the report asks for something outside");
}

#[test]
fn an_earlier_atlas_survives_a_run_that_is_killed() {
    let dir = tempfile::tempdir().expect("a folder");
    let atlas = dir.path().join("atlas");
    run(&study("us-states"), &atlas, &[]);
    let before = files(&atlas);
    for after_ms in [5, 40, 120, 300, 600] {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_isard"))
            .args([
                "run",
                &study("us-states").display().to_string(),
                "-o",
                &atlas.display().to_string(),
                "--quiet",
            ])
            .spawn()
            .expect("started");
        std::thread::sleep(std::time::Duration::from_millis(after_ms));
        child.kill().expect("killed");
        child.wait().expect("ended");
        assert!(files(&atlas) == before, "killed after {after_ms} ms");
    }
}

#[test]
fn a_folder_that_is_no_atlas_is_not_replaced() {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join("thesis.txt"), "mine").expect("written");
    let out =
        isard(&["run", &study("us-states").display().to_string(), "-o", &dir.path().display().to_string()]);
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out.stderr).contains("is no atlas"), "{}", text(&out.stderr));
    assert!(dir.path().join("thesis.txt").is_file());
}

#[test]
fn new_york_counties_run_from_official_files() {
    if shared().is_none() {
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let atlas = dir.path().join("atlas");
    let copy = real_study("ny-counties", dir.path());
    run(&copy, &atlas, &[]);
    let monroe =
        query(&atlas, "select value, lq from clusters.strength where region = '36055' and cluster = '333'");
    assert_eq!(monroe[0][0], "9009", "jobs in machinery");
    let lq: f64 = monroe[0][1].parse().expect("a number");
    // (9,009 / 326,680) / (42,647 / 7,318,006), published totals of county and state.
    assert!((lq - (9009.0 / 326_680.0) / (42_647.0 / 7_318_006.0)).abs() < 1e-9, "{lq}");
    let groups =
        query(&atlas, "select count(distinct region) from typology.groups where \"group\" is not null");
    assert_eq!(groups[0][0], "62");
    let withheld = query(
        &atlas,
        "select count(*) from clusters.strength where status = 'estimated' and bound_low <= value and value <= bound_high \
         and low <= high and stars_expected is not null",
    );
    assert!(withheld[0][0].parse::<usize>().expect("a number") > 500);
    // Monroe's change in private jobs over the cells that both years publish, by its parts.
    let parts = query(
        &atlas,
        "select sum(case when component = 'change' then -value else value end) from dynamics.shift_share \
         where region = '36055' and variant = 'classic'",
    );
    assert!(parts[0][0].parse::<f64>().expect("a number").abs() < 1e-6);
    let years = query(&atlas, "select count(distinct year) from dynamics.trends where measure = 'gini'");
    assert_eq!(years[0][0], "14");
    // Sizes of establishments are not known: γ only lies between bounds.
    let bounds = query(
        &atlas,
        "select count(*) from clusters.ellison_glaeser where bound_low <= bound_high and gamma is null and status = 'suppressed'",
    );
    assert!(bounds[0][0].parse::<usize>().expect("a number") >= 5);
}

#[test]
fn european_regions_run_from_official_files() {
    if shared().is_none() {
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let atlas = dir.path().join("atlas");
    let copy = real_study("eu-nuts2", dir.path());
    run(&copy, &atlas, &[]);
    let regions = query(&atlas, "select count(distinct region) from clusters.strength");
    // All but Mayotte (FRY5), of which every industry is withheld without bounds.
    assert_eq!(regions[0][0], "283");
    let groups =
        query(&atlas, "select count(*) from typology.groups where year = 2013 and \"group\" is not null");
    assert!(groups[0][0].parse::<usize>().expect("a number") >= 271);
    // The French survey of training was redone in 2013 (flag b); what it moves is marked.
    let broken = query(
        &atlas,
        "select count(*) from typology.moves where series_break and indicator = 'training_share' and year_to = 2013 \
         and region like 'FR%' and place = 1",
    );
    assert!(broken[0][0].parse::<usize>().expect("a number") > 5, "{broken:?}");
    // One year: relatedness, and no trends.
    let pairs = query(&atlas, "select count(*) from complexity.relatedness where industry < other");
    assert!(pairs[0][0].parse::<usize>().expect("a number") > 1000);
    assert!(!atlas.join("tables/dynamics").exists());
    let manifest = std::fs::read_to_string(atlas.join("manifest.json")).expect("the manifest");
    assert!(manifest.contains("one year of activity"));
}

#[test]
fn us_counties_run_from_official_files() {
    if shared().is_none() {
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let atlas = dir.path().join("atlas");
    let copy = real_study("us-counties", dir.path());
    // Fewer draws than a user's run: the groups are the same.
    run(&copy, &atlas, &["--set", "typology.draws=20", "--set", "space.draws=999"]);
    let groups = query(
        &atlas,
        "select g.\"group\", count(*), avg(i.value) from typology.groups g join study.indicators i on i.region = g.region \
         where g.year = 2018 and i.year = 2018 and i.indicator = 'household_income' and g.\"group\" is not null \
         group by 1 order by 1",
    );
    // Kalawao County has no labour market figures.
    let number = |r: usize, c: usize| groups[r][c].parse::<f64>().expect("a number");
    assert_eq!((0..3).map(|g| number(g, 1)).sum::<f64>(), 3_141.0, "{groups:?}");
    assert!(number(0, 2) > 65_000.0 && number(2, 2) < 45_000.0, "{groups:?}");
    // The Mississippi delta is poor among the poor; Santa Clara is strong in information.
    let delta = query(
        &atlas,
        "select quadrant from space.local_moran where region = '28133' and indicator = 'poverty' and year = 2018 and p < 0.05",
    );
    assert_eq!(delta[0][0], "high-high");
    let lq =
        query(&atlas, "select lq from clusters.strength where region = '06085' and cluster = 'information'");
    assert!((lq[0][0].parse::<f64>().expect("a number") - 2.3606).abs() < 0.001, "{lq:?}");
}

/// A copy of a study over real files whose paths lead to the shared folder.
fn real_study(name: &str, into: &Path) -> std::path::PathBuf {
    let shared = shared().expect("checked before").canonicalize().expect("a path");
    let from = study("real").join(name);
    let to = into.join(name);
    std::fs::create_dir_all(&to).expect("created");
    for entry in std::fs::read_dir(from).expect("listed") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.extension().is_some_and(|e| e == "toml") {
            let text = std::fs::read_to_string(&path).expect("read");
            std::fs::write(target, text.replace("../../../../shared", &shared.display().to_string()))
                .expect("written");
        } else {
            std::fs::copy(&path, target).expect("copied");
        }
    }
    to
}
