//! Ties between organisations, with a planted share that leaves the community.
//!
//! Inside a community its leaders are hubs and the other members are paired at
//! random by the number of ties each has; every tie inside is matched by
//! `mixing / (1 − mixing)` stubs that are paired with other communities and
//! with organisations that stand alone. The weights of leaving ties are then
//! scaled once a year, so that the share of the members' tie weight that
//! leaves equals `mixing`.

use super::World;
use super::columns::{boolean, integer, real, text};
use super::communities::Community;
use super::organisations::Organisation;
use super::stream::round;
use crate::inference::Random;
use crate::model::Table;
use std::collections::BTreeSet;

/// A tie of one layer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tie {
    pub(super) source: usize,
    pub(super) target: usize,
    layer: &'static str,
    pub(super) weight: f64,
}

/// The ties of a year.
pub(super) struct Year {
    pub(super) year: i64,
    pub(super) ties: Vec<Tie>,
}

/// Share of the ties that a year later are still there.
const PERSISTENCE: f64 = 0.88;
/// Share of a community's members that each leader is tied to.
const HUB: f64 = 0.4;

type Pairs = BTreeSet<(usize, usize)>;

fn ordered(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}

/// Makes the ties of the last years, oldest first.
pub(super) fn ties(world: &World, communities: &[Community], all: &[Organisation]) -> Vec<Year> {
    let members: Vec<Vec<usize>> = (0..communities.len())
        .map(|c| (0..all.len()).filter(|&o| all[o].community == Some(c)).collect())
        .collect();
    let mut pairs = Pairs::new();
    for (c, of) in members.iter().enumerate() {
        inside(world, c, of, all, &mut pairs);
    }
    outside(world, all, &mut pairs);
    let mut now: Vec<Tie> = pairs.iter().flat_map(|&(a, b)| dress(world, all, a, b)).collect();
    let mut years = Vec::new();
    for back in 0..world.options.tie_years {
        let year = world.options.last_year() - back as i64;
        let active = now.iter().filter(|t| all[t.source].active(year) && all[t.target].active(year));
        years.push(Year { year, ties: scaled(world, all, active.copied().collect()) });
        now = year_before(world, all, &members, now, back);
    }
    years.reverse();
    years
}

/// Number of ties of an organisation: many have few, few have many.
fn wanted(world: &World, random: &mut Random) -> f64 {
    let mean = world.options.ties_mean.max(1.0);
    (0.55 * mean * (1.0 - random.uniform()).powf(-1.0 / 2.2)).min(6.0 * mean)
}

/// Rounds up or down at random, so that the mean stays.
fn rounded(random: &mut Random, value: f64) -> usize {
    (value + random.uniform()).floor() as usize
}

fn inside(world: &World, c: usize, members: &[usize], all: &[Organisation], pairs: &mut Pairs) {
    let mut random = world.streams.of("ties inside", c);
    let mut left: Vec<usize> = members
        .iter()
        .map(|_| {
            let wanted = (1.0 - world.options.mixing) * wanted(world, &mut random);
            rounded(&mut random, wanted).max(1)
        })
        .collect();
    let mut tied = vec![false; members.len()];
    let leaders: Vec<usize> = (0..members.len()).filter(|&m| all[members[m]].leader).collect();
    for &l in &leaders {
        for m in 0..members.len() {
            let owned = all[members[m]].parent == Some(members[l]);
            if m != l && (owned || random.uniform() < HUB) && pairs.insert(ordered(members[l], members[m])) {
                left[m] = left[m].saturating_sub(1);
                tied[m] = true;
            }
        }
    }
    let mut stubs: Vec<usize> = Vec::new();
    for m in 0..members.len() {
        if !leaders.contains(&m) {
            stubs.extend(std::iter::repeat_n(m, left[m]));
        }
    }
    for _ in 0..8 {
        random.shuffle(&mut stubs);
        let mut again = Vec::new();
        for pair in stubs.chunks(2) {
            match *pair {
                [a, b] if a != b && pairs.insert(ordered(members[a], members[b])) => {
                    (tied[a], tied[b]) = (true, true);
                }
                _ => again.extend_from_slice(pair),
            }
        }
        stubs = again;
    }
    // Whoever found no partner is tied to a leader.
    for m in (0..members.len()).filter(|&m| !tied[m]) {
        if let Some(&l) = leaders.iter().find(|&&l| l != m) {
            pairs.insert(ordered(members[l], members[m]));
        }
    }
}

