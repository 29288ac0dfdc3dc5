//! SQL over tables, Parquet files and atlases.

use crate::EngineError;
use crate::barrier::{guarded, quiet_thread};
use crate::convert::{Collector, plain_batch, plain_schema, to_batch};
use crate::parquet::Writer;
use crate::pool::SharedPool;
use crate::refusal::{file_error, query_error};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::catalog::{MemorySchemaProvider, TableProvider};
use datafusion::common::config::Dialect;
use datafusion::common::{DataFusionError, TableReference};
use datafusion::dataframe::DataFrame;
use datafusion::datasource::MemTable;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::context::SQLOptions;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast;
use isard::model::Table;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::runtime::Runtime;

/// Rows per batch of a registered table.
const PART: usize = 1 << 13;

/// Least share of a memory limit that makes another thread worthwhile.
const SHARE: usize = 32 << 20;

/// Bytes of a share for each row of a batch: of 100 bytes a row, a batch takes
/// an eightieth, and a merge holds four batches of each of its runs.
const STEP: usize = 8 << 10;

/// Bytes of a share for each run that is merged at a time.
const RUN: usize = 8 << 20;

/// How an engine works.
#[derive(Debug, Clone, Default)]
pub struct EngineOptions {
    /// Number of threads and partitions; `None` for all processors.
    pub threads: Option<usize>,
    /// Bytes that sorting, grouping and joining may hold; beyond that sorting
    /// and grouping spill to disk. `None` for no limit.
    ///
    /// Rows of ordinary width (up to about 100 bytes) are sorted and grouped
    /// from 4 MiB on; less is accepted, but may not hold the two batches that a
    /// merge needs, and the query is refused. Below 32 MiB per thread fewer
    /// threads take part, below 64 MiB per thread they take smaller steps: a
    /// tight limit costs time. What a query reads and answers is not counted.
    pub memory_limit: Option<usize>,
    /// Folder for spilled data; `None` for the system's.
    pub temp_dir: Option<PathBuf>,
}

/// A query engine in this process.
///
/// Without `order by` the order of rows is not defined, and sums of real
/// numbers may differ in their last digits between numbers of threads; one
/// thread gives the same result every time.
///
/// Must not be used from within an asynchronous runtime: it holds its own.
pub struct Engine {
    context: SessionContext,
    runtime: Runtime,
    options: EngineOptions,
    names: BTreeSet<(String, String)>,
    spilled: AtomicU64,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("options", &self.options).field("names", &self.names).finish()
    }
}

impl Engine {
    /// Starts an engine.
    ///
    /// # Errors
    /// [`EngineError::Engine`] when threads or the temporary folder cannot be had.
    pub fn new(options: EngineOptions) -> Result<Self, EngineError> {
        let started = |e: &dyn std::fmt::Display| EngineError::Engine { reason: e.to_string() };
        let threads = options.threads.unwrap_or_else(available).max(1);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("isard-engine")
            .on_thread_start(quiet_thread)
            .enable_all()
            .build()
            .map_err(|e| started(&e))?;
        let spill = match &options.temp_dir {
            None => DiskManagerMode::OsTmpDirectory,
            Some(folder) => DiskManagerMode::Directories(vec![folder.clone()]),
        };
        let mut environment = RuntimeEnvBuilder::new()
            .with_disk_manager_builder(DiskManagerBuilder::default().with_mode(spill));
        let mut config = SessionConfig::new()
            .with_target_partitions(partitions(threads, options.memory_limit))
            .with_information_schema(true)
            .with_default_catalog_and_schema("isard", "main");
        // The generic dialect takes a comma before a reserved word for the end of the list, and then
        // `select region, cluster` is refused.
        config.options_mut().sql_parser.dialect = Dialect::PostgreSQL;
        if let Some(bytes) = options.memory_limit {
            let share = bytes / partitions(threads, options.memory_limit);
            // A merge opens as many runs as it is allowed to, and would leave
            // nothing to the operators before and after it.
            environment = environment
                .with_memory_pool(Arc::new(SharedPool::new(bytes)))
                .with_max_spill_merge_fan_in((share / RUN).max(8));
            // A sort sets some memory aside for merging what it spilled; the
            // usual 10 MB would be all of a small limit.
            let reserve = (share / 8).min(10 << 20);
            config = config
                .with_sort_spill_reservation_bytes(reserve)
                .with_batch_size((share / STEP).clamp(256, 8192));
            config.options_mut().execution.sort_in_place_threshold_bytes = reserve.min(1 << 20);
        }
        let environment = environment.build_arc().map_err(|e| started(&e))?;
        let context = SessionContext::new_with_config_rt(config, environment);
        Ok(Engine { context, runtime, options, names: BTreeSet::new(), spilled: AtomicU64::new(0) })
    }

