//! A study folder becomes validated tables.

use crate::config::{MixedCodes, StudyConfig, TableConfig, Unknown};
use crate::sum::summed;
use crate::{Progress, StudyError};
use crate::{network_file, regroup};
use isard::clusters::crosswalk::check;
use isard::clusters::crosswalk::scheme::{Scheme, parents};
use isard::model::study_tables::{STUDY_TABLES, study_table};
use isard::model::{
    Action, Boundary, Column, Place, Problem, RawTable, Severity, Table, TableSpec, check_links, validate,
};
use isard::registry::nearest;
use isard_engine::{ByteSize, Engine, EngineOptions};
use isard_io::{BoundaryOptions, NetworkPart, ReadOptions};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};

/// A file that went into an atlas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// Path as the study names it.
    pub file: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Size.
    pub bytes: u64,
}

/// A study: its settings, validated tables and outlines.
#[derive(Debug, Clone, Default)]
pub struct Study {
    /// Settings.
    pub config: StudyConfig,
    /// Folder of the study file.
    pub folder: PathBuf,
    /// Tables by name.
    pub tables: BTreeMap<&'static str, Table>,
    /// Outlines of regions.
    pub boundaries: Vec<Boundary>,
    /// Everything found, in order of severity.
    pub problems: Vec<Problem>,
    /// Files read, by path.
    pub inputs: Vec<InputFile>,
    /// What was done to the tables on the study's word.
    pub assumptions: Vec<String>,
}

impl Study {
    /// Whether a problem is an error.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|p| p.severity == Severity::Error)
    }

    /// Rows of all tables.
    pub fn rows(&self) -> usize {
        self.tables.values().map(Table::rows).sum()
    }
}

/// Path of the study file for a folder or a file.
///
/// # Errors
/// Nothing is there.
pub fn study_file(path: &Path) -> Result<PathBuf, StudyError> {
    if path.is_dir() {
        return Ok(path.join("study.toml"));
    }
    if path.is_file() {
        return Ok(path.to_path_buf());
    }
    Err(StudyError::NoStudy(path.into()))
}

/// Reads and validates a study. Problems are collected, not thrown: callers
/// decide whether errors stop them.
///
/// # Errors
/// There is no study, or study.toml cannot be used.
pub fn load(path: &Path, progress: &dyn Progress) -> Result<Study, StudyError> {
    load_with(path, None, progress)
}

/// [`load`] with the bytes that queries and sums may hold, which overrule those
/// of `[run]` in study.toml.
///
/// # Errors
/// Those of [`load`].
pub fn load_with(
    path: &Path,
    memory: Option<ByteSize>,
    progress: &dyn Progress,
) -> Result<Study, StudyError> {
    let file = study_file(path)?;
    let config = StudyConfig::read(&file)?;
    let folder = file.parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf);
    let study = Study { config, folder, ..Study::default() };
    let mut loader = Loader { study, memory, engine: None, places: BTreeMap::new() };
    if file.is_file() {
        loader.record(&file, "study.toml");
    }
    loader.check_names();
    loader.check_memory();
    for spec in STUDY_TABLES {
        if let Some(config) = loader.study.config.tables.get(spec.name).cloned() {
            progress.step(&format!("reading {}", spec.name));
            loader.table(spec.name, &config);
        }
    }
    if !loader.study.tables.contains_key("regions") && !loader.study.has_errors() {
        let place = Place { file: "study.toml".into(), ..Place::default() };
        loader.study.problems.push(
            Problem::new("E0002", "the study has no table of regions", place)
                .hint("add regions.csv with the columns region and name"),
        );
    }
    loader.links();
    let tables = &loader.study.config.tables;
    let keep = |name: &str| tables.get(name).is_some_and(|t| t.mixed_codes == MixedCodes::Keep);
    let remarks = check::vintages(&loader.study.tables, &keep);
    loader.study.problems.extend(remarks);
    loader.parents_from_codes();
    progress.step("reading boundaries");
    loader.boundaries();
    if !loader.study.has_errors() {
        regroup::custom(&mut loader.study);
    }
    let study = &mut loader.study;
    study.problems.sort_by_key(|p| std::cmp::Reverse(p.severity));
    study.inputs.sort_by(|a, b| a.file.cmp(&b.file));
    study.inputs.dedup();
    Ok(loader.study)
}

