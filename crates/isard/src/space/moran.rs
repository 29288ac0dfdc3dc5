//! Moran's I of a whole map.

use super::conditional::Stream;
use super::global::{Global, of_four, usable};
use super::moments::Moments;
use super::rates::empirical_bayes;
use super::values::{Field, Fields, INPUTS, ISLANDS, STYLE, deviations};
use super::{LONG_OUTPUT, Weights, long_output};
use crate::inference::permutation::{OPTIONS, Plan, shuffled};
use crate::model::Status;
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "moran",
    question: "space",
    title: "Moran's I",
    summary: "Whether neighbours are more alike than chance: above the expectation like near like, below it unlike near like.",
    formula: "univariate: I = n/S₀ · Σᵢⱼ wᵢⱼ zᵢ zⱼ / Σᵢ zᵢ², z = x − x̄, S₀ = Σ wᵢⱼ; E = −1/(n − 1); Var (normality) = (n²S₁ − nS₂ + \
              3S₀²)/(S₀²(n² − 1)) − E²; Var (randomization) = (n[(n² − 3n + 3)S₁ − nS₂ + 3S₀²] − b[(n² − n)S₁ − 2nS₂ + \
              6S₀²])/((n − 1)(n − 2)(n − 3)S₀²) − E², b = n Σz⁴/(Σz²)², S₁ = ½ Σ (wᵢⱼ + wⱼᵢ)², S₂ = Σᵢ (wᵢ. + w.ᵢ)². bivariate: \
              n/S₀ · Σ wᵢⱼ zᵢ uⱼ / √(Σz² Σu²), u of `other`, which alone is permuted; E = 0. eb-rate: univariate, of the empirical Bayes \
              standardised rates of `value` events in `population`. p-permutation: values drawn anew over the whole map.",
    undefined: "missing: no region has a value; undefined:too-few: fewer than two regions (four for the variance under \
                randomization); undefined:constant: all values equal; undefined:island: no link.",
    complexity: "O(links) for the value, O(draws · (n + links)) for the permutations, on all threads.",
    inputs: INPUTS,
    options: &[VARIANT, OPTIONS[0], OPTIONS[1], OPTIONS[2], OPTIONS[3], STYLE, ISLANDS],
    output: LONG_OUTPUT,
    references: &[
        Reference {
            text: "Cliff, A. D. & Ord, J. K. (1981). Spatial Processes: Models and Applications. Pion",
            locator: "value, expectation and both variances compared with esda 2.8.2",
            doi: "",
            checked: true,
        },
        Reference {
            text: "Assunção, R. M. & Reis, E. A. (1999). A new proposal to adjust Moran's I for population density. Statistics in Medicine 18, 2147–2162",
            locator: "",
            doi: "",
            checked: false,
        },
        BESAG_CLIFFORD,
    ],
    run,
};

/// Sequential stopping.
pub(super) const BESAG_CLIFFORD: Reference = Reference {
    text: "Besag, J. & Clifford, P. (1991). Sequential Monte Carlo p-values. Biometrika 78, 301–304",
    locator: "",
    doi: "10.1093/biomet/78.2.301",
    checked: false,
};

/// Option `variant`.
pub(super) const VARIANT: OptionSpec = OptionSpec::choice(
    "variant",
    &["univariate", "bivariate", "eb-rate"],
    "univariate",
    "univariate (`value` here and around), bivariate (`value` here, `other` around), eb-rate (`value` events in `population`).",
);

/// The two sides of the product: values here and values around.
///
/// # Errors
/// A column that the variant needs is missing; rates that cannot be.
pub(super) fn sides(variant: &str, field: &Field) -> Result<(Vec<f64>, Option<Vec<f64>>), MethodError> {
    let need = |column: &Option<Vec<f64>>, name: &str| {
        column.clone().ok_or_else(|| {
            MethodError::data(format!("variant `{variant}` needs the column `{name}` in `values`"))
        })
    };
    if field.values.is_empty() {
        return Ok((Vec::new(), None));
    }
    match variant {
        "bivariate" => Ok((field.values.clone(), Some(need(&field.other, "other")?))),
        "eb-rate" => {
            let population = need(&field.population, "population")?;
            Ok((empirical_bayes(field.weights.regions(), &field.values, &population)?, None))
        }
        _ => Ok((field.values.clone(), None)),
    }
}

