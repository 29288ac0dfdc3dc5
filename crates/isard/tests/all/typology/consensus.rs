//! Consensus of groupings, three starts, and stability under resampling.

use super::cells::{run, table};
use super::grouping_fixtures::{data_set, fixtures, shuffled};
use super::k_means::{grid, random_matrix};
use isard::linalg::Matrix;
use isard::typology::agreement::adjusted_rand;
use isard::typology::bootstrap_stability::{bootstrap_stability, verdict};
use isard::typology::consensus::{Begin, Disagreement, consensus, three_starts};
use isard::typology::grouper::{Grouper, GrouperOptions};
use isard::typology::k_means::k_means;
use isard::typology::linkage::Linkage;
use proptest::prelude::*;

const OPTIONS: GrouperOptions = GrouperOptions { k: 3, starts: 5, least_size: 5, seed: 1 };

/// Three groups of fifty rows, far apart for their spread.
fn planted() -> (Matrix, Vec<usize>) {
    let mut random = isard::inference::Random::new(8, 0, 0);
    let row = |i: i32| [0, 1, 2, 3].map(|j| f64::from((i / 50) * (7 - 3 * j)) + random.normal());
    let data: Vec<f64> = (0..150).flat_map(row).collect();
    (Matrix::from_vec(150, 4, data), (0..150).map(|i| i / 50).collect())
}

fn units(n: usize) -> Vec<usize> {
    (0..n).collect()
}

#[test]
fn shares_are_counted_as_defined() {
    let data = random_matrix(40, 3, 2);
    let groupers = [Grouper::KMeans, Grouper::Pam, Grouper::Linkage(Linkage::Complete)];
    let found = consensus(&data, &units(40), &groupers, &OPTIONS, 0).unwrap();
    let labels: Vec<Vec<Option<usize>>> =
        groupers.iter().map(|g| g.group(&data, &OPTIONS).unwrap()).collect();
    let mut ambiguous = 0;
    for i in 0..40 {
        for j in 0..i {
            let together = labels.iter().filter(|l| l[i] == l[j]).count() as f64 / 3.0;
            assert_eq!(found.pairs.share(i, j), together);
            ambiguous += usize::from(together > 0.1 && together < 0.9);
        }
        let own: Vec<f64> = (0..40)
            .filter(|&j| j != i && found.labels[j] == found.labels[i])
            .map(|j| found.pairs.share(i, j))
            .collect();
        let mean = if own.is_empty() { 1.0 } else { own.iter().sum::<f64>() / own.len() as f64 };
        assert!((found.agreement[i] - mean).abs() < 1e-12);
    }
    assert_eq!(found.pairs.ambiguous(), Some(ambiguous as f64 / 780.0));
    assert_eq!(found.groupings, 3);
}

/// Average linkage by its definition: the two clusters of least mean distance.
fn naive_average(n: usize, k: usize, distance: impl Fn(usize, usize) -> f64) -> Vec<usize> {
    let mut clusters: Vec<Vec<usize>> = (0..n).map(|i| vec![i]).collect();
    while clusters.len() > k {
        let mut best = (f64::INFINITY, 0, 0);
        for a in 0..clusters.len() {
            for b in a + 1..clusters.len() {
                let sum: f64 = clusters[a]
                    .iter()
                    .flat_map(|&i| clusters[b].iter().map(move |&j| (i, j)))
                    .map(|(i, j)| distance(i, j))
                    .sum();
                let mean = sum / (clusters[a].len() * clusters[b].len()) as f64;
                if mean < best.0 {
                    best = (mean, a, b);
                }
            }
        }
        let moved = clusters.remove(best.2);
        clusters[best.1].extend(moved);
    }
    let mut labels = vec![0; n];
    clusters.iter().enumerate().for_each(|(g, c)| c.iter().for_each(|&i| labels[i] = g));
    labels
}

#[test]
fn the_final_grouping_is_average_linkage_of_the_shares() {
    for seed in 0..10 {
        let data = random_matrix(30, 2, seed);
        let groupers = [Grouper::KMeans, Grouper::Pam, Grouper::Linkage(Linkage::WardD2)];
        let found = consensus(&data, &units(30), &groupers, &GrouperOptions { seed, ..OPTIONS }, 40).unwrap();
        // Shares of many draws have no ties at the cut but by chance.
        let expected = naive_average(30, 3, |i, j| 1.0 - found.pairs.share(i, j));
        assert_eq!(adjusted_rand(&found.labels, &expected), 1.0, "{seed}");
        assert!(found.cophenetic.unwrap() > 0.5);
    }
}

#[test]
fn clear_groups_are_agreed_on_by_all_methods() {
    let (data, truth) = planted();
    let all: Vec<Grouper> =
        ["k-means", "ward", "average", "pam", "gaussian-mixture-spherical", "fuzzy-c-means"]
            .into_iter()
            .map(|w| Grouper::from_word(w).unwrap())
            .collect();
    let found = consensus(&data, &units(150), &all, &OPTIONS, 12).unwrap();
    assert!(adjusted_rand(&found.labels, &truth) > 0.95);
    assert_eq!(found.groupings, 18);
    assert!(found.pairs.ambiguous().unwrap() < 0.1);
    let four = consensus(&data, &units(150), &all, &GrouperOptions { k: 5, ..OPTIONS }, 12).unwrap();
    // A number of groups that is not there is not agreed on.
    assert!(four.pairs.ambiguous() > found.pairs.ambiguous());
}

