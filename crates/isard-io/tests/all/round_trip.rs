use crate::place::Place;
use isard::model::{Column, Table};
use isard_io::{ReadOptions, read_table, write_csv, write_excel};
use proptest::prelude::*;

/// Text with everything that needs care; never empty, since an empty text reads back as an empty cell.
fn text() -> impl Strategy<Value = String> {
    let awkward = prop::sample::select(vec![
        "a", "Б", "é", ",", ";", "\t", "\"", "\n", "\r\n", " ", "=", "-", "'", "0", "1,5", "中", "𝄞", "|",
        "\u{feff}",
    ]);
    prop::collection::vec(awkward, 1..6).prop_map(|parts| parts.concat())
}

/// Finite numbers; minus zero equals zero, and a cell of a workbook does not keep its sign.
fn real() -> impl Strategy<Value = f64> {
    any::<f64>().prop_filter("finite", |v| v.is_finite()).prop_map(|v| if v == 0.0 { 0.0 } else { v })
}

/// Tables whose first column is filled, so that no row is empty, nor the header alone.
fn table() -> impl Strategy<Value = Table> {
    let row = (
        text(),
        prop::option::of(text()),
        prop::option::of(-(1i64 << 53)..=(1i64 << 53)),
        prop::option::of(real()),
        prop::option::of(any::<bool>()),
    );
    prop::collection::vec(row, 1..12).prop_map(|rows| {
        Table::new()
            .with("key", Column::Text(rows.iter().map(|r| Some(r.0.as_str())).collect()))
            .with("text, \"free\"", Column::Text(rows.iter().map(|r| r.1.as_deref()).collect()))
            .with("whole", Column::Integer(rows.iter().map(|r| r.2).collect()))
            .with("real", Column::Real(rows.iter().map(|r| r.3).collect()))
            .with("yes", Column::Boolean(rows.iter().map(|r| r.4).collect()))
    })
}

fn displayed(table: &Table) -> Vec<(String, Vec<Option<String>>)> {
    let fields = table.fields().iter();
    fields.map(|f| (f.name.clone(), (0..table.rows()).map(|r| f.column.display(r)).collect())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn csv_gives_back_every_cell(table in table()) {
        let place = Place::new();
        let mut bytes = Vec::new();
        write_csv(&table, &mut bytes).unwrap();
        let path = place.write("t.csv", &bytes);
        // The delimiter is known to who wrote the file; free text may look like another one.
        let options = ReadOptions { delimiter: Some(','), ..Default::default() };
        let raw = read_table(&path, &options).unwrap();
        prop_assert_eq!(displayed(&raw.table), displayed(&table));
        for (row, &line) in raw.lines.iter().enumerate() {
            let source = isard_io::source_line(&path, line).unwrap();
            let key = table.text_at(row, "key").unwrap();
            let start = key.split(['\n', '\r', '"', ',']).next().unwrap();
            prop_assert!(source.trim_start_matches('"').starts_with(start), "{line}: {source:?} {key:?}");
        }
    }

    #[test]
    fn excel_gives_back_every_cell(table in table()) {
        let place = Place::new();
        let path = place.path("t.xlsx");
        write_excel(&[("data", &table)], &path).unwrap();
        let raw = read_table(&path, &ReadOptions::default()).unwrap();
        for (name, cells) in displayed(&table) {
            if let Some(column) = raw.table.get(&name) {
                let found: Vec<_> = (0..raw.table.rows()).map(|r| column.display(r)).collect();
                prop_assert_eq!(found, cells, "{}", name);
            } else {
                prop_assert!(false, "{} is gone", name);
            }
        }
        prop_assert_eq!(raw.lines, (2..table.rows() as u32 + 2).collect::<Vec<_>>());
    }
}
