//! Panels from micro data against sums made by hand.

use crate::fixtures::{panel, text};
use isard::model::{Column, Table};
use isard_engine::{DensePanel, Engine, EngineError, EngineOptions, PanelColumns, PanelSource, parquet};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn engine(threads: usize, memory_limit: Option<usize>) -> Engine {
    Engine::new(EngineOptions { threads: Some(threads), memory_limit, temp_dir: None }).unwrap()
}

fn columns(year: bool, measures: &[&str]) -> PanelColumns {
    PanelColumns {
        region: "region".into(),
        industry: "industry".into(),
        year: year.then(|| "year".into()),
        measures: measures.iter().map(|m| m.to_string()).collect(),
    }
}

/// One pass over the rows: what every route must give.
fn by_hand(table: &Table, columns: &PanelColumns) -> DensePanel {
    let key = |row: usize, name: &str| table.get(name).unwrap().display(row);
    let mut sums: BTreeMap<(i64, String, String), Vec<Option<f64>>> = BTreeMap::new();
    let (mut regions, mut industries, mut years) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut empty = vec![0; columns.measures.len()];
    let mut without_key = 0;
    for row in 0..table.rows() {
        let year = match &columns.year {
            None => Some(0),
            Some(name) => key(row, name).map(|y| y.parse().unwrap()),
        };
        let (Some(r), Some(i), Some(y)) = (key(row, &columns.region), key(row, &columns.industry), year)
        else {
            without_key += 1;
            continue;
        };
        regions.insert(r.clone());
        industries.insert(i.clone());
        years.insert(y);
        let cell = sums.entry((y, r, i)).or_insert_with(|| vec![None; columns.measures.len()]);
        for (m, name) in columns.measures.iter().enumerate() {
            match table.real_at(row, name) {
                Some(v) => cell[m] = Some(cell[m].map_or(v, |sum| sum + v)),
                None => empty[m] += 1,
            }
        }
    }
    let slabs: Vec<i64> = if columns.year.is_some() { years.into_iter().collect() } else { vec![0] };
    let measures = (0..columns.measures.len()).map(|m| {
        let mut values = Vec::new();
        for y in &slabs {
            for r in &regions {
                for i in &industries {
                    let sum = sums.get(&(*y, r.clone(), i.clone())).and_then(|cell| cell[m]);
                    values.push(sum.unwrap_or(f64::NAN));
                }
            }
        }
        isard_engine::MeasureSums { name: columns.measures[m].clone(), values, empty: empty[m] }
    });
    let measures = measures.collect();
    DensePanel {
        regions: regions.into_iter().collect(),
        industries: industries.into_iter().collect(),
        years: if columns.year.is_some() { slabs } else { Vec::new() },
        measures,
        rows: table.rows() as u64,
        rows_without_key: without_key,
    }
}

/// NaN stands for absent here, so it equals itself; other sums to the last bit
/// or, where `close`, to rounding.
fn assert_same(found: &DensePanel, expected: &DensePanel, close: bool) {
    assert_eq!(found.regions, expected.regions);
    assert_eq!(found.industries, expected.industries);
    assert_eq!(found.years, expected.years);
    assert_eq!((found.rows, found.rows_without_key), (expected.rows, expected.rows_without_key));
    for (f, e) in found.measures.iter().zip(&expected.measures) {
        assert_eq!((&f.name, f.empty, f.values.len()), (&e.name, e.empty, e.values.len()));
        for (a, b) in f.values.iter().zip(&e.values) {
            let equal = if close { (a - b).abs() <= 1e-9 * (1.0 + b.abs()) } else { a == b };
            assert!(equal || (a.is_nan() && b.is_nan()), "{}: {a} is not {b}", f.name);
        }
    }
}

fn write(folder: &Path, table: &Table) -> PanelSource {
    let path = folder.join("micro.parquet");
    parquet::write(&path, table, None).unwrap();
    PanelSource::Parquet(path)
}

#[test]
fn a_file_of_several_row_groups_gives_the_same_bits_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let table = panel(700_000);
    let source = write(folder.path(), &table);
    for columns in [columns(false, &["pay"]), columns(true, &["jobs", "pay"])] {
        let expected = by_hand(&table, &columns);
        for threads in [1, 2, 5] {
            let found = engine(threads, None).aggregate_panel(&source, &columns).unwrap();
            assert_same(&found, &expected, false);
        }
    }
}

#[test]
fn queries_give_the_same_sums() {
    let table = panel(30_000);
    for columns in [columns(false, &["pay", "jobs"]), columns(true, &["jobs"])] {
        let mut first = None;
        for threads in [1, 3] {
            let mut engine = engine(threads, None);
            engine.register_table("micro", &table).unwrap();
            let found =
                engine.aggregate_panel(&PanelSource::Query("select * from micro".into()), &columns).unwrap();
            assert_same(&found, &by_hand(&table, &columns), true);
            assert_same(&found, first.get_or_insert_with(|| found.clone()), false);
        }
    }
    let mut engine = engine(2, None);
    engine.register_table("micro", &table).unwrap();
    let some = "select region as r, industry as \"In\", jobs * 2 as twice from micro where year = 2011";
    let columns = PanelColumns {
        region: "r".into(),
        industry: "In".into(),
        year: None,
        measures: vec!["twice".into()],
    };
    let found = engine.aggregate_panel(&PanelSource::Query(some.into()), &columns).unwrap();
    let part = table.filter(|row| table.integer_at(row, "year") == Some(2011));
    let whole = by_hand(&part, &self::columns(false, &["jobs"]));
    assert_eq!(found.regions, whole.regions);
    for (a, b) in found.measures[0].values.iter().zip(&whole.measures[0].values) {
        assert!(*a == 2.0 * b || (a.is_nan() && b.is_nan()));
    }
}

