//! Why a command could not do its work: unusable input.

use crate::text;
use anstyle::{AnsiColor, Style};
use std::{fmt, io, path::Path};

/// Which place, what is wrong there, and what would be right.
#[derive(Debug)]
pub(crate) struct Failure {
    place: String,
    message: String,
    help: Option<String>,
}

impl Failure {
    pub(crate) fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into(), help: None }
    }

    /// Lines below the message: what to do instead.
    pub(crate) fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    pub(crate) fn io(place: impl Into<String>, error: &io::Error) -> Self {
        let message = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file".to_owned(),
            io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            io::ErrorKind::IsADirectory => "is a directory, not a file".to_owned(),
            _ => error.to_string(),
        };
        Self::new(place, message)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = Style::new().bold().fg_color(Some(AnsiColor::Red.into()));
        write!(f, "{error}error:{error:#} ")?;
        if !self.place.is_empty() {
            write!(f, "{}: ", text::printable(&self.place))?;
        }
        write!(f, "{}", text::printable(&self.message))?;
        match &self.help {
            Some(help) => write!(f, "\n\n{help}"),
            None => Ok(()),
        }
    }
}

/// A path as a message shows it. What stands in its place may be a pasted URL or assignment, with a password in it.
pub(crate) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    redacted(&text).unwrap_or_else(|| text.into_owned())
}

/// An argument without what could be a secret in it; None where nothing could.
pub(crate) fn redacted(argument: &str) -> Option<String> {
    if let Some((scheme, _)) = argument.split_once("://") {
        Some(format!("{}://***", scheme.split('=').next_back().unwrap_or_default()))
    } else {
        let (key, _) = argument.split_once('=')?;
        Some(format!("{key}=***"))
    }
}
