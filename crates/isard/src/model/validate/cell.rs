//! Cells become typed values: numbers as people and offices write them.

use super::{Found, Places};
use crate::model::{Column, Kind, Problem, RawTable, Status, Table, TableSpec, TextColumn};
use crate::registry::nearest;

/// Types every column of the schema that is there; extra columns stay as found.
/// A flag behind a number fills the status column when the cell has none.
pub(super) fn parse_columns(spec: &TableSpec, raw: &RawTable, places: &Places, found: &mut Found) -> Table {
    let mut table = Table::new();
    let mut flags: Vec<Option<Status>> = Vec::new();
    for column in spec.columns {
        let Some(given) = raw.table.get(column.name) else {
            continue;
        };
        let mut reader =
            Reader { name: column.name, kind: column.kind, required: column.required, raw, places, found };
        let typed = match column.kind {
            Kind::Real { min, max } => {
                let (values, status) = reader.reals(given, min, max);
                if column.name == "value" {
                    flags = status;
                }
                Column::Real(values)
            }
            Kind::Year => Column::Integer(reader.years(given)),
            Kind::Integer => Column::Integer(reader.integers(given)),
            Kind::Boolean => Column::Boolean(reader.booleans(given)),
            Kind::Key | Kind::Text | Kind::Choice(_) | Kind::Status => Column::Text(reader.texts(given)),
        };
        table.push(column.name, typed);
    }
    if spec.column("status").is_some() && table.get("value").is_some() {
        table = with_status(table, &flags, raw, places, found);
    }
    for field in raw.table.fields().iter().filter(|f| spec.column(&f.name).is_none()) {
        table.push(field.name.clone(), field.column.clone());
    }
    table
}

/// Types a table without a schema: a column most of whose cells are numbers or
/// their flags is read as numbers, the columns in `keys` and all others as text.
pub(super) fn infer_columns(raw: &RawTable, keys: &[&str], places: &Places, found: &mut Found) -> Table {
    let mut table = Table::new();
    let mut flags: Vec<Option<Status>> = Vec::new();
    for field in raw.table.fields() {
        let name = field.name.as_str();
        let any = Kind::Real { min: f64::NEG_INFINITY, max: f64::INFINITY };
        let mut reader = Reader { name, kind: any, required: false, raw, places, found };
        let typed = if keys.contains(&name) {
            reader.kind = Kind::Key;
            Column::Text(reader.texts(&field.column))
        } else if name == "year" {
            reader.kind = Kind::Year;
            Column::Integer(reader.years(&field.column))
        } else if mostly_numbers(&field.column, raw.origin.delimiter == Some(';')) {
            let (values, status) = reader.reals(&field.column, f64::NEG_INFINITY, f64::INFINITY);
            if name == "value" {
                flags = status;
            }
            Column::Real(values)
        } else if let Column::Text(_) = &field.column {
            reader.kind = if name == "status" { Kind::Status } else { Kind::Text };
            Column::Text(reader.texts(&field.column))
        } else {
            field.column.clone()
        };
        table.push(name, typed);
    }
    let withheld = flags.iter().any(|f| f.is_some_and(|s| s != Status::Observed));
    let real_values = table.get("value").is_some_and(|c| matches!(c, Column::Real(_)));
    if real_values && (withheld || table.get("status").is_some()) {
        table = with_status(table, &flags, raw, places, found);
    }
    table
}

/// Whether at least half of the different cells are numbers, and one is.
fn mostly_numbers(column: &Column, semicolons: bool) -> bool {
    let Column::Text(text) = column else {
        return matches!(column, Column::Real(_) | Column::Integer(_));
    };
    let style = style_of(text, semicolons);
    let (mut numbers, mut others) = (0, 0);
    for cell in text.dictionary().iter().filter(|c| !trim(c).is_empty()) {
        match number(cell, style) {
            Number::Value(..) | Number::Flagged(Some(_), _) => numbers += 1,
            Number::Flagged(None, _) => {}
            Number::No => others += 1,
        }
    }
    numbers > 0 && numbers >= others
}

