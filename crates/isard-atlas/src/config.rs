//! `study.toml`: what a study is called, where its tables are, how it is analysed.

use crate::StudyError;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

/// A study file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyConfig {
    /// Names, source and licence.
    #[serde(default)]
    pub study: Heading,
    /// How a region is called.
    #[serde(default)]
    pub nouns: Nouns,
    /// Resources of a run.
    #[serde(default)]
    pub run: RunConfig,
    /// Raw files for queries.
    #[serde(default)]
    pub sources: BTreeMap<String, SourceConfig>,
    /// Tables of the contract.
    #[serde(default)]
    pub tables: BTreeMap<String, TableConfig>,
    /// Outlines.
    pub boundaries: Option<BoundaryConfig>,
    /// Frame of the maps.
    #[serde(default)]
    pub map: MapConfig,
    /// Options of the region groups.
    #[serde(default)]
    pub typology: toml::Table,
    /// Neighbours, and options of what is measured on the map.
    #[serde(default)]
    pub space: toml::Table,
    /// Options of the industry clusters.
    #[serde(default)]
    pub clusters: toml::Table,
    /// Options of what follows clusters over the years.
    #[serde(default)]
    pub dynamics: toml::Table,
    /// Regions of the study's own that stand for several.
    #[serde(default, rename = "custom-regions")]
    pub custom_regions: BTreeMap<String, CustomRegion>,
    /// Options of co-operation between regions.
    #[serde(default)]
    pub cooperation: toml::Table,
    /// Options of communities of organisations.
    #[serde(default)]
    pub network: toml::Table,
    /// Options of the estimates of withheld cells; `measures` lists those to estimate, `rest` wholes with more than their parts.
    #[serde(default)]
    pub disclosure: toml::Table,
}

/// Resources of a run; the command line overrules them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunConfig {
    /// Memory for queries and sums of large files, such as `2GiB`.
    pub memory: Option<String>,
}

/// Names, source and licence of a study.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Heading {
    /// Identifier; the folder's name when empty.
    #[serde(default)]
    pub id: String,
    /// Title.
    #[serde(default)]
    pub title: String,
    /// Title in Ukrainian.
    pub title_uk: Option<String>,
    /// Title in Russian.
    pub title_ru: Option<String>,
    /// One or two sentences.
    #[serde(default)]
    pub description: String,
    /// Short attribution under figures.
    #[serde(default)]
    pub source: String,
    /// Licence of the data.
    #[serde(default)]
    pub licence: String,
    /// The data are invented.
    #[serde(default)]
    pub synthetic: bool,
    /// The data are modelled, not counted.
    #[serde(default)]
    pub modelled: bool,
    /// A notice shown on the first page.
    pub notice: Option<String>,
    /// Regions of interest.
    #[serde(default)]
    pub focus: Vec<String>,
}

/// How a region is called in sentences.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nouns {
    /// One region.
    pub one: String,
    /// Several.
    pub many: String,
}

impl Default for Nouns {
    fn default() -> Self {
        Nouns { one: "region".into(), many: "regions".into() }
    }
}

/// A raw file for queries.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceConfig {
    /// Path beside the study file.
    pub file: String,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
}

/// Where a table comes from.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableConfig {
    /// Path beside the study file.
    pub file: Option<String>,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// A query over the sources instead of a file.
    pub sql: Option<String>,
    /// Renames: column of the contract = column of the source.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// Whether rows of one cell are added up: `activity` from micro data in Parquet.
    #[serde(default)]
    pub sum: bool,
    /// What to do with rows of unknown keys.
    #[serde(default)]
    pub unknown: Unknown,
    /// Vintage that codes of regions are brought to, such as `NUTS2021`.
    #[serde(rename = "regions-to")]
    pub regions_to: Option<String>,
    /// Whether codes of several vintages are let be.
    #[serde(default, rename = "mixed-codes")]
    pub mixed_codes: MixedCodes,
    /// Indicators that are amounts: they add up where regions are joined.
    #[serde(default)]
    pub amounts: Vec<String>,
    /// Attribution of this table.
    pub source: Option<String>,
    /// Licence of this table.
    pub licence: Option<String>,
    /// Remark shown with the table.
    pub note: Option<String>,
}

/// Policy for rows that name unknown regions, industries …
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unknown {
    /// An error.
    #[default]
    Refuse,
    /// Not used, and listed.
    LeaveOut,
}

/// Policy for codes of several vintages in one table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MixedCodes {
    /// An error.
    #[default]
    Refuse,
    /// Taken as they are, and told.
    Keep,
}

