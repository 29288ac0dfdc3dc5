use crate::place::{Place, message, names, read, read_with, shown};
use isard_io::{ReadError, ReadOptions, read_table, source_line};
use std::io::Write;

#[test]
fn a_plain_file_keeps_its_cells_as_found() {
    let raw = read("a.csv", "region, name ,value\nA, Köln ,\"1,5\"\nB,,\n").unwrap();
    assert_eq!(names(&raw), "region|name|value");
    assert_eq!(shown(&raw, 0), "A| Köln |1,5");
    assert_eq!(shown(&raw, 1), "B|-|-");
    assert_eq!(raw.lines, [2, 3]);
    assert_eq!(raw.origin.delimiter, Some(','));
    assert_eq!(raw.origin.encoding.as_deref(), Some("UTF-8"));
    assert!(raw.origin.notes.is_empty(), "{:?}", raw.origin.notes);
}

#[test]
fn the_delimiter_is_found() {
    for (text, delimiter, columns) in [
        ("region;value\nA;1,5\nB;2,5\n", ';', 2),
        ("region;year;value, m\nA;2010;1,5\nB;2011;2,5\n", ';', 3),
        ("region\tname\tvalue\nA\tx, y\t1\nB\tz, w; v\t2\n", '\t', 3),
        ("a|b|c\n1|2|3\n", '|', 3),
        ("a,b\n\"x;y;z\",2\n\"u;v\n;w\",3\n", ',', 2),
        ("region\nA\nB\n", ',', 1),
        ("\"a;b\",c\n1,2\n", ',', 2),
    ] {
        let raw = read("t.csv", text).unwrap();
        assert_eq!((raw.origin.delimiter, raw.table.fields().len()), (Some(delimiter), columns), "{text}");
    }
}

#[test]
fn a_decimal_comma_is_not_taken_for_the_delimiter() {
    let text = "value\n1,5\n2,5\n";
    let options = ReadOptions { decimal: Some(','), ..Default::default() };
    // Without the option the second field of each line is one too many.
    assert!(matches!(read("t.csv", text), Err(ReadError::RaggedRow { line: 2, expected: 1, found: 2, .. })));
    let options = ReadOptions { delimiter: Some(';'), ..options };
    assert_eq!(shown(&read_with("t.csv", text, &options).unwrap(), 0), "1,5");
    let pairs = "a,b;c,d\n1,5;2,5\n";
    let options = ReadOptions { decimal: Some(','), ..Default::default() };
    assert_eq!(names(&read_with("t.csv", pairs, &options).unwrap()), "a,b|c,d");
}

#[test]
fn lines_are_those_of_the_file() {
    let text = "\n\nregion,note\r\nA,\"two\nlines\"\r\n\r\n\r\nB,\"three\r\nmore\nlines\"\nC,x\n,\nD,y";
    let raw = read("t.csv", text).unwrap();
    assert_eq!(raw.lines, [4, 8, 11, 13]);
    assert_eq!(raw.origin.notes, ["1 lines without any value were left out"]);
    let place = Place::new();
    let path = place.write("t.csv", text);
    assert_eq!(source_line(&path, 3).as_deref(), Some("region,note"));
    assert_eq!(source_line(&path, 11).as_deref(), Some("C,x"));
    assert_eq!(source_line(&path, 13).as_deref(), Some("D,y"));
    assert_eq!(source_line(&path, 14), None);
    assert_eq!(source_line(&path, 0), None);
}

