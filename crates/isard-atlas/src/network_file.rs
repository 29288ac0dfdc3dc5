//! Organisations, ties and participants as network files hold them.

use isard::model::{Column, RawTable, Table, TextColumn};
use isard_io::NetworkPart;

/// The part of a network that a table of a study is.
pub(crate) fn part(table: &str) -> Option<NetworkPart> {
    match table {
        "organisations" => Some(NetworkPart::Nodes),
        "ties" => Some(NetworkPart::Ties),
        "participants" => Some(NetworkPart::Participants),
        _ => None,
    }
}

/// Gives columns the names of the contract, and what networks leave unsaid:
/// nodes are organisations under their id, and under their label or id as name;
/// ties without a layer are of the layer `other`.
pub(crate) fn complete(table: &str, raw: &mut RawTable) {
    let has = |table: &Table, name: &str| table.get(name).is_some();
    if table == "organisations" {
        if has(&raw.table, "id") && !has(&raw.table, "organisation") {
            raw.table.rename("id", "organisation");
        }
        if !has(&raw.table, "name") {
            if has(&raw.table, "label") {
                raw.table.rename("label", "name");
            } else if let Some(keys) = raw.table.get("organisation").cloned() {
                raw.table.push("name", keys);
                raw.origin.notes.push("organisations have no name: their key stands for it".into());
            }
        }
    }
    if table == "ties" && !has(&raw.table, "layer") && raw.table.rows() > 0 {
        let layer: TextColumn = (0..raw.table.rows()).map(|_| Some("other")).collect();
        raw.table.push("layer", Column::Text(layer));
        raw.origin.notes.push("ties have no layer: all are of the layer `other`".into());
    }
}
