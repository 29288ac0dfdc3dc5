//! JSON-stat 2: a cube of values with categories along its dimensions.

use super::boundaries::json_error;
use super::status::{Unexplained, eurostat};
use crate::ReadError;
use isard::model::{Column, Origin, RawTable, Table, TextColumn};
use serde_json::{Map, Value};
use std::path::Path;

/// Long form: a column of codes for each dimension (the one with the role of
/// time is named `time`), `value`, `flag` where the file has flags, and `status`.
///
/// A dense cube gives a row for every cell, `null` being an empty value; a sparse
/// one gives a row for each cell that has a value or a flag.
pub(crate) fn read(text: &str, encoding: &str, path: &Path) -> Result<RawTable, ReadError> {
    let structure =
        |reason: String| ReadError::Structure { path: path.into(), format: "JSON-stat file", reason };
    let json: Value = serde_json::from_str(text).map_err(|e| json_error(e, path))?;
    let cube = Cube::new(dataset(&json).map_err(structure)?).map_err(structure)?;
    let mut notes = Vec::new();
    let table = cube.long(&mut notes).map_err(structure)?;
    let origin = Origin {
        file: path.display().to_string(),
        encoding: Some(encoding.to_string()),
        notes,
        ..Origin::default()
    };
    Ok(RawTable { origin, table, lines: Vec::new() })
}

/// The dataset of the file. Version 1 wraps it in an object under a free name.
fn dataset(json: &Value) -> Result<&Map<String, Value>, String> {
    let object = json.as_object().ok_or("the top is not an object")?;
    if object.contains_key("value") && object.contains_key("dimension") {
        return Ok(object);
    }
    let kind = object.get("type").and_then(Value::as_str);
    if matches!(kind, Some("FeatureCollection" | "Topology" | "Feature")) {
        return Err("it holds boundaries; name it under [boundaries] in study.toml".into());
    }
    if object.get("class").and_then(Value::as_str) == Some("collection") {
        return Err("it is a collection; give one of its datasets".into());
    }
    let mut inner = object.values().filter_map(Value::as_object);
    let mut inner = inner.by_ref().filter(|o| o.contains_key("value") && o.contains_key("dimension"));
    match (inner.next(), inner.next()) {
        (Some(one), None) => Ok(one),
        (Some(_), Some(_)) => Err("it holds several datasets; give one".into()),
        (None, _) => Err("it has no `value` and `dimension`".into()),
    }
}

struct Dimension<'a> {
    name: &'a str,
    codes: Vec<&'a str>,
}

struct Cube<'a> {
    dimensions: Vec<Dimension<'a>>,
    cells: usize,
    value: &'a Value,
    status: Option<&'a Value>,
}

impl<'a> Cube<'a> {
    fn new(dataset: &'a Map<String, Value>) -> Result<Self, String> {
        let described = dataset["dimension"].as_object().ok_or("`dimension` is not an object")?;
        // Version 1 has `id`, `size` and `role` inside `dimension`.
        let part = |name: &str| dataset.get(name).or_else(|| described.get(name));
        let ids = part("id").and_then(Value::as_array).ok_or("it has no list `id`")?;
        let sizes = part("size").and_then(Value::as_array).ok_or("it has no list `size`")?;
        if ids.len() != sizes.len() || ids.is_empty() {
            return Err(format!("`id` names {} dimensions, `size` {}", ids.len(), sizes.len()));
        }
        let times = part("role").and_then(|r| r.get("time")).and_then(Value::as_array);
        let mut dimensions: Vec<Dimension> = Vec::with_capacity(ids.len());
        let mut cells = 1usize;
        for (id, size) in ids.iter().zip(sizes) {
            let name = id.as_str().ok_or("a name in `id` is not text")?;
            let category = described.get(name).and_then(|d| d.get("category"));
            let category = category.ok_or_else(|| format!("dimension `{name}` has no categories"))?;
            let codes = codes(category).map_err(|e| format!("dimension `{name}`: {e}"))?;
            if size.as_u64() != Some(codes.len() as u64) {
                return Err(format!("dimension `{name}` has {} categories, `size` says {size}", codes.len()));
            }
            cells = cells.checked_mul(codes.len()).ok_or("the cube is too large")?;
            let only_time = times.is_some_and(|t| t.len() == 1 && t[0] == *id);
            let name = if only_time { "time" } else { name };
            if dimensions.iter().any(|d| d.name == name) || matches!(name, "value" | "flag" | "status" | "") {
                return Err(format!("dimension `{name}` occurs twice or has a reserved name"));
            }
            dimensions.push(Dimension { name, codes });
        }
        let value = &dataset["value"];
        let status = dataset.get("status").filter(|s| !s.is_null());
        for (name, list) in [("value", Some(value)), ("status", status)] {
            if let Some(list) = list.and_then(Value::as_array)
                && list.len() != cells
            {
                return Err(format!("`{name}` has {} entries, the cube {cells} cells", list.len()));
            }
        }
        Ok(Cube { dimensions, cells, value, status })
    }

