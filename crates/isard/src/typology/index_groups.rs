//! Groups of regions by the value of an index.

use crate::linalg::{mean, standard_deviation};
use crate::model::{Status, table_of};
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "index-groups",
    question: "typology",
    title: "Groups by the value of an index",
    summary: "Cuts the values of an index into classes; 1 is the highest.",
    formula: "mean-sd-3: x ≥ x̄ + s | between | x < x̄ − s · mean-sd-4: cuts at x̄ + s, x̄, x̄ − s · equal-intervals: k classes of width (max − min)/k · natural-breaks: the k classes of least Σ(x − class mean)², exact",
    undefined: "All values equal: refused. natural-breaks with fewer distinct values than k: refused.",
    complexity: "O(n log n); natural-breaks O(k·m·log m) for m distinct values.",
    inputs: &[InputSpec { name: "values", columns: "region, value", optional: false }],
    options: &[
        OptionSpec::choice("rule", Rule::WORDS, "mean-sd-3", "The rule of the cuts."),
        OptionSpec::integer("k", 1, 1000, "3", "Number of classes of equal-intervals and natural-breaks."),
        OptionSpec::integer("ddof", 0, 1, "0", "Divisor of the standard deviation: n − ddof."),
    ],
    output: &[
        ("region", "Region."),
        ("group", "Class, 1 = highest values."),
        ("value", "Value of the index."),
        ("status", "observed."),
    ],
    references: &[
        Reference {
            text: "Fisher, W. D. (1958). On grouping for maximum homogeneity. Journal of the American Statistical Association 53, 789–798",
            locator: "",
            doi: "10.1080/01621459.1958.10501479",
            checked: false,
        },
        Reference {
            text: "Jenks, G. F. (1967). The data model concept in statistical mapping. International Yearbook of Cartography 7, 186–190",
            locator: "",
            doi: "",
            checked: false,
        },
    ],
    run,
};

/// Rule of the cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Three classes at mean ± s.
    MeanSd3,
    /// Four classes at mean − s, mean, mean + s.
    MeanSd4,
    /// Classes of equal width.
    EqualIntervals,
    /// Classes of least sum of squares.
    NaturalBreaks,
}

impl Rule {
    /// Words of the option.
    pub const WORDS: &'static [&'static str] =
        &["mean-sd-3", "mean-sd-4", "equal-intervals", "natural-breaks"];

    fn from_word(word: &str) -> Rule {
        match word {
            "mean-sd-4" => Rule::MeanSd4,
            "equal-intervals" => Rule::EqualIntervals,
            "natural-breaks" => Rule::NaturalBreaks,
            _ => Rule::MeanSd3,
        }
    }
}

crate::record! {
    /// Class of a region.
    pub struct IndexGroupRow in "typology"/"index_groups", key ["region"] {
        /// Region.
        region: String [Kind::Key],
        /// Class, 1 = highest values.
        group: i64,
        /// Value of the index.
        value: f64,
        /// Status.
        status: Status,
    }
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let values = inputs.keyed("values", "region, value")?;
    let x: Vec<f64> = values.iter().map(|v| v.1).collect();
    let rule = Rule::from_word(options.text("rule"));
    let cuts = cuts(&x, rule, options.integer("k") as usize, options.integer("ddof") as usize)?;
    let rows: Vec<IndexGroupRow> = values
        .into_iter()
        .map(|(region, value)| IndexGroupRow {
            region,
            group: class_of(value, &cuts) as i64 + 1,
            value,
            status: Status::Observed,
        })
        .collect();
    let mut sizes = vec![0usize; cuts.len() + 1];
    rows.iter().for_each(|r| sizes[r.group as usize - 1] += 1);
    Ok(Output::new(table_of(&rows)).variant(options.text("rule")).figure("cuts", cuts).figure("sizes", sizes))
}

/// Class of a value, 0 = highest: the number of cuts above it. A value that
/// equals a cut belongs to the class above.
pub fn class_of(value: f64, cuts: &[f64]) -> usize {
    cuts.iter().filter(|&&c| value < c).count()
}

/// Cuts between classes, descending.
///
/// # Errors
/// No values, all values equal, or fewer distinct values than classes of natural breaks.
pub fn cuts(x: &[f64], rule: Rule, k: usize, ddof: usize) -> Result<Vec<f64>, MethodError> {
    if x.iter().any(|v| !v.is_finite()) {
        return Err(MethodError::data("a value is not a finite number"));
    }
    let low = x.iter().copied().fold(f64::INFINITY, f64::min);
    let high = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if low >= high {
        return Err(MethodError::data("all values are equal (or there are none): no classes can be formed"));
    }
    let (m, s) = (mean(x), standard_deviation(x, ddof));
    Ok(match rule {
        Rule::MeanSd3 => vec![m + s, m - s],
        Rule::MeanSd4 => vec![m + s, m, m - s],
        Rule::EqualIntervals => (1..k).rev().map(|c| low + (high - low) * c as f64 / k as f64).collect(),
        Rule::NaturalBreaks => natural_breaks(x, k)?,
    })
}

