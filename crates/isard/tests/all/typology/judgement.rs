//! What the workflow says about its own data and results: framework,
//! screening, contributions, moves, weights and refusals.

use super::cells::{near, run, table};
use isard::inference::Random;
use isard::linalg::Matrix;
use isard::model::Table;
use isard::registry::Indicators;
use isard::typology::group_method::{Grouped, Grouping, GroupingMethod};
use isard::typology::indicator_weights::Weighting;
use isard::typology::integral_index::{IndexVariant, index};
use isard::typology::outliers::Outliers;
use isard::typology::prepare::{Missing, Preparation, prepare, prepare_with};
use isard::typology::screening::Screen;
use isard::typology::validity::dunn;
use isard::typology::workflow::{TypologyOptions, TypologyResult, analyze, analyze_with};
use isard::typology::{Direction, IndicatorDefinition};
use proptest::prelude::*;

const NAMES: [&str; 5] = ["income", "patents", "roads", "poverty", "constant"];

/// Forty regions in three years: a common level, a copy of income (`roads`), an
/// indicator that hardly varies, and poverty, which falls with the level.
fn panel(seed: u64) -> Indicators {
    let year = |y: u64| {
        let mut random = Random::new(seed, y, 0);
        let rows = (0..40).flat_map(|r| {
            let level = f64::from(r / 14) * 3.0 + y as f64 * 0.3 * f64::from(r % 5);
            let income = level + random.normal();
            [
                income,
                level + random.normal(),
                2.0 * income + 0.01 * random.normal(),
                -level + random.normal(),
                if r == 0 { 1.0 } else { 0.0 },
            ]
        });
        Matrix::from_vec(40, 5, rows.collect())
    };
    Indicators {
        regions: (0..40).map(|r| format!("r{r:02}")).collect(),
        indicators: NAMES.map(String::from).to_vec(),
        years: vec![2020, 2021, 2022],
        has_year: true,
        matrices: (0..3).map(year).collect(),
    }
}

fn definitions() -> Vec<IndicatorDefinition> {
    let mut all = NAMES.map(IndicatorDefinition::new).to_vec();
    all[3].direction = Direction::Destimulant;
    for (at, domain) in [(0, "economy"), (1, "innovation"), (2, "economy"), (3, "people")] {
        all[at].domain = Some(domain.into());
    }
    all
}

fn quick() -> TypologyOptions {
    TypologyOptions {
        draws: 40,
        stability_draws: 5,
        gap_references: 5,
        k_max: 4,
        grouping: GroupingMethod::KMeans { starts: 5, seed: 1 },
        ..Default::default()
    }
}

fn found(result: &TypologyResult, finding: &str) -> Vec<(Option<String>, String)> {
    let rows = result.screening.iter().filter(|r| r.finding == finding);
    rows.map(|r| (r.indicator.clone(), r.action.clone())).collect()
}

#[test]
fn screening_flags_by_default_and_drops_by_name() {
    let flagged = analyze(&panel(1), &definitions(), &quick()).unwrap();
    assert_eq!(found(&flagged, "near-constant"), [(Some("constant".into()), "flagged".into())]);
    assert_eq!(found(&flagged, "collinear").len(), 1);
    assert_eq!(found(&flagged, "inflation").len(), 2);
    assert_eq!(flagged.indicators.len(), 5);
    let dropped =
        analyze(&panel(1), &definitions(), &TypologyOptions { screen: Screen::Drop, ..quick() }).unwrap();
    assert_eq!(found(&dropped, "near-constant"), [(Some("constant".into()), "dropped".into())]);
    let kept: Vec<&str> = dropped.indicators.iter().map(|i| i.indicator.as_str()).collect();
    assert!(kept.len() == 3 && kept.contains(&"patents") && kept.contains(&"poverty"), "{kept:?}");
    assert!(found(&dropped, "inflation").is_empty());
    assert!(dropped.warnings.iter().any(|w| w.contains("left out, because they hardly vary: constant")));
    // One indicator of a pair of copies is enough.
    let by_inflation = TypologyOptions { screen: Screen::DropInflation, ..quick() };
    let dropped = analyze(&panel(1), &definitions(), &by_inflation).unwrap();
    assert_eq!(found(&dropped, "inflation").iter().filter(|f| f.1 == "dropped").count(), 1);
    assert_eq!(dropped.indicators.len(), 4);
}

