//! Keys across tables: every link leads somewhere, or is named.

use crate::model::{Action, Place, Problem, Table, TableSpec};
use crate::registry::nearest;
use std::collections::{BTreeMap, HashSet};

/// Unknown keys that resemble a known one are shown one by one up to this number; the rest is counted.
const SHOWN: usize = 8;

/// More unknown keys than this, resembling nothing, are one problem: most likely another code list.
const TOGETHER: usize = 2;

/// Checks one table's links against the keys of the others.
///
/// With `leave_out`, rows with unknown keys are removed and listed; otherwise
/// each unknown key is an error with a hint. Tables that the study does not
/// have are not checked against.
pub fn check_links(
    spec: &TableSpec,
    table: &Table,
    place: impl Fn(usize, &str) -> Place,
    keys: &BTreeMap<&'static str, HashSet<String>>,
    leave_out: bool,
) -> (Vec<Problem>, Option<Table>) {
    let mut problems = Vec::new();
    let mut bad_rows: HashSet<usize> = HashSet::new();
    for column in spec.columns {
        let Some(target) = column.refers else { continue };
        let (Some(known), Ok(text)) = (keys.get(target), table.text(column.name)) else { continue };
        let unknown: Vec<bool> = text.dictionary().iter().map(|d| !known.contains(&**d)).collect();
        // First row and number of rows of each unknown key.
        let mut seen: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for row in 0..text.len() {
            if let Some(code) = text.code(row)
                && unknown[code]
            {
                seen.entry(code).or_insert((row, 0)).1 += 1;
                bad_rows.insert(row);
            }
        }
        let mut unlike: Vec<Problem> = Vec::new();
        let mut like: Vec<Problem> = Vec::new();
        for (code, (row, count)) in seen {
            let key = &text.dictionary()[code];
            let problem = unknown_key(spec, target, key, place(row, column.name), count, known, leave_out);
            if problem.resembles { like.push(problem.problem) } else { unlike.push(problem.problem) }
        }
        problems.extend(shortened(like, spec, target));
        problems.extend(if unlike.len() > TOGETHER { vec![together(&unlike, spec, target)] } else { unlike });
    }
    if leave_out && !bad_rows.is_empty() {
        return (problems, Some(table.filter(|r| !bad_rows.contains(&r))));
    }
    (problems, None)
}

/// An unknown key, and whether a known one resembles it.
struct UnknownKey {
    problem: Problem,
    resembles: bool,
}

/// Singular of a table's name: "regions" is "region", "industries" is "industry".
fn noun(table: &str) -> String {
    table
        .strip_suffix("ies")
        .map_or_else(|| table.strip_suffix('s').unwrap_or(table).replace('_', " "), |stem| format!("{stem}y"))
}

fn unknown_key(
    spec: &TableSpec,
    target: &str,
    key: &str,
    place: Place,
    count: usize,
    known: &HashSet<String>,
    leave_out: bool,
) -> UnknownKey {
    let noun = noun(target);
    if leave_out {
        let message = format!("unknown {noun} \"{key}\": {count} rows of {} left out", spec.name);
        let mut problem = Problem::new("W0205", message, place).found(key).action(Action::LeftOut);
        problem.count = count;
        return UnknownKey { problem, resembles: false };
    }
    let mut problem = Problem::new("E0204", format!("unknown {noun} \"{key}\""), place)
        .found(key)
        .expected(format!("a key of table {target}"));
    problem.count = count;
    if let Some((fixed, note)) = look_alike(key, known) {
        let hint =
            format!("did you mean \"{fixed}\"? {note}; `isard check --fix` replaces look-alike letters");
        return UnknownKey { problem: problem.hint(hint).fix(fixed), resembles: true };
    }
    let mut sorted: Vec<&str> = known.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    match nearest(key, sorted) {
        Some(near) => {
            UnknownKey { problem: problem.hint(format!("did you mean \"{near}\"?")), resembles: true }
        }
        None => {
            let hint = format!(
                "add it to table {target}, correct it, or set unknown = \"leave-out\" under [tables.{}] in study.toml",
                spec.name
            );
            UnknownKey { problem: problem.hint(hint), resembles: false }
        }
    }
}

