//! Inequality of one indicator over the years of a study.

use super::atkinson;
use super::gini;
use super::hoover;
use super::tables::InequalityRow;
use super::theil::{self, Variant};
use super::values::YearValues;
use super::williamson;
use crate::clusters::slab::Measured;
use crate::model::Status;
use crate::registry::MethodError;

/// Rows of `inequality/inequality` for one indicator: Theil T and L, in total
/// and, where groups are given, between and within them, Gini, Atkinson (aversion
/// 0.5), Hoover (values per head) and Williamson; weighted where weights are given. Regions without value or weight are left out.
///
/// # Errors
/// Values, weights and groups of unequal length.
///
/// Complexity: O(years × n log n).
pub fn analyze(indicator: &str, years: &[YearValues]) -> Result<Vec<InequalityRow>, MethodError> {
    let mut rows = Vec::new();
    for year in years {
        let n = year.values.len();
        let fits = year.weights.as_ref().is_none_or(|w| w.len() == n)
            && year.groups.as_ref().is_none_or(|g| g.len() == n);
        if !fits {
            return Err(MethodError::data(format!(
                "indicator `{indicator}`, year {}: values, weights and groups are not of one length",
                year.year
            )));
        }
        let (values, weights, groups) = year.complete();
        let mut push = |measure, component, value: Measured| {
            rows.push(InequalityRow {
                year: year.year,
                indicator: indicator.to_string(),
                measure,
                component,
                value: value.ok(),
                status: value.err().unwrap_or(Status::Observed),
            });
        };
        for (name, variant) in [("theil", Variant::T), ("theil-l", Variant::L)] {
            if year.groups.is_none() {
                push(name, "total", theil::index(&values, &weights, variant));
                continue;
            }
            let parts = theil::decompose(&values, &weights, &groups, variant);
            push(name, "total", parts.map(|p| p.total));
            push(name, "between", parts.map(|p| p.between));
            push(name, "within", parts.map(|p| p.within));
        }
        push("gini", "total", gini::coefficient(&values, &weights));
        push("atkinson", "total", atkinson::index(&values, &weights, 0.5));
        push("hoover", "total", hoover::index(&values, &weights, hoover::Variant::PerHead));
        let (name, variant) = match year.weights {
            Some(_) => ("williamson", williamson::Variant::Weighted),
            None => ("williamson-unweighted", williamson::Variant::Unweighted),
        };
        push(name, "total", williamson::coefficient(&values, &weights, variant));
    }
    Ok(rows)
}