#[test]
fn a_wrong_direction_is_flagged_and_never_turned() {
    let mut wrong = definitions();
    wrong[3].direction = Direction::Stimulant;
    let result = analyze(&panel(1), &wrong, &quick()).unwrap();
    assert_eq!(found(&result, "direction"), [(Some("poverty".into()), "flagged".into())]);
    let row = result.indicators.iter().find(|i| i.indicator == "poverty").unwrap();
    assert_eq!(row.direction, "stimulant");
    assert!(row.note.as_ref().unwrap().contains("check its direction"));
    let right = analyze(&panel(1), &definitions(), &quick()).unwrap();
    assert!(found(&right, "direction").is_empty());
}

#[test]
fn inflation_is_not_judged_without_enough_regions() {
    let mut few = panel(1);
    few.regions.truncate(6);
    let rows: Vec<usize> = (0..6).collect();
    few.matrices = few.matrices.iter().map(|m| m.take_rows(&rows)).collect();
    let result = analyze(&few, &definitions(), &TypologyOptions { k: 2, ..quick() }).unwrap();
    assert_eq!(found(&result, "not-judged"), [(None, "flagged".into())]);
    assert!(found(&result, "inflation").is_empty());
}

#[test]
fn domains_are_covered_or_named() {
    let result = analyze(&panel(1), &definitions(), &quick()).unwrap();
    let state = |d: &str| result.domains.iter().find(|r| r.domain == d).unwrap().state.clone();
    assert_eq!(
        (state("economy"), state("people"), state("institutions")),
        ("covered".into(), "thin".into(), "no-data".into())
    );
    assert!(
        result.warnings.iter().any(|w| w.contains("infrastructure, institutions, environment")),
        "{:?}",
        result.warnings
    );
    assert!(result.domain_balance.unwrap() > 0.3 && result.domain_balance.unwrap() < 0.7);
    // Ranks of a domain: 1..n in each year.
    let mut ranks: Vec<i64> = result
        .domain_indices
        .iter()
        .filter(|d| d.domain == "people" && d.year == 2022)
        .map(|d| d.rank.unwrap())
        .collect();
    ranks.sort_unstable();
    assert_eq!(ranks, (1..=40).collect::<Vec<i64>>());
}

/// Parts of the index add up to what the method says, and by domain to the same.
#[test]
fn contributions_add_up() {
    let (indicators, definitions) = (panel(2), definitions());
    let p = prepare(&indicators, &definitions, Missing::Refuse, None).unwrap();
    let all: Vec<usize> = (0..5).collect();
    for (variant, total) in [
        (IndexVariant::MinMax, None),
        (IndexVariant::Pca, None),
        (IndexVariant::StandardizedSum { unit: false }, None),
        (IndexVariant::Hellwig { ddof: 1 }, Some(())),
    ] {
        let found = index(&p, &p.values, &all, variant, Weighting::Critic).unwrap();
        for year in 0..3 {
            let rows = p.rows_of_year(year);
            // What adds up: the index less its mean, or mean d² − d² with d = (1 − m)·d₀.
            let value = |i: usize| match total {
                None => found.values[i],
                Some(()) => -((1.0 - found.values[i]) * found.d0[year]).powi(2),
            };
            let mean = rows.iter().map(|&i| value(i)).sum::<f64>() / rows.len() as f64;
            rows.iter().for_each(|&i| near(found.parts.row(i).iter().sum(), value(i) - mean, 1e-9));
        }
    }
    let result = analyze(&indicators, &definitions, &quick()).unwrap();
    for region in ["r00", "r20", "r39"] {
        let of = |level: &'static str| {
            result.contributions.iter().filter(move |c| c.region == region && c.level == level)
        };
        near(of("domain").map(|c| c.contribution).sum(), of("indicator").map(|c| c.contribution).sum(), 1e-9);
        near(of("domain").map(|c| c.share).sum(), 1.0, 1e-9);
        assert!(of("indicator").all(|c| c.side == if c.contribution > 0.0 { "raises" } else { "lowers" }));
        assert_eq!(of("domain").map(|c| c.place).collect::<Vec<_>>(), [1, 2, 3, 4]);
    }
}