/// Tables that others point into and that a study should then have. (Indicators and industries may do without a list.)
const OWN_TABLE_EXPECTED: &[&str] = &["organisations", "programmes"];

struct Loader {
    study: Study,
    memory: Option<ByteSize>,
    engine: Option<Engine>,
    /// File and lines of each table, for problems found later.
    places: BTreeMap<&'static str, (Place, Vec<u32>)>,
}

impl Loader {
    fn config_problem(&mut self, code: &'static str, message: String, hint: String) {
        let place = Place { file: "study.toml".into(), ..Place::default() };
        self.study.problems.push(Problem::new(code, message, place).hint(hint));
    }

    fn record(&mut self, path: &Path, name: &str) {
        // A file that cannot be read is reported by its reader.
        if let Ok(bytes) = std::fs::read(path) {
            let digest = Sha256::digest(&bytes);
            let sha256 = digest.iter().map(|b| format!("{b:02x}")).collect();
            self.study.inputs.push(InputFile { file: name.to_string(), sha256, bytes: bytes.len() as u64 });
        }
    }

    fn check_names(&mut self) {
        let names: Vec<String> = self.study.config.tables.keys().cloned().collect();
        for name in names.iter().filter(|n| study_table(n).is_none()) {
            let hint = match nearest(name, STUDY_TABLES.iter().map(|t| t.name)) {
                Some(near) => format!("did you mean [tables.{near}]?"),
                None => {
                    let all: Vec<&str> = STUDY_TABLES.iter().map(|t| t.name).collect();
                    format!("tables are: {}", all.join(", "))
                }
            };
            self.config_problem("E0003", format!("no table `{name}` in the contract"), hint);
        }
    }

    fn check_memory(&mut self) {
        let Some(text) = self.study.config.run.memory.clone() else { return };
        match text.parse() {
            Ok(size) => self.memory = self.memory.or(Some(size)),
            Err(e) => {
                let message = format!("[run] memory: {e}");
                self.config_problem("E0003", message, "write memory = \"2GiB\"".into());
            }
        }
    }

    /// How queries of the study work: on one thread, so that sums of real
    /// numbers have the same last digits on every machine.
    fn engine_options(&self) -> EngineOptions {
        let memory_limit = self.memory.map(|size| size.0);
        EngineOptions { threads: Some(1), memory_limit, ..EngineOptions::default() }
    }

