//! Randomness, resampling and what is read off it.
//!
//! ```text
//! Random (seed, item, draw) → conditional: draws of neighbours → Counts ┐
//!                           → permutation::shuffled: draws of maps ─────┴→ Alternative::p → false_discovery
//! ```

pub mod conditional;
pub mod false_discovery;
pub mod permutation;
mod random;

pub use random::Random;
