//! Relatedness.