#[test]
fn moves_are_explained_in_full() {
    let result = analyze(&panel(3), &definitions(), &quick()).unwrap();
    assert!(!result.moves.is_empty(), "the panel has moves");
    for parts in result.moves.chunk_by(|a, b| (&a.region, a.year_from) == (&b.region, b.year_from)) {
        assert_eq!(parts.len(), 5);
        near(parts.iter().map(|m| m.share.unwrap()).sum(), 1.0, 1e-9);
        // A region moves to the nearer center, so the change as a whole is towards it.
        assert!(parts.iter().map(|m| m.contribution).sum::<f64>() > 0.0);
        assert!(parts.windows(2).all(|w| w[0].contribution >= w[1].contribution));
        let group = |year: i64| {
            result.groups.iter().find(|g| g.region == parts[0].region && g.year == year).unwrap().group
        };
        assert_eq!(
            (group(parts[0].year_from), group(parts[0].year_to)),
            (Some(parts[0].from_group), Some(parts[0].to_group))
        );
    }
    let yearly: i64 = result
        .transitions
        .iter()
        .filter(|t| t.kind == "yearly" && t.from_group != t.to_group)
        .map(|t| t.count)
        .sum();
    assert_eq!(result.steadiness.iter().map(|s| s.moves).sum::<i64>(), yearly);
    assert_eq!(result.year_rows.len(), 3);
    assert_eq!(result.year_rows[0].stayed, None);
    let moved = |y: usize| (1.0 - result.year_rows[y].stayed.unwrap()) * 40.0;
    near(moved(1) + moved(2), yearly as f64, 1e-9);
    assert!(result.year_rows.iter().all(|y| y.agreement_alone.is_some()));
}

#[test]
fn every_gap_rule_and_measure_recommends() {
    let result = analyze(&panel(1), &definitions(), &quick()).unwrap();
    let rules: Vec<(&str, &str)> =
        result.k_choices.iter().map(|c| (c.measure.as_str(), c.rule.as_str())).collect();
    for rule in ["tibs-2001", "first-max", "global-max", "first-se-max", "global-se-max"] {
        assert!(rules.contains(&("gap", rule)));
    }
    for measure in ["silhouette", "calinski-harabasz", "davies-bouldin", "dunn", "stability"] {
        let chosen = result.k_choices.iter().find(|c| c.measure == measure).unwrap();
        let best = result.validity.iter().find(|v| v.measure == measure && v.best).unwrap();
        assert_eq!((chosen.k, chosen.value), (Some(best.k), best.value), "{measure}");
    }
    assert!(result.assumptions.iter().any(|a| a.contains("number of groups")));
}

#[test]
fn a_measure_can_choose_the_number_of_groups() {
    let of = |measure: &str| {
        let options = TypologyOptions { k: 4, choose_k: Some(measure.into()), ..quick() };
        analyze(&panel(1), &definitions(), &options)
    };
    for measure in ["silhouette", "stability", "dunn", "gap"] {
        let result = of(measure).unwrap();
        let rule = if measure == "gap" { "tibs-2001" } else { "largest" };
        let choice = result.k_choices.iter().find(|c| c.measure == measure && c.rule == rule).unwrap();
        // A gap that finds no groups leaves the number asked for.
        let expected = if choice.k == Some(1) { 4 } else { choice.k.unwrap() };
        assert_eq!(result.k as i64, expected, "{measure}");
    }
    let none = TypologyOptions { choose_k: Some("gap".into()), gap_references: 0, ..quick() };
    let refused = analyze(&panel(1), &definitions(), &none).unwrap_err();
    assert!(refused.to_string().contains("no number of groups"), "{refused}");
}

#[test]
fn groups_that_overlap_are_not_sure() {
    // One cloud cut in three: a grouping that resampling does not bring back.
    let mut random = Random::new(5, 0, 0);
    let cloud = Indicators {
        regions: (0..60).map(|r| format!("r{r:02}")).collect(),
        indicators: ["a", "b", "c", "d"].map(String::from).to_vec(),
        years: vec![0],
        has_year: false,
        matrices: vec![Matrix::from_vec(60, 4, (0..240).map(|_| random.normal()).collect())],
    };
    let options = TypologyOptions { draws: 100, ..quick() };
    let result = analyze(&cloud, &[], &options).unwrap();
    let mean = result.groups.iter().map(|g| g.probability.unwrap()).sum::<f64>() / 60.0;
    assert!(mean < 0.75, "{mean}");
    assert!(result.group_stability.iter().any(|g| g.state != "stable"), "{:?}", result.group_stability);
    assert!(result.group_stability.iter().all(|g| g.low <= g.jaccard && g.jaccard <= g.high));
}