#[test]
fn old_line_ends_count_too() {
    let raw = read("t.csv", "a,b\r1,2\r3,4\r").unwrap();
    assert_eq!(raw.lines, [2, 3]);
    let place = Place::new();
    assert_eq!(source_line(&place.write("t.csv", "a,b\r1,2\r3,4\r"), 3).as_deref(), Some("3,4"));
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_name() {
    let raw = read("t.csv", "\u{feff}region,value\nA,1\n").unwrap();
    assert_eq!(names(&raw), "region|value");
    assert_eq!(raw.origin.notes, ["byte-order mark removed (UTF-8)"]);
    let quoted = read("t.csv", "\u{feff}\"region\",value\nA,1\n").unwrap();
    assert_eq!(names(&quoted), "region|value");
}

fn utf_16(text: &str, little: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
}

#[test]
fn utf_16_is_read_with_and_without_mark() {
    let text = "region;назва;value\nUA05;Вінницька область;1,5\nUA07;Волинська область;2,5\n";
    for (marked, little) in [(true, true), (true, false), (false, true), (false, false)] {
        let text = if marked { format!("\u{feff}{text}") } else { text.to_string() };
        let raw = read("t.csv", utf_16(&text, little)).unwrap();
        assert_eq!(names(&raw), "region|назва|value");
        assert_eq!(shown(&raw, 1), "UA07|Волинська область|2,5");
        let expected = if little { "UTF-16LE" } else { "UTF-16BE" };
        assert_eq!(raw.origin.encoding.as_deref(), Some(expected));
        assert_eq!(raw.origin.notes.len(), 1, "what was assumed is said");
    }
}

#[test]
fn windows_encodings_are_recognised_and_said() {
    let cyrillic = "регион;название;занятость\n01;Республика Адыгея;152\n22;Алтайский край;1043\n";
    let western = "Region;Name;Beschäftigte\nDE;München und Umgebung, Größe;152\nAT;Kärnten, Österreich;20\n";
    for (text, encoding) in [(cyrillic, encoding_rs::WINDOWS_1251), (western, encoding_rs::WINDOWS_1252)] {
        let raw = read("t.csv", encoding.encode(text).0).unwrap();
        assert_eq!(raw.origin.encoding.as_deref(), Some(encoding.name()));
        assert_eq!(
            raw.origin.notes,
            [format!("not UTF-8; read as {}, judged by its letters", encoding.name())]
        );
        let first: Vec<&str> = text.lines().nth(1).unwrap().split(';').collect();
        assert_eq!(shown(&raw, 0), first.join("|"));
    }
    let place = Place::new();
    let path = place.write("t.csv", encoding_rs::WINDOWS_1251.encode(cyrillic).0);
    assert_eq!(source_line(&path, 2).as_deref(), Some("01;Республика Адыгея;152"));
}

#[test]
fn an_encoding_can_be_given() {
    let options = |label: &str| ReadOptions { encoding: Some(label.into()), ..Default::default() };
    let raw = read_with("t.csv", b"a,b\n\xe9,1\n", &options("windows-1251")).unwrap();
    assert_eq!(shown(&raw, 0), "й|1");
    let error = read_with("t.csv", "a,b\n", &options("klingon")).unwrap_err();
    assert_eq!(message(&error), "t.csv: unknown encoding `klingon`");
}

#[test]
fn a_few_damaged_bytes_do_not_turn_the_file_into_another_encoding() {
    let mut bytes = "name,value\n".to_string();
    for i in 0..20 {
        bytes += &format!("Вінницька область {i},1\n");
    }
    let mut bytes = bytes.into_bytes();
    bytes.extend(b"Volyn\xff,2\n");
    let raw = read("t.csv", bytes).unwrap();
    assert_eq!(shown(&raw, 0), "Вінницька область 0|1");
    assert_eq!(shown(&raw, 20), "Volyn\u{fffd}|2");
    let note = "1 characters are not valid UTF-8 and were replaced by \u{fffd}, the first on line 22";
    assert_eq!(raw.origin.notes, [note]);
}

#[test]
fn packed_files_are_recognised_by_content() {
    let text = b"region,value\nA,1\n";
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), Default::default());
    gz.write_all(text).unwrap();
    let gz = gz.finish().unwrap();
    let zst = zstd::encode_all(&text[..], 0).unwrap();
    for (name, bytes) in [("t.csv.gz", &gz), ("t.csv.zst", &zst), ("misnamed.csv", &gz)] {
        assert_eq!(shown(&read(name, bytes).unwrap(), 0), "A|1");
    }
    let cut = read("t.csv.gz", &gz[..gz.len() - 9]).unwrap_err();
    assert!(message(&cut).starts_with("t.csv.gz: damaged gzip file: "), "{cut}");
    let cut = read("t.csv.zst", &zst[..zst.len() - 4]).unwrap_err();
    assert!(message(&cut).starts_with("t.csv.zst: damaged Zstandard file: "), "{cut}");
}

