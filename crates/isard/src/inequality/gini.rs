//! Gini coefficient.

use super::gini_spatial::{self, Spatial};
use super::permutation::{ALTERNATIVE, DRAWS};
use super::values::{VALUES, Values, YearValues};
use crate::clusters::activity::Long;
use crate::clusters::slab::Measured;
use crate::model::{Column, Reason, Status};
use crate::registry::{InputSpec, Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};
use crate::space::Weights;

/// Registry entry.
pub const METHOD: Method = Method {
    id: "gini",
    question: "inequality",
    title: "Gini coefficient",
    summary: "How unequal values are over regions: 0 all equal, towards 1 one region has all.",
    formula: "coefficient: G = Σ_i Σ_j p_i p_j |x_i − x_j| / (2 x̄), p_i weights that sum to one (1/n without weights), \
              x̄ = Σ p_i x_i; normalized: G · n / (n − 1), without weights only. With a map, \
              neighbours = Σ_i Σ_j w_ij p_i p_j |x_i − x_j| / (2 x̄), w_ij = 1 for a link; non-neighbours = G − neighbours; \
              p of the latter by laying the values on the map at random.",
    undefined: "missing: no region has a value; undefined:too-few: one region; undefined:not-positive: a negative value, \
                or all values zero.",
    complexity: "O(n log n) per year.",
    inputs: &[
        VALUES,
        InputSpec {
            name: "weights",
            columns: "from, to[, weight]; splits the coefficient by neighbours",
            optional: true,
        },
    ],
    options: &[
        OptionSpec::choice(
            "variant",
            &["coefficient", "normalized"],
            "coefficient",
            "Plain, or rescaled so that one region having all gives 1.",
        ),
        DRAWS,
        ALTERNATIVE,
        OptionSpec::seed(),
    ],
    output: &[
        ("name", "`total`; with weights also `neighbors` and `non-neighbors`."),
        ("year", "Year, where the input has years."),
        ("value", "Coefficient."),
        ("status", "Status of the value."),
        ("p", "With weights: permutation p-value of the part of the pairs that are no neighbours."),
    ],
    references: &[
        Reference {
            text: "Doersam, P. (2004). Wirtschaftsstatistik anschaulich dargestellt. PD-Verlag.",
            locator: "worked example, as reproduced by REAT 3.0.3 `gini`; EconGeo 1.3 `Gini` agrees after its rounding",
            doi: "",
            checked: true,
        },
        Reference {
            text: "Rey, S. J. & Smith, R. J. (2013). A spatial decomposition of the Gini coefficient. Letters in Spatial and \
               Resource Sciences 6, 55–70.",
            locator: "numbers of the package inequality 1.1.2 on a 5 × 5 lattice",
            doi: "10.1007/s12076-012-0086-z",
            checked: true,
        },
    ],
    run,
};

/// The weighted coefficient; weights need not sum to one.
///
/// # Errors
/// `missing` without values, `undefined:too-few` for one, `undefined:not-positive`
/// for a negative value or a mean of zero.
///
/// Complexity: O(n log n).
///
/// ```
/// use isard::inequality::gini::coefficient;
/// // Doersam's example, as REAT reproduces it.
/// assert!((coefficient(&[20.0, 50.0, 20.0, 10.0], &[1.0; 4]).unwrap() - 0.3).abs() < 1e-12);
/// ```
pub fn coefficient(values: &[f64], weights: &[f64]) -> Measured {
    match values.len() {
        0 => return Err(Status::Missing),
        1 => return Err(Status::Undefined(Reason::TooFew)),
        _ => {}
    }
    let sum: f64 = weights.iter().sum();
    let mean = values.iter().zip(weights).map(|(x, w)| x * w).sum::<f64>() / sum;
    if mean <= 0.0 || values.iter().any(|x| *x < 0.0) {
        return Err(Status::Undefined(Reason::NotPositive));
    }
    if weights.windows(2).all(|w| w[0] == w[1]) {
        return Ok(area_of_equals(values) / mean);
    }
    let mut sorted: Vec<(f64, f64)> = values.iter().copied().zip(weights.iter().map(|w| w / sum)).collect();
    sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    // Each pair once, as the rise of the ordered values: Σ F (1 − F) Δx, which
    // is exactly zero when all are equal.
    let mut below = 0.0;
    let mut area = 0.0;
    for pair in sorted.windows(2) {
        below += pair[0].1;
        area += below * (1.0 - below) * (pair[1].0 - pair[0].0);
    }
    Ok(area / mean)
}