    fn table(&mut self, name: &'static str, config: &TableConfig) {
        let Some(spec) = study_table(name) else { return };
        let raw = match (&config.file, &config.sql) {
            (Some(file), None) if config.sum => self.sum(name, file, &config.columns),
            (Some(file), None) => {
                // Columns that the study names are sought under their own names.
                let by_name = config.columns.is_empty() || isard_io::is_graphml(file);
                let part = network_file::part(name).filter(|_| by_name);
                let mut raw = self.read_file(file, config.sheet.clone(), part);
                if let (Some(raw), Some(_)) = (&mut raw, part) {
                    network_file::complete(name, raw);
                }
                raw
            }
            (None, Some(sql)) => self.query(name, sql),
            _ => {
                let message = format!("[tables.{name}] needs either `file` or `sql`");
                self.config_problem("E0003", message, "name a file beside study.toml".into());
                return;
            }
        };
        let Some(mut raw) = raw else { return };
        for (to, from) in &config.columns {
            if config.sum {
                // The sums have their names already.
                continue;
            }
            if raw.table.get(from).is_none() {
                let hint = match nearest(from, raw.table.names()) {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("the file has: {}", raw.table.names().collect::<Vec<_>>().join(", ")),
                };
                let message = format!("[tables.{name}] columns: {} has no column `{from}`", raw.origin.file);
                self.config_problem("E0003", message, hint);
            }
            raw.table.rename(from, to);
        }
        let origin = Place {
            file: raw.origin.file.clone(),
            sheet: raw.origin.sheet.clone(),
            delimiter: raw.origin.delimiter,
            ..Place::default()
        };
        if raw.table.rows() == 0 {
            let place = Place { line: Some(1), ..origin };
            self.study.problems.push(
                Problem::new("E0106", format!("table {name} has a header but no rows"), place)
                    .hint(format!("add rows, or remove [tables.{name}] or its file")),
            );
            return;
        }
        let mut checked = validate(spec, raw);
        let failed = checked.problems.iter().any(|p| p.severity == Severity::Error);
        self.study.problems.append(&mut checked.problems);
        if let Some(vintage) = config.regions_to.as_deref().filter(|_| checked.table.rows() > 0) {
            let crosswalks = self.study.tables.get("crosswalks");
            match regroup::to_vintage(name, &checked.table, vintage, crosswalks, &origin) {
                Ok((table, rows, told)) => {
                    checked.lines = rows.iter().filter_map(|&r| checked.lines.get(r).copied()).collect();
                    checked.table = table;
                    self.study.problems.extend(told);
                }
                Err(problem) => self.study.problems.push(*problem),
            }
        }
        // A table with errors still lends its keys, so that its links are not all reported as unknown.
        if !failed || checked.table.rows() > 0 {
            self.places.insert(name, (origin, checked.lines));
            self.study.tables.insert(name, checked.table);
        }
    }

    fn read_file(
        &mut self,
        file: &str,
        sheet: Option<String>,
        part: Option<NetworkPart>,
    ) -> Option<RawTable> {
        let path = self.study.folder.join(file);
        self.record(&path, file);
        let read = if file.ends_with(".parquet") {
            match isard_engine::parquet::read(&path) {
                Ok(table) => Ok(RawTable { table, ..RawTable::default() }),
                Err(e) => Err((e.to_string(), e.hint().unwrap_or_default(), None)),
            }
        } else {
            let options = ReadOptions { sheet, ..ReadOptions::default() };
            let read = match part {
                Some(part) => isard_io::read_network_table(&path, part, &options),
                None => isard_io::read_table(&path, &options),
            };
            read.map_err(|e| (e.to_string(), e.hint(), e.line()))
        };
        match read {
            Ok(mut raw) => {
                raw.origin.file = file.to_string();
                Some(raw)
            }
            Err((message, hint, line)) => {
                // Only text has lines to show; the delimiter does not matter without a column.
                let is_text = [".csv", ".tsv", ".txt"].iter().any(|s| file.ends_with(s));
                let place = Place {
                    file: file.to_string(),
                    line,
                    delimiter: is_text.then_some(','),
                    ..Place::default()
                };
                let mut problem = Problem::new("E0002", self.shorten(&message), place);
                problem.hint = Some(hint).filter(|h| !h.is_empty());
                self.study.problems.push(problem);
                None
            }
        }
    }

    /// Micro data in Parquet, summed to the cells of `activity`.
    fn sum(&mut self, name: &str, file: &str, columns: &BTreeMap<String, String>) -> Option<RawTable> {
        if name != "activity" || !file.ends_with(".parquet") {
            let message = format!("[tables.{name}] sum: only `activity` in a Parquet file can be summed");
            let hint = "write a query with `group by` under `sql` for other files and tables";
            self.config_problem("E0003", message, hint.into());
            return None;
        }
        let path = self.study.folder.join(file);
        self.record(&path, file);
        match summed(&path, columns, &self.engine_options()) {
            Ok(mut raw) => {
                raw.origin.file = file.to_string();
                Some(raw)
            }
            Err(e) => {
                let place = Place { file: file.to_string(), ..Place::default() };
                let mut problem = Problem::new("E0002", self.shorten(&e.to_string()), place);
                problem.hint = e.hint();
                self.study.problems.push(problem);
                None
            }
        }
    }

