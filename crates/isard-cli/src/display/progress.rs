//! The course of a run: a spinner for what is going on, a line for what is done.

use super::style::{SKIP, VERB};
use indicatif::{ProgressBar, ProgressStyle};
use isard_atlas::Progress;
use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Prints on standard error; the spinner only on a terminal.
pub(crate) struct Course {
    quiet: bool,
    bar: Option<ProgressBar>,
    since: Mutex<Instant>,
}

impl Course {
    pub(crate) fn new(quiet: bool) -> Self {
        let shown = !quiet && std::io::stderr().is_terminal();
        let bar = shown.then(|| {
            let bar = ProgressBar::new_spinner();
            bar.set_style(
                ProgressStyle::with_template("     {spinner} {msg}")
                    .unwrap_or(ProgressStyle::default_spinner()),
            );
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        });
        Course { quiet, bar, since: Mutex::new(Instant::now()) }
    }

    /// A line such as `     Reading  study.toml`.
    pub(crate) fn line(&self, verb: &str, text: &str) {
        self.print(VERB, verb, text, None);
    }

    fn print(&self, style: anstyle::Style, verb: &str, text: &str, seconds: Option<f64>) {
        if self.quiet {
            return;
        }
        let time = seconds.map_or_else(String::new, |s| format!("{s:.2} s"));
        let say = || {
            if time.is_empty() {
                anstream::eprintln!("{style}{verb:>12}{style:#}  {text}");
            } else {
                anstream::eprintln!("{style}{verb:>12}{style:#}  {text:<53} {time:>9}");
            }
        };
        match &self.bar {
            Some(bar) => bar.suspend(say),
            None => say(),
        }
    }

    /// A finished step with the time since the last.
    pub(crate) fn done(&self, verb: &str, text: &str) {
        let mut since = self.since.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let seconds = since.elapsed().as_secs_f64();
        *since = Instant::now();
        drop(since);
        self.print(VERB, verb, text, Some(seconds));
    }

    pub(crate) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Course {
    fn step(&self, what: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(what.to_string());
        }
    }

    fn finished(&self, step: &str, detail: &str) {
        self.done("Finished", &format!("{step:<11} {detail}"));
    }

    fn skipped(&self, step: &str, reason: &str) {
        self.print(SKIP, "Skipped", &format!("{step:<11} {reason}"), None);
    }
}
