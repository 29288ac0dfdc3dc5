//! Neighbours by distance.

use super::maps::{key, values_table};
use crate::run_alone::{assert_close, run};
use isard::model::{Column, Table};
use isard::space::spatial_weights::{
    Distances, Kernel, Places, adaptive_kernel, distance_band, fixed_kernel, inverse_distance, k_nearest,
};
use proptest::prelude::*;

fn plane(points: &[(f64, f64)]) -> Places {
    Places::plane(points.iter().enumerate().map(|(i, p)| (key(i), p.0, p.1)).collect()).expect("good places")
}

fn points() -> impl Strategy<Value = Vec<(f64, f64)>> {
    // Whole numbers give ties and places that coincide.
    prop::collection::vec((0..12u8, 0..12u8), 2..120)
        .prop_map(|p| p.into_iter().map(|(x, y)| (f64::from(x), f64::from(y))).collect())
}

/// Others by distance, then key.
fn naive(places: &Places, i: usize) -> Vec<(u32, f64)> {
    let mut all: Vec<(u32, f64)> =
        (0..places.keys().len()).filter(|&j| j != i).map(|j| (j as u32, places.distance(i, j))).collect();
    all.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    all
}

proptest! {
    #[test]
    fn neighbours_are_those_of_all_distances(points in points(), k in 1usize..9, radius in 0.0..6.0f64) {
        let places = plane(&points);
        let distances = Distances::of_places(places.clone());
        for i in 0..points.len() {
            let all = naive(&places, i);
            prop_assert_eq!(&distances.nearest(i, k)[..], &all[..k.min(all.len())]);
            let mut within: Vec<_> = all.into_iter().filter(|n| n.1 <= radius).collect();
            within.sort_by_key(|n| n.0);
            prop_assert_eq!(distances.within(i, radius), within);
        }
    }

    #[test]
    fn neighbours_on_the_sphere(points in prop::collection::vec((-180.0..180.0f64, -90.0..90.0f64), 2..60), radius in 1.0..20_037.0f64) {
        let rows = points.iter().enumerate().map(|(i, p)| (key(i), p.0, p.1)).collect();
        let places = Places::sphere(rows).expect("good places");
        let distances = Distances::of_places(places.clone());
        for i in 0..points.len() {
            let all = naive(&places, i);
            prop_assert_eq!(&distances.nearest(i, 3)[..], &all[..3.min(all.len())]);
            let mut within: Vec<_> = all.into_iter().filter(|n| n.1 <= radius).collect();
            within.sort_by_key(|n| n.0);
            prop_assert_eq!(distances.within(i, radius), within);
        }
    }
}

#[test]
fn great_circles() {
    let places = Places::sphere(vec![
        ("equator".into(), 0.0, 0.0),
        ("pole".into(), 77.0, 90.0),
        ("quarter".into(), 90.0, 0.0),
        ("turn".into(), 360.0, 0.0),
    ])
    .expect("good");
    let quarter = std::f64::consts::FRAC_PI_2 * 6371.0088;
    assert_close(
        &[places.distance(0, 1), places.distance(0, 2), places.distance(0, 3)],
        &[quarter, quarter, 0.0],
    );
    let error = Places::sphere(vec![("metres".into(), 941_396.6, 3_521_764.0)]).expect_err("refused");
    assert!(error.hint().expect("a hint").contains("`x` and `y`"));
}