    /// Messages name files as the study does, not by where the folder lies today.
    fn shorten(&self, message: &str) -> String {
        message.replace(&format!("{}/", self.study.folder.display()), "")
    }

    fn query(&mut self, name: &str, sql: &str) -> Option<RawTable> {
        if self.engine.is_none() {
            self.engine = self.sources();
        }
        match self.engine.as_ref()?.sql(sql) {
            Ok(table) => {
                let mut raw = RawTable { table, ..RawTable::default() };
                raw.origin.file = format!("query of [tables.{name}]");
                Some(raw)
            }
            Err(e) => {
                let hint = e.hint().unwrap_or_else(|| "the sources are named under [sources.NAME]".into());
                self.config_problem("E0004", format!("the query of [tables.{name}] failed: {e}"), hint);
                None
            }
        }
    }

    fn sources(&mut self) -> Option<Engine> {
        let mut engine = match Engine::new(self.engine_options()) {
            Ok(engine) => engine,
            Err(e) => {
                self.config_problem("E0004", e.to_string(), String::new());
                return None;
            }
        };
        let sources: Vec<_> = self.study.config.sources.clone().into_iter().collect();
        for (name, source) in sources {
            let path = self.study.folder.join(&source.file);
            let done = if source.file.ends_with(".parquet") {
                self.record(&path, &source.file);
                engine.register_parquet(&name, &path).map_err(|e| self.shorten(&e.to_string()))
            } else {
                let raw = self.read_file(&source.file, source.sheet, None)?;
                engine.register_table(&name, &raw.table).map_err(|e| e.to_string())
            };
            if let Err(message) = done {
                self.config_problem(
                    "E0004",
                    format!("source `{name}`: {message}"),
                    "compare the path with the folder".into(),
                );
                return None;
            }
        }
        Some(engine)
    }

    fn links(&mut self) {
        let mut keys: BTreeMap<&'static str, HashSet<String>> = BTreeMap::new();
        for (name, table) in &self.study.tables {
            let Some(column) = study_table(name).and_then(|s| s.key.first()) else { continue };
            if let Ok(text) = table.text(column) {
                keys.insert(name, text.dictionary().iter().map(|k| k.to_string()).collect());
            }
        }
        let names: Vec<&'static str> = self.study.tables.keys().copied().collect();
        for name in names {
            let (Some(spec), Some((origin, lines))) = (study_table(name), self.places.get(name)) else {
                continue;
            };
            let place = |row: usize, column: &str| Place {
                line: lines.get(row).copied(),
                column: Some(column.to_string()),
                ..origin.clone()
            };
            let leave_out =
                self.study.config.tables.get(name).is_some_and(|t| t.unknown == Unknown::LeaveOut);
            let table = &self.study.tables[name];
            let (problems, kept) = check_links(spec, table, place, &keys, leave_out);
            self.study.problems.extend(problems);
            self.study.problems.extend(missing_targets(spec, table, &keys, origin));
            if let Some(kept) = kept {
                self.study.tables.insert(name, kept);
            }
        }
    }

