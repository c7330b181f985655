//! The apps of a file of PM2: each is a service, and the one with the pool counts.

use super::stages::sets_pool;
use std::ops::Range;

/// Words of names of apps that run beside the server.
const BESIDE: [&str; 14] = [
    "beat",
    "consumer",
    "cron",
    "crons",
    "job",
    "jobs",
    "mailer",
    "queue",
    "queues",
    "scheduler",
    "task",
    "tasks",
    "worker",
    "workers",
];

/// Where the apps stand that are not the one whose pool counts; none where that is not clear.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    if !text.contains("script") || !text.contains("instances") {
        return Vec::new();
    }
    let apps = apps(text);
    let has_pool = |app: &Range<usize>| text[app.clone()].lines().any(sets_pool);
    let is_beside = |app: &Range<usize>| name(&text[app.clone()]).is_some_and(is_beside);
    let with_pool: Vec<&Range<usize>> = apps.iter().filter(|app| has_pool(app)).collect();
    let candidates = if with_pool.is_empty() { apps.iter().collect() } else { with_pool };
    let servers: Vec<&Range<usize>> = candidates.iter().copied().filter(|app| !is_beside(app)).collect();
    let kept = match (candidates.as_slice(), servers.as_slice()) {
        ([one], _) | (_, [one]) => (*one).clone(),
        _ => return Vec::new(),
    };
    apps.into_iter().filter(|app| *app != kept).collect()
}

/// More apps are in no file.
const MAX_APPS: usize = 50;

/// Where each app stands, in brackets or as items of YAML.
fn apps(text: &str) -> Vec<Range<usize>> {
    let behind = |(at, key): (usize, &str)| {
        let rest = text[at + key.len()..].trim_start_matches(['"', '\'']).trim_start();
        let rest = rest.strip_prefix([':', '='])?;
        let is_list = rest.trim_start().starts_with('[') || rest.trim_start_matches([' ', '\r']).starts_with('\n');
        is_list.then_some(rest)
    };
    let Some(rest) = text.match_indices("apps").find_map(behind) else { return Vec::new() };
    let list = rest.trim_start();
    let at = text.len() - list.len();
    if list.starts_with('[') { objects(list, at) } else { items(rest, text.len() - rest.len()) }
}

/// The objects of a list in brackets, `at` added to their places.
fn objects(list: &str, at: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    let mut quote = None;
    let mut chars = list.char_indices();
    while let Some((place, c)) = chars.next() {
        match (quote, c) {
            (Some(_), '\\') => drop(chars.next()),
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '/') if list[place..].starts_with("//") => drop(chars.find(|(_, c)| *c == '\n')),
            (None, '{' | '[') => {
                if depth == 1 {
                    start = place;
                }
                depth += 1;
            }
            (None, '}' | ']') => {
                depth = depth.saturating_sub(1);
                if depth == 0 || found.len() == MAX_APPS {
                    break;
                }
                if depth == 1 {
                    found.push(at + start..at + place + 1);
                }
            }
            (Some(_) | None, _) => {}
        }
    }
    found
}

/// The items of a list in YAML, `at` added to their places.
fn items(list: &str, at: usize) -> Vec<Range<usize>> {
    let indent = |line: &str| line.len() - line.trim_start().len();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut own = None;
    let mut place = at;
    for line in list.split_inclusive('\n') {
        let text = line.trim();
        let start = place;
        place += line.len();
        if text.is_empty() {
            continue;
        }
        let begins = text.starts_with("- ") && own.is_none_or(|own| own == indent(line));
        if begins && found.len() < MAX_APPS {
            own = Some(indent(line));
            found.push(start..place);
        } else if let Some(item) = found.last_mut().filter(|_| own.is_some_and(|own| indent(line) > own)) {
            item.end = place;
        } else {
            break;
        }
    }
    found
}

/// The name of an app.
fn name(app: &str) -> Option<&str> {
    let (_, rest) = app.split_once("name")?;
    let value = rest.trim_start_matches(['"', '\'']).trim_start().strip_prefix([':', '='])?.trim_start();
    value.trim_start_matches(['"', '\'', '`']).split(['"', '\'', '`', ',', '\n', '}']).next().map(str::trim)
}

fn is_beside(name: &str) -> bool {
    let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| BESIDE.iter().any(|beside| beside.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks what is left of a text, its blanks made one.
    fn check(text: &str, left: &str) {
        let plain = super::super::with_blanks(text, &find(text));
        assert_eq!(plain.split_whitespace().collect::<Vec<_>>().join(" "), left, "{text}");
    }

    #[test]
    fn the_app_with_the_pool_stays() {
        check(
            "apps: [{ name: 'api', script: 'a', instances: 4, env: { DB_POOL_MAX: '5' } }, { name: 'x', script: 'b', instances: 1 }]",
            "apps: [{ name: 'api', script: 'a', instances: 4, env: { DB_POOL_MAX: '5' } }, ]",
        );
        check(
            "{\"apps\": [{\"name\": \"cron-a\", \"script\": \"c\", \"instances\": 1}, {\"name\": \"web\", \"script\": \"w\", \"instances\": 3}]}",
            "{\"apps\": [ , {\"name\": \"web\", \"script\": \"w\", \"instances\": 3}]}",
        );
        check(
            "apps:\n  - name: api\n    script: a\n    instances: 4\n  - name: queue\n    script: b\n    instances: 2\nx: 1\n",
            "apps: - name: api script: a instances: 4 x: 1",
        );
    }

    #[test]
    fn apps_alike_stay() {
        for text in [
            "apps: [{ name: 'a', script: 's', instances: 4 }, { name: 'b', script: 's', instances: 1 }]",
            "apps: [{ name: 'a', script: 's', instances: 4 }]",
            "apps: [{ script: 's', instances: 4, note: '}{' }, // don't\n { script",
            "apps are scripts with instances",
        ] {
            check(text, &text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}
