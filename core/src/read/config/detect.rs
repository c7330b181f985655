//! Whether a line is configuration of a framework.

use super::{
    amount,
    frameworks::{self, FRAMEWORKS, Framework, LIBPQ},
    is_comment,
    pairs::pairs,
    section, take,
};
use crate::read::{detect::Confidence, phrases::Phrases, processes};
use std::sync::LazyLock;

/// What tells any framework.
static MARKS: LazyLock<Phrases> =
    LazyLock::new(|| Phrases::new(FRAMEWORKS.iter().flat_map(|framework| framework.marks.iter().copied())));

pub(in crate::read) fn detect(line: &str) -> Confidence {
    let line = line.trim();
    // A table's rows belong to the table.
    if line.is_empty() || is_comment(line) || line.starts_with('|') {
        return Confidence::No;
    }
    let pairs = pairs(line, 0);
    let may_be_marked = MARKS.are_in(line);
    let is_shown = |framework: &Framework| {
        let is_marked = !["PostgreSQL", frameworks::SQLALCHEMY, LIBPQ].contains(&framework.name);
        may_be_marked && is_marked && framework.marks.iter().any(|mark| line.contains(mark))
            || framework.name == "PostgreSQL" && GITLAB.iter().any(|mark| line.starts_with(mark))
            || pairs.iter().any(|pair| framework.is_shown_by(pair) && amount::may_begin(&line[pair.value.clone()]))
    };
    let is_known = pairs.iter().any(|pair| {
        pair.is_of_file() && take::variable(pair).is_some() && amount::may_begin(&line[pair.value.clone()])
    });
    // The options of a pool in JavaScript, whose lines say no more.
    let begins_pool = line.starts_with("pool: {");
    if begins_pool || FRAMEWORKS.iter().any(is_shown) || is_known || processes::detects(line) {
        return Confidence::Certain;
    }
    let is_key = |key: &str| {
        let key = key.trim_end().trim_start_matches("- ");
        !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-.\"'".contains(c))
    };
    let is_yaml =
        line.split_once(':').is_some_and(|(key, rest)| is_key(key) && (rest.is_empty() || rest.starts_with(' ')));
    // Camel case is Java's and JavaScript's, not the environment's.
    let is_camel = |key: &str| {
        let key = key.trim();
        key.starts_with(|c: char| c.is_ascii_lowercase()) && key.bytes().any(|byte| byte.is_ascii_uppercase())
    };
    let is_property = line.split_once('=').is_some_and(|(key, _)| is_key(key) && (key.contains('.') || is_camel(key)));
    let is_server = pairs
        .iter()
        .any(|pair| pair.is("maxconnections") && !pair.is_quoted() && amount::may_begin(&line[pair.value.clone()]));
    let is_url = line.split_once("://").is_some_and(|(scheme, rest)| {
        scheme.chars().all(|c| c.is_ascii_alphanumeric() || ":+".contains(c))
            && (rest.contains('@') || scheme.starts_with("jdbc:"))
            && !rest.contains(' ')
    });
    Confidence::new(is_url, is_yaml || is_property || is_server || section(line).is_some())
}

/// What begins the server's settings in a `gitlab.rb`.
const GITLAB: [&str; 3] = ["postgresql['", "postgresql[\"", "patroni['"];
