//! `isard sql`: queries over atlases and files.

use crate::args::{Global, SqlArgs};
use crate::display::table::deliver;
use crate::failure::Failure;
use isard_engine::Engine;
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;

pub(crate) fn sql(args: &SqlArgs, global: &Global) -> Result<ExitCode, Failure> {
    let Some((query, sources)) = args.words.split_last() else {
        return Err(Failure::new("name an atlas or a file, then the query"));
    };
    let mut engine = Engine::new(global.engine())?;
    for source in sources {
        register(&mut engine, Path::new(source))?;
    }
    let table = engine.sql(query)?;
    deliver(&table, args.output.as_deref(), global.json, &json!({ "query": query }))?;
    Ok(ExitCode::SUCCESS)
}

/// An atlas by its folder, Parquet as it lies, anything else through its reader.
fn register(engine: &mut Engine, path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        return Ok(engine.register_atlas(path)?);
    }
    if path.extension().is_some_and(|e| e == "parquet") {
        engine.register_file(path)?;
        return Ok(());
    }
    let table = super::input::read(path, true)?;
    let name = path.file_name().and_then(|n| n.to_str()).and_then(|n| n.split('.').next()).unwrap_or("table");
    Ok(engine.register_table(&name.replace('-', "_"), &table)?)
}
