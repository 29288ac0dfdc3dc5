//! Maps: an equal-area projection, outlines, and labels that do not overlap.

pub(crate) mod border;
pub(crate) mod choropleth;
pub(crate) mod label;
pub(crate) mod merge;
pub(crate) mod outline;
pub(crate) mod projection;
pub(crate) mod simplify;

pub(crate) use border::borders;
pub(crate) use choropleth::{Look, draw};
pub(crate) use label::{Request, place};
pub(crate) use outline::Atlas;
