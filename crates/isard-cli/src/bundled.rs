//! Studies that come with the program.

use std::path::{Path, PathBuf};

/// Folder under which the bundled studies were built, for programs run from a checkout.
const STUDIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../studies");

macro_rules! files {
    ($study:literal: $($file:literal),+ $(,)?) => {
        &[$(($file, include_bytes!(concat!("../../../studies/", $study, "/", $file)) as &[u8])),+]
    };
}

type Files = &'static [(&'static str, &'static [u8])];

/// Name and files of every bundled study; the first is the default.
const BUNDLED: &[(&str, Files)] = &[
    (
        "us-states",
        files!("us-states": "study.toml", "regions.csv", "indicator_definitions.csv", "indicators.csv", "boundaries.json"),
    ),
    (
        "bay-area",
        files!("bay-area": "study.toml", "regions.csv", "indicator_definitions.csv", "indicators.csv", "industries.csv", "activity.csv", "boundaries.json"),
    ),
];

/// Name of the study that `isard run` analyses when none is given.
pub(crate) const DEFAULT: &str = BUNDLED[0].0;

/// Names of the bundled studies.
pub(crate) fn names() -> Vec<&'static str> {
    BUNDLED.iter().map(|(name, _)| *name).collect()
}

/// A bundled study in a folder: the checkout's own, else unpacked into `into`.
pub(crate) fn folder(name: &str, into: &Path) -> std::io::Result<Option<PathBuf>> {
    let Some((name, files)) = BUNDLED.iter().find(|(n, _)| *n == name) else {
        return Ok(None);
    };
    let checkout = Path::new(STUDIES).join(name);
    if checkout.join("study.toml").is_file() {
        return Ok(Some(checkout));
    }
    let folder = into.join(name);
    std::fs::create_dir_all(&folder)?;
    for (file, bytes) in *files {
        std::fs::write(folder.join(file), bytes)?;
    }
    Ok(Some(folder))
}
