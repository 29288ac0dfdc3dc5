//! Answers of queries against counts made by hand, and refusals.

use crate::fixtures::{every_kind, panel, text};
use isard::model::{Column, Table};
use isard_engine::{Engine, EngineError, EngineOptions, parquet};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn with(table: &Table) -> Engine {
    let mut engine = Engine::new(EngineOptions { threads: Some(2), ..Default::default() }).unwrap();
    engine.register_table("t", table).unwrap();
    engine
}

#[test]
fn a_registered_table_comes_back_whole() {
    assert_eq!(with(&every_kind()).sql("select * from t").unwrap(), every_kind());
    let none = every_kind().take(&[]);
    assert_eq!(with(&none).sql("select * from t").unwrap(), none);
}

#[test]
fn types_become_those_of_tables() {
    let engine = with(&panel(3));
    let table = engine
        .sql(
            "select date '2020-02-29' as d, timestamp '2020-02-29T12:30:00' as at, \
             cast(1.25 as decimal(10, 2)) as dec, cast('nan' as double) as nan, \
             cast(7 as tinyint unsigned) as small, cast(0.5 as real) as half, \
             null as nothing, true as yes, arrow_cast('x', 'Dictionary(Int8, Utf8)') as dict",
        )
        .unwrap();
    assert_eq!(table.text_at(0, "d"), Some("2020-02-29"));
    assert_eq!(table.text_at(0, "at"), Some("2020-02-29T12:30:00"));
    assert_eq!(table.get("dec"), Some(&Column::Real(vec![Some(1.25)])));
    assert_eq!(table.get("nan"), Some(&Column::Real(vec![None])));
    assert_eq!(table.get("small"), Some(&Column::Integer(vec![Some(7)])));
    assert_eq!(table.get("half"), Some(&Column::Real(vec![Some(0.5)])));
    assert_eq!(table.get("nothing"), Some(&text([None])));
    assert_eq!(table.get("yes"), Some(&Column::Boolean(vec![Some(true)])));
    assert_eq!(table.text_at(0, "dict"), Some("x"));
}

#[test]
fn what_a_table_cannot_hold_is_refused() {
    let engine = with(&panel(3));
    let error = engine.sql("select array_agg(jobs) as list from t").unwrap_err();
    assert!(matches!(&error, EngineError::ColumnType { column, .. } if column == "list"), "{error:?}");
    let error = engine.sql("select cast(18446744073709551615 as bigint unsigned) as big").unwrap_err();
    assert!(
        matches!(&error, EngineError::TooLarge { column, value: u64::MAX } if column == "big"),
        "{error:?}"
    );
}

#[test]
fn columns_of_one_name_are_told_apart() {
    let table = with(&panel(3)).sql("select a.year, b.year, a.jobs from t a cross join t b").unwrap();
    assert_eq!(table.names().collect::<Vec<_>>(), ["year", "year_2", "jobs"]);
    assert_eq!(table.rows(), 9);
}

#[test]
fn columns_of_result_tables_need_no_quotes() {
    let table = panel(3).with("cluster", text([Some("x"); 3])).with("rank", text([Some("y"); 3]));
    let answer = with(&table).sql("select region, cluster, rank from t order by cluster, rank").unwrap();
    assert_eq!(answer.names().collect::<Vec<_>>(), ["region", "cluster", "rank"]);
}

