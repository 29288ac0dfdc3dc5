//! The memory that operators of a query share under a limit.

use datafusion::common::{DataFusionError, Result};
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryLimit, MemoryPool, MemoryReservation};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Shares a limit between operators that can spill and those that cannot.
///
/// The library's own fair pool lets sorts take everything there is, so that
/// the merge behind them, which cannot spill, finds memory only if it happens
/// to ask early. Here half of the limit is out of reach of operators that can
/// spill (a merge of rows in memory needs up to 1.4 times what the rows took
/// while they were collected, as it encodes their keys), and a quarter out of
/// reach of those that cannot, so that neither starves the other whatever
/// their timing.
#[derive(Debug)]
pub(crate) struct SharedPool {
    limit: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    spillers: usize,
    spillable: usize,
    unspillable: usize,
}

impl SharedPool {
    pub(crate) fn new(limit: usize) -> Self {
        SharedPool { limit, state: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Display for SharedPool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {} bytes", self.name(), self.limit)
    }
}

impl MemoryPool for SharedPool {
    fn name(&self) -> &str {
        "shared"
    }

    fn register(&self, consumer: &MemoryConsumer) {
        if consumer.can_spill() {
            self.lock().spillers += 1;
        }
    }

    fn unregister(&self, consumer: &MemoryConsumer) {
        if consumer.can_spill() {
            let mut state = self.lock();
            state.spillers = state.spillers.saturating_sub(1);
        }
    }

    fn grow(&self, reservation: &MemoryReservation, additional: usize) {
        let mut state = self.lock();
        match reservation.consumer().can_spill() {
            true => state.spillable += additional,
            false => state.unspillable += additional,
        }
    }

    fn shrink(&self, reservation: &MemoryReservation, shrink: usize) {
        let mut state = self.lock();
        match reservation.consumer().can_spill() {
            true => state.spillable = state.spillable.saturating_sub(shrink),
            false => state.unspillable = state.unspillable.saturating_sub(shrink),
        }
    }

    fn try_grow(&self, reservation: &MemoryReservation, additional: usize) -> Result<()> {
        let mut state = self.lock();
        let can_spill = reservation.consumer().can_spill();
        let available = if can_spill {
            let all = self.limit.saturating_sub(state.unspillable.max(self.limit / 2));
            (all / state.spillers.max(1)).saturating_sub(reservation.size())
        } else {
            let floor = if state.spillers > 0 { self.limit / 4 } else { 0 };
            self.limit.saturating_sub(state.unspillable + state.spillable.max(floor))
        };
        if additional > available {
            return Err(DataFusionError::ResourcesExhausted(format!(
                "{} asks for {additional} bytes beside {}, and {available} of {} are left to it",
                reservation.consumer().name(),
                reservation.size(),
                self.limit
            )));
        }
        match can_spill {
            true => state.spillable += additional,
            false => state.unspillable += additional,
        }
        Ok(())
    }

    fn reserved(&self) -> usize {
        let state = self.lock();
        state.spillable + state.unspillable
    }

    fn memory_limit(&self) -> MemoryLimit {
        MemoryLimit::Finite(self.limit)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::sync::Arc;

    fn consumer(pool: &Arc<dyn MemoryPool>, name: &str, spills: bool) -> MemoryReservation {
        MemoryConsumer::new(name).with_can_spill(spills).register(pool)
    }

    #[test]
    fn neither_kind_starves_the_other() {
        let pool: Arc<dyn MemoryPool> = Arc::new(SharedPool::new(800));
        let (a, b) = (consumer(&pool, "a", true), consumer(&pool, "b", true));
        assert!(a.try_grow(201).is_err());
        a.try_grow(200).unwrap();
        b.try_grow(200).unwrap();
        let merge = consumer(&pool, "merge", false);
        assert!(merge.try_grow(401).is_err());
        merge.try_grow(400).unwrap();
        assert_eq!(pool.reserved(), 800);
        a.free();
        b.free();
        assert!(merge.try_grow(201).is_err(), "a quarter is kept for those that spill");
        merge.try_grow(200).unwrap();
        a.try_grow(100).unwrap();
        b.try_grow(100).unwrap();
        assert!(b.try_grow(1).is_err());
        drop((a, b));
        merge.try_grow(200).unwrap();
        assert!(merge.try_grow(1).is_err());
    }
}
