//! Borders of the counties of the United States, whose file says itself which
//! pieces of border two counties share.

use crate::shared_data::text;
use isard::model::Boundary;
use isard::space::Weights;
use isard::space::contiguity::{queen, rook};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

type Pairs = BTreeSet<(String, String)>;

/// Counties as outlines, and the pairs that share a piece of border.
fn counties() -> Option<(Vec<Boundary>, Pairs)> {
    let file = text("../data/boundaries/us_counties_10m.topo.json")?;
    let file: Value = serde_json::from_str(&file).expect("valid JSON");
    let number = |v: &Value| v.as_f64().expect("a number");
    let [scale, translate] = ["scale", "translate"].map(|name| file["transform"][name].clone());
    let arc = |a: &Value| -> Vec<[f64; 2]> {
        let mut at = [0.0, 0.0];
        let step = |p: &Value| {
            at = [at[0] + number(&p[0]), at[1] + number(&p[1])];
            [0, 1].map(|d| at[d] * number(&scale[d]) + number(&translate[d]))
        };
        a.as_array().expect("points").iter().map(step).collect()
    };
    let arcs: Vec<Vec<[f64; 2]>> = file["arcs"].as_array().expect("arcs").iter().map(arc).collect();
    let mut used: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    let mut outlines: BTreeMap<String, Vec<Vec<Vec<[f64; 2]>>>> = BTreeMap::new();
    for county in file["objects"]["counties"]["geometries"].as_array().expect("counties") {
        let id = county["id"].as_str().expect("an id").to_string();
        let polygons = match county["type"].as_str() {
            Some("Polygon") => vec![county["arcs"].clone()],
            Some("MultiPolygon") => county["arcs"].as_array().expect("polygons").clone(),
            _ => Vec::new(),
        };
        for polygon in polygons {
            let mut rings = Vec::new();
            for ring in polygon.as_array().expect("rings") {
                let mut points: Vec<[f64; 2]> = Vec::new();
                for index in ring.as_array().expect("arcs") {
                    let index = index.as_i64().expect("a number");
                    let at = if index < 0 { !index } else { index } as usize;
                    used.entry(at).or_default().insert(id.clone());
                    let mut piece = arcs[at].clone();
                    if index < 0 {
                        piece.reverse();
                    }
                    points.extend(&piece[usize::from(!points.is_empty())..]);
                }
                rings.push(points);
            }
            outlines.entry(id.clone()).or_default().push(rings);
        }
    }
    let mut pairs = Pairs::new();
    for ids in used.values() {
        for a in ids {
            pairs.extend(ids.iter().filter(|b| *b != a).map(|b| (a.clone(), b.clone())));
        }
    }
    let boundaries = outlines.into_iter().map(|(region, polygons)| Boundary { region, polygons }).collect();
    Some((boundaries, pairs))
}

fn pairs(w: &Weights) -> Pairs {
    let key = |i: usize| w.regions()[i].clone();
    (0..w.len()).flat_map(|i| w.row(i).map(move |(j, _)| (key(i), key(j)))).collect()
}

#[test]
fn counties_have_the_neighbours_their_file_names() {
    let Some((boundaries, named)) = counties() else { return };
    let by_edge = pairs(&rook(&boundaries, 0.0).expect("good boundaries"));
    let by_point = pairs(&queen(&boundaries, 0.0).expect("good boundaries"));
    let missing: Vec<_> = named.difference(&by_edge).collect();
    let extra: Vec<_> = by_edge.difference(&named).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(extra.is_empty(), "{extra:?}");
    assert!(by_point.is_superset(&by_edge));
    // A tolerance far below the distance of two points changes nothing.
    assert_eq!(pairs(&rook(&boundaries, 1e-7).expect("good boundaries")), by_edge);
    assert_eq!(pairs(&queen(&boundaries, 1e-7).expect("good boundaries")), by_point);
}
