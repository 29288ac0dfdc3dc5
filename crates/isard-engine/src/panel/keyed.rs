//! Batches of micro data with their keys dictionary-coded.

use super::PanelColumns;
use crate::EngineError;
use crate::convert::{Target, cast, dictionary_type, target};
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, Float64Array, Int64Array, StringArray, UInt32Array,
};
use datafusion::arrow::datatypes::{DataType, Float64Type, Int64Type, Schema, UInt32Type};
use datafusion::arrow::record_batch::RecordBatch;

/// One key of every row: entries of a dictionary.
pub(crate) struct Keys {
    entries: UInt32Array,
    pub(crate) dictionary: StringArray,
}

impl Keys {
    /// Whether every row has a key.
    pub(crate) fn complete(&self) -> bool {
        self.entries.null_count() == 0 && self.dictionary.null_count() == 0
    }

    /// Whether a row has a key.
    pub(crate) fn has(&self, row: usize) -> bool {
        self.entries.is_valid(row) && self.dictionary.is_valid(self.entry(row))
    }

    /// Position of a row's key in the dictionary; meaningless where it has none.
    pub(crate) fn entry(&self, row: usize) -> usize {
        self.entries.values()[row] as usize
    }

    fn of(name: &str, array: &ArrayRef) -> Result<Self, EngineError> {
        let coded = match array.data_type() {
            t if *t == dictionary_type() => array.clone(),
            _ => {
                // A dictionary of another kind is unpacked first: entries of two
                // spellings of one type would count as two keys otherwise.
                let text = cast(name, array, &DataType::Utf8)?;
                cast(name, &text, &dictionary_type())?
            }
        };
        let coded = coded.as_dictionary::<UInt32Type>();
        Ok(Keys { entries: coded.keys().clone(), dictionary: coded.values().as_string::<i32>().clone() })
    }
}

/// Rows with a region and an industry, perhaps a year, and measures.
pub(crate) struct KeyedBatch {
    pub(crate) region: Keys,
    pub(crate) industry: Keys,
    pub(crate) year: Option<Int64Array>,
    pub(crate) measures: Vec<Float64Array>,
}

impl KeyedBatch {
    /// Takes the columns of a panel from a batch that has them.
    pub(crate) fn of(batch: &RecordBatch, columns: &PanelColumns) -> Result<Self, EngineError> {
        let column = |name: &str| batch.column_by_name(name).ok_or_else(|| unknown(name, &batch.schema()));
        let year = match &columns.year {
            None => None,
            Some(name) => {
                Some(cast(name, column(name)?, &DataType::Int64)?.as_primitive::<Int64Type>().clone())
            }
        };
        let measures = columns.measures.iter().map(|name| {
            Ok(cast(name, column(name)?, &DataType::Float64)?.as_primitive::<Float64Type>().clone())
        });
        Ok(KeyedBatch {
            region: Keys::of(&columns.region, column(&columns.region)?)?,
            industry: Keys::of(&columns.industry, column(&columns.industry)?)?,
            year,
            measures: measures.collect::<Result<_, EngineError>>()?,
        })
    }

    /// Number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.region.entries.len()
    }
}

/// Positions of the columns of a panel in a schema, all of a fitting type.
pub(crate) fn check(schema: &Schema, columns: &PanelColumns) -> Result<Vec<usize>, EngineError> {
    let mut positions = Vec::new();
    let mut check = |name: &str, expected: &'static str, fits: &[Target]| {
        let Some((at, field)) = schema.column_with_name(name) else {
            return Err(unknown(name, schema));
        };
        let found = target(name, field.data_type());
        if !found.is_ok_and(|found| fits.contains(&found)) {
            let found = field.data_type().to_string();
            return Err(EngineError::WrongType { column: name.into(), expected, found });
        }
        positions.push(at);
        Ok(())
    };
    let key = [Target::Text, Target::Integer];
    check(&columns.region, "keys (text or whole numbers)", &key)?;
    check(&columns.industry, "keys (text or whole numbers)", &key)?;
    if let Some(year) = &columns.year {
        check(year, "years", &key)?;
    }
    for measure in &columns.measures {
        check(measure, "numbers", &[Target::Integer, Target::Real])?;
    }
    Ok(positions)
}

fn unknown(name: &str, schema: &Schema) -> EngineError {
    let present = schema.fields().iter().map(|f| f.name().clone()).collect();
    EngineError::UnknownColumn { column: name.into(), present }
}
