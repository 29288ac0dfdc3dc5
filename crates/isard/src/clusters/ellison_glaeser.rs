//! Ellison & Glaeser's index of geographic concentration.

use super::plants::{ACTIVITY, Bounded, Herfindahl, Industry, PLANTS, Plants, REGIONS, beyond_plants};
use super::resampling::at_share;
use crate::model::{Reason, Status, table_of};
use crate::registry::{Inputs, Method, MethodError, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "ellison-glaeser",
    question: "clusters",
    title: "Ellison–Glaeser index",
    summary: "How concentrated an industry is on the map beyond what its few large plants would give by chance.",
    formula: "G = Σ_r (s_r − x_r)², H = Σ_k z_k², γ = [G − (1 − Σx²)H]/[(1 − Σx²)(1 − H)]; under chance G has the mean (1 − Σx²)H and the \
              variance 2{H²[Σx² − 2Σx³ + (Σx²)²] − Σz⁴[Σx² − 4Σx³ + 3(Σx²)²]}, z = (G − mean)/√variance; s the regions' shares \
              of the industry's jobs, x their shares of all jobs, z_k the plants' shares. Where plants have size classes only, H lies \
              between the most even sizes and an upper bound, and γ between the values at both.",
    undefined: "undefined:single-plant: H = 1, or it may be; undefined:empty-industry: no jobs; undefined:too-few: one region has all \
                jobs; suppressed: sizes known by class only (bounds are given); missing: no sizes in the classes add up to the jobs.",
    complexity: "O(plants + industries × regions).",
    inputs: &[PLANTS, REGIONS, ACTIVITY],
    options: &[],
    output: &[
        ("industry", "Industry."),
        ("gamma", "γ; 0 as by chance, above 0.05 usually called concentrated."),
        ("bound_low", "Lower bound of γ where sizes are known by class."),
        ("bound_high", "Upper bound of γ."),
        ("g", "G."),
        ("h", "H; empty where sizes are known by class."),
        ("variance", "Variance of G under chance."),
        ("z", "G in standard deviations from its mean under chance."),
        ("plants", "Number of plants."),
        ("status", "Status of γ."),
    ],
    references: &[Reference {
        text: "Ellison, G. & Glaeser, E. L. (1997). Geographic concentration in U.S. manufacturing industries: a dartboard \
               approach. Journal of Political Economy 105, 889–927.",
        locator: "γ, G, H and z as REAT 3.0.3 `ellison.a`",
        doi: "10.1086/262098",
        checked: true,
    }],
    run,
};

/// The index of one industry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EllisonGlaeser {
    /// γ.
    pub gamma: Bounded,
    /// Squared distance of shares.
    pub g: Option<f64>,
    /// Herfindahl index of plants, where sizes are known.
    pub h: Option<f64>,
    /// Variance of G under chance.
    pub variance: Option<f64>,
    /// G in standard deviations from its mean.
    pub z: Option<f64>,
}

crate::record! {
    /// Geographic concentration of an industry.
    pub struct EllisonGlaeserRow in "clusters"/"ellison_glaeser", key ["industry"] {
        /// Industry.
        industry: String [Kind::Key],
        /// γ.
        gamma: Option<f64>,
        /// Lower bound of γ.
        bound_low: Option<f64>,
        /// Upper bound of γ.
        bound_high: Option<f64>,
        /// Lower end of the 90 % interval over what withheld cells may hold, where jobs are estimates.
        low: Option<f64>,
        /// Upper end of that interval.
        high: Option<f64>,
        /// G.
        g: Option<f64>,
        /// H.
        h: Option<f64>,
        /// Variance of G under chance.
        variance: Option<f64>,
        /// G in standard deviations from its mean.
        z: Option<f64>,
        /// Number of plants.
        plants: i64,
        /// Status of γ.
        status: Status,
    }
}

/// The index of an industry whose regions have the shares `x` of all jobs.
///
/// Complexity: O(plants + regions).
pub fn of_industry(industry: &Industry, x: &[f64]) -> EllisonGlaeser {
    let none = |status| EllisonGlaeser {
        gamma: Bounded { value: Err(status), bounds: None },
        g: None,
        h: None,
        variance: None,
        z: None,
    };
    let power = |n: i32| x.iter().map(|x| x.powi(n)).sum::<f64>();
    let (x2, x3) = (power(2), power(3));
    let room = 1.0 - x2;
    if room <= 1e-12 {
        return none(Status::Undefined(Reason::TooFew));
    }
    let (shares, h) = match (industry.shares(), industry.herfindahl()) {
        (Ok(shares), Ok(h)) => (shares, h),
        (Err(status), _) => return none(status),
        (Ok(_), Err(status)) => return none(status),
    };
    let g: f64 = shares.iter().zip(x).map(|(s, x)| (s - x) * (s - x)).sum();
    let exact = industry.exact();
    let gamma = Bounded::of(beyond_plants(g / room, h), exact);
    if !exact {
        return EllisonGlaeser { gamma, g: Some(g), h: None, variance: None, z: None };
    }
    let total: f64 = industry.sizes.iter().map(|s| s.0).sum();
    let z4: f64 = industry.sizes.iter().map(|s| (s.0 / total).powi(4)).sum();
    let variance = 2.0 * (h.low * h.low * (x2 - 2.0 * x3 + x2 * x2) - z4 * (x2 - 4.0 * x3 + 3.0 * x2 * x2));
    let z = (variance > 0.0).then(|| (g - room * h.low) / variance.sqrt());
    EllisonGlaeser { gamma, g: Some(g), h: Some(h.low), variance: Some(variance), z }
}

