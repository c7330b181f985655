//! What a line is in a log: the beginning of a record, a piece of a traceback, or something else altogether.

use super::timestamp;

/// A line without what collectors and loggers put before it.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    /// The time it begins with.
    pub(super) time: Option<&'a str>,
    /// Whether it begins with a time or a level.
    pub(super) begins: bool,
    /// What follows.
    body: &'a str,
}

/// Levels as they are written at the beginning of a line.
const LEVELS: [&str; 12] =
    ["DEBUG", "INFO", "WARN", "WARNING", "ERROR", "CRITICAL", "FATAL", "PANIC", "TRACE", "SEVERE", "NOTICE", "LOG"];

/// What joins an exception to the one that caused it.
const LINKS: [&str; 6] = [
    "The above exception was the direct cause",
    "During handling of the above exception",
    "Caused by",
    "caused by",
    "[cause]:",
    "cause:",
];

/// What only a traceback's lines begin with. Parameters may hold anything, so they must be nothing else.
const FRAMES: [&str; 5] =
    ["[SQL:", "[parameters:", "(Background on this error at:", "The above exception was", "During handling of the"];

/// Fields of which a JSON log has at least one.
const JSON_FIELDS: [&str; 8] =
    ["\"level\"", "\"levelname\"", "\"severity\"", "\"msg\"", "\"message\"", "\"log\"", "\"logger\"", "\"error\""];

/// What a line of Python begins with.
const KEYWORDS: [&str; 16] = [
    "if ", "elif ", "assert ", "raise ", "return ", "except ", "with ", "for ", "while ", "def ", "class ", "import ",
    "from ", "print(", "logger.", "log.",
];

impl<'a> Record<'a> {
    pub(super) fn parse(line: &'a str) -> Self {
        let text = after_collector(line);
        let open = text.trim_start_matches(['[', '(']);
        let time = timestamp::leading(open);
        let body = match time {
            Some(time) => after_time(open.strip_prefix(time).unwrap_or(open)),
            None => text,
        };
        Self { time, begins: time.is_some() || begins_with_level(text), body }
    }

    /// The body without indentation, and without the margin of exception groups.
    pub(super) fn bare(&self) -> &'a str {
        self.body.trim_start_matches([' ', '\t', '|', '+', '-'])
    }

    pub(super) fn is_traceback(&self) -> bool {
        self.bare().starts_with("Traceback (most recent") || self.bare().starts_with("Exception Group Traceback")
    }

    /// Whether this goes on with what stands above, though each line has its own time.
    pub(super) fn continues(&self) -> bool {
        self.body.trim().is_empty() || self.body.starts_with("  ") || self.body.starts_with('\t') || self.is_frame()
    }

    /// Whether what follows belongs to the exception above.
    pub(super) fn is_link(&self) -> bool {
        let bare = self.bare();
        LINKS.iter().any(|link| bare.starts_with(link))
    }

    /// Whether this is a line of a traceback that no other text has.
    pub(super) fn is_frame(&self) -> bool {
        let bare = self.bare();
        FRAMES.iter().any(|frame| bare.starts_with(frame))
            || (bare.starts_with("File \"") && bare.contains("\", line "))
            || (bare.starts_with("Caused by: ") && !bare.ends_with(':'))
            || (bare.starts_with("at ") && bare.ends_with(')') && bare.contains('(') && bare.contains(['.', ':']))
    }

    /// Whether this is an exception's last line: `sqlalchemy.exc.TimeoutError: …`.
    pub(super) fn is_exception(&self) -> bool {
        let bare = self.bare().trim_start_matches("E   ").trim_start();
        let name = path(bare);
        let rest = bare.strip_prefix(name).unwrap_or_default();
        rest.starts_with(": ") && is_exception_name(name)
    }

    /// The same without a message, which could be Python just as well.
    pub(super) fn is_exception_alone(&self) -> bool {
        let bare = self.bare().trim_end();
        path(bare).len() == bare.len() && is_exception_name(bare)
    }
}

