//! What can go wrong, each with what to do about it.

use std::path::PathBuf;
use thiserror::Error;

/// Something the engine could not do.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum EngineError {
    /// A file could not be opened, read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is not a readable Parquet file.
    #[error("{} is not a readable Parquet file: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        reason: String,
    },
    /// A column holds something a table cannot.
    #[error("column `{column}` holds {found}, which a table cannot hold")]
    ColumnType {
        /// Name of the column.
        column: String,
        /// What it holds.
        found: String,
    },
    /// A whole number needs more than 63 bits.
    #[error("column `{column}` holds {value}, larger than a whole number of a table can be")]
    TooLarge {
        /// Name of the column.
        column: String,
        /// The first such value.
        value: u64,
    },
    /// A column has a type that its part in a panel does not allow.
    #[error("column `{column}` holds {found}; expected {expected}")]
    WrongType {
        /// Name of the column.
        column: String,
        /// What was expected.
        expected: &'static str,
        /// Type of the column.
        found: String,
    },
    /// A panel is larger than the memory it may use.
    #[error(
        "a panel of {regions} regions × {industries} industries × {years} years is larger than the memory it may use"
    )]
    PanelTooLarge {
        /// Number of regions met so far.
        regions: usize,
        /// Number of industries met so far.
        industries: usize,
        /// Number of years met so far.
        years: usize,
        /// The limit in bytes, if one was set.
        limit: Option<usize>,
    },
    /// A query names a table that is not there.
    #[error("there is no table `{table}`")]
    UnknownTable {
        /// Name asked for.
        table: String,
        /// Names that exist, sorted.
        present: Vec<String>,
    },
    /// A query names a column that is not there.
    #[error("there is no column `{column}`")]
    UnknownColumn {
        /// Name asked for.
        column: String,
        /// Names that exist, in the order of the tables.
        present: Vec<String>,
    },
    /// A name is taken by two different tables.
    #[error("two tables want the name `{table}`")]
    NameTaken {
        /// The name.
        table: String,
    },
    /// A folder has no table of an atlas.
    #[error("{} holds no atlas: there is no tables/<question>/<table>.parquet", path.display())]
    NoAtlas {
        /// The folder.
        path: PathBuf,
    },
    /// The text is not SQL.
    #[error("the query could not be read: {reason}")]
    Syntax {
        /// Where and why.
        reason: String,
    },
    /// The query is SQL, but would change data or settings.
    #[error("only queries are allowed: {reason}")]
    NotAQuery {
        /// What it would do.
        reason: String,
    },
    /// The query is SQL, but cannot be answered.
    #[error("the query could not be answered: {reason}")]
    Query {
        /// Why.
        reason: String,
    },
    /// The query needs more memory or disk than allowed.
    #[error("the query needs more memory than it may use: {reason}")]
    OutOfMemory {
        /// Which part of it.
        reason: String,
        /// The limit in bytes, if one was set.
        limit: Option<usize>,
    },
    /// The engine itself could not start, or broke off.
    #[error("the engine broke off: {reason}")]
    Engine {
        /// Why.
        reason: String,
    },
}

impl EngineError {
    /// What to do about it, where there is something to say.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            EngineError::File { source, .. } => match source.kind() {
                std::io::ErrorKind::NotFound => "check the path".into(),
                std::io::ErrorKind::PermissionDenied => "check the rights on the file and its folder".into(),
                _ => return None,
            },
            EngineError::Damaged { .. } => {
                "the file may be incomplete or of another format; fetch or write it again".into()
            }
            EngineError::ColumnType { column, .. } => {
                format!("name the other columns in a query, or cast it: cast(\"{column}\" as varchar)")
            }
            EngineError::TooLarge { column, .. } => {
                format!("read it as a real number: cast(\"{column}\" as double)")
            }
            EngineError::WrongType { expected, .. } => {
                format!("choose a column of {expected}, or cast it in a query")
            }
            EngineError::PanelTooLarge { limit: Some(bytes), .. } => {
                format!(
                    "the limit is {} MiB: raise it, or use coarser keys or fewer years",
                    bytes.div_ceil(1 << 20)
                )
            }
            EngineError::PanelTooLarge { limit: None, .. } => "use coarser keys or fewer years".into(),
            EngineError::UnknownTable { table, present } => {
                nearest(table, present, "no table was given: name a file or, in a study, a source")
            }
            EngineError::UnknownColumn { column, present } => {
                let cased = present.iter().find(|p| p.eq_ignore_ascii_case(column) && *p != column);
                match cased {
                    Some(p) => format!("write it in double quotes to keep its capitals: \"{p}\""),
                    None => nearest(column, present, "the tables have no columns"),
                }
            }
            EngineError::NameTaken { .. } => "give one of the files another name".into(),
            EngineError::NoAtlas { .. } => "name the folder that `isard run` wrote".into(),
            EngineError::Syntax { .. } => {
                "text stands in single quotes, names with capitals or spaces in double quotes".into()
            }
            EngineError::NotAQuery { .. } => "start the query with `select`, `with` or `explain`".into(),
            EngineError::Query { .. } => return None,
            EngineError::OutOfMemory { limit: Some(bytes), .. } => {
                format!(
                    "the limit is {} MiB: raise it, or ask for fewer groups or rows",
                    bytes.div_ceil(1 << 20)
                )
            }
            EngineError::OutOfMemory { limit: None, .. } => "ask for fewer groups or rows".into(),
            EngineError::Engine { .. } => return None,
        })
    }
}

/// Proposes the name that needs the fewest edits, or lists all names.
fn nearest(asked: &str, present: &[String], none: &str) -> String {
    if present.is_empty() {
        return none.to_string();
    }
    let asked = asked.to_lowercase();
    let last = |name: &str| name.rsplit('.').next().unwrap_or(name).to_lowercase();
    let distance = |name: &str| {
        let whole = strsim::damerau_levenshtein(&asked, &name.to_lowercase());
        whole.min(strsim::damerau_levenshtein(&last(&asked), &last(name)))
    };
    let best = present.iter().min_by_key(|name| (distance(name), name.as_str()));
    let listed = present.iter().take(20).map(|p| format!("`{p}`")).collect::<Vec<_>>().join(", ");
    let more = if present.len() > 20 { format!(" and {} more", present.len() - 20) } else { String::new() };
    match best {
        Some(name) if distance(name) <= 1 + asked.len() / 4 => {
            format!("did you mean `{name}`? There are: {listed}{more}")
        }
        _ => format!("there are: {listed}{more}"),
    }
}