#[test]
fn weights_fall_with_distance() {
    let d = Distances::of_places(plane(&[(0.0, 0.0), (1.0, 0.0), (3.0, 0.0), (7.0, 0.0)]));
    assert_eq!(k_nearest(&d, 2).expect("good").neighbors(3), [1, 2]);
    assert_eq!(distance_band(&d, 2.0).expect("good").islands(), [3]);
    let w = inverse_distance(&d, 3.0, 2.0).expect("good");
    assert_close(w.values(0), &[1.0, 1.0 / 9.0]);
    let w = fixed_kernel(&d, Kernel::Bisquare, 4.0).expect("good");
    assert_close(w.values(0), &[(15.0f64 / 16.0).powi(2), (7.0f64 / 16.0).powi(2)]);
    // The farthest of three is where a falling kernel ends: no link.
    let w = adaptive_kernel(&d, Kernel::Triangular, 3).expect("good");
    assert_eq!(w.neighbors(0), [1, 2]);
    assert_close(w.values(0), &[6.0 / 7.0, 4.0 / 7.0]);
    let w = adaptive_kernel(&d, Kernel::Gaussian, 3).expect("good");
    assert_close(&w.values(0)[2..], &[(-0.5f64).exp()]);
    for kernel in Kernel::WORDS.iter().map(|w| Kernel::from_word(w)) {
        assert_eq!(kernel.weight(0.0), 1.0);
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let d = Distances::of_places(plane(&[(0.0, 0.0), (0.0, 0.0), (1.0, 0.0)]));
    let error = inverse_distance(&d, 9.0, 1.0).expect_err("the same place");
    assert!(error.to_string().contains("lie at the same place"), "{error}");
    assert!(k_nearest(&d, 3).expect_err("too many").hint().expect("a hint").contains("2 or less"));
    assert!(adaptive_kernel(&d, Kernel::Triangular, 1).is_err());
    assert!(fixed_kernel(&d, Kernel::Triangular, 0.0).is_err());
    assert!(Places::plane(vec![("a".into(), f64::NAN, 0.0)]).is_err());
    assert!(Places::plane(vec![("a".into(), 0.0, 0.0), ("a".into(), 1.0, 0.0)]).is_err());
}

fn matrix(cells: [[Option<f64>; 3]; 3]) -> Table {
    let mut table =
        Table::new().with("from", Column::Text(["b", "a", "c"].iter().map(|k| Some(*k)).collect()));
    for (at, name) in ["b", "a", "c"].iter().enumerate() {
        table.push(*name, Column::Real(cells.iter().map(|row| row[at]).collect()));
    }
    table
}

#[test]
fn travel_times_need_not_be_symmetric_or_complete() {
    // Rows and columns b, a, c; c is out of reach of b.
    let times = matrix([
        [Some(0.0), Some(10.0), None],
        [Some(30.0), Some(0.0), Some(20.0)],
        [Some(40.0), Some(5.0), Some(0.0)],
    ]);
    let options = [("method", "distance-band"), ("radius-km", "20")];
    let found = run("spatial-weights", &[("matrix", times.clone())], &options).expect("runs").table;
    let links: Vec<_> =
        (0..found.rows()).map(|r| (found.text_at(r, "from"), found.text_at(r, "to"))).collect();
    assert_eq!(links, [(Some("a"), Some("c")), (Some("b"), Some("a")), (Some("c"), Some("a"))]);
    let short = [("method", "distance-band"), ("radius-km", "6")];
    let found = run("spatial-weights", &[("matrix", times.clone())], &short).expect("runs");
    assert_eq!(found.table.text_at(0, "status"), Some("undefined:island"));
    assert_eq!(found.figures["islands"], 2);
    // Its output is the input of the statistics.
    let values = Table::new()
        .with("region", Column::Text(["a", "b", "c"].iter().map(|k| Some(*k)).collect()))
        .with("value", Column::Real(vec![Some(1.0), Some(2.0), Some(4.0)]));
    run("moran", &[("weights", found.table), ("values", values)], &[("draws", "9")]).expect("runs");
    let negative = matrix([[Some(0.0), Some(-1.0), None], [None; 3], [None; 3]]);
    assert!(run("spatial-weights", &[("matrix", negative)], &[]).is_err());
    let mut other = times;
    other.rename("c", "d");
    let error = run("spatial-weights", &[("matrix", other)], &[]).expect_err("refused");
    assert_eq!(error.to_string(), "input `matrix`: there is a row `c` but no column of that name");
    let both =
        [("matrix", matrix([[Some(0.0); 3]; 3])), ("points", values_table(&[("x", &[0.0]), ("y", &[0.0])]))];
    assert!(run("spatial-weights", &both, &[]).is_err());
    assert!(run("spatial-weights", &[], &[]).is_err());
}

#[test]
fn every_way_runs_alone() {
    let x: Vec<f64> = (0..30).map(|i| f64::from(i * 7 % 30)).collect();
    let y: Vec<f64> = (0..30).map(|i| f64::from(i * 11 % 30)).collect();
    let points = values_table(&[("x", &x), ("y", &y)]);
    let figures = |options: &[(&str, &str)]| {
        run("spatial-weights", &[("points", points.clone())], options).expect("runs")
    };
    assert_eq!(figures(&[]).figures["links"], 180);
    for method in ["distance-band", "inverse-distance", "kernel"] {
        for bandwidth in ["fixed", "adaptive"] {
            for symmetric in ["no", "yes"] {
                let found = figures(&[
                    ("method", method),
                    ("bandwidth", bandwidth),
                    ("symmetric", symmetric),
                    ("style", "row"),
                ]);
                assert_eq!(found.figures["islands"], 0, "{method}");
            }
        }
    }
    // The least radius that leaves no one alone.
    assert!(figures(&[("method", "distance-band")]).assumptions[0].starts_with("radius, the least"));
    let dropped = figures(&[("method", "distance-band"), ("radius-km", "0.5"), ("islands", "drop")]);
    assert_eq!((dropped.table.rows(), dropped.warnings.len()), (0, 1));
    let attached = figures(&[("method", "distance-band"), ("radius-km", "0.5"), ("islands", "attach")]);
    assert_eq!(attached.figures["islands"], 0);
}
