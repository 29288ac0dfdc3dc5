//! Networks: GraphML files, and tables of ties or of participants in projects.

use super::{bytes, encoding, graphml};
use crate::{ReadError, ReadOptions, read_table};
use isard::model::{Column, RawTable, Table, TextColumn};
use std::collections::BTreeSet;
use std::path::Path;

/// Endings of the names of GraphML files.
pub const GRAPHML: [&str; 3] = ["graphml", "graphml.gz", "graphml.zst"];

/// Whether a file is named as GraphML.
pub fn is_graphml(file: &str) -> bool {
    GRAPHML.iter().any(|e| file.ends_with(&format!(".{e}")))
}

/// Nodes and ties as they stand in a file.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Network {
    /// `id`, and attributes where the file has them.
    pub nodes: Table,
    /// `source`, `target`, and attributes.
    pub edges: Table,
    /// What was assumed or left out.
    pub notes: Vec<String>,
    /// Lines of the nodes, 1-based; empty where they are the ends of a table of ties.
    pub node_lines: Vec<u32>,
    /// Lines of the ties.
    pub edge_lines: Vec<u32>,
}

/// Names that columns of an edge list go by, after the name they get.
const ENDS: [&[&str]; 3] = [
    &["source", "from", "sender", "ego", "source_id", "from_id", "node1", "i"],
    &["target", "to", "receiver", "alter", "target_id", "to_id", "node2", "j"],
    &["weight", "value", "strength", "w"],
];

/// Names that columns of participants go by.
const PARTICIPANTS: [&[&str]; 2] = [
    &["project", "project_id", "projectid", "project_rcn", "projectrcn", "event"],
    &[
        "organisation",
        "organization",
        "participant",
        "organisation_id",
        "organisationid",
        "organization_id",
        "member",
        "actor",
    ],
];

/// Reads a network: GraphML by content, else a table of ties.
///
/// In a table the ends are found by name (`source`, `from`, `ego` … and
/// `target`, `to`, `alter` …) or, with a note, are its first two columns. Its
/// nodes are the ends in key order.
///
/// # Errors
/// Those of [`read_table`]; a damaged or contradictory GraphML file; a table of
/// a single column.
pub fn read_network(path: &Path, options: &ReadOptions) -> Result<Network, ReadError> {
    if let Some(network) = graphml(path, options)? {
        return Ok(network);
    }
    let RawTable { table: edges, origin, lines } = ties(path, options)?;
    let ends = ["source", "target"].into_iter().filter_map(|n| edges.get(n));
    let ids: BTreeSet<String> =
        ends.flat_map(|c| (0..c.len()).filter_map(|r| c.display(r)).map(|v| v.trim().to_string())).collect();
    let column: TextColumn = ids.iter().map(|i| Some(i.as_str()).filter(|i| !i.is_empty())).collect();
    let nodes = Table::new().with("id", Column::Text(column));
    Ok(Network { nodes, edges, notes: origin.notes, node_lines: Vec::new(), edge_lines: lines })
}

/// A table of a network.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NetworkPart {
    /// Who is tied: `id`, and attributes.
    Nodes,
    /// The ties: `source`, `target`, and attributes.
    Ties,
    /// Who takes part in which project: `project`, `organisation`, and attributes.
    Participants,
}

/// Reads a file as one table of a network. Nodes and ties may come from a
/// GraphML file, which has both. In other files the ends of ties,
/// projects and participants are found by any of their usual names; nodes are
/// read as they stand.
///
/// # Errors
/// Those of [`read_network`]; participants in a GraphML file; a table without
/// the columns of its part.
pub fn read_network_table(
    path: &Path,
    part: NetworkPart,
    options: &ReadOptions,
) -> Result<RawTable, ReadError> {
    if let Some(network) = graphml(path, options)? {
        let (table, lines) = match part {
            NetworkPart::Nodes => (network.nodes, network.node_lines),
            NetworkPart::Ties => (network.edges, network.edge_lines),
            NetworkPart::Participants => {
                return Err(ReadError::Structure {
                    path: path.into(),
                    format: "table of participants",
                    reason: "a GraphML file holds nodes and ties, not who takes part in which project".into(),
                });
            }
        };
        let mut raw = RawTable { table, lines, ..RawTable::default() };
        raw.origin.notes = network.notes;
        return Ok(raw);
    }
    match part {
        NetworkPart::Nodes => read_table(path, options),
        NetworkPart::Ties => ties(path, options),
        NetworkPart::Participants => participants(path, options),
    }
}

