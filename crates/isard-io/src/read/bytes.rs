//! The bytes of a file, unpacked.

use crate::ReadError;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// Most bytes a file may hold once unpacked: lines and columns are counted in
/// 32 bits, and larger tables belong to the engine.
const LIMIT: u64 = 2 << 30;

/// Reads a file; gzip and Zstandard are recognised by content, not by name.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, ReadError> {
    let unreadable = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => ReadError::NotFound { path: path.into() },
        io::ErrorKind::IsADirectory => ReadError::Directory { path: path.into() },
        _ => ReadError::Unreadable { path: path.into(), source },
    };
    if fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Err(ReadError::Directory { path: path.into() });
    }
    let file = File::open(path).map_err(unreadable)?;
    let packed = limited(file, path)?.map_err(unreadable)?;
    unpack(packed, path)
}

fn unpack(packed: Vec<u8>, path: &Path) -> Result<Vec<u8>, ReadError> {
    let damaged = |format: &'static str| {
        move |e: io::Error| ReadError::Damaged { path: path.into(), format, reason: e.to_string() }
    };
    let bytes = if packed.starts_with(&[0x1f, 0x8b]) {
        limited(flate2::read::MultiGzDecoder::new(&packed[..]), path)?.map_err(damaged("gzip file"))?
    } else if packed.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        let decoder = zstd::stream::read::Decoder::new(&packed[..]).map_err(damaged("Zstandard file"))?;
        limited(decoder, path)?.map_err(damaged("Zstandard file"))?
    } else {
        packed
    };
    if bytes.is_empty() {
        return Err(ReadError::Empty { path: path.into(), sheet: None });
    }
    Ok(bytes)
}

fn limited(reader: impl Read, path: &Path) -> Result<io::Result<Vec<u8>>, ReadError> {
    let mut bytes = Vec::new();
    match reader.take(LIMIT + 1).read_to_end(&mut bytes) {
        Ok(n) if n as u64 > LIMIT => Err(ReadError::TooLarge { path: path.into(), limit: LIMIT }),
        Ok(_) => Ok(Ok(bytes)),
        Err(e) => Ok(Err(e)),
    }
}
