//! Remembers the last query: some results mean nothing without it.

mod select_list;

use super::{
    settings::{self, KnownSetting},
    table::Table,
};
use select_list::{column_meaning, named_setting};

/// As much of a query as is needed to detect its meaning.
const MAX_QUERY_BYTES: usize = 4096;

/// The meaning of a result that does not show it itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum AnswerMeaning {
    Setting(&'static KnownSetting),
    Count(Counted),
}

/// What a query over `pg_stat_activity` counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Counted {
    All,
    State(String),
    Database(String),
}

/// The last query, as far as it has been read.
#[derive(Debug, Default)]
pub(super) struct PendingQuery {
    sql: String,
    /// Where its last line begins.
    last: usize,
    /// Whether a result has been read since it began.
    is_answered: bool,
}

impl PendingQuery {
    pub(super) fn add(&mut self, line: &str) {
        self.last = self.sql.len();
        // Behind a dash of a shell's command follows an option, and no comment.
        let line = if is_psql_call(line) { line } else { line.split("--").next().unwrap_or_default() }.trim();
        if self.sql.len() + line.len() < MAX_QUERY_BYTES {
            // Every server has the catalog's schema in its path.
            self.sql.push_str(&line.replace("pg_catalog.", ""));
            self.sql.push(' ');
        }
    }

    /// Removes the last line, which was not a part of the query.
    pub(super) fn drop_last_line(&mut self) {
        self.sql.truncate(self.last);
    }

    /// Takes the meaning of the next result, which is used only once. One command may hold several queries.
    pub(super) fn take(&mut self) -> Option<AnswerMeaning> {
        self.take_where(|_| true)
    }

    /// The same for the result that a table shows: a count is not the answer of `SHOW`, whatever its place.
    pub(super) fn take_for(&mut self, table: &Table<'_>) -> Option<AnswerMeaning> {
        let [column] = &table.columns[..] else { return self.take() };
        let name = column.text.as_ref();
        if let Some(setting) = settings::find(name) {
            return self.take_where(|statement| answer_meaning(statement) == Some(AnswerMeaning::Setting(setting)));
        }
        if column_meaning(&self.sql, name).is_some() {
            return self.take_where(|statement| column_meaning(statement, name).is_some());
        }
        if ["count", "sum", "current_setting"].contains(&name) {
            let call = format!("{name}(");
            return self.take_where(|statement| statement.to_ascii_lowercase().contains(&call));
        }
        self.take()
    }

    /// What each column of a table is by the select list of the query that is taken next.
    pub(super) fn columns(&self, table: &Table<'_>) -> Vec<Option<AnswerMeaning>> {
        let statements = statements(&self.sql);
        let meaning = |name: &str| statements.iter().find_map(|statement| column_meaning(statement, name));
        table.columns.iter().map(|column| meaning(&column.text)).collect()
    }

    fn take_where(&mut self, is_asked: impl Fn(&str) -> bool) -> Option<AnswerMeaning> {
        self.is_answered = true;
        let sql = std::mem::take(&mut self.sql);
        let mut statements: Vec<&str> = statements(&sql);
        let place = statements.iter().position(|statement| is_asked(statement))?;
        let taken = statements.remove(place);
        let meaning = answer_meaning(taken);
        self.sql = statements.join("; ");
        self.last = self.sql.len();
        meaning
    }

    /// Whether the query that is taken next is about sessions.
    pub(super) fn is_about_sessions(&self) -> bool {
        self.sql.to_ascii_lowercase().contains("pg_stat_activity")
    }

    /// Whether a complete query waits for its result.
    pub(super) fn is_unanswered(&self) -> bool {
        !self.is_answered && self.sql.trim_end().ends_with(';')
    }

    pub(super) fn clear(&mut self) {
        self.sql.clear();
        self.is_answered = false;
    }
}

