use crate::place::{Place, message, names, read, shown};
use crate::zip::{ods, xlsx};
use isard::model::{Column, Table};
use isard_io::{ReadError, ReadOptions, WriteError, read_table, write_excel};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::path::PathBuf;

fn book(place: &Place, fill: impl FnOnce(&mut Workbook)) -> PathBuf {
    let mut book = Workbook::new();
    fill(&mut book);
    let path = place.path("t.xlsx");
    book.save(&path).unwrap();
    path
}

#[test]
fn uniform_columns_are_typed_and_mixed_ones_are_text() {
    let place = Place::new();
    let path = book(&place, |book| {
        let date = Format::new().set_num_format("yyyy-mm-dd");
        let sheet = book.add_worksheet().set_name("Дані").unwrap();
        for (c, name) in ["region", "year", "value", "mixed", "dated", "yes"].iter().enumerate() {
            sheet.write_string(0, c as u16, *name).unwrap();
        }
        for (r, (region, value)) in [("01", 1.5), ("02", 2.0)].iter().enumerate() {
            let r = r as u32 * 2 + 1;
            sheet.write_string(r, 0, *region).unwrap();
            sheet.write_number(r, 1, 2020.0).unwrap();
            sheet.write_number(r, 2, *value).unwrap();
            sheet.write_boolean(r, 5, true).unwrap();
        }
        sheet.write_number(1, 3, 12.5).unwrap();
        sheet.write_string(3, 3, "c").unwrap();
        sheet.write_number(1, 4, 7.0).unwrap();
        let day = ExcelDateTime::from_ymd(2021, 3, 1).unwrap();
        sheet.write_datetime_with_format(3, 4, &day, &date).unwrap();
    });
    let raw = read_table(&path, &ReadOptions::default()).unwrap();
    assert_eq!(raw.origin.sheet.as_deref(), Some("Дані"));
    assert_eq!(raw.lines, [2, 4]);
    assert_eq!(shown(&raw, 0), "01|2020|1.5|12.5|7|true");
    assert_eq!(shown(&raw, 1), "02|2020|2|c|2021-03-01|true");
    let types: Vec<&str> = raw
        .table
        .fields()
        .iter()
        .map(|f| match f.column {
            Column::Text(_) => "text",
            Column::Integer(_) => "integer",
            Column::Real(_) => "real",
            Column::Boolean(_) => "boolean",
        })
        .collect();
    assert_eq!(types, ["text", "integer", "real", "text", "text", "boolean"]);
}

#[test]
fn a_time_of_day_stays_one() {
    let place = Place::new();
    let path = book(&place, |book| {
        let clock = Format::new().set_num_format("h:mm AM/PM");
        let full = Format::new().set_num_format("yyyy-mm-dd hh:mm");
        let sheet = book.add_worksheet();
        sheet.write_string(0, 0, "value").unwrap();
        sheet.write_number_with_format(1, 0, 0.0, &clock).unwrap();
        sheet.write_number_with_format(2, 0, 0.5, &clock).unwrap();
        sheet.write_number_with_format(3, 0, 44256.25, &full).unwrap();
    });
    let raw = read_table(&path, &ReadOptions::default()).unwrap();
    assert_eq!(
        [shown(&raw, 0), shown(&raw, 1), shown(&raw, 2)],
        ["00:00:00", "12:00:00", "2021-03-01T06:00:00"]
    );
}

#[test]
fn sheets_are_chosen_by_name_or_the_first_with_cells() {
    let place = Place::new();
    let path = book(&place, |book| {
        book.add_worksheet().set_name("Notes").unwrap();
        for (name, value) in [("Data 2019", 1.0), ("Data 2020", 2.0)] {
            let sheet = book.add_worksheet().set_name(name).unwrap();
            sheet.write_string(2, 1, "value").unwrap();
            sheet.write_number(3, 1, value).unwrap();
        }
    });
    let of = |sheet: Option<&str>| {
        read_table(&path, &ReadOptions { sheet: sheet.map(str::to_string), ..Default::default() })
    };
    let first = of(None).unwrap();
    assert_eq!((first.origin.sheet.as_deref(), first.lines.clone()), (Some("Data 2019"), vec![4]));
    assert_eq!(
        first.origin.notes,
        [
            "sheet `Data 2019` of 3 was read (Notes, Data 2019, Data 2020)",
            "2 empty rows above the header were skipped"
        ]
    );
    assert_eq!(shown(&of(Some("data 2020")).unwrap(), 0), "2");
    let error = of(Some("Data 2021")).unwrap_err();
    assert_eq!(message(&error), "t.xlsx: no sheet `Data 2021`; there are: Notes, Data 2019, Data 2020");
    assert_eq!(message(&of(Some("Notes")).unwrap_err()), "t.xlsx: is empty (sheet `Notes`)");
}

#[test]
fn merged_header_cells_are_named() {
    let place = Place::new();
    let path = book(&place, |book| {
        let sheet = book.add_worksheet();
        sheet.write_string(0, 0, "region").unwrap();
        sheet.merge_range(0, 1, 0, 2, "employment", &Format::new()).unwrap();
        for c in 0..3 {
            sheet.write_number(1, c, 1.0).unwrap();
        }
    });
    let error = read_table(&path, &ReadOptions::default()).unwrap_err();
    assert_eq!(message(&error), "t.xlsx (sheet `Sheet1`): column 3 has values but no name");
    assert!(error.hint().contains("B1:C1"), "{}", error.hint());
}