    /// Names a table in memory; a table of the same name is replaced.
    ///
    /// # Errors
    /// [`EngineError::Engine`] when the library refuses the table.
    pub fn register_table(&mut self, name: &str, table: &Table) -> Result<(), EngineError> {
        let provider = memory_table(table, self.options.memory_limit.is_some())?;
        self.register(None, name, Arc::new(provider))
    }

    /// Names a Parquet file; it is read when a query needs it, and only the
    /// columns and row groups that the query needs.
    ///
    /// # Errors
    /// [`EngineError::File`], [`EngineError::Damaged`].
    pub fn register_parquet(&mut self, name: &str, path: impl AsRef<Path>) -> Result<(), EngineError> {
        self.register_parquet_in(None, name, path.as_ref())
    }

    pub(crate) fn register_parquet_in(
        &mut self,
        schema: Option<&str>,
        name: &str,
        path: &Path,
    ) -> Result<(), EngineError> {
        // The footer is checked first, so that damage is reported with its file.
        let absolute = std::path::absolute(path).map_err(|e| file_error(path, e))?;
        crate::parquet::check(path)?;
        let url = file_url(&absolute).ok_or_else(|| EngineError::Engine {
            reason: format!("{} cannot be written as an address", path.display()),
        })?;
        // Views of text keep whole pages of the file alive and count them again
        // with every batch, so that under a limit text is copied.
        let format = ParquetFormat::default().with_force_view_types(self.options.memory_limit.is_none());
        let options = ListingOptions::new(Arc::new(format)).with_file_extension("");
        let context = self.context.clone();
        let table = self.wait(async move {
            let state = context.state();
            let config = ListingTableConfig::new(url).with_listing_options(options);
            ListingTable::try_new(config.infer_schema(&state).await?)
        })?;
        self.register(schema, name, Arc::new(table))
    }

    fn register(
        &mut self,
        schema: Option<&str>,
        name: &str,
        table: Arc<dyn TableProvider>,
    ) -> Result<(), EngineError> {
        let schema = schema.unwrap_or("main");
        let refused = |e: DataFusionError| EngineError::Engine { reason: e.to_string() };
        if let Some(catalog) = self.context.catalog("isard")
            && catalog.schema(schema).is_none()
        {
            catalog.register_schema(schema, Arc::new(MemorySchemaProvider::new())).map_err(refused)?;
        }
        let reference = TableReference::full("isard", schema, name);
        self.context.deregister_table(reference.clone()).map_err(refused)?;
        self.context.register_table(reference, table).map_err(refused)?;
        self.names.insert((schema.to_string(), name.to_string()));
        Ok(())
    }

    /// Whether a name is taken.
    pub(crate) fn has(&self, schema: Option<&str>, name: &str) -> bool {
        self.names.contains(&(schema.unwrap_or("main").to_string(), name.to_string()))
    }

    /// Names of all tables as a query writes them, sorted.
    pub fn tables(&self) -> Vec<String> {
        let written = self.names.iter().map(|(schema, name)| match schema.as_str() {
            "main" => quoted(name),
            _ => format!("{}.{}", quoted(schema), quoted(name)),
        });
        written.collect()
    }

    /// Answers a query.
    ///
    /// Text and dictionaries become text, integers integer, floats and
    /// decimals real (NaN and infinities empty), dates and times ISO 8601
    /// text. Of two columns of one name the second becomes `name_2`.
    ///
    /// # Errors
    /// [`EngineError::Syntax`], [`EngineError::NotAQuery`],
    /// [`EngineError::UnknownTable`], [`EngineError::UnknownColumn`],
    /// [`EngineError::OutOfMemory`], [`EngineError::ColumnType`],
    /// [`EngineError::Query`].
    pub fn sql(&self, query: &str) -> Result<Table, EngineError> {
        self.run(query, Collector::new, |collector, batch| collector.push(batch)).map(Collector::finish)
    }

