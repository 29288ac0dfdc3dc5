//! One verb a file.

pub(crate) mod check;
pub(crate) mod diff;
mod input;
pub(crate) mod method;
pub(crate) mod new;
pub(crate) mod report;
pub(crate) mod run;
pub(crate) mod shell;
pub(crate) mod sql;
