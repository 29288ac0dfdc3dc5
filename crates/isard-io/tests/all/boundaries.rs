use crate::place::{Place, message};
use isard::model::{Boundary, Column, Table};
use isard_io::{BoundaryOptions, BoundarySet, ReadError, read_boundaries, write_geojson};
use std::io::Write;

fn load(bytes: impl AsRef<[u8]>, object: Option<&str>, key: &str) -> Result<BoundarySet, ReadError> {
    let place = Place::new();
    let options = BoundaryOptions { object: object.map(str::to_string), key: key.into() };
    read_boundaries(&place.write("b.json", bytes), &options)
}

const SQUARES: &str = r#"{"type":"FeatureCollection","features":[
 {"type":"Feature","id":7,"properties":{"region":"A","n":1},
  "geometry":{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2],[0,2],[0,0]],[[0.5,0.5],[0.5,1],[1,1],[1,0.5],[0.5,0.5]]]}},
 {"type":"Feature","id":"eight","properties":{"region":null},
  "geometry":{"type":"Polygon","coordinates":[[[2,0,5],[4,0,5],[4,2,5],[2,0,5]]]}},
 {"type":"Feature","id":9,"properties":{"region":"C"},
  "geometry":{"type":"MultiPolygon","coordinates":[[[[10,10],[11,10],[11,11]]],[[[20,10],[21,10],[20,10]]]]}},
 {"type":"Feature","id":10,"properties":{"region":"D"},"geometry":{"type":"Point","coordinates":[1,1]}},
 {"type":"Feature","id":11,"properties":{"region":"E"},"geometry":null}
]}"#;

#[test]
fn geojson_by_property_lists_what_it_leaves_out() {
    let set = load(SQUARES, None, "region").unwrap();
    let regions: Vec<&str> = set.boundaries.iter().map(|b| b.region.as_str()).collect();
    assert_eq!(regions, ["A", "C"]);
    assert_eq!(set.boundaries[0].polygons[0].len(), 2, "an outer ring and a hole");
    assert_eq!(set.boundaries[1].polygons, [[[[10.0, 10.0], [11.0, 10.0], [11.0, 11.0], [10.0, 10.0]]]]);
    assert_eq!(
        set.notes,
        [
            "region `D` has no polygon and no outline",
            "region `E` has no polygon and no outline",
            "1 rings of fewer than three points were left out, of 1 regions (C)",
            "1 features without `region` were left out (position 2)",
        ]
    );
}

