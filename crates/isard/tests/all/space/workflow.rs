//! The tables of a run.

use super::maps::{key, lattice};
use isard::model::{Record, Status};
use isard::space::spatial_weights::Places;
use isard::space::tables::{LocalMoranRow, MoranRow};
use isard::space::values::Islands;
use isard::space::workflow::{
    SpaceGroups, SpaceOptions, SpaceResult, SpaceSeries, SpaceStudy, SpaceYear, analyze,
};

/// A lattice of 6 × 6, west low and east high, and a region without neighbours.
fn study() -> SpaceStudy {
    let value = |i: usize| if i == 36 { 3.0 } else { (i % 6) as f64 + ((i * 7) % 5) as f64 / 10.0 };
    let mut last: Vec<f64> = (0..37).map(value).collect();
    last[7] = f64::NAN;
    let years = vec![
        SpaceYear { year: 2020, values: (0..37).map(value).collect() },
        SpaceYear { year: 2021, values: last },
    ];
    let flat = vec![SpaceYear { year: 2021, values: vec![1.0; 37] }];
    SpaceStudy {
        regions: (0..37).map(key).collect(),
        weights: lattice(6, 6),
        weights_from: "rook contiguity".into(),
        places: None,
        series: vec![
            SpaceSeries { indicator: "income".into(), years },
            SpaceSeries { indicator: "flat".into(), years: flat },
        ],
        groups: vec![SpaceGroups {
            year: 2021,
            groups: (0..37).map(|i| Some(i64::from(i % 6 < 3))).collect(),
        }],
    }
}

#[test]
fn every_indicator_and_region_has_its_row() {
    let found = analyze(&study(), &SpaceOptions::default()).expect("fits");
    let named: Vec<_> = found.moran.iter().map(|r| (r.indicator.as_str(), r.year, r.statistic)).collect();
    let mut expected = Vec::new();
    for (indicator, year) in [("income", 2020), ("income", 2021), ("flat", 2021)] {
        expected.extend(["moran", "geary", "getis-ord"].map(|statistic| (indicator, year, statistic)));
    }
    expected.push(("groups", 2021, "joins"));
    assert_eq!(named, expected);
    let [income, geary, g] = &found.moran[3..6] else { unreachable!("three statistics") };
    assert!(income.value.expect("defined") > 0.5 && income.p.expect("drawn") < 0.001);
    assert!(income.z.expect("defined") > 4.0);
    // Where neighbours are alike c lies below 1, and G above its expectation where high ones meet.
    assert!(geary.value.expect("defined") < 0.5 && geary.z.expect("defined") < -4.0);
    assert!(g.value > g.expected && g.p.expect("drawn") < 0.05);
    assert!(found.moran[6..9].iter().all(|r| r.status.as_str() == "undefined:constant"));
    // Columns 0–2 against 3–5: of 60 joins the 6 across the middle are not within a group.
    let joins = &found.moran[9];
    assert_eq!((joins.value, joins.status), (Some(54.0), Status::Observed));
    assert!(joins.p.expect("drawn") < 0.001);
    local_statistics(&found);
    assert_eq!(found.local_moran.len(), 2 * 37);
    let of = |i: usize| &found.local_moran[i];
    assert_eq!((of(7).status, of(7).value), (Status::Missing, None));
    assert_eq!(of(36).status.as_str(), "undefined:island");
    assert_eq!(of(0).quadrant, Some("low-low"));
    assert_eq!(of(35).quadrant, Some("high-high"));
    let (p, q) = (of(17).p.expect("drawn"), of(17).q.expect("drawn"));
    assert!(p < 0.05 && q >= p);
    assert!(found.warnings.iter().any(|w| w.contains("not on the map")), "{:?}", found.warnings);
    assert!(found.assumptions[0].starts_with("neighbours: rook contiguity, row-standardised"));
    assert_eq!(MoranRow::SPEC.path(), "space/moran");
    assert_eq!(LocalMoranRow::SPEC.path(), "space/local_moran");
}

/// G* and local Geary of each region, with the reason where there is none.
fn local_statistics(found: &SpaceResult) {
    let of = |statistic: &str, region: usize| {
        let mut rows =
            found.local_statistics.iter().filter(|r| r.indicator == "income" && r.statistic == statistic);
        rows.find(|r| r.region == key(region)).expect("a row for every region").clone()
    };
    assert_eq!(found.local_statistics.len(), 2 * 2 * 37);
    for statistic in ["getis-ord-star", "local-geary"] {
        assert_eq!(of(statistic, 7).status, Status::Missing);
        assert_eq!(of(statistic, 36).status.as_str(), "undefined:island");
    }
    let (hot, cold) = (of("getis-ord-star", 16), of("getis-ord-star", 13));
    assert_eq!((hot.kind, cold.kind), (Some("high"), Some("low")));
    // The region with its four neighbours, over all that have a value.
    let values = &study().series[0].years[1].values;
    let total: f64 = values.iter().filter(|v| v.is_finite()).sum();
    let sum: f64 = [10, 15, 16, 17, 22].into_iter().map(|i| values[i]).sum();
    assert!((hot.value.expect("defined") - sum / total).abs() < 1e-12);
    assert!(hot.z > cold.z && hot.p.expect("drawn") < 0.1 && hot.q >= hot.p);
    assert_eq!(of("local-geary", 35).kind, Some("high-high"));
}

#[test]
fn islands_are_treated_as_asked() {
    let drop = SpaceOptions { islands: Islands::Drop, ..SpaceOptions::default() };
    let found = analyze(&study(), &drop).expect("fits");
    assert_eq!(found.local_moran[36].status.as_str(), "undefined:left-out");
    let attach = SpaceOptions { islands: Islands::Attach, ..SpaceOptions::default() };
    assert!(analyze(&study(), &attach).expect_err("no places").hint().is_some());
    let rows = (0..37).map(|i| (key(i), (i % 6) as f64, (i / 6) as f64)).collect();
    let placed = SpaceStudy { places: Some(Places::plane(rows).expect("good")), ..study() };
    let found = analyze(&placed, &attach).expect("fits");
    assert_eq!(found.local_moran[36].status, Status::Observed);
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    let mut short = study();
    short.series[0].years[0].values.pop();
    assert_eq!(
        analyze(&short, &SpaceOptions::default()).expect_err("refused").to_string(),
        "indicator `income`, 2020: 36 values for 37 regions"
    );
    let mut turned = study();
    turned.regions.reverse();
    assert!(analyze(&turned, &SpaceOptions::default()).is_err());
    let mut groups = study();
    groups.groups[0].groups.pop();
    assert!(analyze(&groups, &SpaceOptions::default()).is_err());
    let empty = SpaceStudy { regions: vec![], series: vec![], groups: vec![], ..study() };
    assert!(analyze(&empty, &SpaceOptions::default()).expect("nothing").moran.is_empty());
}
