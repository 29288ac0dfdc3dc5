//! Tests of the query engine.
#![allow(clippy::unwrap_used)]

mod atlas;
mod damage;
mod fixtures;
mod panel;
mod parquet;
mod shared;
mod sql;
