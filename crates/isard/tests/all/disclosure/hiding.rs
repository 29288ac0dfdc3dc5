//! What is told of hidden cells: as much as of withheld ones, and no more.

use super::tables::{Cell, activity, hierarchy, planted, tree};
use isard::disclosure::hide::{patterns, without};
use isard::disclosure::panel::{Absent, DisclosurePanel, Known};
use isard::disclosure::workflow::{DisclosureOptions, estimate};
use isard::inference::Random;
use isard::model::Column;

/// Bounds of withheld cells: size classes, or worked out cell by cell.
#[derive(Clone, Copy, PartialEq)]
enum Told {
    Classes,
    Derived,
}

const CLASSES: [f64; 5] = [0.0, 20.0, 100.0, 500.0, 1e6];

/// Regions of three levels; of withheld cells establishments are not known.
fn panel(cells: &[Cell], told: Told) -> DisclosurePanel {
    let bounds = |(row, c): (usize, &Cell)| {
        let above = CLASSES.iter().position(|b| c.value < *b).unwrap_or(1).max(1);
        match told {
            Told::Classes => (CLASSES[above - 1], CLASSES[above]),
            Told::Derived => (0.0, c.value * (1.0 + 3.0 * Random::new(5, row as u64, 0).uniform()) + 1.0),
        }
    };
    let of: Vec<Option<(f64, f64)>> =
        cells.iter().enumerate().map(|c| Some(bounds(c)).filter(|_| c.1.withheld)).collect();
    let plants = |c: &Cell| Some((c.value / 9.0).ceil()).filter(|_| !c.withheld);
    let table = activity(cells)
        .with("bound_low", Column::Real(of.iter().map(|b| b.map(|b| b.0)).collect()))
        .with("bound_high", Column::Real(of.iter().map(|b| b.map(|b| b.1)).collect()))
        .with("establishments", Column::Real(cells.iter().map(plants).collect()));
    let (r, i) = (hierarchy("region", &tree('r', 6, 12)), hierarchy("industry", &tree('i', 4, 5)));
    DisclosurePanel::read(&table, Some(&r), Some(&i), Absent::Missing).expect("planted tables are sound")
}

fn cells(seed: u64) -> Vec<Cell> {
    planted(&tree('r', 6, 12), &tree('i', 4, 5), 5, (0.0, 0.3), seed)
}

#[test]
fn a_hidden_cell_is_told_no_more_than_a_withheld_one() {
    for told in [Told::Classes, Told::Derived] {
        let full = panel(&cells(11), told);
        let set = patterns(&full, 1, 3).remove(0);
        assert!(set.len() >= 400);
        let seen = without(&full, &set);
        for h in &set {
            assert_eq!((full.known[h.cell], full.known[h.like]), (Known::Published, Known::Withheld));
            assert_eq!(seen.known[h.cell], Known::Withheld);
            assert!(seen.values[h.cell].is_nan() && seen.establishments[h.cell].is_nan());
            let bounds: Vec<(f64, f64)> =
                seen.bounds.iter().filter(|b| b.0 == h.cell).map(|b| (b.1, b.2)).collect();
            match told {
                Told::Derived => assert_eq!(bounds, [], "a bound near the figure gives it away"),
                Told::Classes => {
                    assert_eq!(bounds.len(), 1);
                    let (low, high) = bounds[0];
                    assert!(CLASSES.contains(&low) && CLASSES.contains(&high));
                    assert!(low <= full.values[h.cell] && full.values[h.cell] <= high);
                }
            }
        }
    }
}

#[test]
fn intervals_cover_nine_in_ten_whatever_bounds_the_source_gives() {
    for (told, seed) in [(Told::Classes, 11), (Told::Derived, 11), (Told::Derived, 12)] {
        let cells = cells(seed);
        let panel = panel(&cells, told);
        let result = estimate(&panel, &DisclosureOptions::default());
        let truth = |c: usize| {
            let (r, i) = panel.at(c);
            let year = panel.years[c / panel.slab()];
            let is = |x: &&Cell| {
                x.region == panel.regions.keys[r] && x.industry == panel.industries.keys[i] && x.year == year
            };
            cells.iter().find(is).expect("a cell").value
        };
        let covered = result.cells.iter().filter(|c| {
            let truth = truth(c.cell);
            assert!(c.bounds.0 - 1e-6 <= truth && truth <= c.bounds.1 + 1e-6);
            c.interval.0 - 1e-6 <= truth && truth <= c.interval.1 + 1e-6
        });
        let share = covered.count() as f64 / result.cells.len() as f64;
        assert!((0.85..=0.97).contains(&share), "{share} of {}", result.cells.len());
    }
}
