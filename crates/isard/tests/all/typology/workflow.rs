//! The whole workflow on made-up panels with a known answer.

use isard::inference::Random;
use isard::linalg::Matrix;
use isard::model::{Reason, Record, Status, table_of};
use isard::registry::Indicators;
use isard::typology::group_method::GroupingMethod;
use isard::typology::outliers::Outliers;
use isard::typology::prepare::{Missing, Preparation};
use isard::typology::tables::GroupRow;
use isard::typology::workflow::{TypologyOptions, TypologyResult, analyze};
use isard::typology::{Direction, IndicatorDefinition};

const REGIONS: usize = 30;
const YEARS: [i64; 3] = [2019, 2020, 2021];

/// Thirty regions in three well separated groups of ten (r00… low, r10… middle,
/// r20… high); in 2021 region r09 has become a middle one.
fn panel() -> Indicators {
    let year = |y: usize| {
        let mut random = Random::new(11, y as u64, 0);
        let data = (0..REGIONS).flat_map(|r| {
            let kind = if (r, y) == (9, 2) { 1 } else { r / 10 };
            let level = kind as f64 * 10.0 + y as f64 * 100.0;
            [level + random.normal(), level * 2.0 + random.normal(), -level + random.normal()]
        });
        Matrix::from_vec(REGIONS, 3, data.collect())
    };
    Indicators {
        regions: (0..REGIONS).map(|r| format!("r{r:02}")).collect(),
        indicators: ["income", "patents", "poverty"].map(String::from).to_vec(),
        years: YEARS.to_vec(),
        has_year: true,
        matrices: (0..3).map(year).collect(),
    }
}

fn definitions() -> Vec<IndicatorDefinition> {
    let mut all = ["income", "patents", "poverty"].map(IndicatorDefinition::new).to_vec();
    all[2].direction = Direction::Destimulant;
    all[0].domain = Some("economy".into());
    all
}

fn quick() -> TypologyOptions {
    TypologyOptions {
        draws: 60,
        stability_draws: 10,
        gap_references: 10,
        grouping: GroupingMethod::KMeans { starts: 10, seed: 1 },
        ..Default::default()
    }
}

fn with_missing(missing: Missing) -> TypologyOptions {
    TypologyOptions { preparation: Preparation { missing, ..Default::default() }, ..quick() }
}

fn row<'a>(result: &'a TypologyResult, region: &str, year: i64) -> &'a GroupRow {
    result.groups.iter().find(|g| g.region == region && g.year == year).unwrap()
}

#[test]
fn planted_groups_and_the_planted_move_are_found() {
    let result = analyze(&panel(), &definitions(), &quick()).unwrap();
    assert_eq!(result.reference_year, 2021);
    assert_eq!(result.group_names, ["high", "middle", "low"]);
    assert_eq!(result.sizes, [10, 11, 9]);
    assert_eq!(row(&result, "r25", 2019).group, Some(1));
    assert_eq!((row(&result, "r09", 2020).group, row(&result, "r09", 2021).group), (Some(3), Some(2)));
    // Only the reference year is judged.
    assert_eq!(row(&result, "r00", 2020).probability, None);
    assert!(row(&result, "r00", 2021).probability.unwrap() > 0.95);
    assert_eq!(row(&result, "r00", 2021).second_group, Some(2));
    let moved =
        result.transitions.iter().find(|t| t.kind == "first-last" && (t.from_group, t.to_group) == (3, 2));
    assert_eq!(moved.unwrap().count, 1);
    let yearly: i64 = result.transitions.iter().filter(|t| t.kind == "yearly").map(|t| t.count).sum();
    assert_eq!(yearly, 60);
    for measure in ["silhouette", "stability", "calinski-harabasz", "davies-bouldin"] {
        let best = result.validity.iter().find(|v| v.measure == measure && v.best).unwrap();
        assert_eq!(best.k, 3, "{measure}");
    }
    assert_eq!(result.agreement.iter().find(|a| a.grouping_b == "ward-d2").unwrap().adjusted_rand, 1.0);
    assert_eq!(result.domain_indices.len(), 90);
    assert!(
        result
            .membership
            .chunks(3)
            .all(|m| (m.iter().map(|m| m.probability).sum::<f64>() - 1.0).abs() < 1e-12)
    );
}