/// A region of the study's own.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomRegion {
    /// Name; the key when empty.
    pub name: Option<String>,
    /// Regions it stands for.
    #[serde(default)]
    pub members: Vec<String>,
}

/// Outlines of the regions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BoundaryConfig {
    /// Path beside the study file.
    pub file: String,
    /// Object of a TopoJSON file.
    pub object: Option<String>,
    /// Property that holds the region's key; `id` for the feature's own.
    #[serde(default = "region_property")]
    pub key: String,
}

fn region_property() -> String {
    "region".into()
}

/// Frame of the maps.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MapConfig {
    /// West, south, east, north in degrees.
    pub frame: Option<[f64; 4]>,
    /// Regions left off the map.
    #[serde(default)]
    pub exclude: Vec<String>,
}

impl StudyConfig {
    /// Reads `study.toml`; tables without an entry are looked for under their
    /// own names beside it.
    ///
    /// # Errors
    /// The file cannot be read or has a mistake (with line and column).
    pub fn read(file: &Path) -> Result<StudyConfig, StudyError> {
        let folder = file.parent().unwrap_or(Path::new("."));
        let mut config: StudyConfig = if file.exists() {
            let text = std::fs::read_to_string(file)
                .map_err(|e| StudyError::Config { file: file.into(), message: e.to_string() })?;
            toml::from_str(&text).map_err(|e| StudyError::Config {
                file: file.into(),
                message: e.to_string().trim_end().into(),
            })?
        } else {
            StudyConfig::default()
        };
        config.discover(folder);
        let name =
            folder.canonicalize().ok().and_then(|p| p.file_name().map(|n| n.to_string_lossy().into_owned()));
        if config.study.id.is_empty() {
            config.study.id = name.unwrap_or_else(|| "study".into());
        }
        if config.study.title.is_empty() {
            config.study.title = config.study.id.clone();
        }
        Ok(config)
    }

    /// Files named after a table of the contract are that table, unless the study
    /// says what they are.
    fn discover(&mut self, folder: &Path) {
        const ENDINGS: [&str; 9] =
            ["csv", "tsv", "csv.gz", "csv.zst", "tsv.gz", "xlsx", "xls", "ods", "parquet"];
        let used: Vec<String> = {
            let tables = self.tables.values().filter_map(|t| t.file.clone());
            tables.chain(self.sources.values().map(|s| s.file.clone())).collect()
        };
        for spec in isard::model::study_tables::STUDY_TABLES {
            if self.tables.contains_key(spec.name) {
                continue;
            }
            // Lists of ties have other usual names.
            let names =
                if spec.name == "ties" { &["ties", "edges", "edgelist"][..] } else { &[spec.name][..] };
            let mut files = names.iter().flat_map(|n| ENDINGS.iter().map(move |e| format!("{n}.{e}")));
            let found = files.find(|f| folder.join(f).is_file() && !used.contains(f));
            if let Some(file) = found {
                self.tables
                    .insert(spec.name.into(), TableConfig { file: Some(file), ..TableConfig::default() });
            }
        }
        // One file of a network holds both its organisations and its ties.
        let endings = isard_io::GRAPHML.iter();
        let network = endings.flat_map(|e| ["ties", "network", "organisations"].map(|n| format!("{n}.{e}")));
        if let Some(file) = network.into_iter().find(|f| folder.join(f).is_file() && !used.contains(f)) {
            for name in ["organisations", "ties"] {
                let of = || TableConfig { file: Some(file.clone()), ..TableConfig::default() };
                self.tables.entry(name.into()).or_insert_with(of);
            }
        }
        if self.boundaries.is_none() {
            let names =
                ["boundaries.geojson", "boundaries.json", "boundaries.topojson", "boundaries.geojson.gz"];
            if let Some(file) = names.iter().find(|f| folder.join(f).is_file()) {
                let key = region_property();
                self.boundaries = Some(BoundaryConfig { file: (*file).into(), object: None, key });
            }
        }
    }
}

/// Options of a section as text, for [`isard::registry::Options::check`];
/// names may be written with `_` or `-`.
pub(crate) fn option_texts(section: &toml::Table, skip: &[&str]) -> Vec<(String, String)> {
    let text = |v: &toml::Value| match v {
        toml::Value::String(s) => s.clone(),
        toml::Value::Array(a) => {
            let parts = a.iter().map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_string));
            parts.collect::<Vec<_>>().join(",")
        }
        other => other.to_string(),
    };
    let named = section.iter().map(|(k, v)| (k.replace('_', "-"), text(v)));
    named.filter(|(k, _)| !skip.contains(&k.as_str())).collect()
}
