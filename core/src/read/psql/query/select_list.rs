//! What the columns of a result mean by the query above it: `count(*) AS used` is a number of connections.

use super::{AnswerMeaning, Counted, answer::apart};
use crate::read::psql::settings;

/// What the column `name` of a query's result is; None where the query does not say.
///
/// The name may stand in a subquery, as in `FROM (SELECT count(*) used FROM pg_stat_activity) t`.
pub(super) fn column_meaning(sql: &str, name: &str) -> Option<AnswerMeaning> {
    // Names keep their case, so places are found in a copy of the same length.
    let lower = sql.to_ascii_lowercase();
    let name = name.to_ascii_lowercase();
    if name.is_empty() {
        return None;
    }
    let is_inside = |c: char| c.is_ascii_alphanumeric() || c == '_';
    lower.match_indices(&*name).find_map(|(at, _)| {
        let (before, after) = (lower.get(..at)?, lower.get(at + name.len()..)?);
        let is_word = !before.ends_with(is_inside) && !after.starts_with(is_inside);
        let before = before.trim_end_matches(['"', ' ']);
        let before = before.strip_suffix(" as").or_else(|| before.strip_suffix(")as")).unwrap_or(before).trim_end();
        let end = sql.len() - after.len();
        is_word.then(|| expression(before, sql.get(end..)?))?
    })
}

/// What an expression is that ends before a column's name; `after` is what follows the name.
fn expression(before: &str, after: &str) -> Option<AnswerMeaning> {
    let before = match before.rsplit_once("::") {
        Some((value, kind)) if kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) => value,
        _ => before,
    };
    if before.ends_with(|c: char| c.is_ascii_alphabetic()) {
        let is_setting = before.ends_with("setting") && after.to_ascii_lowercase().contains("pg_settings");
        return is_setting.then(|| named_setting(after)).flatten();
    }
    let inside = before.strip_suffix(')')?;
    let open = opening_bracket(inside)?;
    let (function, arguments) = (before.get(..open)?, inside.get(open + 1..)?);
    if function.trim_end().ends_with("filter") {
        return filtered(function, arguments, after);
    }
    let function = function.rsplit(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().unwrap_or_default();
    match function {
        "count" => counted(after),
        "sum" if arguments.trim() == "numbackends" => Some(AnswerMeaning::Count(Counted::All)),
        "current_setting" => settings::find(arguments.trim_matches(['\'', ' '])).map(AnswerMeaning::Setting),
        "" if arguments.contains("pg_settings") => named_setting(arguments),
        "" if arguments.contains("count(") => counted(arguments),
        _ => None,
    }
}

/// Which connections `count(*) FILTER (WHERE state = 'idle')` counts, where the query has no other condition.
fn filtered(before: &str, condition: &str, after: &str) -> Option<AnswerMeaning> {
    let is_count = before.trim_end().strip_suffix("filter")?.trim_end().ends_with("count(*)");
    let is_all = counted(after) == Some(AnswerMeaning::Count(Counted::All));
    (is_count && is_all).then(|| counted(&format!("{FROM} {condition}")))?
}

/// Where the bracket is that is still open at the end of a text.
fn opening_bracket(text: &str) -> Option<usize> {
    let mut closed = 0_usize;
    text.char_indices().rev().find_map(|(at, c)| match c {
        ')' => {
            closed += 1;
            None
        }
        '(' if closed == 0 => Some(at),
        '(' => {
            closed -= 1;
            None
        }
        _ => None,
    })
}

/// The setting of `WHERE name = 'max_connections'`.
pub(super) fn named_setting(text: &str) -> Option<AnswerMeaning> {
    let lower = text.to_ascii_lowercase();
    let (_, condition) = lower.split_once("where")?;
    let (_, value) = condition.split_once("name")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start().trim_start_matches(['\'', '$']);
    let name = value.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next()?;
    settings::find(name).map(AnswerMeaning::Setting)
}

const FROM: &str = "from pg_stat_activity";

/// Which connections are counted, by what follows the count.
fn counted(text: &str) -> Option<AnswerMeaning> {
    let at = text.to_ascii_lowercase().find(FROM)? + FROM.len();
    let condition = text.get(at..)?.split([')', ';']).next()?.trim_matches(['"', '\'', ' ']);
    let condition = apart(condition);
    let words: Vec<&str> = condition.split(' ').filter(|word| !word.is_empty()).collect();
    match words[..] {
        [] => Some(AnswerMeaning::Count(Counted::All)),
        [_, column, "=", ref value @ ..] => {
            let value = value.join(" ");
            let value = value.trim_matches('\'');
            let is_plain = !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || "_- ".contains(c));
            match column.to_ascii_lowercase().as_str() {
                _ if !is_plain => None,
                "state" => Some(AnswerMeaning::Count(Counted::State(value.to_owned()))),
                "datname" => Some(AnswerMeaning::Count(Counted::Database(value.to_owned()))),
                "backend_type" if value == "client backend" => Some(AnswerMeaning::Count(Counted::All)),
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, columns: &[(&str, Option<AnswerMeaning>)]) {
        for (name, expected) in columns {
            assert_eq!(column_meaning(sql, name), *expected, "{name} of {sql}");
        }
    }

    #[test]
    fn maps_columns_to_what_the_query_selects() {
        let all = Some(AnswerMeaning::Count(Counted::All));
        let limit = settings::find("max_connections").map(AnswerMeaning::Setting);
        check("SELECT count(*) AS used FROM pg_stat_activity;", &[("used", all.clone()), ("other", None)]);
        check(
            "select max_conn, used from (select count(*) used from pg_stat_activity) t1, \
             (select setting::int max_conn from pg_settings where name=$$max_connections$$) t2",
            &[("used", all.clone()), ("max_conn", limit.clone())],
        );
        check(
            "SELECT current_setting('max_connections')::int AS m, count(*) AS total FROM pg_stat_activity",
            &[("m", limit.clone()), ("total", all.clone())],
        );
        check(
            "SELECT (SELECT setting FROM pg_settings WHERE name = 'max_connections') AS m, \
             (SELECT count(*) FROM pg_stat_activity WHERE state = 'idle') AS i",
            &[("m", limit), ("i", Some(AnswerMeaning::Count(Counted::State("idle".to_owned()))))],
        );
        let state = |state: &str| Some(AnswerMeaning::Count(Counted::State(state.to_owned())));
        check(
            "SELECT count(*) FILTER (WHERE state = 'active') AS running, count(*) FILTER(WHERE state='idle') AS i \
             FROM pg_stat_activity",
            &[("running", state("active")), ("i", state("idle"))],
        );
        check(
            "SELECT count(*) FILTER (WHERE state = 'idle') AS i FROM pg_stat_activity WHERE datname = 'x'",
            &[("i", None)],
        );
        check("SELECT sum(numbackends) AS open FROM pg_stat_database", &[("open", all)]);
        check("SELECT count(*) AS c FROM pg_stat_activity WHERE pid <> 1", &[("c", None)]);
        check("SELECT count(*) AS c FROM orders", &[("c", None)]);
    }
}
