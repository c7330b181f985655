//! Pairs of a key and a value, wherever they stand in a line: `a=1`, `a: 1`, `"a": 1`, `a(1)`, `a => 1`, `A B=1;`.

use super::sentence;
use std::ops::Range;

/// A key and where its value stands.
#[derive(Debug, PartialEq)]
pub(super) struct Pair<'a> {
    /// The key as it stands.
    pub(super) key: &'a str,
    pub(super) value: Range<usize>,
    /// The sign between them.
    sign: char,
    is_quoted: bool,
    /// Whether no blank is before the sign.
    is_tight: bool,
    /// What the key may be called, in lower case without signs: its last part, and the last words of that.
    names: Vec<String>,
}

/// What takes deadpool's size, by its whole path: `new` alone is anything's.
const DEADPOOL: &str = "PoolConfig::new";

/// A value longer than this is no number.
const LONGEST: usize = 120;

/// All pairs of a line, `at` added to the places of their values.
pub(super) fn pairs(line: &str, at: usize) -> Vec<Pair<'_>> {
    let mut pairs = unsigned(line, at);
    let mut from = 0;
    // What a `${NAME:-7}` holds is a default, not a pair.
    let mut in_reference = false;
    for (index, c) in line.char_indices() {
        in_reference = c == '{' && line[..index].ends_with('$') || in_reference && c != '}';
        if !matches!(c, '=' | ':' | '(') || index < from || in_reference {
            continue;
        }
        let (before, after) = (&line[..index], &line[index + 1..]);
        // `==`, `::`, `://` and `=>` are signs of their own.
        let is_sign = (c == ':' && after.starts_with([':', '/'])) || before.ends_with([':', '=', '!', '<', '>']);
        let is_double = c == '=' && after.starts_with('=');
        let after = if c == '=' { after.strip_prefix('>').unwrap_or(after) } else { after };
        // Go's `:=` gives a value as `=` does.
        let assigns = c == '=' && before.ends_with(':');
        if is_double || (is_sign && !assigns) {
            continue;
        }
        let key = key_before(before);
        if key.is_empty() {
            continue;
        }
        let value = after.trim_start_matches([' ', '\t', '"', '\'']);
        let start = line.len() - value.len();
        let length = value.char_indices().take_while(|(length, _)| *length < LONGEST).last();
        let end = start + length.map_or(0, |(length, c)| length + c.len_utf8());
        let is_quoted = before.trim_end().ends_with(['"', '\'']);
        pairs.push(Pair {
            key,
            value: at + start..at + end,
            sign: c,
            is_quoted,
            is_tight: !before.ends_with(' '),
            names: names(key),
        });
        from = index + 1;
    }
    pairs
}

/// Pairs without a sign: XML's elements and properties, and a line of Java's properties with a blank.
fn unsigned(line: &str, at: usize) -> Vec<Pair<'_>> {
    let mut pairs = Vec::new();
    let mut add = |key: &'_ str, value: &str| {
        let start = value.as_ptr() as usize - line.as_ptr() as usize;
        let length = value.find(['"', '<']).unwrap_or(value.len()).min(value.ceil_char_boundary(LONGEST));
        let offset = key.as_ptr() as usize - line.as_ptr() as usize;
        pairs.push(Pair::of_key(&line[offset..offset + key.len()], at + start..at + start + length));
    };
    if line.trim_start().starts_with('<') {
        for part in line.split('<').skip(1) {
            let Some((tag, content)) = part.split_once('>') else { continue };
            let attributes = tag.split_once("name=\"").and_then(|(_, rest)| rest.split_once('"'));
            match attributes {
                Some((name, rest)) => match rest.split_once("value=\"") {
                    Some((_, value)) => add(name, value),
                    None => add(name, content),
                },
                None if !tag.is_empty() && !tag.contains([' ', '/']) => add(tag, content),
                None => {}
            }
        }
    } else if let Some((key, value)) = line.trim().split_once("....") {
        // HikariCP's own listing of its configuration.
        let value = value.trim_start_matches('.');
        if key.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            add(key, value);
        }
    } else if let Some((key, value)) = line.trim().split_once([' ', '\t'])
        && key == "pool"
        && let Some(value) = value.trim().strip_prefix('"')
    {
        // Odyssey's `pool "transaction"`.
        add(key, value);
    } else if let Some((key, value)) = line.trim().split_once([' ', '\t'])
        && key.contains(['.', '_'])
        && !key.contains(['=', ':', '('])
    {
        let value = value.trim_start();
        // Two words of a sentence are no pair.
        let is_value = |byte: u8| if key.contains('.') { byte.is_ascii_alphanumeric() } else { byte.is_ascii_digit() };
        if value.bytes().all(is_value) {
            add(key, value);
        }
    }
    pairs.retain(|pair| !pair.value.is_empty());
    pairs.extend(sentence::pairs(line, at));
    pairs.extend(options(line, at));
    pairs
}

