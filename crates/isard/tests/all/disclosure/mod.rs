//! Withheld cells: bounds, estimates, intervals, refusals.

mod hostile;
mod properties;
mod tables;
