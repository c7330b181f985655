//! The words and phrases to avoid, and where a text has them.

use super::split::code_and_prose;

/// A place where a text breaks a rule.
pub(super) struct Hit {
    pub(super) line: usize,
    pub(super) text: String,
    pub(super) instead: &'static str,
}

const SPELLING: &str = "use the American spelling";
const PARTICIPLE: &str = "name the thing or the action, not a participle";

/// Words to avoid everywhere, also as a part of a name such as `told_once` or `UserSaid`.
const WORDS: [(&str, &str); 12] = [
    ("told", "describe, report, pass or given"),
    ("said", "given, stated or reported; for a name, the field's noun"),
    ("whoever", "name the subject: the request, the user, the caller"),
    ("behaviour", SPELLING),
    ("catalogue", SPELLING),
    ("catalogues", SPELLING),
    ("centre", SPELLING),
    ("colour", SPELLING),
    ("colours", SPELLING),
    ("honour", SPELLING),
    ("licence", SPELLING),
    ("neighbour", SPELLING),
];

/// Names to avoid in Rust. In prose some of them are ordinary words.
const NAMES: [(&str, &str); 10] = [
    ("asked", PARTICIPLE),
    ("known", PARTICIPLE),
    ("seen", PARTICIPLE),
    ("Asked", PARTICIPLE),
    ("Known", PARTICIPLE),
    ("Seen", PARTICIPLE),
    ("Found", PARTICIPLE),
    ("ENOUGH", "name the quantity and its unit: MAX_COUNTED_REQUESTS"),
    ("MOST", "name the quantity and its unit: MAX_COLUMNS"),
    ("AT_ONCE", "name the quantity and its unit: RUNS_PER_BATCH"),
];

/// Things that are counted. After one of them or a number, "a" before one of [`UNITS`] stands for "per".
const COUNTED: [&str; 30] = [
    "calls",
    "checkouts",
    "closed",
    "connections",
    "engines",
    "errors",
    "events",
    "file",
    "files",
    "instances",
    "messages",
    "opened",
    "page",
    "pages",
    "pools",
    "processes",
    "rates",
    "requests",
    "round",
    "row",
    "rows",
    "runs",
    "served",
    "simulations",
    "tasks",
    "threads",
    "timeouts",
    "times",
    "trip",
    "workers",
];

/// What "per" comes before.
const UNITS: [&str; 15] = [
    "checkout", "day", "file", "hour", "instance", "minute", "pool", "process", "record", "request", "rule", "second",
    "service", "target", "worker",
];

/// A word of a text: its line, and what stands between it and the word before.
struct Word<'a> {
    line: usize,
    gap: &'a str,
    text: &'a str,
}

/// The hits in a Rust file.
pub(super) fn in_rust(source: &str) -> Vec<Hit> {
    let (code, prose) = code_and_prose(source);
    let names = words(&code);
    let mut hits = in_prose(&prose);
    hits.extend(names.iter().filter_map(|word| {
        let instead = lookup(&NAMES, word.text).or_else(|| word_to_avoid(word.text))?;
        Some(hit(word, word.text, instead))
    }));
    let constructors = names.windows(2).filter(|pair| pair[0].text == "fn" && pair[1].text == "of");
    hits.extend(constructors.map(|pair| hit(&pair[1], "fn of", "a verb or a source: new, from_scenario")));
    hits.sort_by_key(|hit| hit.line);
    hits
}

/// The hits in a text that people read.
pub(super) fn in_prose(text: &str) -> Vec<Hit> {
    let words = words(text);
    let mut hits: Vec<Hit> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        if let Some(instead) = word_to_avoid(word.text) {
            hits.push(hit(word, word.text, instead));
        }
        if let Some([before, article]) = at.checked_sub(2).and_then(|first| words.get(first..at))
            && is_rate(before, article, word)
        {
            hits.push(hit(word, &format!("{} {} {}", before.text, article.text, word.text), "\"per\" for rates"));
        }
    }
    hits
}