#[test]
fn ragged_rows_name_the_line_and_both_numbers() {
    let error = read("t.csv", "a,b,c\n1,2,3\n1,2\n1,2,3\n1\n1,2,3,4\n").unwrap_err();
    assert_eq!(message(&error), "t.csv: line 3 has 2 fields, the header has 3 (and 2 more lines differ)");
    assert_eq!(error.line(), Some(3));
    assert!(error.hint().contains("missing cells"));
    let error = read("t.csv", "a,b\n1,x, y\n").unwrap_err();
    assert_eq!(message(&error), "t.csv: line 2 has 3 fields, the header has 2");
    assert!(error.hint().contains("quotation marks"), "{}", error.hint());
}

#[test]
fn a_quotation_mark_never_closed_is_suspected() {
    let error = read("t.csv", "a,b\n1,2\n3,\"4\n5,6\n7,8,9\",10\n").unwrap_err();
    assert_eq!(message(&error), "t.csv: line 3 has 3 fields, the header has 2");
    assert!(error.hint().starts_with("the record runs over 3 lines"), "{}", error.hint());
}

#[test]
fn names_must_be_there_and_differ() {
    let error = read("t.csv", "region,value, region\nA,1,B\n").unwrap_err();
    assert_eq!(message(&error), "t.csv: columns 1 and 3 are both named `region`");
    assert_eq!((error.line(), error.column()), (Some(1), Some(3)));
    let error = read("t.csv", "\n,region,value\n1,A,2\n").unwrap_err();
    assert_eq!(message(&error), "t.csv: column 1 has values but no name");
    assert_eq!(error.line(), Some(2));
    let raw = read("t.csv", "region;value;\nA;1;\nB;2;\n").unwrap();
    assert_eq!(names(&raw), "region|value");
    assert_eq!(raw.origin.notes, ["column 3 has neither name nor values and was left out"]);
}

#[test]
fn files_that_hold_no_table_are_refused_with_a_reason() {
    for (name, bytes, expected) in [
        ("t.csv", &b""[..], "t.csv: is empty"),
        ("t.csv", b"\xef\xbb\xbf", "t.csv: is empty"),
        ("t.csv", b"\n \n\t\n", "t.csv: is empty"),
        ("t.parquet", b"PAR1\0\0", "t.parquet: holds Parquet (the engine reads it), not a table"),
        ("t.csv", b"<!DOCTYPE html><html>", "t.csv: holds a web page or XML, not a table"),
        (
            "t.zip",
            b"PK\x03\x04\x14\0\0\0data.csv",
            "t.zip: holds a zip archive that is no workbook, not a table",
        ),
    ] {
        let error = read(name, bytes).unwrap_err();
        assert_eq!(message(&error), expected);
        assert!(!error.hint().is_empty());
    }
    let place = Place::new();
    let error = read_table(&place.path("none.csv"), &ReadOptions::default()).unwrap_err();
    assert_eq!(message(&error), "none.csv: no such file");
    let error = read_table(&place.path(""), &ReadOptions::default()).unwrap_err();
    assert!(matches!(error, ReadError::Directory { .. }));
}

#[test]
fn an_impossible_delimiter_is_refused() {
    let options = ReadOptions { delimiter: Some('→'), ..Default::default() };
    assert!(matches!(read_with("t.csv", "a,b\n", &options), Err(ReadError::BadDelimiter { .. })));
}

#[test]
fn a_quotation_mark_never_closed_is_named_with_its_line() {
    let place = Place::new();
    let path = place.write("a.csv", b"a,b\n1,\"x \"\"y\"\" z\"\n2,\"open\n3,4\n5,6\n");
    let error = read_table(&path, &ReadOptions::default()).unwrap_err();
    assert_eq!(error.line(), Some(3), "{error}");
    assert!(error.to_string().contains("never closed"), "{error}");
    // An inch sign at the end of the file is not an opening mark.
    let path = place.write("b.csv", b"a,b\n1,pipe\n2,5\"\n");
    assert_eq!(read_table(&path, &ReadOptions::default()).unwrap().table.rows(), 2);
}
