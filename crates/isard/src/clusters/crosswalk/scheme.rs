//! Classifications of industries: which one a table is in, and the official
//! correspondences between them.

use super::Crosswalk;
use crate::registry::MethodError;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A classification and its vintage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Scheme {
    Isic3,
    Isic31,
    Isic4,
    Isic5,
    Nace1,
    Nace2,
    Nace21,
    Naics2012,
    Naics2017,
    Naics2022,
    /// The Russian classification of 2014: NACE 2 down to four digits, then its own.
    Okved2,
    /// The Ukrainian classification of 2010: NACE 2 word for word.
    Kved2010,
}

/// All of them; earlier ones first where a table fits several.
pub const SCHEMES: &[Scheme] = &[
    Scheme::Isic3,
    Scheme::Isic31,
    Scheme::Isic4,
    Scheme::Isic5,
    Scheme::Nace1,
    Scheme::Nace2,
    Scheme::Nace21,
    Scheme::Naics2012,
    Scheme::Naics2017,
    Scheme::Naics2022,
    Scheme::Okved2,
    Scheme::Kved2010,
];

/// First and last division of the sections of NACE 2, and of what shares its codes.
const SECTIONS: [(&str, u8, u8); 21] = [
    ("A", 1, 3),
    ("B", 5, 9),
    ("C", 10, 33),
    ("D", 35, 35),
    ("E", 36, 39),
    ("F", 41, 43),
    ("G", 45, 47),
    ("H", 49, 53),
    ("I", 55, 56),
    ("J", 58, 63),
    ("K", 64, 66),
    ("L", 68, 68),
    ("M", 69, 75),
    ("N", 77, 82),
    ("O", 84, 84),
    ("P", 85, 85),
    ("Q", 86, 88),
    ("R", 90, 93),
    ("S", 94, 96),
    ("T", 97, 98),
    ("U", 99, 99),
];

/// A correspondence that is bundled.
const BUNDLED: &[(Scheme, Scheme, &str)] = &[
    (Scheme::Isic3, Scheme::Isic31, include_str!("data/isic3_to_isic31.txt")),
    (Scheme::Isic31, Scheme::Isic4, include_str!("data/isic31_to_isic4.txt")),
    (Scheme::Isic4, Scheme::Isic5, include_str!("data/isic4_to_isic5.txt")),
    (Scheme::Nace1, Scheme::Nace2, include_str!("data/nace1_to_nace2.txt")),
    (Scheme::Nace2, Scheme::Isic4, include_str!("data/nace2_to_isic4.txt")),
    (Scheme::Nace21, Scheme::Nace2, include_str!("data/nace21_to_nace2.txt")),
    (Scheme::Naics2012, Scheme::Naics2017, include_str!("data/naics2012_to_naics2017.txt")),
    (Scheme::Naics2017, Scheme::Isic4, include_str!("data/naics2017_to_isic4.txt")),
    (Scheme::Naics2022, Scheme::Naics2017, include_str!("data/naics2022_to_naics2017.txt")),
];

impl Scheme {
    /// Name as study tables write it.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Isic3 => "ISIC3",
            Scheme::Isic31 => "ISIC3.1",
            Scheme::Isic4 => "ISIC4",
            Scheme::Isic5 => "ISIC5",
            Scheme::Nace1 => "NACE1",
            Scheme::Nace2 => "NACE2",
            Scheme::Nace21 => "NACE2.1",
            Scheme::Naics2012 => "NAICS2012",
            Scheme::Naics2017 => "NAICS2017",
            Scheme::Naics2022 => "NAICS2022",
            Scheme::Okved2 => "OKVED2",
            Scheme::Kved2010 => "KVED2010",
        }
    }

    /// The classification a name means, however it is written.
    pub fn named(name: &str) -> Option<Scheme> {
        let plain = |s: &str| {
            let s = s.to_uppercase().replace("ОКВЭД", "OKVED").replace("КВЕД", "KVED");
            let s: String = s.chars().filter(char::is_ascii_alphanumeric).collect();
            s.replace("REV", "")
        };
        SCHEMES.iter().copied().find(|s| plain(s.name()) == plain(name))
    }

    fn family(self) -> &'static str {
        match self {
            Scheme::Okved2 => "OKVED",
            Scheme::Kved2010 => "KVED",
            s => s.name().trim_end_matches(|c: char| c.is_ascii_digit() || c == '.'),
        }
    }

    /// Whether two classifications write the same industry the same way, down to
    /// four digits.
    pub fn shares_codes(self, other: Scheme) -> bool {
        let of_nace = |s| matches!(s, Scheme::Nace2 | Scheme::Okved2 | Scheme::Kved2010);
        self == other || of_nace(self) && of_nace(other)
    }

    /// Codes of all levels, digits alone or the letter of a section.
    fn codes(self) -> BTreeSet<&'static str> {
        let text = match self {
            Scheme::Isic3 => include_str!("data/isic3.txt"),
            Scheme::Isic31 => include_str!("data/isic31.txt"),
            Scheme::Isic4 => include_str!("data/isic4.txt"),
            Scheme::Isic5 => include_str!("data/isic5.txt"),
            Scheme::Nace1 => include_str!("data/nace1.txt"),
            Scheme::Nace2 | Scheme::Okved2 | Scheme::Kved2010 => include_str!("data/nace2.txt"),
            Scheme::Nace21 => include_str!("data/nace21.txt"),
            Scheme::Naics2012 => include_str!("data/naics2012.txt"),
            Scheme::Naics2017 => include_str!("data/naics2017.txt"),
            Scheme::Naics2022 => include_str!("data/naics2022.txt"),
        };
        // The lists of NAICS have industries alone; what lies above has their first digits.
        let above = if self.name().starts_with("NAICS") { 2..6 } else { 0..0 };
        text.lines().flat_map(|code| above.clone().map(|n| &code[..n]).chain([code])).collect()
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Digits of a code, or the letter of a section; `None` for what is no code
/// of an industry (`TOTAL`, `B-E`, `31-33`).
///
/// `C10.11`, `10.11` and `1011` are one code.
fn plain(code: &str) -> Option<String> {
    // Letters of sections are Latin, and often typed in Cyrillic.
    let latin = |c: char| {
        let at = "АВСЕНІКМОРТ".chars().position(|x| x == c);
        at.and_then(|k| "ABCEHIKMOPT".chars().nth(k)).unwrap_or(c)
    };
    let code: String = code.trim().chars().map(latin).collect();
    let code = code.as_str();
    let rest = code.strip_prefix(|c: char| c.is_ascii_uppercase()).unwrap_or(code);
    if rest.is_empty() && code.len() == 1 {
        return Some(code.to_string());
    }
    let digits: String = rest.chars().filter(|c| *c != '.').collect();
    let fits = (2..=6).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit());
    fits.then_some(digits)
}

