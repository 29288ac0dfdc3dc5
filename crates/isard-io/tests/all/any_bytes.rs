//! No bytes whatsoever make a reader panic.

use crate::place::Place;
use crate::zip::{ods, xlsx};
use isard::model::{Column, Table};
use isard_io::{BoundaryOptions, ReadOptions, read_boundaries, read_table, source_line, write_excel};
use proptest::prelude::*;
use std::sync::LazyLock;

/// Feeds the same bytes to every reader under every name.
fn feed(bytes: &[u8]) {
    let place = Place::new();
    for name in ["a.csv", "a.tsv", "a.json", "a.xlsx", "a.xls", "a.xlsb", "a.ods", "a.csv.gz"] {
        let path = place.write(name, bytes);
        if let Err(e) = read_table(&path, &ReadOptions::default()) {
            assert!(e.to_string().contains(name) && !e.hint().is_empty());
        }
        let _ = read_boundaries(&path, &BoundaryOptions { object: None, key: "id".into() });
        let _ = source_line(&path, 2);
    }
}

fn magic() -> impl Strategy<Value = Vec<u8>> {
    prop::sample::select(vec![
        &b""[..],
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"\x1f\x8b\x08",
        b"\x28\xb5\x2f\xfd",
        b"{\"type\":\"Topology\",",
        b"{\"type\":\"FeatureCollection\",\"features\":[",
        b"a,b\n",
        b"unit,geo\\time\t2019 \t2018 \n",
        b"STRUCTURE,STRUCTURE_ID,GEO,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n",
        b"{\"version\":\"2.0\",\"class\":\"dataset\",",
    ])
    .prop_map(<[u8]>::to_vec)
}

/// A small workbook with all kinds of cells.
static WORKBOOK: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let place = Place::new();
    let table = Table::new()
        .with("a", Column::Text(["x", "y"].map(Some).into_iter().collect()))
        .with("b", Column::Real(vec![Some(1.5), None]));
    write_excel(&[("s", &table)], &place.path("t.xlsx")).unwrap();
    std::fs::read(place.path("t.xlsx")).unwrap()
});

const ODS_ROWS: &str = r#"<table:table-row><table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="2"><table:table-cell office:value-type="float" office:value="1.5"/><table:table-cell table:number-columns-repeated="3"/><table:table-cell office:value-type="date" office:date-value="2021-03-01"/></table:table-row>"#;

const XLSX_ROWS: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="2"><c r="A2"><v>1.5</v></c><c r="C2" t="b"><v>1</v></c><c r="D2" t="e"><v>#N/A</v></c><c t="s"><v>0</v></c></row>"#;

const TOPOLOGY: &str = r#"{"type":"Topology","transform":{"scale":[1,1],"translate":[0,0]},"objects":{"r":{"type":"GeometryCollection","geometries":[{"type":"Polygon","arcs":[[0,1]],"id":"x"}]}},"arcs":[[[2,0],[0,2]],[[2,2],[-2,0],[0,-2],[2,0]]]}"#;

const CUBE: &str = r#"{"version":"2.0","class":"dataset","id":["geo","time"],"size":[1,2],"role":{"time":["time"]},"dimension":{"geo":{"category":{"label":{"A":"a"}}},"time":{"category":{"index":{"1":0,"2":1}}}},"value":{"0":1,"1":null},"status":{"1":"c"}}"#;

const TSV: &str = "unit,geo\\time\t2016 \t2015 \nTHS,AT11\t12.3 b\t: c\nTHS,AT12\t:\t0 n\n";

const SDMX: &str = "STRUCTURE;ACTION;GEO: g;TIME_PERIOD;OBS_VALUE;OBS_STATUS\ndataflow;D;A: a;2019;1,5;E\ndataflow;I;B: b;2019;;Q\n";

/// `make fuzz` asks for more by ISARD_FUZZ_CASES.
fn cases(usual: u32) -> ProptestConfig {
    let asked = std::env::var("ISARD_FUZZ_CASES").ok().and_then(|n| n.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(usual), failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(96))]

    #[test]
    fn random_bytes(start in magic(), rest in prop::collection::vec(any::<u8>(), 0..600)) {
        feed(&[start, rest].concat());
    }

    #[test]
    fn random_text(start in magic(), rest in "[a-z0-9,;\t\"\n\r\\\\:{}\\[\\] -]{0,300}") {
        feed(&[start, rest.into_bytes()].concat());
    }

    #[test]
    fn changed_bytes_of_sound_files(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), cut in any::<prop::sample::Index>()) {
        for mut bytes in [WORKBOOK.clone(), TOPOLOGY.into(), CUBE.into(), TSV.into(), SDMX.into()] {
            for (place, value) in &changes {
                let i = place.index(bytes.len());
                bytes[i] = *value;
            }
            feed(&bytes);
            feed(&bytes[..cut.index(bytes.len())]);
        }
    }

    /// Sound archives around damaged sheets, which checksums do not catch.
    #[test]
    fn changed_cells_of_sound_workbooks(
        changes in prop::collection::vec((any::<prop::sample::Index>(), "[0-9a-zA-Z<>/\"=:. -]{1,8}"), 1..4),
    ) {
        for (rows, pack) in [(ODS_ROWS, ods as fn(&str) -> Vec<u8>), (XLSX_ROWS, xlsx)] {
            let mut rows = rows.to_string();
            for (place, text) in &changes {
                let at = place.index(rows.len());
                let end = rows.len().min(at + text.len());
                rows.replace_range(at..end, text);
            }
            let place = Place::new();
            let _ = read_table(&place.write("t", pack(&rows)), &ReadOptions::default());
        }
    }
}
