//! Dense groups against scikit-learn and their definition.

use super::grouping_fixtures::{data_set, fixtures, shuffled};
use super::k_means::{grid, random_matrix};
use crate::shared_data::numbers;
use isard::linalg::{Matrix, Metric};
use isard::typology::agreement::adjusted_rand;
use isard::typology::hdbscan::{HdbscanOptions, Selection, hdbscan};
use proptest::prelude::*;

/// Labels with noise as a label of its own.
fn flat(labels: &[Option<usize>]) -> Vec<usize> {
    labels.iter().map(|l| l.map_or(0, |l| l + 1)).collect()
}

/// A row whose own core distance joins two clusters belongs to neither of them:
/// it leaves where they part. The peer, which merges equal distances one by
/// one, puts it into one of the two; such rows are not compared.
///
/// Leaves are compared with one neighbour only. With more, core distances make
/// equal reachabilities the rule, and the peer, which splits them one by one,
/// then takes clusters for leaves that appear and end at the same distance.
#[test]
fn groups_and_strengths_agree_with_scikit_learn() {
    let fixtures = fixtures();
    for case in fixtures["hdbscan"].as_array().unwrap() {
        let name = case["data"].as_str().unwrap();
        let selection = Selection::from_word(case["selection"].as_str().unwrap());
        if name == "iris" && selection == Selection::Leaf {
            // Irises lie on a grid, and the peer's leaves depend on the order of equal distances.
            continue;
        }
        let options = HdbscanOptions {
            least_size: case["min_size"].as_u64().unwrap() as usize,
            neighbors: case["min_samples"].as_u64().unwrap() as usize,
            selection,
            allow_single: case["single"].as_bool().unwrap(),
            metric: Metric::from_word(case["distance"].as_str().unwrap()),
        };
        let found = hdbscan(&data_set(name, &fixtures), &options).unwrap();
        let theirs: Vec<usize> = case["labels"]
            .as_str()
            .unwrap()
            .bytes()
            .map(|b| if b == b'.' { 0 } else { (b - 96) as usize })
            .collect();
        let ours = flat(&found.labels);
        let bridge = |i: usize| {
            let (cluster, lambda) = found.tree.left[i];
            let mut children = found.tree.clusters[cluster].children.iter();
            children.any(|&c| found.tree.clusters[c].birth == lambda)
        };
        let compared: Vec<usize> =
            (0..ours.len()).filter(|&i| ours[i] != 0 || theirs[i] == 0 || !bridge(i)).collect();
        assert!(ours.len() - compared.len() < found.tree.clusters.len(), "{name} {options:?}");
        let of = |l: &[usize]| compared.iter().map(|&i| l[i]).collect::<Vec<_>>();
        let noise = |l: &[usize]| l.iter().map(|&l| l == 0).collect::<Vec<_>>();
        assert_eq!(noise(&of(&ours)), noise(&of(&theirs)), "{name} {options:?}");
        assert_eq!(adjusted_rand(&of(&ours), &of(&theirs)), 1.0, "{name} {options:?}");
        if name != "iris" {
            let theirs = numbers(&case["probabilities"]);
            for &i in &compared {
                let ours = found.probabilities[i].unwrap_or(0.0);
                assert!((ours - theirs[i]).abs() < 1e-9, "{name} {options:?}: {ours} {}", theirs[i]);
            }
        }
    }
}

