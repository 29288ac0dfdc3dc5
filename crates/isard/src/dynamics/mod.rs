//! How do clusters come, grow and go: shift–share, entry and exit, stages of
//! life, trends of concentration.

pub mod concentration_trend;
pub mod entry_exit;
pub mod life_cycle;
pub mod shift_share;
pub mod tables;
pub mod workflow;
pub mod years;

use crate::registry::Method;

/// Methods of this question.
pub const METHODS: &[&Method] =
    &[&shift_share::METHOD, &entry_exit::METHOD, &life_cycle::METHOD, &concentration_trend::METHOD];
