//! Flags of statistical offices in the words of the contract.

use isard::model::Status;
use std::collections::BTreeMap;

/// Status of a value that carries flags of Eurostat, and whether all of them
/// are known. Letters may be joined (`be`); a confidentiality flag may stand
/// after an `@` (`@C`, `p@N`).
///
/// `e` estimated, `f` forecast, `i` imputed and the older `s` (Eurostat's
/// estimate) make a value `estimated`; `c`, or any confidentiality flag, makes an
/// absent value `suppressed`, anything else `missing`. The flags `b`, `d`, `m`,
/// `n`, `p`, `r`, `u`, `z` do not change the status.
pub(crate) fn eurostat(has_value: bool, flags: &str) -> (Status, bool) {
    let (observation, confidentiality) = flags.split_once('@').unwrap_or((flags, ""));
    let letters: Vec<char> = observation.trim().chars().flat_map(char::to_lowercase).collect();
    let known = letters.len() <= 4
        && letters.iter().all(|c| "abcdefimnprsuvz: ".contains(*c))
        && matches!(confidentiality.trim(), "" | "C" | "N" | "P");
    let any = |set: &str| known && letters.iter().any(|c| set.contains(*c));
    let status = match has_value {
        true if any("efis") => Status::Estimated,
        true => Status::Observed,
        false if any("c") || !confidentiality.trim().is_empty() => Status::Suppressed,
        false => Status::Missing,
    };
    (status, known)
}

/// Status of a value by the code lists of SDMX for observation status and
/// confidentiality, and whether the first is known.
///
/// `E` estimated, `I` imputed and `F` forecast make a value `estimated`. `H`,
/// `L`, `M` and `O` say that there is no value, `Q` that it is suppressed; so does any
/// confidentiality but `F` (free) where no value is given.
pub(crate) fn sdmx(has_value: bool, observation: &str, confidentiality: &str) -> (Status, bool) {
    let free = matches!(confidentiality, "" | "F");
    // A file may join several codes in one cell.
    let codes: Vec<&str> = observation.split([';', ',', ' ', '|']).filter(|c| !c.is_empty()).collect();
    let any = |set: &[&str]| codes.iter().any(|c| set.contains(c));
    let known = codes.iter().all(|c| c.len() == 1 && "ABDEFGHIJKLMNOPQSUVWX".contains(c));
    let status = if any(&["Q"]) || (!has_value && !free) {
        Status::Suppressed
    } else if !has_value || any(&["H", "L", "M", "O"]) {
        Status::Missing
    } else if any(&["E", "F", "I"]) {
        Status::Estimated
    } else {
        Status::Observed
    };
    (status, known)
}

/// Flags that no list explains, for a note.
#[derive(Default)]
pub(crate) struct Unexplained(BTreeMap<String, usize>);

impl Unexplained {
    pub(crate) fn add(&mut self, flag: &str) {
        *self.0.entry(flag.to_string()).or_default() += 1;
    }

    /// Says which flags were met and how often.
    pub(crate) fn note(self, column: &str, notes: &mut Vec<String>) {
        if !self.0.is_empty() {
            let list: Vec<String> = self.0.iter().take(10).map(|(f, n)| format!("`{f}` {n} times")).collect();
            let more = if self.0.len() > 10 { ", …" } else { "" };
            notes.push(format!(
                "flags in `{column}` that no list explains did not change the status: {}{more}",
                list.join(", ")
            ));
        }
    }
}
