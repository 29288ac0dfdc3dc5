//! Clubs found by the steps of Phillips & Sul, and their merging.

use super::log_t::{LogT, Paths, Sums};
use rayon::prelude::*;

/// Which neighbouring clubs are joined in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Merge {
    /// None.
    None,
    /// From the top: a club takes in the next as long as both together
    /// converge (Phillips & Sul 2009).
    #[default]
    PhillipsSul,
    /// Again and again, the first pair that converges and does so better than
    /// the pair below it (von Lyncker & Thoennessen 2017).
    VonLynckerThoennessen,
}

/// Limits of the steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// A group converges when its t lies above.
    pub critical: f64,
    /// A region joins the core when the t of both together lies above.
    pub sieve: f64,
    /// Merging.
    pub merge: Merge,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { critical: -1.65, sieve: 0.0, merge: Merge::default() }
    }
}

/// Regions that approach each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Club {
    /// Positions of the regions, ascending.
    pub members: Vec<usize>,
    /// Their regression.
    pub test: LogT,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Clubs {
    /// The regression of all regions.
    pub all: Option<LogT>,
    /// Clubs, the one with the highest mean in the last year first.
    pub clubs: Vec<Club>,
    /// Regions of no club, ascending.
    pub divergent: Vec<usize>,
    /// Their regression, where there are two or more.
    pub divergent_test: Option<LogT>,
}

/// Sorts regions into clubs. Regions are taken by their last value, the highest
/// first, equal ones by position.
///
/// Complexity: O(clubs · n · T²).
pub fn cluster(paths: &Paths, n: usize, settings: &Settings) -> Clubs {
    let mut left: Vec<usize> = (0..n).collect();
    left.sort_by(|&a, &b| paths.last(b).total_cmp(&paths.last(a)).then(a.cmp(&b)));
    let test = |group: &[usize]| if group.len() < 2 { None } else { paths.log_t(&paths.sums(group)) };
    let converges = |test: &Option<LogT>| test.is_some_and(|l| l.t > settings.critical);
    let all = test(&left);
    let mut clubs: Vec<Vec<usize>> = Vec::new();
    while left.len() > 1 {
        if converges(&test(&left)) {
            clubs.push(std::mem::take(&mut left));
            break;
        }
        let Some(core) = core(paths, &left, settings) else { break };
        let club = sieved(paths, &left, core, settings);
        left.retain(|i| !club.contains(i));
        clubs.push(club);
    }
    merge(&mut clubs, settings, |group| test(group).map_or(f64::NEG_INFINITY, |l| l.t));
    let last = |members: &[usize]| members.iter().map(|&i| paths.last(i)).sum::<f64>() / members.len() as f64;
    clubs.sort_by(|a, b| last(b).total_cmp(&last(a)));
    let clubs = clubs
        .into_iter()
        .filter_map(|mut members| {
            members.sort_unstable();
            test(&members).map(|test| Club { members, test })
        })
        .collect();
    left.sort_unstable();
    Clubs { all, clubs, divergent_test: test(&left), divergent: left }
}

/// The core: from the first pair of neighbours in order that converges,
/// regions are added while the group converges; the size with the largest t.
fn core(paths: &Paths, left: &[usize], settings: &Settings) -> Option<Vec<usize>> {
    let t = |sums: &Sums| paths.log_t(sums).map_or(f64::NEG_INFINITY, |l| l.t);
    let start = left.windows(2).position(|pair| t(&paths.sums(pair)) > settings.critical)?;
    let mut sums = paths.sums(&left[start..start + 2]);
    let (mut best, mut best_t) = (start + 2, t(&sums));
    for end in start + 3..=left.len() {
        paths.join(&mut sums, left[end - 1]);
        let now = t(&sums);
        if now <= settings.critical {
            break;
        }
        if now > best_t {
            (best, best_t) = (end, now);
        }
    }
    Some(left[start..best].to_vec())
}

/// The core with the regions that converge with it one by one; the weakest of
/// these leave again until all together converge.
fn sieved(paths: &Paths, left: &[usize], core: Vec<usize>, settings: &Settings) -> Vec<usize> {
    let sums = paths.sums(&core);
    let outside: Vec<usize> = left.iter().copied().filter(|i| !core.contains(i)).collect();
    let mut joining: Vec<(f64, usize)> = outside
        .into_par_iter()
        .map(|i| {
            let mut both = sums.clone();
            paths.join(&mut both, i);
            (paths.log_t(&both).map_or(f64::NEG_INFINITY, |l| l.t), i)
        })
        .filter(|(t, _)| *t > settings.sieve)
        .collect();
    // The strongest first, equal ones in the order of the regions.
    joining.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    loop {
        let mut club = core.clone();
        club.extend(joining.iter().map(|j| j.1));
        let converges = paths.log_t(&paths.sums(&club)).is_some_and(|l| l.t > settings.critical);
        if joining.is_empty() || converges {
            return club;
        }
        joining.pop();
    }
}

/// Joins neighbouring clubs by the rule.
fn merge(clubs: &mut Vec<Vec<usize>>, settings: &Settings, t: impl Fn(&[usize]) -> f64) {
    let together = |a: &[usize], b: &[usize]| t(&[a, b].concat());
    let join = |clubs: &mut Vec<Vec<usize>>, at: usize| {
        let next = clubs.remove(at + 1);
        clubs[at].extend(next);
    };
    match settings.merge {
        Merge::None => {}
        Merge::PhillipsSul => {
            let mut at = 0;
            while at + 1 < clubs.len() {
                if together(&clubs[at], &clubs[at + 1]) > settings.critical {
                    join(clubs, at);
                } else {
                    at += 1;
                }
            }
        }
        Merge::VonLynckerThoennessen => loop {
            let pairs: Vec<f64> = clubs.windows(2).map(|p| together(&p[0], &p[1])).collect();
            let better = |at: usize| pairs.get(at + 1).is_none_or(|next| pairs[at] > *next);
            match (0..pairs.len()).find(|&at| pairs[at] > settings.critical && better(at)) {
                Some(at) => join(clubs, at),
                None => break,
            }
        },
    }
}
