//! Withheld cells: what a run estimates against what was withheld, in the
//! sample and in real figures hidden on purpose.

use isard::disclosure::hide::{Hidden, patterns, without};
use isard::disclosure::panel::{Absent, DisclosurePanel};
use isard::disclosure::prior::Sources;
use isard::disclosure::workflow::{DisclosureOptions, DisclosureResult, estimate};
use isard::model::{Column, Table, TextColumn};
use isard_atlas::{RunOptions, Silent, Study, analyze, load};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn studies() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../studies")
}

/// A study of regions, industries and the activity of some years alone.
fn reduced(path: &Path, years: std::ops::RangeInclusive<i64>) -> Study {
    let mut study = load(path, &Silent).expect("the study loads");
    study.tables.retain(|name, _| ["regions", "industries", "activity"].contains(name));
    let activity = &study.tables["activity"];
    let kept = activity.filter(|r| activity.integer_at(r, "year").is_some_and(|y| years.contains(&y)));
    study.tables.insert("activity", kept);
    study
}

type Key = (String, String, i64, String);

fn key(table: &Table, row: usize) -> Key {
    let text = |name: &str| table.text_at(row, name).unwrap_or_default().to_string();
    (text("region"), text("industry"), table.integer_at(row, "year").unwrap_or(0), text("measure"))
}

/// What the sample withholds, by cell.
fn truth_since(year: i64) -> BTreeMap<Key, f64> {
    let raw = isard_io::read_table(
        &studies().join("sample-country/truth/disclosure/cells.csv.gz"),
        &isard_io::ReadOptions::default(),
    )
    .expect("the truth is readable")
    .table;
    let number = |row: usize, name: &str| -> f64 {
        let text = raw.column(name).expect("a column").display(row).expect("a number");
        text.parse().unwrap_or_else(|_| panic!("{text} is no number"))
    };
    (0..raw.rows())
        .map(|r| {
            let text = |name: &str| raw.column(name).expect("a column").display(r).unwrap_or_default();
            let key = (text("region"), text("industry"), number(r, "year") as i64, text("measure"));
            (key, number(r, "value"))
        })
        .filter(|(key, _)| key.2 >= year)
        .collect()
}

/// Quotients and stars of withheld cells: with estimates they have an interval
/// that holds the quotient of the figure withheld; with bounds alone they have
/// none. Quotients of published cells do not hang on it.
#[test]
fn withheld_clusters_stand_with_estimates_unless_bounds_are_asked_for() {
    let mut study = reduced(&studies().join("sample-country"), 2021..=2023);
    let truth = truth_since(2023);
    let mut options = RunOptions::default();
    options.set.insert("clusters".into(), vec![("draws".into(), "400".into())]);
    let atlas = analyze(study.clone(), &options, &Silent).expect("the study is analysed");
    study.config.clusters.insert("withheld".into(), "bounds".into());
    let without = analyze(study.clone(), &options, &Silent).expect("the study is analysed");
    let (with, without) =
        (&atlas.tables["clusters/strength"].table, &without.tables["clusters/strength"].table);
    assert_eq!(with.rows(), without.rows());
    let (mut estimated, mut covered, mut errors) = (0, 0, Vec::new());
    for row in 0..with.rows() {
        let real = |name: &str| with.real_at(row, name);
        if without.text_at(row, "status") != Some("suppressed") {
            let (a, b) = (real("lq"), without.real_at(row, "lq"));
            let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * b.abs();
            assert!(a == b || a.zip(b).is_some_and(|(a, b)| close(a, b)), "{a:?} and {b:?} in row {row}");
            continue;
        }
        assert_eq!(without.real_at(row, "lq"), None);
        assert_eq!(with.text_at(row, "status"), Some("estimated"));
        let [value, lq, low, high] = ["value", "lq", "low", "high"].map(|n| real(n).expect("a number"));
        let (least, most) = (real("bound_low").expect("a bound"), real("bound_high").expect("a bound"));
        assert!(least - 1e-6 <= value && value <= most + 1e-6 && low <= high);
        let key = (
            with.text_at(row, "region").unwrap_or_default().to_string(),
            with.text_at(row, "cluster").unwrap_or_default().to_string(),
            2023,
            "employment".to_string(),
        );
        estimated += 1;
        // Without a cluster definition a row is an industry, and its truth is known.
        if let (Some(truth), true) = (truth.get(&key), value > 0.0) {
            let truth = lq * truth / value;
            covered += usize::from(low <= truth && truth <= high);
            errors.push(truth);
        }
    }
    let share = covered as f64 / errors.len().max(1) as f64;
    println!("{estimated} clusters estimated; intervals hold the quotient of {covered} of {}", errors.len());
    assert!(estimated >= 20 && errors.len() >= 20, "{estimated}, {}", errors.len());
    assert!(share >= 0.85, "intervals hold {share}");
    study.config.clusters.insert("withheld".into(), "guess".into());
    let told = analyze(study, &options, &Silent).expect_err("no such choice").to_string();
    assert!(told.contains("withheld") && told.contains("bounds"), "{told}");
}

