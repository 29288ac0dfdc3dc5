//! The method `group-profile`: what distinguishes the groups.

use super::validity::group_sizes;
use crate::inference::Random;
use crate::linalg::{average_ranks, mean, quantile, variance};
use crate::model::{Reason, Status, table_of};
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use crate::typology::scale::Normalization;
use crate::typology::tables::ProfileRow;
use statrs::distribution::{ChiSquared, ContinuousCDF, FisherSnedecor};
use std::collections::BTreeMap;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "group-profile",
    question: "typology",
    title: "Profile of groups",
    summary: "Means of each group in each indicator, and how strongly the groups differ: analysis of variance, Kruskal–Wallis, v-test.",
    formula: "F = (B/(k−1))/(W/(n−k)), η² = B/(B+W) · H = 12/(n(n+1))·Σ R_g²/n_g − 3(n+1), divided by 1 − Σ(t³−t)/(n³−n) for ties, p from χ² with k−1 degrees · v = (x̄_g − x̄)/√(s²/n_g·(n−n_g)/(n−1)), s² over n",
    undefined: "All values equal: undefined:constant. F without spread within groups, and every test with fewer than two groups or n ≤ k: empty. v-test of a group that holds all regions: empty.",
    complexity: "O(n log n) per indicator, draws × n for the interval.",
    inputs: &[
        InputSpec {
            name: "indicators",
            columns: "region[, year], one column per indicator",
            optional: false,
        },
        InputSpec { name: "groups", columns: "region[, year], group", optional: false },
    ],
    options: &[
        OptionSpec::integer("draws", 0, 1_000_000, "400", "Resamplings for the interval of mean_z; 0: none."),
        OptionSpec::seed(),
    ],
    output: &[
        ("group", "Group."),
        ("group_name", "Name of the group."),
        ("indicator", "Indicator."),
        ("n", "Regions of the group with a value."),
        ("mean", "Mean."),
        ("mean_z", "Mean of z-scores (ddof 0)."),
        ("low_z", "Lower limit of mean_z, 90 %."),
        ("high_z", "Upper limit."),
        ("eta2", "Share of variance between groups."),
        ("f", "F of the analysis of variance."),
        ("p", "Its p-value; describes only, where the groups were made from the indicators."),
        ("kruskal_h", "Kruskal–Wallis H."),
        ("kruskal_p", "Its p-value."),
        ("v_test", "v-test of the group."),
        ("status", "observed or undefined."),
    ],
    references: &[
        Reference {
            text: "Kruskal, W. H. & Wallis, W. A. (1952). Use of ranks in one-criterion variance analysis. Journal of the American Statistical Association 47, 583–621",
            locator: "compared with SciPy",
            doi: "10.1080/01621459.1952.10483441",
            checked: true,
        },
        Reference {
            text: "Lebart, L., Morineau, A. & Piron, M. (1995). Statistique exploratoire multidimensionnelle. Dunod (v-test)",
            locator: "compared with computed values of the formula",
            doi: "",
            checked: true,
        },
    ],
    run,
};

/// How strongly groups differ in one indicator.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Difference {
    /// Share of the variance between groups.
    pub eta2: Option<f64>,
    /// F of the analysis of variance.
    pub f: Option<f64>,
    /// Its p-value.
    pub p: Option<f64>,
    /// Kruskal–Wallis H, corrected for ties.
    pub kruskal_h: Option<f64>,
    /// Its p-value.
    pub kruskal_p: Option<f64>,
}

/// Analysis of variance and Kruskal–Wallis test of `x` over groups 0, 1, ….
///
/// # Undefined cases
/// All empty when the values are equal; the tests with fewer than two groups
/// or no more values than groups; F and p without spread within groups.
pub fn difference(x: &[f64], labels: &[usize]) -> Difference {
    let sizes = group_sizes(labels);
    let n = x.len() as f64;
    let k = sizes.iter().filter(|&&s| s > 0).count() as f64;
    let overall = mean(x);
    let total: f64 = x.iter().map(|v| (v - overall).powi(2)).sum();
    if x.windows(2).all(|w| w[0] == w[1]) || total <= 0.0 {
        return Difference::default();
    }
    let means = group_means(x, labels);
    let within: f64 = x.iter().zip(labels).map(|(v, &l)| (v - means[l]).powi(2)).sum();
    let between: f64 = means
        .iter()
        .zip(&sizes)
        .filter(|(_, s)| **s > 0)
        .map(|(m, &s)| s as f64 * (m - overall).powi(2))
        .sum();
    let mut out = Difference { eta2: Some(between / (between + within)), ..Difference::default() };
    if k < 2.0 || n <= k {
        return out;
    }
    if within > 0.0 {
        let f = between / (k - 1.0) / (within / (n - k));
        out.f = Some(f);
        out.p = FisherSnedecor::new(k - 1.0, n - k).ok().map(|d| d.sf(f));
    }
    let ranks = average_ranks(x);
    let mut sums = vec![0.0; sizes.len()];
    labels.iter().zip(&ranks).for_each(|(&l, r)| sums[l] += r);
    let squares: f64 = sums.iter().zip(&sizes).filter(|(_, s)| **s > 0).map(|(r, &s)| r * r / s as f64).sum();
    let h = (12.0 / (n * (n + 1.0)) * squares - 3.0 * (n + 1.0)) / tie_correction(&ranks);
    out.kruskal_h = Some(h);
    out.kruskal_p = ChiSquared::new(k - 1.0).ok().map(|d| d.sf(h.max(0.0)));
    out
}

