//! Readers of `.env` files that are no library here, by the rules in their documentation. They are strict: a line that these
//! rules read in a way of their own fails, since what is written must mean the same everywhere.

use crate::readers::Entries;

/// Reads a file as `docker run --env-file` does: the first `=` ends the name, the rest of the line is the value, and quotes
/// are part of it. Source: docker's reference of `docker container run`, `--env-file`, and its `kvfile` package.
///
/// # Panics
/// Where a name has white space, or the file has a byte order mark.
#[must_use]
pub fn docker(text: &str) -> Entries {
    assert!(!text.starts_with('\u{feff}'), "a byte order mark is part of the first name");
    let lines = text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line).trim_start());
    lines
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let (name, value) = line.split_once('=').unwrap_or_else(|| panic!("{line} has no value"));
            assert!(!name.is_empty() && !name.contains(char::is_whitespace), "{line}");
            (name.to_owned(), Some(value.to_owned()))
        })
        .collect()
}

/// Reads a file as systemd's `EnvironmentFile=` does: comments begin with `#` or `;`, white space around a value does not
/// count. Source: systemd.exec(5), `EnvironmentFile=`.
///
/// # Panics
/// Where a comment goes on in the next line, or a value has quotes or backslashes, which systemd would take away.
#[must_use]
pub fn systemd(text: &str) -> Entries {
    let lines = text.split('\n').map(str::trim);
    lines
        .inspect(|line| assert!(!line.ends_with('\\'), "{line} goes on in the next line"))
        .filter(|line| !line.is_empty() && !line.starts_with(['#', ';']))
        .map(|line| {
            let (name, value) = line.split_once('=').unwrap_or_else(|| panic!("{line} is no assignment"));
            let (name, value) = (name.trim_end(), value.trim_start());
            let is_name = name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
            assert!(is_name && !name.starts_with(|c: char| c.is_ascii_digit()), "{line}");
            assert!(!value.contains(['"', '\'', '\\']), "{line}");
            (name.to_owned(), Some(value.to_owned()))
        })
        .collect()
}
