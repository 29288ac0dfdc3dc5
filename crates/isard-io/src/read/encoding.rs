//! Text from bytes of an unknown encoding.

use crate::ReadError;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use std::path::Path;

/// Text with the encoding it was read in.
pub(crate) struct Decoded {
    pub(crate) text: String,
    pub(crate) encoding: &'static str,
    pub(crate) notes: Vec<String>,
}

/// Decodes by the label asked for, else by byte-order mark, else as UTF-8 where
/// the bytes are valid, else by the frequencies of letters.
pub(crate) fn decode(bytes: Vec<u8>, label: Option<&str>, path: &Path) -> Result<Decoded, ReadError> {
    let mut notes = Vec::new();
    let marked = Encoding::for_bom(&bytes);
    if let Some((encoding, _)) = marked {
        notes.push(format!("byte-order mark removed ({})", encoding.name()));
    }
    let encoding = match (label, marked) {
        (Some(label), _) => Encoding::for_label(label.as_bytes())
            .ok_or_else(|| ReadError::UnknownEncoding { path: path.into(), label: label.into() })?,
        (None, Some((encoding, _))) => encoding,
        (None, None) => guess(&bytes, &mut notes),
    };
    let start = marked.map_or(0, |(_, length)| length);
    // A byte-order mark outranks a wrong label; it is there for that.
    let encoding = marked.map_or(encoding, |(e, _)| e);
    let text = if encoding == UTF_8 && start == 0 {
        String::from_utf8(bytes).unwrap_or_else(|e| lossy(encoding, e.as_bytes(), &mut notes))
    } else {
        lossy(encoding, &bytes[start..], &mut notes)
    };
    Ok(Decoded { text, encoding: encoding.name(), notes })
}

fn lossy(encoding: &'static Encoding, bytes: &[u8], notes: &mut Vec<String>) -> String {
    let (text, damaged) = encoding.decode_without_bom_handling(bytes);
    if damaged {
        let line = text.split('\u{fffd}').next().map_or(1, |before| before.matches('\n').count() + 1);
        notes.push(format!(
            "{} characters are not valid {} and were replaced by \u{fffd}, the first on line {line}",
            text.matches('\u{fffd}').count(),
            encoding.name(),
        ));
    }
    text.into_owned()
}

fn guess(bytes: &[u8], notes: &mut Vec<String>) -> &'static Encoding {
    if let Some(encoding) = utf_16_without_mark(bytes) {
        notes.push(format!("read as {}: every second byte is zero", encoding.name()));
        return encoding;
    }
    let invalid = match std::str::from_utf8(bytes) {
        Ok(_) => return UTF_8,
        Err(e) => e,
    };
    if mostly_utf_8(bytes) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    // Bytes before the first one outside ASCII tell nothing.
    let from = bytes[..invalid.valid_up_to()].iter().rposition(|&b| b == b'\n').unwrap_or(0);
    let sample = &bytes[from..bytes.len().min(from + (4 << 20))];
    detector.feed(sample, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    notes.push(format!("not UTF-8; read as {}, judged by its letters", encoding.name()));
    encoding
}

/// Text in Latin letters has a zero in every second byte; in Cyrillic letters
/// the digits, delimiters and line ends have.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(4096) & !1];
    if sample.len() < 4 {
        return None;
    }
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let many = sample.len() / 2 / 5;
    match (even, odd) {
        (0, n) if n > many => Some(UTF_16LE),
        (n, 0) if n > many => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether the bytes are UTF-8 with a few damaged places: in any other encoding
/// long valid sequences hardly occur.
fn mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut valid, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    valid >= 20 * broken
}