    fn long(&self, notes: &mut Vec<String>) -> Result<Table, String> {
        let places = self.places()?;
        if places.len() < self.cells {
            notes.push(format!("{} cells without value or flag are not listed", self.cells - places.len()));
        }
        let mut keys = vec![TextColumn::new(); self.dimensions.len()];
        let (mut flags, mut statuses) = (TextColumn::new(), TextColumn::new());
        let mut values: Vec<&Value> = Vec::with_capacity(places.len());
        let mut unexplained = Unexplained::default();
        for place in places {
            let mut rest = place;
            // The last dimension runs fastest.
            for (dimension, column) in self.dimensions.iter().zip(&mut keys).rev() {
                column.push(Some(dimension.codes[rest % dimension.codes.len()]));
                rest /= dimension.codes.len();
            }
            let value = at(self.value, place);
            let flag = self.status.map_or("", |s| match s {
                Value::String(all) => all.as_str(),
                list => at(list, place).as_str().unwrap_or(""),
            });
            let (status, known) = eurostat(!value.is_null(), flag);
            if !known {
                unexplained.add(flag);
            }
            values.push(value);
            flags.push((!flag.is_empty()).then_some(flag));
            statuses.push(Some(&status.as_str()));
        }
        unexplained.note("flag", notes);
        let mut table = Table::new();
        for (dimension, column) in self.dimensions.iter().zip(keys) {
            table.push(dimension.name, Column::Text(column));
        }
        table.push("value", column(&values)?);
        if self.status.is_some() {
            table.push("flag", Column::Text(flags));
        }
        Ok(table.with("status", Column::Text(statuses)))
    }

    /// Positions of the cells to list, in order.
    fn places(&self) -> Result<Vec<usize>, String> {
        let mut places = Vec::new();
        for list in [Some(self.value), self.status].into_iter().flatten() {
            match list {
                Value::Array(_) => return Ok((0..self.cells).collect()),
                Value::Object(sparse) => {
                    for key in sparse.keys() {
                        let place = key.parse().ok().filter(|&p| p < self.cells);
                        places.push(place.ok_or_else(|| format!("there is no cell `{key}`"))?);
                    }
                }
                Value::String(_) if self.status == Some(list) => (),
                _ => return Err("`value` is neither a list nor an object".into()),
            }
        }
        places.sort_unstable();
        places.dedup();
        Ok(places)
    }
}

/// Codes of a dimension in their order. A dimension of one category may give only its label.
fn codes(category: &Value) -> Result<Vec<&str>, String> {
    match (category.get("index"), category.get("label")) {
        (Some(Value::Array(list)), _) => {
            list.iter().map(|c| c.as_str().ok_or_else(|| "a code is not text".to_string())).collect()
        }
        (Some(Value::Object(positions)), _) => {
            let mut codes = vec![None; positions.len()];
            for (code, position) in positions {
                let slot = position.as_u64().and_then(|p| codes.get_mut(usize::try_from(p).ok()?));
                match slot {
                    Some(slot @ None) => *slot = Some(code.as_str()),
                    _ => return Err(format!("code `{code}` has the impossible position {position}")),
                }
            }
            Ok(codes.into_iter().flatten().collect())
        }
        (None, Some(Value::Object(labels))) if labels.len() == 1 => {
            Ok(labels.keys().map(String::as_str).collect())
        }
        _ => Err("it has no `index`".into()),
    }
}

fn at(list: &Value, place: usize) -> &Value {
    const NOTHING: &Value = &Value::Null;
    match list {
        Value::Array(list) => list.get(place).unwrap_or(NOTHING),
        Value::Object(sparse) => sparse.get(&place.to_string()).unwrap_or(NOTHING),
        _ => NOTHING,
    }
}

/// Real numbers; text where any cell is text.
fn column(values: &[&Value]) -> Result<Column, String> {
    if let Some(odd) = values.iter().find(|v| !(v.is_null() || v.is_number() || v.is_string())) {
        return Err(format!("a value is neither number nor text: {odd}"));
    }
    if values.iter().any(|v| v.is_string()) {
        let text = |v: &&Value| match v {
            Value::String(s) => (!s.is_empty()).then(|| s.clone()),
            Value::Number(n) => Some(n.to_string()),
            _ => None,
        };
        let cells: Vec<Option<String>> = values.iter().map(text).collect();
        return Ok(Column::Text(cells.iter().map(Option::as_deref).collect()));
    }
    Ok(Column::Real(values.iter().map(|v| v.as_f64().filter(|x| x.is_finite())).collect()))
}