#[test]
fn a_run_estimates_what_the_sample_withholds() {
    let study = reduced(&studies().join("sample-country"), 2021..=2023);
    let mut options = RunOptions::default();
    options.set.insert("clusters".into(), vec![("draws".into(), "20".into())]);
    let atlas = analyze(study, &options, &Silent).expect("the study is analysed");
    let truth = truth_since(2021);
    let cells = &atlas.tables["disclosure/cells"].table;
    let found: BTreeSet<Key> = (0..cells.rows()).map(|r| key(cells, r)).collect();
    assert_eq!(found, truth.keys().cloned().collect(), "every withheld cell and no other is estimated");
    let mut covered: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for row in 0..cells.rows() {
        let key = key(cells, row);
        let value = |name: &str| cells.real_at(row, name).expect("a number");
        let truth = truth[&key];
        assert!(
            value("bound_low") - 1e-6 <= truth && truth <= value("bound_high") + 1e-6,
            "{key:?}: {truth} is outside"
        );
        let of = covered.entry(key.3).or_default();
        of.0 += 1;
        of.1 += usize::from(value("low") <= truth && truth <= value("high"));
    }
    for (measure, (n, inside)) in covered {
        let share = inside as f64 / n as f64;
        println!("{measure}: intervals cover {inside} of {n} ({share:.3})");
        assert!(share >= 0.75, "{measure}: intervals cover {share}");
    }
    let margins = &atlas.tables["disclosure/margins"].table;
    assert!(margins.rows() > 0);
    assert!((0..margins.rows()).all(|r| margins.text_at(r, "verdict") == Some("met")));
    assert!(atlas.assumptions.iter().any(|a| a.starts_with("employment: ") && a.contains("are withheld")));
    assert!(atlas.steps.iter().any(|s| s.name == "disclosure"));
}

/// The study of New York's counties, its files led to the shared folder.
fn new_york(folder: &Path) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let named = std::env::var_os("ISARD_SHARED").map(PathBuf::from);
    let shared = named.into_iter().chain([beside]).find(|p| p.join("data/ny_qcew").is_dir());
    let Some(shared) = shared.and_then(|s| s.canonicalize().ok()) else {
        println!("skipped: shared data not present (ny_qcew)");
        return None;
    };
    for file in std::fs::read_dir(studies().join("real/ny-counties")).expect("the study") {
        let file = file.expect("a file").path();
        let to = folder.join(file.file_name().expect("a name"));
        let bytes = std::fs::read(&file).expect("readable");
        match String::from_utf8(bytes) {
            Ok(text) => {
                let path = shared.to_string_lossy();
                std::fs::write(to, text.replace("../../../../shared", &path)).expect("written")
            }
            Err(error) => std::fs::write(to, error.into_bytes()).expect("written"),
        }
    }
    Some(folder.to_path_buf())
}

/// Keys and parents, with one more part of a whole, of which nothing is known.
fn tree(table: &Table, key: &str, whole: &str) -> Table {
    let (mut keys, mut parents) = (TextColumn::new(), TextColumn::new());
    for row in 0..table.rows() {
        keys.push(table.text_at(row, key));
        parents.push(table.text_at(row, "parent"));
    }
    keys.push(Some("rest"));
    parents.push(Some(whole));
    Table::new().with(key, Column::Text(keys)).with("parent", Column::Text(parents))
}

struct Shown {
    errors: Vec<f64>,
    covered: usize,
}

impl Shown {
    fn median(&mut self) -> f64 {
        self.errors.sort_by(f64::total_cmp);
        self.errors[self.errors.len() / 2]
    }
}