#[test]
fn keys_that_appear_late_find_room() {
    let folder = tempfile::tempdir().unwrap();
    let rows = 300_000;
    let name = |prefix: &str, row: usize, step: usize| format!("{prefix}{}", row / step);
    let region: Vec<String> = (0..rows).map(|row| name("r", row, 9_000)).collect();
    let industry: Vec<String> = (0..rows).map(|row| name("i", (row * 31) % (row + 1), 7_000)).collect();
    let table = Table::new()
        .with("region", text(region.iter().map(|v| Some(v.as_str()))))
        .with("industry", text(industry.iter().map(|v| Some(v.as_str()))))
        .with("year", Column::Integer((0..rows).map(|row| Some(2025 - (row / 60_000) as i64)).collect()))
        .with("jobs", Column::Integer((0..rows).map(|row| Some(row as i64 % 11 - 5)).collect()));
    let source = write(folder.path(), &table);
    let columns = columns(true, &["jobs"]);
    let found = engine(3, None).aggregate_panel(&source, &columns).unwrap();
    assert_same(&found, &by_hand(&table, &columns), false);
    let long = found.to_table();
    assert_eq!(long.names().collect::<Vec<_>>(), ["region", "industry", "year", "jobs"]);
    let sum: f64 = long.real("jobs").unwrap().iter().flatten().sum();
    let all: i64 = table.integer("jobs").unwrap().iter().flatten().sum();
    assert_eq!(sum, all as f64);
}

#[test]
fn absent_and_zero_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let table = Table::new()
        .with("region", text([Some("a"), Some("a"), Some("b"), Some("b"), None, Some("c")]))
        .with("industry", text([Some("x"), Some("x"), Some("x"), Some("y"), Some("y"), Some("y")]))
        .with("jobs", Column::Real(vec![Some(1.5), Some(-1.5), Some(-0.0), None, Some(9.0), Some(0.0)]));
    let columns = columns(false, &["jobs"]);
    let mut engine = engine(2, None);
    engine.register_table("micro", &table).unwrap();
    for source in [write(folder.path(), &table), PanelSource::Query("select * from micro".into())] {
        let found = engine.aggregate_panel(&source, &columns).unwrap();
        let cells: Vec<Option<f64>> = (0..3).flat_map(|r| [0, 1].map(|i| found.cell(0, 0, r, i))).collect();
        assert_eq!(cells, [Some(0.0), None, Some(0.0), None, None, Some(0.0)]);
        assert_eq!((found.rows, found.rows_without_key, found.measures[0].empty), (6, 1, 1));
    }
}

#[test]
fn whole_numbers_serve_as_keys_and_text_as_years() {
    let folder = tempfile::tempdir().unwrap();
    let table = Table::new()
        .with("region", Column::Integer(vec![Some(36001), Some(6), None]))
        .with("industry", Column::Integer(vec![Some(311), Some(311), Some(311)]))
        .with("year", text([Some("2012"), Some("2011"), Some("2011")]))
        .with("jobs", Column::Integer(vec![Some(5), Some(7), Some(9)]));
    let mut engine = engine(2, None);
    engine.register_table("micro", &table).unwrap();
    for source in [write(folder.path(), &table), PanelSource::Query("select * from micro".into())] {
        let found = engine.aggregate_panel(&source, &columns(true, &["jobs"])).unwrap();
        assert_same(&found, &by_hand(&table, &columns(true, &["jobs"])), false);
        assert_eq!(found.regions, ["36001", "6"]);
        assert_eq!(found.years, [2011, 2012]);
    }
}

#[test]
fn an_empty_file_gives_an_empty_panel() {
    let folder = tempfile::tempdir().unwrap();
    let source = write(folder.path(), &panel(10).take(&[]));
    let found = engine(2, None).aggregate_panel(&source, &columns(true, &["jobs"])).unwrap();
    assert_same(&found, &by_hand(&panel(10).take(&[]), &columns(true, &["jobs"])), false);
    assert_eq!(found.to_table().rows(), 0);
}

#[test]
fn rows_without_any_key_make_no_cell() {
    let folder = tempfile::tempdir().unwrap();
    let table = Table::new()
        .with("region", text([None, None]))
        .with("industry", text([None, Some("x")]))
        .with("jobs", Column::Integer(vec![Some(1), None]));
    let found =
        engine(2, None).aggregate_panel(&write(folder.path(), &table), &columns(false, &["jobs"])).unwrap();
    assert_same(&found, &by_hand(&table, &columns(false, &["jobs"])), false);
    assert_eq!((found.regions.len(), found.rows_without_key), (0, 2));
}

