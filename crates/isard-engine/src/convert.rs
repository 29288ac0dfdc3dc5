//! Between tables of the model and Arrow record batches.
//!
//! | Arrow | table |
//! |---|---|
//! | text, dictionaries of text, null, UTF-8 bytes | text |
//! | signed and unsigned integers | integer |
//! | floats, decimals | real; NaN and infinities become empty cells |
//! | boolean | boolean |
//! | dates, times, timestamps, durations | text in ISO 8601 |

use crate::EngineError;
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, DictionaryArray, Float64Array, Int64Array, StringArray,
    UInt32Array,
};
use datafusion::arrow::compute::{CastOptions, cast_with_options};
use datafusion::arrow::datatypes::{
    DataType, Float64Type, Int64Type, Schema, SchemaRef, UInt32Type, UInt64Type,
};
use datafusion::arrow::record_batch::{RecordBatch, RecordBatchOptions};
use isard::model::{Column, Table, TextColumn};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Dictionary-coded text: how text columns of tables stand in Arrow.
pub(crate) fn dictionary_type() -> DataType {
    DataType::Dictionary(Box::new(DataType::UInt32), Box::new(DataType::Utf8))
}

/// A column as an Arrow array; text stays dictionary-coded.
pub(crate) fn to_array(column: &Column) -> ArrayRef {
    match column {
        Column::Text(c) => {
            let keys: UInt32Array = (0..c.len()).map(|row| c.code(row).map(|code| code as u32)).collect();
            let values = StringArray::from_iter_values(c.dictionary());
            // Every code of a text column lies within its dictionary.
            Arc::new(DictionaryArray::<UInt32Type>::new(keys, Arc::new(values)))
        }
        Column::Integer(c) => Arc::new(Int64Array::from(c.clone())),
        Column::Real(c) => Arc::new(c.iter().copied().collect::<Float64Array>()),
        Column::Boolean(c) => Arc::new(BooleanArray::from(c.clone())),
    }
}

/// A batch of all rows of a table under a given schema of the same columns.
pub(crate) fn to_batch(table: &Table, schema: SchemaRef) -> Result<RecordBatch, EngineError> {
    let columns = table.fields().iter().map(|f| to_array(&f.column)).collect();
    let options = RecordBatchOptions::new().with_row_count(Some(table.rows()));
    RecordBatch::try_new_with_options(schema, columns, &options)
        .map_err(|e| EngineError::Engine { reason: e.to_string() })
}

/// What a column of an Arrow type becomes in a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Target {
    Text,
    Integer,
    Real,
    Boolean,
}

pub(crate) fn target(column: &str, data_type: &DataType) -> Result<Target, EngineError> {
    use DataType::*;
    Ok(match data_type {
        Utf8 | LargeUtf8 | Utf8View | Null | Binary | LargeBinary | BinaryView => Target::Text,
        Date32 | Date64 | Time32(_) | Time64(_) | Timestamp(..) | Duration(_) | Interval(_) => Target::Text,
        Int8 | Int16 | Int32 | Int64 | UInt8 | UInt16 | UInt32 | UInt64 => Target::Integer,
        Float16 | Float32 | Float64 => Target::Real,
        Decimal32(..) | Decimal64(..) | Decimal128(..) | Decimal256(..) => Target::Real,
        Boolean => Target::Boolean,
        Dictionary(_, values) => target(column, values)?,
        RunEndEncoded(_, values) => target(column, values.data_type())?,
        other => {
            return Err(EngineError::ColumnType { column: column.into(), found: other.to_string() });
        }
    })
}

/// Word for what a column becomes, `other` where it cannot become anything.
pub(crate) fn storage(data_type: &DataType) -> &'static str {
    match target("", data_type) {
        Ok(Target::Text) => "text",
        Ok(Target::Integer) => "integer",
        Ok(Target::Real) => "real",
        Ok(Target::Boolean) => "boolean",
        Err(_) => "other",
    }
}

/// Arrow type a column is cast to before it is written or read out.
fn plain_type(target: Target) -> DataType {
    match target {
        Target::Text => DataType::Utf8,
        Target::Integer => DataType::Int64,
        Target::Real => DataType::Float64,
        Target::Boolean => DataType::Boolean,
    }
}

/// Names of columns, made distinct: the second `k` becomes `k_2`.
fn distinct_names(schema: &Schema) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    let own: HashSet<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
    let mut names = Vec::with_capacity(own.len());
    for field in schema.fields() {
        let mut name = field.name().clone();
        let mut n = 2;
        while taken.contains(&name) || (n > 2 && own.contains(name.as_str())) {
            name = format!("{}_{n}", field.name());
            n += 1;
        }
        taken.insert(name.clone());
        names.push(name);
    }
    names
}

/// Collects batches of one schema into a table.
pub(crate) struct Collector {
    columns: Vec<(String, Target, Column)>,
}

impl Collector {
    /// A table of no rows yet, or the column that a table cannot hold.
    pub(crate) fn new(schema: &Schema) -> Result<Self, EngineError> {
        let names = distinct_names(schema);
        let columns = schema.fields().iter().zip(names).map(|(field, name)| {
            let target = target(&name, field.data_type())?;
            let empty = match target {
                Target::Text => Column::Text(TextColumn::new()),
                Target::Integer => Column::Integer(Vec::new()),
                Target::Real => Column::Real(Vec::new()),
                Target::Boolean => Column::Boolean(Vec::new()),
            };
            Ok((name, target, empty))
        });
        Ok(Collector { columns: columns.collect::<Result<_, _>>()? })
    }