/// Whether a line of text tells of an error, known or not.
pub(super) fn tells_error(line: &str) -> bool {
    const WORDS: [&str; 8] = ["Error", "ERROR", "Exception", "FATAL", "CRITICAL", "PANIC", "\"error\"", "error:"];
    WORDS.iter().any(|word| line.contains(word)) && !is_other(line)
}

/// Whether a line is one of a JSON log.
pub(super) fn is_json(line: &str) -> bool {
    let text = after_collector(line).trim();
    text.starts_with('{') && text.ends_with('}') && JSON_FIELDS.iter().any(|field| text.contains(field))
}

/// Whether a line is `time=… level=error msg="…"`.
pub(super) fn is_logfmt(line: &str) -> bool {
    line.contains("level=") && line.contains("msg=") && !line.trim_start().starts_with(['#', '"', '\''])
}

/// Whether a line is a comment, code, an assignment or a metric, so that an error named in it did not happen.
pub(super) fn is_other(line: &str) -> bool {
    let text = line.trim_start();
    let comment = ["# ", "## ", "//", "-- ", "<!--"].iter().any(|mark| text.starts_with(mark)) || text == "#";
    comment || is_code(text) || is_assignment(text) || is_metric(text)
}

fn is_code(text: &str) -> bool {
    KEYWORDS.iter().any(|keyword| text.starts_with(keyword)) && text.contains(['"', '\'', '('])
}

/// `KEY=…`, `export KEY=…`, `name = …`. The keys of logfmt are lower-case, and touch their values.
fn is_assignment(text: &str) -> bool {
    let text = text.strip_prefix("export ").unwrap_or(text);
    let name = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').and_then(|end| text.split_at_checked(end));
    name.is_some_and(|(name, rest)| {
        let value = rest.trim_start().strip_prefix('=');
        let apart = rest.starts_with(' ') || name.bytes().all(|b| !b.is_ascii_lowercase());
        !name.is_empty() && apart && value.is_some_and(|value| !value.starts_with('='))
    })
}

/// `pgbouncer_errors_count{errmsg="…"} 5`
fn is_metric(text: &str) -> bool {
    let name = text.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':');
    name.len() < text.len() && name.starts_with('{')
}

/// A dotted path of identifiers at the beginning of a text.
fn path(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !"_.$:".contains(c)).unwrap_or(text.len());
    // The colons of a Ruby constant are inside it; the one that ends a name is not.
    text.get(..end).unwrap_or_default().trim_end_matches(':')
}

fn is_exception_name(path: &str) -> bool {
    let dotted = path.contains(['.', ':']);
    let name = path.rsplit(['.', ':', '$']).next().unwrap_or_default();
    let ends = ["Error", "Exception"].iter().any(|end| name.ends_with(end));
    let named_by_module = dotted && ["Timeout", "Connections", "Detected"].iter().any(|end| name.ends_with(end));
    path.len() <= 200 && name.starts_with(|c: char| c.is_ascii_uppercase()) && (ends || named_by_module)
}

