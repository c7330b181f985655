//! Heroku's log metrics, `sample#active-connections=97`, and what `heroku pg:info` prints: `Connections: 119/120`.

use crate::read::{MeasuredQuantity, reader::Reader, source::Line, value};

/// What marks a sample.
pub(super) const MARK: &str = "sample#";

/// The samples that count, with their measurements. Source: Heroku Dev Center, "Heroku Postgres Metrics Logs", on the
/// server and on connection pooling.
const SAMPLES: [(&str, MeasuredQuantity); 7] = [
    ("active-connections", MeasuredQuantity::ConnectionsTotal),
    ("waiting-connections", MeasuredQuantity::WaitingForLocks),
    ("client_active", MeasuredQuantity::PgbouncerClientsActive),
    ("client_waiting", MeasuredQuantity::PgbouncerClientsWaiting),
    ("server_active", MeasuredQuantity::PgbouncerServersActive),
    ("server_idle", MeasuredQuantity::PgbouncerServersIdle),
    ("max_wait", MeasuredQuantity::PgbouncerMaxWaitS),
];

/// Takes the samples of a line.
pub(super) fn take(reader: &mut Reader<'_>, line: &Line<'_>) {
    for (at, mark) in line.text.match_indices(MARK) {
        let rest = &line.text[at + mark.len()..];
        let word = rest.split(char::is_whitespace).next().unwrap_or_default();
        let Some((name, number)) = word.split_once('=') else { continue };
        if name == "max-connections" {
            reader.set_whole("database.max_connections", "max-connections", line.span(number));
        } else if let Some((_, quantity)) = SAMPLES.iter().find(|(sample, _)| *sample == name)
            && let Ok(count) = value::whole(number)
        {
            reader.add_measurement(*quantity, None, line.span(number), count);
        }
    }
}

/// What else `heroku pg:info` prints; other programs have a line about connections as well.
const OF_INFO: [&str; 4] = ["PG Version:", "Connection Pooling:", "Data Size:", "Maintenance:"];

/// Whether a line is that of `heroku pg:info` about connections.
pub(super) fn is_info(line: &str) -> bool {
    in_use(line).is_some()
}

/// Whether a text is what `heroku pg:info` prints.
pub(super) fn has_info(text: &str) -> bool {
    OF_INFO.iter().any(|label| text.contains(label))
}

/// Takes the connections in use and their limit.
pub(super) fn take_info(reader: &mut Reader<'_>, line: &Line<'_>) {
    if let Some((used, limit)) = in_use(line.text) {
        if let Ok(count) = value::whole(used) {
            reader.add_measurement(MeasuredQuantity::ConnectionsTotal, None, line.span(used), count);
        }
        reader.set_whole("database.max_connections", "Connections", line.span(limit));
    }
}

/// The two numbers of `Connections: 119/120`.
fn in_use(line: &str) -> Option<(&str, &str)> {
    let (used, limit) = line.trim().strip_prefix("Connections:")?.trim_start().split_once('/')?;
    let is_number = |text: &str| !text.is_empty() && text.len() <= 7 && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number(used) && is_number(limit)).then_some((used, limit))
}
