//! What the lines and calls around a setting are about: a pooler, the server, or a pool of something else.

mod foreign;
mod limits;
mod text_facts;

pub(in crate::read) use foreign::is_foreign_callee;
pub(super) use foreign::is_foreign_pair;
pub(super) use limits::application_limits;

use super::section;
use crate::read::source::Line;
use foreign::{is_foreign_block, is_foreign_name};
use text_facts::{Client, TextFacts};

/// Where the lines of a configuration stand.
#[derive(Default)]
pub(super) struct Scope {
    /// Whether they are in the section `[databases]` of a `pgbouncer.ini`.
    pub(super) in_databases: bool,
    /// The indentation of the key under which the pooler's settings are.
    pooler: Option<usize>,
    /// The same of a block about something else with a pool.
    foreign: Option<usize>,
    /// How many brackets are open from that of `pool: {` on.
    pool_brackets: usize,
    /// How many brackets are open from that of a call about something else on.
    foreign_brackets: usize,
    /// The indentation of `primary:`, beside which other keys are other databases.
    primary: Option<usize>,
    /// The indentation of the address of the server inside of Knex' `connection: {`.
    address: Option<usize>,
    /// The indentation of that block.
    connection: Option<usize>,
    /// What the text as a whole has.
    text: TextFacts,
}

/// Keys whose blocks are about a pooler.
const POOLER_BLOCKS: [&str; 6] =
    ["pgbouncer:", "pgBouncer:", "connectionPooler:", "pooler:", "kind: Pooler", "enableConnectionPooler:"];

/// Whether a line begins a block of Odyssey, whose settings are those of the pooler: `user "shop" {`.
pub(in crate::read) fn begins_route(line: &str) -> bool {
    let line = line.trim();
    line.ends_with('{')
        && ["database ", "user ", "storage "].iter().any(|begin| {
            let name = line.strip_prefix(begin).and_then(|rest| rest.strip_suffix('{')).map(str::trim);
            name.is_some_and(|name| name == "default" || name.len() > 2 && name.starts_with('"') && name.ends_with('"'))
        })
}

impl Scope {
    /// At the beginning of a text.
    pub(super) fn new(text: &str) -> Self {
        Self { text: TextFacts::new(text), ..Self::default() }
    }

    /// Whether a key begins the settings of a stage that does not count beside production.
    pub(super) fn is_of_tests(&self, key: &str) -> bool {
        self.text.has_production && is_of_tests(key)
    }

    /// Takes note of the section, block or call that a line begins or ends.
    pub(super) fn enter(&mut self, line: &Line<'_>) {
        let trimmed = line.text.trim();
        if let Some(name) = section(trimmed) {
            self.in_databases = name == "databases";
            let is_pooler =
                name == "pgbouncer" || name.rsplit('.').next() == Some("pooler") || name.starts_with("pools.");
            self.pooler = is_pooler.then_some(0);
            let is_other_database = self.text.has_database && name.ends_with("_database");
            self.foreign = (name == "users" || is_other_database || is_foreign_name(name)).then_some(0);
            self.foreign_brackets = 0;
            return;
        }
        let indent = line.text.len() - line.text.trim_start().len();
        let block = trimmed.strip_suffix('{').unwrap_or(trimmed).trim_end().strip_suffix(':');
        self.primary = self.primary.filter(|inner| trimmed.is_empty() || indent >= *inner);
        let is_other_database = block.is_some_and(|key| key != "primary") && self.primary == Some(indent);
        if block == Some("primary") && self.text.is_rails {
            self.primary = Some(indent);
        }
        let is_unread = block == Some("pool") && self.address == Some(indent);
        self.see_address(block, trimmed, indent);
        if is_unread || is_other_database || block.is_some_and(|key| is_foreign_block(key) || self.is_of_tests(key)) {
            self.foreign = Some(indent + 1);
        } else if !trimmed.is_empty() && self.foreign.is_some_and(|inner| indent < inner) {
            self.foreign = None;
        }
        let begins_block = begins_route(trimmed)
            || POOLER_BLOCKS.iter().any(|block| trimmed.trim_start_matches("- ").starts_with(block));
        if begins_block {
            // What a kind is about stands beside it.
            self.pooler = Some(if trimmed.starts_with("kind:") { 0 } else { indent + 1 });
        } else if !trimmed.is_empty() && self.pooler.is_some_and(|inner| indent < inner) {
            self.pooler = None;
        }
    }

