//! The statements of a query, and what the answer of each means.

use super::{AnswerMeaning, Counted, select_list::named_setting, starts_with_word};
use crate::read::psql::settings::{self, KnownSetting};

/// The queries of a text that return rows: between semicolons, and each behind a `-c` of psql.
pub(super) fn statements(sql: &str) -> Vec<&str> {
    let texts = if sql.contains("psql") { arguments(sql, 0) } else { vec![sql] };
    let statements = texts.into_iter().flat_map(|text| text.split(';')).map(str::trim);
    statements
        .filter(|statement| !statement.is_empty() && !starts_with_word(statement, &["set", "alter", "begin"]))
        .collect()
}

/// Commands inside of each other: a shell's, another user's, and psql's.
const MAX_DEPTH: usize = 3;

/// The texts behind each `-c`; one of them may itself be a command with such.
fn arguments(sql: &str, depth: usize) -> Vec<&str> {
    let mut texts = Vec::new();
    let mut rest = sql;
    while let Some((at, quote)) = ["c \"", "c '", "command=\"", "command='"]
        .iter()
        .filter_map(|mark| {
            let quote = mark.chars().last()?;
            Some((rest.find(mark)? + mark.len(), quote))
        })
        .min_by_key(|(at, _)| *at)
    {
        let Some(inner) = rest.get(at..) else { break };
        let end = inner.find(quote).unwrap_or(inner.len());
        let argument = &inner[..end];
        if depth < MAX_DEPTH && argument.contains("psql ") {
            texts.extend(arguments(argument, depth + 1));
        } else {
            texts.push(argument);
        }
        rest = inner.get(end + 1..).unwrap_or_default();
    }
    if texts.is_empty() { vec![sql] } else { texts }
}

pub(super) fn answer_meaning(sql: &str) -> Option<AnswerMeaning> {
    // Names keep their case, so places are found in a copy of the same length.
    let lower = sql.to_ascii_lowercase();
    let word_behind = |text: &str| {
        let at = lower.find(text)? + text.len();
        let rest = lower.get(at..)?.trim_start();
        rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().and_then(settings::find)
    };
    if let Some(setting) = word_behind("show ").or_else(|| word_behind("current_setting('")) {
        return Some(AnswerMeaning::Setting(setting));
    }
    if let Some(setting) = selected_setting(&lower) {
        return Some(AnswerMeaning::Setting(setting));
    }
    let is_sum = lower.split_once("sum(numbackends)").is_some_and(|(_, rest)| {
        rest.contains("from pg_stat_database") && !rest.contains("where") && !rest.contains("group by")
    });
    if is_sum {
        return Some(AnswerMeaning::Count(Counted::All));
    }
    let from = "from pg_stat_activity";
    let at = lower.find(from).filter(|_| lower.contains("count("))? + from.len();
    let condition = sql.get(at..)?.trim_end_matches(['"', '\'', ';', ' ']).trim_start();
    if condition.is_empty() {
        return Some(AnswerMeaning::Count(Counted::All));
    }
    let condition = apart(condition);
    let words: Vec<&str> = condition.splitn(4, char::is_whitespace).collect();
    let [keyword, column, "=", value] = words[..] else { return None };
    let value = value.trim().trim_matches('\'');
    if !keyword.eq_ignore_ascii_case("where") || value.contains('\'') {
        return None;
    }
    match column.to_ascii_lowercase().as_str() {
        "state" => Some(AnswerMeaning::Count(Counted::State(value.to_owned()))),
        "datname" => Some(AnswerMeaning::Count(Counted::Database(value.to_owned()))),
        "backend_type" if value == "client backend" => Some(AnswerMeaning::Count(Counted::All)),
        _ => None,
    }
}

/// The setting whose value alone a query over `pg_settings` selects.
fn selected_setting(lower: &str) -> Option<&'static KnownSetting> {
    let (_, selected) = lower.split_once("select setting")?;
    let (list, condition) = selected.split_once("from pg_settings")?;
    let is_one = !list.contains(',') && !condition.contains(" or ") && !condition.contains(" in ");
    match named_setting(condition).filter(|_| is_one)? {
        AnswerMeaning::Setting(setting) => Some(setting),
        AnswerMeaning::Count(_) => None,
    }
}

/// A condition with blanks around its equals signs.
pub(super) fn apart(condition: &str) -> String {
    condition.replace('=', " = ").split_whitespace().collect::<Vec<_>>().join(" ")
}
