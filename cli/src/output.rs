//! Where results go: standard output or a file, whole or not at all.

mod leftovers;

use crate::{
    SUCCESS,
    failure::{Failure, shown},
    input::Source,
};
use poolwise::answers;
use serde::Serialize;
use std::{
    ffi::OsStr,
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// What a command has to say.
pub(crate) struct Output {
    pub(crate) body: Body,
    pub(crate) code: u8,
}

pub(crate) enum Body {
    /// For people: styled, the styles removed where the terminal takes none.
    Styled(String),
    /// For programs: every byte as it is.
    Exact(String),
}

impl Output {
    pub(crate) fn styled(text: String) -> Self {
        Self { body: Body::Styled(text), code: SUCCESS }
    }

    pub(crate) fn exact(text: String) -> Self {
        Self { body: Body::Exact(text), code: SUCCESS }
    }

    /// Indented JSON with a line end.
    pub(crate) fn json(value: &impl Serialize) -> Result<Self, Failure> {
        Ok(Self::exact(answers::json(value)?))
    }

    /// Its text, styles included.
    pub(crate) fn into_text(self) -> String {
        match self.body {
            Body::Styled(text) | Body::Exact(text) => text,
        }
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
/// sees half of it. Permissions stay; a link stays a link, whether or not its target exists. A new file gets the
/// permissions of the file that it was edited from, whose secrets are in it; its owner alone may read it where that was
/// no file.
pub(crate) fn replace(path: &Path, text: &str, edited: Option<&Source>) -> Result<(), Failure> {
    let failure = |error: &io::Error| Failure::io(shown(path), error);
    let present = present(path).map_err(|error| failure(&error))?;
    // A device or pipe is written to: another file in its place would not be it.
    if present.as_ref().is_some_and(|metadata| !metadata.is_file()) {
        return fs::write(path, text).map_err(|error| failure(&error));
    }
    let target = link_target(path).map_err(|error| failure(&error))?;
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(Failure::new(shown(path), "its folder does not exist"));
    }

    let put = || {
        let like = match (&present, edited.and_then(|source| source.path.as_deref())) {
            (None, Some(edited)) => self::present(edited)?.filter(fs::Metadata::is_file),
            _ => present.clone(),
        };
        leftovers::remove(folder, &target);
        let mut file = temporary(folder, &leftovers::prefix(&target), present.is_some() || edited.is_some())?;
        if let Some(metadata) = &like {
            keep_owner(file.path(), metadata);
            file.as_file().set_permissions(metadata.permissions())?;
        }
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(&target).map_err(|error| error.error)
    };
    put().map(drop).map_err(|error| failure(&error))
}

/// What is known of the file at `path`; None where there is none, or a link to none.
fn present(path: &Path) -> io::Result<Option<fs::Metadata>> {
    match fs::metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// As many links as Linux follows.
const MAX_LINKS: usize = 40;

/// Where the links at `path` lead, also where nothing is there yet.
fn link_target(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_path_buf();
    for _ in 0..MAX_LINKS {
        match fs::read_link(&target) {
            // A relative link begins in its own folder.
            Ok(next) => target = target.parent().unwrap_or(Path::new("")).join(next),
            // No link, or nothing at all.
            Err(_) => return Ok(target),
        }
    }
    Err(io::Error::other("too many links"))
}

/// A temporary file that only its owner can read, until it gets the permissions of the file that it replaces, which it does
/// before its first byte. A new file without secrets is as open as any other from the start, since only the system knows
/// the umask.
fn temporary(folder: &Path, prefix: &OsStr, is_private: bool) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix).suffix(leftovers::SUFFIX);
    if !is_private {
        set_default_permissions(&mut builder);
    }
    builder.tempfile_in(folder)
}

/// The system takes the umask off.
#[cfg(unix)]
fn set_default_permissions(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn set_default_permissions(_: &mut tempfile::Builder<'_, '_>) {}

/// Only root may give a file away; for everybody else the new one is theirs, as an editor's would be.
#[cfg(unix)]
fn keep_owner(path: &Path, metadata: &fs::Metadata) {
    use std::os::unix::fs::MetadataExt;
    let _ = std::os::unix::fs::chown(path, Some(metadata.uid()), Some(metadata.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &fs::Metadata) {}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::MetadataExt;

    #[test]
    fn nobody_else_can_read_an_unfinished_file_with_secrets() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = temporary(folder.path(), OsStr::new("secret"), true).expect("a temporary file");
        assert_eq!(file.as_file().metadata().expect("its metadata").mode() & 0o777, 0o600);
    }
}
