//! What programs that run tasks have in their own configuration: the symbols of `sidekiq.yml`, such as
//! `:concurrency: 15`, and Celery's `worker_concurrency`.

use super::{manifest, programs};
use crate::read::{reader::Reader, source::Line};

/// One of these stands in every text that has such a setting.
pub(super) const HINTS: [&str; 3] = [THREADS, "CONCURRENCY", "worker_concurrency"];

/// What precedes the number of threads of Sidekiq.
const THREADS: &str = ":concurrency:";

/// Variables of the programs that answer requests: where one stands, the tasks are of another service.
const OF_SERVERS: [&str; 4] = ["WEB_CONCURRENCY", "GUNICORN_", "UVICORN_", "HYPERCORN_"];

/// What the tasks of a text are and whose they are.
pub(super) struct Tasks {
    is_celery: bool,
    /// Whether Celery's tasks run in threads or greenlets.
    in_threads: bool,
    is_beside_server: bool,
}

/// Whether a line gives the number of threads.
pub(super) fn is_setting(line: &str) -> bool {
    threads(line).is_some()
}

impl Tasks {
    pub(super) fn new(text: &str, serves: bool) -> Self {
        let pools = ["gevent", "eventlet", "threads"];
        let is_pool = |line: &str| {
            line.to_ascii_lowercase().contains("worker_pool") && pools.iter().any(|pool| line.contains(pool))
        };
        let is_celery = ["celery", "Celery", "CELERY", ".conf."].iter().any(|mark| text.contains(mark));
        Self {
            is_celery,
            in_threads: is_celery && text.lines().any(is_pool),
            is_beside_server: serves || OF_SERVERS.iter().any(|name| text.contains(name)),
        }
    }

    /// Takes the number of tasks of a line, unless the text also starts a server, whose processes count then.
    pub(super) fn take(&self, reader: &mut Reader<'_>, line: &Line<'_>) {
        let of_celery = if self.in_threads { "concurrency" } else { "workers" };
        let celerys = || concurrency(line.text).filter(|_| self.is_celery).map(|(key, value)| (of_celery, key, value));
        let threads = threads(line.text).map(|value| ("concurrency", THREADS.trim_end_matches(':'), value));
        let Some((field, key, value)) = threads.or_else(celerys) else { return };
        if self.is_beside_server {
            return programs::note_other_service(reader, key.trim_matches(':'), line.at);
        }
        manifest::set(reader, field, key, line.span(value));
    }
}

fn threads(line: &str) -> Option<&str> {
    let value = line.trim().strip_prefix(THREADS)?.split(" #").next()?.trim();
    (!value.is_empty()).then_some(value)
}

/// Celery's number of processes: `CELERY_WORKER_CONCURRENCY=8`, `app.conf.worker_concurrency = 8`.
fn concurrency(line: &str) -> Option<(&str, &str)> {
    if !(line.contains("CONCURRENCY") || line.contains("worker_concurrency")) {
        return None;
    }
    let (key, value) = line.split_once(['=', ':'])?;
    let key = key
        .trim()
        .trim_start_matches("export ")
        .trim_start_matches(['-', ' ', '"', '\''])
        .trim_end_matches(['"', '\'']);
    let name = key.rsplit('.').next()?.trim_end();
    let is_known = name == "worker_concurrency"
        || name.ends_with("WORKER_CONCURRENCY")
        || ["CELERYD_CONCURRENCY", "CELERY_CONCURRENCY"].contains(&name);
    let value = value.trim_start_matches(['=', ' ', '"', '\'']);
    let length = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
    (is_known && length > 0).then(|| (name, &value[..length]))
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

    #[test]
    fn reads_processes_of_celery() {
        check("CELERY_WORKER_CONCURRENCY=8\n", &[("services[0].workers", 8)]);
        check("app.conf.worker_concurrency = 12\n", &[("services[0].workers", 12)]);
        check("CELERYD_CONCURRENCY = 6\nWORKER_POOL = 'gevent'\n", &[("services[0].concurrency", 6)]);
        check("WEB_CONCURRENCY=4\nCELERY_WORKER_CONCURRENCY=8\n", &[("services[0].workers", 4)]);
        check("WORKER_CONCURRENCY=50\n", &[]);
    }
}
