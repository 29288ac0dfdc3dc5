//! What statistics of single regions have in common.

use super::values::{Field, Fields};
use crate::clusters::slab::Measured;
use crate::inference::false_discovery::{Adjustment, q_values};
use crate::inference::permutation::{Counts, OPTIONS, Plan};
use crate::model::{Status, table_of};
use crate::registry::{MethodError, OptionSpec, Options, Output};

/// Statistic of a region with its test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Local {
    /// Value, or why there is none.
    pub value: Measured,
    /// Standard deviations from the expectation, where a formula is known.
    pub z: Option<f64>,
    /// Kind of association.
    pub quadrant: Option<&'static str>,
    /// Draws.
    pub counts: Counts,
    /// p-value; none without draws.
    pub p: Option<f64>,
}

impl Local {
    /// No statistic.
    pub(crate) fn undefined(status: Status) -> Local {
        Local { value: Err(status), z: None, quadrant: None, counts: Counts::default(), p: None }
    }

    pub(crate) fn new(value: f64, quadrant: Option<&'static str>, counts: Counts, plan: &Plan) -> Local {
        let p = (counts.draws > 0).then(|| plan.alternative.p(counts, *plan));
        Local { value: Ok(value), z: None, quadrant, counts, p }
    }
}

/// q-values of the regions that have a p-value; NaN elsewhere.
pub fn adjusted(local: &[Local], adjustment: Adjustment) -> Vec<f64> {
    let p: Vec<f64> = local.iter().map(|l| l.p.unwrap_or(f64::NAN)).collect();
    q_values(&p, adjustment)
}

/// Option `adjust`.
pub(super) const ADJUST: OptionSpec = OptionSpec::choice(
    "adjust",
    Adjustment::WORDS,
    "benjamini-hochberg",
    "q-values: benjamini-hochberg, or benjamini-yekutieli, which holds under any dependence between the regions.",
);

/// Options of local statistics.
pub(super) const LOCAL_OPTIONS: [OptionSpec; 5] = [OPTIONS[0], OPTIONS[1], OPTIONS[2], OPTIONS[3], ADJUST];

crate::record! {
    /// Statistic of a region.
    pub struct LocalRow in "space"/"local", key ["region", "year"] {
        /// Region.
        region: String [Kind::Key],
        /// Year; empty when the input has none.
        year: Option<i64> [Kind::Year],
        /// Value of the statistic.
        value: Option<f64>,
        /// Standard deviations from the expectation, where a formula is known.
        z: Option<f64>,
        /// p-value of the permutation test.
        p: Option<f64> [Kind::SHARE],
        /// p-value adjusted for the number of regions.
        q: Option<f64> [Kind::SHARE],
        /// Kind of association.
        quadrant: Option<&'static str>,
        /// Status of the value.
        status: Status,
    }
}

/// Columns of the output of local statistics.
pub(super) const LOCAL_OUTPUT: &[(&str, &str)] = &[
    ("region", "Region."),
    ("year", "Year; empty when the input has none."),
    ("value", "Value of the statistic."),
    ("z", "Standard deviations from the expectation, where a formula is known."),
    ("p", "p-value of the conditional permutation test; empty without draws."),
    ("q", "p-value adjusted for the number of regions (false discovery rate)."),
    ("quadrant", "Kind of association, whether significant or not."),
    ("status", "Status of the value."),
];

/// The output of a local statistic, year by year.
pub(super) fn local_output(
    fields: Fields,
    options: &Options,
    plan: &Plan,
    variant: &str,
    statistic: impl Fn(&Field) -> Result<Vec<Local>, MethodError>,
) -> Result<Output, MethodError> {
    let adjustment = Adjustment::from_word(options.text("adjust"));
    let (mut rows, mut draws, mut significant) = (Vec::new(), 0, [0usize; 2]);
    for field in &fields.years {
        let year = fields.has_year.then_some(field.year);
        let local = statistic(field)?;
        let q = adjusted(&local, adjustment);
        draws += local.iter().map(|l| l.counts.draws).sum::<u64>();
        significant[0] += local.iter().filter(|l| l.p.is_some_and(|p| p <= 0.05)).count();
        significant[1] += q.iter().filter(|q| **q <= 0.05).count();
        let mut of_year: Vec<LocalRow> = field
            .weights
            .regions()
            .iter()
            .zip(local.iter().zip(&q))
            .map(|(region, (l, q))| LocalRow {
                region: region.clone(),
                year,
                value: l.value.ok(),
                z: l.z,
                p: l.p,
                q: Some(*q).filter(|q| !q.is_nan()),
                quadrant: l.quadrant,
                status: l.value.err().unwrap_or(Status::Observed),
            })
            .collect();
        of_year.extend(field.left_out.iter().map(|(region, status)| LocalRow {
            region: region.clone(),
            year,
            value: None,
            z: None,
            p: None,
            q: None,
            quadrant: None,
            status: *status,
        }));
        of_year.sort_by(|a, b| a.region.cmp(&b.region));
        rows.extend(of_year);
    }
    let mut output = Output::new(table_of(&rows))
        .variant(variant)
        .figure("alternative", plan.alternative.word())
        .figure("draws_made", draws)
        .figure("significant_0_05", significant[0])
        .figure("significant_adjusted_0_05", significant[1]);
    output.warnings = fields.warnings;
    output.assumptions.push(
        "p-values of regions are dependent through shared neighbours, although their draws are independent"
            .into(),
    );
    Ok(output)
}
