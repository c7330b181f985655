//! Settings in a sentence: `we run pool_size=10, max_overflow = 5 and our max_connections is 200`.

use super::pairs::Pair;
use crate::read::{
    config,
    names::{self, OptionMeaning},
    python,
};

/// What stands between a name and its number in a sentence.
const VERBS: [&str; 14] = [
    " is set to the default of ",
    " is set to the default (",
    " is set to default (",
    " is at the default of ",
    " is set to ",
    " is currently ",
    " is still ",
    " is now ",
    " is at ",
    " was set to ",
    " set to ",
    " set at ",
    " is ",
    " of ",
];

/// What people call a setting behind its name.
const NOUNS: [&str; 4] = [" parameter", " setting", " variable", " value"];

/// With one of these before the name, ` to ` gives its number: `we set pool_size to 10`.
const PAST: [&str; 7] = ["set", "changed", "raised", "increased", "bumped", "lowered", "reduced"];

/// With one of these at the beginning and one of [`CURES`] behind, the writer did so: `Setting pool_size to 10 solved it`.
const DOING: [&str; 4] = ["setting ", "changing ", "raising ", "lowering "];
const CURES: [&str; 5] = ["solved", "fixed", "resolved", "helped", "worked"];

/// Names of settings as people spell them out, and the words that may stand before one: that of a pool of threads has
/// another.
const SPELLED: [&str; 6] =
    ["max pool size", "maximum pool size", "pool size", "max overflow", "pool timeout", "pool recycle"];
const BEFORE_SPELLED: [&str; 14] = [
    "a",
    "the",
    "our",
    "my",
    "with",
    "and",
    "of",
    "database",
    "db",
    "connection",
    "sqlalchemy",
    "current",
    "use",
    "using",
];

/// What counts processes where it stands beside a pool's settings.
const COUNTS: [&str; 3] = ["replicas", "instances", "workers"];

/// Who did so; without one of these words it is advice.
const ACTORS: [&str; 7] = ["we", "i", "they", "have", "had", "already", "been"];

/// Words of sentences that tell no state of today.
const NO_STATE: [&str; 14] = [
    "if",
    "when",
    "should",
    "would",
    "must",
    "could",
    "can",
    "default",
    "defaults",
    "unless",
    "recommended",
    "what",
    "example",
    "say",
];

/// Words that stand in sentences, and beside settings in nothing else.
const SENTENCE_WORDS: [&str; 22] = [
    "a",
    "and",
    "are",
    "at",
    "currently",
    "has",
    "have",
    "i",
    "is",
    "my",
    "of",
    "our",
    "run",
    "running",
    "runs",
    "the",
    "to",
    "use",
    "uses",
    "using",
    "we",
    "with",
];

/// What code, logs, tables and files have, and sentences do not.
const NO_SENTENCE: [char; 13] = ['"', '\'', '{', '}', '[', ']', '<', '>', '|', ';', '#', '\\', '\t'];

/// No sentence with settings is longer.
const MAX_BYTES: usize = 400;

