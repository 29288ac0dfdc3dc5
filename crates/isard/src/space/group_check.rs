//! The check every grouping on a map passes before it is returned.

use super::floor::Floor;
use super::graph::Contiguity;
use crate::registry::MethodError;
use thiserror::Error;

/// What the check found.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupCheck {
    /// Number of groups.
    pub groups: usize,
    /// Connected parts of all groups together; equal to `groups` when each hangs together.
    pub parts: usize,
    /// Links between different groups.
    pub cut_links: usize,
    /// Links in all.
    pub links: usize,
    /// Smallest total of the floor's variable over the groups.
    pub least_total: Option<f64>,
}

/// A grouping that is not what was asked for.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum Violation {
    /// Not one label a region.
    #[error("{labels} labels for {regions} regions")]
    Length {
        /// Labels given.
        labels: usize,
        /// Regions of the graph.
        regions: usize,
    },
    /// Another number of groups, or a number without region.
    #[error("{found} groups in place of {expected}")]
    Count {
        /// Groups with at least one region.
        found: usize,
        /// Groups asked for.
        expected: usize,
    },
    /// A group that falls apart.
    #[error("group {group} falls into {parts} parts")]
    Apart {
        /// Group, from 1.
        group: usize,
        /// Its connected parts.
        parts: usize,
    },
    /// A group below the floor.
    #[error("group {group} has {total}, below the floor {floor}")]
    BelowFloor {
        /// Group, from 1.
        group: usize,
        /// Its total.
        total: f64,
        /// The floor.
        floor: f64,
    },
}

impl From<Violation> for MethodError {
    fn from(violation: Violation) -> Self {
        MethodError::data_hint(
            format!("the grouping found is not valid and is withheld: {violation}"),
            "this is a defect of the method: please report it with the data",
        )
    }
}

/// Counts groups, parts and totals without judging them.
pub fn measure(graph: &Contiguity, labels: &[usize], floor: Option<&Floor>) -> GroupCheck {
    let mut present = vec![false; labels.iter().max().map_or(0, |m| m + 1)];
    labels.iter().for_each(|&l| present[l] = true);
    GroupCheck {
        groups: present.iter().filter(|p| **p).count(),
        parts: graph.parts(labels).1,
        cut_links: graph.cut_links(labels),
        links: graph.links().count(),
        least_total: floor.map(|f| f.totals(labels).into_iter().fold(f64::INFINITY, f64::min)),
    }
}

/// Checks that there are exactly `k` groups numbered from 0, each of them in
/// one part and at or above the floor.
///
/// # Errors
/// The first requirement that is not met.
///
/// ```
/// use isard::space::graph::Contiguity;
/// use isard::space::group_check::{Violation, check};
/// let chain = Contiguity::of_links(3, [(0, 1), (1, 2)]);
/// assert!(check(&chain, &[0, 0, 1], 2, None).is_ok());
/// assert_eq!(check(&chain, &[0, 1, 0], 2, None), Err(Violation::Apart { group: 1, parts: 2 }));
/// ```
pub fn check(
    graph: &Contiguity,
    labels: &[usize],
    k: usize,
    floor: Option<&Floor>,
) -> Result<GroupCheck, Violation> {
    if labels.len() != graph.len() {
        return Err(Violation::Length { labels: labels.len(), regions: graph.len() });
    }
    let found = measure(graph, labels, floor);
    if found.groups != k || labels.iter().any(|&l| l >= k) {
        return Err(Violation::Count { found: found.groups, expected: k });
    }
    if found.parts != k {
        let (part, parts) = graph.parts(labels);
        let mut group_of = vec![0; parts];
        part.iter().zip(labels).for_each(|(&p, &l)| group_of[p] = l);
        let mut count = vec![0; k];
        group_of.iter().for_each(|&g| count[g] += 1);
        let group = count.iter().position(|&c| c > 1).unwrap_or(0);
        return Err(Violation::Apart { group: group + 1, parts: count[group] });
    }
    if let Some(floor) = floor {
        for (group, total) in floor.totals(labels).into_iter().enumerate() {
            if !floor.met(total) {
                return Err(Violation::BelowFloor { group: group + 1, total, floor: floor.least });
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two rows of three.
    fn grid() -> Contiguity {
        Contiguity::of_links(6, [(0, 1), (1, 2), (3, 4), (4, 5), (0, 3), (1, 4), (2, 5)])
    }

    #[test]
    fn a_good_grouping_passes_with_its_figures() {
        let floor = Floor::new(vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0], 7.0).expect("a floor");
        let found = check(&grid(), &[0, 0, 1, 0, 1, 1], 2, Some(&floor)).expect("a valid grouping");
        assert_eq!((found.groups, found.parts, found.cut_links, found.links), (2, 2, 3, 7));
        assert_eq!(found.least_total, Some(7.0));
    }

    #[test]
    fn each_violation_is_found_and_named() {
        let check = |labels: &[usize], k, floor: Option<&Floor>| check(&grid(), labels, k, floor);
        assert_eq!(check(&[0, 0], 1, None), Err(Violation::Length { labels: 2, regions: 6 }));
        assert_eq!(check(&[0; 6], 2, None), Err(Violation::Count { found: 1, expected: 2 }));
        // Two groups, but one of them has the number 2.
        assert_eq!(check(&[0, 0, 0, 2, 2, 2], 2, None), Err(Violation::Count { found: 2, expected: 2 }));
        assert_eq!(check(&[1, 0, 1, 1, 0, 1], 2, None), Err(Violation::Apart { group: 2, parts: 2 }));
        let floor = Floor::new(vec![1.0; 6], 3.0).expect("a floor");
        let below = Violation::BelowFloor { group: 2, total: 2.0, floor: 3.0 };
        assert_eq!(check(&[0, 0, 1, 0, 0, 1], 2, Some(&floor)), Err(below));
    }

    #[test]
    fn a_sum_that_falls_short_by_rounding_meets_the_floor() {
        let floor = Floor::new(vec![0.1; 6], 0.3).expect("a floor");
        // 0.1 + 0.1 + 0.1 is above 0.3, 0.6 - 0.3 may be below it.
        assert!(floor.met(0.6 - 0.1 - 0.1 - 0.1) && !floor.met(0.2));
    }
}
