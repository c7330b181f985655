//! Remembers the last query: some results mean nothing without it.

mod answer;
mod prompt;
mod select_list;

pub(super) use prompt::strip_prompt;

use super::{
    settings::{self, KnownSetting},
    table::Table,
};
use answer::{answer_meaning, statements};
use select_list::column_meaning;

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