    /// Answers a query into a Parquet file, without holding the answer in memory.
    ///
    /// # Errors
    /// As [`sql`](Self::sql), and [`EngineError::File`] when the file cannot be
    /// written; then nothing is left behind.
    pub fn sql_to_parquet(&self, query: &str, path: impl AsRef<Path>) -> Result<(), EngineError> {
        let path = path.as_ref();
        let open = |schema: &Schema| {
            let schema = Arc::new(plain_schema(schema)?);
            Ok((Writer::create(path, &schema, schema.clone(), Vec::new())?, schema))
        };
        let (writer, _) =
            self.run(query, open, |(writer, schema), batch| writer.write(&plain_batch(batch, schema)?))?;
        writer.finish()
    }

    /// Feeds the batches of an answer to `step`.
    fn run<S>(
        &self,
        query: &str,
        start: impl FnOnce(&Schema) -> Result<S, EngineError>,
        step: impl FnMut(&mut S, &RecordBatch) -> Result<(), EngineError>,
    ) -> Result<S, EngineError> {
        self.stream(self.plan(query)?, None, start, step)
    }

    /// Feeds the batches of a plan to `step`; `threads` overrules the options.
    pub(crate) fn stream<S>(
        &self,
        frame: DataFrame,
        threads: Option<usize>,
        start: impl FnOnce(&Schema) -> Result<S, EngineError>,
        mut step: impl FnMut(&mut S, &RecordBatch) -> Result<(), EngineError>,
    ) -> Result<S, EngineError> {
        let (mut session, logical) = frame.into_parts();
        if let Some(threads) = threads {
            session.config_mut().options_mut().execution.target_partitions = threads;
        }
        let task = session.task_ctx();
        let plan = self.wait(session.create_physical_plan(&logical))?;
        let mut stream = self.wait(async { execute_stream(Arc::clone(&plan), task) })?;
        let mut state = start(&stream.schema())?;
        while let Some(batch) = self.next(&mut stream)? {
            step(&mut state, &batch)?;
        }
        self.spilled.fetch_add(spilled_bytes(plan.as_ref()), Ordering::Relaxed);
        Ok(state)
    }

    /// How this engine works.
    pub fn options(&self) -> &EngineOptions {
        &self.options
    }

    /// Number of threads.
    pub(crate) fn threads(&self) -> usize {
        self.options.threads.unwrap_or_else(available).max(1)
    }

    /// Bytes that the queries answered so far have spilled to disk.
    pub fn spilled(&self) -> u64 {
        self.spilled.load(Ordering::Relaxed)
    }

    fn next(&self, stream: &mut SendableRecordBatchStream) -> Result<Option<RecordBatch>, EngineError> {
        self.wait(async { std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)).await.transpose() })
    }

    /// Plans a query after looking up every table it names.
    pub(crate) fn plan(&self, query: &str) -> Result<DataFrame, EngineError> {
        if query.trim().is_empty() {
            return Err(EngineError::Syntax { reason: "it is empty".into() });
        }
        let context = self.context.clone();
        let state = context.state();
        let statement =
            self.local(|| state.sql_to_statement(query, &state.config_options().sql_parser.dialect))?;
        if !is_query(&statement) {
            let word = query.split_whitespace().next().unwrap_or_default().to_lowercase();
            return Err(EngineError::NotAQuery { reason: format!("`{word}` asks for something else") });
        }
        let references = self.local(|| state.resolve_table_references(&statement))?;
        for reference in references {
            let exists = context.table_exist(reference.clone()).unwrap_or(false)
                || reference.schema() == Some("information_schema");
            if !exists {
                let table = reference.to_string();
                return Err(EngineError::UnknownTable { table, present: self.tables() });
            }
        }
        let plan = self.wait(async { state.statement_to_plan(statement).await })?;
        let queries =
            SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
        queries.verify_plan(&plan).map_err(|e| match query_error(&e, None) {
            EngineError::Query { reason } => EngineError::NotAQuery { reason },
            other => other,
        })?;
        self.wait(context.execute_logical_plan(plan))
    }

    /// Runs library code that may fail or panic on this thread.
    pub(crate) fn local<T>(
        &self,
        work: impl FnOnce() -> Result<T, DataFusionError>,
    ) -> Result<T, EngineError> {
        match guarded(work) {
            Ok(result) => result.map_err(|e| query_error(&e, self.options.memory_limit)),
            Err(reason) => Err(EngineError::Engine { reason }),
        }
    }

    /// Waits for library code that may fail or panic on any thread.
    fn wait<T>(&self, work: impl Future<Output = Result<T, DataFusionError>>) -> Result<T, EngineError> {
        self.local(|| self.runtime.block_on(work))
    }
}

