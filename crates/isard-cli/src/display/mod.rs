//! How things look in a terminal.

pub(crate) mod number;
pub(crate) mod problem;
pub(crate) mod progress;
pub(crate) mod style;
pub(crate) mod table;
