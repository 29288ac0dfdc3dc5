//! Shared numeric kernels.

mod blocks;
mod cholesky;
mod covariance;
mod distances;
mod eigen;
mod least_squares;
mod matrix;
mod points;
mod summary;

pub use blocks::{Blocks, SIDE};
pub use cholesky::Cholesky;
pub use covariance::{correlations, covariance};
pub use distances::{Metric, absolute_distance};
pub use eigen::{SymmetricEigen, symmetric_eigen};
pub use least_squares::{Errors, LeastSquares, least_squares};
pub use matrix::Matrix;
pub use points::{Points, squared_distance};
pub use summary::{average_ranks, mean, median, quantile, standard_deviation, variance};
