//! Groups that hang together on the map.
#![allow(clippy::unwrap_used)]

mod clustgeo;
mod georgia;
mod maps;
mod merging;
mod optimum;
mod refusals;
mod search;
mod trees;
mod workflow;
