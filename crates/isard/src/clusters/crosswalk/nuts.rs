//! Vintages of the European regions: which one a table is in, and what became
//! of its codes.

use crate::registry::MethodError;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

/// Vintages that are known, with their codes.
const LISTS: [(u16, &str); 4] = [
    (2013, include_str!("data/nuts2013.txt")),
    (2016, include_str!("data/nuts2016.txt")),
    (2021, include_str!("data/nuts2021.txt")),
    (2024, include_str!("data/nuts2024.txt")),
];

/// Changes from each vintage to the next.
const CHANGES: [&str; 3] = [
    include_str!("data/nuts2013_to_nuts2016.txt"),
    include_str!("data/nuts2016_to_nuts2021.txt"),
    include_str!("data/nuts2021_to_nuts2024.txt"),
];

static CODES: LazyLock<Vec<HashSet<&'static str>>> =
    LazyLock::new(|| LISTS.iter().map(|(_, text)| text.lines().collect()).collect());

/// Codes a code went to, and how.
type Went = HashMap<&'static str, (Vec<&'static str>, &'static str)>;

static WENT: LazyLock<Vec<Went>> = LazyLock::new(|| {
    let row = |line: &'static str| {
        let mut parts = line.split('\t');
        let (from, to, kind) = (parts.next()?, parts.next()?, parts.next()?);
        Some((from, (to.split(' ').collect(), kind)))
    };
    CHANGES.iter().map(|text| text.lines().filter_map(row).collect()).collect()
});

/// The vintage a name means: `NUTS2021`, `NUTS 2021`, `2021`.
pub fn named(name: &str) -> Option<u16> {
    let digits: String = name.chars().filter(char::is_ascii_digit).collect();
    let rest: String = name.chars().filter(|c| c.is_ascii_alphabetic()).collect();
    let year = digits.parse().ok()?;
    let fits = rest.is_empty() || rest.eq_ignore_ascii_case("nuts");
    (fits && LISTS.iter().any(|l| l.0 == year)).then_some(year)
}

/// Whether a code is of any vintage.
pub fn known(code: &str) -> bool {
    CODES.iter().any(|list| list.contains(code))
}

/// Which vintage the region codes of a table are in.
#[derive(Debug, Clone, PartialEq)]
pub struct Detected {
    /// Vintages that know most of the codes, earliest first.
    pub vintages: Vec<u16>,
    /// Codes given.
    pub codes: usize,
    /// How many of them they know.
    pub known: usize,
    /// Codes they do not know.
    pub unknown: Vec<String>,
    /// Another vintage that knows some of these.
    pub mixed_with: Option<u16>,
}

impl Detected {
    /// A mixture of vintages in words, with the codes that show it.
    ///
    /// # Errors
    /// The mixture.
    pub fn refuse_mixture(&self) -> Result<(), MethodError> {
        let Some(other) = self.mixed_with else { return Ok(()) };
        let first: Vec<String> = self.unknown.iter().take(5).map(|c| format!("`{c}`")).collect();
        Err(MethodError::data_hint(
            format!(
                "{} of {} region codes are NUTS {}, but {} are not ({}): some of these are NUTS {other}",
                self.known,
                self.codes,
                self.vintages[0],
                self.unknown.len(),
                first.join(", ")
            ),
            format!(
                "bring the rows to one vintage: regions-to = \"NUTS{}\" under the table in study.toml",
                self.vintages[self.vintages.len() - 1]
            ),
        ))
    }
}

/// Codes of regions that a vintage shows in: a few may be of it by chance.
const LEAST: usize = 5;

/// The vintage of a list of codes; `None` where fewer than five are given, or
/// none knows half of them.
///
/// Complexity: O(codes).
pub fn detect<'a>(codes: impl IntoIterator<Item = &'a str>) -> Option<Detected> {
    let all: BTreeSet<&str> = codes.into_iter().collect();
    let unknown: Vec<Vec<&str>> =
        CODES.iter().map(|list| all.iter().copied().filter(|c| !list.contains(c)).collect()).collect();
    let least = unknown.iter().map(Vec::len).min()?;
    // Codes of countries alone are of every vintage.
    let regions = all.iter().filter(|c| c.len() > 2).count();
    if regions < LEAST || 2 * least > all.len() {
        return None;
    }
    let best: Vec<usize> = (0..LISTS.len()).filter(|&v| unknown[v].len() == least).collect();
    let gains = |v: usize| unknown[best[0]].iter().filter(|c| !unknown[v].contains(c)).count();
    let mixed = (0..LISTS.len()).filter(|v| !best.contains(v)).map(|v| (gains(v), LISTS[v].0));
    Some(Detected {
        mixed_with: mixed.filter(|m| m.0 > 0).max().map(|m| m.1),
        vintages: best.iter().map(|&v| LISTS[v].0).collect(),
        codes: all.len(),
        known: all.len() - least,
        unknown: unknown[best[0]].iter().map(|c| c.to_string()).collect(),
    })
}