/// Fills the status column: given status, else the flag behind the number,
/// else observed or missing.
fn with_status(
    table: Table,
    flags: &[Option<Status>],
    raw: &RawTable,
    places: &Places,
    found: &mut Found,
) -> Table {
    let mut status = TextColumn::new();
    for row in 0..table.rows() {
        let value = table.real_at(row, "value");
        let given = table.text_at(row, "status").and_then(|s| s.parse::<Status>().ok());
        let by_value = if value.is_some() { Status::Observed } else { Status::Missing };
        let wanted = given.or(flags.get(row).copied().flatten()).unwrap_or(by_value);
        let fits = wanted.has_value() == value.is_some();
        if !fits {
            let place = places.place(raw, row, "value");
            let what = if value.is_some() { "a value" } else { "no value" };
            let problem = Problem::new("W0409", format!("status {wanted}, but {what}"), place);
            let reads = if value.is_some() { "estimated or observed" } else { "missing" };
            found.add(problem.hint(format!("read as {reads}")));
        }
        status.push(Some(&if fits { wanted } else { by_value }.as_str()));
    }
    let mut out = Table::new();
    for field in table.fields().iter().filter(|f| f.name != "status") {
        out.push(field.name.clone(), field.column.clone());
        if field.name == "value" {
            out.push("status", Column::Text(status.clone()));
        }
    }
    out
}

struct Reader<'a> {
    name: &'a str,
    kind: Kind,
    required: bool,
    raw: &'a RawTable,
    places: &'a Places,
    found: &'a mut Found,
}

/// How a column writes its numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Style {
    comma_is_decimal: bool,
}

/// What stood in a numeric cell.
enum Number {
    Value(f64, &'static [&'static str]),
    Flagged(Option<f64>, Status),
    No,
}

