//! Assignments of known variables in other forms than `KEY=value`: YAML, JSON, HCL, shells, and prose.
//!
//! A known name may stand anywhere in a line; what follows it tells whether it is given a value.

use crate::read::{config, names};

/// Where an assignment is from: the note's code and its words.
pub(super) type Dialect = (&'static str, &'static str);

pub(super) const COMPOSE: Dialect = (
    "looks_like_compose",
    "read as an environment in YAML, as in a compose file or Kubernetes; a .env file needs KEY=value",
);
pub(super) const SHELL: Dialect =
    ("looks_like_shell", "read as a command of a shell or a Dockerfile; a .env file needs KEY=value");
pub(super) const HEROKU: Dialect =
    ("looks_like_heroku", "this is output of heroku config; a .env file needs KEY=value");
pub(super) const JSON: Dialect =
    ("looks_like_json", "read as an environment in JSON or HCL; a .env file needs KEY=value");
pub(super) const PROSE: Dialect =
    ("looks_like_prose", "settings in a sentence are read too; a .env file needs KEY=value");

pub(super) const TAG: Dialect =
    ("value_from_environment", "the default of a struct's tag applies if the variable is not set");

const TABLE: Dialect = ("looks_like_table", "read as a table of names and values; a .env file needs KEY=value");

/// One assignment in a line.
pub(super) struct Assignment<'a> {
    pub(super) key: &'a str,
    pub(super) value: &'a str,
    pub(super) dialect: Dialect,
}

/// The assignments of known variables in a line that is no plain `KEY=value`, from the left.
pub(super) fn find_all(line: &str) -> Vec<Assignment<'_>> {
    if config::is_comment(line.trim_start()) {
        return Vec::new();
    }
    // What is behind a comment sign does not count.
    let line = [" #", " //"].iter().filter_map(|sign| line.find(sign)).min().map_or(line, |at| &line[..at]);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((start, key)) = next_name(line, at) {
        at = start + key.len();
        if names::meaning(key).is_none() {
            continue;
        }
        // Looking back at all of a long line at every name would take for ever.
        let window = line.floor_char_boundary(start.saturating_sub(MAX_BYTES_BEFORE));
        let (before, after) = (&line[window..start], &line[at..]);
        if let Some((value, dialect)) = value_after(before, key, after) {
            at = line.len() - after.len() + (value.as_ptr() as usize - after.as_ptr() as usize) + value.len();
            found.push(Assignment { key, value, dialect });
        } else if let Some((value, dialect)) = value_before(before, after) {
            found.push(Assignment { key, value, dialect });
        }
    }
    found
}

/// What gives a name its form stands no further before it.
const MAX_BYTES_BEFORE: usize = 200;

/// The next word from `from` on that has an underscore, as every known name has.
fn next_name(line: &str, from: usize) -> Option<(usize, &str)> {
    let is_inside = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let bytes = line.as_bytes();
    let mut start = from;
    loop {
        while start < bytes.len() && !is_inside(bytes[start]) {
            start += 1;
        }
        let end = start + bytes.get(start..)?.iter().take_while(|byte| is_inside(**byte)).count();
        if end == start {
            return None;
        }
        let word = line.get(start..end)?;
        let is_upper = word.contains('_') && word.bytes().all(|byte| !byte.is_ascii_lowercase());
        if is_upper && !bytes[..start].ends_with(b"$") && !bytes[..start].ends_with(b"${") {
            return Some((start, word));
        }
        start = end;
    }
}

/// What stands between a name and its value in prose and shells.
const WORDS: [&str; 11] =
    ["defaults to", "default is", "default", "set to", "is set to", "is", "to", "=>", "→", "–", "—"];