#[test]
fn refusals_say_what_to_do() {
    let engine = with(&panel(3).with("Code", text([Some("x"); 3])));
    let shown = |query: &str| {
        let error = engine.sql(query).unwrap_err();
        format!("{error}\nhint: {}", error.hint().unwrap_or_default())
    };
    let queries = [
        "select regoin from t",
        "select altitude from t",
        "select Code from t",
        "select t.regoin, u.jobs from t join t u on t.region = u.region",
        "select * from tt",
        "select * from firms.strength",
        "select * fro t",
        "select",
        "drop table t",
        "explain drop table t",
        "select 1; select 2",
        "set datafusion.execution.batch_size = 1",
        "copy t to 'x.parquet'",
        "insert into t select * from t",
        "create table x as select * from t",
        "select region, jobs from t group by region",
        "select no_such_function(jobs) from t",
        "select * from '/etc/passwd'",
        "",
    ];
    let all: Vec<String> = queries.iter().map(|q| format!("> {q}\n{}\n", shown(q))).collect();
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn an_answer_can_go_to_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answer.parquet");
    let engine = with(&panel(5_000));
    let query = "select region, date '2020-01-01' as day, sum(pay) as pay, sum(jobs) / 0.0 as none \
                 from t group by region order by region";
    engine.sql_to_parquet(query, &path).unwrap();
    assert_eq!(parquet::read(&path).unwrap(), engine.sql(query).unwrap());
    assert!(engine.sql_to_parquet("select regoin from t", folder.path().join("no.parquet")).is_err());
    assert!(engine.sql_to_parquet(query, folder.path().join("no/no.parquet")).is_err());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_tiny_memory_limit_spills_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let spill = folder.path().join("spill");
    std::fs::create_dir(&spill).unwrap();
    let rows = 80_000;
    let id: Vec<String> = (0..rows).map(|i| format!("plant-{:06}", (i * 7919) % rows)).collect();
    let table = Table::new()
        .with("id", text(id.iter().map(|v| Some(v.as_str()))))
        .with("jobs", Column::Integer((0..rows).map(|i| Some(i as i64 % 97)).collect()));
    let path = folder.path().join("t.parquet");
    parquet::write(&path, &table, None).unwrap();
    let answer = |threads: usize, limit: Option<usize>, query: &str| {
        let options =
            EngineOptions { threads: Some(threads), memory_limit: limit, temp_dir: Some(spill.clone()) };
        let mut engine = Engine::new(options).unwrap();
        engine.register_parquet("t", &path).unwrap();
        let answer = engine.sql(query);
        (answer, engine.spilled())
    };
    for query in [
        "select id, jobs from t order by id, jobs",
        "select id, sum(jobs) as jobs, count(*) as n from t group by id order by id",
    ] {
        let (free, none) = answer(2, None, query);
        let free = free.unwrap();
        assert_eq!(none, 0);
        for threads in [2, 8] {
            let (tight, some) = answer(threads, Some(4 << 20), query);
            assert_eq!(tight.unwrap(), free, "{query} on {threads} threads");
            assert!(some > 0, "nothing was spilled: {query}");
        }
    }
    assert!(std::fs::read_dir(&spill).unwrap().next().is_none(), "spilled files are removed");
    let (refused, _) = answer(2, Some(1 << 10), "select id, jobs from t order by id, jobs");
    let refused = refused.unwrap_err();
    assert!(matches!(refused, EngineError::OutOfMemory { limit: Some(1024), .. }), "{refused:?}");
    assert!(refused.hint().unwrap().contains("1 MiB"));
}

#[test]
fn several_threads_merge_under_a_limit() {
    let folder = tempfile::tempdir().unwrap();
    let rows = 200_000;
    let ids: Vec<String> = (0..4096).map(|i| format!("{i:0120}")).collect();
    let table = Table::new()
        .with("id", text((0..rows).map(|i| Some(ids[i * 7919 % ids.len()].as_str()))))
        .with("n", Column::Integer((0..rows as i64).map(Some).collect()));
    let path = folder.path().join("t.parquet");
    parquet::write(&path, &table, None).unwrap();
    let options = EngineOptions { threads: Some(2), memory_limit: Some(64 << 20), temp_dir: None };
    let mut engine = Engine::new(options).unwrap();
    engine.register_parquet("t", &path).unwrap();
    let answer =
        engine.sql("select n, row_number() over (order by id, n) as place from t order by n").unwrap();
    assert!(engine.spilled() > 0, "nothing was spilled");
    let mut sorted: Vec<usize> = (0..rows).collect();
    sorted.sort_by_key(|&n| (n * 7919 % ids.len(), n));
    let mut places = vec![None; rows];
    sorted.iter().enumerate().for_each(|(place, &n)| places[n] = Some(place as i64 + 1));
    assert_eq!(answer.integer("place").unwrap(), places);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn grouping_and_pivoting_equal_counting_by_hand(
        rows in prop::collection::vec((prop::option::of("[a-d]"), 0..3i64, prop::option::of(-50..50i64)), 0..80)
    ) {
        let table = Table::new()
            .with("region", text(rows.iter().map(|r| r.0.as_deref())))
            .with("year", Column::Integer(rows.iter().map(|r| Some(r.1)).collect()))
            .with("jobs", Column::Integer(rows.iter().map(|r| r.2).collect()));
        let mut expected: BTreeMap<Option<&str>, [Option<i64>; 3]> = BTreeMap::new();
        for (region, year, jobs) in &rows {
            let cell = &mut expected.entry(region.as_deref()).or_default()[*year as usize];
            if let Some(jobs) = jobs {
                *cell = Some(cell.unwrap_or(0) + jobs);
            }
        }
        let answer = with(&table).sql(
            "select region, sum(jobs) filter (where year = 0) as y0, sum(jobs) filter (where year = 1) as y1, \
             sum(jobs) filter (where year = 2) as y2 from t group by region order by region nulls first",
        ).unwrap();
        prop_assert_eq!(answer.rows(), expected.len());
        for (row, (region, years)) in expected.iter().enumerate() {
            prop_assert_eq!(answer.text_at(row, "region"), *region);
            for (year, jobs) in years.iter().enumerate() {
                prop_assert_eq!(answer.integer_at(row, &format!("y{year}")), *jobs);
            }
        }
    }
}
