//! Django's persistent connections, and the servers that run it.

use super::{Clue, ClueKind, add, has_word, lines};
use crate::read::source::Source;

/// Programs that serve ASGI. Source: Django, "How to deploy with ASGI".
const ASGI_SERVERS: [&str; 4] = ["uvicorn", "daphne", "hypercorn", "granian"];

/// The names of the setting: Django's, and the argument of `dj_database_url`.
const NAMES: [&str; 2] = ["CONN_MAX_AGE", "conn_max_age"];

/// The clues to connections that outlive their requests.
pub(super) fn find(source: &Source<'_>) -> Vec<Clue> {
    // Django uses the last value.
    let mut kept = None;
    for line in lines(source) {
        let value = NAMES.iter().find_map(|name| value_after(line.text, name));
        if let Some(value) = value.and_then(lifetime) {
            kept = match value {
                Lifetime::Request => None,
                Lifetime::Longer => Some(Clue { kind: ClueKind::ConnMaxAge, line: line.number }),
                Lifetime::LongerByDefault => Some(Clue { kind: ClueKind::ConnMaxAgeByDefault, line: line.number }),
            };
        }
    }
    let mut clues: Vec<_> = kept.into_iter().collect();
    if clues.is_empty() {
        return clues;
    }
    for line in lines(source) {
        if is_served_by_asgi(line.text) {
            add(&mut clues, ClueKind::AsgiServer, line.number);
        } else if line.text.trim_start().starts_with("ASGI_APPLICATION") {
            add(&mut clues, ClueKind::AsgiSettings, line.number);
        }
    }
    clues
}

/// How long a connection stays open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lifetime {
    /// Until the request ends.
    Request,
    Longer,
    /// The default of an expression, which the environment may override.
    LongerByDefault,
}

/// What a line assigns to a name: the text behind its `=` or `:`.
fn value_after<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let after = &line[line.find(name)? + name.len()..];
    let after = after.trim_start_matches(['"', '\'', ']', ' ', '\t']);
    after.strip_prefix(['=', ':']).map(str::trim)
}

fn lifetime(value: &str) -> Option<Lifetime> {
    let literal = value.split([',', ')', '}', '#']).next().unwrap_or_default().trim().trim_matches(['"', '\'']);
    if literal == "None" {
        return Some(Lifetime::Longer);
    }
    let of = |seconds: u64, longer| if seconds > 0 { longer } else { Lifetime::Request };
    if let Ok(seconds) = literal.parse() {
        return Some(of(seconds, Lifetime::Longer));
    }
    // `env.int("CONN_MAX_AGE", default=60)`
    let mut numbers = value.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    let seconds = numbers.next_back()?.parse().ok()?;
    Some(of(seconds, Lifetime::LongerByDefault))
}

/// Whether a line starts an ASGI server, names its class of workers, or is an error of one.
fn is_served_by_asgi(line: &str) -> bool {
    let starts = || ASGI_SERVERS.iter().any(|server| has_word(line, server) || line.contains(&format!("/{server} ")));
    line.contains("uvicorn.workers")
        || line.contains("asgi:application")
        || line.contains("Exception in ASGI application")
        || (line.contains("asgi") || line.contains(":app")) && starts()
}

#[cfg(test)]
mod tests {
    use crate::read::clues::tests::check;

    #[test]
    fn finds_persistent_connections() {
        check("DATABASES = {\"default\": {\"CONN_MAX_AGE\": 600}}\n", &["ConnMaxAge 1"]);
        check("DATABASES['default']['CONN_MAX_AGE'] = None\n", &["ConnMaxAge 1"]);
        check("DATABASES['default'] = dj_database_url.config(conn_max_age=600)\n", &["ConnMaxAge 1"]);
        check("DJANGO_CONN_MAX_AGE=60\n", &["ConnMaxAge 1"]);
        check("'CONN_MAX_AGE': env.int('CONN_MAX_AGE', default=60),\n", &["ConnMaxAgeByDefault 1"]);
        check("'CONN_MAX_AGE': env.int('CONN_MAX_AGE', default=0),\n", &[]);
        check("'CONN_MAX_AGE': 600,\n'CONN_MAX_AGE': 0,\n", &[]);
        check("# 'CONN_MAX_AGE': 600,\n", &[]);
    }

    #[test]
    fn finds_asgi_servers() {
        let check_server = |line: &str, kinds: &[&str]| {
            let kinds: Vec<_> = std::iter::once("ConnMaxAge 1").chain(kinds.iter().copied()).collect();
            check(&format!("'CONN_MAX_AGE': 60,\n{line}\n"), &kinds);
        };
        check_server("uvicorn config.asgi:application --workers 4", &["AsgiServer 2"]);
        check_server("CMD [\"daphne\", \"-b\", \"0.0.0.0\", \"config.asgi:application\"]", &["AsgiServer 2"]);
        check_server("gunicorn app -k uvicorn.workers.UvicornWorker", &["AsgiServer 2"]);
        check_server("ASGI_APPLICATION = 'config.asgi.application'", &["AsgiSettings 2"]);
        check_server("gunicorn config.wsgi:application", &[]);
        check_server("uvicorn==0.30.1", &[]);
    }
}