/// The value that follows a name, and the form it has.
fn value_after<'a>(before: &str, key: &str, after: &'a str) -> Option<(&'a str, Dialect)> {
    let is_quoted = before.ends_with(['"', '\'']);
    // A dict of Python has these as well: django-db-connection-pool's POOL_OPTIONS.
    if before.ends_with('\'') && ["POOL_SIZE", "MAX_OVERFLOW"].contains(&key) {
        return None;
    }
    let rest = after.strip_prefix(['"', '\'']).filter(|_| is_quoted).unwrap_or(after);
    let trimmed = rest.trim_start();
    let command = before.trim_start();
    // `os.getenv("X", "5")` and `${X:-5}` are no assignments.
    if let Some(value) = trimmed.strip_prefix('=') {
        // Nor is `Env(X=(int, 5))` of django-environ.
        if value.starts_with(['=', '(']) {
            return None;
        }
        // Ruby's hashes: `"KEY" => "5"`.
        let value = value.strip_prefix('>').unwrap_or(value);
        let is_plain = before.trim().is_empty() && rest.starts_with('=') && !value.starts_with([' ', '"', '\'']);
        let dialect = match command.trim_end() {
            "" if is_plain => return None,
            // python-dotenv understands this too.
            "export" if rest.starts_with('=') && !value.contains('=') => return None,
            "" if is_listed(value) => PROSE,
            "" if !value.trim().starts_with(['"', '\'']) => return None,
            "" if rest.starts_with('=') => return None,
            "" => JSON,
            "-" => COMPOSE,
            _ if is_quoted && (before.trim_start().starts_with('-')) => COMPOSE,
            _ if is_shell(command) => SHELL,
            _ if is_quoted || command.trim_end().ends_with(['{', ',', '(', '[']) => JSON,
            _ => PROSE,
        };
        return Some((scalar(value.trim_start()), dialect));
    }
    if let Some(value) = trimmed.strip_prefix(':') {
        let head = &value[..value.floor_char_boundary(MAX_BYTES_BEFORE)];
        // Python's annotations have a type, and perhaps a value: `DB_POOL_SIZE: Final[int] = 8`.
        let is_code = (head.contains('(') || head.contains(" = "))
            && value.trim_start().starts_with(|c: char| c.is_ascii_alphabetic());
        if value.starts_with(':') || value.trim().is_empty() || is_code {
            return None;
        }
        let dialect = if is_quoted || before.contains(['{', ',']) { JSON } else { COMPOSE };
        return Some((scalar(value.trim_start()), dialect));
    }
    named_value(before, trimmed).or_else(|| {
        // A table without a frame, as programs with windows copy it.
        if before.trim().is_empty()
            && let Some(value) = rest.strip_prefix('\t')
            && value.trim().bytes().all(|byte| byte.is_ascii_digit())
        {
            return Some((scalar(value.trim()), TABLE));
        }
        // `ENV KEY 5`, `setx KEY 5`.
        let takes_words = ["ENV", "setx"].iter().any(|name| command.trim_end() == *name);
        if rest.starts_with([' ', '\t']) && takes_words {
            return Some((scalar(trimmed), SHELL));
        }
        // `.env` files have keys without values; words need a word between.
        let lower = before.to_ascii_lowercase();
        let tells = SUBJECTS.iter().any(|subject| lower.contains(subject));
        if !tells && ADVICE.iter().any(|verb| lower.contains(verb)) {
            return None;
        }
        let rest = trimmed.trim_start_matches(['(', '"', '\'', ' ', ':']);
        let rest = NOUNS.iter().find_map(|noun| rest.strip_prefix(noun)).unwrap_or(rest);
        let value = WORDS.iter().find_map(|word| rest.strip_prefix(word))?;
        let value = value.trim_start_matches([':', '=', ' ']);
        let is_number = value.starts_with(|c: char| c.is_ascii_digit() || c == '-') && !key.is_empty();
        is_number.then(|| (scalar(value), PROSE))
    })
}

/// What people call a variable behind its name.
const NOUNS: [&str; 4] = ["variable ", "environment variable ", "env var ", "setting "];

/// Advice to set a value is not the value.
const ADVICE: [&str; 7] = ["set ", "change ", "increase", "raise ", "lower ", "reduce", "try "];

/// A writer who states what is set names the present value.
const SUBJECTS: [&str; 6] = ["we set ", "i set ", "is set ", "are set ", "have set ", "has set "];