/// Cuts of the classes of least sum of squares, by dynamic programming over
/// distinct values; a cut is the smallest value of the class above it.
fn natural_breaks(x: &[f64], k: usize) -> Result<Vec<f64>, MethodError> {
    let mut sorted = x.to_vec();
    sorted.sort_by(f64::total_cmp);
    let center = mean(&sorted);
    let mut distinct: Vec<f64> = Vec::new();
    // Prefix sums of weight, value and square, about the mean against cancellation.
    let mut sums = vec![(0.0, 0.0, 0.0)];
    for &v in &sorted {
        let c = v - center;
        if distinct.last() != Some(&v) {
            distinct.push(v);
            sums.push(sums[sums.len() - 1]);
        }
        let last = sums.len() - 1;
        sums[last] = (sums[last].0 + 1.0, sums[last].1 + c, sums[last].2 + c * c);
    }
    let m = distinct.len();
    if m < k {
        return Err(MethodError::data_hint(
            format!("{k} classes were asked for, but there are only {m} distinct values"),
            "choose a smaller k",
        ));
    }
    // Sum of squares of the distinct values from..to.
    let cost = |from: usize, to: usize| {
        let (n, s, q) = (sums[to].0 - sums[from].0, sums[to].1 - sums[from].1, sums[to].2 - sums[from].2);
        (q - s * s / n).max(0.0)
    };
    let mut best: Vec<f64> = (0..=m).map(|to| if to == 0 { 0.0 } else { cost(0, to) }).collect();
    let mut starts: Vec<Vec<usize>> = Vec::new();
    for classes in 2..=k {
        let mut next = vec![f64::INFINITY; m + 1];
        let mut start = vec![0; m + 1];
        // The best start of the last class does not fall as the end moves up.
        let mut open = vec![(classes, m, classes - 1, m - 1)];
        while let Some((from, to, low, high)) = open.pop() {
            if from > to {
                continue;
            }
            let end = (from + to) / 2;
            for s in low.max(classes - 1)..=high.min(end - 1) {
                let total = best[s] + cost(s, end);
                if total < next[end] {
                    (next[end], start[end]) = (total, s);
                }
            }
            open.push((from, end - 1, low, start[end]));
            open.push((end + 1, to, start[end], high));
        }
        best = next;
        starts.push(start);
    }
    let mut cuts = Vec::with_capacity(k - 1);
    let mut end = m;
    for start in starts.iter().rev() {
        end = start[end];
        cuts.push(distinct[end]);
    }
    Ok(cuts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn loss(x: &[f64], cuts: &[f64]) -> f64 {
        (0..=cuts.len())
            .map(|c| {
                let part: Vec<f64> = x.iter().copied().filter(|&v| class_of(v, cuts) == c).collect();
                let m = mean(&part);
                part.iter().map(|v| (v - m) * (v - m)).sum::<f64>()
            })
            .sum()
    }

    /// Every way of cutting the sorted distinct values.
    fn brute(x: &[f64], k: usize) -> f64 {
        let mut d = x.to_vec();
        d.sort_by(f64::total_cmp);
        d.dedup();
        let bits = d.len() - 1;
        (0u32..1 << bits)
            .filter(|code| code.count_ones() as usize == k - 1)
            .map(|code| {
                let cuts: Vec<f64> =
                    (0..bits).rev().filter(|b| code >> b & 1 == 1).map(|b| d[b + 1]).collect();
                loss(x, &cuts)
            })
            .fold(f64::INFINITY, f64::min)
    }

    proptest! {
        #[test]
        fn natural_breaks_are_the_best_of_all(x in prop::collection::vec(-20i32..20, 4..12), k in 1usize..5) {
            let x: Vec<f64> = x.into_iter().map(|v| f64::from(v) / 3.0).collect();
            let mut d = x.clone();
            d.sort_by(f64::total_cmp);
            d.dedup();
            prop_assume!(d.len() >= k.max(2));
            let cuts = natural_breaks(&x, k).expect("a value");
            prop_assert_eq!(cuts.len(), k - 1);
            prop_assert!((loss(&x, &cuts) - brute(&x, k)).abs() < 1e-9);
        }
    }

    #[test]
    fn equal_values_are_refused() {
        assert!(cuts(&[2.0; 5], Rule::MeanSd3, 3, 0).is_err());
    }
}
