//! The grouping methods of the workflow behind one door.
//!
//! A method plugs in by implementing [`Grouping`] and a word in
//! [`GroupingMethod`]; the workflow, its validity panel, its resampling and its
//! agreement tables then work with it.

use super::agreement::adjusted_rand;
use super::k_means::{check_k, k_means, k_means_from};
use super::linkage::{Linkage, tree};
use crate::linalg::{Matrix, Points, squared_distance};
use crate::registry::{MethodError, OptionSpec};

/// Groups of rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Grouped {
    /// Group of each row, 0-based without gaps; groups in order of first appearance.
    pub labels: Vec<usize>,
    /// Starts run and starts that reached the optimum, for methods with starts.
    pub starts: Option<(usize, usize)>,
    /// Whether an iterative method ended by itself.
    pub converged: bool,
    /// What the reader must know.
    pub warnings: Vec<String>,
}

/// A way to form `k` groups of rows.
pub trait Grouping: Sync {
    /// Word in tables.
    fn name(&self) -> String;

    /// What is done, for the log of assumptions.
    fn describe(&self, k: usize) -> String;

    /// The groups.
    ///
    /// # Errors
    /// `k` above the number of distinct rows, and whatever the method refuses.
    fn group(&self, z: &Matrix, k: usize) -> Result<Grouped, MethodError>;

    /// The groups of a resampled or reference data set: the same method at less
    /// cost where it has starts. `draw` keys its random numbers.
    ///
    /// # Errors
    /// As [`Grouping::group`].
    fn quick(&self, z: &Matrix, k: usize, _draw: u64) -> Result<Vec<usize>, MethodError> {
        self.group(z, k).map(|g| g.labels)
    }

    /// The groups of a resample of data whose groups have the centers `known`:
    /// as [`Grouping::quick`], but a method with starts also starts from them
    /// and keeps the best, so that a resample does not look different for want
    /// of starts.
    ///
    /// # Errors
    /// As [`Grouping::group`].
    fn regroup(&self, z: &Matrix, known: &Matrix, draw: u64) -> Result<Vec<usize>, MethodError> {
        self.quick(z, known.rows(), draw)
    }
}

/// Starts of k-means on a resampled data set.
const QUICK_STARTS: usize = 5;

/// At most this many times the starts asked for.
const MORE_STARTS: usize = 16;

/// The methods that the workflow knows by a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GroupingMethod {
    /// k-means from many k-means++ starts; their number is doubled until two
    /// end in the same best optimum.
    KMeans {
        /// Starts.
        starts: usize,
        /// Seed.
        seed: u64,
    },
    /// k-means from three fixed starts; a grouping that two or three of them
    /// end in is accepted, otherwise none.
    ThreeStarts {
        /// Seed of the resampled groupings.
        seed: u64,
    },
    /// A tree cut into k groups.
    Tree(Linkage),
}

impl Default for GroupingMethod {
    fn default() -> Self {
        GroupingMethod::KMeans { starts: 50, seed: 1 }
    }
}

/// Option `grouping`.
pub(super) const GROUPING: OptionSpec = OptionSpec::choice(
    "grouping",
    GroupingMethod::WORDS,
    "k-means",
    "Grouping method: k-means; three-starts (k-means from three fixed starts, accepted where two or three agree); or a tree cut into k groups by the linkage named.",
);

impl GroupingMethod {
    /// Words of the option.
    pub const WORDS: &'static [&'static str] = &[
        "k-means",
        "three-starts",
        "ward-d2",
        "ward-d",
        "single",
        "complete",
        "average",
        "weighted",
        "centroid",
        "median",
    ];

    /// The method of a word of [`GroupingMethod::WORDS`]; k-means for any other.
    pub fn from_word(word: &str, starts: usize, seed: u64) -> Self {
        match word {
            "three-starts" => GroupingMethod::ThreeStarts { seed },
            "k-means" => GroupingMethod::KMeans { starts, seed },
            word if Linkage::WORDS.contains(&word) => GroupingMethod::Tree(Linkage::from_word(word)),
            _ => GroupingMethod::KMeans { starts, seed },
        }
    }

    /// The method that judges other numbers of groups: itself, but for
    /// three-starts, which may refuse, k-means.
    pub fn judge(self) -> GroupingMethod {
        match self {
            GroupingMethod::ThreeStarts { seed } => GroupingMethod::KMeans { starts: 50, seed },
            other => other,
        }
    }
}

