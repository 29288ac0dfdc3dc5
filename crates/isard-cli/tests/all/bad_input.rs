//! A table of broken studies, each with the message a user sees.

use crate::{isard, text};
use std::path::Path;

/// Name of the case, file to write, its content. `None` removes the file.
type Case = (&'static str, &'static str, Option<&'static [u8]>);

const GOOD: &[(&str, &str)] = &[
    ("study.toml", "[study]\ntitle = \"Test\"\n"),
    ("regions.csv", "region,name\nUA32,Kyiv\nUA33,Lviv\nUA34,Odesa\nUA35,Poltava\n"),
    (
        "indicators.csv",
        "region,year,gdp,jobs\nUA32,2020,10,5\nUA33,2020,20,6\nUA34,2020,30,9\nUA35,2020,41,3\n",
    ),
    ("industries.csv", "industry,name\nA,Farming\nC,Industry\n"),
    (
        "activity.csv",
        "region,industry,year,employment\nUA32,A,2020,10\nUA32,C,2020,20\nUA33,A,2020,5\nUA33,C,2020,50\n",
    ),
];

const CASES: &[Case] = &[
    ("no regions", "regions.csv", None),
    ("empty file", "regions.csv", Some(b"")),
    ("only a header", "regions.csv", Some(b"region,name\n")),
    ("column missing", "regions.csv", Some(b"region,title\nUA32,Kyiv\n")),
    ("column missing with a near name", "regions.csv", Some(b"regions,name\nUA32,Kyiv\n")),
    ("header twice", "regions.csv", Some(b"region,name,name\nUA32,Kyiv,Kyjiv\n")),
    ("header empty", "regions.csv", Some(b"region,,name\nUA32,x,Kyiv\n")),
    ("ragged row", "regions.csv", Some(b"region,name\nUA32,Kyiv,more\n")),
    ("quote not closed", "regions.csv", Some(b"region,name\nUA32,\"Kyiv\nUA33,Lviv\n")),
    ("key empty", "regions.csv", Some(b"region,name\n,Kyiv\nUA33,Lviv\n")),
    ("name empty", "regions.csv", Some(b"region,name\nUA32,\nUA33,Lviv\nUA34,O\nUA35,P\n")),
    ("key twice", "regions.csv", Some(b"region,name\nUA32,Kyiv\nUA32,Kyjiv\nUA33,Lviv\nUA34,O\nUA35,P\n")),
    ("longitude out of range", "regions.csv", Some(b"region,name,lon,lat\nUA32,Kyiv,305,50\nUA33,L,24,49\nUA34,O,30,46\nUA35,P,34,49\n")),
    ("parent unknown", "regions.csv", Some(b"region,name,parent\nUA32,Kyiv,UA3\nUA33,Lviv,\nUA34,O,\nUA35,P,\n")),
    ("level not whole", "regions.csv", Some(b"region,name,level\nUA32,Kyiv,1.5\nUA33,L,1\nUA34,O,1\nUA35,P,1\n")),
    ("null bytes", "regions.csv", Some(b"\x00\x01\x02\x03\xff\xfe\x00\x00")),
    ("a picture", "regions.csv", Some(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00")),
    ("unknown region", "indicators.csv", Some(b"region,year,gdp\nUA3X,2020,10\nUA33,2020,20\n")),
    ("look-alike letter", "indicators.csv", Some("region;year;gdp\nUA3З;2020;98,4\nUA32;2020;97,1\n".as_bytes())),
    ("letter O in a number", "activity.csv", Some(b"region,industry,year,employment\nUA32,A,2020,1 2O4\nUA33,A,2020,7\n")),
    ("text in a number", "indicators.csv", Some(b"region,year,gdp\nUA32,2020,many\nUA33,2020,20\n")),
    ("date in a number", "indicators.csv", Some(b"region,year,gdp\nUA32,2020,12-Mar\nUA33,2020,20\n")),
    ("German date in a number", "indicators.csv", Some(b"region,year,gdp\nUA32,2020,01.03.2021\nUA33,2020,20\n")),
    ("infinite number", "indicators.csv", Some(b"region,year,gdp\nUA32,2020,inf\nUA33,2020,20\n")),
    ("year not a year", "indicators.csv", Some(b"region,year,gdp\nUA32,last,10\nUA33,2020,20\n")),
    ("year 20", "indicators.csv", Some(b"region,year,gdp\nUA32,20,10\nUA33,2020,20\n")),
    ("no indicators", "indicators.csv", Some(b"region,year\nUA32,2020\n")),
    ("conflicting rows", "indicators.csv", Some(b"region,year,gdp\nUA32,2020,10\nUA32,2020,11\n")),
    ("bad status", "indicators.csv", Some(b"region,indicator,year,value,status\nUA32,gdp,2020,10,obsrved\n")),
    ("bounds the wrong way round", "indicators.csv", Some(b"region,indicator,year,value,status,bound_low,bound_high\nUA32,gdp,2020,,suppressed,250,50\n")),
    ("value outside bounds", "indicators.csv", Some(b"region,indicator,year,value,bound_low,bound_high\nUA32,gdp,2020,300,50,250\n")),
    ("negative jobs", "activity.csv", Some(b"region,industry,year,employment\nUA32,A,2020,-5\n")),
    ("no measure", "activity.csv", Some(b"region,industry,year,jobs\nUA32,A,2020,5\n")),
    ("unknown measure", "activity.csv", Some(b"region,industry,year,measure,value\nUA32,A,2020,employmnt,5\n")),
    ("unknown industry", "activity.csv", Some(b"region,industry,year,employment\nUA32,D,2020,5\n")),
    ("many unknown codes", "activity.csv", Some(b"region,industry,year,employment\nFR21,A,2020,5\nFR22,A,2020,5\nFR23,A,2020,5\nFR24,A,2020,5\nFR25,A,2020,5\nFR26,A,2020,5\nFR27,A,2020,5\nFR28,A,2020,5\nFR29,A,2020,5\nFR30,A,2020,5\nFR31,A,2020,5\n")),
    ("direction misspelt", "indicator_definitions.csv", Some(b"indicator,direction\ngdp,stimulent\njobs,neutral\n")),
    ("indicator not defined", "indicator_definitions.csv", Some(b"indicator,direction\ngdp,stimulant\n")),
    ("role misspelt", "organisations.csv", Some(b"organisation,name,role\nO1,Works,frim\n")),
    ("tie to nobody", "ties.csv", Some(b"source,target,layer\nO1,O2,production\n")),
    ("tie to an unknown organisation", "organisations.csv", Some(b"organisation,name,role,parent\nO1,Works,firm,O9\n")),
    ("member without a key", "memberships.csv", Some(b"cluster_organisation,organisation\nO1,\n")),
    ("not TOML", "study.toml", Some(b"[study\ntitle = 1\n")),
    ("unknown key in study.toml", "study.toml", Some(b"[study]\ntitel = \"Test\"\n")),
    ("unknown table in study.toml", "study.toml", Some(b"[tables.region]\nfile = \"regions.csv\"\n")),
    ("file named does not exist", "study.toml", Some(b"[tables.regions]\nfile = \"places.csv\"\n")),
    ("table without file", "study.toml", Some(b"[tables.regions]\nnote = \"none\"\n")),
    ("rename of a column that is not there", "study.toml", Some(b"[tables.regions]\nfile = \"regions.csv\"\ncolumns = { region = \"geo\" }\n")),
    ("query with a mistake", "study.toml", Some(b"[sources.r]\nfile = \"regions.csv\"\n[tables.regions]\nsql = \"select regin as region, name from r\"\n")),
    ("query of an unknown source", "study.toml", Some(b"[tables.regions]\nsql = \"select region, name from places\"\n")),
    ("damaged Parquet", "plants.parquet", Some(b"PAR1 this is no Parquet file PAR1")),
    ("damaged Excel", "plants.xlsx", Some(b"PK\x03\x04 this is no workbook")),
    ("damaged gzip", "plants.csv.gz", Some(b"\x1f\x8b\x08\x00 broken")),
    ("boundaries are no GeoJSON", "boundaries.geojson", Some(b"{\"type\": \"Nothing\"}")),
    ("boundaries are no JSON", "boundaries.geojson", Some(b"<kml></kml>")),
    ("boundaries of other regions", "boundaries.geojson", Some(b"{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"region\":\"X\"},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]}}]}")),
];

fn broken(case: &Case, folder: &Path) {
    for (file, content) in GOOD {
        std::fs::write(folder.join(file), content).expect("written");
    }
    match case.2 {
        Some(content) => std::fs::write(folder.join(case.1), content).expect("written"),
        None => std::fs::remove_file(folder.join(case.1)).expect("removed"),
    }
}

/// Times differ from run to run, the folder's name from test to test.
fn steady(said: &str, folder: &Path) -> String {
    let said = said.replace(&folder.display().to_string(), "STUDY");
    let lines = said.lines().map(|l| match (l.rfind(", "), l.ends_with(" s)")) {
        (Some(at), true) => format!("{})", &l[..at]),
        _ => l.to_string(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_broken_study_is_refused_or_warned_of_in_words() {
    assert!(CASES.len() >= 40);
    let mut all = String::new();
    for case in CASES {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = dir.path().join("study");
        std::fs::create_dir(&folder).expect("created");
        broken(case, &folder);
        let out = isard(&["check", &folder.display().to_string()]);
        let said = steady(&text(&out.stderr), &folder);
        assert!(!said.contains("isard made a mistake"), "{}: {said}", case.0);
        let code = out.status.code();
        assert!(matches!(code, Some(0 | 1)), "{}: {code:?}", case.0);
        all.push_str(&format!("== {} ({}), exit {}\n{said}\n\n", case.0, case.1, code.unwrap_or(-1)));
    }
    insta::assert_snapshot!("broken_studies", all);
}

#[test]
fn a_broken_study_writes_no_atlas() {
    for case in CASES.iter().filter(|c| ["unknown region", "text in a number", "not TOML"].contains(&c.0)) {
        let dir = tempfile::tempdir().expect("a folder");
        broken(case, dir.path());
        let atlas = dir.path().join("out");
        let out = isard(&["run", &dir.path().display().to_string(), "-o", &atlas.display().to_string()]);
        assert_eq!(out.status.code(), Some(1), "{}", case.0);
        assert!(!atlas.exists(), "{}", case.0);
    }
}

#[test]
fn the_good_study_has_no_problem() {
    let dir = tempfile::tempdir().expect("a folder");
    for (file, content) in GOOD {
        std::fs::write(dir.path().join(file), content).expect("written");
    }
    let out = isard(&["check", &dir.path().display().to_string()]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    assert!(text(&out.stderr).contains("0 errors, 0 warnings"), "{}", text(&out.stderr));
}

#[test]
fn look_alikes_are_repaired_in_a_copy() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path().join("study");
    std::fs::create_dir(&folder).expect("created");
    for (file, content) in GOOD {
        std::fs::write(folder.join(file), content).expect("written");
    }
    std::fs::write(folder.join("indicators.csv"), "region;year;gdp\nUA3З;2020;98,4\nUA32;2020;97,1\n")
        .expect("written");
    let out = isard(&["check", &folder.display().to_string(), "--fix"]);
    assert_eq!(out.status.code(), Some(1), "the original stays broken");
    let fixed = std::fs::read_to_string(dir.path().join("study-fixed/indicators.csv")).expect("the copy");
    assert!(fixed.contains("UA33"), "{fixed}");
    let original = std::fs::read_to_string(folder.join("indicators.csv")).expect("the original");
    assert!(original.contains("UA3З"), "the input is never overwritten");
}
