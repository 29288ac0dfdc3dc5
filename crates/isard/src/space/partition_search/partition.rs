//! Groups with their means, and what moving a region changes.

use super::reach::Reach;
use crate::linalg::{Matrix, Points, squared_distance};
use crate::space::floor::Floor;
use crate::space::graph::Contiguity;

/// Rows about their mean, padded: sums of squares lose no digits to an offset.
pub(in crate::space) fn centered(z: &Matrix) -> Points {
    let mut points = Points::new(z);
    for j in 0..z.cols() {
        let mean = z.column(j).sum::<f64>() / z.rows().max(1) as f64;
        (0..z.rows()).for_each(|i| points.row_mut(i)[j] -= mean);
    }
    points
}

/// A grouping that is being improved.
#[derive(Clone)]
pub(in crate::space) struct Partition<'a> {
    pub(super) points: &'a Points,
    pub(super) graph: &'a Contiguity,
    floor: Option<&'a Floor>,
    /// Whether moves that cut more links than they mend are left out.
    compact: bool,
    pub(super) label: Vec<u32>,
    size: Vec<f64>,
    sums: Points,
    means: Points,
    totals: Vec<f64>,
    /// Regions with a neighbour in another group, in no order.
    pub(super) border: Vec<u32>,
    place: Vec<u32>,
    reach: Reach,
    /// Σ‖x‖²: changes smaller than a tiny part of it are none.
    pub(super) spread: f64,
}

const INSIDE: u32 = u32::MAX;

impl<'a> Partition<'a> {
    /// Groups by their labels 0..k.
    pub(in crate::space) fn new(
        points: &'a Points,
        graph: &'a Contiguity,
        floor: Option<&'a Floor>,
        compact: bool,
        labels: &[usize],
    ) -> Self {
        let k = labels.iter().max().map_or(0, |m| m + 1);
        let n = labels.len();
        let mut partition = Partition {
            points,
            graph,
            floor,
            compact,
            label: labels.iter().map(|&l| l as u32).collect(),
            size: vec![0.0; k],
            sums: Points::zeros(k, points.cols()),
            means: Points::zeros(k, points.cols()),
            totals: vec![0.0; k],
            border: Vec::new(),
            place: vec![INSIDE; n],
            reach: Reach::new(n),
            spread: points.as_slice().iter().map(|v| v * v).sum(),
        };
        partition.refresh();
        (0..n).for_each(|i| partition.settle_border(i));
        partition
    }

    /// Number of regions.
    pub(in crate::space) fn regions(&self) -> usize {
        self.label.len()
    }

    /// Labels 0..k.
    pub(in crate::space) fn labels(&self) -> Vec<usize> {
        self.label.iter().map(|&l| l as usize).collect()
    }

    /// The sum of squares within groups.
    pub(in crate::space) fn within_ss(&self) -> f64 {
        let own = |i: usize| squared_distance(self.points.row(i), self.means.row(self.label[i] as usize));
        (0..self.label.len()).map(own).sum()
    }

    /// Sums, means and totals from the regions, free of what rounding has
    /// gathered.
    pub(super) fn refresh(&mut self) {
        let k = self.size.len();
        self.size.fill(0.0);
        self.totals.fill(0.0);
        self.sums = Points::zeros(k, self.points.cols());
        for (i, &l) in self.label.iter().enumerate() {
            let l = l as usize;
            self.size[l] += 1.0;
            self.sums.row_mut(l).iter_mut().zip(self.points.row(i)).for_each(|(s, v)| *s += v);
            if let Some(floor) = self.floor {
                self.totals[l] += floor.values[i];
            }
        }
        (0..k).for_each(|l| self.renew_mean(l));
    }

    #[inline(always)]
    fn renew_mean(&mut self, group: usize) {
        let n = self.size[group];
        let mean = self.means.row_mut(group);
        mean.iter_mut().zip(self.sums.row(group)).for_each(|(m, s)| *m = s / n);
    }

    /// How far the sum of squares falls when a region leaves its group.
    #[inline(always)]
    pub(super) fn relief(&self, i: usize) -> f64 {
        let a = self.label[i] as usize;
        let n = self.size[a];
        n / (n - 1.0) * squared_distance(self.points.row(i), self.means.row(a))
    }

