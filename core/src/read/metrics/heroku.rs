//! Heroku's log metrics: `sample#active-connections=97`.

use crate::read::{reader::Reader, source::Line, value};

/// What marks a sample.
pub(super) const MARK: &str = "sample#";

/// The samples that count, with their measurements. Source: Heroku Dev Center, "Heroku Postgres Metrics Logs".
const SAMPLES: [(&str, &str); 2] =
    [("active-connections", "connections_total"), ("waiting-connections", "waiting_for_locks")];

/// Takes the samples of a line.
pub(super) fn take(reader: &mut Reader<'_>, line: &Line<'_>) {
    for (at, mark) in line.text.match_indices(MARK) {
        let rest = &line.text[at + mark.len()..];
        let word = rest.split(char::is_whitespace).next().unwrap_or_default();
        let Some((name, number)) = word.split_once('=') else { continue };
        if name == "max-connections" {
            reader.set_whole("database.max_connections", "max-connections", line.span(number));
        } else if let Some((_, measurement)) = SAMPLES.iter().find(|(sample, _)| *sample == name)
            && let Ok(count) = value::whole(number)
        {
            reader.add_measurement(measurement, None, line.span(number), count);
        }
    }
}
