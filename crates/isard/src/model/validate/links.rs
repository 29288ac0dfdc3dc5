//! Keys across tables: every link leads somewhere, or is named.

use crate::model::{Action, Place, Problem, Table, TableSpec};
use crate::registry::nearest;
use std::collections::{BTreeMap, HashSet};

/// Distinct unknown keys shown one by one; the rest is counted.
const SHOWN: usize = 8;

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
        let total = seen.len();
        for (shown, (code, (row, count))) in seen.into_iter().enumerate() {
            let key = &text.dictionary()[code];
            if shown == SHOWN {
                if let Some(last) = problems.last_mut() {
                    let last: &mut Problem = last;
                    last.message.push_str(&format!(" (and {} more unknown keys)", total - SHOWN));
                    if total > 3 * SHOWN {
                        last.hint = Some(format!(
                            "{total} unknown codes: a code list of another vintage? Translate them first, or set unknown = \"leave-out\" under [tables.{}]",
                            spec.name
                        ));
                    }
                }
                break;
            }
            problems.push(unknown_key(spec, target, key, place(row, column.name), count, known, leave_out));
        }
    }
    if leave_out && !bad_rows.is_empty() {
        return (problems, Some(table.filter(|r| !bad_rows.contains(&r))));
    }
    (problems, None)
}

fn unknown_key(
    spec: &TableSpec,
    target: &str,
    key: &str,
    place: Place,
    count: usize,
    known: &HashSet<String>,
    leave_out: bool,
) -> Problem {
    let noun = target.strip_suffix("ies").map_or_else(
        || target.strip_suffix('s').unwrap_or(target).replace('_', " "),
        |stem| format!("{stem}y"),
    );
    if leave_out {
        let message = format!("unknown {noun} \"{key}\": {count} rows of {} left out", spec.name);
        let mut problem = Problem::new("W0205", message, place).found(key).action(Action::LeftOut);
        problem.count = count;
        return problem;
    }
    let mut problem = Problem::new("E0204", format!("unknown {noun} \"{key}\""), place)
        .found(key)
        .expected(format!("a key of table {target}"));
    problem.count = count;
    if let Some((fixed, note)) = look_alike(key, known) {
        return problem
            .hint(format!(
                "did you mean \"{fixed}\"? {note}; `isard check --fix` replaces look-alike letters"
            ))
            .fix(fixed);
    }
    let mut sorted: Vec<&str> = known.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    match nearest(key, sorted) {
        Some(near) => problem.hint(format!("did you mean \"{near}\"?")),
        None => problem.hint(format!(
            "add it to table {target}, correct it, or set unknown = \"leave-out\" under [tables.{}] in study.toml",
            spec.name
        )),
    }
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