/// Which classification the codes of a table are in.
#[derive(Debug, Clone, PartialEq)]
pub struct Detected {
    /// Classifications that know most of the codes, earliest first; several
    /// where the codes do not tell them apart.
    pub schemes: Vec<Scheme>,
    /// Codes of industries among those given.
    pub codes: usize,
    /// How many of them they know.
    pub known: usize,
    /// Codes they do not know.
    pub unknown: Vec<String>,
    /// Another vintage of the same classification that knows some of these.
    pub mixed_with: Option<Scheme>,
}

impl Detected {
    /// A mixture of vintages in words, with the codes that show it.
    ///
    /// # Errors
    /// The mixture.
    pub fn refuse_mixture(&self) -> Result<(), MethodError> {
        let Some(other) = self.mixed_with else { return Ok(()) };
        Err(MethodError::data_hint(
            format!(
                "{} of {} industry codes are {}, but {} are not ({}): some of these are {other}",
                self.known,
                self.codes,
                self.schemes[0],
                self.unknown.len(),
                self.unknown.iter().take(5).map(|c| format!("`{c}`")).collect::<Vec<_>>().join(", ")
            ),
            format!("bring all rows to one vintage with a crosswalk from {other} to {}", self.schemes[0]),
        ))
    }
}

/// The classification of a list of codes; `None` where none knows half of
/// them, or where they are fewer than three.
///
/// Complexity: O(codes × log of the lists).
pub fn detect<'a>(codes: impl IntoIterator<Item = &'a str>) -> Option<Detected> {
    let given: BTreeSet<&str> = codes.into_iter().collect();
    let codes: Vec<(&str, String)> = given.into_iter().filter_map(|c| plain(c).map(|p| (c, p))).collect();
    if codes.len() < 3 {
        return None;
    }
    let knows = |scheme: Scheme, list: &BTreeSet<&str>, code: &str| {
        // A class that is its group alone is written with a zero or without.
        list.contains(code)
            || code.strip_suffix('0').is_some_and(|c| code.len() == 4 && list.contains(c))
            || scheme == Scheme::Okved2 && code.len() > 4 && list.contains(&code[..4])
    };
    let unknown = |scheme: Scheme| -> Vec<&str> {
        let list = scheme.codes();
        codes.iter().filter(|(_, p)| !knows(scheme, &list, p)).map(|(c, _)| *c).collect()
    };
    let found: Vec<(Scheme, Vec<&str>)> = SCHEMES.iter().map(|&s| (s, unknown(s))).collect();
    let least = found.iter().map(|f| f.1.len()).min()?;
    if 2 * least > codes.len() {
        return None;
    }
    let mut best: Vec<&(Scheme, Vec<&str>)> = found.iter().filter(|f| f.1.len() == least).collect();
    // The Russian and the Ukrainian list have all of NACE 2: only longer codes speak for the Russian one.
    let nace = best.iter().any(|f| f.0 == Scheme::Nace2);
    best.retain(|f| !(nace && f.0 == Scheme::Okved2) && f.0 != Scheme::Kved2010);
    let family = best[0].0.family();
    let mixed_with = found
        .iter()
        .filter(|f| f.0.family() == family && !best.iter().any(|b| b.0 == f.0))
        .map(|f| (best[0].1.iter().filter(|c| !f.1.contains(c)).count(), f.0))
        .filter(|m| m.0 > 0)
        .max_by_key(|m| m.0)
        .map(|m| m.1);
    Some(Detected {
        schemes: best.iter().map(|f| f.0).collect(),
        codes: codes.len(),
        known: codes.len() - least,
        unknown: best[0].1.iter().map(|c| c.to_string()).collect(),
        mixed_with,
    })
}