    /// How far it rises when the region joins another group.
    #[inline(always)]
    pub(super) fn burden(&self, i: usize, to: u32) -> f64 {
        let b = to as usize;
        let n = self.size[b];
        n / (n + 1.0) * squared_distance(self.points.row(i), self.means.row(b))
    }

    /// The best group for a border region to move to, and the change.
    #[inline(always)]
    pub(super) fn best_move(&self, i: usize) -> Option<(u32, f64)> {
        let own = self.label[i];
        if self.size[own as usize] < 2.0 {
            return None;
        }
        let mut best: Option<(u32, f64)> = None;
        let mut last = own;
        for &j in self.graph.neighbors(i) {
            let to = self.label[j as usize];
            if to == own || to == last || !self.compact_enough(i, to) {
                continue;
            }
            last = to;
            let burden = self.burden(i, to);
            if best.is_none_or(|(b, least)| (burden, to) < (least, b)) {
                best = Some((to, burden));
            }
        }
        best.map(|(to, burden)| (to, burden - self.relief(i)))
    }

    /// Whether a move does not cut more links than it mends, where that is asked.
    #[inline(always)]
    pub(super) fn compact_enough(&self, i: usize, to: u32) -> bool {
        if !self.compact {
            return true;
        }
        let own = self.label[i];
        let count = |l: u32| self.graph.neighbors(i).iter().filter(|&&j| self.label[j as usize] == l).count();
        count(to) >= count(own)
    }

    /// Whether a region may leave its group: others stay, at the floor, and
    /// hang together.
    #[inline]
    pub(super) fn may_leave(&mut self, i: usize) -> bool {
        let a = self.label[i] as usize;
        if self.size[a] < 2.0 {
            return false;
        }
        if let Some(floor) = self.floor
            && !floor.met(self.totals[a] - floor.values[i])
        {
            return false;
        }
        self.reach.stays_whole(self.graph, &self.label, i)
    }

    /// Whether a region is the only one of its group.
    #[inline(always)]
    pub(super) fn is_alone(&self, i: usize) -> bool {
        self.size[self.label[i] as usize] < 2.0
    }

    /// Goes back to these labels.
    pub(super) fn restore(&mut self, labels: &[usize]) {
        *self = Partition::new(self.points, self.graph, self.floor, self.compact, labels);
    }

    /// Moves a region.
    #[inline(always)]
    pub(super) fn relocate(&mut self, i: usize, to: u32) {
        let (a, b) = (self.label[i] as usize, to as usize);
        self.label[i] = to;
        self.size[a] -= 1.0;
        self.size[b] += 1.0;
        let row = self.points.row(i);
        self.sums.row_mut(a).iter_mut().zip(row).for_each(|(s, v)| *s -= v);
        self.sums.row_mut(b).iter_mut().zip(row).for_each(|(s, v)| *s += v);
        if let Some(floor) = self.floor {
            self.totals[a] -= floor.values[i];
            self.totals[b] += floor.values[i];
        }
        self.renew_mean(a);
        self.renew_mean(b);
        self.settle_border(i);
        let graph = self.graph;
        graph.neighbors(i).iter().for_each(|&j| self.settle_border(j as usize));
    }

    /// Enters a region among those on a border, or takes it out.
    #[inline]
    fn settle_border(&mut self, i: usize) {
        let own = self.label[i];
        let on_border = self.graph.neighbors(i).iter().any(|&j| self.label[j as usize] != own);
        let place = self.place[i];
        if on_border && place == INSIDE {
            self.place[i] = self.border.len() as u32;
            self.border.push(i as u32);
        } else if !on_border && place != INSIDE {
            self.border.swap_remove(place as usize);
            if let Some(&moved) = self.border.get(place as usize) {
                self.place[moved as usize] = place;
            }
            self.place[i] = INSIDE;
        }
    }

    /// Whether a region has a neighbour in another group.
    #[inline]
    pub(super) fn on_border(&self, i: usize) -> bool {
        self.place[i] != INSIDE
    }
}
