//! A barrier against panics of the libraries below: damaged Parquet files make
//! some of them panic, which must not end the program.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work`; a panic becomes an error with its message. Nothing is printed.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    install_hook();
    let before = QUIET.replace(true);
    // What `work` leaves half done is dropped with the error: files are only
    // replaced when complete, and tables only returned when complete.
    let result = catch_unwind(AssertUnwindSafe(work));
    QUIET.set(before);
    result.map_err(|cause| {
        let text = cause.downcast_ref::<&str>().map(|s| s.to_string());
        text.or_else(|| cause.downcast_ref::<String>().cloned()).unwrap_or_else(|| "unknown cause".into())
    })
}

/// Silences the panic message on a thread that only works behind a barrier.
pub(crate) fn quiet_thread() {
    install_hook();
    QUIET.set(true);
}

/// The hook belongs to the process, so it is set once and asks the thread.
fn install_hook() {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                previous(info);
            }
        }));
    });
}
