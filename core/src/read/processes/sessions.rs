//! What `ps` prints of the processes of PostgreSQL's server, one per session: `postgres: app shop 10.0.0.7(52032) idle`.

use crate::read::{MeasuredQuantity, psql::session_state, reader::Reader, source::Line};
use std::{collections::BTreeMap, ops::Range};

/// What stands in every such line.
pub(super) const HINT: &str = " postgres: ";

/// Sessions by their state, each with the place of the first.
#[derive(Default)]
pub(super) struct Sessions(BTreeMap<MeasuredQuantity, (u64, Range<usize>)>);

impl Sessions {
    /// Counts the session of a line.
    pub(super) fn take(&mut self, line: &Line<'_>) {
        if let Some(state) = state(line.text) {
            // A command that runs is named in capitals.
            let is_active = state.starts_with(|c: char| c.is_ascii_uppercase());
            let quantity = if is_active { MeasuredQuantity::Active } else { session_state(state) };
            self.0.entry(quantity).or_insert_with(|| (0, line.span(state))).0 += 1;
        }
    }

    /// Adds how many sessions are in each state.
    pub(super) fn finish(self, reader: &mut Reader<'_>) {
        for (quantity, (count, span)) in self.0 {
            reader.add_measurement(quantity, None, span, count);
        }
    }
}

/// Whether a line is of a session.
pub(super) fn is_session(line: &str) -> bool {
    state(line).is_some()
}

/// The state of the session that a line is of, which stands behind its client.
fn state(line: &str) -> Option<&str> {
    let (_, title) = line.split_once(HINT)?;
    let ends = title.match_indices(' ').map(|(at, _)| at).chain([title.len()]);
    let client = |end: usize| {
        let word = title[..end].rsplit(' ').next().unwrap_or_default();
        let port = word.strip_suffix(')').and_then(|word| word.rsplit_once('(')).map(|(_, port)| port);
        let is_port = port.is_some_and(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()));
        (is_port || word == "[local]").then(|| title[end..].trim())
    };
    let state = ends.take(MAX_WORDS).find_map(client)?;
    let is_command = !state.is_empty() && state.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b' ');
    (is_command || STATES.contains(&state)).then_some(state)
}

/// The words before a state: the cluster, the role, the database and the client.
const MAX_WORDS: usize = 6;

const STATES: [&str; 3] = ["idle", "idle in transaction", "idle in transaction (aborted)"];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<&str>) {
        assert_eq!(state(line), expected, "{line}");
    }

    #[test]
    fn finds_states_of_sessions() {
        check(
            "postgres 9 0.0 ? Ss 15:16 0:00 postgres: app shop 10.0.0.7(52032) idle in transaction",
            Some("idle in transaction"),
        );
        check("  9 ?  Ss  0:00 postgres: 16/main: app shop [local] SELECT", Some("SELECT"));
        check("  9 ?  Ss  0:00 postgres: app shop ::1(5) idle", Some("idle"));
    }

    #[test]
    fn leaves_other_processes_alone() {
        for line in [
            "9 ?  Ss  0:00 postgres: checkpointer",
            "9 ?  Ss  0:00 postgres: walsender repl 10.0.0.7(52032) streaming 0/3000148",
            "9 ?  Ss  0:00 postgres: autovacuum worker shop",
            "kind of postgres: idle",
            "",
        ] {
            check(line, None);
        }
    }
}