#[test]
fn columns_that_do_not_fit_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let table = panel(100).with("word", text([Some("x"); 100]));
    let mut engine = engine(2, None);
    engine.register_table("micro", &table).unwrap();
    for source in [write(folder.path(), &table), PanelSource::Query("select * from micro".into())] {
        let error = |columns: &PanelColumns| engine.aggregate_panel(&source, columns).unwrap_err();
        let unknown = error(&columns(false, &["job"]));
        assert!(matches!(unknown, EngineError::UnknownColumn { .. }), "{unknown:?}");
        assert!(unknown.hint().unwrap().starts_with("did you mean `jobs`?"));
        for measure in ["word", "region"] {
            let wrong = error(&columns(false, &[measure]));
            assert!(
                matches!(&wrong, EngineError::WrongType { column, .. } if column == measure),
                "{wrong:?}"
            );
        }
        let key = PanelColumns { region: "pay".into(), ..columns(false, &["jobs"]) };
        assert!(matches!(error(&key), EngineError::WrongType { .. }));
        let year = PanelColumns { year: Some("word".into()), ..columns(false, &["jobs"]) };
        assert!(engine.aggregate_panel(&source, &year).is_err());
    }
}

#[test]
fn a_panel_beyond_the_memory_limit_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let source = write(folder.path(), &panel(5_000));
    let error = engine(2, Some(500)).aggregate_panel(&source, &columns(true, &["jobs"])).unwrap_err();
    assert!(matches!(error, EngineError::PanelTooLarge { limit: Some(500), .. }), "{error:?}");
    assert!(error.hint().unwrap().contains("limit"));
}

#[test]
fn grouping_beyond_the_memory_limit_spills_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let rows = 150_000;
    let region: Vec<String> = (0..rows).map(|i| format!("region-{:05}", (i * 7919) % 25_000)).collect();
    let table = Table::new()
        .with("region", text(region.iter().map(|v| Some(v.as_str()))))
        .with("industry", text((0..rows).map(|i| Some(["food", "steel"][i % 2]))))
        .with("jobs", Column::Integer((0..rows).map(|i| Some(i as i64 % 97)).collect()));
    let PanelSource::Parquet(path) = write(folder.path(), &table) else { unreachable!() };
    let columns = columns(false, &["jobs"]);
    let sum = |limit| {
        let mut engine = engine(2, limit);
        engine.register_parquet("micro", &path).unwrap();
        let query = PanelSource::Query("select * from micro".into());
        (engine.aggregate_panel(&query, &columns).unwrap(), engine.spilled())
    };
    let (tight, spilled) = sum(Some(4 << 20));
    assert!(spilled > 0, "nothing was spilled");
    assert_same(&tight, &by_hand(&table, &columns), false);
    assert_same(&sum(None).0, &tight, false);
}

#[test]
fn damage_in_any_row_group_is_an_error_not_a_panic() {
    let folder = tempfile::tempdir().unwrap();
    let PanelSource::Parquet(path) = write(folder.path(), &panel(3_000)) else { unreachable!() };
    let good = fs::read(&path).unwrap();
    let mut refused = 0;
    for at in (4..good.len()).step_by(good.len() / 200 + 1) {
        let mut bad = good.clone();
        bad[at] ^= 0xff;
        fs::write(&path, &bad).unwrap();
        let source = PanelSource::Parquet(path.clone());
        if let Err(error) =
            engine(2, Some(64 << 20)).aggregate_panel(&source, &columns(true, &["jobs", "pay"]))
        {
            assert!(!error.to_string().is_empty());
            refused += 1;
        }
    }
    assert!(refused > 20, "only {refused} damages were noticed");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_rows_sum_to_what_counting_gives(
        rows in prop::collection::vec(
            (prop::option::of("[a-d]"), prop::option::of("[x-z]{0,1}"), prop::option::of(1999..2003i64),
             prop::option::of(-9..9i64), prop::option::of(-1e3..1e3f64)),
            0..120,
        )
    ) {
        let table = Table::new()
            .with("region", text(rows.iter().map(|r| r.0.as_deref())))
            .with("industry", text(rows.iter().map(|r| r.1.as_deref())))
            .with("year", Column::Integer(rows.iter().map(|r| r.2).collect()))
            .with("jobs", Column::Integer(rows.iter().map(|r| r.3).collect()))
            .with("pay", Column::Real(rows.iter().map(|r| r.4).collect()));
        let columns = columns(true, &["pay", "jobs"]);
        let expected = by_hand(&table, &columns);
        let folder = tempfile::tempdir().unwrap();
        let mut engine = engine(2, None);
        engine.register_table("micro", &table).unwrap();
        assert_same(&engine.aggregate_panel(&write(folder.path(), &table), &columns).unwrap(), &expected, false);
        let query = PanelSource::Query("select * from micro".into());
        assert_same(&engine.aggregate_panel(&query, &columns).unwrap(), &expected, true);
    }
}
