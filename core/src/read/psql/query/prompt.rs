//! The prompts before a query: psql's, pgcli's and those of other programs.

use super::is_about_server;

/// The longest prompt, in bytes.
const MAX_PROMPT_BYTES: usize = 80;

/// The text after psql's prompt, and whether it continues a query: `app=# SHOW …`, `app-> FROM …`.
pub(in crate::read::psql) fn strip_prompt(line: &str) -> Option<(&str, bool)> {
    strip_psql_prompt(line).or_else(|| strip_other_prompt(line))
}

/// The query about the server after another program's prompt, or psql's without its database: `sql> SHOW …`, `=> SELECT …`.
fn strip_other_prompt(line: &str) -> Option<(&str, bool)> {
    if let Some(query) = line.strip_prefix("=# ").filter(|query| is_about_server(query)) {
        return Some((query, false));
    }
    let end = line.bytes().take(MAX_PROMPT_BYTES).position(|byte| byte == b'>')?;
    let (name, query) = (line.get(..end)?, line.get(end + 1..)?.strip_prefix(' ')?);
    let is_name = name.chars().all(|c| c.is_alphanumeric() || "_-.@:/=".contains(c));
    (is_name && is_about_server(query.trim_start())).then_some((query, false))
}

fn strip_psql_prompt(line: &str) -> Option<(&str, bool)> {
    // Where a mail quotes it, blanks stand before.
    let line = line.trim_start_matches(' ');
    let end = line.bytes().take(MAX_PROMPT_BYTES).position(|byte| matches!(byte, b'#' | b'>'))?;
    let behind = line.get(end + 1..).filter(|rest| rest.is_empty() || rest.starts_with(' '))?;
    let before = line.get(..end)?;
    // A transaction has a mark of its own: `app=*#`.
    let before = before.strip_suffix(['*', '!', '?']).unwrap_or(before);
    let state = before.chars().next_back()?;
    let name = before.get(..before.len() - state.len_utf8())?;
    // The host may stand before the role: `[local] postgres@shop=#`.
    let name = name.split_once(' ').filter(|(_, rest)| rest.contains('@')).map_or(name, |(_, rest)| rest);
    let is_name = !name.is_empty()
        && name.chars().all(|c| c.is_alphanumeric() || "_-.@:/[]~".contains(c))
        && name.chars().any(char::is_alphanumeric);
    let goes_on = matches!(state, '-' | '(' | '\'' | '"' | '$' | '*');
    // pgcli, and what people write for psql.
    let is_other = line.get(..end).is_some_and(|prompt| prompt == "psql" || prompt.contains('@'));
    let is_other = is_other && line.get(end..=end) == Some(">");
    (is_name && (goes_on || is_other || matches!(state, '=' | '^' | '!')))
        .then_some((behind.strip_prefix(' ').unwrap_or(behind), goes_on))
}
