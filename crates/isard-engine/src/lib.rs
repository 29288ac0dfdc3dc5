//! Query engine of isard.
//!
//! - [`parquet`]: a [`Table`](isard::model::Table) to and from a Parquet file
//!   whose schema documents itself;
//! - [`Engine`]: SQL over tables, Parquet files and whole atlases, spilling to
//!   disk under a memory limit;
//! - [`Engine::aggregate_panel`]: panels of regions × industries from micro data.
//!
//! ```
//! use isard::model::{Column, Table};
//! use isard_engine::{Engine, EngineOptions};
//!
//! let firms = Table::new()
//!     .with("region", Column::Text([Some("a"), Some("b"), Some("a")].into_iter().collect()))
//!     .with("jobs", Column::Integer(vec![Some(3), Some(5), None]));
//! let mut engine = Engine::new(EngineOptions::default())?;
//! engine.register_table("firms", &firms)?;
//! let sums = engine.sql("select region, sum(jobs) as jobs from firms group by region order by region")?;
//! assert_eq!(sums.integer("jobs").ok(), Some(&[Some(3), Some(5)][..]));
//! # Ok::<(), isard_engine::EngineError>(())
//! ```

mod atlas;
mod barrier;
mod convert;
mod describe;
mod engine;
mod error;
mod panel;
pub mod parquet;
mod pool;
mod refusal;
mod size;

pub use engine::{Engine, EngineOptions};
pub use error::EngineError;
pub use panel::{DensePanel, MeasureSums, PanelColumns, PanelSource};
pub use size::{BadByteSize, ByteSize};
