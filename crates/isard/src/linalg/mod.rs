//! Shared numeric kernels.

mod matrix;

pub use matrix::Matrix;