/// Whether a value is the first of several in a line: `12, DB_MAX_OVERFLOW = 8`.
fn is_listed(value: &str) -> bool {
    let value = value.trim_start();
    let rest = value.trim_start_matches(|c: char| c.is_ascii_digit());
    let next = rest.trim_start().strip_prefix(',').map(str::trim_start);
    let is_name = |next: &str| next_name(next, 0).is_some_and(|(at, name)| at == 0 && names::meaning(name).is_some());
    rest.len() < value.len() && next.is_some_and(is_name)
}

/// Commands that set a variable.
fn is_shell(before: &str) -> bool {
    const COMMANDS: [&str; 9] =
        ["$env:", "set ", "setx ", "ENV ", "-e ", "--env ", "export ", "--set-env-vars", "env "];
    let lower = before.trim_end_matches(['"', '\'']);
    COMMANDS.iter().any(|command| {
        let command = command.trim_end();
        let tail = lower.trim_end_matches(' ');
        tail.len() >= command.len()
            && tail.is_char_boundary(tail.len() - command.len())
            && tail[tail.len() - command.len()..].eq_ignore_ascii_case(command)
    }) || before.starts_with("ENV ")
        || before.starts_with("docker ")
        || before.contains(" -e ")
}

/// `"name": "KEY", "value": "5"` and its like, in one line: behind the key comes a second pair.
fn named_value<'a>(before: &str, after: &'a str) -> Option<(&'a str, Dialect)> {
    let label = before.trim_end_matches(['"', '\'', ' ', '=', ':']);
    // Go's tags: `env:"DB_POOL_SIZE" envDefault:"5"`.
    if before.ends_with("env:\"") {
        let (_, rest) = after.split_once("efault:\"").filter(|(name, _)| name.len() <= MAX_LABEL_BYTES)?;
        return Some((rest.split('"').next()?, TAG));
    }
    if !NAME_LABELS.iter().any(|name| ends_with_word(label, name)) {
        return None;
    }
    let rest = after.trim_start_matches(['"', '\'', ',', ';', ' ']);
    value_of_label(rest).map(|value| (value, JSON))
}

/// What stands between a variable and its default in a tag: `,required" envD`.
const MAX_LABEL_BYTES: usize = 24;

/// The same with the value first: `{ value: "5", name: KEY }`.
fn value_before<'a>(before: &'a str, after: &str) -> Option<(&'a str, Dialect)> {
    let (_, inside) = before.rsplit_once('{')?;
    let label = before.trim_end_matches(['"', '\'', ' ', '=', ':']);
    let is_name = NAME_LABELS.iter().any(|name| ends_with_word(label, name));
    let is_closed = after.trim_start_matches(['"', '\'', ',', ' ']).starts_with('}');
    let value = inside.split(',').find_map(value_of_label).filter(|_| is_name && is_closed)?;
    Some((value, JSON))
}

/// Keys under which a name stands whose value is under one of [`VALUE_LABELS`].
const NAME_LABELS: [&str; 5] = ["name", "key", "variable", "OptionName", "ParameterName"];
const VALUE_LABELS: [&str; 3] = ["value", "default", "ParameterValue"];

fn ends_with_word(text: &str, word: &str) -> bool {
    let start = text.len().checked_sub(word.len());
    start.filter(|start| text.is_char_boundary(*start)).is_some_and(|start| {
        text[start..].eq_ignore_ascii_case(word) && !text[..start].ends_with(|c: char| c.is_ascii_alphanumeric())
    })
}

/// The value in `value: "5"`, in any notation.
pub(super) fn value_of_label(line: &str) -> Option<&str> {
    let line = line.trim_start().trim_start_matches(['"', '\'']);
    let label = VALUE_LABELS
        .iter()
        .find(|label| line.get(..label.len()).is_some_and(|head| head.eq_ignore_ascii_case(label)))?;
    let rest = line[label.len()..].trim_start_matches(['"', '\'']).trim_start();
    let value = rest.strip_prefix([':', '='])?;
    Some(scalar(value.trim_start()))
}

