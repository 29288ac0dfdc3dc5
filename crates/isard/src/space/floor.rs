//! A floor: the least total that every group must reach.

use crate::registry::{InputSpec, MethodError, OptionSpec, Options};

/// The variable that has to reach the floor.
pub(super) const VALUES: InputSpec = InputSpec {
    name: "values",
    columns: "region, value of the floor's variable (population, jobs); without it each region counts 1",
    optional: true,
};

/// Option `floor`.
pub(super) const FLOOR: OptionSpec = OptionSpec::real(
    "floor",
    0.0,
    f64::INFINITY,
    "",
    "Least total of the input `values` in every group; without that input, the least number of regions.",
);

/// Option `floor-share`.
pub(super) const FLOOR_SHARE: OptionSpec = OptionSpec::real(
    "floor-share",
    0.0,
    1.0,
    "",
    "The floor as a share of the total over all regions, in place of `floor`.",
);

/// Shortfall, relative to the floor, that is taken for rounding of a sum.
const ROUNDING: f64 = 1e-9;

/// Values of the regions and the least total of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Floor {
    /// One value a region, none negative.
    pub values: Vec<f64>,
    /// Least total of a group.
    pub least: f64,
}

impl Floor {
    /// A floor.
    ///
    /// # Errors
    /// A value that is negative or not finite; a floor above the total.
    pub fn new(values: Vec<f64>, least: f64) -> Result<Floor, MethodError> {
        if let Some(at) = values.iter().position(|v| !(*v >= 0.0 && v.is_finite())) {
            return Err(MethodError::data(format!(
                "the floor's variable has the value {} at place {at}; it must not be negative",
                values[at]
            )));
        }
        let floor = Floor { values, least };
        let total: f64 = floor.values.iter().sum();
        if !floor.met(total) {
            return Err(MethodError::data_hint(
                format!("the floor {least} is above the total of all regions, {total}"),
                "choose a lower floor",
            ));
        }
        Ok(floor)
    }

    /// Whether a total reaches the floor; a shortfall of 1e-9 of the floor is
    /// taken for the rounding of a sum.
    #[inline]
    pub fn met(&self, total: f64) -> bool {
        total >= self.least - ROUNDING * self.least
    }

    /// Totals of the groups.
    pub fn totals(&self, labels: &[usize]) -> Vec<f64> {
        let mut totals = vec![0.0; labels.iter().max().map_or(0, |m| m + 1)];
        labels.iter().zip(&self.values).for_each(|(&l, v)| totals[l] += v);
        totals
    }
}

/// The floor the options name, for regions with these values (1 each where the
/// input is absent).
///
/// # Errors
/// Both options set, and those of [`Floor::new`].
pub(super) fn floor(
    options: &Options,
    values: Option<Vec<f64>>,
    n: usize,
) -> Result<Option<Floor>, MethodError> {
    let values = values.unwrap_or_else(|| vec![1.0; n]);
    let least = match (options.real("floor"), options.real("floor-share")) {
        (Some(_), Some(_)) => {
            return Err(MethodError::data_hint("both `floor` and `floor-share` are set", "set one of them"));
        }
        (Some(least), None) => least,
        (None, Some(share)) => share * values.iter().sum::<f64>(),
        (None, None) => return Ok(None),
    };
    Floor::new(values, least).map(Some)
}
