//! Which classification the tables of a study are in, as problems of the study.

use super::{Crosswalk, Scheme, detect, nuts};
use crate::model::{Action, Place, Problem, Table};
use crate::registry::MethodError;
use std::collections::{BTreeMap, BTreeSet};

/// Remarks on the industry codes of a study: a mixture of vintages, a scheme
/// that is not the one declared, or the scheme the codes are in.
///
/// A study that declares a classification of its own is left alone. A mixture
/// is an error but in the tables whose codes the study asks to `keep`.
pub fn vintages(tables: &BTreeMap<&'static str, Table>, keep: &dyn Fn(&str) -> bool) -> Vec<Problem> {
    let mut out = industries(tables, keep);
    out.extend(regions(tables, keep));
    out
}

/// A mixture in words, as an error or, where codes are kept, as a warning.
fn mixture(
    codes: [&'static str; 2],
    said: &MethodError,
    unknown: &[String],
    place: Place,
    keep: bool,
) -> Problem {
    let mut problem = Problem::new(codes[usize::from(keep)], said.to_string(), place);
    problem.count = unknown.len();
    problem.found = unknown.first().cloned();
    let way_out = "; mixed-codes = \"keep\" under the table takes them as they are";
    problem.hint = said.hint().map(|h| if keep { h } else { h + way_out });
    problem
}

fn regions(tables: &BTreeMap<&'static str, Table>, keep: &dyn Fn(&str) -> bool) -> Option<Problem> {
    let (name, text) = ["regions", "activity", "indicators"]
        .into_iter()
        .find_map(|name| Some((name, tables.get(name)?.text("region").ok()?)))?;
    let found = nuts::detect(text.dictionary().iter().map(|k| &**k))?;
    let place = Place { file: format!("table {name}"), column: Some("region".into()), ..Place::default() };
    if let Err(said) = found.refuse_mixture() {
        return Some(mixture(["E0707", "W0708"], &said, &found.unknown, place, keep(name)));
    }
    let years: Vec<String> = found.vintages.iter().map(|y| format!("NUTS {y}")).collect();
    let message = format!("the region codes are {}", years.join(" or "));
    Some(Problem::new("N0709", message, place).action(Action::Kept))
}

fn industries(tables: &BTreeMap<&'static str, Table>, keep: &dyn Fn(&str) -> bool) -> Vec<Problem> {
    let named = tables.get("industries");
    let source = named.map(|t| ("industries", t)).or(tables.get("activity").map(|t| ("activity", t)));
    let Some((name, table)) = source else { return Vec::new() };
    let declared = |row: usize| table.text_at(row, "scheme");
    let schemes: BTreeSet<Option<&str>> = (0..table.rows()).map(declared).collect();
    let mut out = Vec::new();
    for scheme in schemes {
        let known = scheme.map(Scheme::named);
        if known == Some(None) {
            continue;
        }
        let rows = (0..table.rows()).filter(|&row| declared(row) == scheme);
        let Some(found) = detect(rows.filter_map(|row| table.text_at(row, "industry"))) else { continue };
        let place =
            Place { file: format!("table {name}"), column: Some("industry".into()), ..Place::default() };
        let names: Vec<String> = found.schemes.iter().map(|s| s.to_string()).collect();
        match (found.refuse_mixture(), known.flatten()) {
            (Err(said), _) => {
                out.push(mixture(["E0710", "W0701"], &said, &found.unknown, place, keep(name)));
            }
            (Ok(()), Some(declared)) if !found.schemes.iter().any(|s| s.shares_codes(declared)) => {
                let message =
                    format!("the codes are said to be {declared}, but fit {} better", names.join(" or "));
                let hint = "correct the column scheme, or the codes";
                out.push(Problem::new("W0702", message, place).hint(hint));
            }
            (Ok(()), None) => {
                let message = format!("the industry codes are {}", names.join(" or "));
                out.push(Problem::new("N0703", message, place).action(Action::Kept));
            }
            _ => {}
        }
    }
    out
}

/// The bridge of a study's table `crosswalks` to a scheme, for codes of a panel.
///
/// # Errors
/// No row that leads to the scheme; rows from several schemes that share a
/// code; those of [`Crosswalk::of`].
pub fn of_table(table: &Table, scheme_to: &str) -> Result<Crosswalk, MethodError> {
    let mut rows = Vec::new();
    let mut schemes: BTreeSet<&str> = BTreeSet::new();
    let mut sources: BTreeMap<&str, &str> = BTreeMap::new();
    for row in 0..table.rows() {
        let text = |name: &str| table.text_at(row, name);
        schemes.extend(text("scheme_to"));
        if text("scheme_to") != Some(scheme_to) {
            continue;
        }
        let (Some(from), Some(to)) = (text("from"), text("to")) else { continue };
        let source = text("scheme_from").unwrap_or_default();
        if let Some(other) = sources.insert(from, source).filter(|other| *other != source) {
            return Err(MethodError::data_hint(
                format!("crosswalks to {scheme_to}: `{from}` is a code of {other} and of {source}"),
                "keep the rows of the vintage the activity is in",
            ));
        }
        rows.push((from, to, table.real_at(row, "weight")));
    }
    if rows.is_empty() {
        let known: Vec<&str> = schemes.into_iter().collect();
        return Err(MethodError::data_hint(
            format!("no crosswalk leads to `{scheme_to}`"),
            format!("the table leads to {}", known.join(", ")),
        ));
    }
    Crosswalk::of(rows)
}