fn hit(word: &Word<'_>, text: &str, instead: &'static str) -> Hit {
    Hit { line: word.line, text: text.to_owned(), instead }
}

/// "64 a second", "{rate} a second" and "connections a pool".
fn is_rate(before: &Word<'_>, article: &Word<'_>, unit: &Word<'_>) -> bool {
    // A comment may continue on the next line, and a placeholder or code may come before the article.
    let continues =
        |gap: &str, more: &str| gap.chars().all(|c| c.is_whitespace() || "/!#*\\".contains(c) || more.contains(c));
    let is_placeholder = article.gap.starts_with('}');
    let is_counted = is_placeholder
        || before.text.starts_with(|c: char| c.is_ascii_digit())
        || COUNTED.contains(&before.text.to_lowercase().as_str());
    let follows = continues(article.gap, "}`") && continues(unit.gap, "");
    matches!(article.text, "a" | "an") && is_counted && follows && UNITS.contains(&unit.text)
}

fn word_to_avoid(name: &str) -> Option<&'static str> {
    parts(name).iter().find_map(|part| lookup(&WORDS, &part.to_lowercase()))
}

fn lookup(list: &[(&str, &'static str)], word: &str) -> Option<&'static str> {
    list.iter().find(|(listed, _)| *listed == word).map(|(_, instead)| *instead)
}

/// The parts of a name: `max_count` and `MaxCount` both have two.
fn parts(name: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for piece in name.split('_') {
        let mut start = 0;
        for (at, pair) in piece.char_indices().zip(piece.chars().skip(1)) {
            let next = at.0 + at.1.len_utf8();
            if at.1.is_lowercase() && pair.is_uppercase() {
                parts.push(&piece[start..next]);
                start = next;
            }
        }
        parts.push(&piece[start..]);
    }
    parts
}

/// The words and names of a text, in order.
fn words(text: &str) -> Vec<Word<'_>> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut words = Vec::new();
    let mut line = 1;
    let mut rest = text;
    while let Some(start) = rest.find(is_word) {
        let (gap, after) = rest.split_at(start);
        let (word, after) = after.split_at(after.find(|c| !is_word(c)).unwrap_or(after.len()));
        line += gap.matches('\n').count();
        words.push(Word { line, gap, text: word });
        rest = after;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(hits: &[Hit], expected: &[(usize, &str)], source: &str) {
        let found: Vec<(usize, &str)> = hits.iter().map(|hit| (hit.line, hit.text.as_str())).collect();
        assert_eq!(found, expected, "{source}");
    }

    fn check_prose(text: &str, expected: &[(usize, &str)]) {
        check(&in_prose(text), expected, text);
    }

    fn check_rust(source: &str, expected: &[(usize, &str)]) {
        check(&in_rust(source), expected, source);
    }

    #[test]
    fn reports_words_of_the_list_in_any_case() {
        check_prose("As said,\nWhoever waits is told. Untold riches.", &[(1, "said"), (2, "Whoever"), (2, "told")]);
        check_prose("the catalogue's colours", &[(1, "catalogue"), (1, "colours")]);
    }

    #[test]
    fn reports_rates_without_per() {
        check_prose("64 requests a second", &[(1, "requests a second")]);
        check_prose("it takes 64 a\n/// second", &[(2, "64 a second")]);
        check_prose("{rate} a second, two connections a pool", &[(1, "rate a second"), (1, "connections a pool")]);
        check_prose("within a second of a request; once a day; of requests. A second", &[]);
    }

    #[test]
    fn reports_names_in_code_and_words_in_its_prose() {
        check_rust("let asked = 1; // asked for\n", &[(1, "asked")]);
        check_rust(
            "fn of(x: UserSaid) {}\nlet is_told = \"told\";",
            &[(1, "UserSaid"), (1, "fn of"), (2, "told"), (2, "is_told")],
        );
        check_rust("const MOST: u32 = 1;", &[(1, "MOST")]);
        check_rust("let untold = found; // MOST", &[]);
    }
}
