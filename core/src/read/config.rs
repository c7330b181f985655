//! Configuration of other frameworks: properties, YAML, connection strings, and the few lines of code that make a pool.
//!
//! All are read as pairs of a key and a number, wherever they stand in a line; a key that is common enough to mean
//! something else counts only where the text tells the framework.

pub(super) mod amount;
mod detect;
mod frameworks;
mod pairs;
mod scope;
mod sentence;
mod take;
#[cfg(test)]
mod tests;

pub(super) use detect::detect;
pub(super) use sentence::{is_sentence, is_setting as is_pool_setting, lists_settings, states_now};

use super::{env, python, reader::Reader, secret, source::Line};
use frameworks::{DefaultTimeout, FRAMEWORKS, Framework, LIBPQ, PGBOUNCER, Role, Unit};
use pairs::{Pair, pairs};
use scope::Scope;
pub(super) use scope::{begins_route, is_foreign_callee};
use std::{collections::BTreeMap, ops::Range};
use take::take;

/// Comments of YAML, properties, ini files and code.
pub(super) fn is_comment(line: &str) -> bool {
    line.starts_with(['#', ';', '!'])
        || ["//", "-- ", "/*", "REM ", "rem ", "@REM ", "@rem "].iter().any(|sign| line.starts_with(sign))
}

/// A line without the comment behind its value; a sign in quotes begins none.
fn without_comment(line: &str) -> &str {
    let is_open = |before: &str| ['"', '\''].iter().any(|quote| before.matches(*quote).count() % 2 == 1);
    let ends = [" #", " //", ",//", ";//", ")//"].iter().filter_map(|sign| line.find(sign).map(|at| at + 1));
    match ends.min() {
        Some(at) if !is_open(&line[..at]) => &line[..at],
        _ => line,
    }
}

/// The name of a `[section]` that a line begins.
pub(super) fn section(line: &str) -> Option<&str> {
    let name = line.trim().trim_start_matches('[').trim_end_matches(']');
    let is_bracketed = line.trim().starts_with('[') && line.trim().ends_with(']');
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "_:.- \"".contains(c));
    (is_bracketed && is_name && name.len() <= 60).then_some(name)
}

pub(super) fn read(reader: &mut Reader<'_>, range: Range<usize>) {
    let text = reader.text(&range);
    // Its own keys tell a framework as its marks do, if less surely: some keys are two frameworks' own.
    let is_active = |line: &Line<'_>| !is_comment(line.text.trim_start());
    let lines: Vec<Line<'_>> = reader.source.lines(range.clone()).filter(is_active).collect();
    let pairs: Vec<Pair<'_>> = lines.iter().flat_map(|line| pairs(line.text, line.at)).collect();
    let is_marked = |framework: &&Framework| framework.marks.iter().any(|mark| text.contains(mark));
    let has_own = |framework: &&Framework| pairs.iter().any(|pair| framework.option(pair, false).is_some());
    let marked = FRAMEWORKS.iter().filter(is_marked);
    let recognized: Vec<&'static Framework> = marked.chain(FRAMEWORKS.iter().filter(has_own)).collect();
    // What another reader has taken may still be the block in which these lines are, or name their numbers.
    let first = reader.source.line_of(range.start);
    let before: Vec<Line<'_>> =
        (first.saturating_sub(MAX_LINES_BEFORE)..first).filter_map(|number| reader.source.line(number)).collect();
    let mut state = Recognized {
        constants: constants(before.iter().chain(&lines)),
        application_limits: scope::application_limits(&lines),
        has_overflow: pairs.iter().any(|pair| pair.is("maxoverflow")),
        is_sqlalchemy: ["sqlalchemy", "sql_alchemy", "SQLAlchemy"].iter().any(|name| text.contains(name)),
        scope: Scope::new(text),
        ..Recognized::default()
    };
    for line in &before {
        state.scope.enter(line);
    }
    for line in reader.source.lines(range) {
        state.scope.enter(&line);
        read_line(reader, &line, &recognized, &mut state);
        env::take_objects(reader, &line);
        state.scope.leave(&line);
    }
    state.assume_defaults(reader);
}

/// Few blocks of settings have more lines before their pool.
const MAX_LINES_BEFORE: usize = 40;

