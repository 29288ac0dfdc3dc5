//! The method `normalize`.

use super::INDICATOR_INPUTS;
use super::definitions::{DIRECTIONS, definitions};
use super::outliers::{OUTLIER_TAIL, OUTLIERS, Outliers, treat};
use super::prepare::{MIN_COVERAGE, MIN_KNOWN, MISSING, NEIGHBORS, Preparation, prepare_with};
use super::scale::{DDOF, Normalization, WINSORIZE};
use crate::model::{Reason, Status, table_of};
use crate::registry::{Inputs, Method, MethodError, OptionSpec, Options, Output, Reference};

/// Registry entry.
pub const METHOD: Method = Method {
    id: "normalize",
    question: "typology",
    title: "Normalisation of indicators",
    summary: "Brings indicators of different units to one scale, each year by itself.",
    formula: "z: (x − x̄)/s, s² = Σ(x − x̄)²/(n − ddof) · min-max: (x − min)/(max − min) · robust: (x − median)/(1.4826·MAD) · rank: (rank − 1)/(n − 1) · hellwig: z of the oriented value (destimulants −x, nominants −|x − optimum|)",
    undefined: "An indicator with equal values in a year (for robust: more than half equal) has no spread: empty value, status undefined:constant.",
    complexity: "O(n log n) per indicator and year.",
    inputs: INDICATOR_INPUTS,
    options: &[
        OptionSpec::choice("variant", Normalization::WORDS, "z", "The normalisation."),
        DDOF,
        OUTLIERS,
        WINSORIZE,
        OUTLIER_TAIL,
        MISSING,
        NEIGHBORS,
        MIN_COVERAGE,
        MIN_KNOWN,
        DIRECTIONS,
    ],
    output: &[
        ("region", "Region."),
        ("year", "Year; empty when the input has none."),
        ("indicator", "Indicator."),
        ("value", "Normalised value."),
        ("status", "observed, estimated (filled) or undefined."),
    ],
    references: &[Reference {
        text: "Hellwig, Z. (1968). Zastosowanie metody taksonomicznej do typologicznego podziału krajów. Przegląd Statystyczny 15(4), 307–327",
        locator: "",
        doi: "",
        checked: false,
    }],
    run,
};

crate::record! {
    /// A normalised value.
    pub struct NormalizedRow in "typology"/"normalized", key ["region", "year", "indicator"] {
        /// Region.
        region: String [Kind::Key],
        /// Year; empty when the input has none.
        year: Option<i64> [Kind::Year],
        /// Indicator.
        indicator: String [Kind::Key],
        /// Normalised value.
        value: Option<f64>,
        /// Status.
        status: Status,
    }
}

fn run(inputs: &Inputs, options: &Options) -> Result<Output, MethodError> {
    let indicators = inputs.indicators()?;
    let definitions = definitions(inputs, options, &indicators.indicators)?;
    let mut prepared = prepare_with(&indicators, &definitions, &Preparation::of(options))?;
    let variant = Normalization::from_word(options.text("variant"), options.integer("ddof") as usize);
    let values = treat(&mut prepared, Outliers::of(options)?).values;
    let mut rows = Vec::new();
    for year in 0..prepared.years.len() {
        let items = prepared.rows_of_year(year);
        for (j, definition) in prepared.definitions.iter().enumerate() {
            let x: Vec<f64> = items.iter().map(|&i| values.get(i, j)).collect();
            let scaled = variant.column(&x, definition);
            for (at, &i) in items.iter().enumerate() {
                let status = match (&scaled, prepared.is_filled(i, j)) {
                    (None, _) => Status::Undefined(Reason::Constant),
                    (Some(_), true) => Status::Estimated,
                    (Some(_), false) => Status::Observed,
                };
                rows.push(NormalizedRow {
                    region: prepared.regions[prepared.items[i].region].clone(),
                    year: prepared.has_year.then_some(prepared.years[year]),
                    indicator: definition.indicator.clone(),
                    value: scaled.as_ref().map(|s| s[at]),
                    status,
                });
            }
        }
        for item in prepared.left_out.iter().filter(|i| i.year == year) {
            rows.extend(prepared.definitions.iter().map(|d| NormalizedRow {
                region: prepared.regions[item.region].clone(),
                year: prepared.has_year.then_some(prepared.years[year]),
                indicator: d.indicator.clone(),
                value: None,
                status: Status::Undefined(Reason::LeftOut),
            }));
        }
    }
    rows.sort_by(|a, b| (&a.region, a.year).cmp(&(&b.region, b.year)));
    let mut output = Output::new(table_of(&rows)).variant(variant.describe());
    output.warnings = prepared.warnings;
    output.assumptions = prepared.assumptions;
    Ok(output)
}