#[test]
fn every_table_matches_its_key_and_columns() {
    fn check<R: Record>(rows: &[R]) {
        assert!(!rows.is_empty(), "{} is empty", R::SPEC.name);
        let table = table_of(rows);
        let mut keys: Vec<Vec<Option<String>>> = (0..table.rows())
            .map(|r| R::SPEC.key.iter().map(|k| table.get(k).unwrap().display(r)).collect())
            .collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), rows.len(), "{} repeats a key", R::SPEC.name);
    }
    let r = analyze(&panel(), &definitions(), &quick()).unwrap();
    check(&r.groups);
    check(&r.membership);
    check(&r.values);
    check(&r.profile);
    check(&r.transitions);
    check(&r.validity);
    check(&r.tree);
    check(&r.leaves);
    check(&r.agreement);
    check(&r.domain_indices);
    check(&r.indicators);
    check(&r.group_stability);
    check(&r.features);
    check(&r.typical);
    check(&r.center_distances);
    check(&r.moves);
    check(&r.year_rows);
    check(&r.steadiness);
    check(&r.k_choices);
    check(&r.cross_table);
    check(&r.domains);
    check(&r.contributions);
}

#[test]
fn results_do_not_depend_on_threads() {
    let pool = |n| rayon::ThreadPoolBuilder::new().num_threads(n).build().unwrap();
    let of = |n| pool(n).install(|| analyze(&panel(), &definitions(), &quick()).unwrap());
    let (one, two) = (of(1), of(2));
    assert_eq!(one, two);
    assert_eq!(one.total_within_ss.to_bits(), two.total_within_ss.to_bits());
}

#[test]
fn years_without_an_indicator_are_not_used() {
    let mut panel = panel();
    (0..REGIONS).for_each(|r| panel.matrices[2].set(r, 1, f64::NAN));
    let result = analyze(&panel, &definitions(), &quick()).unwrap();
    assert_eq!(result.years, [2019, 2020]);
    assert_eq!(result.reference_year, 2020);
    assert!(result.warnings.iter().any(|w| w.contains("2021")), "{:?}", result.warnings);
    let preparation = Preparation { year: Some(2021), ..Default::default() };
    let asked = TypologyOptions { preparation, ..quick() };
    let refused = analyze(&panel, &definitions(), &asked).unwrap_err();
    assert_eq!(refused.to_string(), "not every indicator has values in 2021");
}

#[test]
fn left_out_regions_stay_visible_and_filled_ones_are_marked() {
    let mut panel = panel();
    panel.matrices[2].set(4, 0, f64::NAN);
    assert!(analyze(&panel, &definitions(), &quick()).is_err());
    let left_out = with_missing(Missing::DropRegion);
    let result = analyze(&panel, &definitions(), &left_out).unwrap();
    let gone = row(&result, "r04", 2021);
    assert_eq!((gone.group, gone.status), (None, Status::Undefined(Reason::LeftOut)));
    assert!(row(&result, "r04", 2020).group.is_some());
    let filled = with_missing(Missing::Median);
    let result = analyze(&panel, &definitions(), &filled).unwrap();
    assert_eq!(row(&result, "r04", 2021).status, Status::Estimated);
    let value = result.values.iter().find(|v| v.status == Status::Estimated).unwrap();
    assert_eq!((value.region.as_str(), value.year, value.indicator.as_str()), ("r04", 2021, "income"));
    assert_eq!(result.indicators[0].coverage, 29.0 / 30.0);
}

#[test]
fn winsorising_pulls_in_an_outlier() {
    let mut panel = panel();
    panel.matrices[1].set(0, 0, 1e6);
    let plain = analyze(&panel, &definitions(), &quick()).unwrap();
    let pulled =
        analyze(&panel, &definitions(), &TypologyOptions { outliers: Outliers::WinsorizeSd(2.0), ..quick() })
            .unwrap();
    let z = |r: &TypologyResult| {
        r.values.iter().find(|v| v.region == "r00" && v.year == 2020).unwrap().z.unwrap()
    };
    assert!(z(&pulled) < z(&plain));
    assert!(
        pulled.warnings.iter().any(|w| w.starts_with("1 values were pulled in")),
        "{:?}",
        pulled.warnings
    );
}
