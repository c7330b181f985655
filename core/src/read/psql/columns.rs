//! What the names of columns mean where no query stands above: `used` beside `max_connections`, `idle_in_transaction`.

use super::{
    query::{AnswerMeaning, Counted},
    settings::{self, KnownSetting},
    table::Table,
};

/// What people call the column that counts, beside an owner or a state.
const COUNTS: [&str; 9] = ["count", "numconn", "connections", "conns", "total", "num", "n", "cnt", "sessions"];

/// Nouns of names such as `num_connections`, and the words that may stand beside them.
const COUNTED: [&str; 6] = ["connections", "connection", "conns", "conn", "sessions", "session"];
const COUNTING: [&str; 11] =
    ["count", "num", "number", "of", "n", "total", "current", "open", "used", "cnt", "established"];

/// What people call the number of connections beside the limit.
const IN_USE: [&str; 5] = ["used", "in_use", "current", "total", "count"];

/// What people call settings that stand beside a count.
const ALIASES: [(&str, &str); 8] = [
    ("max_conn", "max_connections"),
    ("max_conns", "max_connections"),
    ("max_allowed", "max_connections"),
    ("connection_limit", "max_connections"),
    ("res_for_super", "superuser_reserved_connections"),
    ("reserved_for_super", "superuser_reserved_connections"),
    ("superuser_reserved", "superuser_reserved_connections"),
    ("reserved_for_superuser", "superuser_reserved_connections"),
];

/// What people call columns that count the sessions in one state.
const STATES: [(&str, &str); 8] = [
    ("active", "active"),
    ("idle", "idle"),
    ("idle_in_transaction", IDLE_IN_TRANSACTION),
    ("idle_in_trans", IDLE_IN_TRANSACTION),
    ("idle_in_tx", IDLE_IN_TRANSACTION),
    ("idle_in_xact", IDLE_IN_TRANSACTION),
    ("idle_in_txn", IDLE_IN_TRANSACTION),
    ("idle_in_transaction_aborted", "idle in transaction (aborted)"),
];

const IDLE_IN_TRANSACTION: &str = "idle in transaction";

/// The column that counts connections, beside an owner or a state.
pub(super) fn count(table: &Table<'_>) -> Option<usize> {
    table.column(&COUNTS).or_else(|| table.columns.iter().position(|column| counts_connections(&column.text)))
}

/// Whether a column counts connections by its name alone: `num_connections`, `numbackends`.
fn counts_connections(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_one_of = |words: &[&str]| lower.split(['_', ' ']).any(|word| words.contains(&word));
    let is_known = lower.split(['_', ' ']).all(|word| COUNTED.contains(&word) || COUNTING.contains(&word));
    lower == "numbackends"
        || is_known && is_one_of(&COUNTED) && (is_one_of(&COUNTING) || ["connections", "sessions"].contains(&&*lower))
}

/// Whether a name for a setting stands beside a count, as no other result has it.
pub(super) fn has_alias(table: &Table<'_>) -> bool {
    table.columns.iter().any(|column| alias(&column.text).is_some())
        && table.columns.iter().any(|column| counts_in_use(&column.text))
}

/// Whether a count of sessions in a transaction stands beside those in other states.
pub(super) fn has_states(table: &Table<'_>) -> bool {
    let states: Vec<_> = table.columns.iter().filter_map(|column| state(&column.text)).collect();
    states.len() > 1 && states.contains(&IDLE_IN_TRANSACTION)
}

/// The state whose sessions a column counts.
pub(super) fn state(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase().replace(' ', "_");
    STATES.iter().find(|(column, _)| *column == lower).map(|(_, state)| *state)
}

/// What a column means beside the others of its table.
pub(super) fn meaning(table: &Table<'_>, name: &str) -> Option<AnswerMeaning> {
    let of_alias = || alias(name).filter(|_| has_alias(table));
    if let Some(setting) = settings::find(name).or_else(of_alias) {
        return Some(AnswerMeaning::Setting(setting));
    }
    if let Some(state) = state(name) {
        return Some(AnswerMeaning::Count(Counted::State(state.to_owned())));
    }
    counts_in_use(name).then_some(AnswerMeaning::Count(Counted::All))
}

/// The setting of the server that a column gives, beside connections that are counted by their state.
pub(super) fn limit(name: &str) -> Option<&'static KnownSetting> {
    settings::find(name).or_else(|| alias(name))
}

fn alias(name: &str) -> Option<&'static KnownSetting> {
    ALIASES.iter().find(|(alias, _)| *alias == name).and_then(|(_, setting)| settings::find(setting))
}

fn counts_in_use(name: &str) -> bool {
    IN_USE.contains(&&*name.to_ascii_lowercase()) || counts_connections(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_counts_from_limits_and_other_numbers() {
        for name in ["num_connections", "connection_count", "number_of_sessions", "Total Connections", "numbackends"] {
            assert!(counts_connections(name), "{name}");
        }
        for name in
            ["max_connections", "active_connections", "reserved_connections", "connection", "number", "conn_id", ""]
        {
            assert!(!counts_connections(name), "{name}");
        }
    }
}
