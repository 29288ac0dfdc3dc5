//! GraphML: nodes and edges with their attributes.

use super::network::Network;
use crate::ReadError;
use isard::model::{Column, Table, TextColumn};
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// What the attributes of a node or an edge are declared to be.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Key {
    name: String,
    kind: String,
    domain: String,
    default: Option<String>,
}

/// Attributes of the nodes or edges read so far: values by key.
type Attributes = BTreeMap<String, String>;

#[derive(Default)]
struct Graph {
    keys: BTreeMap<String, Key>,
    nodes: Vec<(String, Attributes)>,
    edges: Vec<(String, String, Option<bool>, Attributes)>,
    /// Lines of the nodes, and of the edges.
    lines: [Vec<u32>; 2],
    directed: Vec<bool>,
    hyperedges: usize,
    nested: usize,
    undeclared: usize,
}

/// What the reader is inside of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Inside {
    Node(usize),
    Edge(usize),
    Other,
}

/// Reads a graph. Attributes are named by the keys of the file; numbers stay
/// numbers where all are declared so and can be read.
///
/// Nodes of nested graphs stand beside the others; hyperedges are left out; both
/// are noted. `edgedefault` and `directed` give the column `directed`.
pub(crate) fn read(text: &str, path: &Path) -> Result<Network, ReadError> {
    let damaged = |reason: String| ReadError::Damaged { path: path.into(), format: "GraphML file", reason };
    let structure =
        |reason: String| ReadError::Structure { path: path.into(), format: "GraphML file", reason };
    let mut reader = Reader::from_str(text);
    let mut graph = Graph::default();
    let mut inside: Vec<(String, Inside)> = Vec::new();
    // The key whose value or default is being read, and what there is of it.
    let mut key: Option<String> = None;
    let mut content = String::new();
    let mut seen = false;
    let mut lines = Lines { text, at: 0, line: 1 };
    loop {
        let line = lines.of(reader.buffer_position() as usize);
        let event =
            reader.read_event().map_err(|e| damaged(format!("{e} (byte {})", reader.error_position())))?;
        match event {
            Event::Start(ref e) | Event::Empty(ref e) => {
                let name = local(e);
                if inside.is_empty() && name != "graphml" {
                    return Err(structure(format!("the outermost element is `{name}`, not `graphml`")));
                }
                seen = true;
                let open = graph.open(e, &name, &inside).map_err(structure)?;
                match open {
                    Inside::Node(_) => graph.lines[0].push(line),
                    Inside::Edge(_) => graph.lines[1].push(line),
                    Inside::Other => {}
                }
                if name == "data" || name == "key" {
                    key = attribute(e, if name == "data" { "key" } else { "id" }).map_err(structure)?;
                }
                if name == "data" || name == "default" {
                    content.clear();
                }
                let empty = matches!(event, Event::Empty(_));
                if empty {
                    if name == "graph" {
                        graph.directed.pop();
                    }
                } else {
                    inside.push((name, open));
                }
            }
            Event::End(_) => {
                let Some((name, _)) = inside.pop() else { continue };
                match name.as_str() {
                    "data" => {
                        let owner = inside.iter().rev().map(|i| i.1).find(|i| *i != Inside::Other);
                        graph.store(owner, key.take(), content.trim());
                    }
                    "default" => {
                        let known = key.as_ref().and_then(|k| graph.keys.get_mut(k));
                        if let Some(known) = known {
                            known.default = Some(content.trim().to_string());
                        }
                    }
                    "graph" => {
                        graph.directed.pop();
                    }
                    _ => {}
                }
            }
            Event::Text(t) => content.push_str(&t.xml10_content()),
            Event::CData(t) => content.push_str(&t.xml10_content()),
            Event::GeneralRef(r) => match r.resolve_char_ref() {
                Ok(Some(c)) => content.push(c),
                _ => match resolve_predefined_entity(&r) {
                    Some(text) => content.push_str(text),
                    None => return Err(structure(format!("the entity `&{};` is not known", &*r))),
                },
            },
            Event::Eof if !inside.is_empty() => {
                return Err(damaged(format!("breaks off inside of `{}`", inside[inside.len() - 1].0)));
            }
            Event::Eof if !seen => return Err(structure("there is no element".into())),
            Event::Eof => break,
            _ => {}
        }
    }
    graph.finish().map_err(structure)
}

/// Counts lines as the reader goes on.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    /// The line in which something begins that is read next.
    fn of(&mut self, position: usize) -> u32 {
        let passed = self.text.as_bytes().get(self.at..position).unwrap_or_default();
        self.line += passed.iter().filter(|b| **b == b'\n').count() as u32;
        self.at = position.max(self.at);
        self.line
    }
}

fn local(e: &BytesStart) -> String {
    let name = &**e;
    let end = name.find(|c: char| c.is_whitespace()).unwrap_or(name.len());
    name[..end].rsplit(':').next().unwrap_or_default().to_string()
}

