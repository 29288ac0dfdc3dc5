//! Queries to panels: the plan groups and sums, spilling where it must.

use super::PanelColumns;
use super::cells::Cells;
use super::keyed::{KeyedBatch, check};
use crate::convert::{Target, target};
use crate::{Engine, EngineError};
use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::{DataType, Int64Type};
use datafusion::functions_aggregate::expr_fn::{count, sum as sum_of};
use datafusion::prelude::{Expr, cast, ident, lit, when};

/// Sums the rows of a query into `cells`.
pub(crate) fn sum(
    engine: &Engine,
    query: &str,
    columns: &PanelColumns,
    mut cells: Cells,
) -> Result<Cells, EngineError> {
    let frame = engine.plan(query)?;
    let schema = frame.schema().as_arrow().clone();
    check(&schema, columns)?;

    let mut keys = vec![
        cast(ident(&columns.region), DataType::Utf8).alias("region"),
        cast(ident(&columns.industry), DataType::Utf8).alias("industry"),
    ];
    if let Some(year) = &columns.year {
        keys.push(cast(ident(year), DataType::Int64).alias("year"));
    }
    let mut sums = vec![count(lit(1)).alias("rows")];
    let mut real = false;
    for (m, name) in columns.measures.iter().enumerate() {
        let field = schema.field_with_name(name).map(|f| f.data_type().clone());
        real |= field.is_ok_and(|t| target(name, &t).is_ok_and(|t| t == Target::Real));
        let value = engine.local(|| finite(ident(name)))?;
        sums.push(sum_of(value.clone()).alias(format!("sum {m}")));
        sums.push(count(value).alias(format!("present {m}")));
    }
    let grouped = engine.local(|| frame.aggregate(keys, sums))?;

    let result = PanelColumns {
        region: "region".into(),
        industry: "industry".into(),
        year: columns.year.as_ref().map(|_| "year".into()),
        measures: (0..columns.measures.len()).map(|m| format!("sum {m}")).collect(),
    };
    // Sums of reals depend on their order; one partition keeps that of the rows.
    let threads = if real { Some(1) } else { None };
    engine.stream(
        grouped,
        threads,
        |_| Ok(()),
        |(), batch| {
            let number = |name: &str| {
                let column = batch.column_by_name(name).and_then(|c| c.as_primitive_opt::<Int64Type>());
                column
                    .cloned()
                    .ok_or_else(|| EngineError::Engine { reason: format!("the plan lost `{name}`") })
            };
            let present = (0..columns.measures.len()).map(|m| number(&format!("present {m}")));
            let present = present.collect::<Result<Vec<_>, _>>()?;
            cells.add_groups(&KeyedBatch::of(batch, &result)?, &number("rows")?, &present)
        },
    )?;
    Ok(cells)
}

/// The value as a real number, empty where it is NaN or infinite: sorted by
/// size, NaN comes after infinity.
fn finite(column: Expr) -> datafusion::common::Result<Expr> {
    let value = cast(column, DataType::Float64);
    when(value.clone().between(lit(f64::MIN), lit(f64::MAX)), value).end()
}