/// A method from outside: the sign of the first coordinate.
struct Halves;

impl Grouping for Halves {
    fn name(&self) -> String {
        "halves".into()
    }
    fn describe(&self, _: usize) -> String {
        "halves by the first coordinate".into()
    }
    fn group(&self, z: &Matrix, _: usize) -> Result<Grouped, isard::registry::MethodError> {
        let labels = (0..z.rows()).map(|i| usize::from((z.get(i, 0) > 0.0) != (z.get(0, 0) > 0.0))).collect();
        Ok(Grouped { labels, converged: true, ..Grouped::default() })
    }
}

#[test]
fn any_grouping_plugs_in() {
    let result = analyze_with(&panel(1), &definitions(), &quick(), &Halves, &Halves).unwrap();
    assert_eq!((result.k, result.sizes.len()), (2, 2));
    assert!(result.warnings.iter().any(|w| w.contains("3 groups were asked for, the method found 2")));
    assert!(result.agreement.iter().any(|a| a.grouping_a == "halves" && a.grouping_b == "k-means"));
    assert!(result.groups.iter().filter(|g| g.year == 2022).all(|g| g.probability.is_some()));
}

fn wide(header: &[&str], rows: &[Vec<String>]) -> Table {
    table(header, rows)
}

/// Twelve regions, four indicators without pattern.
fn small() -> Table {
    let mut random = Random::new(9, 0, 0);
    let rows: Vec<Vec<String>> = (0..12)
        .map(|r| {
            std::iter::once(format!("r{r:02}"))
                .chain((0..4).map(|_| (5.0 + random.normal()).to_string()))
                .collect()
        })
        .collect();
    wide(&["region", "a", "b", "c", "d"], &rows)
}

#[test]
fn experts_weights_come_from_comparisons() {
    let t = small();
    let set = |list: &'static str| {
        [("indicator-weights", "ahp"), ("directions", "d=neutral"), ("comparisons", list)]
    };
    let run_index = |list: &'static str| run("integral-index", &[("indicators", &t)], &set(list));
    // Consistent: weights 6 : 3 : 2, which sum to 3 when their mean is 1.
    let found = run_index("a:b=2,a:c=3,b:c=1.5").unwrap();
    for (name, weight) in [("a", 18.0 / 11.0), ("b", 9.0 / 11.0), ("c", 6.0 / 11.0)] {
        near(found.figures["weights"][name].as_f64().unwrap(), weight, 1e-9);
    }
    near(found.figures["lambda"].as_f64().unwrap(), 3.0, 1e-9);
    assert!(found.warnings.is_empty());
    let torn = run_index("a:b=9,b:c=9,a:c=1/9").unwrap();
    assert!(torn.warnings[0].contains("contradict each other"), "{:?}", torn.warnings);
    let says = |list: &'static str| run_index(list).unwrap_err().to_string();
    assert!(says("a:b=2,a:c=3").contains("b and c are not compared"));
    assert!(says("a:d=2,a:c=3,c:d=1").contains("two different names of a, b, c"));
    let d = wide(
        &["indicator", "domain"],
        &[("a", "economy"), ("b", "economy"), ("c", "people"), ("d", "people")]
            .map(|r| vec![r.0.into(), r.1.into()]),
    );
    let set = [("indicator-weights", "ahp"), ("comparisons", "economy:people=3")];
    let found = run("integral-index", &[("indicators", &t), ("definitions", &d)], &set).unwrap();
    near(found.figures["weights"]["a"].as_f64().unwrap(), 1.5, 1e-9);
    near(found.figures["weights"]["c"].as_f64().unwrap(), 0.5, 1e-9);
    let set = [("indicator-weights", "domains")];
    let found = run("integral-index", &[("indicators", &t), ("definitions", &d)], &set).unwrap();
    near(found.figures["weights"]["a"].as_f64().unwrap(), 1.0, 1e-9);
}

