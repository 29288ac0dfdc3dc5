//! Local Moran's I: clusters and outliers on the map.

use super::Weights;
use super::conditional::{Stream, lag_counts, linked};
use super::local::{LOCAL_OPTIONS, LOCAL_OUTPUT, Local, local_output};
use super::moran::{BESAG_CLIFFORD, VARIANT, sides};
use super::values::{Fields, INPUTS, ISLANDS, STYLE, constant, deviations};
use crate::inference::permutation::Plan;
use crate::model::{Reason, Status};
use crate::registry::{Inputs, Method, MethodError, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "local-moran",
    question: "space",
    title: "Local Moran's I",
    summary: "For each region: is it like its neighbours (high among high, low among low) or unlike them, more than chance would have it?",
    formula: "univariate: Iᵢ = (n − 1) zᵢ Σⱼ wᵢⱼ zⱼ / Σ z², z = x − x̄; bivariate: zⱼ of `other`, both in standard deviations, times (n − 1)/n; \
              eb-rate: univariate, of empirical Bayes standardised rates. quadrant: sign of zᵢ, then of the neighbours' lag; exactly \
              average counts as low. p: region i keeps its value, its kᵢ neighbours are drawn without replacement from the other n − 1 \
              regions, independently for every region (their p-values stay dependent through shared neighbours). Values with up to nine decimals are \
              compared exactly; others in steps of 2⁻³⁰ of the largest possible sum. q: over all regions of a year.",
    undefined: "undefined:constant: all values equal; undefined:island: no neighbour with a positive weight; undefined:too-few: one region; \
                missing: the region has no value; undefined:left-out: an island under islands=drop.",
    complexity: "O(draws · links) on all threads, memory O(n + links); with stop-after = h about h draws for each region that is not \
                 significant.",
    inputs: INPUTS,
    options: crate::options![[VARIANT], LOCAL_OPTIONS, [STYLE, ISLANDS]],
    output: LOCAL_OUTPUT,
    references: &[
        Reference {
            text: "Anselin, L. (1995). Local indicators of spatial association – LISA. Geographical Analysis 27, 93–115",
            locator: "values and quadrants compared with esda 2.8.2, p-values with esda and pygeoda 0.1.3 in distribution",
            doi: "10.1111/j.1538-4632.1995.tb00338.x",
            checked: true,
        },
        Reference {
            text: "Blackman, D. & Vigna, S. (2021). Scrambled linear pseudorandom number generators. ACM Transactions on Mathematical Software 47, 36",
            locator: "",
            doi: "10.1145/3460772",
            checked: false,
        },
        Reference {
            text: "Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B 57, 289–300; \
                   Benjamini, Y. & Yekutieli, D. (2001). The control of the false discovery rate in multiple testing under dependency. Annals of Statistics 29, 1165–1188",
            locator: "",
            doi: "",
            checked: false,
        },
        BESAG_CLIFFORD,
    ],
    run,
};

/// Local I of `here` with `around` on the neighbours (the same for one
/// variable), in the order of the weights' regions; values must be finite.
///
/// Complexity: O(draws · links), on all threads.
pub fn local_moran(weights: &Weights, here: &[f64], around: &[f64], plan: &Plan) -> Vec<Local> {
    let n = here.len();
    let reason = match n {
        0 | 1 => Some(Reason::TooFew),
        _ if constant(here) || constant(around) => Some(Reason::Constant),
        _ => None,
    };
    if let Some(reason) = reason {
        return vec![Local::undefined(Status::Undefined(reason)); n];
    }
    let (z, u) = (deviations(here), deviations(around));
    let squares = |x: &[f64]| x.iter().map(|v| v * v).sum::<f64>();
    let scale = (n - 1) as f64 / (squares(&z) * squares(&u)).sqrt();
    // The statistic grows with the lag where z is positive and falls where it is negative.
    let counts = lag_counts(weights, around, plan, Stream::LocalMoran, |i| z[i] < 0.0);
    let local = |i: usize| {
        if !linked(weights, i) {
            return Local::undefined(Status::Undefined(Reason::Island));
        }
        let lag: f64 = weights.row(i).map(|(j, w)| w * u[j]).sum();
        let mut counts = counts[i];
        if z[i] == 0.0 {
            // The product is zero whatever the draw.
            (counts.greater, counts.lesser) = (counts.draws, counts.draws);
        }
        let quadrant = match (z[i] > 0.0, lag > 0.0) {
            (true, true) => "high-high",
            (false, true) => "low-high",
            (false, false) => "low-low",
            (true, false) => "high-low",
        };
        Local::new(scale * z[i] * lag, Some(quadrant), counts, plan)
    };
    (0..n).map(local).collect()
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let fields = Fields::read(inputs, options)?;
    let plan = Plan::from_options(options);
    let variant = options.text("variant");
    local_output(fields, options, &plan, variant, |field| {
        let (here, around) = sides(variant, field)?;
        Ok(local_moran(&field.weights, &here, around.as_ref().unwrap_or(&here), &plan))
    })
}