#[test]
fn a_cell_in_the_last_corner_costs_nothing() {
    let place = Place::new();
    let path = book(&place, |book| {
        let sheet = book.add_worksheet();
        sheet.write_string(0, 0, "a").unwrap();
        sheet.write_string(0, 16_383, "b").unwrap();
        sheet.write_number(1_048_575, 16_383, 1.0).unwrap();
    });
    let raw = read_table(&path, &ReadOptions::default()).unwrap();
    assert_eq!(
        (names(&raw), raw.lines.clone(), shown(&raw, 0)),
        ("a|b".into(), vec![1_048_576], "-|1".into())
    );
}

#[test]
fn text_is_never_written_as_a_formula() {
    let place = Place::new();
    let dangerous = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=HYPERLINK(\"http://x\",\"y\")", "{=1}"];
    let table = Table::new().with("=name", Column::Text(dangerous.iter().map(|&t| Some(t)).collect()));
    let path = place.path("t.xlsx");
    write_excel(&[("sheet", &table)], &path).unwrap();
    let raw = read_table(&path, &ReadOptions::default()).unwrap();
    assert_eq!(raw.table, table);
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&path).unwrap();
    let formulas = calamine::Reader::worksheet_formula(&mut book, "sheet").unwrap();
    assert_eq!(formulas.used_cells().count(), 0);
}

#[test]
fn the_same_tables_give_the_same_bytes() {
    let place = Place::new();
    let table = Table::new().with("v", Column::Real(vec![Some(0.1), None, Some(-1e300)]));
    let write = |name: &str| {
        write_excel(&[("a", &table), ("b", &table)], &place.path(name)).unwrap();
        std::fs::read(place.path(name)).unwrap()
    };
    let first = write("1.xlsx");
    std::thread::sleep(std::time::Duration::from_millis(2100));
    assert_eq!(first, write("2.xlsx"));
}

#[test]
fn what_a_sheet_cannot_hold_is_refused() {
    let place = Place::new();
    let table = Table::new().with("v", Column::Integer(vec![Some(1)]));
    let write = |sheets: &[(&str, &Table)]| write_excel(sheets, &place.path("t.xlsx")).unwrap_err();
    assert!(matches!(write(&[("a/b", &table)]), WriteError::SheetName { .. }));
    assert!(matches!(write(&[("A", &table), ("a", &table)]), WriteError::SheetName { .. }));
    let long =
        Table::new().with("v", Column::Text([Some("x".repeat(40_000).as_str())].into_iter().collect()));
    assert!(matches!(write(&[("a", &long)]), WriteError::LongText { row: 2, length: 40_000, .. }));
    let tall = Table::new().with("v", Column::Integer(vec![None; 1_048_576]));
    assert!(matches!(write(&[("a", &tall)]), WriteError::TooLarge { .. }));
}

#[test]
fn damaged_workbooks_are_refused() {
    let place = Place::new();
    let table = Table::new().with("v", Column::Integer((0..500).map(Some).collect()));
    write_excel(&[("a", &table)], &place.path("t.xlsx")).unwrap();
    let bytes = std::fs::read(place.path("t.xlsx")).unwrap();
    for cut in [10, bytes.len() / 2, bytes.len() - 10] {
        let error = read("cut.xlsx", &bytes[..cut]).unwrap_err();
        assert!(matches!(error, ReadError::Damaged { .. }), "{cut}: {error}");
    }
    assert!(matches!(read("t.xlsx", b"PK\x03\x04nothing"), Err(ReadError::Damaged { .. })));
}

#[test]
fn opendocument_spreadsheets_are_read() {
    let cell = |kind: &str, value: &str, text: &str| {
        format!(
            "<table:table-cell office:value-type=\"{kind}\" {value}><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let text = |t: &str| cell("string", "", t);
    let rows = format!(
        "<table:table-row>{}{}{}</table:table-row><table:table-row>{}{}{}</table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048570\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>",
        text("region"),
        text("value"),
        text("dated"),
        text("DE21"),
        cell("float", "office:value=\"1.5\"", "1,5"),
        cell("date", "office:date-value=\"2021-03-01\"", "1.3.21"),
    );
    for name in ["t.ods", "t"] {
        let raw = read(name, ods(&rows)).unwrap();
        assert_eq!(
            (names(&raw), shown(&raw, 0)),
            ("region|value|dated".into(), "DE21|1.5|2021-03-01".into())
        );
        assert_eq!((raw.table.rows(), raw.lines.clone()), (1, vec![2]));
    }
}

#[test]
fn errors_of_a_spreadsheet_stay_as_shown() {
    let rows = r#"<row r="3"><c r="B3" t="inlineStr"><is><t> value </t></is></c></row>
        <row r="5"><c r="B5" t="e"><v>#DIV/0!</v></c></row><row r="6"><c r="B6"><v>0.1</v></c></row>"#;
    let raw = read("t.xlsx", xlsx(rows)).unwrap();
    assert_eq!(names(&raw), "value");
    assert_eq!([shown(&raw, 0), shown(&raw, 1)], ["#DIV/0!", "0.1"]);
    assert_eq!(raw.lines, [5, 6]);
}

#[test]
fn a_spreadsheet_whose_table_does_not_end_is_refused() {
    let open = "</table:table><table:table table:name=\"second\"><table:table-row/";
    for rows in ["</table:table-row", "<table:table-row>", open] {
        assert!(matches!(read("t.ods", ods(rows)), Err(ReadError::Damaged { .. })), "{rows}");
    }
}
