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
    (
        // Without its truth folder, which only tests need.
        "sample-country",
        files!("sample-country": "study.toml", "regions.csv", "boundaries.geojson", "indicator_definitions.csv",
            "indicators.csv.gz", "industries.csv", "crosswalks.csv", "cluster_definitions.csv", "activity.csv.gz",
            "flows.csv.gz", "plants.csv.gz", "organisations.csv.gz", "organisation_results.csv.gz", "ties.csv.gz", "travel_times.csv",
            "memberships.csv", "cluster_facts.csv", "programmes.csv", "programme_targets.csv", "policy_facts.csv", "goals.csv",
            "projects.csv", "cash_flows.csv", "uncertainties.csv", "participants.csv", "PROVENANCE.md"),
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
    let checkout = Path::new(STUDIES).join(name);
    if names().contains(&name) && checkout.join("study.toml").is_file() {
        return Ok(Some(checkout));
    }
    let folder = into.join(name);
    Ok(unpack(name, &folder)?.map(|_| folder))
}

/// Writes a bundled study into a folder; its files, or `None` without such a study.
pub(crate) fn unpack(name: &str, folder: &Path) -> std::io::Result<Option<Vec<&'static str>>> {
    let Some((_, files)) = BUNDLED.iter().find(|(n, _)| *n == name) else {
        return Ok(None);
    };
    std::fs::create_dir_all(folder)?;
    for (file, bytes) in *files {
        std::fs::write(folder.join(file), bytes)?;
    }
    Ok(Some(files.iter().map(|f| f.0).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Every table a bundled study.toml names goes into the program with it.
    #[test]
    fn bundled_studies_have_all_their_files() {
        for (name, files) in BUNDLED {
            let bundled: BTreeSet<&str> = files.iter().map(|f| f.0).collect();
            let settings = std::fs::read_to_string(Path::new(STUDIES).join(name).join("study.toml"));
            let settings = settings.expect("the study is in the checkout");
            let named = settings.lines().filter_map(|l| l.strip_prefix("file = \"")?.split('"').next());
            let missing: Vec<&str> = named.filter(|f| !bundled.contains(f)).collect();
            assert!(missing.is_empty(), "{name}: {missing:?}");
        }
    }
}