fn outside(world: &World, all: &[Organisation], pairs: &mut Pairs) {
    let mut random = world.streams.of("ties outside", 0);
    let mut degree = vec![0usize; all.len()];
    for &(a, b) in pairs.iter() {
        degree[a] += 1;
        degree[b] += 1;
    }
    let ratio = world.options.mixing / (1.0 - world.options.mixing);
    let mut stubs = Vec::new();
    for (o, organisation) in all.iter().enumerate() {
        let count = match organisation.community {
            Some(_) => rounded(&mut random, degree[o] as f64 * ratio),
            // Without mixing members have no tie outside; who stands alone still has ties to others alone.
            None => {
                let wanted = wanted(world, &mut random);
                rounded(&mut random, wanted)
            }
        };
        stubs.extend(std::iter::repeat_n(o, count));
    }
    let mut pair_up = |stubs: &[usize]| -> Vec<usize> {
        let mut again = Vec::new();
        for pair in stubs.chunks(2) {
            match *pair {
                [a, b] if apart(all, a, b) && allowed(world, all, a, b) && pairs.insert(ordered(a, b)) => {}
                _ => again.extend_from_slice(pair),
            }
        }
        again
    };
    // Near ones first: stubs of one region in random order.
    random.shuffle(&mut stubs);
    let near = (world.options.nearby * stubs.len() as f64) as usize;
    let mut far = stubs.split_off(near);
    stubs.sort_by_key(|&o| all[o].region);
    far.extend(pair_up(&stubs));
    for _ in 0..20 {
        random.shuffle(&mut far);
        far = pair_up(&far);
    }
}

/// Whether two organisations do not share a community.
fn apart(all: &[Organisation], a: usize, b: usize) -> bool {
    a != b && (all[a].community.is_none() || all[a].community != all[b].community)
}

/// Without mixing no tie leaves a community.
fn allowed(world: &World, all: &[Organisation], a: usize, b: usize) -> bool {
    world.options.mixing > 0.0 || (all[a].community.is_none() && all[b].community.is_none())
}

/// Layers and weights of the ties of a pair: one in seven pairs is tied in two layers.
fn dress(world: &World, all: &[Organisation], a: usize, b: usize) -> Vec<Tie> {
    let mut random = world.streams.of("tie", a * all.len() + b);
    let inner = !apart(all, a, b);
    let owner = match (all[a].parent, all[b].parent) {
        (_, Some(p)) if p == a => Some((a, b)),
        (Some(p), _) if p == b => Some((b, a)),
        _ => None,
    };
    let first = match owner {
        Some(_) => "ownership",
        None => layer(&mut random, all, a, b, inner),
    };
    let mut layers = vec![first];
    if random.uniform() < 0.15 {
        let second = layer(&mut random, all, a, b, inner);
        if second != first {
            layers.push(second);
        }
    }
    let turned = random.uniform() < 0.5;
    let mut tie = |layer| {
        let (source, target) = match owner {
            Some(pair) if layer == "ownership" => pair,
            _ if turned => (b, a),
            _ => (a, b),
        };
        Tie { source, target, layer, weight: f64::exp(0.5 * random.normal()) }
    };
    layers.into_iter().map(&mut tie).collect()
}

/// Inside a community production prevails, outside trade.
fn layer(random: &mut Random, all: &[Organisation], a: usize, b: usize, inner: bool) -> &'static str {
    let either = |role: &str| all[a].role == role || all[b].role == role;
    let u = random.uniform();
    if (either("science") || either("education")) && random.uniform() < 0.7 {
        return "science_technology";
    }
    if either("finance") && random.uniform() < 0.7 {
        return "commercial";
    }
    let (production, science) = if inner { (0.5, 0.2) } else { (0.25, 0.12) };
    match u {
        u if u < production => "production",
        u if u < production + science => "science_technology",
        u if u < 0.97 => "commercial",
        _ => "other",
    }
}