/// Whether a word is a framework's key of a pool's setting, such as `spring.datasource.hikari.maximum-pool-size`.
pub(super) fn is_key(word: &str) -> bool {
    let is_inside = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let is_compound = word.contains('.') || word.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
    word.len() <= MAX_KEY_BYTES
        && is_compound
        && word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(is_inside)
        && option_of(&Pair::of_key(word, 0..0)).is_some()
}

/// No key is longer.
const MAX_KEY_BYTES: usize = 100;

/// Takes the value of a framework's key, which stands in another cell or attribute.
pub(super) fn take_key(reader: &mut Reader<'_>, key: &str, value: Range<usize>) {
    let pair = Pair::of_key(key, value);
    if let Some((role, unit)) = option_of(&pair).filter(|_| is_key(key)) {
        take(reader, &pair, role, unit);
    }
}

/// What a key alone says about a framework's pool.
fn option_of(pair: &Pair<'_>) -> Option<(Role, Unit)> {
    let option = |framework: &Framework| {
        let is_marked = framework.marks.iter().any(|mark| pair.key.contains(mark));
        framework.option(pair, is_marked)
    };
    FRAMEWORKS.iter().filter(|framework| framework.name != PGBOUNCER).find_map(option)
}

/// The options of SQLAlchemy's engine, or of node's driver, in a value that is JSON: `'{"pool_size": 8, "max_overflow": 4}'`.
pub(super) fn take_options(reader: &mut Reader<'_>, span: Range<usize>) {
    let text = reader.text(&span);
    if !text.trim_start_matches(['\'', '"']).starts_with('{') {
        return;
    }
    let driver = FRAMEWORKS.iter().find(|framework| framework.name == "node-postgres");
    let driver = driver.filter(|driver| driver.marks.iter().any(|mark| text.contains(mark)));
    for pair in pairs(text, span.start) {
        if python::engine_option(pair.key).is_some() {
            take::known_variable(reader, &pair);
        } else if let Some((role, unit)) = driver.and_then(|driver| driver.option(&pair, true)) {
            take(reader, &pair, role, unit);
        }
    }
}

/// What a database's URL or connection string says about its pool, where the span holds one.
pub(super) fn take_url(reader: &mut Reader<'_>, span: Range<usize>) {
    const KEYS: [&str; 8] = [
        "maxsize=",
        "connection_limit",
        "pool_timeout",
        "pool_max_conn",
        "Pool Size",
        "pgbouncer=true",
        "connect_timeout=",
        "connectTimeout=",
    ];
    let text = reader.text(&span);
    // Java's properties on its command line: `-Dspring.datasource.hikari.maximum-pool-size=8`.
    let has_properties = text.contains("-D");
    if has_properties || KEYS.iter().any(|key| text.contains(key)) {
        let line = Line { text, at: span.start, number: reader.source.line_of(span.start) };
        let mut state = Recognized::default();
        let of_urls = [LIBPQ, frameworks::TORTOISE];
        let is_marked = |framework: &&Framework| framework.marks.iter().any(|mark| text.contains(mark));
        let of_url =
            FRAMEWORKS.iter().filter(|framework| has_properties || of_urls.contains(&framework.name)).filter(is_marked);
        let libpq: Vec<&Framework> = of_url.collect();
        read_line(reader, &line, &libpq, &mut state);
        state.assume_defaults(reader);
    }
}

/// Whether a line is of a stage in which the service does not run: `test: { pool: { max: 2 } }`, Quarkus's `%test.`.
fn is_of_tests(line: &str, scope: &Scope) -> bool {
    let line = line.trim_start();
    let block = line.split_once(": {").map(|(key, _)| key);
    let profile = line.strip_prefix('%').and_then(|rest| rest.split_once('.')).map(|(profile, _)| profile);
    block.is_some_and(|key| scope.is_of_tests(key)) || profile.is_some_and(scope::is_of_tests)
}

/// What has been found so far.
#[derive(Default)]
struct Recognized<'a> {
    framework: Option<(&'static Framework, Range<usize>)>,
    timeout: bool,
    scope: Scope,
    /// Numbers that the text gives a name, and where they stand: `const MAX: u32 = 24;`.
    constants: BTreeMap<&'a str, Range<usize>>,
    /// The lines whose `max_connections` is that of an application's pool.
    application_limits: Vec<usize>,
    /// Whether the text sets an overflow, as SQLAlchemy alone has it.
    has_overflow: bool,
    /// Whether the text names SQLAlchemy.
    is_sqlalchemy: bool,
}