/// Moran's I of `values`, in the order of the weights' regions.
///
/// # Errors
/// See [`METHOD`].
pub fn univariate(weights: &Weights, values: &[f64], plan: &Plan) -> Result<Global, Status> {
    let m = Moments::of(weights);
    usable(values, m.s0, 2)?;
    let n = values.len() as f64;
    let z = deviations(values);
    let squares: f64 = z.iter().map(|v| v * v).sum();
    let of = |z: &[f64]| n / m.s0 * cross(weights, z, z) / squares;
    let value = of(&z);
    let expected = -1.0 / (n - 1.0);
    let normality =
        (n * n * m.s1 - n * m.s2 + 3.0 * m.s0 * m.s0) / (m.s0 * m.s0 * (n * n - 1.0)) - expected * expected;
    let kurtosis = n * z.iter().map(|v| v.powi(4)).sum::<f64>() / (squares * squares);
    let randomization = of_four(n, || {
        let a = n * ((n * n - 3.0 * n + 3.0) * m.s1 - n * m.s2 + 3.0 * m.s0 * m.s0);
        let b = kurtosis * ((n * n - n) * m.s1 - 2.0 * n * m.s2 + 6.0 * m.s0 * m.s0);
        (a - b) / ((n - 1.0) * (n - 2.0) * (n - 3.0) * m.s0 * m.s0) - expected * expected
    });
    let bounds = plan.alternative.bounds(value, expected);
    let counts = shuffled(&z, bounds, ROUNDING, plan, Stream::Moran.item(0), of);
    let found = Global { value, expected, normality: Ok(normality), randomization, counts, p: None };
    Ok(found.tested(counts, plan))
}

/// Moran's I of `here` with `around` on the neighbours.
///
/// # Errors
/// See [`METHOD`].
pub fn bivariate(weights: &Weights, here: &[f64], around: &[f64], plan: &Plan) -> Result<Global, Status> {
    let s0 = Moments::of(weights).s0;
    usable(here, s0, 2)?;
    usable(around, s0, 2)?;
    let (z, u) = (deviations(here), deviations(around));
    let squares = |x: &[f64]| x.iter().map(|v| v * v).sum::<f64>();
    let scale = here.len() as f64 / s0 / (squares(&z) * squares(&u)).sqrt();
    let of = |u: &[f64]| scale * cross(weights, &z, u);
    let value = of(&u);
    let counts = shuffled(&u, plan.alternative.bounds(value, 0.0), ROUNDING, plan, Stream::Moran.item(0), of);
    let missing = Err(Status::Missing);
    let found = Global { value, expected: 0.0, normality: missing, randomization: missing, counts, p: None };
    Ok(found.tested(counts, plan))
}

/// Statistics of the size of 1 nearer than this are equal.
pub(super) const ROUNDING: f64 = 1e-12;

/// Σᵢⱼ wᵢⱼ aᵢ bⱼ.
fn cross(weights: &Weights, a: &[f64], b: &[f64]) -> f64 {
    (0..a.len()).map(|i| a[i] * weights.row(i).map(|(j, w)| w * b[j]).sum::<f64>()).sum()
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let fields = Fields::read(inputs, options)?;
    let plan = Plan::from_options(options);
    let variant = options.text("variant");
    long_output(fields, &plan, variant, |field| {
        Ok(match sides(variant, field)? {
            (here, Some(around)) => bivariate(&field.weights, &here, &around, &plan),
            (here, None) => univariate(&field.weights, &here, &plan),
        })
    })
}
