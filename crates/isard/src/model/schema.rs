//! Schemas of tables: what validation expects, what documentation prints and
//! what the atlas writes beside its Parquet files.

/// What a column may hold.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Kind {
    /// An identifier.
    Key,
    /// Free text.
    Text,
    /// One word of a fixed list.
    Choice(&'static [&'static str]),
    /// A status word (see [`super::Status`]).
    Status,
    /// A year.
    Year,
    /// A whole number.
    Integer,
    /// A real number between two limits.
    Real {
        /// Smallest value allowed.
        min: f64,
        /// Largest value allowed.
        max: f64,
    },
    /// Yes or no.
    Boolean,
}

impl Kind {
    /// Any real number.
    pub const REAL: Kind = Kind::Real { min: f64::NEG_INFINITY, max: f64::INFINITY };
    /// A real number of 0 or more.
    pub const AMOUNT: Kind = Kind::Real { min: 0.0, max: f64::INFINITY };
    /// A real number from 0 to 1.
    pub const SHARE: Kind = Kind::Real { min: 0.0, max: 1.0 };

    /// The expectation in words, for messages: "expected …".
    pub fn expectation(self) -> String {
        match self {
            Kind::Key => "an identifier".into(),
            Kind::Text => "text".into(),
            Kind::Choice(words) => format!("one of {}", words.join(", ")),
            Kind::Status => "observed, estimated, suppressed, missing or undefined:<reason>".into(),
            Kind::Year => "a year such as 2021".into(),
            Kind::Integer => "a whole number".into(),
            Kind::Real { min, max } => match (min.is_finite(), max.is_finite()) {
                (false, false) => "a number".into(),
                (true, false) => format!("a number of {min} or more"),
                (false, true) => format!("a number of {max} or less"),
                (true, true) => format!("a number from {min} to {max}"),
            },
            Kind::Boolean => "true or false".into(),
        }
    }

    /// Type of the stored column: `text`, `integer`, `real` or `boolean`.
    pub fn storage(self) -> &'static str {
        match self {
            Kind::Key | Kind::Text | Kind::Choice(_) | Kind::Status => "text",
            Kind::Year | Kind::Integer => "integer",
            Kind::Real { .. } => "real",
            Kind::Boolean => "boolean",
        }
    }
}

/// One column of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnSpec {
    /// Name.
    pub name: &'static str,
    /// What it may hold.
    pub kind: Kind,
    /// Whether every row must have a value.
    pub required: bool,
    /// Table whose key this column refers to.
    pub refers: Option<&'static str>,
    /// Unit, where it is fixed.
    pub unit: Option<&'static str>,
    /// One sentence.
    pub doc: &'static str,
}

impl ColumnSpec {
    /// A column that every row fills.
    pub const fn required(name: &'static str, kind: Kind, doc: &'static str) -> Self {
        ColumnSpec { name, kind, required: true, refers: None, unit: None, doc }
    }

    /// A column that may be absent or empty.
    pub const fn optional(name: &'static str, kind: Kind, doc: &'static str) -> Self {
        ColumnSpec { name, kind, required: false, refers: None, unit: None, doc }
    }

    /// Names the table whose key the values must occur in.
    pub const fn refers(mut self, table: &'static str) -> Self {
        self.refers = Some(table);
        self
    }

    /// Names the unit.
    pub const fn unit(mut self, unit: &'static str) -> Self {
        self.unit = Some(unit);
        self
    }
}

/// A table's name, place, key and columns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TableSpec {
    /// Folder in the atlas: the question asked.
    pub question: &'static str,
    /// Name, also the file name in the atlas.
    pub name: &'static str,
    /// What a row is.
    pub doc: &'static str,
    /// Columns that identify a row.
    pub key: &'static [&'static str],
    /// Columns in order.
    pub columns: &'static [ColumnSpec],
}

impl TableSpec {
    /// A column by name.
    pub fn column(&self, name: &str) -> Option<&ColumnSpec> {
        self.columns.iter().find(|c| c.name == name)
    }

    /// `question/name`.
    pub fn path(&self) -> String {
        format!("{}/{}", self.question, self.name)
    }
}
