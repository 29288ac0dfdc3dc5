//! Communities: denser inside than across, within their radius, with leaders;
//! members' firms grow by the planted difference.

use super::{keys, mean, real, standard_error, texts};
use isard::sample::{Sample, SampleOptions, generate};
use std::collections::{BTreeMap, BTreeSet};

/// Enough firms for their growth to be told from noise.
fn large() -> SampleOptions {
    SampleOptions {
        organisations: 2500,
        communities: 24,
        community_members: (30, 200),
        ..SampleOptions::small()
    }
}

fn community(sample: &Sample) -> BTreeMap<String, String> {
    let members = &sample.truth["network/members"];
    texts(members, "organisation").into_iter().zip(texts(members, "community")).collect()
}

#[test]
fn ties_are_denser_inside_communities_than_across() {
    let sample = generate(&SampleOptions::small());
    let of = community(&sample);
    let ties = &sample.tables["ties"];
    let last = (0..ties.rows()).filter_map(|i| ties.integer_at(i, "year")).max();
    let mut inside: BTreeMap<&str, usize> = BTreeMap::new();
    let mut across: BTreeMap<&str, usize> = BTreeMap::new();
    let (sources, targets) = (texts(ties, "source"), texts(ties, "target"));
    let mut pairs = BTreeSet::new();
    for i in (0..ties.rows()).filter(|&i| ties.integer_at(i, "year") == last) {
        let (a, b) = (sources[i].clone().min(targets[i].clone()), sources[i].clone().max(targets[i].clone()));
        assert_ne!(a, b, "no tie of an organisation with itself");
        if !pairs.insert((a.clone(), b.clone())) {
            continue;
        }
        let (ca, cb) = (of.get(&a), of.get(&b));
        if ca.is_some() && ca == cb {
            *inside.entry(&of[&a]).or_default() += 1;
        } else {
            for c in [ca, cb].into_iter().flatten() {
                *across.entry(c).or_default() += 1;
            }
        }
    }
    let all = sample.tables["organisations"].rows();
    let communities = &sample.truth["network/communities"];
    assert_eq!(communities.rows(), SampleOptions::small().communities);
    for (row, name) in texts(communities, "community").iter().enumerate() {
        let size = communities.integer_at(row, "members").unwrap() as usize;
        let within = inside[name.as_str()] as f64 / (size * (size - 1) / 2) as f64;
        let between = across[name.as_str()] as f64 / (size * (all - size)) as f64;
        assert!(within > 5.0 * between, "{name}: {within:.4} inside, {between:.4} across");
    }
}

#[test]
fn the_share_of_tie_weight_that_leaves_is_the_planned_one() {
    for mixing in [0.0, 0.1, 0.3, 0.6] {
        let sample = generate(&SampleOptions { mixing, ..SampleOptions::small() });
        let of = community(&sample);
        let ties = &sample.tables["ties"];
        let mut weights: BTreeMap<i64, (f64, f64)> = BTreeMap::new();
        for i in 0..ties.rows() {
            let at = weights.entry(ties.integer_at(i, "year").unwrap()).or_default();
            let ends = ["source", "target"].map(|c| of.get(ties.text_at(i, c).unwrap()));
            let w = real(ties, i, "weight");
            for end in ends.iter().flatten() {
                if ends.iter().all(|e| e.as_ref() == Some(end)) { at.0 += w } else { at.1 += w }
            }
        }
        assert_eq!(weights.len(), SampleOptions::small().tie_years);
        for (year, (stay, leave)) in weights {
            let share = leave / (stay + leave);
            assert!((share - mixing).abs() < 2e-3, "{year}: {share} for {mixing}");
        }
    }
}

#[test]
fn members_lie_within_the_radius_and_communities_have_leaders() {
    let options = SampleOptions::small();
    let sample = generate(&options);
    let communities = &sample.truth["network/communities"];
    let members = &sample.truth["network/members"];
    let organisations = &sample.tables["organisations"];
    let at: BTreeMap<String, usize> = texts(organisations, "organisation").into_iter().zip(0..).collect();
    let leader: Vec<bool> = (0..members.rows())
        .map(|i| members.value(i, "leader") == isard::model::Value::Boolean(true))
        .collect();
    let (who, of) = (texts(members, "organisation"), texts(members, "community"));
    for (row, name) in texts(communities, "community").iter().enumerate() {
        let reach = real(communities, row, "reach_km");
        assert!(reach > 0.0 && reach <= options.community_radius_km, "{name}: {reach}");
        let of_it: Vec<usize> = (0..who.len()).filter(|&i| of[i] == *name).collect();
        assert_eq!(of_it.len() as i64, communities.integer_at(row, "members").unwrap());
        let (leaders, others): (Vec<usize>, Vec<usize>) = of_it.into_iter().partition(|&i| leader[i]);
        assert_eq!(leaders.len() as i64, communities.integer_at(row, "leaders").unwrap());
        assert!(!leaders.is_empty());
        // A leader employs more than any firm it leads.
        let jobs = |i: &usize| real(organisations, at[&who[*i]], "employees");
        let firms = others.iter().filter(|&&i| members.text_at(i, "role") == Some("firm"));
        let largest = firms.map(jobs).fold(0.0, f64::max);
        assert!(leaders.iter().map(jobs).fold(0.0, f64::max) > largest, "{name}");
    }
    assert_eq!(keys(organisations, "role").len(), 8, "every role occurs");
}

/// Mean yearly log growth of jobs of each firm with every year of results.
fn growth(sample: &Sample) -> BTreeMap<String, f64> {
    let results = &sample.tables["organisation_results"];
    let mut of: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for i in 0..results.rows() {
        if results.text_at(i, "measure") == Some("employment") {
            of.entry(results.text_at(i, "organisation").unwrap().into())
                .or_default()
                .push(real(results, i, "value"));
        }
    }
    let whole = of.values().map(Vec::len).max().unwrap();
    of.retain(|_, v| v.len() == whole);
    of.into_iter().map(|(o, v)| (o, (v[whole - 1] / v[0]).ln() / (whole - 1) as f64)).collect()
}

#[test]
fn members_grow_faster_by_the_planted_difference_among_firms_of_one_size() {
    let options = large();
    let difference = |options: &SampleOptions| {
        let sample = generate(options);
        let of = community(&sample);
        let treated = keys(&sample.tables["programme_targets"], "target");
        let organisations = &sample.tables["organisations"];
        let small: BTreeSet<String> = (0..organisations.rows())
            .filter(|&i| (5.0..60.0).contains(&real(organisations, i, "employees")))
            .map(|i| organisations.text_at(i, "organisation").unwrap().to_string())
            .collect();
        let growth = growth(&sample);
        let firms = growth.iter().filter(|(o, _)| small.contains(*o) && !treated.contains(*o));
        let (members, others): (Vec<_>, Vec<_>) = firms.partition(|(o, _)| of.contains_key(*o));
        let values = |v: Vec<(&String, &f64)>| v.into_iter().map(|(_, g)| *g).collect::<Vec<f64>>();
        let (members, others) = (values(members), values(others));
        let error = standard_error(&members).hypot(standard_error(&others));
        (mean(&members) - mean(&others), error)
    };
    let (planted, error) = difference(&options);
    assert!(planted > 3.0 * error, "{planted} ± {error}");
    assert!((planted - options.effects.member).abs() < 3.0 * error + 0.005, "{planted} ± {error}");
    let mut without = options;
    without.effects.member = 0.0;
    let (nothing, error) = difference(&without);
    assert!(nothing.abs() < 3.0 * error + 0.005, "{nothing} ± {error}");
}
