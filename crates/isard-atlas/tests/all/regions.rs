//! Regions under other codes: vintages, and regions of the study's own.

use isard::model::{Severity, Table};
use isard_atlas::{RunOptions, Silent, Study, analyze, load};
use std::fmt::Write;

fn read(files: &[(&str, &str)]) -> Study {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("written");
    }
    load(folder.path(), &Silent).expect("the study loads")
}

fn codes(study: &Study) -> Vec<&'static str> {
    study.problems.iter().map(|p| p.code).collect()
}

fn errors(study: &Study) -> Vec<String> {
    let errors = study.problems.iter().filter(|p| p.severity == Severity::Error);
    errors.map(|p| format!("{} {:?}", p.message, p.hint)).collect()
}

fn value(table: &Table, keys: &[(&str, &str)]) -> (Option<f64>, String) {
    let found: Vec<usize> =
        (0..table.rows()).filter(|&r| keys.iter().all(|(c, v)| table.text_at(r, c) == Some(v))).collect();
    assert_eq!(found.len(), 1, "{keys:?}");
    (table.real_at(found[0], "value"), table.text_at(found[0], "status").unwrap_or_default().to_string())
}

const PLACES: &str = "region,name,level,population,lon,lat\nr1,One,1,100,10,50\nr2,Two,1,300,12,52\n\
    r3,Three,1,200,14,50\nr4,Four,1,50,16,50\n";

fn jobs() -> String {
    let mut out = String::from(
        "region,industry,year,employment,employment_status,employment_bound_low,employment_bound_high\n",
    );
    for (k, region) in ["r1", "r2", "r3", "r4"].iter().enumerate() {
        for (i, industry) in ["A", "B", "C"].iter().enumerate() {
            if (k, i) == (0, 2) {
                writeln!(out, "{region},{industry},2020,,suppressed,1,9").expect("text");
            } else {
                writeln!(out, "{region},{industry},2020,{},observed,,", 10 * (k + 1) + i).expect("text");
            }
        }
    }
    out
}

const RATES: &str = "region,indicator,year,value\nr1,wage,2020,10\nr2,wage,2020,20\nr3,wage,2020,30\nr4,wage,2020,40\n\
    r1,gdp,2020,1\nr2,gdp,2020,2\nr3,gdp,2020,3\nr4,gdp,2020,4\n";

fn joined(section: &str) -> Study {
    let toml = format!("[tables.indicators]\nfile = \"indicators.csv\"\namounts = [\"gdp\"]\n{section}");
    read(&[
        ("study.toml", &toml),
        ("regions.csv", PLACES),
        ("activity.csv", &jobs()),
        ("indicators.csv", RATES),
    ])
}