#[test]
fn the_key_id_is_the_features_own_unless_there_is_such_a_property() {
    let regions = |set: BoundarySet| set.boundaries.into_iter().map(|b| b.region).collect::<Vec<_>>();
    assert_eq!(regions(load(SQUARES, None, "id").unwrap()), ["7", "eight", "9"]);
    let both = SQUARES.replace(r#""region":"A""#, r#""id":"own""#);
    assert_eq!(regions(load(both, None, "id").unwrap())[0], "own");
}

#[test]
fn wrong_keys_and_repeated_ones_are_refused() {
    let error = load(SQUARES, None, "NUTS_ID").unwrap_err();
    assert_eq!(message(&error), "b.json: no feature has the property `NUTS_ID`; there are: region, n, id");
    let error = load(SQUARES.replace("\"C\"", "\"A\""), None, "region").unwrap_err();
    assert_eq!(message(&error), "b.json: features 1 and 3 both have the key `A`");
    let error = load(SQUARES.replace("[4,2,5]", "[4,552000,5]"), None, "id").unwrap_err();
    assert_eq!(message(&error), "b.json: feature 2 has the point (4, 552000), not longitude and latitude");
    assert!(error.hint().contains("4326"));
}

#[test]
fn broken_json_names_the_place() {
    let error = load(&SQUARES[..300], None, "region").unwrap_err();
    assert!(matches!(error, ReadError::BadJson { line: 5, .. }), "{error}");
    let error = load("{\"type\":\"Feature", None, "id").unwrap_err();
    assert!(matches!(error, ReadError::BadJson { line: 1, .. }), "{error}");
    for (text, expected) in [
        ("{}", "expected the type FeatureCollection or Topology, found none"),
        (r#"{"type":"Polygon"}"#, "expected the type FeatureCollection or Topology, found `Polygon`"),
    ] {
        assert_eq!(
            message(&load(text, None, "id").unwrap_err()),
            format!("b.json: not a usable boundary file: {expected}")
        );
    }
    assert!(matches!(load("a,b\n1,2\n", None, "id"), Err(ReadError::UnknownFormat { .. })));
    assert!(matches!(
        load(r#"{"type":"FeatureCollection","features":[]}"#, None, "id"),
        Err(ReadError::Empty { .. })
    ));
}

/// Two squares that share the side between (1,0) and (1,1); arc 0 is that
/// side upwards, arc 1 the rest of the left square, arc 2 the rest of the right.
/// Grid of 0.5 degrees from (10, 50).
const SHARED_SIDE: &str = r#"{"type":"Topology","transform":{"scale":[0.5,0.5],"translate":[10,50]},
"objects":{
 "regions":{"type":"GeometryCollection","geometries":[
  {"type":"Polygon","arcs":[[0,1]],"id":"02013","properties":{"name":"left"}},
  {"type":"MultiPolygon","arcs":[[[-1,2]]],"id":4,"properties":{"name":"right"}},
  {"type":null,"id":"none","properties":{"name":"nowhere"}}]},
 "whole":{"type":"Polygon","id":"all","arcs":[[1,2]]}},
"arcs":[[[2,0],[0,2]],[[2,2],[-2,0],[0,-2],[2,0]],[[2,0],[2,0],[0,2],[-2,0]]]}"#;

#[test]
fn topojson_joins_shared_arcs() {
    let set = load(SHARED_SIDE, Some("regions"), "name").unwrap();
    assert_eq!(
        set.boundaries,
        [
            Boundary {
                region: "left".into(),
                polygons: vec![vec![vec![
                    [11.0, 50.0],
                    [11.0, 51.0],
                    [10.0, 51.0],
                    [10.0, 50.0],
                    [11.0, 50.0]
                ]]],
            },
            Boundary {
                region: "right".into(),
                polygons: vec![vec![vec![
                    [11.0, 51.0],
                    [11.0, 50.0],
                    [12.0, 50.0],
                    [12.0, 51.0],
                    [11.0, 51.0]
                ]]],
            },
        ]
    );
    assert_eq!(set.notes, ["region `nowhere` has no polygon and no outline"]);
    let by_id = load(SHARED_SIDE, Some("regions"), "id").unwrap();
    assert_eq!([&*by_id.boundaries[0].region, &*by_id.boundaries[1].region], ["02013", "4"]);
    assert_eq!(load(SHARED_SIDE, Some("whole"), "id").unwrap().boundaries.len(), 1);
}

#[test]
fn topojson_without_transform_holds_degrees() {
    let text = r#"{"type":"Topology","objects":{"r":{"type":"Polygon","id":1,"arcs":[[0]]}},
      "arcs":[[[0,0],[2,0],[2,2],[0,0]]]}"#;
    let set = load(text, None, "id").unwrap();
    assert_eq!(set.boundaries[0].polygons, [[[[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 0.0]]]]);
}

#[test]
fn topojson_that_contradicts_itself_is_refused() {
    let error = load(SHARED_SIDE, None, "id").unwrap_err();
    assert_eq!(message(&error), "b.json: several objects and none was named; there are: regions, whole");
    let error = load(SHARED_SIDE, Some("zones"), "id").unwrap_err();
    assert_eq!(message(&error), "b.json: no object `zones`; there are: regions, whole");
    for (from, to) in [
        ("[[0,1]]", "[[0,7]]"),
        ("[[0,1]]", "[[0,-9223372036854775808]]"),
        ("[[0,1]]", "[0,1]"),
        ("[2,0],[0,2]", "[2],[0,2]"),
    ] {
        let error = load(SHARED_SIDE.replacen(from, to, 1), Some("regions"), "id").unwrap_err();
        assert!(matches!(error, ReadError::Structure { .. }), "{to}: {error}");
    }
}

#[test]
fn written_geojson_reads_back_with_right_winding() {
    let set = load(SQUARES, None, "region").unwrap();
    let table = Table::new()
        .with("region", Column::Text(["C", "A", "Z"].map(Some).into_iter().collect()))
        .with("value", Column::Real(vec![Some(1.5), None, Some(2.0)]));
    let mut bytes = Vec::new();
    write_geojson(&set.boundaries, &table, "region", &mut bytes).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let features = json["features"].as_array().unwrap();
    assert_eq!(features.len(), 3);
    assert_eq!(features[0]["properties"]["value"], serde_json::Value::Null);
    assert_eq!(features[1]["properties"]["value"], 1.5);
    assert_eq!((&features[2]["id"], &features[2]["geometry"]), (&"Z".into(), &serde_json::Value::Null));
    for (packed, key) in [(false, "region"), (true, "id")] {
        let mut copy = bytes.clone();
        if packed {
            let mut gz = flate2::write::GzEncoder::new(Vec::new(), Default::default());
            gz.write_all(&bytes).unwrap();
            copy = gz.finish().unwrap();
        }
        let again = load(copy, None, key).unwrap();
        assert_eq!(again.boundaries, set.boundaries);
    }
    // A ring given clockwise is turned.
    let mut turned = set.boundaries.clone();
    turned.iter_mut().flat_map(|b| &mut b.polygons).flatten().for_each(|ring| ring.reverse());
    let mut again = Vec::new();
    write_geojson(&turned, &table, "region", &mut again).unwrap();
    assert_eq!(load(again, None, "id").unwrap().boundaries, set.boundaries);
}

#[test]
fn properties_are_joined_by_key_only() {
    let twice = Table::new().with("region", Column::Text(["A", "A"].map(Some).into_iter().collect()));
    assert!(write_geojson(&[], &twice, "region", Vec::new()).is_err());
    assert!(write_geojson(&[], &twice, "key", Vec::new()).is_err());
}