impl Reader<'_> {
    fn problem(&mut self, row: usize, code: &'static str, message: String) -> Problem {
        Problem::new(code, message, self.places.place(self.raw, row, self.name))
            .expected(self.kind.expectation())
    }

    fn required(&mut self, row: usize, empty: bool) {
        if empty && self.required {
            let code = if self.kind == Kind::Key { "E0201" } else { "E0301" };
            let problem = self.problem(row, code, format!("`{}` is empty", self.name));
            self.found.add(problem);
        }
    }

    fn reals(&mut self, given: &Column, min: f64, max: f64) -> (Vec<Option<f64>>, Vec<Option<Status>>) {
        let mut status = vec![None; given.len()];
        let values: Vec<Option<f64>> = match given {
            Column::Real(c) => c.clone(),
            Column::Integer(c) => c.iter().map(|v| v.map(|v| v as f64)).collect(),
            Column::Text(c) => {
                let style = style_of(c, self.raw.origin.delimiter == Some(';'));
                (0..c.len()).map(|row| self.real(c.get(row), row, style, &mut status[row])).collect()
            }
            Column::Boolean(c) => {
                if !c.is_empty() {
                    let problem = self.problem(0, "E0312", "not a number: true or false".into());
                    self.found.add(problem);
                }
                vec![None; c.len()]
            }
        };
        for (row, value) in values.iter().enumerate() {
            match value {
                Some(v) if !v.is_finite() || *v < min || *v > max => {
                    let message = format!("out of range: {v}");
                    let problem = self.problem(row, "E0313", message).found(v.to_string());
                    self.found.add(problem);
                }
                Some(_) => {}
                None => self.required(row, status[row].is_none() && given.is_null(row)),
            }
        }
        (values, status)
    }

    fn real(
        &mut self,
        cell: Option<&str>,
        row: usize,
        style: Style,
        status: &mut Option<Status>,
    ) -> Option<f64> {
        let cell = cell?;
        if cell.trim().is_empty() {
            return None;
        }
        match number(cell, style) {
            Number::Value(value, mended) => {
                for code in mended {
                    let message = format!("`{cell}` read as {value}");
                    let problem = self.problem(row, code, message).found(cell);
                    self.found.add(problem);
                }
                Some(value)
            }
            Number::Flagged(value, flag) => {
                let message = format!("`{}` read as {flag}", cell.trim());
                let problem = self.problem(row, "N0324", message).found(cell);
                self.found.add(problem);
                *status = Some(flag);
                value
            }
            Number::No => {
                let problem = self.not_a_number(cell, row, style);
                self.found.add(problem);
                None
            }
        }
    }

    fn not_a_number(&mut self, cell: &str, row: usize, style: Style) -> Problem {
        if is_date(cell) {
            return self
                .problem(row, "E0316", format!("a date where a number is expected: \"{cell}\""))
                .found(cell)
                .hint("a spreadsheet took the number for a date: format the column as a number and enter it again");
        }
        let looks = cell.replace(['O', 'o', 'О', 'о'], "0").replace(['l', 'I', 'І'], "1");
        let letter = cell.chars().find(|c| c.is_alphabetic());
        let mut message = format!("not a number: \"{cell}\"");
        let mended = match number(&looks, style) {
            Number::Value(v, _) if looks != cell => Some(v),
            _ => None,
        };
        if let (Some(letter), Some(_)) = (letter, mended) {
            message.push_str(&format!(" (letter {letter})"));
        }
        let problem = self.problem(row, "E0312", message).found(cell);
        match mended {
            Some(v) => problem
                .hint(format!(
                    "did you mean {v}? Spaces as thousands separators are accepted, letters are not"
                ))
                .fix(v.to_string()),
            None => problem.hint("enter a number, or leave the cell empty and say why in a status column"),
        }
    }

    fn whole(&mut self, given: &Column, code: &'static str, ok: impl Fn(f64) -> bool) -> Vec<Option<i64>> {
        let limits = (f64::NEG_INFINITY, f64::INFINITY);
        let (values, _) = match given {
            Column::Text(c) if code == "E0314" => {
                // A year may come as a date or a period: its first four digits count.
                let years: Vec<Option<f64>> = c.iter().map(|v| v.and_then(year_of)).collect();
                for (row, year) in years.iter().enumerate() {
                    let cell = c.get(row).map(str::trim).filter(|s| !s.is_empty());
                    match (cell, year) {
                        (Some(cell), None) => {
                            let problem =
                                self.problem(row, code, format!("not a year: \"{cell}\"")).found(cell);
                            self.found.add(problem);
                        }
                        _ => self.required(row, cell.is_none()),
                    }
                }
                (years, Vec::new())
            }
            _ => self.reals(given, limits.0, limits.1),
        };
        let mut out = Vec::with_capacity(values.len());
        for (row, value) in values.into_iter().enumerate() {
            match value {
                Some(v) if v.fract() != 0.0 || !ok(v) => {
                    let what = if code == "E0314" { "a year" } else { "a whole number" };
                    let problem = self.problem(row, code, format!("not {what}: {v}")).found(v.to_string());
                    self.found.add(problem);
                    out.push(None);
                }
                v => out.push(v.map(|v| v as i64)),
            }
        }
        out
    }

    fn years(&mut self, given: &Column) -> Vec<Option<i64>> {
        self.whole(given, "E0314", |v| (1000.0..3000.0).contains(&v))
    }

    fn integers(&mut self, given: &Column) -> Vec<Option<i64>> {
        self.whole(given, "E0318", |v| v.abs() < 9e15)
    }

    fn booleans(&mut self, given: &Column) -> Vec<Option<bool>> {
        if let Column::Boolean(c) = given {
            return c.clone();
        }
        (0..given.len())
            .map(|row| {
                let cell = given.display(row)?;
                match cell.trim().to_lowercase().as_str() {
                    "" => None,
                    "true" | "yes" | "1" | "t" | "y" => Some(true),
                    "false" | "no" | "0" | "f" | "n" => Some(false),
                    _ => {
                        let problem =
                            self.problem(row, "E0317", format!("not true or false: \"{cell}\"")).found(cell);
                        self.found.add(problem);
                        None
                    }
                }
            })
            .collect()
    }

    fn texts(&mut self, given: &Column) -> TextColumn {
        let mut out = TextColumn::new();
        for row in 0..given.len() {
            let cell = given.display(row);
            let trimmed = cell.as_deref().map(trim).filter(|c| !c.is_empty());
            if let (Some(cell), Some(t)) = (&cell, trimmed)
                && t.len() != cell.len()
            {
                let problem =
                    self.problem(row, "N0323", format!("spaces around `{t}` removed")).found(cell.clone());
                self.found.add(problem);
            }
            self.required(row, trimmed.is_none());
            out.push(trimmed);
            let Some(word) = trimmed else { continue };
            let unknown = match self.kind {
                Kind::Choice(words) => (!words.contains(&word)).then(|| nearest(word, words.iter().copied())),
                Kind::Status => word
                    .parse::<Status>()
                    .is_err()
                    .then(|| nearest(word, ["observed", "estimated", "suppressed", "missing"])),
                _ => None,
            };
            if let Some(near) = unknown {
                let mut problem =
                    self.problem(row, "E0315", format!("`{}` does not know the word \"{word}\"", self.name));
                problem = problem.found(word);
                if let Some(near) = near {
                    problem = problem.hint(format!("did you mean `{near}`?")).fix(near);
                }
                self.found.add(problem);
            }
        }
        out
    }
}

