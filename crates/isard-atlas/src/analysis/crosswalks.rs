//! Activity in the codes the study asks for: `[clusters] translate-to`.

use crate::study::Study;
use isard::clusters::crosswalk::check::of_table;
use isard::clusters::crosswalk::{Axis, convert};
use isard::clusters::panel::ClusterPanel;
use isard::registry::MethodError;

/// Key of `[clusters]` that names the classification to translate to.
pub(super) const KEY: &str = "translate-to";

/// Translates the industries of a panel by the study's table of crosswalks;
/// returns what became of the codes, nothing where none is asked for.
pub(super) fn translate(study: &Study, panel: &mut ClusterPanel) -> Result<Vec<String>, MethodError> {
    let Some(scheme) = study.config.clusters.get(KEY).and_then(toml::Value::as_str) else {
        return Ok(Vec::new());
    };
    let Some(table) = study.tables.get("crosswalks") else {
        return Err(MethodError::data_hint(
            format!("[clusters] {KEY} = \"{scheme}\" needs the table crosswalks"),
            "add crosswalks.csv with scheme_from, from, scheme_to, to and weight",
        ));
    };
    let crosswalk = of_table(table, scheme)?;
    let (translated, report) = convert(panel, &crosswalk, Axis::Industries)?;
    *panel = translated;
    let mut said = report.describe();
    said.extend(crosswalk.remarks);
    Ok(said.into_iter().map(|line| format!("Industries in {scheme}: {line}")).collect())
}
