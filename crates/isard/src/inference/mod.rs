//! Randomness and resampling.

mod random;

pub use random::Random;
