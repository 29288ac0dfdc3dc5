//! The input `nodes`: organisations with what is known of them.

use super::network::{Network, Policies};
use crate::model::{Column, Table};
use crate::registry::{InputSpec, Inputs, MethodError};
use crate::space::sphere::are_degrees;
use std::collections::HashMap;

/// Organisations of a network.
pub(super) const NODES: InputSpec =
    InputSpec { name: "nodes", columns: "id[, role][, size][, lon, lat][, region]", optional: true };

/// Organisations whose roles are needed.
pub(super) const ROLES_OF: InputSpec =
    InputSpec { name: "nodes", columns: "id (or organisation), role[, parent][, lon, lat]", optional: false };

/// Organisations whose industries and regions are needed.
pub(super) const INDUSTRIES_OF: InputSpec = InputSpec {
    name: "nodes",
    columns: "id (or organisation), industry, region, size (or employees)",
    optional: false,
};

/// Refuses a table of organisations without industries or regions.
pub(super) fn with_industries(inputs: &Inputs) -> Result<&Table, MethodError> {
    let table = inputs.need(INDUSTRIES_OF.name, INDUSTRIES_OF.columns)?;
    needed(table, INDUSTRIES_OF.name, &["industry"])?;
    needed(table, INDUSTRIES_OF.name, &["region"])?;
    needed(table, INDUSTRIES_OF.name, &["size", "employees"])?;
    Ok(table)
}

/// Refuses a table of organisations without roles.
pub(super) fn with_roles(inputs: &Inputs) -> Result<&Table, MethodError> {
    let table = inputs.need(ROLES_OF.name, ROLES_OF.columns)?;
    needed(table, ROLES_OF.name, &["role"])?;
    Ok(table)
}

pub(super) fn column<'a>(table: &'a Table, names: &[&str]) -> Option<&'a Column> {
    names.iter().find_map(|n| table.get(n))
}

pub(super) fn needed<'a>(table: &'a Table, input: &str, names: &[&str]) -> Result<&'a Column, MethodError> {
    let no = |source| MethodError::Table { input: input.into(), source };
    column(table, names).map_or_else(|| table.column(names[0]).map_err(no), Ok)
}

pub(super) fn number(column: &Column, row: usize) -> Result<Option<f64>, String> {
    match column {
        Column::Real(c) => Ok(c[row]),
        Column::Integer(c) => Ok(c[row].map(|v| v as f64)),
        _ => match column.display(row) {
            None => Ok(None),
            Some(text) if text.trim().is_empty() => Ok(None),
            Some(text) => text.trim().parse().map(Some).map_err(|_| text),
        },
    }
}

impl Network {
    pub(super) fn add_nodes(&mut self, table: &Table, policies: Policies) -> Result<(), MethodError> {
        let first = table.names().next().unwrap_or("id").to_string();
        let ids = needed(table, "nodes", &["id", "node", "organisation", &first])?;
        let bad =
            |row: usize, what: String| MethodError::data(format!("input `nodes`, row {}: {what}", row + 1));
        let mut order = Vec::with_capacity(table.rows());
        for row in 0..table.rows() {
            let id = ids.display(row).filter(|id| !id.is_empty());
            order.push((id.ok_or_else(|| bad(row, "the identifier is empty".into()))?, row));
        }
        order.sort();
        if let Some(pair) = order.windows(2).find(|p| p[0].0 == p[1].0) {
            return Err(MethodError::data_hint(
                format!(
                    "input `nodes`, rows {} and {}: the identifier `{}` stands twice",
                    pair[0].1 + 1,
                    pair[1].1 + 1,
                    pair[0].0
                ),
                "merge the two rows or give them different identifiers",
            ));
        }
        let text = |names: &[&str], row| column(table, names).and_then(|c| c.display(row));
        let mut blanked = 0;
        for (id, row) in order {
            let size = match column(table, &["size", "employees"]) {
                None => None,
                Some(c) => number(c, row)
                    .map_err(|t| bad(row, format!("the size `{t}` of `{id}` is not a number")))?,
            };
            if let Some(s) = size.filter(|s| !(s.is_finite() && *s >= 0.0)) {
                return Err(bad(row, format!("the size {s} of `{id}` is not a number of 0 or more")));
            }
            let place = match (column(table, &["lon"]), column(table, &["lat"])) {
                (Some(lon), Some(lat)) => match (number(lon, row), number(lat, row)) {
                    (Ok(None), Ok(None)) => None,
                    (Ok(Some(x)), Ok(Some(y))) if are_degrees(x, y) => Some([x, y]),
                    _ if policies.blank_bad_places => {
                        blanked += 1;
                        None
                    }
                    _ => {
                        let shown = |c: &Column| c.display(row).unwrap_or_default();
                        return Err(MethodError::data_hint(
                            format!(
                                "input `nodes`, row {}: the place of `{id}` (lon `{}`, lat `{}`) is incomplete or outside the Earth",
                                row + 1,
                                shown(lon),
                                shown(lat)
                            ),
                            "correct it, or set bad-places=blank",
                        ));
                    }
                },
                _ => None,
            };
            self.ids.push(id);
            self.roles.push(text(&["role"], row).unwrap_or_default());
            self.sizes.push(size);
            self.places.push(place);
            self.regions.push(text(&["region"], row));
            self.industries.push(text(&["industry"], row));
            self.parents.push(text(&["parent"], row));
        }
        if blanked > 0 {
            self.warnings.push(format!(
                "{blanked} places are incomplete or outside the Earth and were treated as unknown"
            ));
        }
        Ok(())
    }

    /// Adds the ends of edges that are no nodes yet; keeps identifiers ascending.
    pub(super) fn add_ends(
        &mut self,
        ends: &[&Column; 2],
        index: &mut HashMap<String, u32>,
    ) -> Result<usize, MethodError> {
        let mut new: Vec<String> = Vec::new();
        for column in ends {
            match column {
                Column::Text(c) => new.extend(c.dictionary().iter().map(|k| k.to_string())),
                _ => new.extend((0..column.len()).filter_map(|r| column.display(r))),
            }
        }
        new.retain(|id| !id.is_empty() && !index.contains_key(id));
        new.sort();
        new.dedup();
        let added = new.len();
        if added == 0 {
            return Ok(0);
        }
        let old = std::mem::take(self);
        let mut order: Vec<(String, Option<usize>)> =
            old.ids.iter().cloned().enumerate().map(|(i, id)| (id, Some(i))).collect();
        order.extend(new.into_iter().map(|id| (id, None)));
        order.sort();
        self.warnings = old.warnings;
        for (at, (id, from)) in order.into_iter().enumerate() {
            index.insert(id.clone(), at as u32);
            self.ids.push(id);
            self.roles.push(from.map_or(String::new(), |i| old.roles[i].clone()));
            self.sizes.push(from.and_then(|i| old.sizes[i]));
            self.places.push(from.and_then(|i| old.places[i]));
            self.regions.push(from.and_then(|i| old.regions[i].clone()));
            self.industries.push(from.and_then(|i| old.industries[i].clone()));
            self.parents.push(from.and_then(|i| old.parents[i].clone()));
        }
        Ok(added)
    }
}
