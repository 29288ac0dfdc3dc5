//! Shared numeric kernels.

mod blocks;
mod eigen;
mod matrix;
mod points;
mod summary;

pub use blocks::{Blocks, SIDE};
pub use eigen::{SymmetricEigen, symmetric_eigen};
pub use matrix::Matrix;
pub use points::{Points, squared_distance};
pub use summary::{average_ranks, mean, median, quantile, standard_deviation, variance};