/// A line without the container's name, as compose and kubectl write it, and without syslog's priority.
fn after_collector(line: &str) -> &str {
    let line = line.trim_start_matches('\u{feff}');
    if let Some(rest) = line.strip_prefix("[pod/") {
        return rest.split_once("] ").map_or(line, |(_, rest)| rest);
    }
    if let Some((priority, rest)) = line.strip_prefix('<').and_then(|rest| rest.split_once('>')) {
        let is_priority = !priority.is_empty() && priority.len() <= 3 && priority.bytes().all(|b| b.is_ascii_digit());
        return if is_priority { rest.strip_prefix("1 ").unwrap_or(rest) } else { line };
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    let name = line.find(|c: char| !is_name(c)).filter(|end| (1..=80).contains(end));
    let rest = name.and_then(|end| line.get(end..)).filter(|rest| rest.starts_with(' '));
    rest.and_then(|rest| rest.trim_start().strip_prefix("| ")).unwrap_or(line)
}

/// What follows a time: without its milliseconds, its bracket, the stream that a container runtime names, and the host
/// and program of syslog.
fn after_time(text: &str) -> &str {
    let text = text.strip_prefix(',').map_or(text, |ms| ms.trim_start_matches(|c: char| c.is_ascii_digit()));
    let text = text.strip_prefix(']').unwrap_or(text);
    let text = text.strip_prefix(' ').unwrap_or(text);
    for stream in ["stdout F ", "stderr F ", "stdout P ", "stderr P "] {
        if let Some(text) = text.strip_prefix(stream) {
            return text;
        }
    }
    let mut words = text.splitn(3, ' ');
    match (words.next(), words.next(), words.next()) {
        (Some(_), Some(program), Some(rest)) if program.ends_with("]:") => rest,
        _ => text,
    }
}

fn begins_with_level(text: &str) -> bool {
    let bracket = text.strip_prefix('[');
    let text = bracket.unwrap_or(text);
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let Some((level, rest)) = text.split_at_checked(end) else { return false };
    if bracket.is_some() {
        let is_level = LEVELS.iter().any(|name| name.eq_ignore_ascii_case(level));
        return is_level && rest.strip_prefix(']').is_some_and(|rest| !rest.trim().is_empty());
    }
    if !LEVELS.contains(&level) {
        return false;
    }
    if let Some(rest) = rest.strip_prefix(':') {
        // `DEBUG: true` is YAML. Python writes `DEBUG:name:…`, PostgreSQL `LOG:  …`.
        let grave = !["DEBUG", "LOG", "TRACE", "NOTICE", "SEVERE"].contains(&level);
        return rest.starts_with("  ")
            || (rest.starts_with(' ') && grave && rest.trim().contains(' '))
            || (!rest.starts_with(' ') && rest.contains(':'));
    }
    let message = rest.trim_start();
    level != "LOG"
        && message.len() < rest.len()
        && !message.starts_with(['=', ':', '|'])
        && message.contains(|c: char| c.is_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(which: fn(&str) -> bool, yes: &[&str], no: &[&str]) {
        for line in yes {
            assert!(which(line), "{line}");
        }
        for line in no {
            assert!(!which(line), "{line}");
        }
    }

    #[test]
    fn detects_start_of_record() {
        check(
            |line| Record::parse(line).begins,
            &[
                "2026-11-21 20:09:38,123 ERROR x",
                "web-1  | 2026-11-21T20:09:38Z x",
                "[pod/web-abc/app] 2026-11-21T20:09:38Z x",
                "<34>1 2026-11-21T20:09:38.003Z host app",
                "ERROR:root:x",
                "ERROR:    Exception in ASGI application",
                "FATAL:  sorry",
                "[error] 12#12: x",
                "WARN  com.zaxxer.hikari x",
            ],
            &["DEBUG=1", "DEBUG: true", "DEBUG = True", "[error]", "ERROR 5", "ERROR", "# ERROR: x", " a | 2026", ""],
        );
    }

    #[test]
    fn detects_exceptions_by_name() {
        check(
            |line| Record::parse(line).is_exception(),
            &[
                "KeyError: 'pool_size'",
                "sqlalchemy.exc.TimeoutError: x",
                "psycopg_pool.PoolTimeout: x",
                "ActiveRecord::ConnectionTimeoutError: x",
                "    | asyncpg.exceptions.TooManyConnectionsError: x",
                "2026-11-21T20:09:38Z stderr F ValueError: x",
                "E   ValueError: x",
            ],
            &[
                "except ValueError:",
                "ConnectionTimeout: 30",
                "error: x",
                "raise ValueError('x')",
                "timeout: 3",
                ": \
            x",
            ],
        );
    }

    #[test]
    fn ignores_mentions_of_exceptions() {
        check(
            is_other,
            &[
                "# FATAL: sorry",
                "if \"too many clients\" in str(e):",
                "TEXT=\"sorry\"",
                "text = 'sorry'",
                "errors{msg=\"x\"} 5",
            ],
            &["FATAL:  sorry", "level=error msg=x", "#<Error: x>", "{\"msg\": 1}", "é", "import failed: x"],
        );
    }
}
