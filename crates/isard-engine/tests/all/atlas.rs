//! Atlases and files under the names that queries use.

use crate::fixtures::{JobsRow, every_kind, panel};
use isard::model::{Record, table_of};
use isard_engine::{Engine, EngineError, EngineOptions, parquet};
use std::fs;

fn engine() -> Engine {
    Engine::new(EngineOptions { threads: Some(2), ..Default::default() }).unwrap()
}

#[test]
fn an_atlas_is_queried_by_question_and_table() {
    // The folder's name would be a pattern if it were not taken literally.
    let folder = tempfile::tempdir().unwrap();
    let atlas = folder.path().join("my atlas [1]* 100%");
    fs::create_dir_all(atlas.join("tables/clusters")).unwrap();
    fs::create_dir_all(atlas.join("tables/inequality")).unwrap();
    let rows: Vec<JobsRow> = ["a", "b"]
        .iter()
        .map(|r| JobsRow { region: r.to_string(), year: 2020, jobs: Some(2.5), coast: Some(true) })
        .collect();
    parquet::write(atlas.join("tables/clusters/jobs.parquet"), &table_of(&rows), Some(&JobsRow::SPEC))
        .unwrap();
    parquet::write(atlas.join("tables/inequality/panel.parquet"), &panel(50), None).unwrap();
    fs::write(atlas.join("tables/inequality/notes.txt"), "not a table").unwrap();
    fs::write(atlas.join("manifest.json"), "{}").unwrap();

    let mut engine = engine();
    engine.register_atlas(&atlas).unwrap();
    assert_eq!(engine.tables(), ["clusters.jobs", "inequality.panel"]);
    assert_eq!(engine.sql("select * from clusters.jobs order by region").unwrap(), table_of(&rows));
    let both = "select count(*) as n from clusters.jobs j, inequality.panel p";
    assert_eq!(engine.sql(both).unwrap().integer_at(0, "n"), Some(100));

    match engine.sql("select * from cluster.jobs").unwrap_err() {
        e @ EngineError::UnknownTable { .. } => {
            let hint = e.hint().unwrap();
            assert!(hint.starts_with("did you mean `clusters.jobs`?"), "{hint}");
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(engine.register_atlas(&atlas), Err(EngineError::NameTaken { .. })));
}

#[test]
fn a_folder_that_is_no_atlas_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(engine().register_atlas(folder.path()), Err(EngineError::NoAtlas { .. })));
    fs::create_dir_all(folder.path().join("tables/clusters")).unwrap();
    assert!(matches!(engine().register_atlas(folder.path()), Err(EngineError::NoAtlas { .. })));
    fs::write(folder.path().join("tables/clusters/x.parquet"), "no").unwrap();
    assert!(matches!(engine().register_atlas(folder.path()), Err(EngineError::Damaged { .. })));
}

#[test]
fn a_file_is_named_after_its_stem() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("Firms 2020.parquet");
    parquet::write(&path, &every_kind(), None).unwrap();
    let mut engine = engine();
    assert_eq!(engine.register_file(&path).unwrap(), "Firms 2020");
    assert_eq!(engine.tables(), ["\"Firms 2020\""]);
    assert_eq!(engine.sql("select * from \"Firms 2020\"").unwrap(), every_kind());
    assert!(matches!(engine.register_file(&path), Err(EngineError::NameTaken { .. })));
}

#[test]
fn a_table_registered_again_is_replaced() {
    let mut engine = engine();
    engine.register_table("t", &panel(10)).unwrap();
    engine.register_table("t", &panel(20)).unwrap();
    assert_eq!(engine.sql("select count(*) as n from t").unwrap().integer_at(0, "n"), Some(20));
}
