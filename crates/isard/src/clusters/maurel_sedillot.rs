//! Maurel & Sédillot's index of geographic concentration.

use super::plants::{ACTIVITY, Bounded, Industry, PLANTS, Plants, REGIONS, beyond_plants};
use crate::model::{Reason, Status, table_of};
use crate::registry::{Inputs, Method, MethodError, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "maurel-sedillot",
    question: "clusters",
    title: "Maurel–Sédillot index",
    summary: "How much likelier two jobs of an industry lie in one region than jobs in general, beyond what plants explain.",
    formula: "γ = [(Σs² − Σx²)/(1 − Σx²) − H]/(1 − H), s the regions' shares of the industry's jobs, x their shares of all jobs, H = Σz² \
              of the plants' shares. Where plants have size classes only, between the values at both ends of H.",
    undefined: "As `ellison-glaeser`.",
    complexity: "O(plants + industries × regions).",
    inputs: &[PLANTS, REGIONS, ACTIVITY],
    options: &[],
    output: &[
        ("industry", "Industry."),
        ("value", "γ."),
        ("bound_low", "Lower bound where sizes are known by class."),
        ("bound_high", "Upper bound."),
        ("h", "H; empty where sizes are known by class."),
        ("plants", "Number of plants."),
        ("status", "Status of γ."),
    ],
    references: &[Reference {
        text: "Maurel, F. & Sédillot, B. (1999). A measure of the geographic concentration in French manufacturing industries. \
               Regional Science and Urban Economics 29, 575–604.",
        locator: "",
        doi: "10.1016/S0166-0462(99)00020-0",
        checked: false,
    }],
    run,
};

crate::record! {
    /// Geographic concentration of an industry.
    pub struct MaurelSedillotRow in "clusters"/"maurel_sedillot", key ["industry"] {
        /// Industry.
        industry: String [Kind::Key],
        /// γ.
        value: Option<f64>,
        /// Lower bound.
        bound_low: Option<f64>,
        /// Upper bound.
        bound_high: Option<f64>,
        /// H.
        h: Option<f64>,
        /// Number of plants.
        plants: i64,
        /// Status of γ.
        status: Status,
    }
}

/// The index of an industry whose regions have the shares `x` of all jobs.
///
/// Complexity: O(plants + regions).
pub fn of_industry(industry: &Industry, x: &[f64]) -> Bounded {
    let square = |s: &[f64]| s.iter().map(|v| v * v).sum::<f64>();
    let x2 = square(x);
    if 1.0 - x2 <= 1e-12 {
        return Bounded { value: Err(Status::Undefined(Reason::TooFew)), bounds: None };
    }
    let found = industry.shares().and_then(|shares| {
        let h = industry.herfindahl()?;
        beyond_plants((square(&shares) - x2) / (1.0 - x2), h)
    });
    Bounded::of(found, industry.exact())
}

/// Rows of all industries.
pub fn rows(plants: &Plants) -> Vec<MaurelSedillotRow> {
    let row = |(key, industry): (&String, &Industry)| {
        let found = of_industry(industry, &plants.x);
        MaurelSedillotRow {
            industry: key.clone(),
            value: found.value.ok(),
            bound_low: found.bounds.map(|b| b.0),
            bound_high: found.bounds.map(|b| b.1),
            h: industry.herfindahl().ok().filter(|_| industry.exact()).map(|h| h.low),
            plants: industry.sizes.len() as i64,
            status: found.value.err().unwrap_or_default(),
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