/// What became of codes in another vintage.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Successors {
    /// Codes by what they go to; a code that stays goes to itself.
    pub to: BTreeMap<String, Vec<String>>,
    /// Codes that are the same region but for a piece of land.
    pub shifted: Vec<String>,
    /// Codes that several others or this one and others make up together.
    pub merged: Vec<String>,
    /// Codes that were divided: without weights their parts are not known.
    pub split: Vec<String>,
    /// Codes with no successor that is known.
    pub lost: Vec<String>,
}

/// What became of codes in a later vintage, step by step from the vintage in
/// which each code is found last. Regions but for a piece of land the same
/// count as the same, and are listed.
///
/// Complexity: O(codes × steps).
pub fn successors<'a>(codes: impl IntoIterator<Item = &'a str>, vintage: u16) -> Successors {
    let mut out = Successors::default();
    let Some(end) = LISTS.iter().position(|l| l.0 == vintage) else { return out };
    for code in codes.into_iter().collect::<BTreeSet<&str>>() {
        if CODES[end].contains(code) {
            out.to.insert(code.into(), vec![code.into()]);
            continue;
        }
        let Some(begin) = (0..end).rev().find(|&v| CODES[v].contains(code)) else {
            out.lost.push(code.into());
            continue;
        };
        let mut at: BTreeSet<&str> = BTreeSet::from([code]);
        let (mut shifted, mut merged, mut lost) = (false, false, false);
        for step in begin..end {
            let mut next = BTreeSet::new();
            for c in at {
                match WENT[step].get(c) {
                    Some((to, kind)) => {
                        next.extend(to.iter().copied());
                        shifted |= *kind == "shift";
                        merged |= *kind == "merge";
                    }
                    None if CODES[step + 1].contains(c) => {
                        next.insert(c);
                    }
                    None => lost = true,
                }
            }
            at = next;
        }
        if lost || at.is_empty() {
            out.lost.push(code.into());
            continue;
        }
        let list = match (at.len() > 1, merged, shifted) {
            (true, ..) => Some(&mut out.split),
            (_, true, _) => Some(&mut out.merged),
            (.., true) => Some(&mut out.shifted),
            _ => None,
        };
        if let Some(list) = list {
            list.push(code.into());
        }
        out.to.insert(code.into(), at.into_iter().map(String::from).collect());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_changes_fit_each_other() {
        for (step, went) in WENT.iter().enumerate() {
            assert!(went.len() > 40);
            for (from, (to, _)) in went {
                assert!(CODES[step].contains(from) && !CODES[step + 1].contains(from), "{from}");
                assert!(!to.is_empty() && to.iter().all(|t| CODES[step + 1].contains(t)), "{from}");
            }
        }
        assert!(CODES.iter().all(|list| list.len() > 1_800));
    }

    #[test]
    fn french_regions_of_2013_are_found_and_followed() {
        let codes = ["FR21", "FR41", "FR42", "FR51", "DE11", "PL12"];
        let found = detect(codes).expect("a vintage");
        assert_eq!((found.vintages, found.mixed_with), (vec![2013], None));
        let to = successors(codes, 2021);
        let one = |code: &str| to.to[code].clone();
        assert_eq!([one("FR21"), one("FR51"), one("DE11")], [["FRF2"], ["FRG0"], ["DE11"]]);
        assert_eq!(
            (one("PL12"), to.split),
            (vec!["PL91".to_string(), "PL92".to_string()], vec!["PL12".to_string()])
        );
    }

    #[test]
    fn mixtures_name_their_codes() {
        let found = detect(["FRF2", "FRG0", "FRK2", "FRB0", "FR21", "DE11"]).expect("a vintage");
        assert_eq!(found.mixed_with, Some(2013));
        let told = found.refuse_mixture().expect_err("a mixture").to_string();
        assert!(told.contains("`FR21`") && told.contains("NUTS 2013"), "{told}");
        assert!(detect(["UA32", "UA33"]).is_none() && detect(["A", "B", "C"]).is_none());
        // A step that adds up: two districts that became one.
        let to = successors(["DE915", "DE919", "DE91A"], 2016);
        assert_eq!([&to.to["DE915"], &to.to["DE919"]], [&vec!["DE91C".to_string()]; 2]);
        assert_eq!(to.merged, ["DE915", "DE919"]);
    }

    #[test]
    fn names_of_vintages() {
        let all = ["NUTS2021", "nuts 2016", "2024", "NUTS2003", "NACE2"].map(named);
        assert_eq!(all, [Some(2021), Some(2016), Some(2024), None, None]);
    }
}
