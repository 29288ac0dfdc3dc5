//! Row types of result tables. The [`record!`](crate::record) macro writes a
//! struct and its [`TableSpec`] from one definition, so that schema and code
//! cannot drift apart.

use super::column::{Column, TextColumn};
use super::schema::{Kind, TableSpec};
use super::status::Status;
use super::table::Table;

/// A Rust type that can stand in a column.
pub trait FieldType {
    /// Default kind of the column.
    const KIND: Kind;
    /// Whether every row has a value.
    const REQUIRED: bool;
    /// An empty column of the type.
    fn empty() -> Column;
    /// Appends a value.
    fn push(&self, column: &mut Column);
}

macro_rules! field_type {
    ($type:ty, $kind:expr, $variant:ident, $empty:expr, |$v:ident| $store:expr) => {
        impl FieldType for $type {
            const KIND: Kind = $kind;
            const REQUIRED: bool = true;
            fn empty() -> Column {
                Column::$variant($empty)
            }
            fn push(&self, column: &mut Column) {
                let $v = self;
                if let Column::$variant(c) = column {
                    c.push($store);
                }
            }
        }
        impl FieldType for Option<$type> {
            const KIND: Kind = $kind;
            const REQUIRED: bool = false;
            fn empty() -> Column {
                Column::$variant($empty)
            }
            fn push(&self, column: &mut Column) {
                if let Column::$variant(c) = column {
                    match self {
                        Some($v) => c.push($store),
                        None => c.push(None),
                    }
                }
            }
        }
    };
}

field_type!(String, Kind::Text, Text, TextColumn::new(), |v| Some(v.as_str()));
field_type!(&'static str, Kind::Text, Text, TextColumn::new(), |v| Some(v));
field_type!(Status, Kind::Status, Text, TextColumn::new(), |v| Some(&v.as_str()));
field_type!(i64, Kind::Integer, Integer, Vec::new(), |v| Some(*v));
field_type!(bool, Kind::Boolean, Boolean, Vec::new(), |v| Some(*v));
// A number that is not finite is an empty cell: undefined is never a value.
field_type!(f64, Kind::REAL, Real, Vec::new(), |v| v.is_finite().then_some(*v));

/// A row type with its schema.
pub trait Record: Sized {
    /// Schema of the table.
    const SPEC: TableSpec;
    /// Rows become columns.
    fn columns(rows: &[Self]) -> Vec<Column>;
}

/// The table of rows of one type.
pub fn table_of<R: Record>(rows: &[R]) -> Table {
    let mut table = Table::new();
    for (spec, column) in R::SPEC.columns.iter().zip(R::columns(rows)) {
        table.push(spec.name, column);
    }
    table
}

/// Defines a row type and the schema of its table.
///
/// ```
/// isard::record! {
///     /// Theil's index of a year.
///     pub struct TheilRow in "inequality"/"theil", key ["year"] {
///         /// Year.
///         year: i64 [Kind::Year],
///         /// Index value.
///         value: f64,
///     }
/// }
/// use isard::model::{Record, table_of};
/// assert_eq!(TheilRow::SPEC.path(), "inequality/theil");
/// assert_eq!(table_of(&[TheilRow { year: 2020, value: 0.1 }]).rows(), 1);
/// ```
#[macro_export]
macro_rules! record {
    (@kind $type:ty) => { <$type as $crate::model::FieldType>::KIND };
    (@kind $type:ty, $kind:expr) => { $kind };
    (@unit) => { None };
    (@unit $unit:expr) => { Some($unit) };
    (
        $(#[doc = $doc:literal])+
        pub struct $name:ident in $question:literal / $table:literal, key [$($key:literal),*] {
            $( $(#[doc = $fdoc:literal])+ $field:ident : $type:ty $([$kind:expr])? $(= $unit:literal)? ),+ $(,)?
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name { $( $(#[doc = $fdoc])+ pub $field: $type, )+ }

        impl $crate::model::Record for $name {
            const SPEC: $crate::model::TableSpec = {
                #[allow(unused_imports)]
                use $crate::model::Kind;
                $crate::model::TableSpec {
                    question: $question,
                    name: $table,
                    doc: concat!($($doc),+),
                    key: &[$($key),*],
                    columns: &[$($crate::model::ColumnSpec {
                        name: stringify!($field),
                        kind: $crate::record!(@kind $type $(, $kind)?),
                        required: <$type as $crate::model::FieldType>::REQUIRED,
                        refers: None,
                        unit: $crate::record!(@unit $($unit)?),
                        doc: concat!($($fdoc),+),
                    }),+],
                }
            };

            fn columns(rows: &[Self]) -> Vec<$crate::model::Column> {
                vec![$({
                    let mut column = <$type as $crate::model::FieldType>::empty();
                    for row in rows {
                        $crate::model::FieldType::push(&row.$field, &mut column);
                    }
                    column
                }),+]
            }
        }
    };
}
