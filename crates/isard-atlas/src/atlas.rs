//! An atlas in memory.

use crate::study::InputFile;
use isard::model::{Boundary, Record, Table, TableSpec, table_of};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A table with its schema.
#[derive(Debug, Clone)]
pub struct AtlasTable {
    /// Schema.
    pub spec: TableSpec,
    /// Values.
    pub table: Table,
}

/// A step of the analysis, for the manifest.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Name of the step: a question.
    pub name: String,
    /// Methods used.
    pub methods: Vec<String>,
    /// Options, defaults included.
    pub options: Value,
    /// Figures of the step.
    pub figures: Value,
}

/// A question the study cannot answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The question.
    pub question: String,
    /// What is missing.
    pub reason: String,
}

/// Everything an atlas folder is made from.
#[derive(Debug, Clone, Default)]
pub struct Atlas {
    /// Tables by `question/name`.
    pub tables: BTreeMap<String, AtlasTable>,
    /// Outlines of the regions.
    pub boundaries: Vec<Boundary>,
    /// What the report says of the study.
    pub study: isard_report::StudyInfo,
    /// Files read.
    pub inputs: Vec<InputFile>,
    /// Steps done.
    pub steps: Vec<Step>,
    /// Questions not answered.
    pub skipped: Vec<Skipped>,
    /// What was assumed on the way.
    pub assumptions: Vec<String>,
    /// What the reader must know before using the numbers.
    pub warnings: Vec<String>,
    /// Seed of the random numbers.
    pub seed: u64,
}

impl Atlas {
    pub(crate) fn add<R: Record>(&mut self, rows: &[R]) {
        self.add_table(R::SPEC, table_of(rows));
    }

    pub(crate) fn add_table(&mut self, spec: TableSpec, table: Table) {
        self.tables.insert(spec.path(), AtlasTable { spec, table });
    }

    pub(crate) fn skip(&mut self, question: &str, reason: &str) {
        self.skipped.push(Skipped { question: question.into(), reason: reason.into() });
    }

    /// The manifest: everything that decides the numbers, and nothing that
    /// differs between two runs on the same input.
    pub fn manifest(&self) -> Value {
        let mut manifest = json!({
            "isard": env!("CARGO_PKG_VERSION"),
            "study": {
                "id": self.study.id,
                "title": self.study.title,
                "source": self.study.source,
                "licence": self.study.licence,
                "description": self.study.description,
                "notice": self.study.notice,
                "synthetic": self.study.synthetic,
                "modelled": self.study.modelled,
                "noun_one": self.study.noun_one,
                "noun_many": self.study.noun_many,
                "focus": self.study.focus,
                "frame": self.study.frame,
            },
            "seed": self.seed,
            "inputs": self.inputs.iter().map(|i| json!({
                "file": i.file, "sha256": i.sha256, "bytes": i.bytes,
            })).collect::<Vec<_>>(),
            "steps": self.steps.iter().map(|s| json!({
                "step": s.name, "methods": s.methods, "options": s.options, "figures": s.figures,
            })).collect::<Vec<_>>(),
            "skipped": self.skipped.iter().map(|s| json!({
                "question": s.question, "reason": s.reason,
            })).collect::<Vec<_>>(),
            "assumptions": self.assumptions,
            "warnings": self.warnings,
            "tables": self.tables.iter().map(|(path, t)| json!({
                "table": path, "rows": t.table.rows(), "description": t.spec.doc,
            })).collect::<Vec<_>>(),
        });
        let digest = Sha256::digest(manifest.to_string().as_bytes());
        let id: String = digest.iter().take(4).map(|b| format!("{b:02x}")).collect();
        if let Value::Object(map) = &mut manifest {
            map.insert("atlas_id".into(), id.into());
        }
        manifest
    }
}

/// What the report says of a study, from the manifest of its atlas.
pub(crate) fn study_info(study: &Value, regions: Option<&Table>) -> isard_report::StudyInfo {
    let text = |name: &str| study[name].as_str().unwrap_or("").to_string();
    let list = |name: &str| study[name].as_array().cloned().unwrap_or_default();
    let frame: Vec<f64> = list("frame").iter().filter_map(Value::as_f64).collect();
    isard_report::StudyInfo {
        id: text("id"),
        title: text("title"),
        description: text("description"),
        source: text("source"),
        licence: text("licence"),
        notice: study["notice"].as_str().map(str::to_string),
        synthetic: study["synthetic"] == true,
        modelled: study["modelled"] == true,
        noun_one: text("noun_one"),
        noun_many: text("noun_many"),
        focus: list("focus").iter().filter_map(|v| v.as_str().map(str::to_string)).collect(),
        frame: frame.try_into().ok(),
        names: regions.map(region_names).unwrap_or_default(),
        ..isard_report::StudyInfo::default()
    }
}

/// Names by region key.
pub(crate) fn region_names(regions: &Table) -> BTreeMap<String, String> {
    let name = |r| Some((regions.text_at(r, "region")?.to_string(), regions.text_at(r, "name")?.to_string()));
    (0..regions.rows()).filter_map(name).collect()
}