/// The same where all weigh the same. Numbers from zero up are ordered as the
/// whole numbers of their bits, which sort faster than pairs.
fn area_of_equals(values: &[f64]) -> f64 {
    // Minus zero becomes zero.
    let mut bits: Vec<u64> = values.iter().map(|v| (v + 0.0).to_bits()).collect();
    bits.sort_unstable();
    let n = values.len() as f64;
    let rise = |(k, pair): (usize, &[u64])| {
        let below = (k + 1) as f64 / n;
        below * (1.0 - below) * (f64::from_bits(pair[1]) - f64::from_bits(pair[0]))
    };
    bits.windows(2).enumerate().map(rise).sum()
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let given = Values::read(inputs)?;
    let normalized = options.text("variant") == "normalized";
    let map = inputs.get("weights").map(|_| Weights::read(inputs)).transpose()?;
    let mut long = Long::new(&["name"], given.has_year);
    let mut p = Vec::new();
    for (at, year) in given.years.iter().enumerate() {
        if normalized && year.weights.is_some() {
            return Err(MethodError::data_hint(
                "the variant `normalized` has no meaning with weights",
                "leave the weight column out, or set variant=coefficient",
            ));
        }
        let (values, weights, _) = year.complete();
        let n = values.len() as f64;
        let scale = if normalized { n / (n - 1.0) } else { 1.0 };
        let Some(map) = &map else {
            long.push(&["total"], year.year, coefficient(&values, &weights).map(|g| g * scale));
            continue;
        };
        let among = links_of(map, year)?;
        let (seed, draws) = (options.integer("seed") as u64, options.integer("draws") as usize);
        let parts = gini_spatial::decompose(&values, &weights, &among, seed, at as u64, draws);
        let part = |f: fn(&Spatial) -> f64| parts.as_ref().map(|s| f(s) * scale).map_err(|s| *s);
        long.push(&["total"], year.year, part(|s| s.total));
        long.push(&["neighbors"], year.year, part(|s| s.neighbors));
        long.push(&["non-neighbors"], year.year, part(|s| s.others));
        p.extend([None, None, parts.ok().and_then(|s| s.tails.p(options.text("alternative")))]);
    }
    let mut table = long.table();
    if map.is_some() {
        table.push("p", Column::Real(p));
    }
    let mut output = Output::new(table).variant(options.text("variant"));
    output.warnings = given.warnings;
    Ok(output)
}

/// The links among the regions of a year that have values.
fn links_of(map: &Weights, year: &YearValues) -> Result<Weights, MethodError> {
    let regions: Vec<String> = year.kept().into_iter().map(|i| year.regions[i].clone()).collect();
    known(map, &regions)?;
    Ok(map.among(&regions))
}

/// Refuses a region that the map does not know.
///
/// # Errors
/// The first such region by key.
pub(super) fn known(map: &Weights, regions: &[String]) -> Result<(), MethodError> {
    let absent: Vec<&String> = regions.iter().filter(|r| map.regions().binary_search(r).is_err()).collect();
    match absent.first() {
        None => Ok(()),
        Some(first) => Err(MethodError::data_hint(
            format!("{} regions with values stand nowhere in `weights`, first `{first}`", absent.len()),
            "give an island as a row with an empty `to`; leave out regions that are not on the map",
        )),
    }
}