fn read_line(reader: &mut Reader<'_>, line: &Line<'_>, recognized: &[&'static Framework], state: &mut Recognized<'_>) {
    // urllib3's pool is one of connections to web servers.
    if is_comment(line.text.trim_start()) || line.text.contains("discarding connection") {
        return;
    }
    if secret::looks_secret("", line.text) {
        reader.note_secret("a part of this line", line.at);
    }
    if line.text.contains("pgbouncer=true") {
        let message =
            "connects through PgBouncer: its pool limits the server connections, and prepared statements are off";
        reader.note("behind_pgbouncer", line.at, message);
    }
    if state.scope.is_foreign() || is_of_tests(line.text, &state.scope) {
        return;
    }
    if state.scope.in_databases {
        take::database_of_pooler(reader, line);
        return;
    }
    // Once, and not for every pair: a line may be long.
    let is_marked = |framework: &&Framework| framework.marks.iter().any(|mark| line.text.contains(mark));
    let names_libpq =
        FRAMEWORKS.iter().filter(|framework| framework.name == LIBPQ).any(|framework| is_marked(&framework));
    for pair in pairs(without_comment(line.text), line.at) {
        let before = scope::window(&line.text[..pair.value.start - line.at]);
        let elsewhere = value_elsewhere(reader, &pair, state);
        let pair = match elsewhere {
            Some(value) => pair.with_value(value),
            None => pair,
        };
        if scope::is_foreign_pair(pair.key, before) {
            continue;
        }
        let pair = before_command(reader, pair);
        if pair.key == sentence::SERVER_LIMIT {
            take(reader, &pair, Role::Field("database.max_connections"), Unit::One);
            continue;
        }
        let is_server = pair.is("maxconnections");
        // A line of a builder in code: `.max_connections(5)`.
        let is_builder = pair.is_call() && line.text.trim_start().starts_with(".max_connections(");
        if is_server && has_keepalive_beside(reader, line) {
            continue;
        }
        if is_server && is_builder {
            take(reader, &pair, Role::Max, Unit::One);
            continue;
        }
        if is_server && state.application_limits.binary_search(&line.number).is_ok() {
            take(reader, &pair, Role::Max, Unit::One);
            continue;
        }
        // Azure's parameters of the pooler have its name before theirs.
        let is_pooler = state.scope.is_pooler() || pair.key.trim_start().starts_with("pgbouncer.");
        let is_of_pooler = |framework: &Framework| framework.name == PGBOUNCER && is_pooler;
        let in_scope = |framework: &&Framework| {
            // A call is code, and the server is not configured in code.
            (framework.name != PGBOUNCER || is_pooler || framework.option(&pair, false).is_some())
                && (framework.name != "PostgreSQL" || !pair.is_call() && !scope::is_in_call(before, pair.key))
                // Much else has a timeout of this name.
                && (framework.name != LIBPQ || names_libpq)
        };
        let pooler = FRAMEWORKS.iter().filter(|framework| is_of_pooler(framework));
        let ordered = pooler.chain(recognized.iter().copied()).filter(in_scope);
        let of_recognized = ordered.into_iter().find_map(|framework| Some((framework, framework.option(&pair, true)?)));
        let of_any = || {
            let all = FRAMEWORKS.iter().filter(in_scope);
            all.into_iter().find_map(|framework| Some((framework, framework.option(&pair, false)?)))
        };
        let Some((framework, (role, unit))) = of_recognized.or_else(of_any) else {
            let of_list = |key| pair.is(key) && lists_settings(line.text);
            // An application with an overflow has no limit of this name.
            let is_servers =
                || state.has_overflow && !pair.is_call() || is_sentence(line.text) || lists_settings(line.text);
            if is_server && is_servers() {
                take(reader, &pair, Role::Field("database.max_connections"), Unit::One);
            } else if of_list("replicas") || of_list("instances") {
                take(reader, &pair, Role::Field("instances"), Unit::One);
            } else if of_list("workers") {
                take(reader, &pair, Role::Field("workers"), Unit::One);
            } else if state.scope.is_pool() || scope::is_in_pool(before) {
                take::of_pool(reader, &pair);
            } else if !state.scope.is_pooler() {
                take::known_variable(reader, &pair);
            }
            continue;
        };
        // In an object of JavaScript the same name has no overflow beside it.
        let is_camel = pair.key.ends_with("poolSize") && !pair.is_quoted() && before.contains('{');
        let is_camel = is_camel && !state.has_overflow && !state.is_sqlalchemy;
        let role = if role == Role::Size && is_camel { Role::Max } else { role };
        let taken = take(reader, &pair, role, unit);
        if taken.is_some() && !reader.reading.frameworks.contains(&framework.name) {
            reader.reading.frameworks.push(framework.name);
        }
        state.timeout |= role == Role::Timeout;
        if let Some(span) = taken.filter(|_| role == Role::Max) {
            state.framework = Some((framework, span));
        }
    }
}

/// Whether the limits of an HTTP client stand around a line: `max_keepalive_connections: 20`.
fn has_keepalive_beside(reader: &Reader<'_>, line: &Line<'_>) -> bool {
    let beside = [line.number.saturating_sub(1), line.number, line.number + 1];
    beside
        .iter()
        .filter_map(|number| reader.source.line(*number))
        .any(|other| other.text.contains("keepalive_connections"))
}

/// Where the value of a pair stands that is not behind its sign: the number of a constant, or the next line of properties.
fn value_elsewhere(reader: &Reader<'_>, pair: &Pair<'_>, state: &Recognized<'_>) -> Option<Range<usize>> {
    let value = reader.text(&pair.value);
    if value == "\\" {
        let next = reader.source.line(reader.source.line_of(pair.value.start) + 1)?;
        return Some(next.span(next.text.trim()));
    }
    let length = value.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(value.len());
    state.constants.get(&value[..length]).filter(|_| !value[length..].starts_with(['(', '.', ':', '['])).cloned()
}

/// A variable of the environment before a command ends at the blank: `DB_POOL_SIZE=8 uvicorn app:app`.
fn before_command<'a>(reader: &Reader<'_>, pair: Pair<'a>) -> Pair<'a> {
    let value = reader.text(&pair.value);
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let is_followed =
        value[digits..].strip_prefix(' ').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
    if pair.is_environment() && digits > 0 && is_followed {
        let start = pair.value.start;
        return pair.with_value(start..start + digits);
    }
    pair
}

/// More constants than this are in no configuration.
const MAX_CONSTANTS: usize = 200;

/// The numbers that Rust, JavaScript, Go and others give a name, one per line or, in Go, several in brackets.
fn constants<'l, 'a: 'l>(lines: impl Iterator<Item = &'l Line<'a>>) -> BTreeMap<&'a str, Range<usize>> {
    let mut in_brackets = false;
    let constant = |line: &Line<'a>| {
        let text = line.text.trim().trim_start_matches("pub ").trim_start_matches("export ");
        in_brackets = ["const (", "var ("].contains(&text) || in_brackets && text != ")";
        let rest = ["const ", "static ", "let ", "var "].iter().find_map(|begin| text.strip_prefix(begin));
        let rest = rest.or(Some(text).filter(|_| in_brackets))?;
        let (name, value) = rest.split_once('=')?;
        let name = name.split(':').next()?.split_whitespace().next()?;
        let value = value.trim().trim_end_matches(';');
        let is_number = !value.is_empty() && value.chars().all(|c| c.is_ascii_digit() || c == '_');
        // `5 * time.Minute`
        let is_duration = in_brackets && value.starts_with(|c: char| c.is_ascii_digit()) && value.contains("time.");
        (is_number || is_duration).then(|| (name, line.span(value)))
    };
    lines.filter_map(constant).take(MAX_CONSTANTS).collect()
}

impl Recognized<'_> {
    /// A framework that was recognized waits as long as it does by default, if the text does not say otherwise.
    fn assume_defaults(&self, reader: &mut Reader<'_>) {
        let Some((framework, span)) = &self.framework else { return };
        if self.timeout {
            return;
        }
        match framework.default_timeout {
            DefaultTimeout::Seconds(timeout) => {
                let key = format!("{}'s default", framework.name);
                reader.assume("pool.timeout_s", &key, span.clone(), timeout);
            }
            DefaultTimeout::Endless => {
                let message =
                    format!("{} waits without a limit by default; the plan's timeout is unchanged", framework.name);
                reader.note("no_timeout", span.start, message);
            }
            DefaultTimeout::Unknown => {}
        }
    }
}
