//! Why a command ended with exit code 1, in the user's words.

use crate::display::style::{BOLD, ERROR, NOTE};
use isard_atlas::StudyError;
use std::any::Any;

/// A message, what to do about it, and more lines where there is more to say.
#[derive(Debug, Default)]
pub(crate) struct Failure {
    message: String,
    hint: Option<String>,
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Failure { message: message.into(), hint: None }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    fn maybe_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }

    /// A mistake of ours, with what it said but without a backtrace.
    pub(crate) fn of_panic(panic: &(dyn Any + Send)) -> Self {
        let said =
            panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Failure::new(format!("isard made a mistake: {}", said.unwrap_or("no message")))
            .hint("please report this with the command and, if you can, the file; no file was changed")
    }

    pub(crate) fn print(&self, json: bool) {
        if json {
            let value = serde_json::json!({ "error": self.message, "hint": self.hint });
            println!("{value:#}");
            return;
        }
        anstream::eprintln!("{ERROR}error{ERROR:#}{BOLD}: {}{BOLD:#}", self.message);
        if let Some(hint) = &self.hint {
            anstream::eprintln!("  {NOTE}= hint:{NOTE:#} {hint}");
        }
    }
}

impl From<StudyError> for Failure {
    fn from(e: StudyError) -> Self {
        Failure::new(e.to_string()).maybe_hint(e.hint())
    }
}

impl From<isard::registry::MethodError> for Failure {
    fn from(e: isard::registry::MethodError) -> Self {
        Failure::new(e.to_string()).maybe_hint(e.hint())
    }
}

impl From<isard_engine::EngineError> for Failure {
    fn from(e: isard_engine::EngineError) -> Self {
        Failure::new(e.to_string()).maybe_hint(e.hint())
    }
}

impl From<isard_io::ReadError> for Failure {
    fn from(e: isard_io::ReadError) -> Self {
        let hint = e.hint();
        Failure::new(e.to_string()).hint(hint)
    }
}

impl From<isard_io::WriteError> for Failure {
    fn from(e: isard_io::WriteError) -> Self {
        Failure::new(e.to_string())
    }
}
