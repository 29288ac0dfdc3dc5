//! Regions: outlines, groups, names.

use super::keys;
use isard::sample::{SampleOptions, generate};
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn regions_fill_the_land_without_gaps() {
    let sample = generate(&SampleOptions { regions: 40, ..SampleOptions::small() });
    assert_eq!(sample.boundaries.len(), 40);
    // Each edge inside the land is walked once in each direction; edges of the coast once. The coast
    // must be a single ring: a gap would be a second one.
    let mut edges = BTreeSet::new();
    let bits = |p: [f64; 2]| (p[0].to_bits(), p[1].to_bits());
    for boundary in &sample.boundaries {
        for ring in boundary.polygons.iter().flatten() {
            assert_eq!(ring.first(), ring.last());
            for w in ring.windows(2) {
                assert!(edges.insert((bits(w[0]), bits(w[1]))), "no edge twice in one direction");
            }
        }
    }
    let coast: BTreeMap<_, _> = edges.iter().filter(|(a, b)| !edges.contains(&(*b, *a))).copied().collect();
    let (&start, &second) = coast.first_key_value().unwrap();
    let (mut at, mut steps) = (second, 1);
    while at != start {
        at = coast[&at];
        steps += 1;
    }
    assert_eq!(steps, coast.len());
}

#[test]
fn groups_have_their_planted_sizes_every_year() {
    let sample = generate(&SampleOptions { regions: 60, ..SampleOptions::small() });
    let t = &sample.truth["typology/groups"];
    let mut sizes: BTreeMap<(i64, String), usize> = BTreeMap::new();
    for i in 0..t.rows() {
        *sizes
            .entry((t.integer_at(i, "year").unwrap(), t.text_at(i, "group_name").unwrap().into()))
            .or_default() += 1;
    }
    for ((_, name), size) in sizes {
        assert_eq!(
            size,
            if name == "high" {
                12
            } else if name == "middle" {
                27
            } else {
                21
            }
        );
    }
    // Some regions change their group.
    let mut of: BTreeMap<String, BTreeSet<i64>> = BTreeMap::new();
    for i in 0..t.rows() {
        of.entry(t.text_at(i, "region").unwrap().into())
            .or_default()
            .insert(t.integer_at(i, "group").unwrap());
    }
    assert_eq!(of.values().filter(|g| g.len() == 2).count(), 8);
}

#[test]
fn names_differ_and_are_given_in_three_languages() {
    let sample =
        generate(&SampleOptions { regions: 300, years: 3, organisations: 30, ..SampleOptions::small() });
    for column in ["name", "name_uk", "name_ru"] {
        assert_eq!(keys(&sample.tables["regions"], column).len(), 302);
    }
}