/// White space as offices use it, no-break and zero-width kinds included.
fn trim(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}' | '\u{200E}'))
}

fn style_of(column: &TextColumn, semicolons: bool) -> Style {
    let mut decimal = false;
    let mut thousands = false;
    for cell in column.dictionary() {
        let commas = cell.matches(',').count();
        if commas == 0 {
            continue;
        }
        let after = cell.rsplit(',').next().unwrap_or("").trim();
        let digits = after.chars().take_while(char::is_ascii_digit).count();
        if commas > 1 || after.contains('.') {
            thousands = true;
        } else if digits != 3 || cell.trim_start_matches(['-', '−']).starts_with("0,") {
            decimal = true;
        }
    }
    // Only "1,234" and the like: the delimiter tells the country's habit.
    Style { comma_is_decimal: decimal || (!thousands && semicolons) }
}

/// Reads a number with separators, signs and flags.
fn number(cell: &str, style: Style) -> Number {
    let cell = trim(cell);
    if let Some(status) = marker(cell) {
        return Number::Flagged(None, status);
    }
    if let Some((value, mended)) = plain(cell, style) {
        return Number::Value(value, mended);
    }
    // "12.3 b", "12.3e", ": c", "12 (D)": a number or marker and a flag.
    let split =
        cell.char_indices().find(|(i, c)| *i > 0 && (c.is_alphabetic() || matches!(c, '(' | '*' | ':')));
    if let Some((at, _)) = split {
        let (head, tail) = cell.split_at(at);
        let flag = tail.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')')).to_lowercase();
        let head = head.trim();
        if head == ":" {
            return Number::Flagged(
                None,
                if flag.contains('c') { Status::Suppressed } else { Status::Missing },
            );
        }
        let known = !flag.is_empty() && flag.chars().all(|c| "bdefnprsuz*".contains(c)) && flag.len() <= 3;
        if let (true, Some((value, _))) = (known, plain(head, style)) {
            let estimated = flag.contains('e') || flag.contains('f');
            let status = if estimated { Status::Estimated } else { Status::Observed };
            return Number::Flagged(Some(value), status);
        }
    }
    Number::No
}

/// Signs that stand for a value that is not given.
fn marker(cell: &str) -> Option<Status> {
    Some(match cell.to_lowercase().as_str() {
        ":" | ".." | "..." | "…" | "-" | "–" | "—" | "n/a" | "na" | "nan" | "null" | "n.a." | "."
        | "#n/a" | ": z" => Status::Missing,
        "c" | ": c" | ":c" | "(d)" | "d" | "(s)" | "x" | "*" | "**" | "(x)" | "k" | "конф." => {
            Status::Suppressed
        }
        _ => return None,
    })
}

/// A number without flags; names what had to be mended.
fn plain(cell: &str, style: Style) -> Option<(f64, &'static [&'static str])> {
    if let Ok(v) = cell.parse::<f64>() {
        let written =
            cell.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E'));
        return (v.is_finite() && written).then_some((v, &[][..]));
    }
    let mut text = String::with_capacity(cell.len());
    let (mut spaced, mut signs, mut comma) = (false, false, false);
    let mut groups_ok = true;
    let chars: Vec<char> = cell.chars().collect();
    for (i, &c) in chars.iter().enumerate() {
        match c {
            '0'..='9' | '.' | '-' | '+' => text.push(c),
            '−' | '–' if text.is_empty() => {
                signs = true;
                text.push('-');
            }
            ' ' | '\u{A0}' | '\u{202F}' | '\u{2009}' | '\'' | '’' => {
                spaced = true;
                groups_ok &= group_of_three(&chars[i + 1..]);
            }
            ',' if style.comma_is_decimal => {
                if comma {
                    return None;
                }
                comma = true;
                // Points before a decimal comma separate thousands.
                if text.contains('.') {
                    spaced = true;
                    text.retain(|c| c != '.');
                }
                text.push('.');
            }
            ',' => {
                spaced = true;
                groups_ok &= group_of_three(&chars[i + 1..]);
            }
            '\u{200B}' | '\u{FEFF}' => signs = true,
            '%' if i + 1 == chars.len() => return None,
            _ => return None,
        }
    }
    if !groups_ok {
        return None;
    }
    let value = text.parse::<f64>().ok()?;
    let mended: &'static [&'static str] = match (spaced, comma, signs) {
        (true, true, _) => &["N0321", "N0322"],
        (true, false, _) => &["N0321"],
        (false, true, _) => &["N0322"],
        (false, false, true) => &["N0325"],
        _ => &[],
    };
    Some((value, mended))
}