/// The first problems, the last of them telling how many there are besides.
fn shortened(mut problems: Vec<Problem>, spec: &TableSpec, target: &str) -> Vec<Problem> {
    let more = problems.len().saturating_sub(SHOWN);
    if more > TOGETHER {
        let rest = problems.split_off(SHOWN);
        problems.push(together(&rest, spec, target));
    }
    problems
}

/// One problem for many unknown keys.
fn together(problems: &[Problem], spec: &TableSpec, target: &str) -> Problem {
    let keys: Vec<&str> = problems.iter().filter_map(|p| p.found.as_deref()).collect();
    let rows: usize = problems.iter().map(|p| p.count).sum();
    let first = &problems[0];
    let named = if keys.len() > SHOWN {
        format!("{} and {} more", keys[..SHOWN].join(", "), keys.len() - SHOWN)
    } else {
        keys.join(", ")
    };
    let left_out = first.action == Action::LeftOut;
    let done = if left_out { format!(": {rows} rows of {} left out", spec.name) } else { String::new() };
    let message = format!("{} unknown keys of table {target}: {named}{done}", keys.len());
    let mut problem = Problem::new(first.code, message, first.place.clone()).action(first.action);
    problem.count = rows;
    problem.found = first.found.clone();
    problem.expected = first.expected.clone();
    if left_out {
        return problem;
    }
    problem.hint(format!(
        "a code list of another vintage? Translate the codes, add them to table {target}, or set unknown = \"leave-out\" under [tables.{}] in study.toml",
        spec.name
    ))
}

/// Cyrillic letters and the Latin letters they are taken for.
const TWINS: &[(char, char)] = &[
    ('А', 'A'),
    ('В', 'B'),
    ('С', 'C'),
    ('Е', 'E'),
    ('Н', 'H'),
    ('І', 'I'),
    ('Ј', 'J'),
    ('К', 'K'),
    ('М', 'M'),
    ('О', 'O'),
    ('Р', 'P'),
    ('Ѕ', 'S'),
    ('Т', 'T'),
    ('Х', 'X'),
    ('У', 'Y'),
    ('а', 'a'),
    ('с', 'c'),
    ('е', 'e'),
    ('і', 'i'),
    ('о', 'o'),
    ('р', 'p'),
    ('х', 'x'),
    ('у', 'y'),
    ('З', '3'),
    ('О', '0'),
    ('O', '0'),
    ('І', '1'),
    ('l', '1'),
    ('I', '1'),
];

/// A known key that looks the same, and which character differs.
fn look_alike(key: &str, known: &HashSet<String>) -> Option<(String, String)> {
    let to_latin = |c: char| TWINS.iter().find(|(a, _)| *a == c).map_or(c, |(_, b)| *b);
    let to_cyrillic = |c: char| TWINS.iter().find(|(_, b)| *b == c).map_or(c, |(a, _)| *a);
    let to_digit =
        |c: char| TWINS.iter().rev().find(|(a, b)| *a == c && b.is_ascii_digit()).map_or(c, |(_, b)| *b);
    let tries: [&dyn Fn(char) -> char; 3] = [&to_latin, &to_cyrillic, &to_digit];
    for change in tries {
        let changed: String = key.chars().map(change).collect();
        if changed != key && known.contains(&changed) {
            let (at, (was, _)) = key.chars().zip(changed.chars()).enumerate().find(|(_, (a, b))| a != b)?;
            let script = if ('\u{400}'..='\u{52F}').contains(&was) { "Cyrillic" } else { "Latin" };
            return Some((changed, format!("character {} is the {script} letter {was}", at + 1)));
        }
    }
    None
}
