//! Moves that lower the sum of squares, until there is none (Openshaw 1977).

use super::Partition;
use crate::inference::Random;

/// A fall smaller than this part of the spread is rounding.
pub(super) const LEAST_FALL: f64 = 1e-13;

/// Visits the border regions in random order, pass by pass; each moves to the
/// neighbouring group that lowers the sum of squares most, if it may leave its
/// own.
pub(super) fn descend(partition: &mut Partition<'_>, random: &mut Random) {
    let least = LEAST_FALL * partition.spread;
    loop {
        let mut order = partition.border.clone();
        // The border is kept in no order: begin from one that depends on the groups alone.
        order.sort_unstable();
        random.shuffle(&mut order);
        let mut moved = false;
        for i in order {
            let i = i as usize;
            if let Some((to, change)) = partition.best_move(i)
                && change < -least
                && partition.may_leave(i)
            {
                partition.relocate(i, to);
                moved = true;
            }
        }
        partition.refresh();
        if !moved {
            return;
        }
    }
}