#[test]
fn regions_of_the_studys_own_are_sums_of_their_members() {
    let study = joined(
        "[study]\nfocus = [\"r2\"]\n[custom-regions.metro]\nname = \"Metro\"\nmembers = [\"r1\", \"r2\"]\n",
    );
    assert!(errors(&study).is_empty(), "{:?}", errors(&study));
    let activity = &study.tables["activity"];
    assert_eq!(value(activity, &[("region", "metro"), ("industry", "A")]), (Some(30.0), "observed".into()));
    // A withheld member leaves bounds: 1 to 9 beside the 22 of the other.
    let row = (0..activity.rows()).find(|&r| {
        activity.text_at(r, "region") == Some("metro") && activity.text_at(r, "industry") == Some("C")
    });
    let row = row.expect("a row");
    assert_eq!((activity.real_at(row, "value"), activity.text_at(row, "status")), (None, Some("suppressed")));
    assert_eq!(
        (activity.real_at(row, "bound_low"), activity.real_at(row, "bound_high")),
        (Some(23.0), Some(31.0))
    );
    assert_eq!(activity.rows(), 9, "members stand no more, so that nothing counts twice");
    let indicators = &study.tables["indicators"];
    let mean = value(indicators, &[("region", "metro"), ("indicator", "wage")]);
    assert_eq!(mean, (Some((10.0 * 100.0 + 20.0 * 300.0) / 400.0), "estimated".into()));
    assert_eq!(value(indicators, &[("region", "metro"), ("indicator", "gdp")]).0, Some(3.0));
    let regions = &study.tables["regions"];
    let row = (0..regions.rows()).find(|&r| regions.text_at(r, "region") == Some("metro")).expect("a region");
    assert_eq!((regions.rows(), regions.text_at(row, "name")), (3, Some("Metro")));
    assert_eq!((regions.real_at(row, "population"), regions.real_at(row, "lon")), (Some(400.0), Some(11.0)));
    assert_eq!(study.config.study.focus, ["metro"]);
    // It is a region like others in what a run finds, and is told of.
    let atlas = analyze(study, &RunOptions::default(), &Silent).expect("analysed");
    let strength = &atlas.tables["clusters/strength"].table;
    assert!((0..strength.rows()).any(|r| strength.text_at(r, "region") == Some("metro")));
    assert!((0..strength.rows()).all(|r| strength.text_at(r, "region") != Some("r1")));
    assert!(atlas.assumptions.iter().any(|a| a.starts_with("Metro stands for 2 regions: r1, r2")));
}

#[test]
fn impossible_regions_are_refused_with_a_hint() {
    for (section, part) in [
        ("[custom-regions.metro]\nmembers = [\"r1\", \"r9\"]", "`r9` is no region"),
        ("[custom-regions.r3]\nmembers = [\"r1\", \"r2\"]", "is a region of the table already"),
        (
            "[custom-regions.a]\nmembers = [\"r1\"]\n[custom-regions.b]\nmembers = [\"r1\"]",
            "belongs to `a` already",
        ),
        ("[custom-regions.a]\nmembers = [\"r1\", \"r1\"]", "twice"),
        ("[custom-regions.a]", "no members"),
    ] {
        let told = errors(&joined(section));
        assert!(told.iter().any(|t| t.contains(part)), "{section}: {told:?}");
    }
}

/// French regions of 2013 and 2016: Auvergne and Rhône-Alpes keep apart, Picardie and others change their codes.
fn french(table: &str) -> Study {
    let regions =
        "region,name\nFRE2,Picardie\nFRF1,Alsace\nFRK1,Auvergne\nFRG0,Pays de la Loire\nFRY1,Guadeloupe\n";
    let mut jobs = String::from("region,industry,year,employment\n");
    for (k, region) in ["FR22", "FR42", "FR72", "FRG0", "FRA1"].iter().enumerate() {
        for industry in ["A", "B"] {
            writeln!(jobs, "{region},{industry},2015,{}", 10 + k).expect("text");
        }
    }
    read(&[("study.toml", table), ("regions.csv", regions), ("activity.csv", &jobs)])
}

#[test]
fn a_table_is_brought_to_one_vintage() {
    let plain = french("");
    assert!(!errors(&plain).is_empty(), "codes of 2013 are no regions of the study");
    let study = french("[tables.activity]\nfile = \"activity.csv\"\nregions-to = \"NUTS2016\"\n");
    assert!(errors(&study).is_empty(), "{:?}", errors(&study));
    let activity = &study.tables["activity"];
    assert_eq!(value(activity, &[("region", "FRE2"), ("industry", "A")]).0, Some(10.0));
    assert_eq!(value(activity, &[("region", "FRG0"), ("industry", "B")]).0, Some(13.0));
    assert!(codes(&study).contains(&"N0705"), "{:?}", codes(&study));
    let wrong = french("[tables.activity]\nfile = \"activity.csv\"\nregions-to = \"NUTS1999\"\n");
    assert!(
        errors(&wrong).iter().any(|t| t.contains("no vintage") && t.contains("NUTS2021")),
        "{:?}",
        errors(&wrong)
    );
}

