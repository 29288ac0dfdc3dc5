//! The tree of the rows of a matrix.

use super::Linkage;
use super::lance_williams::{Condensed, chain, nearest_pair};
use super::tree::Tree;
use super::ward::ward;
use crate::linalg::Matrix;
use crate::registry::MethodError;

/// More rows than this would need over 6 GB for the matrix of distances.
const MOST_ROWS_WITH_MATRIX: usize = 40_000;

/// The tree of the rows of `data` by Euclidean distance.
///
/// # Errors
/// No rows; more than 40,000 rows for a linkage that needs all distances.
///
/// # Complexity
/// `ward-d2`: O(n) memory beside the data, about n² distances. The others:
/// O(n²) time and memory (centroid and median O(n³) at worst).
pub fn tree(data: &Matrix, linkage: Linkage) -> Result<Tree, MethodError> {
    let n = data.rows();
    if n == 0 {
        return Err(MethodError::data("there are no rows to group"));
    }
    if linkage == Linkage::WardD2 {
        return Ok(ward(data));
    }
    if n > MOST_ROWS_WITH_MATRIX {
        return Err(MethodError::data_hint(
            format!(
                "{n} rows are too many for `{}`, which needs the distance of every pair",
                linkage.as_str()
            ),
            "use method=ward-d2, which needs no matrix of distances",
        ));
    }
    Ok(match linkage {
        Linkage::Centroid | Linkage::Median => {
            let mut tree = nearest_pair(linkage, Condensed::euclidean(data, true));
            tree.merges.iter_mut().for_each(|m| m.height = m.height.max(0.0).sqrt());
            tree
        }
        _ => chain(linkage, Condensed::euclidean(data, false)),
    })
}

/// Ward's tree by Lance–Williams on the matrix of squared distances: the slow
/// way to the result of [`tree`], kept as a check of it.
pub fn ward_by_distances(data: &Matrix) -> Tree {
    let mut tree = chain(Linkage::WardD2, Condensed::euclidean(data, true));
    tree.merges.iter_mut().for_each(|m| m.height = m.height.sqrt());
    tree
}