/// Scales leaving ties so that the members' share is the planned one.
fn scaled(world: &World, all: &[Organisation], mut ties: Vec<Tie>) -> Vec<Tie> {
    let (stay, leave) = ends(all, &ties);
    if leave > 0.0 && stay > 0.0 {
        let factor = world.options.mixing / (1.0 - world.options.mixing) * stay / leave;
        for tie in ties.iter_mut().filter(|t| apart(all, t.source, t.target)) {
            tie.weight *= factor;
        }
    }
    for tie in &mut ties {
        tie.weight = round(tie.weight, 3).max(0.001);
    }
    ties
}

/// Tie weight at members' ends that stays in the community, and that leaves it.
fn ends(all: &[Organisation], ties: &[Tie]) -> (f64, f64) {
    ties.iter().fold((0.0, 0.0), |(stay, leave), t| {
        if !apart(all, t.source, t.target) {
            return (stay + 2.0 * t.weight, leave);
        }
        let members = [t.source, t.target].iter().filter(|&&o| all[o].community.is_some()).count();
        (stay, leave + members as f64 * t.weight)
    })
}

/// Share of the members' tie weight that leaves their community.
pub(super) fn mixing(all: &[Organisation], ties: &[Tie]) -> Option<f64> {
    let (stay, leave) = ends(all, ties);
    (stay + leave > 0.0).then(|| leave / (stay + leave))
}

/// The year before: some ties did not exist yet, others have ended since.
fn year_before(
    world: &World,
    all: &[Organisation],
    members: &[Vec<usize>],
    ties: Vec<Tie>,
    back: usize,
) -> Vec<Tie> {
    let mut random = world.streams.of("churn", back);
    let mut pairs: Pairs = ties.iter().map(|t| ordered(t.source, t.target)).collect();
    let mut out = Vec::with_capacity(ties.len());
    let mut decided: Option<((usize, usize), bool)> = None;
    for tie in &ties {
        let pair = ordered(tie.source, tie.target);
        // The layers of a pair stand together and begin together.
        let kept = match decided {
            Some((last, kept)) if last == pair => kept,
            _ => tie.layer == "ownership" || random.uniform() < PERSISTENCE,
        };
        decided = Some((pair, kept));
        if kept {
            out.push(Tie { weight: tie.weight * f64::exp(0.08 * random.normal()), ..*tie });
        }
    }
    let ended = ((1.0 - PERSISTENCE) * 0.8 * ties.len() as f64) as usize;
    for _ in 0..ended {
        let from = ties[random.below(ties.len())];
        let stays = !apart(all, from.source, from.target);
        let other = match all[from.source].community.filter(|_| stays) {
            Some(c) => members[c][random.below(members[c].len())],
            None => random.below(all.len()),
        };
        let fits = other != from.source && apart(all, from.source, other) != stays;
        if fits
            && allowed(world, all, from.source, other) | stays
            && pairs.insert(ordered(from.source, other))
        {
            let pair = ordered(from.source, other);
            out.extend(dress(world, all, pair.0, pair.1));
        }
    }
    out
}

/// The table `ties`.
pub(super) fn table(years: &[Year], all: &[Organisation]) -> Table {
    let rows: Vec<(i64, Tie)> = years.iter().flat_map(|y| y.ties.iter().map(|t| (y.year, *t))).collect();
    Table::new()
        .with("source", text(&rows, |r| &all[r.1.source].key))
        .with("target", text(&rows, |r| &all[r.1.target].key))
        .with("layer", text(&rows, |r| r.1.layer))
        .with("weight", real(&rows, |r| r.1.weight))
        .with("year", integer(&rows, |r| r.0))
        .with("directed", boolean(&rows, |r| matches!(r.1.layer, "production" | "ownership")))
}