#[test]
fn merged_regions_add_up_and_divided_ones_are_left_out_and_listed() {
    let regions = "region,name\nDE91C,Together\nPL91,Warsaw\nPL92,Around\nDE911,Other\n";
    let jobs =
        "region,industry,year,employment\nDE915,A,2015,5\nDE919,A,2015,7\nDE911,A,2015,1\nPL12,A,2015,9\n";
    let toml = "[tables.activity]\nfile = \"activity.csv\"\nregions-to = \"NUTS2016\"\n";
    let study = read(&[("study.toml", toml), ("regions.csv", regions), ("activity.csv", jobs)]);
    assert!(errors(&study).is_empty(), "{:?}", errors(&study));
    assert_eq!(value(&study.tables["activity"], &[("region", "DE91C")]).0, Some(12.0));
    assert_eq!(study.tables["activity"].rows(), 2);
    let left = study.problems.iter().find(|p| p.code == "W0706").expect("told");
    assert!(left.message.contains("PL12") && left.count == 1, "{}", left.message);
}

#[test]
fn a_mixture_of_vintages_is_refused_unless_the_study_keeps_it() {
    let regions = "region,name\nFRB0,a\nFRC1,b\nFRC2,c\nFRD1,d\nFR24,e\n";
    let study = read(&[("study.toml", ""), ("regions.csv", regions)]);
    assert!(
        errors(&study).iter().any(|t| t.contains("`FR24`") && t.contains("regions-to")),
        "{:?}",
        errors(&study)
    );
    let toml = "[tables.regions]\nfile = \"regions.csv\"\nmixed-codes = \"keep\"\n";
    let study = read(&[("study.toml", toml), ("regions.csv", regions)]);
    assert!(errors(&study).is_empty() && codes(&study).contains(&"W0708"));
}

#[test]
fn a_russian_table_of_industries_rolls_up_by_its_codes() {
    let mut jobs = String::from("region,industry,year,employment\n");
    for (k, region) in ["r1", "r2", "r3", "r4"].iter().enumerate() {
        for (i, code) in ["С", "10.71", "10.71.1", "10.72", "62.01", "01.11"].iter().enumerate() {
            writeln!(jobs, "{region},{code},2020,{}", 10 * (k + 1) + i).expect("text");
        }
    }
    let study = read(&[("study.toml", ""), ("regions.csv", PLACES), ("activity.csv", &jobs)]);
    assert!(errors(&study).is_empty(), "{:?}", errors(&study));
    assert!(codes(&study).contains(&"N0711"));
    let atlas = analyze(study, &RunOptions::default(), &Silent).expect("analysed");
    let strength = &atlas.tables["clusters/strength"].table;
    let found: std::collections::BTreeSet<&str> =
        (0..strength.rows()).filter_map(|r| strength.text_at(r, "cluster")).collect();
    // The finest codes are rated; what lies above them is no cluster beside its parts.
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["01.11", "10.71.1", "10.72", "62.01"]);
}

/// Warsaw's region was divided in 2016; seven tenths of it are the city.
fn warsaw(crosswalks: &str) -> Study {
    let regions = "region,name\nPL91,Warsaw\nPL92,Around\nPL51,Lower Silesia\n";
    let jobs = "region,industry,year,employment,employment_status,employment_bound_low,employment_bound_high\n\
        PL12,A,2015,50,observed,,\nPL12,B,2015,,suppressed,10,20\nPL12,C,2015,0,observed,,\n\
        PL51,A,2015,9,observed,,\nPL91,A,2016,40,observed,,\n";
    let toml = "[tables.activity]\nfile = \"activity.csv\"\nregions-to = \"NUTS2016\"\n";
    read(&[
        ("study.toml", toml),
        ("regions.csv", regions),
        ("activity.csv", jobs),
        ("crosswalks.csv", crosswalks),
    ])
}

