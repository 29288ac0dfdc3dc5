//! Invented names, in English, Ukrainian and Russian.
//!
//! A name is a row of syllables in Latin letters; the other two scripts follow
//! letter by letter from one table, so that a place is spelled the same way
//! wherever it occurs.

use crate::inference::Random;
use std::collections::BTreeSet;

/// A name in three languages.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    pub en: String,
    pub uk: String,
    pub ru: String,
}

impl Name {
    pub(super) fn new(en: &str, uk: &str, ru: &str) -> Self {
        Name { en: en.into(), uk: uk.into(), ru: ru.into() }
    }

    /// The name with a number behind it.
    pub(super) fn numbered(&self, n: usize) -> Self {
        Name {
            en: format!("{} {n}", self.en),
            uk: format!("{} {n}", self.uk),
            ru: format!("{} {n}", self.ru),
        }
    }
}

/// Latin letters, Ukrainian and Russian; the first row that fits is used.
const LETTERS: &[(&str, &str, &str)] = &[
    ("ia", "ія", "ия"),
    ("sh", "ш", "ш"),
    ("ch", "ч", "ч"),
    ("a", "а", "а"),
    ("b", "б", "б"),
    ("d", "д", "д"),
    ("e", "е", "е"),
    ("f", "ф", "ф"),
    ("g", "ґ", "г"),
    ("h", "г", "х"),
    ("i", "і", "и"),
    ("k", "к", "к"),
    ("l", "л", "л"),
    ("m", "м", "м"),
    ("n", "н", "н"),
    ("o", "о", "о"),
    ("p", "п", "п"),
    ("r", "р", "р"),
    ("s", "с", "с"),
    ("t", "т", "т"),
    ("u", "у", "у"),
    ("v", "в", "в"),
    ("z", "з", "з"),
];

const FIRST: &[&str] = &[
    "ba", "bel", "bor", "da", "dor", "du", "fa", "fel", "gal", "go", "har", "hel", "ka", "kor", "lan", "lo",
    "lu", "ma", "mel", "mo", "na", "nor", "pa", "pel", "ra", "ro", "sa", "sel", "shal", "so", "ta", "tor",
    "tu", "va", "ven", "vo", "za", "zor",
];
const MIDDLE: &[&str] = &[
    "", "", "da", "de", "fi", "ga", "ka", "la", "le", "lo", "ma", "mi", "na", "ne", "ra", "ri", "sa", "so",
    "ta", "ve", "vi", "zu",
];
const LAST: &[&str] = &[
    "bar", "chin", "dan", "del", "fort", "gan", "hat", "kam", "lan", "len", "lin", "mar", "mont", "nak",
    "nes", "nor", "pol", "ran", "ren", "rin", "rov", "san", "tan", "tor", "van", "vel", "vin", "zan",
];

/// Invented words, each different from the others.
pub(super) fn invent(random: &mut Random, n: usize) -> Vec<Name> {
    let mut seen = BTreeSet::new();
    let mut names = Vec::with_capacity(n);
    while names.len() < n {
        let mut latin = String::from(FIRST[random.below(FIRST.len())]);
        // Long lists need longer words: one more middle syllable for every 5,000.
        for _ in 0..=(names.len() / 5000) {
            latin.push_str(MIDDLE[random.below(MIDDLE.len())]);
        }
        latin.push_str(LAST[random.below(LAST.len())]);
        if seen.insert(latin.clone()) {
            names.push(spell(&latin));
        }
    }
    names
}

/// A word of Latin syllables in three scripts, with a capital.
pub(super) fn spell(latin: &str) -> Name {
    let (mut uk, mut ru) = (String::new(), String::new());
    let mut rest = latin;
    while let Some(first) = rest.chars().next() {
        match LETTERS.iter().find(|(l, _, _)| rest.starts_with(l)) {
            Some((l, u, r)) => {
                uk.push_str(u);
                ru.push_str(r);
                rest = &rest[l.len()..];
            }
            None => {
                uk.push(first);
                ru.push(first);
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    Name { en: capital(latin), uk: capital(&uk), ru: capital(&ru) }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_syllable_can_be_spelled_and_names_differ_in_every_script() {
        for syllable in FIRST.iter().chain(MIDDLE).chain(LAST) {
            let name = spell(syllable);
            assert!(!name.uk.chars().chain(name.ru.chars()).any(|c| c.is_ascii_alphabetic()), "{syllable}");
        }
        assert_eq!(spell("shalgihor"), Name::new("Shalgihor", "Шалґігор", "Шалгихор"));
        let names = invent(&mut Random::new(1, 0, 0), 6000);
        assert_eq!(names.iter().map(|n| &n.uk).collect::<BTreeSet<_>>().len(), 6000);
        assert_eq!(names.iter().map(|n| &n.ru).collect::<BTreeSet<_>>().len(), 6000);
    }
}
