//! Problems of a study as a table of its atlas.

use isard::model::{Action, Problem, Severity};
use isard::record;

record! {
    /// What was repaired, left out or remarked while reading the study.
    pub struct ProblemRow in "study"/"problems", key ["position"] {
        /// Position in the list.
        position: i64,
        /// Code; see `isard check --explain`.
        code: String,
        /// Severity: note or warning.
        severity: &'static str [Kind::Choice(&["note", "warning", "error"])],
        /// What became of the data.
        action: &'static str [Kind::Choice(&["repaired", "left-out", "kept", "refused", "not-answerable"])],
        /// File.
        file: String,
        /// Sheet of a workbook.
        sheet: Option<String>,
        /// Line or row of the first case.
        line: Option<i64>,
        /// Column.
        column: Option<String>,
        /// What was found, in words.
        message: String,
        /// The cell of the first case.
        found: Option<String>,
        /// What was expected.
        expected: Option<String>,
        /// What to do.
        hint: Option<String>,
        /// Number of cells or rows concerned.
        count: i64,
    }
}

pub(crate) fn problem_rows(problems: &[Problem]) -> Vec<ProblemRow> {
    problems.iter().enumerate().map(|(i, p)| row(i, p)).collect()
}

fn row(position: usize, p: &Problem) -> ProblemRow {
    ProblemRow {
        position: position as i64 + 1,
        code: p.code.into(),
        severity: match p.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        },
        action: match p.action {
            Action::Repaired => "repaired",
            Action::LeftOut => "left-out",
            Action::Kept => "kept",
            Action::Refused => "refused",
            Action::NotAnswerable => "not-answerable",
        },
        file: p.place.file.clone(),
        sheet: p.place.sheet.clone(),
        line: p.place.line.map(i64::from),
        column: p.place.column.clone(),
        message: p.message.clone(),
        found: p.found.clone(),
        expected: p.expected.clone(),
        hint: p.hint.clone(),
        count: p.count as i64,
    }
}