#[test]
fn noise_is_together_with_nobody() {
    let fixtures = fixtures();
    let data = data_set("wide", &fixtures);
    let found = consensus(&data, &units(data.rows()), &[Grouper::Hdbscan], &OPTIONS, 0).unwrap();
    let labels = Grouper::Hdbscan.group(&data, &OPTIONS).unwrap();
    let noise: Vec<usize> = (0..labels.len()).filter(|&i| labels[i].is_none()).collect();
    assert!(noise.len() > 50);
    for &i in &noise {
        assert!((0..labels.len()).all(|j| j == i || found.pairs.share(i, j) == 0.0));
    }
}

#[test]
fn refusals_name_the_reason() {
    let data = random_matrix(20, 2, 1);
    let e = consensus(&data, &units(20), &[], &OPTIONS, 5).unwrap_err();
    assert_eq!(e.to_string(), "no grouping method was named");
    let e = Grouper::from_word("kmeans").unwrap_err();
    assert_eq!(
        (e.to_string().as_str(), e.hint().as_deref()),
        ("no grouping method `kmeans`", Some("did you mean `k-means`?"))
    );
    assert!(consensus(&data, &units(20), &[Grouper::Pam], &GrouperOptions { k: 21, ..OPTIONS }, 0).is_err());
    let many = Matrix::zeros(12_001, 1);
    let e = consensus(&many, &units(12_001), &[Grouper::Pam], &OPTIONS, 0).unwrap_err();
    assert!(e.to_string().starts_with("12001 rows are too many"), "{e}");
}

#[test]
fn results_do_not_depend_on_threads() {
    let (data, _) = planted();
    let pool = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
    let groupers = [Grouper::KMeans, Grouper::Pam];
    let of = |n| pool(n).install(|| consensus(&data, &units(150), &groupers, &OPTIONS, 10).unwrap());
    assert_eq!(of(1), of(2));
    let labels = Grouper::KMeans.group(&data, &OPTIONS).unwrap();
    let of = |n| {
        pool(n).install(|| {
            bootstrap_stability(&data, &units(150), &labels, Grouper::KMeans, &OPTIONS, 20).unwrap()
        })
    };
    assert_eq!(of(1), of(2));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn three_starts_accept_only_what_two_have(data in grid(), k in 1usize..5, seed in 0u64..100, rules: bool) {
        let begin = if rules { Begin::Rules } else { Begin::Random };
        let strict = three_starts(&data, k, begin, Disagreement::Refuse, seed);
        let Ok(best) = three_starts(&data, k, begin, Disagreement::Best, seed) else {
            prop_assert!(strict.is_err());
            return Ok(());
        };
        prop_assert_eq!(strict.is_ok(), best.agreeing >= 2);
        let found = best.labels.iter().max().unwrap() + 1;
        prop_assert_eq!(found, k);
        prop_assert!(best.agreement.iter().all(|a| [1.0 / 3.0, 2.0 / 3.0, 1.0].contains(a)));
        if best.agreeing == 3 {
            prop_assert!(best.agreement.iter().all(|a| *a == 1.0));
            prop_assert!(best.adjusted_rand.iter().all(|r| *r == 1.0));
        }
    }
}

#[test]
fn three_starts_that_differ_are_refused_with_their_figures() {
    let data = random_matrix(300, 6, 4);
    let refused =
        (0..40).find_map(|seed| three_starts(&data, 7, Begin::Random, Disagreement::Refuse, seed).err());
    let e = refused.unwrap();
    assert!(
        e.to_string().starts_with("no two of three starts agree on a grouping into 7: sums of squares"),
        "{e}"
    );
    assert!(e.hint().unwrap().contains("no-agreement=best"));
    let (clear, truth) = planted();
    let found = three_starts(&clear, 3, Begin::Rules, Disagreement::Refuse, 1).unwrap();
    assert_eq!(found.agreeing, 3);
    assert!(adjusted_rand(&found.labels, &truth) > 0.95);
}

#[test]
fn clear_groups_are_stable_and_noise_is_not() {
    let (data, _) = planted();
    for word in ["k-means", "ward", "pam", "gaussian-mixture-spherical", "fuzzy-c-means"] {
        let grouper = Grouper::from_word(word).unwrap();
        let labels = grouper.group(&data, &OPTIONS).unwrap();
        let found = bootstrap_stability(&data, &units(150), &labels, grouper, &OPTIONS, 30).unwrap();
        assert_eq!(found.draws, 30);
        for g in &found.groups {
            assert!(g.jaccard.unwrap() > 0.9, "{word}: {g:?}");
            assert_eq!(verdict(g.jaccard.unwrap()), "stable");
            assert_eq!(g.dissolved, Some(0.0));
        }
        assert!(found.probabilities.iter().flatten().sum::<f64>() / 150.0 > 0.95);
    }
    let noise = random_matrix(150, 6, 9);
    let options = GrouperOptions { k: 6, ..OPTIONS };
    let labels = Grouper::KMeans.group(&noise, &options).unwrap();
    let found = bootstrap_stability(&noise, &units(150), &labels, Grouper::KMeans, &options, 30).unwrap();
    assert!(found.groups.iter().all(|g| g.jaccard.unwrap() < 0.75), "{:?}", found.groups);
}

