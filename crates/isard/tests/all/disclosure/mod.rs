//! Withheld cells: bounds, estimates, intervals, refusals.

mod hiding;
mod hostile;
mod properties;
mod tables;