/// Parts of a query that run side by side: each gets a workable share of the limit.
fn partitions(threads: usize, limit: Option<usize>) -> usize {
    limit.map_or(threads, |bytes| (bytes / SHARE).clamp(1, threads))
}

/// Number of processors.
fn available() -> usize {
    std::thread::available_parallelism().map_or(1, |n| n.get())
}

/// Whether a statement only asks.
fn is_query(statement: &Statement) -> bool {
    match statement {
        Statement::Statement(inner) => matches!(
            inner.as_ref(),
            ast::Statement::Query(_)
                | ast::Statement::ShowTables { .. }
                | ast::Statement::ShowColumns { .. }
                | ast::Statement::ExplainTable { .. }
        ),
        Statement::Explain(explain) => is_query(&explain.statement),
        _ => false,
    }
}

/// Spilled bytes of a plan and everything beneath it.
fn spilled_bytes(plan: &dyn ExecutionPlan) -> u64 {
    let own = plan.metrics().and_then(|m| m.spilled_bytes()).unwrap_or(0) as u64;
    own + plan.children().into_iter().map(|child| spilled_bytes(child.as_ref())).sum::<u64>()
}

/// A table in parts that queries can work on in parallel. Text goes in as
/// views of one buffer: the form the library computes with. With `copied` it
/// is plain, so that batches of it have the size they seem to have.
fn memory_table(table: &Table, copied: bool) -> Result<MemTable, EngineError> {
    let refused = |e: &dyn std::fmt::Display| EngineError::Engine { reason: e.to_string() };
    let fields = table.fields().iter().map(|f| {
        let array = crate::convert::to_array(&f.column);
        Field::new(&f.name, array.data_type().clone(), true)
    });
    let batch = to_batch(table, Arc::new(Schema::new(fields.collect::<Vec<_>>())))?;
    let text = if copied { DataType::Utf8 } else { DataType::Utf8View };
    let mut columns = Vec::with_capacity(batch.num_columns());
    let mut fields = Vec::with_capacity(batch.num_columns());
    for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
        let array = match field.data_type() {
            DataType::Dictionary(..) => cast(array, &text).map_err(|e| refused(&e))?,
            _ => Arc::clone(array),
        };
        fields.push(Field::new(field.name(), array.data_type().clone(), true));
        columns.push(array);
    }
    let schema = Arc::new(Schema::new(fields));
    let options = RecordBatchOptions::new().with_row_count(Some(table.rows()));
    let batch =
        RecordBatch::try_new_with_options(Arc::clone(&schema), columns, &options).map_err(|e| refused(&e))?;
    let parts = (0..table.rows()).step_by(PART);
    let parts = parts.map(|from| batch.slice(from, PART.min(table.rows() - from))).collect();
    // One partition keeps the order of the rows; plans deal it out to threads.
    MemTable::try_new(schema, vec![parts]).map_err(|e| refused(&e))
}

/// Address of one file, taken literally: `*` or `[` in a name is not a pattern.
fn file_url(path: &Path) -> Option<ListingTableUrl> {
    let mut address = String::from("file://");
    for byte in path.to_str()?.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                address.push(byte as char);
            }
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    ListingTableUrl::parse(address).ok()
}

/// A name as a query must write it.
fn quoted(name: &str) -> String {
    let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
        && name.bytes().next().is_some_and(|b| !b.is_ascii_digit());
    if plain { name.to_string() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}
