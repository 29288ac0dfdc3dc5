//! Micro data in Parquet: many rows a cell.

use crate::{isard, text};
use isard::model::{Column, Table, TextColumn};
use std::path::{Path, PathBuf};

/// Three plants in one cell, one without jobs, one without a region.
fn plants(folder: &Path, measure: &str) -> PathBuf {
    let words = |w: [Option<&str>; 7]| Column::Text(w.into_iter().collect::<TextColumn>());
    let table = Table::new()
        .with("region", words([Some("R2"), Some("R1"), Some("R1"), Some("R2"), Some("R1"), Some("R1"), None]))
        .with("industry", words(["B", "A", "B", "A", "A", "A", "A"].map(Some)))
        .with("year", Column::Integer(vec![Some(2020); 7]))
        .with(measure, Column::Integer([20, 4, 30, 40, 6, 0, 9].map(Some).to_vec()));
    let path = folder.join("plants.parquet");
    isard_engine::parquet::write(&path, &table, None).expect("written");
    path
}

#[test]
fn methods_sum_the_rows_of_a_cell_and_say_so() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = plants(dir.path(), "value").display().to_string();
    for extra in [&[][..], &["--memory", "64MiB", "--threads", "1"]] {
        let out = isard(&[&["method", "run", "location-quotient", &file], extra].concat());
        assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
        let said = text(&out.stdout);
        // (10/40) / (50/100) = 0.5
        assert_eq!(said.lines().nth(1), Some("R1,A,2020,0.5,observed"));
        assert_eq!(said.lines().count(), 5);
        let warned = text(&out.stderr).replace("\n         ", " ");
        assert!(warned.contains("`value` of 6 rows was summed to 4 cells"), "{warned}");
        assert!(warned.contains("1 of 7 rows have no region, industry or year"), "{warned}");
    }
    let out = isard(&["--quiet", "method", "run", "cluster-stars", &file, "--set", "draws=0"]);
    assert!(text(&out.stdout).contains("R1,A,2020,10,0.25,0.5,"), "{}", text(&out.stdout));
}

#[test]
fn a_panel_beyond_the_memory_is_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = plants(dir.path(), "value").display().to_string();
    let out = isard(&["--memory", "0.01KiB", "method", "run", "location-quotient", &file]);
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out.stderr).contains("larger than the memory it may use"), "{}", text(&out.stderr));
    let out = isard(&["--memory", "12", "method", "list"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out.stderr).contains("such as 512MiB or 2GiB"), "{}", text(&out.stderr));
}

#[test]
fn a_study_sums_them_where_it_says_so() {
    let dir = tempfile::tempdir().expect("a folder");
    let put = |name: &str, content: &str| std::fs::write(dir.path().join(name), content).expect("written");
    plants(dir.path(), "jobs");
    put("regions.csv", "region,name\nR1,One\nR2,Two\n");
    put("industries.csv", "industry,name\nA,Farming\nB,Mining\n");
    let study = dir.path().display().to_string();
    let file = "[tables.activity]\nfile = \"plants.parquet\"\ncolumns = { employment = \"jobs\" }\n";
    put("study.toml", &format!("[run]\nmemory = \"64MiB\"\n{file}sum = true\n"));
    let atlas = dir.path().join("atlas").display().to_string();
    let out = isard(&["--quiet", "run", &study, "-o", &atlas]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let said = text(
        &isard(&["sql", &atlas, "select region, industry, value from study.activity order by 1, 2"]).stdout,
    );
    assert_eq!(said, "region,industry,value\nR1,A,10\nR1,B,30\nR2,A,40\nR2,B,20\n");
    let said = text(&isard(&["sql", &atlas, "select message from study.problems order by message"]).stdout);
    assert!(said.contains("`jobs` of 6 rows was summed to 4 cells"), "{said}");
    assert!(said.contains("1 of 7 rows have no region"), "{said}");

    put("study.toml", &format!("[run]\nmemory = \"64\"\n{file}sum = true\n"));
    let said = text(&isard(&["check", &study]).stderr);
    assert!(said.contains("`64` is no amount of memory"), "{said}");
    put("study.toml", file);
    let out = isard(&["check", &study]);
    assert_eq!(out.status.code(), Some(1), "rows of one cell are refused unless they are to be summed");
}
