//! No bytes whatsoever make a reader panic.

use crate::place::Place;
use isard::model::{Column, Table};
use isard_io::{BoundaryOptions, ReadOptions, read_boundaries, read_table, source_line, write_excel};
use proptest::prelude::*;

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
fn workbook() -> Vec<u8> {
    let place = Place::new();
    let table = Table::new()
        .with("a", Column::Text(["x", "y"].map(Some).into_iter().collect()))
        .with("b", Column::Real(vec![Some(1.5), None]));
    write_excel(&[("s", &table)], &place.path("t.xlsx")).unwrap();
    std::fs::read(place.path("t.xlsx")).unwrap()
}

const TOPOLOGY: &str = r#"{"type":"Topology","transform":{"scale":[1,1],"translate":[0,0]},"objects":{"r":{"type":"GeometryCollection","geometries":[{"type":"Polygon","arcs":[[0,1]],"id":"x"}]}},"arcs":[[[2,0],[0,2]],[[2,2],[-2,0],[0,-2],[2,0]]]}"#;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

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
        for mut bytes in [workbook(), TOPOLOGY.as_bytes().to_vec()] {
            for (place, value) in &changes {
                let i = place.index(bytes.len());
                bytes[i] = *value;
            }
            feed(&bytes);
            feed(&bytes[..cut.index(bytes.len())]);
        }
    }
}