impl Grouping for GroupingMethod {
    fn name(&self) -> String {
        match self {
            GroupingMethod::KMeans { .. } => "k-means".into(),
            GroupingMethod::ThreeStarts { .. } => "three-starts".into(),
            GroupingMethod::Tree(linkage) => linkage.as_str().into(),
        }
    }

    fn describe(&self, k: usize) -> String {
        match self {
            GroupingMethod::KMeans { starts, .. } => format!("k-means, k = {k}, {starts} starts or more"),
            GroupingMethod::ThreeStarts { .. } => format!(
                "k-means, k = {k}, from three starts (rows far apart; rows at equal steps of the distance from the mean; the first distinct rows), accepted where two or three agree"
            ),
            GroupingMethod::Tree(linkage) => format!("tree by {}, cut into k = {k} groups", linkage.as_str()),
        }
    }

    fn group(&self, z: &Matrix, k: usize) -> Result<Grouped, MethodError> {
        check_k(z, k)?;
        match *self {
            GroupingMethod::KMeans { starts, seed } => many_starts(z, k, starts, seed),
            GroupingMethod::ThreeStarts { .. } => three_starts(z, k),
            GroupingMethod::Tree(linkage) => {
                let labels = tree(z, linkage)?.cut(k);
                Ok(Grouped { labels, converged: true, ..Grouped::default() })
            }
        }
    }

    fn quick(&self, z: &Matrix, k: usize, draw: u64) -> Result<Vec<usize>, MethodError> {
        match *self {
            GroupingMethod::KMeans { seed, .. } | GroupingMethod::ThreeStarts { seed } => {
                let starts = if k == 1 { 1 } else { QUICK_STARTS };
                k_means(z, k, starts, seed.wrapping_add(draw)).map(|f| f.labels)
            }
            GroupingMethod::Tree(_) => self.group(z, k).map(|g| g.labels),
        }
    }

    fn regroup(&self, z: &Matrix, known: &Matrix, draw: u64) -> Result<Vec<usize>, MethodError> {
        match *self {
            GroupingMethod::KMeans { seed, .. } | GroupingMethod::ThreeStarts { seed } => {
                let fresh = k_means(z, known.rows(), QUICK_STARTS, seed.wrapping_add(draw))?;
                let warm = k_means_from(z, known);
                let better = warm.total_within_ss < fresh.total_within_ss;
                Ok(if better { warm.labels } else { fresh.labels })
            }
            GroupingMethod::Tree(_) => self.quick(z, known.rows(), draw),
        }
    }
}

fn many_starts(z: &Matrix, k: usize, asked: usize, seed: u64) -> Result<Grouped, MethodError> {
    let mut starts = asked;
    let fit = loop {
        let fit = k_means(z, k, starts, seed)?;
        if starts == 1 || fit.starts_at_optimum > 1 || starts >= MORE_STARTS * asked {
            break fit;
        }
        starts *= 2;
    };
    let mut warnings = Vec::new();
    if asked > 1 && fit.starts_at_optimum == 1 {
        warnings.push(format!(
            "only one of {} starts reached the best sum of squares: raise `starts`, there may be a better one",
            fit.starts
        ));
    }
    let starts = Some((fit.starts, fit.starts_at_optimum));
    Ok(Grouped { labels: fit.labels, starts, converged: fit.converged, warnings })
}

/// k-means from three fixed starts.
fn three_starts(z: &Matrix, k: usize) -> Result<Grouped, MethodError> {
    let fits: Vec<_> = [far_apart(z, k), equal_steps(z, k), first_distinct(z, k)]
        .iter()
        .map(|rows| k_means_from(z, &z.take_rows(rows)))
        .collect();
    let same = |a: usize, b: usize| adjusted_rand(&fits[a].labels, &fits[b].labels) >= 1.0 - 1e-12;
    let pairs = [(0, 1), (0, 2), (1, 2)];
    let agreed: Vec<usize> = pairs.iter().filter(|(a, b)| same(*a, *b)).map(|p| p.0).collect();
    let Some(&of) = agreed.first() else {
        let sums: Vec<String> = fits.iter().map(|f| format!("{:.4}", f.total_within_ss)).collect();
        return Err(MethodError::data_hint(
            format!(
                "the three starts end in three different groupings (sums of squares {})",
                sums.join(", ")
            ),
            "no two agree, so none is accepted: use grouping=k-means with many starts, or another k",
        ));
    };
    let number = if agreed.len() == 3 { 3 } else { 2 };
    let best = fits.iter().map(|f| f.total_within_ss).fold(f64::INFINITY, f64::min);
    let mut warnings = Vec::new();
    if fits[of].total_within_ss > best * (1.0 + 1e-9) {
        warnings.push(format!(
            "two of three starts agree on a sum of squares of {:.4}; the third reached {best:.4}, which is better",
            fits[of].total_within_ss
        ));
    }
    let fit = &fits[of];
    Ok(Grouped { labels: fit.labels.clone(), starts: Some((3, number)), converged: fit.converged, warnings })
}

