//! Files in one archive.

use std::io::{Cursor, Write as _};
use zip::{CompressionMethod, ZipWriter, result::ZipResult, write::SimpleFileOptions};

/// A ZIP archive of files, each a name and a text, as they are; None where a name stands twice.
///
/// ```
/// let files = [("api.env".to_owned(), "DB_POOL_SIZE=5\n".to_owned())];
/// let bytes = poolwise_js::archive(&files).unwrap();
/// assert!(bytes.starts_with(b"PK"));
/// ```
#[must_use]
pub fn archive(files: &[(String, String)]) -> Option<Vec<u8>> {
    written(files).ok()
}

fn written(files: &[(String, String)]) -> ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // They are small, and what compresses them would weigh more than it saves.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, text) in files {
        archive.start_file(name.as_str(), options)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}