/// Level sets by definition: rows joined where their mutual reachability is at most `h`.
fn components(data: &Matrix, neighbors: usize, h: f64) -> Vec<usize> {
    let n = data.rows();
    let d = |i: usize, j: usize| -> f64 {
        data.row(i).iter().zip(data.row(j)).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt()
    };
    let core: Vec<f64> = (0..n)
        .map(|i| {
            let mut all: Vec<f64> = (0..n).map(|j| d(i, j)).collect();
            all.sort_by(f64::total_cmp);
            all[neighbors - 1]
        })
        .collect();
    let mut label: Vec<usize> = (0..n).collect();
    loop {
        let mut changed = false;
        for i in 0..n {
            for j in 0..n {
                if d(i, j).max(core[i]).max(core[j]) <= h * (1.0 + 1e-12) && label[i] != label[j] {
                    let low = label[i].min(label[j]);
                    (label[i], label[j]) = (low, low);
                    changed = true;
                }
            }
        }
        if !changed {
            return label;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_cluster_is_a_level_set(data in grid(), size in 2usize..6, neighbors in 1usize..5) {
        let options = HdbscanOptions { neighbors, ..HdbscanOptions::new(size) };
        let Ok(found) = hdbscan(&data, &options) else { return Ok(()) };
        for (at, cluster) in found.tree.clusters.iter().enumerate().skip(1) {
            prop_assert!(cluster.size >= size);
            // Just below the distance of its split the cluster is one of several components.
            let inside = |mut c: usize| loop {
                if c == at { return true }
                match found.tree.clusters[c].parent { Some(p) => c = p, None => return false }
            };
            let members: Vec<usize> = (0..data.rows()).filter(|&i| inside(found.tree.left[i].0)).collect();
            prop_assert_eq!(members.len(), cluster.size);
            let h = 1.0 / cluster.birth;
            let label = components(&data, neighbors, h * (1.0 - 1e-9));
            let first = label[members[0]];
            prop_assert!((0..data.rows()).all(|i| (label[i] == first) == members.contains(&i)));
        }
    }

    #[test]
    fn ties_and_the_order_of_rows_change_nothing(data in grid(), size in 2usize..5, seed in 0u64..100) {
        let (other, at) = shuffled(&data, seed);
        for selection in [Selection::ExcessOfMass, Selection::Leaf] {
            let options = HdbscanOptions { selection, ..HdbscanOptions::new(size) };
            let (Ok(a), Ok(b)) = (hdbscan(&data, &options), hdbscan(&other, &options)) else { return Ok(()) };
            let back: Vec<Option<usize>> = (0..data.rows()).map(|i| b.labels[at[i]]).collect();
            prop_assert_eq!(adjusted_rand(&flat(&a.labels), &flat(&back)), 1.0);
            prop_assert!((0..data.rows()).all(|i| a.labels[i].is_none() == back[i].is_none()));
        }
    }
}

#[test]
fn groups_do_not_depend_on_threads() {
    let data = random_matrix(700, 3, 5);
    let pool = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
    let of = |n| pool(n).install(|| hdbscan(&data, &HdbscanOptions::new(10)).unwrap());
    assert_eq!(of(1), of(2));
}

#[test]
fn equal_rows_and_small_data_do_not_break_it() {
    let equal = Matrix::from_vec(6, 2, vec![1.0; 12]);
    let found = hdbscan(&equal, &HdbscanOptions::new(3)).unwrap();
    assert!(found.labels.iter().all(Option::is_none));
    let single = hdbscan(&equal, &HdbscanOptions { allow_single: true, ..HdbscanOptions::new(3) }).unwrap();
    assert!(single.labels.iter().all(|l| *l == Some(0)));
    assert!(single.probabilities.iter().all(|p| *p == Some(1.0)));
    // Two heaps of equal rows; the row between joins the nearer one, infinitely less dense.
    let heaps = Matrix::from_vec(9, 1, vec![0.0, 0.0, 0.0, 0.0, 4.0, 9.0, 9.0, 9.0, 9.0]);
    let found = hdbscan(&heaps, &HdbscanOptions::new(3)).unwrap();
    assert_eq!(flat(&found.labels), [1, 1, 1, 1, 1, 2, 2, 2, 2]);
    assert_eq!((found.probabilities[0], found.probabilities[4]), (Some(1.0), Some(0.0)));
    assert!(hdbscan(&heaps, &HdbscanOptions::new(10)).is_err());
    assert!(hdbscan(&heaps, &HdbscanOptions::new(1)).is_err());
    assert!(hdbscan(&Matrix::zeros(0, 2), &HdbscanOptions::new(2)).is_err());
}
