//! Problems found in a study, and what was done about each.

use serde::Serialize;

/// How serious a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing is lost: something was mended or is worth knowing.
    Note,
    /// The result may mislead.
    Warning,
    /// The study cannot be used as it is.
    Error,
}

/// What became of the data concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Read as meant and listed.
    Repaired,
    /// Not used, and listed.
    LeftOut,
    /// Used as it is.
    Kept,
    /// The study was refused.
    Refused,
    /// A question cannot be answered.
    NotAnswerable,
}

/// Where a problem lies.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Place {
    /// File as the study names it.
    pub file: String,
    /// Sheet of a workbook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Line of a text file or row of a sheet, 1-based.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Name of the column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Position of the column in the file, 0-based, to point at it.
    #[serde(skip)]
    pub column_index: Option<usize>,
    /// Delimiter of the file, to point at the column.
    #[serde(skip)]
    pub delimiter: Option<char>,
}

/// One problem: what, where, what was expected, what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Stable code such as `E0312`; see `isard check --explain`.
    pub code: &'static str,
    /// How serious it is.
    pub severity: Severity,
    /// What was found, one line.
    pub message: String,
    /// Where.
    pub place: Place,
    /// The cell as found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// What was expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// What became of the data.
    pub action: Action,
    /// How many cells or rows are concerned; `place` is the first.
    pub count: usize,
    /// The value `check --fix` would write instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

impl Problem {
    /// A problem of one cell with no hint yet; the severity follows from the code's letter.
    pub fn new(code: &'static str, message: impl Into<String>, place: Place) -> Self {
        let (severity, action) = match code.as_bytes().first() {
            Some(b'E') => (Severity::Error, Action::Refused),
            Some(b'W') => (Severity::Warning, Action::Kept),
            _ => (Severity::Note, Action::Repaired),
        };
        Problem {
            code,
            severity,
            message: message.into(),
            place,
            found: None,
            expected: None,
            hint: None,
            action,
            count: 1,
            fix: None,
        }
    }

    /// Sets the cell as found.
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    /// Sets what was expected.
    pub fn expected(mut self, expected: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self
    }

    /// Sets the hint.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Sets what became of the data.
    pub fn action(mut self, action: Action) -> Self {
        self.action = action;
        self
    }

    /// Sets the value `check --fix` would write.
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.fix = Some(fix.into());
        self
    }
}
