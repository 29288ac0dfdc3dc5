//! The input `edges`: ties between organisations.

use crate::inequality::values::number;
use crate::registry::{InputSpec, Inputs, MethodError};

/// Ties.
pub(crate) const EDGES: InputSpec =
    InputSpec { name: "edges", columns: "source, target[, layer][, weight][, year]", optional: false };

/// A tie as it stands in the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Tie {
    /// One end.
    pub source: String,
    /// The other.
    pub target: String,
    /// Layer; empty where there is none.
    pub layer: String,
    /// Weight, 1 where there is none.
    pub weight: f64,
    /// Year, where there is one.
    pub year: Option<i64>,
}

/// Reads the input; ties of an organisation with itself are left out and counted.
pub(crate) fn read(inputs: &Inputs) -> Result<(Vec<Tie>, usize), MethodError> {
    let table = inputs.need(EDGES.name, EDGES.columns)?;
    let column = |name: &str| {
        table.column(name).map_err(|source| MethodError::Table { input: EDGES.name.into(), source })
    };
    let (sources, targets, layers) = (column("source")?, column("target")?, table.get("layer"));
    let mut ties = Vec::with_capacity(table.rows());
    let mut loops = 0;
    for row in 0..table.rows() {
        let bad = |what: String| MethodError::data(format!("input `edges`, row {}: {what}", row + 1));
        let source = sources.display(row).ok_or_else(|| bad("`source` is empty".into()))?;
        let target = targets.display(row).ok_or_else(|| bad("`target` is empty".into()))?;
        let weight = match table.get("weight") {
            None => 1.0,
            Some(_) => number(table, row, "weight").map_err(bad)?,
        };
        if weight.is_nan() || weight < 0.0 {
            return Err(bad("`weight` is empty or below zero".into()));
        }
        let year = number(table, row, "year").map_err(bad)?;
        if !year.is_nan() && year.fract() != 0.0 {
            return Err(bad(format!("`year` = {year} is not a whole number")));
        }
        if source == target {
            loops += 1;
            continue;
        }
        let layer = layers.and_then(|l| l.display(row)).unwrap_or_default();
        ties.push(Tie {
            source,
            target,
            layer,
            weight,
            year: Some(year).filter(|y| !y.is_nan()).map(|y| y as i64),
        });
    }
    Ok((ties, loops))
}
