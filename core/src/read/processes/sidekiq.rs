//! `sidekiq.yml`, whose keys are symbols of Ruby: `:concurrency: 15`.

use super::{manifest, programs};
use crate::read::{reader::Reader, source::Line};

/// What precedes the number of threads.
pub(super) const THREADS: &str = ":concurrency:";

/// Whether a line gives the number of threads.
pub(super) fn is_setting(line: &str) -> bool {
    threads(line).is_some()
}

/// Takes the number of threads of a line, unless the text also starts a server, whose threads count then.
pub(super) fn take(reader: &mut Reader<'_>, line: &Line<'_>, is_beside_server: bool) {
    let Some(value) = threads(line.text) else { return };
    if is_beside_server {
        return programs::note_other_service(reader, THREADS.trim_matches(':'), line.at);
    }
    manifest::set(reader, "concurrency", THREADS.trim_end_matches(':'), line.span(value));
}

fn threads(line: &str) -> Option<&str> {
    let value = line.trim().strip_prefix(THREADS)?.split(" #").next()?.trim();
    (!value.is_empty()).then_some(value)
}

#[cfg(test)]
mod tests {
    use crate::read::read;

    fn check(text: &str, expected: &[(&str, u64)]) {
        let reading = read(text, None);
        let found: Vec<_> =
            reading.settings.iter().map(|one| (one.field.as_str(), one.value.as_u64().unwrap_or(0))).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn reads_threads_of_sidekiq() {
        check(":concurrency: 15\n:queues:\n  - default\n", &[("services[0].concurrency", 15)]);
        check("production:\n  :concurrency: 15 # per process\n", &[("services[0].concurrency", 15)]);
        check("gunicorn app -w 4\n\n:concurrency: 15\n", &[("services[0].workers", 4)]);
        check("concurrency: deploy\n", &[]);
    }
}
