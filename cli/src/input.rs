//! Reads texts from files and standard input; errors name the place.

use crate::failure::{Failure, shown};
use poolwise::read::MAX_BYTES;
use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

/// A text and its origin.
pub(crate) struct Source {
    /// The file; None for standard input.
    pub(crate) path: Option<PathBuf>,
    pub(crate) text: String,
}

impl Source {
    /// Reads a whole file, or standard input if the path is `-`.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        if is_stdio(path) {
            return Self::stdin();
        }
        let place = shown(path);
        let file = File::open(path).map_err(|error| Failure::io(&place, &error))?;
        Ok(Self { text: text(file, &place)?, path: Some(path.to_path_buf()) })
    }

    pub(crate) fn stdin() -> Result<Self, Failure> {
        Ok(Self { text: text(io::stdin().lock(), STDIN)?, path: None })
    }

    /// Reads the bytes of a file, or of standard input if there is no path or it is `-`.
    pub(crate) fn bytes(path: Option<&Path>) -> Result<Vec<u8>, Failure> {
        match path.filter(|path| !is_stdio(path)) {
            None => bytes(io::stdin().lock(), STDIN),
            Some(path) => {
                let place = shown(path);
                bytes(File::open(path).map_err(|error| Failure::io(&place, &error))?, &place)
            }
        }
    }

    /// Its name in messages.
    pub(crate) fn place(&self) -> String {
        self.path.as_deref().map_or_else(|| STDIN.to_owned(), shown)
    }
}

/// Whether a path stands for standard input or output.
pub(crate) fn is_stdio(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Refuses to read standard input twice.
pub(crate) fn one_stdin(paths: &[Option<&Path>]) -> Result<(), Failure> {
    match paths.iter().flatten().filter(|path| is_stdio(path)).count() {
        0 | 1 => Ok(()),
        _ => Err(Failure::new(STDIN, "only one of SCENARIO, --env and --merge may be -")),
    }
}

const STDIN: &str = "standard input";

fn text(from: impl Read, place: &str) -> Result<String, Failure> {
    String::from_utf8(bytes(from, place)?).map_err(|error| {
        let hint = match error.as_bytes() {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "; it looks like UTF-16, save it as UTF-8",
            _ => "",
        };
        let at = error.utf8_error().valid_up_to();
        Failure::new(place, format!("is not UTF-8: the byte at offset {at} begins no character{hint}"))
    })
}

fn bytes(from: impl Read, place: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
    from.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| Failure::io(place, &error))?;
    if bytes.len() > MAX_BYTES {
        return Err(Failure::new(
            place,
            format!("the input is larger than {} MiB, the most that Poolwise reads", MAX_BYTES >> 20),
        ));
    }
    Ok(bytes)
}
