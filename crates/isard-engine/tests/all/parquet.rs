//! Tables survive the way through a file, and equal tables give equal bytes.

use crate::fixtures::{JobsRow, every_kind, panel, text};
use isard::model::{Column, Record, Table, table_of};
use isard_engine::{EngineError, parquet};
use proptest::prelude::*;
use std::fs;

fn round_trip(table: &Table) -> Table {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    parquet::write(&path, table, None).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "only the file itself is left");
    parquet::read(&path).unwrap()
}

#[test]
fn every_kind_of_column_comes_back() {
    let table = every_kind();
    let back = round_trip(&table);
    assert_eq!(back, table);
    let Some(Column::Real(real)) = back.get("real") else { panic!("real came back as another type") };
    assert!(real[2].is_some_and(|v| v.is_sign_negative()), "the sign of zero is kept");
}

#[test]
fn the_dictionary_keeps_the_order_of_first_appearance() {
    let column = text([Some("z"), None, Some("a"), Some("z"), Some("m")]);
    let back = round_trip(&Table::new().with("k", column));
    let dictionary: Vec<&str> = back.text("k").unwrap().dictionary().iter().map(|v| &**v).collect();
    assert_eq!(dictionary, ["z", "a", "m"]);
}

#[test]
fn tables_without_rows_or_columns_come_back() {
    let none = every_kind().take(&[]);
    assert_eq!(round_trip(&none), none);
    assert_eq!(round_trip(&Table::new()), Table::new());
}

#[test]
fn many_row_groups_come_back() {
    let table = panel(600_000);
    assert_eq!(round_trip(&table), table);
}

#[test]
fn equal_tables_give_equal_bytes_however_their_dictionaries_came_about() {
    let folder = tempfile::tempdir().unwrap();
    let rows: Vec<JobsRow> = (0..5000)
        .map(|i| JobsRow {
            region: format!("r{}", i % 70),
            year: 2000 + i / 70,
            jobs: Some(i as f64 / 3.0),
            coast: None,
        })
        .collect();
    let table = table_of(&rows);
    let first = folder.path().join("first.parquet");
    parquet::write(&first, &table, Some(&JobsRow::SPEC)).unwrap();
    let expected = fs::read(&first).unwrap();
    // Hash maps of one process are seeded differently, so an order taken from
    // one would show here.
    for _ in 0..20 {
        let again = folder.path().join("again.parquet");
        parquet::write(&again, &table.take(&(0..table.rows()).collect::<Vec<_>>()), Some(&JobsRow::SPEC))
            .unwrap();
        assert_eq!(fs::read(&again).unwrap(), expected);
    }
    let reread = folder.path().join("reread.parquet");
    parquet::write(&reread, &parquet::read(&first).unwrap(), Some(&JobsRow::SPEC)).unwrap();
    assert_eq!(fs::read(&reread).unwrap(), expected);
}

#[test]
fn the_file_documents_itself() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("jobs.parquet");
    let rows = [JobsRow { region: "a".into(), year: 2020, jobs: None, coast: Some(true) }];
    let table = table_of(&rows).with("extra", text([Some("x")]));
    parquet::write(&path, &table, Some(&JobsRow::SPEC)).unwrap();
    let about = parquet::describe(&path).unwrap();
    assert_eq!(about.table.as_deref(), Some("clusters/jobs"));
    assert_eq!(about.doc.as_deref(), Some("Jobs of a region."));
    assert_eq!(about.key, ["region", "year"]);
    assert_eq!(about.rows, 1);
    let jobs = about.columns.iter().find(|c| c.name == "jobs").unwrap();
    assert_eq!(jobs.description.as_deref(), Some("Jobs in the region."));
    assert_eq!(jobs.unit.as_deref(), Some("persons"));
    assert_eq!(jobs.storage, "real");
    let extra = about.columns.iter().find(|c| c.name == "extra").unwrap();
    assert_eq!((extra.description.as_deref(), extra.storage), (None, "text"));
}

#[test]
fn a_file_that_cannot_be_written_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("no/such/folder/t.parquet");
    let error = parquet::write(&path, &every_kind(), None).unwrap_err();
    assert!(matches!(&error, EngineError::File { path: p, .. } if *p == path), "{error}");
    assert!(error.hint().is_some());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn an_existing_file_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    parquet::write(&path, &panel(100), None).unwrap();
    parquet::write(&path, &every_kind(), None).unwrap();
    assert_eq!(parquet::read(&path).unwrap(), every_kind());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_table_comes_back(
        rows in prop::collection::vec(
            (prop::option::of("[a-c]{0,3}|.{0,6}"), any::<Option<i64>>(), any::<Option<f64>>(), any::<Option<bool>>()),
            0..60,
        )
    ) {
        let finite = |v: Option<f64>| v.filter(|x| x.is_finite());
        let table = Table::new()
            .with("t", text(rows.iter().map(|r| r.0.as_deref())))
            .with("i", Column::Integer(rows.iter().map(|r| r.1).collect()))
            .with("r", Column::Real(rows.iter().map(|r| finite(r.2)).collect()))
            .with("b", Column::Boolean(rows.iter().map(|r| r.3).collect()));
        prop_assert_eq!(round_trip(&table), table);
    }
}