/// 1 − Σ(t³ − t)/(n³ − n) over runs of t equal ranks.
fn tie_correction(ranks: &[f64]) -> f64 {
    let mut sorted = ranks.to_vec();
    sorted.sort_by(f64::total_cmp);
    let cubes: f64 =
        sorted.chunk_by(|a, b| a == b).map(|run| (run.len() as f64).powi(3) - run.len() as f64).sum();
    let n = ranks.len() as f64;
    1.0 - cubes / (n * n * n - n)
}

fn group_means(x: &[f64], labels: &[usize]) -> Vec<f64> {
    let sizes = group_sizes(labels);
    let mut sums = vec![0.0; sizes.len()];
    labels.iter().zip(x).for_each(|(&l, v)| sums[l] += v);
    sums.iter().zip(&sizes).map(|(s, &n)| s / n as f64).collect()
}

/// v-test of each group: (x̄_g − x̄)/√(s²/n_g·(n − n_g)/(n − 1)), s² over n.
///
/// # Undefined cases
/// Empty for an empty group, a group of all rows, and equal values.
pub fn v_tests(x: &[f64], labels: &[usize]) -> Vec<Option<f64>> {
    let n = x.len() as f64;
    let (overall, s2) = (mean(x), variance(x, 0));
    let sizes = group_sizes(labels);
    let means = group_means(x, labels);
    let test = |(m, &size): (&f64, &usize)| {
        let size = size as f64;
        let error = (s2 / size * (n - size) / (n - 1.0)).sqrt();
        (size > 0.0 && error > 0.0).then(|| (m - overall) / error)
    };
    means.iter().zip(&sizes).map(test).collect()
}

/// Name of group `group` (1-based) of `k`: high, middle, low.
pub fn group_name(group: usize, k: usize) -> String {
    match (group, k) {
        (1, _) => "high".into(),
        (g, k) if g == k => "low".into(),
        (2, 3) => "middle".into(),
        (g, _) => format!("group {g}"),
    }
}

/// Separates the draws of this file from others under the same seed.
const STREAM: u64 = 0x7072_6f66_0000;

/// One indicator of the regions of one year.
pub struct ProfileColumn<'a> {
    /// Indicator.
    pub indicator: &'a str,
    /// Values.
    pub x: &'a [f64],
    /// Normalised values.
    pub z: &'a [f64],
    /// Groups, 0-based.
    pub labels: &'a [usize],
    /// Names of the groups.
    pub names: &'a [String],
    /// Numbers of the groups.
    pub numbers: &'a [i64],
}

/// Rows of the profile of one indicator, a row per group; `item` keys the
/// random numbers, so that indicators do not share draws.
pub fn profile(column: &ProfileColumn, item: usize, draws: usize, seed: u64) -> Vec<ProfileRow> {
    let ProfileColumn { x, z, labels, .. } = *column;
    let difference = difference(x, labels);
    let constant = difference.eta2.is_none();
    let tests = if constant { vec![None; column.names.len()] } else { v_tests(x, labels) };
    (0..column.names.len())
        .map(|g| {
            let members: Vec<usize> = (0..x.len()).filter(|&i| labels[i] == g).collect();
            let xs: Vec<f64> = members.iter().map(|&i| x[i]).collect();
            let zs: Vec<f64> = members.iter().map(|&i| z[i]).collect();
            let means: Vec<f64> = (0..if zs.is_empty() { 0 } else { draws })
                .map(|draw| {
                    let mut random =
                        Random::new(seed, STREAM + ((item as u64) << 16) + g as u64, draw as u64);
                    (0..zs.len()).map(|_| zs[random.below(zs.len())]).sum::<f64>() / zs.len() as f64
                })
                .collect();
            let known = |v: f64| v.is_finite().then_some(v);
            ProfileRow {
                group: column.numbers[g],
                group_name: column.names[g].clone(),
                indicator: column.indicator.to_string(),
                n: members.len() as i64,
                mean: known(mean(&xs)),
                mean_z: known(mean(&zs)),
                low_z: known(quantile(&means, 0.05)),
                high_z: known(quantile(&means, 0.95)),
                eta2: difference.eta2,
                f: difference.f,
                p: difference.p,
                kruskal_h: difference.kruskal_h,
                kruskal_p: difference.kruskal_p,
                v_test: tests.get(g).copied().flatten(),
                status: match (members.is_empty(), constant) {
                    (true, _) => Status::Undefined(Reason::TooFew),
                    (_, true) => Status::Undefined(Reason::Constant),
                    _ => Status::Observed,
                },
            }
        })
        .collect()
}