/// The name in `- name: KEY` or `variable "key" {`, whose value stands in one of the next lines.
pub(super) fn name_of_label(line: &str) -> Option<&str> {
    if let Some(name) = terraform_variable(line) {
        return Some(name);
    }
    let line = line.trim().trim_start_matches(['-', '{', ' ']).trim_start_matches(['"', '\'']);
    let label = NAME_LABELS
        .iter()
        .find(|label| line.get(..label.len()).is_some_and(|head| head.eq_ignore_ascii_case(label)))?;
    let rest = line[label.len()..].trim_start_matches(['"', '\'']).trim_start();
    let name = scalar(rest.strip_prefix([':', '='])?.trim_start());
    // Helm: `env.DB_POOL_SIZE`.
    let name = name.rsplit('.').next().unwrap_or(name);
    let is_name = name.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    is_name.then_some(name)
}

/// The name of a variable of Terraform, which are in lower case.
fn terraform_variable(line: &str) -> Option<&str> {
    let (name, rest) = line.trim().strip_prefix("variable \"")?.split_once('"')?;
    let is_name = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    (is_name && rest.trim() == "{").then_some(name)
}

/// A value without its quotes, and without what follows it.
fn scalar(text: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(rest) = text.strip_prefix(quote) {
            return rest.split(quote).next().unwrap_or_default();
        }
    }
    if let Some(end) = text.find('}').filter(|_| text.starts_with("${")) {
        return &text[..=end];
    }
    let end = text.find([',', '}', ']', ')', ';', ' ', '\t', '"', '\'', '#', '\\']).unwrap_or(text.len());
    text[..end].trim_end_matches('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[(&str, &str, Dialect)]) {
        let found: Vec<_> = find_all(line).into_iter().map(|one| (one.key, one.value, one.dialect)).collect();
        assert_eq!(found, expected, "{line}");
    }

    const SIZE: &str = "DB_POOL_SIZE";

    #[test]
    fn finds_assignments_in_every_form() {
        check(
            "{\"DB_POOL_SIZE\": \"11\", \"DB_MAX_OVERFLOW\": \"4\"}",
            &[(SIZE, "11", JSON), ("DB_MAX_OVERFLOW", "4", JSON)],
        );
        check("  {\"name\": \"DB_POOL_SIZE\", \"value\": \"11\"},", &[(SIZE, "11", JSON)]);
        check("- {name: DB_POOL_SIZE, value: \"11\"}", &[(SIZE, "11", JSON)]);
        check("  DB_POOL_SIZE    = \"11\"", &[(SIZE, "11", JSON)]);
        check("\"DB_POOL_SIZE=11\",", &[(SIZE, "11", JSON)]);
        check("  - DB_POOL_SIZE=11", &[(SIZE, "11", COMPOSE)]);
        check("  DB_POOL_SIZE: \"11\"  # a process", &[(SIZE, "11", COMPOSE)]);
        check("$env:DB_POOL_SIZE = \"11\"", &[(SIZE, "11", SHELL)]);
        check("ENV DB_POOL_SIZE 11", &[(SIZE, "11", SHELL)]);
        check("docker run -e DB_POOL_SIZE=11 \\", &[(SIZE, "11", SHELL)]);
        check("DB_POOL_SIZE is set to 11.", &[(SIZE, "11", PROSE)]);
        check("Size int `env:\"DB_POOL_SIZE\" envDefault:\"11\"`", &[(SIZE, "11", TAG)]);
        check("DB_POOL_SIZE: Final[int] = 11", &[]);
        check("Set DB_POOL_SIZE to 11.", &[]);
        check("DB_POOL_SIZE (default: 11)", &[(SIZE, "11", PROSE)]);
        check("int(os.getenv(\"DB_POOL_SIZE\", \"20\"))", &[]);
        check("DB_POOL_SIZE=11", &[]);
        check("export DB_POOL_SIZE=11", &[]);
        check("export DB_POOL_SIZE=11 DB_MAX_OVERFLOW=4", &[(SIZE, "11", SHELL), ("DB_MAX_OVERFLOW", "4", PROSE)]);
        check("DB_POOL_SIZE = 11", &[]);
        check("pool: ${DB_POOL_SIZE:-5}", &[]);
        check("DB_POOL_SIZE", &[]);
        for comment in ["# DB_POOL_SIZE=9", ";DB_POOL_SIZE=9", "// DB_POOL_SIZE: 9", "A=1 # was DB_POOL_SIZE=9"] {
            check(comment, &[]);
        }
    }
}