#[test]
fn options_that_contradict_are_refused() {
    let t = small();
    let says = |set: &[(&str, &str)]| run("typology", &[("indicators", &t)], set).unwrap_err().to_string();
    assert!(says(&[("outliers", "box-cox"), ("winsorize", "2")]).contains("winsorize"));
    assert!(says(&[("grouping-weights", "index"), ("reduce", "pca")]).contains("grouping-weights=index"));
    assert!(says(&[("indicator-weights", "ahp")]).contains("needs the option `comparisons`"));
    assert!(says(&[("comparisons", "a:b=2")]).contains("indicator-weights=given"));
    assert!(says(&[("reduce", "pca"), ("components", "9")]).contains("9 components"));
    assert!(says(&[("k", "13")]).contains("only 12 distinct rows"));
    assert!(
        says(&[("grouping", "ward")]).contains("did you mean `ward-d2`?")
            || says(&[("grouping", "ward")]).contains("one of")
    );
}

#[test]
fn thresholds_of_missing_values_are_options() {
    let mut gappy = panel(1);
    // r05 knows one of five indicators in 2022; income lacks a value for r06.
    (1..5).for_each(|j| gappy.matrices[2].set(5, j, f64::NAN));
    gappy.matrices[2].set(6, 0, f64::NAN);
    let with = |min_known: f64, min_coverage: f64| {
        let how = Preparation { missing: Missing::KNearest, min_known, min_coverage, ..Default::default() };
        prepare_with(&gappy, &definitions(), &how).unwrap()
    };
    let strict = with(0.5, 0.5);
    assert_eq!((strict.left_out.len(), strict.fills.len()), (1, 1));
    assert!(strict.warnings.iter().any(|w| w.contains("rather than made up")));
    let lax = with(0.1, 0.5);
    assert_eq!((lax.left_out.len(), lax.fills.len()), (0, 5));
    // A year in which an indicator covers less than asked for is not used.
    assert_eq!(with(0.5, 0.99).years, [2020, 2021]);
    let infinite = {
        let mut p = panel(1);
        p.matrices[0].set(0, 0, f64::INFINITY);
        prepare(&p, &definitions(), Missing::Refuse, None).unwrap_err().to_string()
    };
    assert!(infinite.contains("not finite"), "{infinite}");
}

#[test]
fn outliers_are_reported_one_by_one() {
    let mut p = panel(1);
    p.matrices[1].set(7, 1, 1e4);
    for outliers in [Outliers::WinsorizeSd(3.0), Outliers::Robust(3.0), Outliers::WinsorizeQuantile(0.01)] {
        let result = analyze(&p, &definitions(), &TypologyOptions { outliers, ..quick() }).unwrap();
        let row = result.outliers.iter().find(|o| o.before == Some(1e4)).unwrap();
        assert_eq!(
            (row.region.as_deref(), row.year, row.indicator.as_str()),
            (Some("r07"), Some(2021), "patents")
        );
        assert!(row.after.unwrap() < 1e4);
        // The values that are shown stay as they were read.
        assert!(result.values.iter().any(|v| v.value == Some(1e4)));
    }
    let plain = analyze(&panel(1), &definitions(), &quick()).unwrap();
    assert!(plain.outliers.is_empty());
}

proptest! {
    #[test]
    fn dunn_is_its_definition(cells in prop::collection::vec(-5i32..6, 8..40), k in 1usize..4) {
        let n = cells.len() / 2;
        let x = Matrix::from_vec(n, 2, cells[..2 * n].iter().map(|v| f64::from(*v)).collect());
        let labels: Vec<usize> = (0..n).map(|i| i % k).collect();
        let d = |i: usize, j: usize| x.row(i).iter().zip(x.row(j)).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt();
        let (mut between, mut within) = (f64::INFINITY, 0.0f64);
        for i in 0..n {
            for j in 0..i {
                if labels[i] == labels[j] { within = within.max(d(i, j)) } else { between = between.min(d(i, j)) }
            }
        }
        match dunn(&x, &[&labels])[0] {
            Some(found) => prop_assert!((found - between / within).abs() < 1e-12),
            None => prop_assert!(within == 0.0 || between.is_infinite()),
        }
    }
}
