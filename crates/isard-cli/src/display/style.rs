//! Colours; stripped by the stream when it is not a terminal.

use anstyle::{AnsiColor, Style};

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const VERB: Style = AnsiColor::Cyan.on_default().bold();
pub(crate) const SKIP: Style = AnsiColor::BrightBlack.on_default();
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
pub(crate) const NOTE: Style = AnsiColor::Blue.on_default().bold();
