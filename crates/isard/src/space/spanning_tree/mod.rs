//! Trees that span the regions of a map, and their cut into groups: the second
//! half of SKATER and REDCAP.

mod cut;
mod minimum;

pub use cut::cut;
pub(in crate::space) use cut::too_few;
pub use minimum::minimum;
