//! Dunn's index (Dunn 1974).

use crate::linalg::{Matrix, Points, squared_distance};
use rayon::prelude::*;

/// Dunn's index of each of several groupings: the smallest distance of two rows
/// of different groups over the largest of two rows of one group; all groupings
/// share one pass over the pairs.
///
/// # Undefined cases
/// `None` for fewer than two groups, or when no group has two different rows.
///
/// # Complexity
/// O(n²·(d + groupings)/2) time, O(n) memory; rows are spread over the threads.
pub fn dunn(data: &Matrix, groupings: &[&[usize]]) -> Vec<Option<f64>> {
    let points = Points::new(data);
    let n = data.rows();
    let none = || vec![(f64::INFINITY, 0.0_f64); groupings.len()];
    let of_row = |i: usize| {
        let mut extremes = none();
        for j in i + 1..n {
            let d = squared_distance(points.row(i), points.row(j));
            for (e, labels) in extremes.iter_mut().zip(groupings) {
                if labels[i] == labels[j] { e.1 = e.1.max(d) } else { e.0 = e.0.min(d) }
            }
        }
        extremes
    };
    // Minima and maxima do not depend on the order in which they are joined.
    let join = |a: Vec<(f64, f64)>, b: Vec<(f64, f64)>| {
        a.into_iter().zip(b).map(|(x, y)| (x.0.min(y.0), x.1.max(y.1))).collect()
    };
    let all: Vec<(f64, f64)> = (0..n).into_par_iter().with_min_len(16).map(of_row).reduce(none, join);
    let ratio = |(between, within): (f64, f64)| {
        (between.is_finite() && within > 0.0).then(|| between.sqrt() / within.sqrt())
    };
    all.into_iter().map(ratio).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_distances() {
        let x = Matrix::from_vec(5, 1, vec![0.0, 1.0, 4.0, 6.0, 6.5]);
        let found = dunn(&x, &[&[0, 0, 1, 1, 1], &[0; 5], &[0, 1, 2, 3, 4]]);
        assert_eq!(found, [Some(3.0 / 2.5), None, None]);
    }
}