/// The official correspondence between two classifications for the codes of a
/// table, in either direction, without weights.
///
/// # Errors
/// A pair that is not bundled.
pub fn bundled<'a>(
    from: Scheme,
    to: Scheme,
    codes: impl IntoIterator<Item = &'a str>,
) -> Result<Crosswalk, MethodError> {
    let pairs = || {
        BUNDLED.iter().find_map(|&(a, b, text)| match () {
            () if (a, b) == (from, to) => Some((text, false)),
            () if (b, a) == (from, to) => Some((text, true)),
            () => None,
        })
    };
    let Some((text, turned)) = pairs() else {
        let known: Vec<String> = BUNDLED.iter().map(|(a, b, _)| format!("{a} and {b}")).collect();
        return Err(MethodError::data_hint(
            format!("no correspondence between {from} and {to} is bundled"),
            format!("give a table of crosswalks, or go by steps: {}", known.join(", ")),
        ));
    };
    let listed: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(a, all)| all.split(' ').map(move |b| if turned { (b, a) } else { (a, b) }))
        .collect();
    let mut rows = Vec::new();
    for code in codes.into_iter().collect::<BTreeSet<_>>() {
        let Some(own) = plain(code) else { continue };
        let here = |key: &str| listed.iter().filter(move |p| p.0 == key).map(|p| p.1).collect::<Vec<_>>();
        let mut found = here(&own);
        if found.is_empty() {
            found = own.strip_suffix('0').map(here).unwrap_or_default();
        }
        // Classes go to classes, or to groups that have no class of their own.
        let finest = found.iter().map(|t| t.len()).max().unwrap_or(0);
        rows.extend(found.into_iter().filter(|t| t.len() + 1 >= finest).map(|to| (code, to)));
    }
    rows.sort_unstable();
    rows.dedup();
    Crosswalk::of(rows.iter().map(|(from, to)| (*from, *to, None)))
}

/// The code each code lies right below, among those given: the longest one that
/// its digits begin with; for a division of NACE 2 (or ISIC 4, OKVED 2, KVED
/// 2010) its section; for what lies below none of these a total, where one is
/// given (`TOTAL`, `_T`, `Всього`, `Итого` …). Nothing where the codes are of no classification that is
/// known, or one in ten of them is not of it. A `declared` classification says
/// whose sections these are.
pub fn parents<'a>(
    codes: impl IntoIterator<Item = &'a str>,
    declared: Option<Scheme>,
) -> BTreeMap<&'a str, &'a str> {
    let all: BTreeSet<&str> = codes.into_iter().collect();
    let Some(found) = detect(all.iter().copied()) else { return BTreeMap::new() };
    if 10 * found.unknown.len() > found.codes {
        return BTreeMap::new();
    }
    let as_nace = |s: Scheme| s.shares_codes(Scheme::Nace2) || s == Scheme::Isic4;
    let sections = declared.map_or_else(|| found.schemes.iter().any(|s| as_nace(*s)), as_nace);
    let digits: BTreeMap<String, &str> = all.iter().filter_map(|c| Some((plain(c)?, *c))).collect();
    let above = |own: &str| -> Option<&'a str> {
        if own.len() < 2 {
            return None;
        }
        let shorter = (2..own.len()).rev().find_map(|n| digits.get(&own[..n]).copied());
        shorter.or_else(|| {
            let division: u8 = own[..2].parse().ok().filter(|_| sections)?;
            let section = SECTIONS.iter().find(|(_, from, to)| (*from..=*to).contains(&division))?;
            digits.get(section.0).copied()
        })
    };
    const TOTALS: [&str; 6] = ["total", "_t", "всього", "усього", "всего", "итого"];
    let total = all.iter().copied().find(|c| TOTALS.contains(&c.to_lowercase().as_str()));
    digits.iter().filter_map(|(own, code)| Some((*code, above(own).or(total)?))).collect()
}

/// The bridge from codes to the level with a number of digits: a code lies
/// below the one its first digits make. Codes above that level go nowhere.
///
/// # Errors
/// No code with as many digits.
pub fn roll_up<'a>(
    codes: impl IntoIterator<Item = &'a str>,
    digits: usize,
) -> Result<Crosswalk, MethodError> {
    let own =
        |code: &'a str| plain(code).filter(|p| p.len() >= digits).map(|p| (code, p[..digits].to_string()));
    let pairs: Vec<(&str, String)> = codes.into_iter().filter_map(own).collect();
    if digits == 0 || pairs.is_empty() {
        return Err(MethodError::data_hint(
            format!("no code has {digits} digits or more"),
            "name the parents of the codes in the table of industries",
        ));
    }
    Crosswalk::of_groups(pairs.iter().map(|(code, group)| (*code, group.as_str())))
}