/// Estimates cells that were hidden, and holds them against what they were. In
/// years whose published totals contradict published parts a truth may lie
/// outside what the totals say.
fn show(
    full: &DisclosurePanel,
    hidden: &[Hidden],
    result: &DisclosureResult,
    sound: &dyn Fn(usize) -> bool,
) -> Shown {
    let mut shown = Shown { errors: Vec::new(), covered: 0 };
    for cell in hidden.iter().map(|h| h.cell) {
        let at = result.cells.binary_search_by_key(&cell, |c| c.cell).expect("a hidden cell is estimated");
        let (found, truth) = (&result.cells[at], full.values[cell]);
        let value = found.value.expect("an estimate");
        assert!(
            !sound(cell) || (found.bounds.0 - 1e-6 <= truth && truth <= found.bounds.1 + 1e-6),
            "{}: {truth} outside {:?}",
            full.name(cell),
            found.bounds
        );
        shown.covered += usize::from(found.interval.0 <= truth && truth <= found.interval.1);
        if truth > 0.0 {
            shown.errors.push((value - truth).abs() / truth);
        }
    }
    shown
}

/// A measure beside the establishments, as a run reads them.
fn beside_establishments(activity: &Table, measure: &str) -> Table {
    let is = |row: usize, measure: &str| activity.text_at(row, "measure") == Some(measure);
    let key = |row: usize| {
        let text = |name: &str| activity.text_at(row, name).unwrap_or_default().to_string();
        (text("region"), text("industry"), activity.integer_at(row, "year"))
    };
    let plants: BTreeMap<_, f64> = (0..activity.rows())
        .filter(|&r| is(r, "establishments"))
        .filter_map(|r| Some((key(r), activity.real_at(r, "value")?)))
        .collect();
    let rows: Vec<usize> = (0..activity.rows()).filter(|&r| is(r, measure)).collect();
    let beside = rows.iter().map(|&r| plants.get(&key(r)).copied()).collect();
    activity.take(&rows).with("establishments", Column::Real(beside))
}

/// Published cells of real figures are hidden as others really are: intervals
/// cover them, and estimates beat proportional allocation.
#[test]
fn hidden_cells_of_new_york_are_found_again() {
    let dir = tempfile::tempdir().expect("a folder");
    let Some(path) = new_york(dir.path()) else { return };
    let study = reduced(&path, 2000..=2013);
    // Wages are whole dollars between a few and hundreds of billions.
    found_again(&study, "employment", &[777, 2, 3]);
    found_again(&study, "wages", &[777, 2, 3]);
}

fn found_again(study: &Study, measure: &str, seeds: &[u64]) {
    let activity = beside_establishments(&study.tables["activity"], measure);
    // As the study says: jobs of no county, and central banks, which have no row of their own.
    let regions = tree(&study.tables["regions"], "region", "36");
    let industries = tree(&study.tables["industries"], "industry", "52");
    let full = DisclosurePanel::read(&activity, Some(&regions), Some(&industries), Absent::Missing)
        .expect("a panel");
    let options = DisclosureOptions { exact: 0, ..DisclosureOptions::default() };
    let year = |cell: usize| full.years[cell / full.slab()];
    let published = estimate(&full, &options);
    let contradictory: BTreeSet<i64> =
        published.margins.iter().filter(|m| m.conflict.is_some()).map(|m| year(m.cell)).collect();
    assert_eq!(contradictory, BTreeSet::from([2000]), "totals that contradict their parts");
    assert!(published.margins.iter().all(|m| m.verdict() != "unmet"));
    let sound = |cell: usize| !contradictory.contains(&year(cell));
    for &seed in seeds {
        let set = patterns(&full, 1, seed).remove(0);
        let panel = without(&full, &set);
        let result = estimate(&panel, &options);
        let unmet = result.margins.iter().find(|m| m.verdict() == "unmet" && sound(m.cell));
        assert!(unmet.is_none(), "{:?}", unmet.map(|m| panel.name(m.cell)));
        let mut ours = show(&full, &set, &result, &sound);
        let proportional = DisclosureOptions { sources: Sources::Proportional, folds: 0, ..options };
        let mut theirs = show(&full, &set, &estimate(&panel, &proportional), &sound);
        let (a, b) = (ours.median(), theirs.median());
        let share = ours.covered as f64 / set.len() as f64;
        println!(
            "{measure}, seed {seed}: {} cells, median error {a:.3}, proportional {b:.3}, covered {share:.3}",
            set.len()
        );
        assert!(a <= 0.8 * b, "{measure}, seed {seed}: {a} against {b} of proportional allocation");
        assert!(
            (0.85..=0.95).contains(&share),
            "{measure}, seed {seed}: intervals cover {share} of {}",
            set.len()
        );
    }
}
