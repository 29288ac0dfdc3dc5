//! A check before an OpenDocument spreadsheet is read.

use crate::ReadError;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{BufReader, Cursor};
use std::path::Path;

/// Refuses a spreadsheet whose XML breaks off: the library would wait for the
/// end of its table for ever.
pub(crate) fn check(bytes: &[u8], path: &Path) -> Result<(), ReadError> {
    let damaged =
        |reason: String| ReadError::Damaged { path: path.into(), format: "OpenDocument spreadsheet", reason };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| damaged(e.to_string()))?;
    let content = archive.by_name("content.xml").map_err(|e| damaged(e.to_string()))?;
    let mut reader = Reader::from_reader(BufReader::new(content));
    let (mut buffer, mut depth) = (Vec::new(), 0usize);
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(_)) => depth += 1,
            Ok(Event::End(_)) => depth = depth.saturating_sub(1),
            Ok(Event::Eof) if depth == 0 => return Ok(()),
            Ok(Event::Eof) => return Err(damaged("content.xml breaks off".into())),
            Ok(_) => {}
            Err(e) => return Err(damaged(format!("content.xml: {e}"))),
        }
    }
}
