//! Activity in the codes the study asks for: `[clusters] translate-to`.

use crate::study::Study;
use isard::clusters::crosswalk::check::of_table;
use isard::clusters::crosswalk::scheme::bundled;
use isard::clusters::crosswalk::{Axis, Crosswalk, Scheme, convert, detect};
use isard::clusters::panel::ClusterPanel;
use isard::model::Table;
use isard::registry::MethodError;

/// Key of `[clusters]` that names the classification to translate to.
pub(super) const KEY: &str = "translate-to";

/// Translates the industries of a panel by the study's table of crosswalks;
/// returns what became of the codes, nothing where none is asked for.
pub(super) fn translate(study: &Study, panel: &mut ClusterPanel) -> Result<Vec<String>, MethodError> {
    let Some(scheme) = study.config.clusters.get(KEY).and_then(toml::Value::as_str) else {
        return Ok(Vec::new());
    };
    let table = study.tables.get("crosswalks");
    let leads = |t: &&Table| (0..t.rows()).any(|r| t.text_at(r, "scheme_to") == Some(scheme));
    let (crosswalk, official) = match (table.filter(leads), Scheme::named(scheme)) {
        (Some(table), _) => (of_table(table, scheme)?, None),
        (None, Some(to)) => {
            let (crosswalk, from) = official(&panel.industries, to)?;
            (crosswalk, Some(from))
        }
        (None, None) => {
            return Err(MethodError::data_hint(
                format!("[clusters] {KEY} = \"{scheme}\" needs the table crosswalks"),
                "add crosswalks.csv with scheme_from, from, scheme_to, to and weight",
            ));
        }
    };
    let (translated, report) = convert(panel, &crosswalk, Axis::Industries)?;
    *panel = translated;
    let mut said = report.describe();
    said.extend(crosswalk.remarks);
    said.extend(official.map(|from| {
        format!("by the official correspondence with {from}, which has no weights: what it divides lies in an interval")
    }));
    Ok(said.into_iter().map(|line| format!("Industries in {scheme}: {line}")).collect())
}

/// The bundled correspondence from the classification the codes are in.
fn official(codes: &[String], to: Scheme) -> Result<(Crosswalk, Scheme), MethodError> {
    let list = || codes.iter().map(String::as_str);
    let found = detect(list()).ok_or_else(|| {
        MethodError::data_hint(
            format!("the classification of the industries is not known, so nothing leads to {to}"),
            "add crosswalks.csv with scheme_from, from, scheme_to, to and weight",
        )
    })?;
    let mut refused = None;
    for &from in &found.schemes {
        match bundled(from, to, list()) {
            Ok(crosswalk) => return Ok((crosswalk, from)),
            Err(error) => refused = Some(error),
        }
    }
    Err(refused.unwrap_or_else(|| MethodError::data(format!("nothing leads to {to}"))))
}