/// The network of a GraphML file; `None` for any other file.
fn graphml(path: &Path, options: &ReadOptions) -> Result<Option<Network>, ReadError> {
    let bytes = bytes::read(path)?;
    if !is_markup(&bytes) {
        return Ok(None);
    }
    let declared = declared_encoding(&bytes);
    let label = options.encoding.clone().or(declared);
    let decoded = encoding::decode(bytes, label.as_deref(), path)?;
    if !decoded.text.trim_start().starts_with('<') {
        return Ok(None);
    }
    let mut network = graphml::read(&decoded.text, path)?;
    network.notes.splice(0..0, decoded.notes);
    Ok(Some(network))
}

fn participants(path: &Path, options: &ReadOptions) -> Result<RawTable, ReadError> {
    let mut raw = read_table(path, options)?;
    let [project, organisation] = PARTICIPANTS.map(|names| found(&raw.table, names));
    let (Some(project), Some(organisation)) = (project, organisation) else {
        return Err(ReadError::Structure {
            path: path.into(),
            format: "table of participants",
            reason: format!(
                "expected the columns `project` and `organisation`; there are: {}",
                raw.table.names().collect::<Vec<_>>().join(", ")
            ),
        });
    };
    let renamed = [(project, "project"), (organisation, "organisation")];
    raw.table = rename(&raw.table, &renamed, &mut raw.origin.notes);
    Ok(raw)
}

fn is_markup(bytes: &[u8]) -> bool {
    let start: Vec<u8> = bytes
        .iter()
        .copied()
        .filter(|b| !matches!(b, 0 | 0xef | 0xbb | 0xbf | 0xfe | 0xff))
        .take(1)
        .collect();
    start == b"<"
}

/// The encoding an XML file says it has.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let head = head.trim_start_matches('\u{feff}').strip_prefix("<?xml")?.split("?>").next()?;
    let value = head.split("encoding").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next().map(str::to_string)
}

fn found(table: &Table, names: &[&str]) -> Option<usize> {
    let lower: Vec<String> =
        table.names().map(|n| n.trim().to_lowercase().replace([' ', '-'], "_")).collect();
    names.iter().find_map(|name| lower.iter().position(|l| l == name))
}

fn rename(table: &Table, renamed: &[(usize, &str)], notes: &mut Vec<String>) -> Table {
    let mut out = Table::new();
    for (at, field) in table.fields().iter().enumerate() {
        match renamed.iter().find(|r| r.0 == at) {
            Some((_, name)) => {
                if field.name != *name {
                    notes.push(format!("column `{}` was read as `{name}`", field.name));
                }
                out.push(*name, field.column.clone());
            }
            None if renamed.iter().any(|r| r.1 == field.name) => {
                notes.push(format!("a second column `{}` was left out", field.name));
            }
            None => out.push(field.name.clone(), field.column.clone()),
        }
    }
    out
}

fn ties(path: &Path, options: &ReadOptions) -> Result<RawTable, ReadError> {
    let mut raw = read_table(path, options)?;
    let notes = &mut raw.origin.notes;
    let [source, target, weight] = ENDS.map(|names| found(&raw.table, names));
    let (source, target) = match (source, target) {
        (Some(s), Some(t)) => (s, t),
        _ if raw.table.fields().len() >= 2 => {
            notes.push(
                "no columns `source` and `target`: the first two columns were taken as the ends of ties"
                    .into(),
            );
            (0, 1)
        }
        _ => {
            return Err(ReadError::Structure {
                path: path.into(),
                format: "table of ties",
                reason: "expected the columns `source` and `target`, found a single column".into(),
            });
        }
    };
    let mut renamed = vec![(source, "source"), (target, "target")];
    renamed.extend(weight.filter(|w| *w != source && *w != target).map(|w| (w, "weight")));
    raw.table = rename(&raw.table, &renamed, notes);
    Ok(raw)
}
