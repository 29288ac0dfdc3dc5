//! Trees against the slow way to them.

use super::k_means::random_matrix;
use isard::linalg::Matrix;
use isard::typology::linkage::{Linkage, Tree, tree, ward_by_distances};
use proptest::prelude::*;

const ALL: [Linkage; 8] = [
    Linkage::WardD2,
    Linkage::WardD,
    Linkage::Single,
    Linkage::Complete,
    Linkage::Average,
    Linkage::Weighted,
    Linkage::Centroid,
    Linkage::Median,
];

/// Always merges the nearest pair, distances by Lance–Williams; heights in order.
fn naive(data: &Matrix, linkage: Linkage) -> Vec<f64> {
    let n = data.rows();
    let squared = matches!(linkage, Linkage::WardD2 | Linkage::Centroid | Linkage::Median);
    let distance = |i: usize, j: usize| {
        let d: f64 = data.row(i).iter().zip(data.row(j)).map(|(x, y)| (x - y) * (x - y)).sum();
        if squared { d } else { d.sqrt() }
    };
    let mut d: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| distance(i, j)).collect()).collect();
    let mut size = vec![1.0; n];
    let mut alive: Vec<usize> = (0..n).collect();
    let mut heights = Vec::new();
    while alive.len() > 1 {
        let mut best = (f64::INFINITY, 0, 0);
        for (p, &i) in alive.iter().enumerate() {
            for &j in &alive[p + 1..] {
                if d[i][j] < best.0 {
                    best = (d[i][j], i, j);
                }
            }
        }
        let (ab, a, b) = best;
        heights.push(if squared { ab.max(0.0).sqrt() } else { ab });
        let (na, nb) = (size[a], size[b]);
        for &c in alive.iter().filter(|&&c| c != a && c != b) {
            let (ac, bc, nc) = (d[a][c], d[b][c], size[c]);
            let new = match linkage {
                Linkage::Single => ac.min(bc),
                Linkage::Complete => ac.max(bc),
                Linkage::Average => (na * ac + nb * bc) / (na + nb),
                Linkage::Weighted => (ac + bc) / 2.0,
                Linkage::Centroid => (na * ac + nb * bc) / (na + nb) - na * nb * ab / (na + nb).powi(2),
                Linkage::Median => (ac + bc) / 2.0 - ab / 4.0,
                Linkage::WardD | Linkage::WardD2 => {
                    ((na + nc) * ac + (nb + nc) * bc - nc * ab) / (na + nb + nc)
                }
            };
            d[a][c] = new;
            d[c][a] = new;
        }
        size[a] += nb;
        alive.retain(|&c| c != b);
    }
    heights
}

fn check_shape(tree: &Tree) {
    assert_eq!(tree.merges.len(), tree.leaves - 1);
    let mut used = vec![false; 2 * tree.leaves - 1];
    let mut sizes = vec![1; tree.leaves];
    for (step, m) in tree.merges.iter().enumerate() {
        assert!(m.a < m.b && m.b < tree.leaves + step && !used[m.a] && !used[m.b]);
        (used[m.a], used[m.b]) = (true, true);
        assert_eq!(m.size, sizes[m.a] + sizes[m.b]);
        sizes.push(m.size);
    }
    let mut order = tree.leaf_order();
    order.sort_unstable();
    assert!(order.into_iter().eq(0..tree.leaves));
}

proptest! {
    #[test]
    fn every_linkage_merges_like_the_naive_one(n in 2usize..40, d in 1usize..5, seed in 0u64..10_000) {
        let data = random_matrix(n, d, seed);
        for linkage in ALL {
            let tree = tree(&data, linkage).unwrap();
            check_shape(&tree);
            for (merge, height) in tree.merges.iter().zip(naive(&data, linkage)) {
                prop_assert!((merge.height - height).abs() < 1e-9 * height.max(1.0), "{:?}", linkage);
            }
        }
    }

    #[test]
    fn ties_neither_stop_nor_unsort_ward(n in 2usize..60, seed in 0u64..10_000) {
        // Few distinct values in one or two columns: many equal distances.
        let d = 1 + seed as usize % 2;
        let coarse: Vec<f64> = random_matrix(n, d, seed).as_slice().iter().map(|v| v.round()).collect();
        let data = Matrix::from_vec(n, d, coarse);
        let tree = tree(&data, Linkage::WardD2).unwrap();
        check_shape(&tree);
        prop_assert!(tree.merges.windows(2).all(|w| w[0].height <= w[1].height));
    }
}

#[test]
fn ward_on_vectors_is_ward_on_distances() {
    let data = random_matrix(1500, 8, 4);
    let (fast, slow) = (tree(&data, Linkage::WardD2).unwrap(), ward_by_distances(&data));
    for (a, b) in fast.merges.iter().zip(&slow.merges) {
        assert!((a.height - b.height).abs() < 1e-9 * b.height);
        assert_eq!((a.a, a.b, a.size), (b.a, b.b, b.size));
    }
}

#[test]
fn ward_does_not_lose_neighbours_to_single_precision() {
    let plain = random_matrix(300, 4, 6);
    let map =
        |f: &dyn Fn(f64) -> f64| Matrix::from_vec(300, 4, plain.as_slice().iter().map(|v| f(*v)).collect());
    let mut tight = plain.clone();
    // Half of the points in a ball a millionth as wide.
    (0..150).for_each(|i| (0..4).for_each(|j| tight.set(i, j, 3.0 + 1e-6 * plain.get(i, j))));
    let cases = [map(&|v| v + 1e7), map(&|v| v * 1e-30), map(&|v| v * 1e25), map(&|v| v * 1e100), tight];
    for (case, data) in cases.iter().enumerate() {
        let found = tree(data, Linkage::WardD2).unwrap();
        check_shape(&found);
        // Lance-Williams heights lose digits far from the origin, distances of means do not.
        let tolerance = if case == 0 { 1e-6 } else { 1e-9 };
        for (a, b) in found.merges.iter().zip(&ward_by_distances(data).merges) {
            assert!(
                (a.height - b.height).abs() <= tolerance * b.height,
                "case {case}: {} {}",
                a.height,
                b.height
            );
        }
    }
}

#[test]
fn trees_do_not_depend_on_threads() {
    let data = random_matrix(6000, 5, 8);
    let pool = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
    let one = pool(1).install(|| tree(&data, Linkage::WardD2).unwrap());
    let two = pool(2).install(|| tree(&data, Linkage::WardD2).unwrap());
    assert_eq!(one, two);
}

#[test]
fn cuts_give_the_number_of_groups() {
    let data = random_matrix(30, 3, 2);
    let tree = tree(&data, Linkage::Average).unwrap();
    for k in 1..=30 {
        let groups = tree.cut(k);
        assert_eq!(groups.iter().max(), Some(&(k - 1)));
        assert_eq!(groups[0], 0);
    }
}
