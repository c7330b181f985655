//! Errors of a command: input that cannot be used.

use crate::text;
use anstyle::{AnsiColor, Style};
use poolwise::{answers::AnswerError, read::looks_like_credential, shown_name};
use std::{borrow::Cow, fmt, io, path::Path};

/// The place of an error, what is wrong there, and what would be right.
#[derive(Debug)]
pub struct Failure {
    place: String,
    message: String,
    help: Option<String>,
}

impl Failure {
    pub(crate) fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into(), help: None }
    }

    /// Adds lines below the message that say what to do instead.
    pub(crate) fn with_help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    pub(crate) fn io(place: impl Into<String>, error: &io::Error) -> Self {
        let message = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file".to_owned(),
            io::ErrorKind::PermissionDenied => "there is no permission to read or write it".to_owned(),
            io::ErrorKind::IsADirectory => "this is a directory, not a file".to_owned(),
            _ => error.to_string(),
        };
        Self::new(place, message)
    }
}

impl From<AnswerError> for Failure {
    fn from(error: AnswerError) -> Self {
        Self { help: error.help().map(str::to_owned), ..Self::new("", error.message()) }
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

/// A path as messages show it. A user may have pasted a URL, an assignment or a token in place of a path.
pub(crate) fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    redacted(&text).unwrap_or_else(|| text.into_owned())
}

/// The argument with possible secrets replaced; None if it holds none.
pub(crate) fn redacted(argument: &str) -> Option<String> {
    if let Some((scheme, _)) = argument.split_once("://") {
        return Some(format!("{}://***", scheme.split('=').next_back().unwrap_or_default()));
    }
    if let Some((key, _)) = argument.split_once('=') {
        return Some(if looks_like_credential(key) { "***".to_owned() } else { format!("{key}=***") });
    }
    if is_file_name(argument) {
        return None;
    }
    if looks_like_credential(argument) {
        return Some("***".to_owned());
    }
    match shown_name(argument) {
        Cow::Owned(masked) => Some(masked),
        Cow::Borrowed(_) => None,
    }
}

/// Whether the text ends in an extension of the files that Poolwise reads: then a long name with digits is no token.
fn is_file_name(text: &str) -> bool {
    let extension = Path::new(text).extension().unwrap_or_default();
    let is_known = ["toml", "json", "env", "txt", "log", "py", "yml", "yaml"].iter().any(|known| extension == *known);
    is_known && !text.contains(['@', ':'])
}

/// An error message about the arguments with possible secrets replaced.
pub(crate) fn without_secrets(message: &str, arguments: impl Iterator<Item = String>) -> String {
    arguments.fold(message.to_owned(), |message, argument| match argument.split_once('=') {
        // The error quotes the value of an option, or all of an option that does not exist.
        Some((option, value)) if option.starts_with('-') => match redacted(value) {
            Some(shown) => message.replace(&argument, &format!("{option}={shown}")).replace(value, &shown),
            None => message,
        },
        _ => match redacted(&argument) {
            Some(shown) => message.replace(&argument, &shown),
            None => message,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(argument: &str, expected: Option<&str>) {
        assert_eq!(redacted(argument).as_deref(), expected, "{argument}");
    }

    #[test]
    fn redacts_possible_secrets() {
        check("postgresql://a:hunter2@db", Some("postgresql://***"));
        check("DB_PASSWORD=hunter2", Some("DB_PASSWORD=***"));
        check("a:hunter2@db=1", Some("***"));
        check("//a:hunter2@db/app", Some("***"));
        check("a:hunter2@db/app.toml", Some("***"));
        check("db:5432:app:app:hunter2", Some("***"));
        check("ghp_hunter2", Some("***"));
        check("Tr0ub4dor", Some("***"));
        check("jsn", None);
        check("deploy/poolwise.toml", None);
        check("deploy/Production2026OfTheEastRegion.toml", None);
        check("C:\\deploy\\poolwise.toml", None);
    }

    #[test]
    fn redacts_values_of_options() {
        let check = |argument: &str, message: &str, expected: &str| {
            assert_eq!(without_secrets(message, [argument.to_owned()].into_iter()), expected);
        };
        check("--seed=a:hunter2@db", "invalid value 'a:hunter2@db' for '--seed'", "invalid value '***' for '--seed'");
        check("--sed=ghp_hunter2", "no '--sed=ghp_hunter2'", "no '--sed=***'");
        check("ghp_hunter2", "unexpected argument 'ghp_hunter2'", "unexpected argument '***'");
        check("--seed=x", "invalid value 'x' for '--seed'", "invalid value 'x' for '--seed'");
    }
}
