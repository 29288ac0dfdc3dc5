//! Firms of a study with what they were at the start and what became of them.

use super::units::Units;
use crate::inequality::values::number;
use crate::model::{Table, TableError};
use std::collections::{BTreeMap, BTreeSet};

/// Firms of the study tables `organisations` and `organisation_results` as
/// units: matched exactly on the industry, and on the logarithms of jobs and of
/// turnover per job and the age in the first year of the results; outcomes are
/// the yearly growth of jobs and of turnover per job to the last year, and
/// survival (1 where the firm is not closed by then). `None` where there are
/// not two years of employment, or not both members and outsiders.
///
/// Firms without an industry, jobs in the first year or a year of foundation
/// take no part; turnover is left out where hardly any firm has it.
///
/// # Errors
/// A table without one of these columns.
pub fn firm_results(
    organisations: &Table,
    results: &Table,
    members: &BTreeSet<String>,
) -> Result<Option<Units>, TableError> {
    let (ids, roles, industries) = (
        organisations.column("organisation")?,
        organisations.column("role")?,
        organisations.column("industry")?,
    );
    let (units, measures) = (results.column("organisation")?, results.column("measure")?);
    results.column("year")?;
    results.column("value")?;
    let mut values: BTreeMap<(String, String), BTreeMap<i64, f64>> = BTreeMap::new();
    for row in 0..results.rows() {
        let (Some(unit), Some(measure)) = (units.display(row), measures.display(row)) else { continue };
        let cell = |name| number(results, row, name).unwrap_or(f64::NAN);
        let (year, value) = (cell("year"), cell("value"));
        if !year.is_nan() && value > 0.0 {
            values.entry((unit, measure)).or_default().insert(year as i64, value);
        }
    }
    let employment = values.iter().filter(|v| v.0.1 == "employment").flat_map(|v| v.1.keys().copied());
    let years: BTreeSet<i64> = employment.collect();
    let (Some(&first), Some(&last)) = (years.first(), years.last()) else { return Ok(None) };
    if first == last {
        return Ok(None);
    }
    let at = |id: &str, measure: &str, year: i64| {
        values.get(&(id.to_string(), measure.to_string())).and_then(|v| v.get(&year)).copied()
    };
    let mut categories: BTreeMap<String, usize> = BTreeMap::new();
    let mut units = Units::default();
    let (mut growth, mut productivity, mut survival) = (Vec::new(), Vec::new(), Vec::new());
    let mut starts: Vec<[Option<f64>; 3]> = Vec::new();
    let mut left_out = 0;
    for row in 0..organisations.rows() {
        let (Some(id), Some(role)) = (ids.display(row), roles.display(row)) else { continue };
        if role != "firm" {
            continue;
        }
        let founded = number(organisations, row, "founded").ok().filter(|v| !v.is_nan());
        let closed = number(organisations, row, "closed").ok().filter(|v| !v.is_nan());
        let jobs = at(&id, "employment", first);
        let (Some(industry), Some(jobs), Some(founded)) = (industries.display(row), jobs, founded) else {
            left_out += 1;
            continue;
        };
        let per_job = |year| Some((at(&id, "turnover", year)? / at(&id, "employment", year)?).ln());
        let next = categories.len();
        units.category.push(*categories.entry(industry).or_insert(next));
        units.member.push(members.contains(&id));
        starts.push([Some(jobs.ln()), Some(first as f64 - founded), per_job(first)]);
        let span = (last - first) as f64;
        growth.push(at(&id, "employment", last).map_or(f64::NAN, |e| (e / jobs).ln() / span));
        let moved = per_job(last).zip(per_job(first)).map(|(b, a)| (b - a) / span);
        productivity.push(moved.unwrap_or(f64::NAN));
        survival.push(f64::from(u8::from(closed.is_none_or(|c| c > last as f64))));
    }
    // Turnover is matched on where nearly all have it; those without it then take no part.
    let with = starts.iter().filter(|s| s[2].is_some()).count();
    let width = if with * 10 >= starts.len() * 9 { 3 } else { 2 };
    let kept: Vec<usize> =
        (0..starts.len()).filter(|&i| starts[i][..width].iter().all(Option::is_some)).collect();
    left_out += starts.len() - kept.len();
    let pick = |all: &[f64]| kept.iter().map(|&i| all[i]).collect::<Vec<f64>>();
    units.outcomes = vec![
        ("employment_growth".into(), pick(&growth)),
        ("turnover_per_job_growth".into(), pick(&productivity)),
        ("survival".into(), pick(&survival)),
    ];
    units.names =
        ["ln_employment", "age", "ln_turnover_per_job"][..width].iter().map(|n| n.to_string()).collect();
    units.numbers =
        kept.iter().flat_map(|&i| starts[i][..width].iter().flatten().copied().collect::<Vec<_>>()).collect();
    units.member = kept.iter().map(|&i| units.member[i]).collect();
    units.category = kept.iter().map(|&i| units.category[i]).collect();
    if left_out > 0 {
        units.warnings.push(format!(
            "{left_out} firms without an industry, a year of foundation or results in {first} take no part in the comparison"
        ));
    }
    let both = units.member.contains(&true) && units.member.contains(&false);
    Ok(both.then_some(units))
}
