//! Pairs of names worth a comparison, and what comes of it.

use super::normal_form::NormalForm;
use rayon::prelude::*;
use std::collections::HashMap;

/// When a pair is proposed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Least Jaro–Winkler similarity.
    pub spelling: f64,
    /// Least share of weighted words.
    pub words: f64,
    /// Most names of a block.
    pub block: usize,
}

impl Default for Rule {
    fn default() -> Self {
        Rule { spelling: 0.93, words: 0.8, block: 200 }
    }
}

/// Why a pair is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Equal words in order.
    SameName,
    /// Equal words in another order.
    SameWords,
    /// Most of the weight of their words is shared.
    SimilarWords,
    /// Alike by Jaro–Winkler.
    SimilarSpelling,
}

impl Reason {
    /// The word of the reason.
    pub fn word(self) -> &'static str {
        match self {
            Reason::SameName => "same_name",
            Reason::SameWords => "same_words",
            Reason::SimilarWords => "similar_words",
            Reason::SimilarSpelling => "similar_spelling",
        }
    }
}

/// A pair to be reviewed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proposal {
    /// Position of a name.
    pub first: usize,
    /// Position of the other, greater.
    pub second: usize,
    /// Similarity, 0 to 1.
    pub similarity: f64,
    /// Why.
    pub reason: Reason,
}

/// Letters of the beginning of a word that blocks are made by.
const PREFIX: usize = 4;

/// Pairs to be reviewed, by position, and the number of blocks that were too
/// large to compare. Equal names are proposed whatever the size of the block:
/// each with the one before it.
pub fn propose(names: &[NormalForm], rule: Rule) -> (Vec<Proposal>, usize) {
    let mut frequency: HashMap<&str, u32> = HashMap::new();
    for name in names {
        unique(name).for_each(|w| *frequency.entry(w).or_default() += 1);
    }
    let mut blocks: HashMap<(u8, &str), Vec<u32>> = HashMap::new();
    for (at, name) in names.iter().enumerate().filter(|(_, n)| !n.words.is_empty()) {
        let mut add = |kind: u8, key| blocks.entry((kind, key)).or_default().push(at as u32);
        add(0, name.sorted.as_str());
        add(1, prefix(&name.sorted));
        let rarest = unique(name).min_by_key(|w| (frequency[w], *w));
        rarest.into_iter().for_each(|w| add(2, prefix(w)));
        unique(name).for_each(|w| add(3, w));
    }
    let mut skipped = 0;
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for ((kind, _), members) in &blocks {
        match members.len() {
            0 | 1 => {}
            n if n <= rule.block => {
                for (i, &a) in members.iter().enumerate() {
                    pairs.extend(members[i + 1..].iter().map(|&b| (a, b)));
                }
            }
            _ if *kind == 0 => pairs.extend(members.windows(2).map(|w| (w[0], w[1]))),
            _ => skipped += 1,
        }
    }
    pairs.par_sort_unstable();
    pairs.dedup();
    let weight = |w: &str| (1.0 + names.len() as f64 / f64::from(frequency[w])).ln();
    let proposals = pairs
        .into_par_iter()
        .filter_map(|(a, b)| {
            let (first, second) = (a as usize, b as usize);
            let (similarity, reason) = compare(&names[first], &names[second], rule, &weight)?;
            Some(Proposal { first, second, similarity, reason })
        })
        .collect();
    (proposals, skipped)
}

fn unique(name: &NormalForm) -> impl Iterator<Item = &str> {
    name.sorted.split(' ').filter(|w| !w.is_empty())
}

fn prefix(text: &str) -> &str {
    text.char_indices().nth(PREFIX).map_or(text, |(at, _)| &text[..at])
}

fn compare(
    a: &NormalForm,
    b: &NormalForm,
    rule: Rule,
    weight: &impl Fn(&str) -> f64,
) -> Option<(f64, Reason)> {
    if a.sorted == b.sorted {
        let reason = if a.words == b.words { Reason::SameName } else { Reason::SameWords };
        return Some((1.0, reason));
    }
    let (mut shared, mut all) = (0.0, 0.0);
    let (mut x, mut y) = (unique(a).peekable(), unique(b).peekable());
    loop {
        let order = match (x.peek(), y.peek()) {
            (None, None) => break,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(p), Some(q)) => p.cmp(q),
        };
        let word = if order.is_gt() { y.next() } else { x.next() };
        all += word.map_or(0.0, weight);
        if order.is_eq() {
            shared += y.next().map_or(0.0, weight);
        }
    }
    let words = if all > 0.0 { shared / all } else { 0.0 };
    let spelling = strsim::jaro_winkler(&a.sorted, &b.sorted);
    match (words >= rule.words, spelling >= rule.spelling) {
        (true, true) if words >= spelling => Some((words, Reason::SimilarWords)),
        (_, true) => Some((spelling, Reason::SimilarSpelling)),
        (true, false) => Some((words, Reason::SimilarWords)),
        (false, false) => None,
    }
}