/// The queries of a text that return rows: between semicolons, and each behind a `-c` of psql.
fn statements(sql: &str) -> Vec<&str> {
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

fn answer_meaning(sql: &str) -> Option<AnswerMeaning> {
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
fn apart(condition: &str) -> String {
    condition.replace('=', " = ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The longest prompt, in bytes.
const MAX_PROMPT_BYTES: usize = 80;

/// The text after psql's prompt, and whether it continues a query: `app=# SHOW …`, `app-> FROM …`.
pub(super) fn strip_prompt(line: &str) -> Option<(&str, bool)> {
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

/// Whether a query begins here, alone in its line or after `psql -c`.
pub(super) fn is_query(line: &str) -> bool {
    starts_with_word(line, &["select", "show", "with", "table", "alter", "set", "explain"]) || is_psql_call(line)
}

/// Whether a query about the server begins here, which is certain evidence of psql.
pub(super) fn is_about_server(line: &str) -> bool {
    let head = head(line).to_ascii_lowercase();
    let word = |rest: &str| rest.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).next().map(str::to_owned);
    if let Some(rest) = head.strip_prefix("show ") {
        let is_pooler = ["pools", "config", "databases", "all"].iter().any(|what| rest.trim_end_matches(';') == *what);
        return is_pooler || word(rest).is_some_and(|word| settings::find(&word).is_some());
    }
    head.starts_with("from pg_stat_activity")
        || head.starts_with("from pg_settings")
        || (head.starts_with("select ")
            && (head.contains(" from pg_")
                || head.starts_with("select version()")
                || head.contains("current_setting(")))
        || (is_psql_call(line) && (head.contains("show ") || head.contains("select ")))
}

/// Whether the query ends in this line even without a semicolon.
pub(super) fn is_one_line(line: &str) -> bool {
    starts_with_word(line, &["show"]) || is_psql_call(line)
}

fn is_psql_call(line: &str) -> bool {
    let head = head(line);
    let line = head.trim_start_matches(['$', '#', ' ']);
    line.starts_with("psql ")
        || [" psql ", "\"psql ", "'psql "].iter().any(|call| line.contains(call)) && line.contains(" -c")
}

fn head(line: &str) -> &str {
    line.get(..line.char_indices().nth(500).map_or(line.len(), |(at, _)| at)).unwrap_or(line)
}

fn starts_with_word(line: &str, words: &[&str]) -> bool {
    let first = line.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let behind = line.get(first.len()..).unwrap_or_default();
    first.len() <= 8
        && (behind.is_empty() || behind.starts_with([' ', '\t']))
        && words.iter().any(|word| word.eq_ignore_ascii_case(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, expected: impl Into<Option<AnswerMeaning>>) {
        let mut query = PendingQuery::default();
        query.add(sql);
        assert_eq!(query.take(), expected.into(), "{sql}");
        assert_eq!(query.take(), None);
    }

    #[test]
    fn detects_meaning_of_results() {
        let setting = |name| settings::find(name).map(AnswerMeaning::Setting);
        check("SHOW max_connections;", setting("max_connections"));
        check("sudo -u postgres psql -Atc 'show max_connections'", setting("max_connections"));
        check("SELECT current_setting('max_connections')", setting("max_connections"));
        check("SHOW data_directory;", None);
        check(
            "select setting::int from pg_catalog.pg_settings where name='max_connections';",
            setting("max_connections"),
        );
        check("SELECT setting FROM pg_settings WHERE name IN ('max_connections', 'lock_timeout')", None);
        check("SELECT setting, unit FROM pg_settings WHERE name = 'max_connections'", None);
        check("select sum(numbackends) from pg_stat_database", Some(AnswerMeaning::Count(Counted::All)));
        check("select sum(numbackends) from pg_stat_database where datname = 'shop'", None);
        check("SELECT count(*) FROM pg_catalog.pg_stat_activity;", Some(AnswerMeaning::Count(Counted::All)));
        check(
            "select count(1) from pg_stat_activity where state='idle'",
            Some(AnswerMeaning::Count(Counted::State("idle".to_owned()))),
        );
        check("SELECT count(*) FROM pg_stat_activity;", Some(AnswerMeaning::Count(Counted::All)));
        check("psql -c \"SELECT count(*) FROM pg_stat_activity;\"", Some(AnswerMeaning::Count(Counted::All)));
        let database = Counted::Database("Shop".to_owned());
        check("SELECT count(*) FROM pg_stat_activity WHERE datname = 'Shop';", Some(AnswerMeaning::Count(database)));
        let state = Counted::State("idle in transaction".to_owned());
        check(
            "select count(*) from pg_stat_activity where state = 'idle in transaction'",
            Some(AnswerMeaning::Count(state)),
        );
        check("SELECT count(*) FROM pg_stat_activity WHERE state = 'idle' AND datname = 'x'", None);
        check("SELECT count(*) FROM orders", None);
    }

    #[test]
    fn keeps_answers_of_several_queries_apart() {
        let setting = settings::find("max_connections").map(AnswerMeaning::Setting);
        let count = Some(AnswerMeaning::Count(Counted::All));
        for sql in [
            "$ psql -c \"SELECT count(*) FROM pg_stat_activity\" -c \"SHOW max_connections\"",
            "SELECT count(*) FROM pg_stat_activity; SHOW max_connections;",
            "psql -Atc 'SELECT count(*) FROM pg_stat_activity; SHOW max_connections'",
        ] {
            let mut query = PendingQuery::default();
            query.add(sql);
            assert_eq!((query.take(), query.take(), query.take()), (count.clone(), setting.clone(), None), "{sql}");
        }
    }

    #[test]
    fn strips_prompts_in_every_state() {
        assert_eq!(strip_prompt("app=# SHOW x;"), Some(("SHOW x;", false)));
        assert_eq!(strip_prompt("app=> "), Some(("", false)));
        assert_eq!(strip_prompt("app=*# COMMIT;"), Some(("COMMIT;", false)));
        assert_eq!(strip_prompt("shop-# FROM x"), Some(("FROM x", true)));
        assert_eq!(strip_prompt("postgres@shop(# 1"), Some(("1", true)));
        assert_eq!(strip_prompt("[local] postgres@shop=# SHOW x;"), Some(("SHOW x;", false)));
        assert_eq!(strip_prompt("sql> SHOW max_connections;"), Some(("SHOW max_connections;", false)));
        let query = "select count(*) from pg_stat_activity";
        assert_eq!(strip_prompt(&format!("> {query}")), Some((query, false)));
        for line in [
            "# HELP x",
            "a -> b",
            "KEY=value # comment",
            "=# x",
            "a=>b",
            "pool => 5",
            "> select a cure",
            "key=#hash",
            "漢=#",
            "",
        ] {
            let expected = if line == "漢=#" { Some(("", false)) } else { None };
            assert_eq!(strip_prompt(line), expected, "{line}");
        }
    }
}
