//! Tests of the report as a whole.

mod page;
mod palette;
mod sample;
