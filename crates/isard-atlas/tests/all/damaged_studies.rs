//! Whatever is done to the files of a study, a run ends with an atlas or with
//! problems in words, never with a panic.

use isard_atlas::{RunOptions, Silent, analyze, load};
use proptest::prelude::*;
use std::path::Path;

const FILES: &[(&str, &str)] = &[
    (
        "study.toml",
        "[study]\ntitle = \"T\"\nfocus = [\"UA32\"]\n[typology]\nk = 2\nmissing = \"median\"\n[clusters]\nmeasure = \"employment\"\n[network]\ntravel-minutes = 60\nowned = \"together\"\n",
    ),
    (
        "regions.csv",
        "region,name,parent,level,lon,lat,population\nUA,Ukraine,,0,,,\nUA32,Kyiv,UA,1,30.5,50.4,100\nUA33,Lviv,UA,1,24,49.8,50\nUA34,Odesa,UA,1,30.7,46.4,60\nUA35,Poltava,UA,1,34.5,49.6,40\n",
    ),
    (
        "indicators.csv",
        "region;year;gdp;jobs\nUA32;2020;10,5;5\nUA33;2020;20;6 b\nUA34;2020;30;:\nUA35;2020;41;3\nUA32;2021;11;5\nUA33;2021;22;6\nUA34;2021;33;8\nUA35;2021;44;3\n",
    ),
    ("industries.csv", "industry,name,parent\nA,Farming,\nC,Industry,\nC10,Food,C\nC11,Drink,C\n"),
    (
        "activity.csv",
        "region,industry,year,measure,value,status,bound_low,bound_high\nUA32,A,2019,employment,8,,,\nUA33,A,2019,employment,6,,,\nUA32,A,2020,employment,10,,,\nUA32,C10,2020,employment,20,,,\nUA33,A,2020,employment,5,,,\nUA33,C10,2020,employment,,suppressed,1,50\nUA34,C11,2020,employment,7,,,\nUA35,A,2020,employment,9,,,\n",
    ),
    (
        "organisations.csv",
        "organisation,name,role,industry,employees,turnover,region,lon,lat,parent,founded\nO1,Mlyn,firm,C10,300,900,UA32,30.5,50.4,,2001\nO2,Zerno,firm,C10,20,40,UA32,30.6,50.5,O1,2010\nO3,Pyvo,firm,C11,12,,UA32,30.4,50.3,,2012\nO4,Sad,firm,A,8,10,UA33,24.1,49.9,,\nO5,Lis,firm,A,9,12,UA33,24,49.7,,\nO6,KPI,education,,,,UA32,30.45,50.45,,1898\nO7,Bank,finance,,,,UA33,24.05,49.8,,\n",
    ),
    (
        "ties.csv",
        "source,target,layer,weight,year,directed\nO1,O2,production,1,2019,true\nO1,O3,production,0.5,2020,true\nO2,O3,commercial,1,2020,true\nO1,O6,science_technology,0.2,2020,false\nO4,O5,production,1,2020,true\nO5,O7,commercial,2,2020,false\nO3,O4,commercial,0.1,2020,true\n",
    ),
    ("travel_times.csv", "from,to,minutes\nUA32,UA32,25\nUA32,UA33,330\nO4,UA33,40\nUA34,UA33,\n"),
    (
        "plants.csv",
        "plant,industry,region,employment,size_class,year,organisation\nP1,C10,UA32,15,10-19,2020,O1\nP2,C10,UA32,5,,2020,O2\nP3,A,UA32,10,,2020,\nP4,A,UA33,5,,2020,O4\nP5,C11,UA34,,5-9,2020,\n",
    ),
    (
        "organisation_results.csv",
        "organisation,year,measure,value\nO1,2019,employment,280\nO1,2020,employment,300\nO2,2019,employment,18\nO2,2020,employment,20\nO3,2020,employment,12\n",
    ),
];

/// One edit of one file.
#[derive(Debug, Clone)]
struct Edit {
    file: usize,
    at: f64,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Replace(u8),
    Insert(Vec<u8>),
    Remove(usize),
    Cut,
    RepeatLine,
    DropLine,
}

fn edit() -> impl Strategy<Value = Edit> {
    let words = prop::sample::select(vec![
        "\"",
        ",",
        ";",
        "\n",
        "\r",
        "\t",
        "-",
        "1e308",
        "-1e308",
        "nan",
        "0",
        "999999999999999999999",
        "UA32",
        "C10",
        ":",
        "(D)",
        "2020",
        "\u{feff}",
        "І",
        "[",
        "=",
        "year",
        "value",
        "\0",
    ]);
    let what = prop_oneof![
        any::<u8>().prop_map(What::Replace),
        words.prop_map(|w| What::Insert(w.as_bytes().to_vec())),
        (1..40usize).prop_map(What::Remove),
        Just(What::Cut),
        Just(What::RepeatLine),
        Just(What::DropLine),
    ];
    (0..FILES.len(), 0.0..1.0f64, what).prop_map(|(file, at, what)| Edit { file, at, what })
}

fn apply(bytes: &mut Vec<u8>, at: f64, what: &What) {
    if bytes.is_empty() {
        return;
    }
    let at = ((at * bytes.len() as f64) as usize).min(bytes.len() - 1);
    let start = bytes[..at].iter().rposition(|b| *b == b'\n').map_or(0, |p| p + 1);
    let end = bytes[at..].iter().position(|b| *b == b'\n').map_or(bytes.len(), |p| at + p + 1);
    match what {
        What::Replace(b) => bytes[at] = *b,
        What::Insert(word) => drop(bytes.splice(at..at, word.iter().copied())),
        What::Remove(n) => drop(bytes.drain(at..(at + n).min(bytes.len()))),
        What::Cut => bytes.truncate(at),
        What::RepeatLine => {
            let line = bytes[start..end].to_vec();
            drop(bytes.splice(start..start, line));
        }
        What::DropLine => drop(bytes.drain(start..end)),
    }
}

fn run(folder: &Path) {
    let Ok(study) = load(folder, &Silent) else { return };
    for problem in &study.problems {
        assert!(!problem.message.is_empty() && !problem.place.file.is_empty(), "{problem:?}");
    }
    if !study.has_errors() {
        let _ = analyze(study, &RunOptions::default(), &Silent);
    }
}

/// `make fuzz` asks for more by ISARD_FUZZ_CASES.
fn cases(usual: u32) -> ProptestConfig {
    let asked = std::env::var("ISARD_FUZZ_CASES").ok().and_then(|n| n.parse().ok());
    ProptestConfig { cases: asked.unwrap_or(usual), failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(48))]

    #[test]
    fn edits_never_make_a_run_panic(edits in prop::collection::vec(edit(), 1..6)) {
        let folder = tempfile::tempdir().expect("a folder");
        for (i, (name, text)) in FILES.iter().enumerate() {
            let mut bytes = text.as_bytes().to_vec();
            edits.iter().filter(|e| e.file == i).for_each(|e| apply(&mut bytes, e.at, &e.what));
            std::fs::write(folder.path().join(name), bytes).expect("written");
        }
        run(folder.path());
    }
}

#[test]
fn the_unedited_study_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in FILES {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    let study = load(folder.path(), &Silent).expect("loaded");
    assert!(!study.has_errors(), "{:?}", study.problems);
    let atlas = analyze(study, &RunOptions::default(), &Silent);
    assert!(atlas.is_ok(), "{:?}", atlas.err());
}
