//! Data sets of `fixtures/groupings.json`: Fisher's irises, and made-up ones
//! that a congruential generator gives in every language.

use isard::linalg::Matrix;
use serde_json::Value;

/// The file of expected values.
pub(super) fn fixtures() -> Value {
    let text = include_str!("../../../../../fixtures/groupings.json");
    serde_json::from_str(text).expect("the fixture is valid JSON")
}

struct Congruential(u64);

impl Congruential {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    /// The sum of twelve uniform numbers less six.
    fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.uniform()).sum::<f64>() - 6.0
    }
}

/// Groups of (rows, center, spread), and rows spread evenly.
fn blobs(seed: u64, d: usize, parts: &[(usize, f64, f64)], even: usize, width: f64) -> Matrix {
    let mut random = Congruential(seed);
    let mut data = Vec::new();
    for &(n, center, spread) in parts {
        for _ in 0..n {
            for j in 0..d {
                data.push(center * if j % 2 == 0 { 1.0 } else { -0.5 } + spread * random.bell());
            }
        }
    }
    (0..even * d).for_each(|_| data.push(width * (2.0 * random.uniform() - 1.0)));
    Matrix::from_vec(data.len() / d, d, data)
}

/// Two half circles that reach into each other.
fn moons(seed: u64, n: usize) -> Matrix {
    let mut random = Congruential(seed);
    let mut data = Vec::new();
    for side in [1.0, -1.0] {
        for i in 0..n {
            let t = std::f64::consts::PI * i as f64 / (n - 1) as f64;
            let (x, y) = if side > 0.0 { (t.cos(), t.sin()) } else { (1.0 - t.cos(), 0.5 - t.sin()) };
            data.push(x + 0.08 * random.bell());
            data.push(y + 0.08 * random.bell());
        }
    }
    Matrix::from_vec(2 * n, 2, data)
}

/// A data set by its name in the fixture.
pub(super) fn data_set(name: &str, fixtures: &Value) -> Matrix {
    match name {
        "iris" => {
            let rows = fixtures["iris"].as_array().expect("rows");
            let values: Vec<f64> = rows.iter().flat_map(crate::shared_data::numbers).collect();
            Matrix::from_vec(150, 4, values)
        }
        "blobs" => blobs(7, 2, &[(90, -6.0, 0.5), (60, 0.0, 1.0), (40, 6.0, 1.5)], 30, 10.0),
        "wide" => blobs(11, 6, &[(50, -2.0, 1.0), (50, 0.0, 0.7), (50, 2.5, 1.3)], 10, 5.0),
        "moons" => moons(3, 100),
        _ => panic!("no data set {name}"),
    }
}

/// Rows in another order, and the position in it of each old row.
pub(super) fn shuffled(data: &Matrix, seed: u64) -> (Matrix, Vec<usize>) {
    let mut order: Vec<usize> = (0..data.rows()).collect();
    isard::inference::Random::new(seed, 0, 0).shuffle(&mut order);
    let mut at = vec![0; order.len()];
    order.iter().enumerate().for_each(|(new, &old)| at[old] = new);
    (data.take_rows(&order), at)
}
