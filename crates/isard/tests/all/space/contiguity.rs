//! Neighbours by borders.

use isard::model::Boundary;
use isard::space::Weights;
use isard::space::contiguity::{queen, rook};

fn square(region: &str, x: f64, y: f64) -> Boundary {
    ring(region, &[[x, y], [x + 1.0, y], [x + 1.0, y + 1.0], [x, y + 1.0]])
}

fn ring(region: &str, points: &[[f64; 2]]) -> Boundary {
    let closed = points.iter().chain(points.first()).copied().collect();
    Boundary { region: region.into(), polygons: vec![vec![closed]] }
}

fn names(w: &Weights, region: &str) -> String {
    let at = w.regions().iter().position(|r| r == region).expect("a region");
    w.neighbors(at).iter().map(|&j| w.regions()[j as usize].as_str()).collect::<Vec<_>>().join(" ")
}

#[test]
fn corners_and_edges() {
    // Given in any order; keys are sorted.
    let map = [
        square("d", 1.0, 1.0),
        square("a", 0.0, 0.0),
        square("c", 0.0, 1.0),
        square("b", 1.0, 0.0),
        square("e", 5.0, 5.0),
    ];
    let (q, r) = (queen(&map, 0.0).expect("good"), rook(&map, 0.0).expect("good"));
    assert_eq!(q.regions(), ["a", "b", "c", "d", "e"]);
    assert_eq!((names(&q, "a"), names(&r, "a")), ("b c d".into(), "b c".into()));
    assert_eq!((names(&q, "d"), names(&r, "d")), ("a b c".into(), "b c".into()));
    assert_eq!(q.islands(), [4]);
    assert_eq!(r.islands(), [4]);
}

#[test]
fn borders_off_by_less_than_the_tolerance_are_one() {
    let off = 1e-7;
    let map = [square("a", 0.0, 0.0), square("b", 1.0 + off, -off)];
    assert_eq!(queen(&map, 0.0).expect("good").links(), 0);
    for tolerance in [1e-6, 0.01] {
        assert_eq!(rook(&map, tolerance).expect("good").links(), 2);
    }
    assert_eq!(rook(&map, 1e-8).expect("good").links(), 0);
    // On two sides of a border of the search grid, wherever it lies.
    for step in 0..50 {
        let at = f64::from(step) * 0.37e-6;
        let map = [square("a", at, 0.0), square("b", at + 1.0 + off, 0.0)];
        assert_eq!(rook(&map, 1e-6).expect("good").links(), 2, "step {step}");
    }
}

#[test]
fn borders_simplified_unequally_are_shared() {
    // The border of a has a bend that b's lacks.
    let map = [
        ring("a", &[[0.0, 0.0], [1.0, 0.0], [1.2, 0.5], [1.0, 1.0], [0.0, 1.0]]),
        square("b", 1.0, 0.0),
        square("c", 2.0, 1.0),
    ];
    let r = rook(&map, 0.0).expect("good");
    assert_eq!((names(&r, "a"), names(&r, "b"), names(&r, "c")), ("b".into(), "a".into(), String::new()));
    assert_eq!(names(&queen(&map, 0.0).expect("good"), "c"), "b");
}

#[test]
fn an_enclave_lies_in_a_hole() {
    let outer = vec![[0.0, 0.0], [3.0, 0.0], [3.0, 3.0], [0.0, 3.0], [0.0, 0.0]];
    let hole = vec![[1.0, 1.0], [1.0, 2.0], [2.0, 2.0], [2.0, 1.0], [1.0, 1.0]];
    let around = Boundary { region: "around".into(), polygons: vec![vec![outer, hole]] };
    let map = [around, square("enclave", 1.0, 1.0)];
    assert_eq!(names(&rook(&map, 0.0).expect("good"), "enclave"), "around");
}

#[test]
fn the_date_line_is_one_meridian() {
    let east = ring("east", &[[179.0, 0.0], [180.0, 0.0], [180.0, 1.0], [179.0, 1.0]]);
    let west = ring("west", &[[-180.0, 0.0], [-179.0, 0.0], [-179.0, 1.0], [-180.0, 1.0]]);
    assert_eq!(rook(&[east, west], 0.0).expect("good").links(), 2);
}

#[test]
fn bad_boundaries_are_refused() {
    let twice = [square("a", 0.0, 0.0), square("a", 1.0, 0.0)];
    assert_eq!(queen(&twice, 0.0).expect_err("refused").to_string(), "region `a` has two boundaries");
    let open = [ring("a", &[[f64::NAN, 0.0], [1.0, 0.0], [1.0, 1.0]])];
    assert!(
        rook(&open, 0.0).expect_err("refused").to_string().starts_with("the boundary of `a` has the point")
    );
    assert!(queen(&[square("a", 0.0, 0.0)], -1.0).is_err());
    assert!(queen(&[square("a", 0.0, 0.0)], f64::NAN).is_err());
    assert!(queen(&[], 0.0).expect("nothing").is_empty());
    let empty = Boundary { region: "nowhere".into(), polygons: vec![] };
    assert_eq!(queen(&[empty, square("a", 0.0, 0.0)], 0.0).expect("good").islands(), [0, 1]);
}

#[test]
fn a_large_lattice_has_the_neighbours_it_must_have() {
    let (rows, cols) = (40, 50);
    let map: Vec<Boundary> =
        (0..rows * cols).map(|i| square(&format!("{i:05}"), (i % cols) as f64, (i / cols) as f64)).collect();
    let links = |r: usize, c: usize| 2 * ((r - 1) * c + r * (c - 1));
    assert_eq!(rook(&map, 0.0).expect("good").links(), links(rows, cols));
    let corners = 4 * (rows - 1) * (cols - 1);
    assert_eq!(queen(&map, 1e-6).expect("good").links(), links(rows, cols) + corners);
}