    /// Appends the rows of a batch.
    pub(crate) fn push(&mut self, batch: &RecordBatch) -> Result<(), EngineError> {
        for ((name, target, column), array) in self.columns.iter_mut().zip(batch.columns()) {
            match column {
                Column::Text(c) => push_text(name, c, array)?,
                Column::Integer(c) => {
                    let array = plain(name, array, *target)?;
                    c.extend(array.as_primitive::<Int64Type>().iter());
                }
                Column::Real(c) => {
                    let array = plain(name, array, *target)?;
                    let values = array.as_primitive::<Float64Type>().iter();
                    c.extend(values.map(|v| v.filter(|x| x.is_finite())));
                }
                Column::Boolean(c) => {
                    let array = plain(name, array, *target)?;
                    c.extend(array.as_boolean().iter());
                }
            }
        }
        Ok(())
    }

    /// The table.
    pub(crate) fn finish(self) -> Table {
        let mut table = Table::new();
        for (name, _, column) in self.columns {
            table.push(name, column);
        }
        table
    }
}

/// Schema of the plain form: [`plain_batch`]'s.
pub(crate) fn plain_schema(schema: &Schema) -> Result<Schema, EngineError> {
    use datafusion::arrow::datatypes::Field;
    let names = distinct_names(schema);
    let fields = schema.fields().iter().zip(names).map(|(field, name)| {
        let target = target(&name, field.data_type())?;
        Ok(Field::new(name, plain_type(target), true).with_metadata(field.metadata().clone()))
    });
    Ok(Schema::new(fields.collect::<Result<Vec<_>, EngineError>>()?))
}

/// A batch with every column in the one type that tables know.
pub(crate) fn plain_batch(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, EngineError> {
    let columns = batch.columns().iter().zip(schema.fields()).map(|(array, field)| {
        let target = target(field.name(), array.data_type())?;
        let array = plain(field.name(), array, target)?;
        if target != Target::Real {
            return Ok(array);
        }
        let values = array.as_primitive::<Float64Type>();
        if values.iter().flatten().all(f64::is_finite) {
            return Ok(array);
        }
        let finite: Float64Array = values.iter().map(|v| v.filter(|x| x.is_finite())).collect();
        Ok(Arc::new(finite) as ArrayRef)
    });
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    let columns = columns.collect::<Result<Vec<_>, EngineError>>()?;
    RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options)
        .map_err(|e| EngineError::Engine { reason: e.to_string() })
}

/// Casts an array; nothing is lost silently.
fn plain(name: &str, array: &ArrayRef, target: Target) -> Result<ArrayRef, EngineError> {
    let wanted = plain_type(target);
    if *array.data_type() == wanted {
        return Ok(Arc::clone(array));
    }
    if *array.data_type() == DataType::UInt64 {
        let values = array.as_primitive::<UInt64Type>();
        if let Some(value) = values.iter().flatten().find(|&v| i64::try_from(v).is_err()) {
            return Err(EngineError::TooLarge { column: name.into(), value });
        }
    }
    // A date stored in milliseconds would be written with a time of day.
    let dates = match array.data_type() {
        DataType::Date64 => cast(name, array, &DataType::Date32)?,
        _ => Arc::clone(array),
    };
    cast(name, &dates, &wanted)
}

/// Casts an array, refusing values that cannot be cast.
pub(crate) fn cast(name: &str, array: &ArrayRef, to: &DataType) -> Result<ArrayRef, EngineError> {
    if array.data_type() == to {
        return Ok(Arc::clone(array));
    }
    let strict = CastOptions { safe: false, ..CastOptions::default() };
    cast_with_options(array, to, &strict).map_err(|_| EngineError::ColumnType {
        column: name.into(),
        found: format!("values of type {} that cannot be shown as {to}", array.data_type()),
    })
}

/// Appends text; a dictionary is looked up once per value, not once per row.
fn push_text(name: &str, column: &mut TextColumn, array: &ArrayRef) -> Result<(), EngineError> {
    if let DataType::Dictionary(_, values) = array.data_type()
        && target(name, values)? == Target::Text
        && let Some(dictionary) = array.as_any_dictionary_opt()
        && !dictionary.values().is_empty()
    {
        let values = plain(name, dictionary.values(), Target::Text)?;
        let values = values.as_string::<i32>();
        let keys = dictionary.normalized_keys();
        let mut codes: HashMap<usize, u32> = HashMap::new();
        for (row, &key) in keys.iter().enumerate() {
            if dictionary.keys().is_null(row) || values.is_null(key) {
                column.push(None);
            } else {
                let code = *codes.entry(key).or_insert_with(|| column.code_of(values.value(key)));
                column.push_code(code);
            }
        }
        return Ok(());
    }
    let text = plain(name, array, Target::Text)?;
    text.as_string::<i32>().iter().for_each(|v| column.push(v));
    Ok(())
}
