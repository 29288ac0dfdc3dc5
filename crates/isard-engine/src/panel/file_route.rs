//! Parquet files to panels without a query plan: threads decode row groups
//! side by side and take turns to add them, in the order of the file.

use super::PanelColumns;
use super::cells::Cells;
use super::keyed::{KeyedBatch, check};
use crate::EngineError;
use crate::barrier::guarded;
use crate::parquet::open;
use crate::refusal::{damaged, file_error};
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{ArrowReaderMetadata, ParquetRecordBatchReaderBuilder};
use std::fs::File;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Rows decoded at a time: the cells of so many rows stay in the cache.
const BATCH: usize = 1 << 14;

/// Batches a thread may hold while it waits for its turn.
const AHEAD: usize = 64;

/// Sums a file into `cells`.
pub(crate) fn sum(
    path: &Path,
    columns: &PanelColumns,
    threads: usize,
    cells: Cells,
) -> Result<Cells, EngineError> {
    let opened = guarded(|| -> Result<_, EngineError> {
        let file = File::open(path).map_err(|e| file_error(path, e))?;
        let metadata = open(path, &file)?;
        let positions = check(metadata.schema(), columns)?;
        Ok((metadata, positions))
    });
    let (metadata, positions) = opened.unwrap_or_else(|reason| Err(damaged(path, reason)))?;
    let mask = ProjectionMask::roots(metadata.parquet_schema(), positions);
    let groups = metadata.metadata().num_row_groups();
    let work = Work {
        path,
        columns,
        metadata,
        mask,
        taken: AtomicUsize::new(0),
        groups,
        turn: Mutex::new(Turn { next: 0, failed: None }),
        passed: Condvar::new(),
        cells: Mutex::new(cells),
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.min(groups) {
            scope.spawn(|| work.run());
        }
        work.run();
    });
    let turn = work.turn.into_inner().unwrap_or_else(PoisonError::into_inner);
    match turn.failed {
        Some(error) => Err(error),
        None => Ok(work.cells.into_inner().unwrap_or_else(PoisonError::into_inner)),
    }
}

/// Which row group is added next, or why none is any more.
struct Turn {
    next: usize,
    failed: Option<EngineError>,
}

struct Work<'a> {
    path: &'a Path,
    columns: &'a PanelColumns,
    metadata: ArrowReaderMetadata,
    mask: ProjectionMask,
    taken: AtomicUsize,
    groups: usize,
    turn: Mutex<Turn>,
    passed: Condvar,
    cells: Mutex<Cells>,
}

/// Another row group failed, and its error is kept: there is nothing to do.
struct Stopped;

/// Why a row group was not added.
enum Halt {
    Stopped,
    Failed(EngineError),
}

impl From<Stopped> for Halt {
    fn from(_: Stopped) -> Self {
        Halt::Stopped
    }
}

impl From<EngineError> for Halt {
    fn from(error: EngineError) -> Self {
        Halt::Failed(error)
    }
}

impl Work<'_> {
    /// Takes row groups until there are none left.
    fn run(&self) {
        loop {
            let group = self.taken.fetch_add(1, Ordering::Relaxed);
            if group >= self.groups {
                return;
            }
            let outcome = guarded(|| self.add_group(group))
                .unwrap_or_else(|reason| Err(Halt::Failed(damaged(self.path, reason))));
            match outcome {
                Ok(()) => {}
                Err(Halt::Stopped) => return,
                // Waiting makes the error the first one of the file, whichever
                // thread is faster.
                Err(Halt::Failed(error)) => {
                    if let Ok(mut turn) = self.wait_for(group) {
                        turn.failed = Some(error);
                        self.passed.notify_all();
                    }
                    return;
                }
            }
        }
    }

    fn add_group(&self, group: usize) -> Result<(), Halt> {
        // Copies of one file handle share a position, so each reader opens its own.
        let file = File::open(self.path).map_err(|e| file_error(self.path, e))?;
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone())
            .with_projection(self.mask.clone())
            .with_row_groups(vec![group])
            .with_batch_size(BATCH)
            .build()
            .map_err(|e| damaged(self.path, e))?;
        let mut waiting = Vec::new();
        for batch in reader {
            let batch = batch.map_err(|e| damaged(self.path, e))?;
            waiting.push(KeyedBatch::of(&batch, self.columns)?);
            if waiting.len() >= AHEAD || self.is_next(group)? {
                drop(self.wait_for(group)?);
                self.add(&mut waiting)?;
            }
        }
        drop(self.wait_for(group)?);
        self.add(&mut waiting)?;
        self.lock().next = group + 1;
        self.passed.notify_all();
        Ok(())
    }

    fn add(&self, batches: &mut Vec<KeyedBatch>) -> Result<(), EngineError> {
        let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
        batches.drain(..).try_for_each(|batch| cells.add(&batch))
    }

    fn lock(&self) -> MutexGuard<'_, Turn> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_next(&self, group: usize) -> Result<bool, Stopped> {
        let turn = self.lock();
        if turn.failed.is_some() { Err(Stopped) } else { Ok(turn.next == group) }
    }

    /// Waits until all earlier row groups are added.
    fn wait_for(&self, group: usize) -> Result<MutexGuard<'_, Turn>, Stopped> {
        let mut turn = self.lock();
        while turn.next != group && turn.failed.is_none() {
            turn = self.passed.wait(turn).unwrap_or_else(PoisonError::into_inner);
        }
        if turn.failed.is_some() { Err(Stopped) } else { Ok(turn) }
    }
}
