//! The command `isard`.
fn main() {}