/// Options of a command whose value is the next word: `--pool-size 8`.
fn options(line: &str, at: usize) -> Vec<Pair<'_>> {
    let option = |(place, _): (usize, &str)| {
        let rest = &line[place + 3..];
        let (name, value) = rest.split_once(' ')?;
        let value = value.trim_start();
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
        let length = value.find(|c: char| !c.is_ascii_digit()).unwrap_or(value.len());
        let start = at + line.len() - value.len();
        (is_name && length > 0).then(|| Pair::of_key(name, start..start + length))
    };
    if line.contains(" --") { line.match_indices(" --").filter_map(option).collect() } else { Vec::new() }
}

/// Words of the keys of connection strings, which have several: "Maximum Pool Size". Other words before a key are no part
/// of it, and may be a password.
const KEY_WORDS: [&str; 20] = [
    "cancellation",
    "command",
    "connection",
    "connections",
    "idle",
    "internal",
    "interval",
    "keepalive",
    "life",
    "lifetime",
    "max",
    "maximum",
    "min",
    "minimum",
    "overflow",
    "pool",
    "pruning",
    "size",
    "time",
    "timeout",
];

/// Words that make of a key's other words the key of something else: "Command Timeout".
const QUALIFIERS: [&str; 6] = ["cancellation", "command", "idle", "internal", "keepalive", "pruning"];

/// The key that ends here, its quotes left out: the last word, and words of keys before it.
fn key_before(text: &str) -> &str {
    // No key is longer, and looking further back at every sign would take for ever.
    let window = text.char_indices().rev().take(LONGEST_NAME + LONGEST_NAME).last().map_or(0, |(at, _)| at);
    let text = &text[window..];
    if text.ends_with(DEADPOOL) {
        return &text[text.len() - DEADPOOL.len()..];
    }
    let text = text.trim_end_matches([' ', '\t', '"', '\'', ':', ']']);
    let is_inside = |c: char| c.is_ascii_alphanumeric() || "_-. ".contains(c);
    let start = text.rfind(|c| !is_inside(c)).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let mut key_start = text.rfind(' ').map_or(start, |blank| start.max(blank + 1));
    while is_word_of_key(&text[key_start..])
        && let Some(before) = text[start..key_start].strip_suffix(' ')
        && let word = &before[before.rfind(' ').map_or(0, |blank| blank + 1)..]
        && is_word_of_key(word)
    {
        key_start -= word.len() + 1;
    }
    // Half a word is no key, and may be half a secret.
    if window > 0 && key_start == 0 { "" } else { &text[key_start..] }
}

fn is_word_of_key(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default();
    KEY_WORDS.iter().any(|word| word.eq_ignore_ascii_case(first))
}

