//! The ties of a study: its table, or what participants of projects share.

use crate::study::Study;
use isard::model::Table;
use isard::registry::{Inputs, MethodError, Options, find};

/// Ties, and what was assumed to get them.
pub(in crate::analysis) fn ties(
    study: &Study,
    layer: &str,
) -> Result<Option<(Table, Option<String>)>, MethodError> {
    if let Some(ties) = study.tables.get("ties") {
        return Ok(Some((ties.clone(), None)));
    }
    let Some(participants) = study.tables.get("participants") else { return Ok(None) };
    let method = find("two-mode-projection")?;
    let mut inputs = Inputs::default();
    inputs.insert("participants", participants.clone());
    let options = Options::check(method.options, [("layer", layer)])?;
    let made = (method.run)(&inputs, &options)?;
    let said = format!(
        "ties are those of participants of one project, weighted by one over the number of the others (layer {layer})"
    );
    Ok(Some((made.table, Some(said))))
}
