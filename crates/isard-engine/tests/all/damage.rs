//! Damaged files are refused with their name; they never end the program.

use crate::fixtures::{every_kind, panel};
use isard_engine::{Engine, EngineError, EngineOptions, parquet};
use std::fs;
use std::path::Path;

fn bytes_of_a_good_file(folder: &Path) -> Vec<u8> {
    let path = folder.join("good.parquet");
    parquet::write(&path, &panel(2_000), None).unwrap();
    fs::read(&path).unwrap()
}

fn must_be_refused(path: &Path) {
    match parquet::read(path) {
        Err(EngineError::Damaged { path: p, reason }) => {
            assert_eq!(p, path);
            assert!(!reason.is_empty());
        }
        other => panic!("a damaged file gave {other:?}"),
    }
}

#[test]
fn files_cut_short_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let good = bytes_of_a_good_file(folder.path());
    let path = folder.path().join("cut.parquet");
    for length in (0..good.len()).step_by(good.len() / 60 + 1).chain(good.len() - 12..good.len()) {
        fs::write(&path, &good[..length]).unwrap();
        must_be_refused(&path);
    }
}

#[test]
fn flipped_bytes_never_panic() {
    let folder = tempfile::tempdir().unwrap();
    let good = bytes_of_a_good_file(folder.path());
    let path = folder.path().join("flipped.parquet");
    let (mut refused, mut tried) = (0, 0);
    let footer = good.len().saturating_sub(1500)..good.len();
    for at in (0..footer.start).step_by(footer.start / 150 + 1).chain(footer) {
        for mask in [0xff, 0x01, 0x80] {
            let mut bad = good.clone();
            bad[at] ^= mask;
            fs::write(&path, &bad).unwrap();
            tried += 1;
            match parquet::read(&path) {
                // A changed value in a page without a check sum is a legal file.
                Ok(_) | Err(EngineError::ColumnType { .. }) => {}
                Err(EngineError::Damaged { path: p, .. }) => {
                    assert_eq!(p, path);
                    refused += 1;
                }
                Err(other) => panic!("byte {at} ^ {mask:#x}: {other:?}"),
            }
        }
    }
    assert!(refused * 4 > tried, "only {refused} of {tried} were noticed");
}

#[test]
fn other_files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.parquet");
    for content in [&b""[..], b"PAR1", b"PAR1PAR1", b"region,jobs\na,1\n", &[0; 4096], &[0xff; 4096]] {
        fs::write(&path, content).unwrap();
        must_be_refused(&path);
    }
    let missing = parquet::read(folder.path().join("missing.parquet")).unwrap_err();
    assert!(matches!(missing, EngineError::File { .. }));
    assert_eq!(missing.hint().as_deref(), Some("check the path"));
    assert!(parquet::read(folder.path()).is_err(), "a folder is not a file");
}

#[test]
fn damage_met_while_a_query_runs_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("late.parquet");
    parquet::write(&path, &every_kind(), None).unwrap();
    let good = fs::read(&path).unwrap();
    let mut failures = 0;
    for at in (4..good.len() - 8).step_by(7) {
        let mut bad = good.clone();
        bad[at] ^= 0xff;
        fs::write(&path, &bad).unwrap();
        let mut engine = Engine::new(EngineOptions { threads: Some(2), ..Default::default() }).unwrap();
        let answer = engine
            .register_parquet("late", &path)
            .and_then(|()| engine.sql("select text, sum(real) as s, count(*) as n from late group by text"));
        failures += usize::from(answer.is_err());
    }
    assert!(failures > 10, "only {failures} damages were noticed");
}
