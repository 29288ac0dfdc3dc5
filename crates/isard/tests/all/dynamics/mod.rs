//! Shift–share, entry and exit, stages of life, trends.

mod life_cycle;
mod sample_panel;
