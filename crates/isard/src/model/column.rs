//! Columns of a table.

use std::collections::HashMap;

const NULL: u32 = u32::MAX;

/// A column of text, stored as codes into a dictionary of distinct values, so
/// that joins and pivots by key compare integers.
#[derive(Debug, Clone, Default)]
pub struct TextColumn {
    codes: Vec<u32>,
    dictionary: Vec<Box<str>>,
    index: HashMap<Box<str>, u32>,
}

impl TextColumn {
    /// An empty column.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends a value, `None` for an empty cell.
    pub fn push(&mut self, value: Option<&str>) {
        let code = match value {
            None => NULL,
            Some(v) => self.code_of(v),
        };
        self.codes.push(code);
    }

    /// Code of a value, which joins the dictionary when it is new; for
    /// [`push_code`](Self::push_code).
    pub fn code_of(&mut self, value: &str) -> u32 {
        if let Some(&code) = self.index.get(value) {
            return code;
        }
        let code = self.dictionary.len() as u32;
        self.dictionary.push(value.into());
        self.index.insert(value.into(), code);
        code
    }

    /// Appends the value of a code, without a look-up by text.
    ///
    /// # Panics
    /// When [`code_of`](Self::code_of) did not give the code: a mistake in the
    /// calling code, never in the data.
    pub fn push_code(&mut self, code: u32) {
        assert!((code as usize) < self.dictionary.len(), "code {code} is not in the dictionary");
        self.codes.push(code);
    }

    /// Value of a row.
    pub fn get(&self, row: usize) -> Option<&str> {
        self.code(row).map(|c| &*self.dictionary[c])
    }

    /// Position of a row's value in the [dictionary](Self::dictionary).
    pub fn code(&self, row: usize) -> Option<usize> {
        match self.codes[row] {
            NULL => None,
            code => Some(code as usize),
        }
    }

    /// The distinct values in order of first appearance.
    pub fn dictionary(&self) -> &[Box<str>] {
        &self.dictionary
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// Values of all rows.
    pub fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        (0..self.len()).map(|i| self.get(i))
    }
}

impl PartialEq for TextColumn {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl<'a> FromIterator<Option<&'a str>> for TextColumn {
    fn from_iter<T: IntoIterator<Item = Option<&'a str>>>(iter: T) -> Self {
        let mut column = TextColumn::new();
        iter.into_iter().for_each(|v| column.push(v));
        column
    }
}

/// A column of one type; an empty cell is `None`, never zero.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Text, keys and choices.
    Text(TextColumn),
    /// Whole numbers (years, counts of rows, ranks).
    Integer(Vec<Option<i64>>),
    /// Real numbers; never NaN or infinite.
    Real(Vec<Option<f64>>),
    /// Yes or no.
    Boolean(Vec<Option<bool>>),
}

impl Column {
    /// Number of rows.
    pub fn len(&self) -> usize {
        match self {
            Column::Text(c) => c.len(),
            Column::Integer(c) => c.len(),
            Column::Real(c) => c.len(),
            Column::Boolean(c) => c.len(),
        }
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a cell is empty.
    pub fn is_null(&self, row: usize) -> bool {
        match self {
            Column::Text(c) => c.code(row).is_none(),
            Column::Integer(c) => c[row].is_none(),
            Column::Real(c) => c[row].is_none(),
            Column::Boolean(c) => c[row].is_none(),
        }
    }

    /// A cell as text; real numbers in the shortest form that reads back the same.
    pub fn display(&self, row: usize) -> Option<String> {
        match self {
            Column::Text(c) => c.get(row).map(str::to_string),
            Column::Integer(c) => c[row].map(|v| v.to_string()),
            Column::Real(c) => c[row].map(|v| v.to_string()),
            Column::Boolean(c) => c[row].map(|v| v.to_string()),
        }
    }

    /// The rows named by `rows`, in that order.
    pub fn take(&self, rows: &[usize]) -> Column {
        match self {
            Column::Text(c) => Column::Text(rows.iter().map(|&r| c.get(r)).collect()),
            Column::Integer(c) => Column::Integer(rows.iter().map(|&r| c[r]).collect()),
            Column::Real(c) => Column::Real(rows.iter().map(|&r| c[r]).collect()),
            Column::Boolean(c) => Column::Boolean(rows.iter().map(|&r| c[r]).collect()),
        }
    }
}