fn squared_to(z: &Matrix, i: usize, to: &[f64]) -> f64 {
    z.row(i).iter().zip(to).map(|(a, b)| (a - b) * (a - b)).sum()
}

fn mean_row(z: &Matrix) -> Vec<f64> {
    (0..z.cols()).map(|j| z.column(j).sum::<f64>() / z.rows() as f64).collect()
}

/// The row farthest from the mean, then always the one farthest from those taken.
fn far_apart(z: &Matrix, k: usize) -> Vec<usize> {
    let points = Points::new(z);
    let mean = mean_row(z);
    let farthest = |d: &[f64]| (0..d.len()).fold(0, |b, i| if d[i] > d[b] { i } else { b });
    let first = farthest(&(0..z.rows()).map(|i| squared_to(z, i, &mean)).collect::<Vec<_>>());
    let mut taken = vec![first];
    let mut nearest = vec![f64::INFINITY; z.rows()];
    while taken.len() < k {
        let last = taken[taken.len() - 1];
        for (i, d) in nearest.iter_mut().enumerate() {
            *d = d.min(squared_distance(points.row(i), points.row(last)));
        }
        taken.push(farthest(&nearest));
    }
    taken
}

/// Distinct rows at equal steps in the order of their distance from the mean.
fn equal_steps(z: &Matrix, k: usize) -> Vec<usize> {
    let mean = mean_row(z);
    let mut order = first_distinct(z, usize::MAX);
    let distance: Vec<f64> = (0..z.rows()).map(|i| squared_to(z, i, &mean)).collect();
    order.sort_by(|&a, &b| distance[a].total_cmp(&distance[b]).then(a.cmp(&b)));
    let step = order.len() as f64 / k as f64;
    (0..k).map(|c| order[((c as f64 + 0.5) * step) as usize]).collect()
}

/// The first `k` distinct rows, all distinct ones where there are fewer.
fn first_distinct(z: &Matrix, k: usize) -> Vec<usize> {
    let mut seen = std::collections::HashSet::new();
    let key = |i: usize| z.row(i).iter().map(|v| (v + 0.0).to_bits()).collect::<Vec<_>>();
    (0..z.rows()).filter(|&i| seen.insert(key(i))).take(k).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inference::Random;

    fn planted(distance: f64) -> (Matrix, Vec<usize>) {
        let mut random = Random::new(8, 0, 0);
        let truth: Vec<usize> = (0..45).map(|i| i % 3).collect();
        let data = truth.iter().flat_map(|&g| [0, 1].map(|_| distance * g as f64 + random.normal()));
        (Matrix::from_vec(45, 2, data.collect()), truth)
    }

    #[test]
    fn every_method_finds_groups_that_stand_apart() {
        let (z, truth) = planted(20.0);
        for word in GroupingMethod::WORDS {
            let method = GroupingMethod::from_word(word, 10, 1);
            assert_eq!(method.name(), *word);
            let found = method.group(&z, 3).expect("groups");
            assert_eq!(adjusted_rand(&found.labels, &truth), 1.0, "{word}");
            assert_eq!(adjusted_rand(&method.quick(&z, 3, 4).expect("groups"), &truth), 1.0, "{word}");
            assert!(method.group(&z, 46).is_err());
        }
        let three = GroupingMethod::ThreeStarts { seed: 1 }.group(&z, 3).expect("groups");
        assert!(three.starts.is_some_and(|(run, agreed)| run == 3 && agreed >= 2));
    }

    #[test]
    fn three_different_ends_are_refused() {
        // Noise cut into many groups: three starts hardly ever agree.
        let (z, _) = planted(0.0);
        let refused = GroupingMethod::ThreeStarts { seed: 1 }.group(&z, 9).expect_err("a refusal");
        assert!(refused.to_string().contains("three different groupings"), "{refused}");
    }

    #[test]
    fn starts_are_distinct_rows() {
        let (z, _) = planted(1.0);
        for rows in [far_apart(&z, 5), equal_steps(&z, 5), first_distinct(&z, 5)] {
            let mut sorted = rows.clone();
            sorted.sort_unstable();
            sorted.dedup();
            assert_eq!(sorted.len(), 5);
        }
    }
}