fn attribute(e: &BytesStart, wanted: &str) -> Result<Option<String>, String> {
    for attribute in e.attributes() {
        let attribute = attribute.map_err(|e| e.to_string())?;
        let key: &str = attribute.key.as_ref();
        if key == wanted {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|e| e.to_string())?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

impl Graph {
    fn open(&mut self, e: &BytesStart, name: &str, inside: &[(String, Inside)]) -> Result<Inside, String> {
        let need = |wanted: &str| {
            attribute(e, wanted)?.ok_or_else(|| format!("an element `{name}` has no attribute `{wanted}`"))
        };
        match name {
            "key" => {
                let id = need("id")?;
                let known = Key {
                    name: attribute(e, "attr.name")?.unwrap_or_else(|| id.clone()),
                    kind: attribute(e, "attr.type")?.unwrap_or_else(|| "string".into()),
                    domain: attribute(e, "for")?.unwrap_or_else(|| "all".into()),
                    default: None,
                };
                self.keys.insert(id, known);
            }
            "graph" => {
                if inside.iter().any(|i| i.0 == "graph") {
                    self.nested += 1;
                }
                self.directed.push(attribute(e, "edgedefault")?.as_deref() == Some("directed"));
            }
            "node" => {
                self.nodes.push((need("id")?, Attributes::new()));
                return Ok(Inside::Node(self.nodes.len() - 1));
            }
            "edge" => {
                let directed = match attribute(e, "directed")? {
                    Some(word) => Some(word == "true"),
                    None => self.directed.last().copied(),
                };
                self.edges.push((need("source")?, need("target")?, directed, Attributes::new()));
                return Ok(Inside::Edge(self.edges.len() - 1));
            }
            "hyperedge" => self.hyperedges += 1,
            _ => {}
        }
        Ok(Inside::Other)
    }

    fn store(&mut self, owner: Option<Inside>, key: Option<String>, value: &str) {
        let Some(key) = key else { return };
        if !self.keys.contains_key(&key) {
            self.undeclared += 1;
            return;
        }
        let attributes = match owner {
            Some(Inside::Node(at)) => &mut self.nodes[at].1,
            Some(Inside::Edge(at)) => &mut self.edges[at].3,
            _ => return,
        };
        attributes.insert(key, value.to_string());
    }

    fn finish(self) -> Result<Network, String> {
        let mut first: HashMap<&str, usize> = HashMap::new();
        for (at, (id, _)) in self.nodes.iter().enumerate() {
            if let Some(before) = first.insert(id, at) {
                let [before, at] = [before, at].map(|k| self.lines[0][k]);
                return Err(format!("the nodes in lines {before} and {at} both have the id `{id}`"));
            }
        }
        let lost = |e: &(String, String, Option<bool>, Attributes)| {
            !first.contains_key(e.0.as_str()) || !first.contains_key(e.1.as_str())
        };
        if let Some(at) = self.edges.iter().position(lost) {
            let (source, target, ..) = &self.edges[at];
            let line = self.lines[1][at];
            return Err(format!(
                "the edge `{source}`–`{target}` in line {line} names a node that is not in the file"
            ));
        }
        let mut notes = Vec::new();
        if self.hyperedges > 0 {
            notes.push(format!("{} hyperedges were left out: ties join two nodes", self.hyperedges));
        }
        if self.nested > 0 {
            notes.push(format!("the nodes of {} nested graphs stand beside the others", self.nested));
        }
        if self.undeclared > 0 {
            notes.push(format!("{} values of undeclared keys were left out", self.undeclared));
        }
        let text = |values: &mut dyn Iterator<Item = &String>| {
            Column::Text(values.map(|v| Some(v.as_str())).collect::<TextColumn>())
        };
        let mut nodes = Table::new().with("id", text(&mut self.nodes.iter().map(|n| &n.0)));
        let attributes: Vec<&Attributes> = self.nodes.iter().map(|n| &n.1).collect();
        self.columns("node", &attributes, &mut nodes, &mut notes);
        let mut edges = Table::new()
            .with("source", text(&mut self.edges.iter().map(|e| &e.0)))
            .with("target", text(&mut self.edges.iter().map(|e| &e.1)));
        let attributes: Vec<&Attributes> = self.edges.iter().map(|e| &e.3).collect();
        self.columns("edge", &attributes, &mut edges, &mut notes);
        if edges.get("directed").is_none() {
            edges.push("directed", Column::Boolean(self.edges.iter().map(|e| e.2).collect()));
        }
        let [node_lines, edge_lines] = self.lines;
        Ok(Network { nodes, edges, notes, node_lines, edge_lines })
    }

    fn columns(&self, domain: &str, rows: &[&Attributes], table: &mut Table, notes: &mut Vec<String>) {
        for (id, key) in &self.keys {
            if key.domain != domain && key.domain != "all" {
                continue;
            }
            let cells: Vec<Option<&str>> = rows
                .iter()
                .map(|r| r.get(id).or(key.default.as_ref()).map(String::as_str).filter(|v| !v.is_empty()))
                .collect();
            if key.domain == "all" && cells.iter().all(Option::is_none) {
                continue;
            }
            if table.get(&key.name).is_some() {
                notes.push(format!("a second attribute of the {domain}s named `{}` was left out", key.name));
                continue;
            }
            table.push(key.name.clone(), typed(&key.kind, &cells));
        }
    }
}

/// Cells of the declared type; text where one does not fit it.
fn typed(kind: &str, cells: &[Option<&str>]) -> Column {
    fn all<T>(cells: &[Option<&str>], read: impl Fn(&str) -> Option<T>) -> Option<Vec<Option<T>>> {
        cells.iter().map(|c| c.map_or(Some(None), |c| read(c.trim()).map(Some))).collect()
    }
    let found = match kind {
        "int" | "long" => all(cells, |c| c.parse().ok()).map(Column::Integer),
        "float" | "double" => {
            all(cells, |c| c.parse().ok().filter(|v: &f64| v.is_finite())).map(Column::Real)
        }
        "boolean" => all(cells, |c| match c {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        })
        .map(Column::Boolean),
        _ => None,
    };
    found.unwrap_or_else(|| Column::Text(cells.iter().copied().collect()))
}
