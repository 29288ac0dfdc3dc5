//! Integration tests of the readers and writers.
#![allow(clippy::unwrap_used)]

mod any_bytes;
mod boundaries;
mod delimited;
mod excel;
mod network;
mod place;
mod round_trip;
mod shared_data;
mod statistical;
mod zip;
