//! As many groups at the floor as can be found.

use super::growth::{FREE, Grower, Taste};
use crate::inference::Random;
use crate::linalg::Points;
use crate::space::floor::Floor;
use crate::space::graph::Contiguity;

/// Rebuildings tried for each group of a start.
const REBUILDINGS: usize = 40;

/// Most groups that are rebuilt together.
const TOGETHER: usize = 6;

/// A grouping by one start: grown from a random seed, then rebuilt piece by
/// piece. A few neighbouring groups whose total would do for one more are set
/// free and grown anew; the new ones stay unless they are fewer.
///
/// Returns the labels 0..p and p; 0 where no group reaches the floor.
pub(super) fn construct(
    points: &Points,
    graph: &Contiguity,
    floor: &Floor,
    compact: bool,
    random: &mut Random,
) -> (Vec<usize>, usize) {
    let n = points.rows();
    let mut grower = Grower::new(points, graph, floor);
    let mut label = vec![FREE; n];
    let all: Vec<u32> = (0..n as u32).collect();
    let taste = Taste::draw(random, compact);
    let p = grower.grow(&mut label, &all, 0, taste, random);
    if label.contains(&FREE) {
        return (Vec::new(), 0);
    }
    let mut groups = Groups::new(label, p as usize, floor);
    for _ in 0..REBUILDINGS * groups.members.len() {
        groups.rebuild(graph, floor, &mut grower, compact, random);
    }
    let p = groups.members.len();
    (groups.label.iter().map(|&l| l as usize).collect(), p)
}

struct Groups {
    label: Vec<u32>,
    members: Vec<Vec<u32>>,
    totals: Vec<f64>,
    /// Labels while regions are set free.
    trial: Vec<u32>,
}

impl Groups {
    fn new(label: Vec<u32>, p: usize, floor: &Floor) -> Self {
        let mut members = vec![Vec::new(); p];
        label.iter().enumerate().for_each(|(i, &l)| members[l as usize].push(i as u32));
        let totals = members.iter().map(|m| m.iter().map(|&i| floor.values[i as usize]).sum()).collect();
        Groups { trial: label.clone(), label, members, totals }
    }

    /// Sets a few neighbouring groups free and grows them anew.
    fn rebuild(
        &mut self,
        graph: &Contiguity,
        floor: &Floor,
        grower: &mut Grower<'_>,
        compact: bool,
        random: &mut Random,
    ) {
        let p = self.members.len();
        let wanted = 1 + random.below(TOGETHER);
        let mut chosen = vec![random.below(p) as u32];
        // A random neighbour of a random chosen group, a few times.
        for _ in 0..4 * wanted {
            if chosen.len() >= wanted {
                break;
            }
            let group = &self.members[chosen[random.below(chosen.len())] as usize];
            let i = group[random.below(group.len())] as usize;
            if let Some(&j) = graph.neighbors(i).get(random.below(graph.neighbors(i).len().max(1))) {
                let other = self.label[j as usize];
                if !chosen.contains(&other) {
                    chosen.push(other);
                }
            }
        }
        let total: f64 = chosen.iter().map(|&g| self.totals[g as usize]).sum();
        if !floor.met(total / (chosen.len() + 1) as f64) {
            return;
        }
        chosen.sort_unstable();
        let mut scope: Vec<u32> =
            chosen.iter().flat_map(|&g| self.members[g as usize].iter().copied()).collect();
        scope.sort_unstable();
        scope.iter().for_each(|&i| self.trial[i as usize] = FREE);
        let taste = Taste::draw(random, compact);
        let new = grower.grow(&mut self.trial, &scope, p as u32, taste, random) as usize;
        let whole = scope.iter().all(|&i| self.trial[i as usize] != FREE);
        if new < chosen.len() || !whole {
            scope.iter().for_each(|&i| self.trial[i as usize] = self.label[i as usize]);
            return;
        }
        // The new groups take the names of the old ones, more come at the end.
        let names: Vec<u32> = chosen.iter().copied().chain(p as u32..).take(new).collect();
        self.members.resize(p + new - chosen.len(), Vec::new());
        self.totals.resize(self.members.len(), 0.0);
        for &g in &names {
            self.members[g as usize].clear();
            self.totals[g as usize] = 0.0;
        }
        for &i in &scope {
            let name = names[(self.trial[i as usize] - p as u32) as usize];
            self.label[i as usize] = name;
            self.trial[i as usize] = name;
            self.members[name as usize].push(i);
            self.totals[name as usize] += floor.values[i as usize];
        }
    }
}
