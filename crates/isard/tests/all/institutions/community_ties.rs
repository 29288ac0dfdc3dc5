//! Where the ties of communities lead.

use isard::model::{Reason, Status};
use isard::organizations::community_ties::{CommunityTieRow, community_ties};
use isard::organizations::{Membership, Network};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Organisations by position, their communities (`u32::MAX`: none) and ties by layer.
/// A layer and its ties.
type Layer<'a> = (&'a str, Vec<(u32, u32, f64)>);

fn rows(of: &[u32], layers: &[Layer]) -> Vec<CommunityTieRow> {
    let network = Network {
        ids: (0..of.len()).map(|i| format!("o{i:06}")).collect(),
        layers: layers.iter().map(|l| l.0.to_string()).collect(),
        ties: layers.iter().map(|l| l.1.clone()).collect(),
        ..Network::default()
    };
    let most = of.iter().filter(|c| **c != u32::MAX).max().map_or(0, |c| c + 1);
    let membership = Membership { of: of.to_vec(), names: (0..most).map(|c| format!("C{c}")).collect() };
    community_ties(&network, &membership)
}

#[test]
fn by_hand() {
    let found = rows(&[0, 0, 1, u32::MAX], &[("x", vec![(0, 1, 2.0), (1, 2, 3.0), (2, 3, 9.0)])]);
    let of = |a: &str, b: &str, layer: &str| {
        let row = found
            .iter()
            .find(|r| (r.community.as_str(), r.other.as_str(), r.layer.as_str()) == (a, b, layer));
        row.map(|r| (r.weight, r.share))
    };
    for layer in ["x", "all"] {
        // Four ends inside, three outside; who belongs to nothing has no part.
        assert_eq!(of("C0", "C0", layer), Some((2.0, Some(4.0 / 7.0))));
        assert_eq!(of("C0", "C1", layer), Some((3.0, Some(3.0 / 7.0))));
        assert_eq!(of("C1", "C0", layer), Some((3.0, Some(1.0))));
    }
    assert_eq!(found.len(), 6);
}

#[test]
fn nothing_and_weights_of_zero() {
    assert!(rows(&[], &[]).is_empty());
    assert!(rows(&[0, 1], &[("x", vec![])]).is_empty());
    let zero = rows(&[0, 1], &[("x", vec![(0, 1, 0.0)])]);
    assert!(zero.iter().all(|r| r.share.is_none() && r.status == Status::Undefined(Reason::ZeroBase)));
    assert!(!zero.is_empty());
}

#[test]
fn a_layer_called_all_stands_once() {
    let found = rows(&[0, 1], &[("all", vec![(0, 1, 1.0)]), ("x", vec![(0, 1, 2.0)])]);
    let keys: BTreeSet<_> = found.iter().map(|r| (&r.community, &r.other, &r.layer)).collect();
    assert_eq!(keys.len(), found.len());
    assert!(found.iter().all(|r| r.weight == if r.layer == "all" { 3.0 } else { 2.0 }));
}

#[test]
fn a_hundred_thousand_components() {
    let of: Vec<u32> = (0..200_000).map(|i| i / 2).collect();
    let ties = (0..100_000).map(|c| (2 * c, 2 * c + 1, 1.0)).collect();
    let found = rows(&of, &[("x", ties)]);
    assert_eq!(found.len(), 200_000);
    assert!(found.iter().all(|r| r.community == r.other && r.share == Some(1.0)));
}

proptest! {
    /// Shares are those of the ends of ties, counted one end at a time.
    #[test]
    fn as_counted_end_by_end(
        of in prop::collection::vec(prop_oneof![4 => 0..4u32, 1 => Just(u32::MAX)], 8),
        mut ties in prop::collection::vec((0..8u32, 0..8u32, 1..9u32), 0..30),
    ) {
        let given = |t: &[(u32, u32, u32)]| t.iter().map(|t| (t.0, t.1, f64::from(t.2))).collect::<Vec<_>>();
        let found = rows(&of, &[("x", given(&ties))]);
        for row in &found {
            let ends = |to: Option<&str>| -> f64 {
                let mut sum = 0.0;
                for &(a, b, w) in &ties {
                    for (from, other) in [(a, b), (b, a)] {
                        let (from, other) = (of[from as usize], of[other as usize]);
                        let known = from != u32::MAX && other != u32::MAX;
                        if known && format!("C{from}") == row.community && to.is_none_or(|t| format!("C{other}") == t) {
                            sum += f64::from(w);
                        }
                    }
                }
                sum
            };
            let share = ends(Some(&row.other)) / ends(None);
            prop_assert!((row.share.expect("a share") - share).abs() < 1e-12);
        }
        ties.reverse();
        prop_assert_eq!(rows(&of, &[("x", given(&ties))]), found);
    }
}