#[test]
fn divided_regions_are_shared_by_the_studys_weights() {
    let header = "scheme_from,from,scheme_to,to,weight\n";
    let study =
        warsaw(&format!("{header}NUTS2013,PL12,NUTS 2016,PL91,0.7\nNUTS2013,PL12,NUTS 2016,PL92,0.3\n"));
    assert!(errors(&study).is_empty(), "{:?}", errors(&study));
    let activity = &study.tables["activity"];
    let of = |region: &str, industry: &str, year: i64| {
        let row = (0..activity.rows()).find(|&r| {
            activity.text_at(r, "region") == Some(region)
                && activity.text_at(r, "industry") == Some(industry)
                && activity.integer_at(r, "year") == Some(year)
        });
        let row = row.expect("a row");
        let number = |name: &str| activity.real_at(row, name).map(|v| (1e6 * v).round() / 1e6);
        (
            number("value"),
            activity.text_at(row, "status").unwrap_or_default(),
            number("bound_low"),
            number("bound_high"),
        )
    };
    assert_eq!(of("PL91", "A", 2015), (Some(35.0), "estimated", None, None));
    assert_eq!(of("PL92", "A", 2015), (Some(15.0), "estimated", None, None));
    assert_eq!(of("PL92", "B", 2015), (None, "suppressed", Some(3.0), Some(6.0)));
    assert_eq!(of("PL92", "C", 2015), (Some(0.0), "observed", None, None));
    assert_eq!(of("PL91", "A", 2016), (Some(40.0), "observed", None, None));
    assert_eq!(of("PL51", "A", 2015).0, Some(9.0));
    let told = study.problems.iter().find(|p| p.code == "N0705").expect("told");
    assert!(
        told.message.contains("divided by the weights of the crosswalks, estimates: PL12"),
        "{}",
        told.message
    );
    // Nothing is lost: the parts are the whole.
    let sum: f64 = (0..activity.rows()).filter_map(|r| activity.real_at(r, "value")).sum();
    assert!((sum - 99.0).abs() < 1e-9, "{sum}");
    // Without weights nothing says how, and weights that are half there are refused.
    let open = warsaw(&format!("{header}NUTS2013,PL12,NUTS2016,PL91,\nNUTS2013,PL12,NUTS2016,PL92,\n"));
    assert!(codes(&open).contains(&"W0706"), "{:?}", codes(&open));
    let half = warsaw(&format!("{header}NUTS2013,PL12,NUTS2016,PL91,0.7\nNUTS2013,PL12,NUTS2016,PL92,\n"));
    assert!(errors(&half).iter().any(|t| t.contains("1 have a weight")), "{:?}", errors(&half));
}

#[test]
fn any_vintage_a_crosswalk_leads_to_will_do() {
    let regions = "region,name\nUA-N1,North\nUA-N2,South\n";
    let jobs =
        "region,industry,year,employment\nold1,A,2019,5\nold2,A,2019,7\nold3,A,2019,1\nUA-N2,B,2020,4\n";
    let crosswalks = "scheme_from,from,scheme_to,to,weight\nKOATUU,old1,KATOTTG,UA-N1,\nKOATUU,old2,KATOTTG,UA-N1,\n\
        KOATUU,old3,KATOTTG,UA-N2,\n";
    let toml = |to: &str| format!("[tables.activity]\nfile = \"activity.csv\"\nregions-to = \"{to}\"\n");
    let study = |to: &str| {
        read(&[
            ("study.toml", &toml(to)),
            ("regions.csv", regions),
            ("activity.csv", jobs),
            ("crosswalks.csv", crosswalks),
        ])
    };
    let found = study("KATOTTG");
    assert!(errors(&found).is_empty(), "{:?}", errors(&found));
    assert_eq!(value(&found.tables["activity"], &[("region", "UA-N1"), ("industry", "A")]).0, Some(12.0));
    assert_eq!(found.tables["activity"].rows(), 3);
    assert!(errors(&study("KATOTTH")).iter().any(|t| t.contains("no crosswalk leads to it")));
}
