//! What was repaired or left out of the study.

use super::Source;
use crate::ReportInput;

/// A problem found in the study, as listed in `study/problems`.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    pub(crate) code: String,
    pub(crate) severity: String,
    pub(crate) message: String,
    pub(crate) place: String,
    pub(crate) hint: String,
    pub(crate) action: String,
    pub(crate) count: i64,
}

/// All findings in the order of the table.
pub(crate) fn read(input: &ReportInput) -> Vec<Finding> {
    let Some(t) = Source::open(input, "study/problems") else {
        return Vec::new();
    };
    let place = |r| {
        let (file, line, column) = (t.text(r, "file"), t.text(r, "line"), t.text(r, "column"));
        let mut parts: Vec<String> = vec![file];
        parts.extend(Some(line).filter(|l| !l.is_empty()));
        parts.extend(Some(column).filter(|c| !c.is_empty()));
        parts.retain(|p| !p.is_empty());
        parts.join(":")
    };
    (0..t.rows())
        .map(|r| Finding {
            code: t.text(r, "code"),
            severity: t.text(r, "severity"),
            message: t.text(r, "message"),
            place: place(r),
            hint: t.text(r, "hint"),
            action: t.text(r, "action"),
            count: t.integer(r, "count").unwrap_or(1),
        })
        .collect()
}
