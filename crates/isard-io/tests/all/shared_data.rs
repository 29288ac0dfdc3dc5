//! Real files, where they are present beside the checkout.

use isard_io::{BoundaryOptions, ReadOptions, read_boundaries, read_table};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A shared file, or `None` with a message.
fn shared(name: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let root = std::env::var_os("ISARD_SHARED").map_or(beside, PathBuf::from);
    let path = root.join("data").join(name);
    if !path.exists() {
        println!("skipped: shared data not present");
        return None;
    }
    Some(path)
}

#[test]
fn european_business_statistics() {
    let Some(path) = shared("eu_sbs_nuts2_2015/sbs_r_nuts06_r2_employees_2015.csv") else { return };
    let raw = read_table(&path, &ReadOptions::default()).unwrap();
    let names: Vec<&str> = raw.table.names().collect();
    assert_eq!(names, ["geo", "nace_r2", "year", "employees", "flag", "raw", "nuts_level"]);
    assert_eq!(raw.table.text_at(0, "employees"), Some("7089.0"));
    let geo = raw.table.text("geo").unwrap();
    // Countries, NUTS 1 and the 327 regions of NUTS 2.
    assert_eq!(geo.dictionary().len(), 470);
    let level = raw.table.text("nuts_level").unwrap();
    let regions: BTreeSet<_> =
        (0..raw.table.rows()).filter(|&r| level.get(r) == Some("2")).map(|r| geo.get(r)).collect();
    assert_eq!(regions.len(), 327);
    assert_eq!(raw.table.text("nace_r2").unwrap().dictionary().len(), 101);
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(raw.table.rows() + 1, text.lines().count());
    let last = raw.table.rows() - 1;
    let line = isard_io::source_line(&path, raw.lines[last]).unwrap();
    assert!(line.starts_with(raw.table.text_at(last, "geo").unwrap()));
}

/// The cells as Eurostat published them, put back into its format, give the
/// values and flags that others took out of them.
#[test]
fn european_business_statistics_as_published() {
    let Some(path) = shared("eu_sbs_nuts2_2015/sbs_r_nuts06_r2_employees_2015.csv") else { return };
    let found = read_table(&path, &ReadOptions::default()).unwrap().table;
    let cell = |row: usize, name: &str| found.text_at(row, name).unwrap_or("").trim().to_string();
    let mut tsv = String::from("nace_r2,geo\\time\t2015 \n");
    for row in 0..found.rows() {
        tsv += &format!("{},{}\t{}\n", cell(row, "nace_r2"), cell(row, "geo"), cell(row, "raw"));
    }
    let raw = crate::place::read("sbs.tsv", tsv).unwrap();
    assert_eq!(raw.table.rows(), found.rows());
    let mut empty = 0;
    for row in 0..found.rows() {
        empty += usize::from(matches!(raw.table.text_at(row, "status"), Some("missing" | "suppressed")));
        // A spreadsheet made times of day of some cells; those stay as found.
        if cell(row, "flag") == "corrupt" {
            assert_eq!(raw.table.text_at(row, "value"), Some("12:00"));
            continue;
        }
        let value = raw.table.get("value").unwrap().display(row).and_then(|v| v.parse::<f64>().ok());
        assert_eq!(value, cell(row, "employees").parse().ok(), "row {row}");
        assert_eq!(raw.table.text_at(row, "flag").unwrap_or(""), cell(row, "flag"), "row {row}");
    }
    assert!(empty > 5_000, "{empty}");
}

#[test]
fn county_tables() {
    for (name, marked, key) in [
        ("jobs", true, "FIPS"),
        ("education_clean", false, "FIPS Code"),
        ("populationestimates_clean", false, "FIPS"),
        ("povertyestimates_clean", false, "FIPStxt"),
        ("unemployment_clean", false, "FIPS"),
    ] {
        let Some(path) = shared(&format!("us_county_indicators/{name}.csv")) else { return };
        let raw = read_table(&path, &ReadOptions::default()).unwrap_or_else(|e| panic!("{e}\n{}", e.hint()));
        assert_eq!(raw.table.names().next(), Some(key));
        assert_eq!(raw.origin.notes.iter().any(|n| n.contains("byte-order mark")), marked, "{name}");
        assert!((3000..3400).contains(&raw.table.rows()), "{name}: {}", raw.table.rows());
    }
}

#[test]
fn every_shared_text_table_can_be_read() {
    for name in [
        "power_plants/EPRTR-plants.csv",
        "power_plants/database_USA.csv",
        "london_osm_poi/london_osm_pois_2020.csv",
        "nuts_crosswalks/all_valid_nuts_codes.csv",
        "nuts_crosswalks/nuts_changes.csv",
        "uk_beis_indicators/uk_indicators_long.csv",
        "us_cluster_mapping/state_clusters_2016.csv",
        "policy/codings.csv",
    ] {
        let Some(path) = shared(name) else { return };
        let raw = read_table(&path, &ReadOptions::default()).unwrap_or_else(|e| panic!("{e}\n{}", e.hint()));
        println!("{name}: {} rows, {:?}", raw.table.rows(), raw.origin);
        assert!(raw.table.rows() > 50 && raw.table.fields().len() > 2);
    }
}

#[test]
fn european_boundaries() {
    for (name, regions) in [
        ("NUTS_RG_01M_2016_4326_LEVL_2", 332),
        ("NUTS_RG_03M_2021_4326_LEVL_2", 334),
        ("NUTS_RG_03M_2021_4326_LEVL_3", 1514),
    ] {
        let Some(path) = shared(&format!("boundaries/{name}.geojson.gz")) else { return };
        let set = read_boundaries(&path, &BoundaryOptions { object: None, key: "NUTS_ID".into() }).unwrap();
        assert_eq!(set.boundaries.len(), regions, "{name}: {:?}", set.notes);
        assert!(set.boundaries.iter().flat_map(|b| &b.polygons).flatten().all(|r| r.first() == r.last()));
    }
}

#[test]
fn american_boundaries() {
    let Some(path) = shared("boundaries/us_counties_10m.topo.json") else { return };
    for (object, regions) in [("counties", 3142), ("states", 56)] {
        let options = BoundaryOptions { object: Some(object.into()), key: "id".into() };
        let set = read_boundaries(&path, &options).unwrap();
        println!("{object}: {} {:?}", set.boundaries.len(), set.notes);
        assert!(set.boundaries.len().abs_diff(regions) < 100, "{}", set.boundaries.len());
        // Schoharie County, New York, lies around (-74.4, 42.6).
        if let Some(county) = set.boundaries.iter().find(|b| b.region == "36095") {
            let ring = &county.polygons[0][0];
            assert!(ring.iter().all(|p| (p[0] + 74.4).abs() < 0.6 && (p[1] - 42.6).abs() < 0.4));
            assert_eq!(ring.first(), ring.last());
        }
    }
}