/// `a.b.setMaxLifetime` is maxlifetime, `the Max Pool Size` ends in maxpoolsize.
fn names(key: &str) -> Vec<String> {
    let part = key.rsplit('.').next().unwrap_or_default();
    let is_qualified = |(at, _): &(usize, &str)| {
        part[..*at].split(' ').any(|word| QUALIFIERS.iter().any(|qualifier| qualifier.eq_ignore_ascii_case(word)))
    };
    let endings = part.match_indices(' ').filter(|place| !is_qualified(place)).map(|(at, _)| &part[at..]);
    let words = std::iter::once(part).chain(endings);
    let plain = |word: &str| -> String {
        let letters = word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase());
        letters.take(LONGEST_NAME).collect()
    };
    let name = |word: &str| {
        let word = word.trim();
        plain(word.strip_prefix("set").or_else(|| word.strip_prefix("Set")).unwrap_or(word))
    };
    let mut names: Vec<String> = words.map(name).collect();
    // `sql_alchemy_pool_size` of airflow.cfg, `sqlalchemyPoolSize` of others.
    let without =
        names.iter().filter_map(|name| name.strip_prefix("sqlalchemy")).map(str::to_owned).collect::<Vec<_>>();
    names.extend(without);
    names
}

const LONGEST_NAME: usize = 40;

impl<'a> Pair<'a> {
    /// A key and its value where no sign stands between them, as in the cells of a table.
    pub(super) fn of_key(key: &'a str, value: Range<usize>) -> Self {
        Self { key, value, sign: ':', is_quoted: false, is_tight: true, names: names(key) }
    }

    /// The same key with the value that stands elsewhere.
    pub(super) fn with_value(self, value: Range<usize>) -> Self {
        Self { value, ..self }
    }
}

impl Pair<'_> {
    /// Whether the key is called this, in lower case without signs.
    pub(super) fn is(&self, wanted: &str) -> bool {
        self.names.iter().any(|name| name == wanted)
    }

    /// Whether only a configuration file has such a pair: `key: 5`, or a key with a prefix such as `sqlalchemy.`.
    pub(super) fn is_of_file(&self) -> bool {
        // `database.pool_size=9` of properties; Python has blanks around the sign.
        let is_prefixed = self.key.contains("alchemy.")
            || self.key.starts_with("sql_alchemy_")
            || self.key.contains('.') && self.is_tight
            || self.has_words();
        !self.is_quoted && (self.sign == ':' || self.sign == '=' && is_prefixed)
    }

    /// Whether a shell sets a variable so: `DB_POOL_SIZE=8`.
    pub(super) fn is_environment(&self) -> bool {
        let is_upper = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
        self.sign == '=' && self.is_tight && self.key.contains('_') && self.key.bytes().all(is_upper)
    }

    /// `Max Pool Size=20`, which only connection strings have; variables of environments are in capitals.
    fn has_words(&self) -> bool {
        let last = self.key.rsplit(' ').next().unwrap_or_default();
        self.is_tight && self.key.trim().contains(' ') && last.bytes().any(|byte| byte.is_ascii_lowercase())
    }

    /// The last word of the key with underscores, as a variable would have it.
    pub(super) fn variable(&self) -> String {
        let last = self.key.rsplit('.').next().unwrap_or_default();
        last.trim_start_matches('-').replace(['-', ' '], "_")
    }

    /// Whether the key stands in quotes, as in JSON.
    pub(super) fn is_quoted(&self) -> bool {
        self.is_quoted
    }

    /// Whether a call gives the value: `max_connections(5)`.
    pub(super) fn is_call(&self) -> bool {
        self.sign == '('
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[(&str, &str)]) {
        let found: Vec<_> = pairs(line, 0)
            .into_iter()
            .map(|pair| (pair.key, line[pair.value].split([',', ';', ')', ' ', '&', '"']).next().unwrap_or_default()))
            .collect();
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn finds_pairs() {
        check("max: 20, min: 2", &[("max", "20"), ("min", "2")]);
        check("\"max\": \"20\"", &[("max", "20")]);
        check("a.b-c=20", &[("a.b-c", "20")]);
        check(
            "Host=db;Maximum Pool Size=50;Timeout=15",
            &[("Host", "db"), ("Maximum Pool Size", "50"), ("Timeout", "15")],
        );
        check("?connection_limit=5&pool_timeout=20", &[("connection_limit", "5"), ("pool_timeout", "20")]);
        check("x.setMax(20)", &[("x.setMax", "20")]);
        check("x => 20", &[("x", "20")]);
        check("a == b", &[]);
    }
}