/// Whether a line is a sentence that names a setting and gives its number.
pub(in crate::read) fn is_sentence(line: &str) -> bool {
    if !may_name_setting(line) || line.len() > MAX_BYTES || has_code(line) || line.contains("==") {
        return false;
    }
    // A row of settings in CSV may have a description.
    let name = line.trim_start_matches(|c: char| c.is_ascii_lowercase() || c == '_');
    if name.len() < line.len() && name.strip_prefix(',').is_some_and(|rest| !rest.starts_with(' ')) {
        return false;
    }
    // A command has options.
    let is_option = |word: &str| word.starts_with('-') && word.len() > 1 && !word.starts_with("---");
    if line.split(' ').any(is_option) {
        return false;
    }
    let is_call = |(at, _): (usize, &str)| line[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
    if line.match_indices('(').any(is_call) {
        return false;
    }
    let mut words = line.split(|c: char| !(c.is_ascii_alphanumeric() || "_-.=:/".contains(c)));
    let is_of_sentence = |word: &str| {
        let word = word.trim_end_matches(['.', ':', '-']).to_ascii_lowercase();
        SENTENCE_WORDS.contains(&word.as_str())
    };
    if !words.clone().any(is_of_sentence) && !line.split(',').skip(1).any(is_item) {
        return false;
    }
    let names_setting = words.any(|word| is_setting(name_in(word)) || is_camel(word)) || spelled(line).next().is_some();
    names_setting && states_now(line)
}

/// Whether a line has a sign that sentences do not have; the apostrophe of a short form is none.
fn has_code(line: &str) -> bool {
    let is_short_form = |at: usize| {
        line[..at].ends_with(|c: char| c.is_ascii_alphabetic())
            && line[at + 1..].starts_with(|c: char| c.is_ascii_lowercase())
    };
    line.match_indices(NO_SENTENCE).any(|(at, sign)| sign != "'" || !is_short_form(at))
}

/// Whether a line may name a setting, which is cheap to see.
fn may_name_setting(line: &str) -> bool {
    ["_", "ool", "verflow"].iter().any(|part| line.contains(part))
}

/// Whether a part of a list is a setting and its number: `max_overflow 10`.
fn is_item(part: &str) -> bool {
    let item = part.trim().trim_end_matches('.').split_once(' ');
    item.is_some_and(|(name, number)| is_setting(name) && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a name is a framework's own, with capitals inside: `maximumPoolSize`.
fn is_camel(name: &str) -> bool {
    name.bytes().any(|byte| byte.is_ascii_uppercase()) && config::is_key(name)
}

/// The names that are spelled out in a line: where each begins and ends.
fn spelled(line: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let lower = if ["ool ", "ax overflow"].iter().any(|part| line.contains(part)) {
        line.to_ascii_lowercase()
    } else {
        String::new()
    };
    // To look for a name that is there costs more than to see that it is not.
    let names = SPELLED.iter().filter(|name| lower.contains(**name));
    let places: Vec<(usize, usize)> = names
        .flat_map(|name| lower.match_indices(name).map(|(at, name)| (at, at + name.len())))
        .filter(|(at, _)| {
            let before = lower[..*at].trim_end().rsplit([' ', '(', ',']).next().unwrap_or_default();
            before.is_empty() || before.ends_with([':', '-', '.']) || BEFORE_SPELLED.contains(&before)
        })
        .collect();
    places.into_iter()
}

/// Whether a line gives several settings, one after the other: `DB_POOL_SIZE=10, DB_MAX_OVERFLOW=20`, or
/// `… INFO db: pool_size=10 max_overflow=20`.
pub(in crate::read) fn lists_settings(line: &str) -> bool {
    // Commands that give an environment have a reader of their own.
    let is_command =
        ["-e ", "-env", "--set "].iter().any(|option| line.contains(option)) || line.trim_start().starts_with("ENV ");
    let no_list = |c: char| NO_SENTENCE.contains(&c) && c != '\t';
    if line.len() > MAX_BYTES || is_command || line.contains(no_list) || line.contains("://") {
        return false;
    }
    let mut names = Vec::new();
    let mut is_of_python = !line.trim_end().ends_with('.');
    let mut parts = line.split('=');
    let mut before = parts.next().unwrap_or_default();
    for part in parts {
        let name = before.trim_end();
        let is_inside = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let start = name.len() - name.rsplit(|c| !is_inside(c)).next().map_or(0, str::len);
        let has_number = part.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '-');
        let is_count = || !names.is_empty() && !line.contains('(') && COUNTS.contains(&&name[start..]);
        if has_number && (is_listed(&name[start..]) || is_count()) {
            is_of_python &= names.is_empty() && start == name.len() - name.trim_start().len()
                || name[..start].trim_end().ends_with(',');
            names.push(&name[start..]);
        }
        before = part;
    }
    let is_keyword = |name: &&str| python::engine_option(name).is_some();
    names.len() > 1 && !(is_of_python && names.iter().all(is_keyword))
}

/// Whether a list of settings may have this name.
fn is_listed(name: &str) -> bool {
    is_setting(name)
        || ["superuser_reserved_connections", "reserved_connections"].contains(&name)
        || names::meaning(name).is_some_and(|meaning| meaning.field().is_some())
}

/// The name that a word begins with: `pool_size` of `pool_size=10`.
fn name_in(word: &str) -> &str {
    word.split(['=', ':']).next().unwrap_or_default()
}

/// Whether only a pool's or a server's setting has such a name.
pub(in crate::read) fn is_setting(name: &str) -> bool {
    let is_of_pool = || {
        let field = names::meaning(name).and_then(OptionMeaning::field);
        field.is_some_and(|field| field.starts_with("pool.") || field.starts_with("database."))
    };
    name == "max_connections" || name.contains('_') && is_of_pool()
}

/// Whether a line speaks of what is, and neither asks nor advises.
pub(in crate::read) fn states_now(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    // What follows from the state does not change it.
    let state = CONSEQUENCES.iter().filter_map(|words| lower.find(words)).min().map_or(&*lower, |at| &lower[..at]);
    let is_set_to_default =
        ["set to the default", "set to default", "at the default of"].iter().any(|set| state.contains(set));
    let mut words = state.split(|c: char| !c.is_ascii_alphanumeric());
    !line.trim_end().ends_with('?')
        && !words.any(|word| NO_STATE.contains(&word) && !(word == "default" && is_set_to_default))
}

/// What a conclusion from the state begins with.
const CONSEQUENCES: [&str; 3] = [" that means ", " which means ", " meaning that "];

/// Pairs of a line whose sign is a word: `our pool_size is 12 and max_overflow is 8`.
pub(super) fn pairs(line: &str, at: usize) -> Vec<Pair<'_>> {
    if !may_name_setting(line) || !line.contains(' ') || line.len() > MAX_BYTES || !states_now(line) {
        return Vec::new();
    }
    let spelled: Vec<(usize, usize)> = spelled(line).collect();
    let pair = |place: usize, length: usize| {
        let before = line[..place].trim_end();
        // `max_connections parameter is set to 100`
        let before = NOUNS.iter().find_map(|noun| before.strip_suffix(noun)).map_or(before, str::trim_end);
        let of_words = spelled.iter().find(|(_, end)| *end == before.len()).map(|(start, _)| *start);
        let is_inside = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let start = of_words.or_else(|| Some(before.rfind(|c| !is_inside(c))? + 1)).unwrap_or(0);
        let key = before.get(start..)?;
        let is_name = || key.contains('_') && !key.bytes().any(|byte| byte.is_ascii_uppercase());
        let value = line[place + length..].trim_start();
        let length = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
        let from = line.len() - value.len();
        (length > 0 && (of_words.is_some() || is_name() || is_camel(key)))
            .then(|| (start, Pair::of_key(key, at + from..at + from + length)))
    };
    let verbs = VERBS.iter().filter(|verb| line.contains(**verb));
    let of_verb = verbs.flat_map(|verb| line.match_indices(verb).map(|(place, _)| (place, verb.len())));
    let mut pairs: Vec<Pair<'_>> = of_verb.filter_map(|(place, length)| Some(pair(place, length)?.1)).collect();
    let changed = line.match_indices(" to ").filter_map(|(place, to)| {
        let before = without_old_value(&line[..place]);
        let (start, pair) = pair(before.len(), place + to.len() - before.len())?;
        (was_changed(line, &line[..start]) || before.len() < place).then_some(pair)
    });
    pairs.extend(changed);
    if is_sentence(line) {
        pairs.extend(line.match_indices(' ').filter_map(|(place, _)| {
            let (start, pair) = pair(place, 1)?;
            is_setting(&line[start..place]).then_some(pair)
        }));
    }
    pairs.sort_by_key(|pair| pair.value.start);
    pairs.dedup_by_key(|pair| pair.value.start);
    pairs
}

/// A text without the value that it had before: `pool_size raised from 5`.
fn without_old_value(text: &str) -> &str {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let Some(before) = digits.strip_suffix(" from ").filter(|_| digits.len() < text.len()) else { return text };
    let verb = PAST.iter().find_map(|verb| before.strip_suffix(verb)?.strip_suffix(' '));
    let verb = verb.map(|before| before.strip_suffix(" was").or(before.strip_suffix(" is")).unwrap_or(before));
    verb.unwrap_or(before)
}

/// Whether somebody changed what follows, and this is no advice to do so.
fn was_changed(line: &str, before: &str) -> bool {
    let lower = before.to_ascii_lowercase();
    let cured = DOING.iter().any(|begin| lower.starts_with(begin)) && CURES.iter().any(|cure| line.contains(cure));
    if cured || [" is set to ", " are set to "].iter().any(|state| lower.contains(state)) {
        return true;
    }
    let has = |wanted: &[&str]| lower.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| wanted.contains(&word));
    has(&PAST) && has(&ACTORS)
}

