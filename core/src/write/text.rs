//! Texts of people in files: on one line, or quoted as the file's format has it.

/// On one line: a comment would end with the line. In JavaScript, U+2028 and U+2029 are line ends too, and Go refuses a byte
/// order mark.
pub(crate) fn on_one_line(text: &str) -> String {
    let ends_line = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}');
    text.chars().map(|c| if ends_line(c) { ' ' } else { c }).collect()
}

/// Sentences as comments, each on a line of its own behind `mark`.
pub(crate) fn comments(mark: &str, sentences: &[String]) -> String {
    sentences.iter().fold(String::new(), |text, sentence| text + mark + " " + &on_one_line(sentence) + "\n")
}

/// In double quotes as JSON has them, which YAML, JavaScript and TOML read too. Line ends of JavaScript are escaped.
pub(crate) fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    json.replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
        .replace('\u{7f}', "\\u007f")
        .replace('\u{85}', "\\u0085")
}

/// A name that every file system, Kubernetes and identifier-like places take: lower-case ASCII letters, digits and single
/// dashes, at most 40 of them, beginning with a letter. Empty where nothing of the text is left.
pub(crate) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_start_matches(|c: char| !c.is_ascii_lowercase());
    slug.get(..MAX_SLUG).unwrap_or(slug).trim_end_matches('-').to_owned()
}

const MAX_SLUG: usize = 40;

/// A number of milliseconds or seconds as a whole number, rounded up: a timeout of half a unit must not become none.
pub(crate) fn whole(number: f64) -> u64 {
    crate::units::ceil_count(number)
}

#[cfg(test)]
mod tests {
    use super::{quoted, slug};

    fn check(name: &str, expected: &str) {
        assert_eq!(slug(name), expected, "{name:?}");
    }

    #[test]
    fn names_of_files_are_plain() {
        check("api", "api");
        check("Check Out (EU)", "check-out-eu");
        check("../../etc/passwd", "etc-passwd");
        check("9lives", "lives");
        check("漢字", "");
        check(&"x".repeat(99), &"x".repeat(40));
    }

    #[test]
    fn quotes_end_only_where_they_should() {
        assert_eq!(quoted("a\"b\\c\n#{x}\u{2028}"), "\"a\\\"b\\\\c\\n#{x}\\u2028\"");
    }
}
