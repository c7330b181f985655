//! The banners that puma and Celery print when they start.

use super::programs;
use crate::read::{reader::Reader, source::Line};

/// One of these stands in every text with a number to read.
pub(super) const HINTS: [&str; 3] = [CONCURRENCY, "hreads:", "orkers:"];

/// What begins Celery's number of processes or threads.
const CONCURRENCY: &str = ".> concurrency:";

/// What the text around a banner is about.
pub(super) struct Banner {
    /// Whether the text also starts a server, whose processes count then.
    is_beside_server: bool,
    /// Whether the text is about puma.
    is_puma: bool,
}

impl Banner {
    pub(super) fn new(text: &str, is_beside_server: bool) -> Self {
        Self { is_beside_server, is_puma: text.contains("Puma") }
    }

    /// Takes the numbers of a line.
    pub(super) fn take(&self, reader: &mut Reader<'_>, line: &Line<'_>) {
        take_puma(reader, line, self.is_puma);
        take_celery(reader, line, self.is_beside_server);
    }
}

/// Whether a line is one of a banner, which looks like no other kind.
pub(super) fn is_banner(line: &str) -> bool {
    let text = line.trim_start();
    let is_celery = text.contains(" .> ") && text.starts_with(['-', ' '])
        || ["-------------- celery@", "--- ***** ---", "-- ******* ---", "- *** --- * ---", "- ** ----------"]
            .iter()
            .any(|begin| text.starts_with(begin));
    is_celery
        || line.contains("Puma starting in ")
        || puma_item(line).is_some_and(|item| item.starts_with("  ") || item.starts_with(" Puma version"))
}

/// What follows the bullet of puma's banner, behind the number of its process.
fn puma_item(line: &str) -> Option<&str> {
    let text = line.trim_start();
    let behind_pid = text.strip_prefix('[').and_then(|rest| rest.split_once("] ")).filter(|(pid, _)| is_number(pid));
    behind_pid.map_or(text, |(_, rest)| rest).strip_prefix('*').filter(|item| item.starts_with(' '))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `*  Max threads: 5` and `*      Workers: 3`; before puma 5 `* Min threads: 5, max threads: 5` and `* Process workers: 3`.
fn take_puma(reader: &mut Reader<'_>, line: &Line<'_>, is_puma: bool) {
    let Some(item) = puma_item(line.text).filter(|item| is_puma || item.starts_with("  ")) else { return };
    for part in item.split(',') {
        let Some((key, number)) = part.split_once(':') else { continue };
        let field = match key.trim() {
            "Max threads" | "max threads" => "concurrency",
            "Workers" | "Process workers" => "workers",
            _ => continue,
        };
        if is_number(number.trim()) {
            reader.set_whole(field, key.trim(), line.span(number.trim()));
        }
    }
}

/// `.> concurrency: 8 (prefork)`, or `{min=3, max=10} (prefork)` where it scales.
fn take_celery(reader: &mut Reader<'_>, line: &Line<'_>, is_beside_server: bool) {
    let Some((_, rest)) = line.text.split_once(CONCURRENCY) else { return };
    let Some((number, pool)) = rest.trim().split_once(" (") else { return };
    let number = number.rsplit("max=").next().unwrap_or_default().trim_end_matches('}').trim();
    let field = match pool.trim_end_matches(')') {
        "prefork" | "processes" => "workers",
        "gevent" | "eventlet" | "threads" | "thread" => "concurrency",
        _ => return,
    };
    if is_beside_server {
        return programs::note_other_service(reader, "concurrency", line.at);
    }
    if is_number(number) {
        reader.set_whole(field, "concurrency", line.span(number));
    }
}

#[cfg(test)]
mod tests {
    use crate::read::processes::tests::check;

    #[test]
    fn reads_banners_of_puma_and_celery() {
        check("*  Max threads: 5\n*      Workers: 3\n", &["concurrency 5", "workers 3"]);
        let start = "[1] Puma starting in cluster mode...\n[1] * Puma version: 6.4.0 (ruby 3.2.2-p53)\n";
        let threads = "[1] *  Min threads: 5\n[1] *  Max threads: 5\n[1] *   Master PID: 1\n[1] *      Workers: 3\n";
        check(&format!("{start}{threads}"), &["concurrency 5", "workers 3"]);
        let old = "[1] * Min threads: 5, max threads: 6\n[1] * Process workers: 2\n";
        check(&format!("{start}{old}"), &["concurrency 6", "workers 2"]);
        let banner = |concurrency: &str| {
            format!(
                " -------------- celery@host v5.3.6 (emerald-rush)\n--- ***** ----- \n- ** ---------- .> transport:   \
                 redis://localhost:6379/0\n- *** --- * --- .> concurrency: {concurrency}\n"
            )
        };
        check(&banner("8 (prefork)"), &["workers 8"]);
        check(&banner("100 (gevent)"), &["concurrency 100"]);
        check(&banner("{min=3, max=10} (prefork)"), &["workers 10"]);
        check(&banner("8 (solo)"), &[]);
    }
}
