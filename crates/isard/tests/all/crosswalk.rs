//! Bridges between codes: totals are kept, what is not known is an interval,
//! mixtures of vintages are noticed.

use isard::clusters::crosswalk::scheme::{Scheme, bundled, detect, roll_up};
use isard::clusters::crosswalk::{Axis, Crosswalk, convert};
use isard::clusters::panel::{Bounds, ClusterPanel, Margins};
use isard::model::Status;
use proptest::prelude::*;

fn keys(prefix: &str, n: usize) -> Vec<String> {
    (0..n).map(|k| format!("{prefix}{k:02}")).collect()
}

fn panel(regions: usize, industries: usize, values: Vec<f64>) -> ClusterPanel {
    let years = values.len() / (regions * industries);
    ClusterPanel::new(keys("R", regions), keys("I", industries), (0..years as i64).collect(), values)
}

/// One code of two goes whole to A, the other to A and B.
fn halves(weights: [Option<f64>; 2]) -> Crosswalk {
    Crosswalk::of([("I00", "A", None), ("I01", "A", weights[0]), ("I01", "B", weights[1])])
        .expect("a crosswalk")
}

#[test]
fn weights_divide_and_their_absence_gives_an_interval() {
    let given = panel(2, 2, vec![10.0, 100.0, 20.0, 0.0]);
    let (weighted, report) =
        convert(&given, &halves([Some(0.3), Some(0.7)]), Axis::Industries).expect("converts");
    assert_eq!(weighted.industries, ["A", "B"]);
    assert_eq!(weighted.values, [40.0, 70.0, 20.0, 0.0]);
    use Status::{Estimated, Observed};
    assert_eq!(weighted.status, [Estimated, Estimated, Observed, Observed]);
    assert!(weighted.bounds.expect("bounds").low.iter().all(|v| v.is_nan()));
    assert_eq!((report.whole, report.weighted.as_slice()), (1, &["I01".to_string()][..]));

    let (even, report) = convert(&given, &halves([None, None]), Axis::Industries).expect("converts");
    assert_eq!(even.values, [60.0, 50.0, 20.0, 0.0]);
    let bounds = even.bounds.expect("bounds");
    assert_eq!((bounds.low[0], bounds.high[0], bounds.low[1], bounds.high[1]), (10.0, 110.0, 0.0, 100.0));
    // Nothing divided is certain.
    assert!(bounds.low[2].is_nan() && bounds.low[3].is_nan());
    assert_eq!(report.unweighted, ["I01"]);
    assert!(report.describe().iter().any(|line| line.contains("I01")));
}

#[test]
fn unmatched_codes_are_listed_with_what_they_hold() {
    let given = panel(1, 3, vec![1.0, 2.0, 4.0, 8.0, 16.0, 32.0]);
    let known = Crosswalk::of_groups([("I00", "A"), ("I01", "A")]).expect("groups");
    let (out, report) = convert(&given, &known, Axis::Industries).expect("converts");
    assert_eq!(out.values, [3.0, 24.0]);
    assert_eq!(report.unmatched, [("I02".to_string(), 36.0)]);
    assert_eq!((report.before, report.after), (63.0, 27.0));
    let other = Crosswalk::of_groups([("X", "A")]).expect("groups");
    assert!(convert(&given, &other, Axis::Industries).expect_err("nothing known").hint().is_some());
}

#[test]
fn withheld_parts_make_a_withheld_sum_between_their_bounds() {
    let mut given = panel(1, 3, vec![5.0, f64::NAN, f64::NAN]);
    given.status[1] = Status::Suppressed;
    given.bounds = Some(Bounds { low: vec![f64::NAN, 2.0, f64::NAN], high: vec![f64::NAN, 9.0, f64::NAN] });
    given.margins =
        Some(Margins { regions: vec![30.0], industries: vec![5.0, 6.0, 7.0], totals: vec![18.0] });
    let walk = Crosswalk::of_groups([("I00", "A"), ("I01", "A"), ("I02", "B")]).expect("groups");
    let (out, _) = convert(&given, &walk, Axis::Industries).expect("converts");
    assert_eq!(out.status, [Status::Suppressed, Status::Missing]);
    let bounds = out.bounds.expect("bounds");
    assert_eq!((bounds.low[0], bounds.high[0]), (7.0, 14.0));
    let margins = out.margins.expect("margins");
    assert_eq!((margins.regions, margins.industries), (vec![30.0], vec![11.0, 7.0]));
}

