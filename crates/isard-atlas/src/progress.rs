//! What a run tells while it works.

/// Receives the course of a run; every message has an empty default.
pub trait Progress: Sync {
    /// Work on something begins.
    fn step(&self, _what: &str) {}
    /// A step of the analysis is done: its name and what it covered.
    fn finished(&self, _step: &str, _detail: &str) {}
    /// A step was left out, and why.
    fn skipped(&self, _step: &str, _reason: &str) {}
}

/// Says nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {}