/// Exactly three digits stand before the next separator or the end.
fn group_of_three(rest: &[char]) -> bool {
    let digits = rest.iter().take_while(|c| c.is_ascii_digit()).count();
    digits == 3
}

/// `2021-03-01`, `01.03.2021`, `12-Mar`, `Mar-21`.
fn is_date(cell: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let parts: Vec<&str> = cell.split(['-', '.', '/', ' ', 'T', ':']).filter(|p| !p.is_empty()).collect();
    let month = |p: &str| MONTHS.contains(&p.to_lowercase().get(..3).unwrap_or(""));
    parts.len() >= 2
        && parts.iter().all(|p| p.chars().all(|c| c.is_ascii_digit()) || month(p))
        && (parts.len() >= 3 || parts.iter().any(|p| month(p)))
}

/// The year of `2021`, `2021.0`, `2021-03-01` or `2021Q1`.
fn year_of(cell: &str) -> Option<f64> {
    let cell = trim(cell);
    let head = cell.get(..4)?;
    let rest = &cell[4..];
    let separated = rest.is_empty() || rest.starts_with(['-', '.', 'Q', 'q', '/', 'M', 'm']);
    (separated && head.bytes().all(|b| b.is_ascii_digit())).then(|| head.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cell: &str, comma_is_decimal: bool) -> Option<f64> {
        match number(cell, Style { comma_is_decimal }) {
            Number::Value(v, _) => Some(v),
            Number::Flagged(v, _) => v,
            Number::No => None,
        }
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (cell, value) in [
            ("1204", 1204.0),
            ("1 204", 1204.0),
            ("1\u{A0}204,5", 1204.5),
            ("1.204,5", 1204.5),
            ("−3", -3.0),
            ("1’204", 1204.0),
            ("98,4", 98.4),
            ("12,3 b", 12.3),
            ("1e3", 1000.0),
        ] {
            assert_eq!(read(cell, true), Some(value), "{cell}");
        }
        assert_eq!(read("52,373,312", false), Some(52_373_312.0));
        assert_eq!(read("1,234.5", false), Some(1234.5));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for cell in ["1 2O4", "12 34", "abc", "1,2,3", "5 %", "inf", "NaN0", "12.03.2021", "--5"] {
            assert_eq!(read(cell, true), None, "{cell}");
        }
    }

    #[test]
    fn markers_become_status() {
        let status = |cell| match number(cell, Style { comma_is_decimal: false }) {
            Number::Flagged(_, s) => Some(s),
            _ => None,
        };
        assert_eq!(status(": c"), Some(Status::Suppressed));
        assert_eq!(status("(D)"), Some(Status::Suppressed));
        assert_eq!(status(":"), Some(Status::Missing));
        assert_eq!(status("12.5 e"), Some(Status::Estimated));
        assert_eq!(status("12.5 b"), Some(Status::Observed));
    }

    #[test]
    fn the_column_tells_decimal_commas_from_thousands() {
        let column = |cells: &[&str]| cells.iter().map(|c| Some(*c)).collect::<TextColumn>();
        assert!(style_of(&column(&["1,234", "98,4"]), false).comma_is_decimal);
        assert!(!style_of(&column(&["1,234", "1,234,567"]), true).comma_is_decimal);
        assert!(!style_of(&column(&["1,234"]), false).comma_is_decimal);
        assert!(style_of(&column(&["1,234"]), true).comma_is_decimal);
    }
}