#[test]
fn a_region_of_ones_own_is_the_sum_of_its_members() {
    let mut given = panel(3, 2, vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    given.establishments = Some(vec![1.0, 1.0, 2.0, 2.0, 3.0, 3.0]);
    let walk = Crosswalk::of_groups([("R00", "North"), ("R02", "North"), ("R01", "South")]).expect("groups");
    let (out, _) = convert(&given, &walk, Axis::Regions).expect("converts");
    assert_eq!(out.regions, ["North", "South"]);
    assert_eq!(out.values, [6.0, 8.0, 3.0, 4.0]);
    assert_eq!(out.establishments, Some(vec![4.0, 4.0, 2.0, 2.0]));
    assert!(out.status.iter().all(|s| *s == Status::Observed));
    out.check().expect("a whole panel");
}

#[test]
fn classes_roll_up_to_divisions() {
    let mut given = panel(1, 4, vec![1.0, 2.0, 4.0, 8.0]);
    given.industries = ["10.11", "10.20", "62.01", "J"].map(String::from).to_vec();
    let walk = roll_up(given.industries.iter().map(String::as_str), 2).expect("divisions");
    let (out, report) = convert(&given, &walk, Axis::Industries).expect("converts");
    assert_eq!((out.industries, out.values), (vec!["10".to_string(), "62".into()], vec![3.0, 4.0]));
    assert_eq!(report.unmatched, [("J".to_string(), 8.0)]);
    assert!(roll_up(["J", "K"], 2).expect_err("sections").hint().is_some());
}

#[test]
fn bad_crosswalks_are_refused() {
    let refused =
        |rows: &[(&str, &str, Option<f64>)]| Crosswalk::of(rows.iter().copied()).expect_err("refused");
    refused(&[("a", "b", None), ("a", "b", None)]);
    refused(&[("a", "b", Some(-0.1))]);
    refused(&[("a", "b", Some(f64::NAN))]);
    refused(&[("a", "b", Some(0.0)), ("a", "c", Some(0.0))]);
    assert!(refused(&[("a", "b", Some(0.5)), ("a", "c", None)]).hint().is_some());
    Crosswalk::of_groups([("a", "b"), ("a", "c")]).expect_err("two groups");
    let scaled = Crosswalk::of([("a", "b", Some(0.5)), ("a", "c", Some(0.3))]).expect("scaled");
    assert_eq!(scaled.remarks.len(), 1);
}

proptest! {
    /// Every total of a region and year is kept when all codes are matched,
    /// with weights or without, and lies between the sums of the bounds.
    #[test]
    fn totals_are_kept(
        values in prop::collection::vec(0.0..1e6f64, 24),
        links in prop::collection::vec((0usize..4, 0usize..5, 0.01..1.0f64), 1..16),
        weighted in any::<bool>(),
    ) {
        let given = panel(3, 4, values);
        let mut rows = std::collections::BTreeMap::new();
        (0..4).for_each(|k| { rows.insert((k, k), 0.5); });
        links.iter().for_each(|&(from, to, w)| { rows.insert((from, to), w); });
        let names: Vec<(String, String, f64)> =
            rows.iter().map(|(k, w)| (format!("I{:02}", k.0), format!("T{}", k.1), *w)).collect();
        let walk = Crosswalk::of(names.iter().map(|(a, b, w)| (a.as_str(), b.as_str(), weighted.then_some(*w))))
            .expect("a crosswalk");
        let (out, report) = convert(&given, &walk, Axis::Industries).expect("converts");
        prop_assert!(report.unmatched.is_empty());
        let bounds = out.bounds.as_ref().expect("bounds");
        for row in 0..6 {
            let before: f64 = given.values[row * 4..][..4].iter().sum();
            let width = out.industries.len();
            let after: f64 = out.values[row * width..][..width].iter().sum();
            prop_assert!((before - after).abs() <= 1e-9 * before.max(1.0));
        }
        for at in 0..out.values.len() {
            let (low, high, v) = (bounds.low[at], bounds.high[at], out.values[at]);
            let slack = 1e-9 * v.max(1.0);
            prop_assert!(low.is_nan() || (low <= v + slack && v <= high + slack));
            prop_assert!(!weighted || low.is_nan() || high - low <= slack);
        }
    }
}

#[test]
fn vintages_are_told_by_their_codes() {
    let found = |codes: &[&str]| detect(codes.iter().copied()).expect("detected");
    // 10.13 is new in NACE 2; 62.10 stands in NACE 2.1 alone; 24.63 in NACE 1.
    assert_eq!(found(&["C10.13", "C10.20", "J62.01"]).schemes[0], Scheme::Nace2);
    assert_eq!(found(&["10.13", "62.10", "62.20"]).schemes, [Scheme::Nace21]);
    assert_eq!(found(&["15.13", "15.51", "24.63"]).schemes, [Scheme::Nace1]);
    assert_eq!(found(&["517110", "519130", "541511"]).schemes, [Scheme::Naics2012]);
    assert_eq!(found(&["513210", "516210", "541511"]).schemes, [Scheme::Naics2022]);
    assert_eq!(found(&["01.11.1", "10.13.5", "62.01"]).schemes, [Scheme::Okved2]);
    // Names of one's own, or too few codes.
    assert_eq!(detect(["textile", "mining", "fishing"]), None);
    assert_eq!(detect(["10.13", "62.01"]), None);
    for scheme in isard::clusters::crosswalk::scheme::SCHEMES {
        assert_eq!(Scheme::named(scheme.name()), Some(*scheme));
    }
    assert_eq!(Scheme::named("NACE Rev. 2"), Some(Scheme::Nace2));
}

#[test]
fn a_mixture_of_vintages_is_refused_with_its_codes() {
    let codes = ["10.13", "10.20", "62.01", "46.11", "15.13", "72.21"];
    let found = detect(codes).expect("detected");
    assert_eq!((found.schemes[0], found.mixed_with), (Scheme::Nace2, Some(Scheme::Nace1)));
    let refused = found.refuse_mixture().expect_err("a mixture").to_string();
    assert!(refused.contains("15.13") && refused.contains("NACE1"), "{refused}");
    detect(["10.13", "10.20", "62.01"]).expect("detected").refuse_mixture().expect("one vintage");
}

#[test]
fn bundled_correspondences_go_both_ways_and_keep_totals() {
    let mut given = panel(1, 3, vec![10.0, 20.0, 40.0]);
    given.industries = ["15.11", "15.12", "72.21"].map(String::from).to_vec();
    let walk =
        bundled(Scheme::Nace1, Scheme::Nace2, given.industries.iter().map(String::as_str)).expect("bundled");
    let (out, report) = convert(&given, &walk, Axis::Industries).expect("converts");
    assert!(report.unmatched.is_empty(), "{report:?}");
    assert!((out.values.iter().sum::<f64>() - 70.0).abs() < 1e-9);
    assert!(out.industries.iter().any(|c| c == "1011"), "{:?}", out.industries);
    let back = bundled(Scheme::Nace2, Scheme::Nace1, ["10.11"]).expect("bundled");
    let to: Vec<&str> = back.get("10.11").expect("known").parts.iter().map(|p| p.0.as_str()).collect();
    assert!(to.contains(&"1511"), "{to:?}");
    assert!(bundled(Scheme::Nace1, Scheme::Naics2022, ["15.11"]).expect_err("not bundled").hint().is_some());
}

mod tables {
    use super::*;
    use isard::clusters::crosswalk::check::{of_table, vintages};
    use isard::model::{Column, Table, TextColumn};
    use std::collections::BTreeMap;

    fn text(values: &[&str]) -> Column {
        Column::Text(values.iter().map(|v| Some(*v)).collect::<TextColumn>())
    }

    fn codes_of(industries: &[&str], scheme: Option<&str>) -> Vec<&'static str> {
        let mut table = Table::new().with("industry", text(industries));
        if let Some(scheme) = scheme {
            table.push("scheme", text(&vec![scheme; industries.len()]));
        }
        vintages(&BTreeMap::from([("industries", table)]), &|_| false).iter().map(|p| p.code).collect()
    }

    #[test]
    fn a_study_hears_of_its_classification() {
        let nace = ["10.13", "10.20", "62.01", "46.11"];
        assert_eq!(codes_of(&nace, None), ["N0703"]);
        assert!(codes_of(&nace, Some("NACE2")).is_empty());
        assert_eq!(codes_of(&nace, Some("NAICS2017")), ["W0702"]);
        assert_eq!(codes_of(&["10.13", "10.20", "62.01", "46.11", "15.13"], None), ["E0710"]);
        let mixed = Table::new().with("industry", text(&["10.13", "10.20", "62.01", "46.11", "15.13"]));
        let kept = vintages(&BTreeMap::from([("industries", mixed)]), &|name| name == "industries");
        assert_eq!((kept.len(), kept[0].code), (1, "W0701"));
        // The Russian and the Ukrainian classification are NACE 2 word for word.
        assert!(codes_of(&nace, Some("ОКВЭД2")).is_empty() && codes_of(&nace, Some("КВЕД-2010")).is_empty());
        // A classification of one's own, and names, are no concern.
        assert!(codes_of(&nace, Some("SAMPLE")).is_empty());
        assert!(codes_of(&["textile", "mining", "fish"], None).is_empty());
        assert!(vintages(&BTreeMap::new(), &|_| false).is_empty());
    }

    #[test]
    fn a_study_hears_of_the_vintage_of_its_regions() {
        let of = |regions: &[&str]| -> Vec<&'static str> {
            let table = Table::new().with("region", text(regions));
            vintages(&BTreeMap::from([("regions", table)]), &|_| false).iter().map(|p| p.code).collect()
        };
        assert_eq!(of(&["FRB0", "FRC1", "FRC2", "FRD1", "DE11"]), ["N0709"]);
        assert_eq!(of(&["FRB0", "FRC1", "FRC2", "FRD1", "FR24"]), ["E0707"]);
        assert!(
            of(&["36001", "36003", "36005", "36007", "36009"]).is_empty()
                && of(&["UA32", "UA33", "UA34"]).is_empty()
        );
    }

    #[test]
    fn codes_tell_their_parents() {
        use isard::clusters::crosswalk::scheme::parents;
        // A Russian table: sections typed in Cyrillic, six digits of its own.
        let codes = ["С", "10", "10.7", "10.71", "10.71.1", "10.72", "62.01", "01.11"];
        let found = parents(codes, None);
        let of = |code: &str| found.get(code).copied();
        assert_eq!(
            [of("10"), of("10.7"), of("10.71"), of("10.71.1")],
            [Some("С"), Some("10"), Some("10.7"), Some("10.71")]
        );
        assert_eq!([of("10.72"), of("62.01"), of("01.11"), of("С")], [Some("10.7"), None, None, None]);
        let found = parents(["Всього", "10", "10.7", "62"], None);
        assert_eq!(
            (found.get("10"), found.get("10.7"), found.get("62")),
            (Some(&"Всього"), Some(&"10"), Some(&"Всього"))
        );
        // Sections of NACE 2.1 hold other divisions.
        let newer = parents(["J", "58", "62", "63"], Some(Scheme::Nace21));
        assert!(newer.is_empty(), "{newer:?}");
        // American sectors, and names that are no codes.
        assert_eq!(parents(["11", "111", "1111", "112"], None).len(), 3);
        assert!(
            parents(["a", "ab", "abc"], None).is_empty() && parents(["10", "102", "1027"], None).is_empty()
        );
    }

    #[test]
    fn a_table_of_crosswalks_leads_to_one_scheme() {
        let table = Table::new()
            .with("scheme_from", text(&["OLD", "OLD", "OLDER"]))
            .with("from", text(&["I00", "I01", "I00"]))
            .with("scheme_to", text(&["NEW", "NEW", "OTHER"]))
            .with("to", text(&["A", "A", "B"]))
            .with("weight", Column::Real(vec![Some(1.0), None, None]));
        let walk = of_table(&table, "NEW").expect("a crosswalk");
        let (out, _) = convert(&panel(1, 2, vec![1.0, 2.0]), &walk, Axis::Industries).expect("converts");
        assert_eq!(out.values, [3.0]);
        assert!(of_table(&table, "NEWEST").expect_err("unknown").hint().expect("a hint").contains("OTHER"));
        let both = Table::new()
            .with("scheme_from", text(&["OLD", "OLDER"]))
            .with("from", text(&["I00", "I00"]))
            .with("scheme_to", text(&["NEW", "NEW"]))
            .with("to", text(&["A", "B"]));
        of_table(&both, "NEW").expect_err("two meanings of a code");
    }
}
