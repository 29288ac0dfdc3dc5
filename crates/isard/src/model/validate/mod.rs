//! From cells as found to a typed table. Every problem is named at once, with
//! its place; nothing is dropped without being listed.

mod cell;
mod codes;
mod columns;
mod links;
mod reshape;
mod rows;

pub use codes::{CODES, explain};
pub use links::check_links;

use super::{Place, Problem, RawTable, Severity, Table, TableSpec};

/// Typed table and what was found on the way. The table is to be used only
/// when no problem is an error.
#[derive(Debug, Clone, Default)]
pub struct Validated {
    /// Typed columns in the order of the schema, then extra columns as found.
    pub table: Table,
    /// Problems in order of severity and place.
    pub problems: Vec<Problem>,
    /// Line or row of each row in its source, where known.
    pub lines: Vec<u32>,
}

/// Validates a raw table against its schema.
///
/// Mended and listed: headers in other case, white space around cells,
/// thousands separators, decimal commas, look-alike signs, status flags behind
/// numbers, identical duplicate rows. Refused: what is not a number, not one
/// of the words, out of range, empty where required, and conflicting rows.
pub fn validate(spec: &TableSpec, raw: RawTable) -> Validated {
    let mut found = Found::new(&raw);
    let (raw, places) = columns::match_headers(spec, raw, &mut found);
    let (raw, places) = reshape::to_long(spec, raw, places, &mut found);
    if found.has_errors() {
        return Validated { problems: found.finish(), ..Validated::default() };
    }
    let table = cell::parse_columns(spec, &raw, &places, &mut found);
    let (table, lines) = rows::check_rows(spec, table, &raw, &places, &mut found);
    Validated { table, problems: found.finish(), lines }
}

/// Types a table that has no schema, such as the input of a single method.
///
/// `keys` name the columns that stay text, so that "01" is not taken for 1;
/// the first column always does. Cells are read as in [`validate`].
pub fn infer(raw: RawTable, keys: &[&str]) -> Validated {
    let mut found = Found::new(&raw);
    let names: Vec<String> = raw.table.names().map(str::to_string).collect();
    let columns = names.iter().enumerate().map(|(i, n)| (n.clone(), n.clone(), i)).collect();
    let places = Places { columns, ..Places::default() };
    let keys: Vec<&str> = keys.iter().copied().chain(names.first().map(String::as_str)).collect();
    let table = cell::infer_columns(&raw, &keys, &places, &mut found);
    let lines = (0..raw.table.rows()).filter_map(|r| raw.line(r)).collect();
    Validated { table, problems: found.finish(), lines }
}

/// Position in the file of each column, by name as it is now; melted tables
/// have a place per row for their value.
#[derive(Debug, Clone, Default)]
pub(crate) struct Places {
    columns: Vec<(String, String, usize)>,
    melted: Vec<u32>,
    melted_columns: Vec<(String, usize)>,
}

impl Places {
    fn place(&self, raw: &RawTable, row: usize, column: &str) -> Place {
        let mut place = base_place(raw);
        place.line = raw.line(row);
        let value_like = !self.melted.is_empty() && !self.columns.iter().any(|(now, ..)| now == column);
        if value_like {
            let (name, index) = &self.melted_columns[self.melted[row] as usize];
            place.column = Some(name.clone());
            place.column_index = Some(*index);
        } else {
            let known = self.columns.iter().find(|(now, ..)| now == column);
            place.column = Some(known.map_or(column, |k| &k.1).to_string());
            place.column_index = known.map(|k| k.2);
        }
        place
    }
}

fn base_place(raw: &RawTable) -> Place {
    Place {
        file: raw.origin.file.clone(),
        sheet: raw.origin.sheet.clone(),
        delimiter: raw.origin.delimiter,
        ..Place::default()
    }
}

/// Collects problems; repeated ones of a column are counted, not repeated.
pub(crate) struct Found {
    problems: Vec<Problem>,
}

/// Problems of one code and column shown one by one before they are only counted.
const SHOWN: usize = 10;

impl Found {
    fn new(raw: &RawTable) -> Self {
        let mut found = Found { problems: Vec::new() };
        for note in &raw.origin.notes {
            found.add(Problem::new("N0001", note.clone(), base_place(raw)));
        }
        found
    }

    fn add(&mut self, problem: Problem) {
        let limit = if problem.severity == Severity::Note { 1 } else { SHOWN };
        let same = |p: &&mut Problem| p.code == problem.code && p.place.column == problem.place.column;
        let mut alike: Vec<&mut Problem> = self.problems.iter_mut().filter(same).collect();
        let grouped = !problem.code.starts_with("N0001") && alike.len() >= limit;
        match alike.last_mut() {
            Some(last) if grouped => last.count += 1,
            _ => self.problems.push(problem),
        }
    }

    fn has_errors(&self) -> bool {
        self.problems.iter().any(|p| p.severity == Severity::Error)
    }

    fn finish(mut self) -> Vec<Problem> {
        self.problems.sort_by(|a, b| b.severity.cmp(&a.severity).then(a.place.line.cmp(&b.place.line)));
        self.problems
    }
}