    /// Takes note of the block of Knex with the address of the server.
    fn see_address(&mut self, block: Option<&str>, trimmed: &str, indent: usize) {
        if self.text.client != Client::Knex || trimmed.is_empty() {
            return;
        }
        if self.connection.is_some_and(|outer| indent <= outer) {
            (self.connection, self.address) = (None, None);
        }
        if block == Some("connection") {
            self.connection = Some(indent);
        } else if self.connection.is_some() && ["host", "connectionString"].iter().any(|key| trimmed.starts_with(key)) {
            self.address = Some(indent);
        }
    }

    /// Takes note of the calls that a line leaves open, once its pairs are read.
    pub(super) fn leave(&mut self, line: &Line<'_>) {
        let calls = open_calls(line.text);
        self.pool_brackets = if self.pool_brackets > 0 {
            (self.pool_brackets + calls.len()).saturating_sub(closing_brackets(line.text))
        } else {
            usize::from(is_in_pool(line.text))
        };
        let foreign = calls.iter().position(|call| is_foreign_callee(call));
        self.foreign_brackets = if self.foreign_brackets > 0 {
            let closed = closing_brackets(line.text);
            (self.foreign_brackets + calls.len()).saturating_sub(closed)
        } else {
            foreign.map_or(0, |first| calls.len() - first)
        };
    }

    /// Whether the lines are about a pool of something else.
    pub(super) fn is_foreign(&self) -> bool {
        self.foreign.is_some() || self.foreign_brackets > 0 || self.text.client == Client::OfOtherServer
    }

    /// Whether the lines are the options of a pool.
    pub(super) fn is_pool(&self) -> bool {
        self.pool_brackets > 0
    }

    /// Whether the lines are about a pooler.
    pub(super) fn is_pooler(&self) -> bool {
        self.pooler.is_some()
    }
}

/// Whether a text ends between the brackets of `pool: { … }`.
pub(super) fn is_in_pool(text: &str) -> bool {
    let begins = ["pool: {", "pool\": {", "pool:{", "pool\":{", "pool': {"];
    let open = begins.iter().filter_map(|begin| text.rfind(begin)).max();
    open.is_some_and(|at| {
        let inside = &text[at..];
        inside.matches('{').count() > inside.matches('}').count()
    })
}

/// Whether a call is open here, which configures no server; `-c` gives a setting to one.
pub(super) fn is_in_call(before: &str, key: &str) -> bool {
    let before = before.get(..before.rfind(key).unwrap_or(before.len())).unwrap_or_default();
    !before.ends_with("-c ") && open_calls(before).last().is_some_and(|call| !call.is_empty())
}

/// Stages whose settings are not those of the service that runs.
const TEST_STAGES: [&str; 5] = ["test", "testing", "development", "dev", "local"];

/// Whether a key begins the settings of such a stage.
pub(super) fn is_of_tests(key: &str) -> bool {
    TEST_STAGES.contains(&key.trim().trim_matches(['"', '\'']))
}

/// No call begins further before its argument.
const MAX_BYTES: usize = 400;

/// As much of the text before a value as shows what it belongs to: to look at all of a long line would take for ever.
pub(super) fn window(before: &str) -> &str {
    &before[before.ceil_char_boundary(before.len().saturating_sub(MAX_BYTES))..]
}

/// The names before the brackets that are open at the end of a text, the outermost first; a bracket alone has none.
fn open_calls(text: &str) -> Vec<&str> {
    let text = window(text);
    let mut open = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '(' | '{' => open.push(callee(&text[..at])),
            // An index calls nothing.
            '[' => open.push(""),
            ')' | '}' | ']' => {
                open.pop();
            }
            _ => {}
        }
    }
    open
}

/// How many brackets a line closes that earlier lines opened.
fn closing_brackets(line: &str) -> usize {
    let (mut open, mut closed) = (0_usize, 0);
    for c in line.chars() {
        match c {
            '(' | '{' | '[' => open += 1,
            ')' | '}' | ']' if open > 0 => open -= 1,
            ')' | '}' | ']' => closed += 1,
            _ => {}
        }
    }
    closed
}

/// The dotted name that a text ends with, its type arguments left out: `services.AddDbContextPool<AppDb>`.
fn callee(text: &str) -> &str {
    let text = match text.strip_suffix('>').and_then(|inner| inner.rfind('<')) {
        Some(at) => &text[..at],
        None => text,
    };
    let start = text
        .rfind(|c: char| !(c.is_ascii_alphanumeric() || "_.:".contains(c)))
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    &text[start..]
}
