//! Descriptions beside the tables: JSON schemas, a Frictionless data package
//! and an RO-Crate, all generated from the schemas of the tables.

use crate::atlas::{Atlas, AtlasTable};
use isard::model::{Column, ColumnSpec, Kind};
use serde_json::{Map, Value, json};

/// JSON Schema of a row.
pub(crate) fn json_schema(path: &str, table: &AtlasTable) -> Value {
    let properties: Map<String, Value> =
        table.spec.columns.iter().map(|c| (c.name.to_string(), property(c))).collect();
    let required: Vec<&str> = table.spec.columns.iter().filter(|c| c.required).map(|c| c.name).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": path,
        "description": table.spec.doc.trim(),
        "type": "object",
        "properties": properties,
        "required": required,
        "key": table.spec.key,
    })
}

fn property(column: &ColumnSpec) -> Value {
    let mut p = Map::new();
    p.insert("description".into(), column.doc.trim().into());
    let name = match column.kind {
        Kind::Year | Kind::Integer => "integer",
        Kind::Real { .. } => "number",
        Kind::Boolean => "boolean",
        _ => "string",
    };
    let kind: Value = if column.required { name.into() } else { json!([name, "null"]) };
    p.insert("type".into(), kind);
    match column.kind {
        Kind::Choice(words) => {
            p.insert("enum".into(), json!(words));
        }
        Kind::Real { min, max } => {
            if min.is_finite() {
                p.insert("minimum".into(), min.into());
            }
            if max.is_finite() {
                p.insert("maximum".into(), max.into());
            }
        }
        _ => {}
    }
    if let Some(unit) = column.unit {
        p.insert("unit".into(), unit.into());
    }
    if let Some(table) = column.refers {
        p.insert("refers".into(), table.into());
    }
    Value::Object(p)
}

/// `datapackage.json` (Frictionless Data Package).
pub(crate) fn data_package(atlas: &Atlas) -> Value {
    let resources: Vec<Value> = atlas
        .tables
        .iter()
        .map(|(path, t)| {
            let fields: Vec<Value> = t
                .table
                .fields()
                .iter()
                .map(|f| {
                    let kind = match f.column {
                        Column::Text(_) => "string",
                        Column::Integer(_) => "integer",
                        Column::Real(_) => "number",
                        Column::Boolean(_) => "boolean",
                    };
                    let doc = t.spec.column(&f.name).map_or("As in the source.", |c| c.doc.trim());
                    json!({ "name": f.name, "type": kind, "description": doc })
                })
                .collect();
            json!({
                "name": path.replace('/', "-"),
                "path": format!("tables/{path}.parquet"),
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "description": t.spec.doc.trim(),
                "schema": { "fields": fields, "primaryKey": t.spec.key },
            })
        })
        .collect();
    json!({
        "profile": "tabular-data-package",
        "name": atlas.study.id,
        "title": atlas.study.title,
        "description": atlas.study.description,
        "licenses": [{ "title": atlas.study.licence }],
        "sources": [{ "title": atlas.study.source }],
        "resources": resources,
    })
}

/// `ro-crate-metadata.json` (RO-Crate 1.1).
pub(crate) fn ro_crate(atlas: &Atlas) -> Value {
    let file = |path: String, name: String, format: &str| json!({ "@id": path, "@type": "File", "name": name, "encodingFormat": format });
    let mut files: Vec<Value> = atlas
        .tables
        .iter()
        .map(|(path, t)| {
            file(
                format!("tables/{path}.parquet"),
                t.spec.doc.trim().to_string(),
                "application/vnd.apache.parquet",
            )
        })
        .collect();
    files.push(file("report.html".into(), "Report".into(), "text/html"));
    files.push(file(
        "manifest.json".into(),
        "Inputs, options, assumptions and warnings".into(),
        "application/json",
    ));
    let parts: Vec<Value> = files.iter().map(|f| json!({ "@id": f["@id"] })).collect();
    let mut graph = vec![
        json!({
            "@id": "ro-crate-metadata.json",
            "@type": "CreativeWork",
            "conformsTo": { "@id": "https://w3id.org/ro/crate/1.1" },
            "about": { "@id": "./" },
        }),
        json!({
            "@id": "./",
            "@type": "Dataset",
            "name": atlas.study.title,
            "description": atlas.study.description,
            "license": atlas.study.licence,
            "citation": atlas.study.source,
            "hasPart": parts,
        }),
        json!({
            "@id": "#isard",
            "@type": "SoftwareApplication",
            "name": "isard",
            "softwareVersion": env!("CARGO_PKG_VERSION"),
        }),
    ];
    graph.extend(files);
    json!({ "@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph })
}
