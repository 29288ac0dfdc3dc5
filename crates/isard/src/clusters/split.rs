//! Traded and local industries: the split a user gives, and quotients with a
//! base for each part.

use super::location_quotient::{self, Variant};
use super::slab::{Measured, Slab};
use crate::registry::{InputSpec, Inputs, MethodError};
use std::collections::BTreeMap;

/// The split as an input of a method.
pub const SPLIT: InputSpec = InputSpec {
    name: "split",
    columns: "industry, traded: true or false, traded or local, 1 or 0",
    optional: true,
};

/// Whether each industry is traded, in the order given; `None` without the input.
///
/// # Errors
/// A missing column, an answer that is neither, an industry twice or without one.
pub fn read(inputs: &Inputs, industries: &[String]) -> Result<Option<Vec<bool>>, MethodError> {
    let Some(table) = inputs.get("split") else { return Ok(None) };
    let wrong = |source| MethodError::Table { input: "split".into(), source };
    let (keys, answers) = (table.column("industry").map_err(wrong)?, table.column("traded").map_err(wrong)?);
    let mut given = BTreeMap::new();
    for row in 0..table.rows() {
        let key = keys.display(row).unwrap_or_default();
        let answer = answers.display(row).unwrap_or_default();
        let traded = match answer.trim().to_lowercase().as_str() {
            "true" | "traded" | "1" | "yes" => true,
            "false" | "local" | "0" | "no" => false,
            _ => {
                return Err(MethodError::data_hint(
                    format!("input `split`, row {}: `{answer}` says neither traded nor local", row + 1),
                    "write traded or local, or true or false",
                ));
            }
        };
        if given.insert(key.clone(), traded).is_some_and(|before| before != traded) {
            return Err(MethodError::data(format!("input `split`: `{key}` is both traded and local")));
        }
    }
    let of = |key: &String| {
        given.get(key).copied().ok_or_else(|| {
            MethodError::data_hint(
                format!("input `split` does not say whether industry `{key}` is traded"),
                "give every industry of the activity; method traded-local derives a split",
            )
        })
    };
    industries.iter().map(of).collect::<Result<Vec<bool>, _>>().map(Some)
}

/// Quotients of traded industries over traded activity alone, and of local
/// ones over local activity alone, in row order.
///
/// Totals are sums of cells: a published total of both parts is none of either.
pub fn quotients(slab: &Slab, traded: &[bool], variant: Variant) -> Vec<Measured> {
    let (rows, cols) = (slab.rows(), slab.cols());
    let mut out = vec![Err(crate::model::Status::Missing); rows * cols];
    for part in [true, false] {
        let members: Vec<usize> = (0..cols).filter(|&i| traded[i] == part).collect();
        let cells = (0..rows).flat_map(|r| members.iter().map(move |&i| slab.row(r)[i])).collect();
        let found = location_quotient::of_slab(&Slab::new(cells, rows, members.len()), variant);
        for (at, value) in found.into_iter().enumerate() {
            out[at / members.len() * cols + members[at % members.len()]] = value;
        }
    }
    out
}