/// Jaccard by definition, over the rows drawn, for a grouping that never changes.
#[test]
fn a_grouping_that_draws_cannot_change_has_similarity_one() {
    // Heaps so far apart that every method finds them in every draw.
    let mut random = isard::inference::Random::new(3, 0, 0);
    let data: Vec<f64> =
        (0..60).flat_map(|i| [f64::from(i / 20) * 1e4 + random.normal(), random.normal()]).collect();
    let data = Matrix::from_vec(60, 2, data);
    for word in Grouper::WORDS {
        let grouper = Grouper::from_word(word).unwrap();
        let labels = grouper.group(&data, &OPTIONS).unwrap();
        let found = bootstrap_stability(&data, &units(60), &labels, grouper, &OPTIONS, 10).unwrap();
        if *word != "hdbscan" {
            assert!(found.groups.iter().all(|g| g.jaccard == Some(1.0) && g.size == 20), "{word}");
            assert!(found.probabilities.iter().all(|p| *p == Some(1.0)));
        }
    }
    // One unit a heap: a draw without a heap has no such group.
    let heaps: Vec<usize> = (0..60).map(|i| i / 20).collect();
    let labels = Grouper::KMeans.group(&data, &OPTIONS).unwrap();
    let found = bootstrap_stability(
        &data,
        &heaps,
        &labels,
        Grouper::KMeans,
        &GrouperOptions { seed: 3, ..OPTIONS },
        40,
    )
    .unwrap();
    assert!(found.groups.iter().any(|g| g.jaccard.unwrap() < 1.0));
}

#[test]
fn groups_do_not_depend_on_the_order_of_rows() {
    let (data, _) = planted();
    let (other, at) = shuffled(&data, 7);
    for word in ["ward", "pam", "k-means", "gaussian-mixture-spherical", "fuzzy-c-means"] {
        let grouper = Grouper::from_word(word).unwrap();
        let options = GrouperOptions { starts: 20, ..OPTIONS };
        let flat = |d: &Matrix| -> Vec<usize> {
            grouper.group(d, &options).unwrap().into_iter().flatten().collect()
        };
        let (a, b) = (flat(&data), flat(&other));
        let back: Vec<usize> = (0..150).map(|i| b[at[i]]).collect();
        assert_eq!(adjusted_rand(&a, &back), 1.0, "{word}");
    }
    assert_eq!(k_means(&data, 3, 20, 1).unwrap().labels.len(), 150);
}

#[test]
fn tables_of_the_method_hold_what_they_say() {
    let (data, _) = planted();
    let rows: Vec<Vec<String>> = (0..150)
        .map(|i| {
            let cells = data.row(i).iter().map(f64::to_string);
            std::iter::once(format!("r{:03}", (i * 37) % 150)).chain(cells).collect()
        })
        .collect();
    let t = table(&["region", "a", "b", "c", "d"], &rows);
    let set = |extra: (&'static str, &'static str)| [("draws", "8"), ("starts", "3"), extra];
    let groups = run("consensus", &[("indicators", &t)], &set(("table", "groups"))).unwrap();
    assert_eq!(groups.table.rows(), 150);
    assert!(groups.table.real("probability").unwrap().iter().all(|p| (0.0..=1.0).contains(&p.unwrap())));
    let matrix = run("consensus", &[("indicators", &t)], &set(("table", "matrix"))).unwrap();
    assert_eq!((matrix.table.rows(), matrix.table.names().count()), (150, 151));
    for r in [0, 77] {
        let key = matrix.table.text_at(r, "region").unwrap().to_string();
        assert_eq!(matrix.table.real(&key).unwrap()[r], Some(1.0));
    }
    let validity = run("consensus", &[("indicators", &t)], &set(("table", "validity"))).unwrap();
    assert_eq!(validity.table.rows(), 5);
    let starts =
        run("consensus", &[("indicators", &t)], &[("method", "three-starts"), ("begin", "rules")]).unwrap();
    assert!(starts.figures["agreeing_starts"].as_u64().unwrap() >= 2);
    let stable = run("bootstrap-stability", &[("indicators", &t)], &set(("method", "pam"))).unwrap();
    assert_eq!(stable.table.rows(), 3);
    assert_eq!(stable.table.text_at(0, "verdict"), Some("stable"));
    let regions = run("bootstrap-stability", &[("indicators", &t)], &set(("table", "regions"))).unwrap();
    assert_eq!(regions.table.rows(), 150);
}
