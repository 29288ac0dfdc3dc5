//! Names that may be one organisation.

use super::{real, refusal, text};
use crate::cooperation::texts;
use crate::run_alone::run;
use isard::organizations::name_resolution::{NormalForm, Rule, propose};
use proptest::prelude::*;

#[test]
fn near_duplicates_are_proposed() {
    let rows: [&[&str]; 9] = [
        &["1", "Müller Maschinenbau GmbH", "R1"],
        &["2", "MUELLER MASCHINENBAU AG", "R1"],
        &["3", "Maschinenbau Müller", "R2"],
        &["4", "Mueler Maschinenbau", ""],
        &["5", "University of Testmara", "R1"],
        &["6", "Testmara University", "R1"],
        &["7", "Bakery Anna", "R1"],
        &["8", "ТОВ «Електрон»", "R1"],
        &["9", "Електрон, ПрАТ", "R1"],
    ];
    let found =
        run("entity-resolution", &[("nodes", texts(&["id", "name", "region"], &rows))], &[]).expect("runs");
    let found_pairs: Vec<(String, String, String)> = text(&found, "id")
        .into_iter()
        .zip(text(&found, "other"))
        .zip(text(&found, "reason"))
        .map(|((a, b), r)| (a, b, r))
        .collect();
    let has = |a: &str, b: &str, r: &str| found_pairs.contains(&(a.into(), b.into(), r.into()));
    assert!(has("1", "2", "same_name"), "{found_pairs:?}");
    assert!(has("1", "3", "same_words"), "{found_pairs:?}");
    assert!(has("1", "4", "similar_spelling"), "{found_pairs:?}");
    assert!(has("8", "9", "same_name"), "{found_pairs:?}");
    assert!(!found_pairs.iter().any(|p| p.0 == "7" || p.1 == "7"), "{found_pairs:?}");
    assert!(text(&found, "decision").iter().all(|d| d == "proposed"));
    assert!(real(&found, "similarity").iter().all(|s| (0.0..=1.0).contains(s)));
}

proptest! {
    /// Blocks of all sizes allowed, every pair that shares a beginning and is
    /// alike is found, as by comparing each with each.
    #[test]
    fn blocking_loses_no_equal_words(
        names in prop::collection::vec("[a-c]{1,5}( [a-c]{1,4}){0,2}", 2..25),
    ) {
        let forms: Vec<NormalForm> = names.iter().map(|n| NormalForm::of(n, &[])).collect();
        let rule = Rule { spelling: 0.93, words: 0.5, block: 1000 };
        let (found, skipped) = propose(&forms, rule);
        prop_assert_eq!(skipped, 0);
        for (i, a) in forms.iter().enumerate() {
            for (j, b) in forms.iter().enumerate().skip(i + 1) {
                let there = found.iter().any(|p| (p.first, p.second) == (i, j));
                // Shared words or an equal beginning put a pair into one block.
                let head = |f: &NormalForm| f.sorted.chars().take(4).collect::<String>();
                let together = a.words.iter().any(|w| b.words.contains(w)) || head(a) == head(b);
                if together && strsim::jaro_winkler(&a.sorted, &b.sorted) >= 0.93 {
                    prop_assert!(there, "{} {}", a.sorted, b.sorted);
                }
                if a.sorted == b.sorted {
                    prop_assert!(there);
                }
            }
        }
        prop_assert!(found.iter().all(|p| p.first < p.second && p.similarity <= 1.0));
    }
}

#[test]
fn a_hundred_thousand_names() {
    // Every tenth name stands twice, with a letter changed.
    let mut names = Vec::new();
    for i in 0u64..100_000 {
        let mut word = String::new();
        let mut x = (i + 1) * 2_654_435_761 % 4_294_967_291;
        for _ in 0..7 {
            word.push(char::from(b'a' + (x % 26) as u8));
            x /= 26;
        }
        names.push(format!("{word} machine works ltd"));
    }
    for i in 0..1_000 {
        names.push(names[i * 7].replacen(" machine", "s machine", 1));
    }
    let forms: Vec<NormalForm> = names.iter().map(|n| NormalForm::of(n, &[])).collect();
    let (found, _) = propose(&forms, Rule { spelling: 0.93, words: 0.8, block: 200 });
    let hits =
        (0..1_000).filter(|i| found.iter().any(|p| p.first == i * 7 && p.second == 100_000 + i)).count();
    assert!(hits >= 990, "{hits} of 1,000");
}

#[test]
fn names_without_letters_and_without_anything() {
    let rows: [&[&str]; 3] = [&["1", "—"], &["2", "—"], &["3", ""]];
    let found = run("entity-resolution", &[("nodes", texts(&["id", "name"], &rows))], &[]).expect("runs");
    assert_eq!(found.table.rows(), 0);
    assert_eq!(found.warnings.len(), 1);
    let twice = texts(&["id", "name"], &[&["1", "a"], &["1", "b"]]);
    assert!(refusal("entity-resolution", &[("nodes", twice)], &[]).contains("twice"));
    let many: Vec<[String; 2]> = (0..500).map(|i| [format!("{i:03}"), "Alfa Ltd".to_string()]).collect();
    let many: Vec<Vec<&str>> = many.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
    let many: Vec<&[&str]> = many.iter().map(Vec::as_slice).collect();
    // A block beyond the limit of equal names: each with the one before.
    let found = run("entity-resolution", &[("nodes", texts(&["id", "name"], &many))], &[]).expect("runs");
    assert_eq!(found.table.rows(), 499);
}
