//! Finds the services in a text that is about several: files under headings, containers of a compose file, workloads of
//! Kubernetes, processes of a Procfile, or variables with prefixes.

pub(super) mod background;
mod compose;
mod headings;
mod kubernetes;
mod prefixes;
mod procfile;
mod supervisor;

use super::{MAX_BYTES, key_or_mask, read, source::Source};
use std::{collections::BTreeSet, ops::Range};

/// The part of a text that is about one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceText {
    /// The service's name, as the text has it.
    pub name: String,
    /// The whole text with the lines of all other services left blank, so that every line keeps its number.
    pub text: String,
}

/// Lines of a text that are about one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Section {
    name: String,
    /// Its lines, from 0.
    lines: Vec<Range<usize>>,
    /// Whether it is the database server or a pooler, which all services share.
    is_shared: bool,
}

impl Section {
    /// One that is in one place.
    fn at(lines: Range<usize>, name: &str) -> Self {
        Self { name: name.to_owned(), lines: std::iter::once(lines).collect(), is_shared: false }
    }
}

/// More services than this are not separated: a person would not look through them.
const MAX_SERVICES: usize = 20;

/// A text with more parts than this is no list of services, and to look at each of them would take long.
const MAX_SECTIONS: usize = 100;

/// The longest name of a service, in letters.
const MAX_NAME: usize = 40;

/// The services that a text is about, in its order; none where it is about one, or does not say. A service has at least
/// one setting of its own. What belongs to none of them, such as the database server, is in every one's text.
///
/// ```
/// use poolwise::read::{read, services};
///
/// let found = services("# api/.env\nDB_POOL_SIZE=10\n\n# worker/.env\nDB_POOL_SIZE=5\n");
/// assert_eq!(found.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["api", "worker"]);
/// let size = &read(&found[1].text, None).settings[0];
/// assert_eq!((size.value.as_u64(), size.line), (Some(5), 5));
/// assert!(services("DB_POOL_SIZE=10\n").is_empty());
/// ```
#[must_use]
pub fn services(text: &str) -> Vec<ServiceText> {
    if text.len() > MAX_BYTES {
        return Vec::new();
    }
    let source = Source::new(text);
    let lines: Vec<&str> = source.lines(0..text.len()).map(|line| line.text).collect();
    let finders = [
        kubernetes::sections,
        compose::sections,
        supervisor::sections,
        headings::sections,
        procfile::sections,
        prefixes::sections,
    ];
    let found = finders.into_iter().map(|find| texts(&lines, &find(&lines)));
    found.into_iter().find(|texts| texts.len() > 1).unwrap_or_default()
}

/// The texts of the sections that are services.
fn texts(lines: &[&str], sections: &[Section]) -> Vec<ServiceText> {
    if sections.len() > MAX_SECTIONS {
        return Vec::new();
    }
    let mut owners: Vec<Option<usize>> = vec![None; lines.len()];
    for (index, section) in sections.iter().enumerate().filter(|(_, section)| !section.is_shared) {
        for range in &section.lines {
            owners[range.clone()].fill(Some(index));
        }
    }
    let services = sections.iter().enumerate().filter(|(_, section)| !section.is_shared && is_service(lines, section));
    let services: Vec<(usize, &Section)> = services.collect();
    if !(2..=MAX_SERVICES).contains(&services.len()) {
        return Vec::new();
    }
    let mut names = BTreeSet::new();
    let one = |(index, service): (usize, &Section)| {
        let is_kept = |line: usize| owners[line].is_none_or(|owner| owner == index);
        let line = |(number, line): (usize, &&str)| if is_kept(number) { format!("{line}\n") } else { "\n".to_owned() };
        let text = lines.iter().enumerate().map(line).collect();
        ServiceText { name: free_name(&service.name, &mut names), text }
    };
    services.into_iter().map(one).collect()
}

/// Whether the lines of a section alone set something of a service.
fn is_service(lines: &[&str], section: &Section) -> bool {
    let own: Vec<&str> = section.lines.iter().flat_map(|range| lines[range.clone()].iter().copied()).collect();
    read(&own.join("\n"), None).settings.iter().any(|setting| setting.field.starts_with("services[0]."))
}

/// A name that no service before has: `api`, `api 2`, …
fn free_name(name: &str, names: &mut BTreeSet<String>) -> String {
    let name = if is_plain(name) { key_or_mask(name).into_owned() } else { "service".to_owned() };
    let numbered = (2..).map(|number| format!("{name} {number}"));
    let free = std::iter::once(name.clone()).chain(numbered).find(|name| !names.contains(name)).unwrap_or(name);
    names.insert(free.clone());
    free
}

fn is_plain(name: &str) -> bool {
    name.len() <= MAX_NAME
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
}

/// Programs that all services share, by their images.
pub(super) const SHARED_IMAGES: [&str; 18] = [
    "postgres",
    "postgis",
    "timescale",
    "pgvector",
    "pgbouncer",
    "pgpool",
    "redis",
    "valkey",
    "rabbitmq",
    "memcached",
    "mongo",
    "mysql",
    "mariadb",
    "kafka",
    "elasticsearch",
    "nginx",
    "traefik",
    "haproxy",
];

/// Whether a line of a manifest names the image of the database server, a pooler, a cache or a broker.
pub(super) fn is_shared_image(line: &str) -> bool {
    let image = line.trim().trim_start_matches("- ").strip_prefix("image:").map(str::trim);
    image.is_some_and(|image| {
        let name = image.trim_matches(['"', '\'']).rsplit('/').next().unwrap_or_default();
        SHARED_IMAGES.iter().any(|shared| name.starts_with(shared))
    })
}

/// Whether a name is that of such a program; `kafka-consumer` is an application's.
pub(super) fn is_shared_name(name: &str) -> bool {
    name.rsplit('-').next().is_some_and(|word| SHARED_IMAGES.contains(&word))
}

/// The indent of a line; None where it is blank or a comment.
fn indent(line: &str) -> Option<usize> {
    let text = line.trim_start();
    (!text.is_empty() && !text.starts_with('#')).then(|| line.len() - text.len())
}

#[cfg(test)]
mod tests;