#[cfg(test)]
mod tests {
    use crate::read::read;

    /// The fields that a text sets, without `services[0].`, and their numbers.
    fn check(text: &str, expected: &[(&str, f64)]) {
        let reading = read(text, None);
        let stated = reading.settings.iter().filter(|setting| !setting.assumed);
        let mut found: Vec<_> = stated
            .map(|setting| {
                (setting.field.trim_start_matches("services[0]."), setting.value.as_f64().unwrap_or(f64::NAN))
            })
            .collect();
        found.sort_by_key(|(field, _)| *field);
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn reads_settings_in_sentences() {
        let all = [("database.max_connections", 100.0), ("pool.overflow", 5.0), ("pool.size", 10.0)];
        check("We use pool_size=10, max_overflow=5 and PostgreSQL max_connections=100.", &all);
        check("We use SQLAlchemy (pool_size=10, max_overflow=5) with max_connections of 100", &all);
        check("our pool_size is 10, max_overflow is set to 5 and max_connections is currently 100.", &all);
        check("I have set pool_size to 10 and max_overflow to 5, and max_connections is 100", &all);
        let server = [("database.max_connections", 100.0)];
        check("Our max_connections is currently 100, that means each pod can have 20.", &server);
        check("My max_connections is set to default (100).", &server);
        check("I'm using PostgreSQL and max_connections parameter is set to the default of 100.", &server);
        check("max_connections is 200", &[("database.max_connections", 200.0)]);
        check("The server has max_connections = 100", &[("database.max_connections", 100.0)]);
        check("pool_size=10 and max_overflow=5", &all[1..]);
        check("My config is pool_size 10, max_overflow 5.", &all[1..]);
        check("We use a pool size of 10 and a max overflow of 5.", &all[1..]);
        check("Our connection pool size is 10, the max overflow is set to 5", &all[1..]);
        check("pool_size is set to 10 and max_overflow to 5", &all[1..]);
        check("psycopg 3, pool_size 10, max_overflow 5", &all[1..]);
        check("Setting pool_size to 10 and max_overflow to 5 solved it for us.", &all[1..]);
        check("pool_size=10 (default is 5), max_overflow=5 (default is 10)", &all[1..]);
        let all = [("instances", 4.0), ("pool.size", 5.0), ("workers", 2.0)];
        check("Config: pool_size=5, replicas=4, workers=2", &all);
        let max = [("pool.overflow", 0.0), ("pool.size", 20.0)];
        check("our HikariCP maximumPoolSize is 20", &max);
    }

    #[test]
    fn reads_settings_in_a_row() {
        let both = [("pool.overflow", 20.0), ("pool.size", 10.0)];
        for text in [
            "DB_POOL_SIZE=10, DB_MAX_OVERFLOW=20",
            "DB_POOL_SIZE=10,DB_MAX_OVERFLOW=20",
            "DB_POOL_SIZE=10 and DB_MAX_OVERFLOW=20",
            "pool_size=10 max_overflow=20",
            "pool_size=10\tmax_overflow=20",
            "pool_size=10, max_overflow=20.",
            "pool_size=10/max_overflow=20",
            "pool_size=10，max_overflow=20",
            "app serve --pool-size 10 --max-overflow=20",
            "app serve --db-pool-size=10 --db-max-overflow=20",
            "2025-01-01 10:00:00 INFO db: pool configured pool_size=10 max_overflow=20",
        ] {
            check(text, &both);
        }
        let server = [("database.max_connections", 500.0), ("database.superuser_reserved", 5.0)];
        check("max_connections=500, superuser_reserved_connections=5", &server);
        let pooler = [("pooler.default_pool_size", 20.0), ("pooler.max_client_conn", 500.0)];
        check("max_client_conn = 500 default_pool_size = 20", &pooler);
    }

    #[test]
    fn questions_and_advice_are_no_settings() {
        check("Is a pool_size of 50 too much?", &[]);
        check("The default pool_size is 5", &[]);
        check("We changed pool_size from 5 to 40.", &[("pool.size", 40.0)]);
        check("pool_size raised from 5 to 20, as we saw", &[("pool.size", 20.0)]);
        check("You should set pool_size to 50", &[]);
        check("set pool_size to 50", &[]);
        check("Setting pool_size to 50 would have solved it", &[]);
        check("Setting pool_size to 50 is the next step", &[]);
        check("Our thread pool size is 20 and the Redis pool size is 10", &[]);
        check("A pool size of 5 is the default", &[]);
        check("If the pool size is 20 this fails", &[]);
        check("When max_connections is 100 this fails", &[]);
    }

    #[test]
    fn code_with_such_words_is_read_as_code() {
        check("engine = create_engine(url, pool_size=5, max_overflow=x and 3 or 2)", &[("pool.size", 5.0)]);
        check(
            "pool = PgPoolOptions::new().max_connections(20) // max_connections is 100",
            &[("pool.overflow", 0.0), ("pool.size", 20.0)],
        );
    }
}
