//! Typical members of groups, and how far the groups lie apart.

use super::validity::{centers, group_sizes};
use crate::linalg::{Matrix, Points, squared_distance};
use rayon::prelude::*;

crate::record! {
    /// A member of a group by how typical it is, reference year.
    pub struct TypicalRow in "typology"/"typical", key ["group", "place"] {
        /// Group.
        group: i64,
        /// Place by distance to the mean of the group, 1 = nearest.
        place: i64,
        /// Region.
        region: String [Kind::Key],
        /// Distance to the mean of the group in the reference year, in the space of grouping.
        distance_to_center: f64 [Kind::AMOUNT],
        /// Mean distance to the other members; empty for one alone.
        mean_distance: Option<f64> [Kind::AMOUNT],
        /// Whether it is the medoid: of all members nearest to the others on average.
        medoid: bool,
    }
}

crate::record! {
    /// Distance between the centers of two groups, reference year.
    pub struct CenterDistanceRow in "typology"/"center_distances", key ["group_a", "group_b"] {
        /// A group.
        group_a: i64,
        /// Another one of a higher number.
        group_b: i64,
        /// Euclidean distance of the means of normalised values.
        distance: f64 [Kind::AMOUNT],
        /// Its square, as some packages report it.
        distance_squared: f64 [Kind::AMOUNT],
        /// Indicator that sets them apart most.
        indicator: String,
        /// Its share in the squared distance.
        share: Option<f64> [Kind::SHARE],
    }
}

/// Members of each group in order of their distance to its mean; equal
/// distances in the order of rows. `regions` names the rows.
///
/// # Complexity
/// O(Σ n_g²·d) for the medoids.
pub fn typical(z: &Matrix, labels: &[usize], regions: &[&str]) -> Vec<TypicalRow> {
    let points = Points::new(z);
    let means = Points::new(&centers(z, labels));
    let sizes = group_sizes(labels);
    let mut rows = Vec::with_capacity(labels.len());
    for (g, &size) in sizes.iter().enumerate() {
        let members: Vec<usize> = (0..labels.len()).filter(|&i| labels[i] == g).collect();
        let apart = |i: usize| {
            let total: f64 =
                members.iter().map(|&j| squared_distance(points.row(i), points.row(j)).sqrt()).sum();
            total / (size - 1) as f64
        };
        let mean_distance: Vec<Option<f64>> =
            members.par_iter().map(|&i| (size > 1).then(|| apart(i))).collect();
        let medoid =
            (0..members.len()).fold(0, |b, m| if mean_distance[m] < mean_distance[b] { m } else { b });
        let distance = |i: usize| squared_distance(points.row(i), means.row(g)).sqrt();
        let mut order: Vec<usize> = (0..members.len()).collect();
        order.sort_by(|&a, &b| distance(members[a]).total_cmp(&distance(members[b])).then(a.cmp(&b)));
        rows.extend(order.into_iter().enumerate().map(|(at, m)| TypicalRow {
            group: g as i64 + 1,
            place: at as i64 + 1,
            region: regions[members[m]].to_string(),
            distance_to_center: distance(members[m]),
            mean_distance: mean_distance[m],
            medoid: m == medoid,
        }));
    }
    rows
}

/// Distances between the means of the groups that have rows.
pub fn center_distances(z: &Matrix, labels: &[usize], indicators: &[&str]) -> Vec<CenterDistanceRow> {
    let means = centers(z, labels);
    let sizes = group_sizes(labels);
    let known: Vec<usize> = (0..sizes.len()).filter(|&g| sizes[g] > 0).collect();
    let mut rows = Vec::new();
    for (at, &a) in known.iter().enumerate() {
        for &b in &known[at + 1..] {
            let parts: Vec<f64> =
                means.row(a).iter().zip(means.row(b)).map(|(x, y)| (x - y) * (x - y)).collect();
            let squared: f64 = parts.iter().sum();
            let top = (0..parts.len()).fold(0, |t, j| if parts[j] > parts[t] { j } else { t });
            rows.push(CenterDistanceRow {
                group_a: a as i64 + 1,
                group_b: b as i64 + 1,
                distance: squared.sqrt(),
                distance_squared: squared,
                indicator: indicators[top].to_string(),
                share: (squared > 0.0).then(|| parts[top] / squared),
            });
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medoid_and_center_differ_where_they_should() {
        // Mean of 0, 1, 2, 9 is 3: nearest 2; least mean distance: 1 and 2 tie, the first wins.
        let z = Matrix::from_vec(5, 1, vec![0.0, 1.0, 2.0, 9.0, 100.0]);
        let rows = typical(&z, &[0, 0, 0, 0, 1], &["a", "b", "c", "d", "e"]);
        assert_eq!(rows[0].region, "c");
        assert_eq!(rows.iter().find(|r| r.medoid).map(|r| r.region.as_str()), Some("b"));
        let alone = &rows[4];
        assert_eq!((alone.distance_to_center, alone.mean_distance, alone.medoid), (0.0, None, true));
        let apart = center_distances(&z, &[0, 0, 0, 0, 1], &["x"]);
        assert_eq!((apart[0].distance, apart[0].distance_squared, apart[0].share), (97.0, 9409.0, Some(1.0)));
    }
}
