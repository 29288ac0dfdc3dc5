//! A k-d tree of points in space (Bentley 1975).

const LEAF: usize = 8;

/// Points in the order of the tree; a node is the middle of its range.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    points: Vec<([f64; 3], u32)>,
}

impl Tree {
    /// Complexity: O(n log n).
    pub(super) fn new(points: &[[f64; 3]]) -> Tree {
        let mut points: Vec<([f64; 3], u32)> = points.iter().copied().zip(0..).collect();
        split(&mut points, 0);
        Tree { points }
    }

    /// The `k` nearest points for which `wanted` holds, by squared distance,
    /// then by number.
    pub(super) fn nearest(&self, from: [f64; 3], k: usize, wanted: impl Fn(u32) -> bool) -> Vec<(f64, u32)> {
        let mut best: Vec<(f64, u32)> = Vec::with_capacity(k + 1);
        let mut offer = |limit: &mut f64, d: f64, j: u32| {
            if !wanted(j) {
                return;
            }
            let at = best.partition_point(|b| (b.0, b.1) < (d, j));
            if at < k {
                best.insert(at, (d, j));
                best.truncate(k);
            }
            if best.len() == k {
                *limit = best[k - 1].0;
            }
        };
        let mut limit = f64::INFINITY;
        if k > 0 {
            search(&self.points, from, 0, &mut offer, &mut limit);
        }
        best
    }

    /// All points up to a squared distance.
    pub(super) fn within(&self, from: [f64; 3], squared: f64) -> Vec<(f64, u32)> {
        let mut found = Vec::new();
        let mut limit = squared;
        let mut take = |_: &mut f64, d: f64, j: u32| {
            if d <= squared {
                found.push((d, j));
            }
        };
        search(&self.points, from, 0, &mut take, &mut limit);
        found
    }
}

fn split(points: &mut [([f64; 3], u32)], depth: usize) {
    if points.len() <= LEAF {
        return;
    }
    let (axis, middle) = (depth % 3, points.len() / 2);
    points.select_nth_unstable_by(middle, |a, b| a.0[axis].total_cmp(&b.0[axis]).then(a.1.cmp(&b.1)));
    let (left, right) = points.split_at_mut(middle);
    split(left, depth + 1);
    split(&mut right[1..], depth + 1);
}

/// Visits every point that may lie within the limit, which the visit may lower.
/// Points exactly at the limit are visited: ties are decided by number.
fn search(
    points: &[([f64; 3], u32)],
    from: [f64; 3],
    depth: usize,
    visit: &mut impl FnMut(&mut f64, f64, u32),
    limit: &mut f64,
) {
    let squared = |p: [f64; 3]| (0..3).map(|d| (p[d] - from[d]) * (p[d] - from[d])).sum::<f64>();
    if points.len() <= LEAF {
        points.iter().for_each(|p| visit(limit, squared(p.0), p.1));
        return;
    }
    let (axis, middle) = (depth % 3, points.len() / 2);
    let node = points[middle];
    let side = from[axis] - node.0[axis];
    let (left, right) = (&points[..middle], &points[middle + 1..]);
    let (near, far) = if side < 0.0 { (left, right) } else { (right, left) };
    search(near, from, depth + 1, visit, limit);
    visit(limit, squared(node.0), node.1);
    if side * side <= *limit {
        search(far, from, depth + 1, visit, limit);
    }
}
