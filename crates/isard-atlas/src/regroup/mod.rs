//! Regions under other codes: one vintage of official codes for a table, and
//! regions of the study's own that stand for several.

mod divide;
mod join;

use crate::study::Study;
use divide::{Shares, divide};
use isard::clusters::crosswalk::Crosswalk;
use isard::clusters::crosswalk::check::of_table;
use isard::clusters::crosswalk::nuts::{known, named, successors};
use isard::model::study_tables::study_table;
use isard::model::{Action, Boundary, Column, Place, Problem, Table, TextColumn};
use isard::registry::MethodError;
use join::{Join, join};
use std::collections::{BTreeMap, BTreeSet, HashMap};

fn list(codes: &[String]) -> String {
    let shown: Vec<&str> = codes.iter().take(8).map(String::as_str).collect();
    let more = if codes.len() > shown.len() { " …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// What became of the codes of a table.
#[derive(Default)]
struct Fate {
    /// Codes that became another.
    to: HashMap<String, String>,
    /// Codes that were divided, with the share of each part.
    divided: Shares,
    /// Codes that were divided and nothing says how.
    split: Vec<String>,
    /// Codes without a successor.
    lost: Vec<String>,
    /// Regions that are the same but for a piece of land.
    shifted: Vec<String>,
    /// Codes that became one with others.
    merged: Vec<String>,
}

/// The rows of the study's crosswalks that lead to a vintage.
fn own_crosswalk(crosswalks: Option<&Table>, vintage: &str) -> Result<Option<Crosswalk>, MethodError> {
    let Some(table) = crosswalks else { return Ok(None) };
    let year = named(vintage);
    let leads = |scheme: &&str| *scheme == vintage || (year.is_some() && named(scheme) == year);
    let scheme = (0..table.rows()).filter_map(|r| table.text_at(r, "scheme_to")).find(leads);
    scheme.map(|scheme| of_table(table, scheme)).transpose()
}

/// What became of codes: by the study's crosswalks where they know a code, else
/// by the official changes.
fn fate<'a>(
    codes: impl Iterator<Item = &'a str>,
    own: Option<&Crosswalk>,
    year: Option<u16>,
    amounts: bool,
) -> Fate {
    let mut out = Fate::default();
    let mut others = Vec::new();
    for code in codes {
        let Some(targets) = own.and_then(|o| o.get(code)) else {
            others.push(code);
            continue;
        };
        let shares: Option<Vec<(String, f64)>> =
            targets.parts.iter().map(|(to, share)| Some((to.clone(), (*share)?))).collect();
        match (shares, targets.parts.as_slice()) {
            (_, [(to, _)]) if to == code => {}
            (_, [(to, _)]) => drop(out.to.insert(code.into(), to.clone())),
            (Some(shares), _) if amounts => drop(out.divided.insert(code.into(), shares)),
            _ => out.split.push(code.into()),
        }
    }
    let Some(year) = year else { return out };
    let found = successors(others, year);
    let one = |(from, to): (&String, &Vec<String>)| (to.len() == 1).then(|| (from.clone(), to[0].clone()));
    out.to.extend(found.to.iter().filter_map(one).filter(|(a, b)| a != b));
    // A code that is of no vintage may be the study's own.
    out.split.extend(found.split.into_iter().filter(|c| known(c)));
    out.lost.extend(found.lost.into_iter().filter(|c| known(c)));
    (out.shifted, out.merged) = (found.shifted, found.merged);
    out
}

/// Brings the codes of a table's regions to a vintage, by the rows of the study's
/// crosswalks that lead there, else by the official changes. Cells that become one
/// are added up in `activity`, and those of a divided region shared by the weights
/// of the crosswalks; elsewhere only codes change. Codes that were divided without
/// weights, and those without a successor, have no place: their rows are left out
/// and listed.
///
/// Returns the table, the row each of its rows came from, and what to tell.
pub(crate) fn to_vintage(
    name: &str,
    table: &Table,
    vintage: &str,
    crosswalks: Option<&Table>,
    place: &Place,
) -> Result<(Table, Vec<usize>, Vec<Problem>), Box<Problem>> {
    let refuse = |message: String, hint: Option<String>| {
        let problem = Problem::new("E0003", format!("[tables.{name}] regions-to: {message}"), place.clone());
        Box::new(Problem { hint, ..problem })
    };
    let own = own_crosswalk(crosswalks, vintage).map_err(|e| refuse(e.to_string(), e.hint()))?;
    let year = named(vintage);
    if year.is_none() && own.is_none() {
        let hint = "vintages are NUTS2013, NUTS2016, NUTS2021 and NUTS2024; for others add crosswalks.csv with \
                    scheme_from, from, scheme_to, to and weight";
        return Err(refuse(
            format!("no vintage `{vintage}`, and no crosswalk leads to it"),
            Some(hint.into()),
        ));
    }
    let (Some(spec), Ok(text)) = (study_table(name), table.text("region")) else {
        return Err(refuse("the table has no column region".into(), None));
    };
    let how = if name == "activity" { Join::Sum } else { Join::Rename };
    let amounts = matches!(how, Join::Sum);
    let Fate { to, divided, split, lost, shifted, merged } =
        fate(text.dictionary().iter().map(|k| &**k), own.as_ref(), year, amounts);
    let gone: BTreeSet<&str> = split.iter().chain(&lost).map(String::as_str).collect();
    let kept: Vec<usize> =
        (0..table.rows()).filter(|&r| text.get(r).is_none_or(|k| !gone.contains(k))).collect();
    let left = table.rows() - kept.len();
    let (shared, from) = divide(&table.take(&kept), &divided);
    let made = join(&shared, spec.key, &to, &how);
    let rows = made.rows.iter().map(|&r| kept[from[r]]).collect();
    let vintage = year.map_or_else(|| vintage.to_string(), |year| format!("NUTS {year}"));
    let mut told = Vec::new();
    let mut say = |code, message: String, action, count| {
        let mut problem = Problem::new(code, message, place.clone()).action(action);
        problem.count = count;
        told.push(problem);
    };
    if !to.is_empty() || !divided.is_empty() {
        let mut message = format!("{} codes of regions were brought to {vintage}", to.len() + divided.len());
        if !shifted.is_empty() {
            message += &format!("; the same regions but for a piece of land: {}", list(&shifted));
        }
        if !merged.is_empty() {
            message += &format!("; merged with others: {}", list(&merged));
        }
        if !divided.is_empty() {
            let codes: BTreeSet<String> = divided.keys().cloned().collect();
            message += &format!(
                "; divided by the weights of the crosswalks, estimates: {}",
                list(&codes.into_iter().collect::<Vec<_>>())
            );
        }
        if made.joined > 0 {
            message += &format!("; {} cells are sums of several", made.joined);
        }
        for remark in own.iter().flat_map(|o| &o.remarks) {
            message += &format!("; {remark}");
        }
        say("N0705", message, Action::Kept, to.len() + divided.len());
    }
    if left > 0 {
        let mut parts = Vec::new();
        if !split.is_empty() {
            parts.push(format!("divided, with no share known for the parts: {}", list(&split)));
        }
        if !lost.is_empty() {
            parts.push(format!("without a successor: {}", list(&lost)));
        }
        say(
            "W0706",
            format!("{left} rows have no place in {vintage}: {}", parts.join("; ")),
            Action::LeftOut,
            left,
        );
    }
    Ok((made.table, rows, told))
}

/// Puts the regions of the study's own in the place of their members, in every
/// table and on the map, so that nothing is counted twice.
pub(crate) fn custom(study: &mut Study) {
    let wanted = study.config.custom_regions.clone();
    let Some(regions) = study.tables.get("regions").cloned().filter(|_| !wanted.is_empty()) else { return };
    let row_of: HashMap<String, usize> =
        (0..regions.rows()).filter_map(|r| Some((regions.text_at(r, "region")?.to_string(), r))).collect();
    let mut to: HashMap<String, String> = HashMap::new();
    for (key, own) in &wanted {
        if let Some((message, hint)) = refused(key, &own.members, &row_of, &to, &regions) {
            let place = Place { file: "study.toml".into(), ..Place::default() };
            study
                .problems
                .push(Problem::new("E0003", format!("[custom-regions.{key}] {message}"), place).hint(hint));
            return;
        }
        to.extend(own.members.iter().map(|m| (m.clone(), key.clone())));
        study.assumptions.push(format!(
            "{} stands for {} regions: {}; activity is their sum, indicators their mean by residents but for amounts",
            own.name.as_deref().unwrap_or(key),
            own.members.len(),
            list(&own.members)
        ));
    }
    let residents: HashMap<String, f64> = row_of
        .iter()
        .filter_map(|(key, &row)| {
            Some((key.clone(), regions.real_at(row, "population").filter(|p| *p > 0.0)?))
        })
        .collect();
    let amounts = study.config.tables.get("indicators").map(|t| t.amounts.clone()).unwrap_or_default();
    for (&name, table) in &mut study.tables {
        let Some(spec) = study_table(name).filter(|_| table.get("region").is_some()) else { continue };
        let how = match name {
            "regions" => continue,
            "activity" => Join::Sum,
            "indicators" => Join::Mean { residents: &residents, amounts: &amounts },
            _ => Join::Rename,
        };
        *table = join(table, spec.key, &to, &how).table;
    }
    let names: BTreeMap<&str, &str> =
        wanted.iter().map(|(k, own)| (k.as_str(), own.name.as_deref().unwrap_or(k))).collect();
    study.tables.insert("regions", places(&regions, &to, &names));
    study.boundaries = outlines(std::mem::take(&mut study.boundaries), &to);
    let focus = study.config.study.focus.iter().map(|k| to.get(k).unwrap_or(k).clone());
    let mut seen = BTreeSet::new();
    study.config.study.focus = focus.filter(|k| seen.insert(k.clone())).collect();
}

/// What is wrong with a region of the study's own, and what to do.
fn refused(
    key: &str,
    members: &[String],
    row_of: &HashMap<String, usize>,
    taken: &HashMap<String, String>,
    regions: &Table,
) -> Option<(String, String)> {
    if row_of.contains_key(key) {
        return Some((format!("`{key}` is a region of the table already"), "choose another key".into()));
    }
    if members.is_empty() {
        return Some(("has no members".into(), "write members = [\"…\", \"…\"]".into()));
    }
    if let Some(m) = members.iter().find(|m| !row_of.contains_key(*m)) {
        let near = isard::registry::nearest(m, row_of.keys().map(String::as_str));
        let hint = near.map_or_else(
            || "members are keys of the table of regions".into(),
            |n| format!("did you mean \"{n}\"?"),
        );
        return Some((format!("`{m}` is no region"), hint));
    }
    if let Some(m) = members.iter().find(|m| taken.contains_key(*m)) {
        return Some((format!("`{m}` belongs to `{}` already", taken[m]), "a region has one place".into()));
    }
    let levels: BTreeSet<Option<i64>> =
        members.iter().map(|m| regions.integer_at(row_of[m], "level")).collect();
    if levels.len() > 1 {
        return Some(("has members of several levels".into(), "join regions of one level".into()));
    }
    let mut once = BTreeSet::new();
    members
        .iter()
        .find(|m| !once.insert(*m))
        .map(|m| (format!("names `{m}` twice"), "name each region once".into()))
}

/// The table of regions with those of the study's own in the place of their
/// members: residents and area add up, the point is the members' middle.
fn places(regions: &Table, to: &HashMap<String, String>, names: &BTreeMap<&str, &str>) -> Table {
    let of = |r: usize| regions.text_at(r, "region").and_then(|k| to.get(k)).map(String::as_str);
    let mut groups: Vec<(Option<&str>, Vec<usize>)> = Vec::new();
    for row in 0..regions.rows() {
        match of(row).and_then(|key| groups.iter().position(|g| g.0 == Some(key))) {
            Some(at) => groups[at].1.push(row),
            None => groups.push((of(row), vec![row])),
        }
    }
    let first: Vec<usize> = groups.iter().map(|g| g.1[0]).collect();
    let taken = regions.take(&first);
    let mut out = Table::new();
    for field in taken.fields() {
        let name = field.name.as_str();
        let text = |own: &dyn Fn(&str, &[usize]) -> Option<String>| {
            let all: Vec<Option<String>> = groups
                .iter()
                .map(|(key, rows)| match key {
                    Some(key) => own(key, rows),
                    None => regions.text_at(rows[0], name).map(str::to_string),
                })
                .collect();
            Column::Text(all.iter().map(Option::as_deref).collect::<TextColumn>())
        };
        // What all members share.
        let shared = |rows: &[usize]| {
            let all: BTreeSet<Option<&str>> = rows.iter().map(|&r| regions.text_at(r, name)).collect();
            if all.len() == 1 { all.into_iter().next().flatten().map(str::to_string) } else { None }
        };
        let real = |own: &dyn Fn(&[usize]) -> Option<f64>| {
            let one = |(key, rows): &(Option<&str>, Vec<usize>)| match key {
                Some(_) => own(rows),
                None => regions.real_at(rows[0], name),
            };
            Column::Real(groups.iter().map(one).collect())
        };
        let column = match name {
            "region" => text(&|key, _| Some(key.to_string())),
            "name" => text(&|key, _| names.get(key).map(|n| n.to_string())),
            "parent" => {
                let parent = |rows: &[usize]| shared(rows).map(|p| to.get(&p).cloned().unwrap_or(p));
                let all: Vec<Option<String>> = groups.iter().map(|(_, rows)| parent(rows)).collect();
                Column::Text(all.iter().map(Option::as_deref).collect::<TextColumn>())
            }
            "population" | "area_km2" => real(&|rows| rows.iter().map(|&r| regions.real_at(r, name)).sum()),
            "lon" | "lat" => real(&|rows| {
                let sum: Option<f64> = rows.iter().map(|&r| regions.real_at(r, name)).sum();
                sum.map(|s| s / rows.len() as f64)
            }),
            _ => match &field.column {
                Column::Text(_) => text(&|_, rows| shared(rows)),
                other => other.clone(),
            },
        };
        out.push(field.name.clone(), column);
    }
    out
}

/// Outlines of members as one of many parts.
fn outlines(all: Vec<Boundary>, to: &HashMap<String, String>) -> Vec<Boundary> {
    let mut by_key: BTreeMap<String, Vec<Vec<Vec<[f64; 2]>>>> = BTreeMap::new();
    for boundary in all {
        let key = to.get(&boundary.region).unwrap_or(&boundary.region).clone();
        by_key.entry(key).or_default().extend(boundary.polygons);
    }
    by_key.into_iter().map(|(region, polygons)| Boundary { region, polygons }).collect()
}