/// γ of an industry of which only the number of plants in each region is
/// known. The plants of a region are as even as can be, or one of them has all
/// its jobs; γ lies between the values at both.
///
/// # Errors
/// `missing`: a region has jobs and no plants, or either is not known;
/// `undefined:empty-industry`: no jobs; `undefined:too-few`: one region has all
/// jobs of all industries; `undefined:single-plant`: it may be one plant.
///
/// # Panics
/// When there are not as many numbers of plants and shares as regions.
///
/// Complexity: O(regions).
pub fn of_counts(jobs: &[f64], plants: &[f64], x: &[f64]) -> Bounded {
    assert!(jobs.len() == plants.len() && jobs.len() == x.len(), "a number for each region");
    let none = |status| Bounded { value: Err(status), bounds: None };
    let total: f64 = jobs.iter().sum();
    let unknown = |(e, n): (&f64, &f64)| e.is_nan() || (*e > 0.0 && (n.is_nan() || *n < 1.0));
    if jobs.iter().zip(plants).any(unknown) {
        return none(Status::Missing);
    }
    if total <= 0.0 {
        return none(Status::Undefined(Reason::EmptyIndustry));
    }
    let room = 1.0 - x.iter().map(|x| x * x).sum::<f64>();
    if room <= 1e-12 {
        return none(Status::Undefined(Reason::TooFew));
    }
    let (mut low, mut high, mut g) = (0.0, 0.0, 0.0);
    for ((e, n), x) in jobs.iter().zip(plants).zip(x) {
        let s = e / total;
        g += (s - x) * (s - x);
        if s > 0.0 {
            low += s * s / n;
            high += s * s;
        }
    }
    Bounded::of(beyond_plants(g / room, Herfindahl { low, high }), low == high)
}

/// 90 % interval of the γ of [`of_counts`] over jobs that are drawn: from the
/// 5th percentile of its lower bound to the 95th of its upper one. `drawn` gives
/// the jobs of a draw by region. `None` where any draw has no γ.
///
/// Complexity: O(regions × draws).
pub fn interval_of_counts(
    plants: &[f64],
    x: &[f64],
    draws: usize,
    drawn: impl Fn(usize) -> Vec<f64>,
) -> Option<(f64, f64)> {
    let (mut lows, mut highs) = (Vec::with_capacity(draws), Vec::with_capacity(draws));
    for d in 0..draws {
        let found = of_counts(&drawn(d), plants, x);
        let (low, high) = found.bounds.or(found.value.ok().map(|v| (v, v)))?;
        lows.push(low);
        highs.push(high);
    }
    lows.sort_by(f64::total_cmp);
    highs.sort_by(f64::total_cmp);
    Some((*lows.get(at_share(0.05, draws))?, *highs.get(at_share(0.95, draws))?))
}

/// Rows of all industries.
pub fn rows(plants: &Plants) -> Vec<EllisonGlaeserRow> {
    let row = |(key, industry): (&String, &Industry)| {
        let found = of_industry(industry, &plants.x);
        EllisonGlaeserRow {
            industry: key.clone(),
            gamma: found.gamma.value.ok(),
            bound_low: found.gamma.bounds.map(|b| b.0),
            bound_high: found.gamma.bounds.map(|b| b.1),
            low: None,
            high: None,
            g: found.g,
            h: found.h,
            variance: found.variance,
            z: found.z,
            plants: industry.sizes.len() as i64,
            status: found.gamma.value.err().unwrap_or_default(),
        }
    };
    plants.industries.iter().map(row).collect()
}

fn run(inputs: &Inputs, _: &Options) -> Result<Output, MethodError> {
    let plants = Plants::read(inputs)?;
    let mut output = Output::new(table_of(&rows(&plants))).figure("sum_of_squared_x", plants.square());
    output.warnings = plants.warnings;
    output.assumptions = plants.assumptions;
    Ok(output)
}
