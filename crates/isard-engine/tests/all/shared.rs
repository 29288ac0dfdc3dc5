//! Real files, where they are at hand.

use isard_engine::{Engine, EngineOptions, parquet};
use std::path::{Path, PathBuf};

fn shared(file: &str) -> Option<PathBuf> {
    let root = std::env::var_os("ISARD_SHARED").map(PathBuf::from);
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let path = root.unwrap_or_else(beside).join("data").join(file);
    if !path.exists() {
        println!("skipped: shared data not present");
        return None;
    }
    Some(path)
}

#[test]
fn counties_of_new_york_never_exceed_the_state() {
    let Some(path) = shared("ny_qcew/ny_qcew_2000_2013.parquet") else { return };
    let table = parquet::read(&path).unwrap();
    assert_eq!(table.rows(), 147_022);
    let mut engine = Engine::new(EngineOptions::default()).unwrap();
    engine.register_parquet("qcew", &path).unwrap();
    engine.register_table("memory", &table).unwrap();
    let query = |from: &str| {
        format!(
            "select areatype, year, sum(avgemp) as jobs, count(*) as n from {from} \
             group by areatype, year order by areatype, year"
        )
    };
    let from_file = engine.sql(&query("qcew")).unwrap();
    assert_eq!(from_file, engine.sql(&query("memory")).unwrap());

    // The same sums, counted row by row.
    let mut expected = std::collections::BTreeMap::new();
    for row in 0..table.rows() {
        let key = (table.text_at(row, "areatype").unwrap(), table.integer_at(row, "year").unwrap());
        let sum = expected.entry(key).or_insert((0, 0));
        sum.0 += table.integer_at(row, "avgemp").unwrap_or(0);
        sum.1 += 1;
    }
    assert_eq!(from_file.rows(), expected.len());
    for (row, ((area, year), (jobs, n))) in expected.into_iter().enumerate() {
        assert_eq!(from_file.text_at(row, "areatype"), Some(area));
        assert_eq!(from_file.integer_at(row, "year"), Some(year));
        assert_eq!(from_file.integer_at(row, "jobs"), Some(jobs));
        assert_eq!(from_file.integer_at(row, "n"), Some(n));
    }
}

#[test]
fn eurostat_tables_keep_their_empty_cells() {
    let Some(path) = shared("eurostat_regional_2017/lfst_r_lfe2en2.parquet") else { return };
    let table = parquet::read(&path).unwrap();
    let values = table.real("value").unwrap();
    let missing = values.iter().filter(|v| v.is_none()).count();
    assert!(missing > 0 && missing < table.rows());
    let mut engine = Engine::new(EngineOptions::default()).unwrap();
    engine.register_parquet("jobs", &path).unwrap();
    let sql = engine.sql("select count(*) as n, count(value) as present from jobs").unwrap();
    assert_eq!(sql.integer_at(0, "n"), Some(204_831));
    assert_eq!(sql.integer_at(0, "present"), Some((table.rows() - missing) as i64));
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.parquet");
    parquet::write(&copy, &table, None).unwrap();
    assert_eq!(parquet::read(&copy).unwrap(), table);
}