/// Groups by region and year from the input `groups`.
pub(super) fn read_groups(inputs: &Inputs) -> Result<BTreeMap<(String, Option<i64>), i64>, MethodError> {
    let table = inputs.need("groups", "region[, year], group")?;
    let bad = |source| MethodError::Table { input: "groups".into(), source };
    let (regions, groups) = (table.column("region").map_err(bad)?, table.column("group").map_err(bad)?);
    let years = table.get("year");
    let mut out = BTreeMap::new();
    for row in 0..table.rows() {
        let at = |what: String| MethodError::data(format!("input `groups`, row {}: {what}", row + 1));
        let region = regions.display(row).ok_or_else(|| at("`region` is empty".into()))?;
        // A region left out has no group.
        let Some(cell) = groups.display(row) else { continue };
        let group = cell.trim().parse::<f64>().ok().filter(|g| g.fract() == 0.0 && g.abs() < 1e15);
        let group = group.ok_or_else(|| at(format!("`group` = `{cell}` is not a whole number")))? as i64;
        let year = match years.and_then(|y| y.display(row)) {
            None => None,
            Some(cell) => {
                let year = cell.trim().parse::<i64>();
                Some(year.map_err(|_| at(format!("`year` = `{cell}` is not a whole number")))?)
            }
        };
        if out.insert((region.clone(), year), group).is_some() {
            return Err(at(format!("a second group for region `{region}`")));
        }
    }
    if out.is_empty() {
        return Err(MethodError::data("the input `groups` has no group"));
    }
    Ok(out)
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let indicators = inputs.indicators()?;
    let groups = read_groups(inputs)?;
    let last = indicators.years.len() - 1;
    let year = indicators.has_year.then_some(indicators.years[last]);
    let group_of = |region: &String| {
        groups.get(&(region.clone(), year)).or_else(|| groups.get(&(region.clone(), None))).copied()
    };
    let rows: Vec<(usize, i64)> =
        indicators.regions.iter().enumerate().filter_map(|(i, r)| group_of(r).map(|g| (i, g))).collect();
    if rows.is_empty() {
        return Err(MethodError::data_hint(
            "no region of `indicators` has a group",
            "the keys of both inputs (and the last year) must match",
        ));
    }
    let mut numbers: Vec<i64> = rows.iter().map(|r| r.1).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let names: Vec<String> = (1..=numbers.len()).map(|g| group_name(g, numbers.len())).collect();
    let mut out = Vec::new();
    let mut output = Output::default();
    for (j, indicator) in indicators.indicators.iter().enumerate() {
        let known: Vec<&(usize, i64)> =
            rows.iter().filter(|(i, _)| !indicators.matrices[last].get(*i, j).is_nan()).collect();
        if known.len() < rows.len() {
            output.warnings.push(format!("{indicator}: {} regions have no value", rows.len() - known.len()));
        }
        let x: Vec<f64> = known.iter().map(|(i, _)| indicators.matrices[last].get(*i, j)).collect();
        let labels: Vec<usize> =
            known.iter().map(|(_, g)| numbers.binary_search(g).unwrap_or_default()).collect();
        let scaled = Normalization::Z { ddof: 0 }.column(&x, &Default::default());
        let z = scaled.unwrap_or_else(|| vec![f64::NAN; x.len()]);
        let column =
            ProfileColumn { indicator, x: &x, z: &z, labels: &labels, names: &names, numbers: &numbers };
        out.extend(profile(&column, j, options.integer("draws") as usize, options.integer("seed") as u64));
    }
    let left = indicators.regions.len() - rows.len();
    if left > 0 {
        output.warnings.push(format!("{left} regions of `indicators` have no group and are not used"));
    }
    if let Some(year) = year {
        output.assumptions.push(format!("the profile is that of {year}"));
    }
    output.table = table_of(&out);
    Ok(output)
}
