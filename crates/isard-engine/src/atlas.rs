//! An atlas on disk as schemas of tables: `select * from clusters.strength`.

use crate::refusal::file_error;
use crate::{Engine, EngineError};
use std::path::{Path, PathBuf};

impl Engine {
    /// Names every `tables/<question>/<table>.parquet` of an atlas
    /// `<question>.<table>`, in the order of their names.
    ///
    /// # Errors
    /// [`EngineError::NoAtlas`] when there is no such file,
    /// [`EngineError::NameTaken`] when a table of this name is registered
    /// already, [`EngineError::File`], [`EngineError::Damaged`].
    pub fn register_atlas(&mut self, folder: impl AsRef<Path>) -> Result<(), EngineError> {
        let folder = folder.as_ref();
        let mut found = Vec::new();
        let tables = folder.join("tables");
        if !tables.is_dir() {
            return Err(EngineError::NoAtlas { path: folder.to_path_buf() });
        }
        for question in entries(&tables)?.into_iter().filter(|p| p.is_dir()) {
            for file in entries(&question)?.into_iter().filter(|p| is_parquet(p)) {
                found.push((name_of(&question), name_of(&file), file));
            }
        }
        if found.is_empty() {
            return Err(EngineError::NoAtlas { path: folder.to_path_buf() });
        }
        for (question, table, file) in found {
            if self.has(Some(&question), &table) {
                return Err(EngineError::NameTaken { table: format!("{question}.{table}") });
            }
            self.register_parquet_in(Some(&question), &table, &file)?;
        }
        Ok(())
    }

    /// Names a Parquet file after its stem (`data/firms.parquet` → `firms`)
    /// and returns the name.
    ///
    /// # Errors
    /// [`EngineError::NameTaken`], [`EngineError::File`], [`EngineError::Damaged`].
    pub fn register_file(&mut self, path: impl AsRef<Path>) -> Result<String, EngineError> {
        let path = path.as_ref();
        let name = name_of(path);
        if self.has(None, &name) {
            return Err(EngineError::NameTaken { table: name });
        }
        self.register_parquet(&name, path)?;
        Ok(name)
    }
}

fn is_parquet(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "parquet") && path.is_file()
}

fn name_of(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, EngineError> {
    let read = || -> std::io::Result<Vec<PathBuf>> {
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            paths.push(entry?.path());
        }
        paths.sort();
        Ok(paths)
    };
    read().map_err(|e| file_error(folder, e))
}
