//! Where results go: standard output or a file, whole or not at all.

use crate::failure::{Failure, shown};
use serde::Serialize;
use std::{
    fs,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

/// What a command has to say.
pub(crate) struct Output {
    pub(crate) body: Body,
    pub(crate) code: ExitCode,
}

pub(crate) enum Body {
    /// For people: styled, the styles removed where the terminal takes none.
    Styled(String),
    /// For programs: every byte as it is.
    Exact(String),
}

impl Output {
    pub(crate) fn styled(text: String) -> Self {
        Self { body: Body::Styled(text), code: ExitCode::SUCCESS }
    }

    pub(crate) fn exact(text: String) -> Self {
        Self { body: Body::Exact(text), code: ExitCode::SUCCESS }
    }

    /// Indented JSON with a line end.
    pub(crate) fn json(value: &impl Serialize) -> Result<Self, Failure> {
        let text = serde_json::to_string_pretty(value).map_err(|error| Failure::new("JSON", error.to_string()))?;
        Ok(Self::exact(text + "\n"))
    }

    /// Prints it. A reader that has had enough, such as `head`, is no failure.
    pub(crate) fn print(&self) -> Result<(), Failure> {
        let written = match &self.body {
            Body::Styled(text) => write(anstream::stdout().lock(), text),
            Body::Exact(text) => write(io::stdout().lock(), text),
        };
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::io("standard output", &error)),
            _ => Ok(()),
        }
    }
}

fn write(mut stream: impl Write, text: &str) -> io::Result<()> {
    stream.write_all(text.as_bytes())?;
    stream.flush()
}

/// Puts `text` into the file at `path`: into a temporary file beside it that then takes its name, so that nobody ever
/// sees half of it. Permissions stay; a link stays a link.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let failure = |error: &io::Error| Failure::io(shown(path), error);
    let present = match fs::metadata(path) {
        Ok(metadata) => Some(metadata),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(failure(&error)),
    };
    // A device or pipe is written to: another file in its place would not be it.
    if present.as_ref().is_some_and(|metadata| !metadata.is_file()) {
        return fs::write(path, text).map_err(|error| failure(&error));
    }
    let target = if present.is_some() { fs::canonicalize(path) } else { Ok(path.to_path_buf()) };
    let target = target.map_err(|error| failure(&error))?;
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(Failure::new(shown(path), "its folder does not exist"));
    }

    let put = || {
        let mut file = temporary(folder)?;
        file.write_all(text.as_bytes())?;
        if let Some(metadata) = &present {
            keep_owner(file.path(), metadata);
            file.as_file().set_permissions(metadata.permissions())?;
        }
        file.as_file().sync_all()?;
        file.persist(&target).map_err(|error| error.error)
    };
    put().map(drop).map_err(|error| failure(&error))
}

/// As open as any new file: the umask is taken off by the system.
#[cfg(unix)]
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o666)).tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().tempfile_in(folder)
}

/// Only root may give a file away; for everybody else the new one is theirs, as an editor's would be.
#[cfg(unix)]
fn keep_owner(path: &Path, metadata: &fs::Metadata) {
    use std::os::unix::fs::MetadataExt;
    let _ = std::os::unix::fs::chown(path, Some(metadata.uid()), Some(metadata.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &fs::Metadata) {}