    /// Industries without any parent get those that their codes tell.
    fn parents_from_codes(&mut self) {
        let tables = &self.study.tables;
        let given = tables.get("industries");
        let has = |t: &Table| (0..t.rows()).any(|r| t.text_at(r, "parent").is_some());
        let Some(source) = given.or(tables.get("activity")).filter(|_| !given.is_some_and(has)) else {
            return;
        };
        let Ok(text) = source.text("industry") else { return };
        let codes: BTreeSet<&str> = text.dictionary().iter().map(|k| &**k).collect();
        let declared = (0..source.rows()).find_map(|r| Scheme::named(source.text_at(r, "scheme")?));
        let parents = parents(codes.iter().copied(), declared);
        if parents.is_empty() {
            return;
        }
        let mut out = Table::new();
        let listed: Vec<&str> = match given {
            Some(_) => text.iter().flatten().collect(),
            None => codes.into_iter().collect(),
        };
        match given {
            Some(table) => {
                for field in table.fields().iter().filter(|f| f.name != "parent") {
                    out.push(field.name.clone(), field.column.clone());
                }
            }
            None => out.push("industry", Column::Text(listed.iter().map(|k| Some(*k)).collect())),
        }
        out.push("parent", Column::Text(listed.iter().map(|k| parents.get(k).copied()).collect()));
        let place =
            Place { file: "table industries".into(), column: Some("parent".into()), ..Place::default() };
        let message = format!("{} industries lie below others by their codes", parents.len());
        self.study.problems.push(Problem::new("N0711", message, place).action(Action::Kept));
        self.study.tables.insert("industries", out);
    }

    fn boundaries(&mut self) {
        let Some(config) = self.study.config.boundaries.clone() else { return };
        let path = self.study.folder.join(&config.file);
        self.record(&path, &config.file);
        let place = Place { file: config.file.clone(), ..Place::default() };
        let options = BoundaryOptions { object: config.object, key: config.key };
        let read = match isard_io::read_boundaries(&path, &options) {
            Ok(read) => read,
            Err(e) => {
                let mut problem = Problem::new("E0002", self.shorten(&e.to_string()), place);
                problem.hint = Some(e.hint());
                self.study.problems.push(problem);
                return;
            }
        };
        for note in read.notes {
            self.study.problems.push(Problem::new("N0001", note, place.clone()));
        }
        let Some(regions) = self.study.tables.get("regions") else { return };
        let keys: HashSet<&str> =
            regions.text("region").map(|t| t.iter().flatten().collect()).unwrap_or_default();
        let (inside, outside): (Vec<Boundary>, Vec<Boundary>) =
            read.boundaries.into_iter().partition(|b| keys.contains(b.region.as_str()));
        if !outside.is_empty() {
            let first: Vec<&str> = outside.iter().take(5).map(|b| b.region.as_str()).collect();
            let message = format!(
                "{} outlines belong to no region of the study ({} …)",
                outside.len(),
                first.join(", ")
            );
            let mut problem = Problem::new("W0602", message, place).action(Action::LeftOut);
            problem.severity = if inside.is_empty() { Severity::Warning } else { Severity::Note };
            problem.count = outside.len();
            if inside.is_empty() {
                problem =
                    problem.hint("is `key` under [boundaries] the property that holds the region's key?");
            }
            self.study.problems.push(problem);
        }
        self.study.boundaries = inside;
        self.study.boundaries.sort_by(|a, b| a.region.cmp(&b.region));
    }
}

/// Tables that this one points into and that the study lacks.
fn missing_targets(
    spec: &TableSpec,
    table: &Table,
    keys: &BTreeMap<&'static str, HashSet<String>>,
    origin: &Place,
) -> Vec<Problem> {
    let filled = |column: &str| table.text(column).is_ok_and(|t| t.iter().flatten().next().is_some());
    let missing: BTreeSet<&str> = spec
        .columns
        .iter()
        .filter(|c| filled(c.name))
        .filter_map(|c| c.refers)
        .filter(|target| OWN_TABLE_EXPECTED.contains(target) && !keys.contains_key(target))
        .collect();
    let problem = |target: &str| {
        let message = format!("table {} names {target}, but the study has no table {target}", spec.name);
        Problem::new("W0207", message, origin.clone())
            .hint(format!("add {target}.csv: without it these keys lead nowhere"))
    };
    missing.into_iter().map(problem).collect()
}
