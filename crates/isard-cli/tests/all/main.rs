//! The command `isard` from outside.

mod bad_input;
mod commands;
mod formats;
mod micro;
mod run;
mod sample_country;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The command, with no colours and no progress.
pub(crate) fn isard(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_isard")).args(args).env("NO_COLOR", "1").output().expect("isard starts")
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The bundled study of a name.
pub(crate) fn study(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../studies").join(name)
}

/// The folder of shared real data, where it is present.
pub(crate) fn shared() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let named = std::env::var_os("ISARD_SHARED").map(PathBuf::from);
    let found = named.into_iter().chain([beside]).find(|p| p.join("data").is_dir());
    if found.is_none() {
        println!("skipped: shared data not present");
    }
    found
}
