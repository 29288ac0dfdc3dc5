//! What an indicator means for a region: its direction, weight and domain.

use crate::model::Table;
use crate::registry::{Inputs, MethodError, OptionSpec, Options, nearest};

/// How an indicator counts in an index.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Direction {
    /// More is better.
    #[default]
    Stimulant,
    /// Less is better.
    Destimulant,
    /// Nearer to the optimum is better.
    Nominant {
        /// The best value.
        optimum: f64,
    },
    /// Describes, does not rank: used in grouping, not in the index.
    Neutral,
}

impl Direction {
    /// The direction's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Stimulant => "stimulant",
            Direction::Destimulant => "destimulant",
            Direction::Nominant { .. } => "nominant",
            Direction::Neutral => "neutral",
        }
    }

    /// The value as one of which more is better: x, −x, −|x − optimum|;
    /// `None` when the indicator does not rank.
    pub fn orient(self, value: f64) -> Option<f64> {
        match self {
            Direction::Stimulant => Some(value),
            Direction::Destimulant => Some(-value),
            Direction::Nominant { optimum } => Some(-(value - optimum).abs()),
            Direction::Neutral => None,
        }
    }
}

/// Meaning of one indicator.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IndicatorDefinition {
    /// Key of the indicator.
    pub indicator: String,
    /// Name to be shown; the key where none is known.
    pub name: Option<String>,
    /// Domain (economy, innovation, people, infrastructure, institutions, environment).
    pub domain: Option<String>,
    /// Direction.
    pub direction: Direction,
    /// Unit.
    pub unit: Option<String>,
    /// Weight given by experts; 1 where none is given.
    pub weight: Option<f64>,
}

impl IndicatorDefinition {
    /// A stimulant without further remarks.
    pub fn new(indicator: impl Into<String>) -> Self {
        IndicatorDefinition { indicator: indicator.into(), ..Self::default() }
    }
}

/// Option `directions`.
pub(super) const DIRECTIONS: OptionSpec = OptionSpec::text(
    "directions",
    "",
    "Directions as `indicator=word` pairs, comma-separated; words: stimulant (default), destimulant, nominant:OPTIMUM, neutral. They override the input `definitions`.",
);

/// Definitions from the optional input `definitions` and the option `directions`.
///
/// # Errors
/// An unknown word or indicator, a nominant without optimum, a negative weight.
pub fn definitions(
    inputs: &Inputs,
    options: &Options,
    indicators: &[String],
) -> Result<Vec<IndicatorDefinition>, MethodError> {
    let mut all: Vec<IndicatorDefinition> = indicators.iter().map(IndicatorDefinition::new).collect();
    if let Some(table) = inputs.get("definitions") {
        for definition in read(table)? {
            // Definitions of indicators that are not there are not needed.
            if let Some(slot) = all.iter_mut().find(|d| d.indicator == definition.indicator) {
                *slot = definition;
            }
        }
    }
    for pair in options.list("directions") {
        let Some((indicator, word)) = pair.split_once('=') else {
            return Err(bad_directions(pair, "`indicator=direction`, such as `poverty=destimulant`"));
        };
        let Some(slot) = all.iter_mut().find(|d| d.indicator == indicator.trim()) else {
            let hint = match nearest(indicator, indicators.iter().map(String::as_str)) {
                Some(name) => format!("the name of an indicator; did you mean `{name}`?"),
                None => format!("the name of an indicator: {}", indicators.join(", ")),
            };
            return Err(bad_directions(pair, &hint));
        };
        let (word, optimum) = match word.split_once(':') {
            Some((word, optimum)) => (word, optimum.trim().parse::<f64>().ok().filter(|v| v.is_finite())),
            None => (word, None),
        };
        slot.direction = direction(word.trim(), optimum).map_err(|e| bad_directions(pair, &e))?;
    }
    Ok(all)
}

fn bad_directions(value: &str, expected: &str) -> MethodError {
    MethodError::BadOption {
        name: "directions".into(),
        value: value.to_string(),
        expected: expected.to_string(),
    }
}

fn direction(word: &str, optimum: Option<f64>) -> Result<Direction, String> {
    match (word, optimum) {
        ("stimulant" | "", _) => Ok(Direction::Stimulant),
        ("destimulant", _) => Ok(Direction::Destimulant),
        ("neutral", _) => Ok(Direction::Neutral),
        ("nominant", Some(optimum)) => Ok(Direction::Nominant { optimum }),
        ("nominant", None) => Err("the optimum of a nominant, as `nominant:OPTIMUM`".into()),
        _ => Err("stimulant, destimulant, nominant:OPTIMUM or neutral".into()),
    }
}

/// Definitions from a table with the columns `indicator` and, as far as they
/// are there, `name`, `domain`, `direction`, `optimum`, `unit`, `weight`.
///
/// # Errors
/// No column `indicator`, an empty key, an unknown direction, a nominant
/// without optimum, a weight that is negative or not a number.
pub fn read(table: &Table) -> Result<Vec<IndicatorDefinition>, MethodError> {
    let input = || "definitions".to_string();
    table.column("indicator").map_err(|source| MethodError::Table { input: input(), source })?;
    let text = |row: usize, name: &str| table.get(name).and_then(|c| c.display(row));
    let number = |row: usize, name: &str| -> Result<Option<f64>, MethodError> {
        let Some(cell) = text(row, name) else { return Ok(None) };
        let value = cell.trim().parse::<f64>().ok().filter(|v| v.is_finite());
        let wrong = || {
            MethodError::data(format!(
                "input `definitions`, row {}: `{name}` = `{cell}` is not a number",
                row + 1
            ))
        };
        value.map(Some).ok_or_else(wrong)
    };
    let mut all = Vec::with_capacity(table.rows());
    for row in 0..table.rows() {
        let at = |what: String| MethodError::data(format!("input `definitions`, row {}: {what}", row + 1));
        let indicator = text(row, "indicator").ok_or_else(|| at("`indicator` is empty".into()))?;
        let word = text(row, "direction").unwrap_or_default();
        let direction = direction(word.trim(), number(row, "optimum")?)
            .map_err(|e| at(format!("direction `{word}` of `{indicator}`: expected {e}")))?;
        let weight = number(row, "weight")?;
        if weight.is_some_and(|w| w < 0.0) {
            return Err(at(format!("the weight of `{indicator}` is negative")));
        }
        all.push(IndicatorDefinition {
            name: text(row, "name"),
            domain: text(row, "domain"),
            unit: text(row, "unit"),
            indicator,
            direction,
            weight,
        });
    }
    Ok(all)
}
