//! `${NAME}` and `${NAME:-default}` in values, as python-dotenv 1.2.4 puts earlier values of the file in.

use std::collections::BTreeMap;

/// The values of a file so far.
#[derive(Default)]
pub(super) struct Values<'a> {
    variables: BTreeMap<&'a str, Variable>,
    expanded: usize,
}

struct Variable {
    text: Option<String>,
    secret: bool,
}

/// A value with its references replaced.
pub(super) struct Expanded {
    pub(super) text: String,
    /// Whether a reference brought something secret in.
    pub(super) secret: bool,
    /// The first name that nothing in the text gives a value.
    pub(super) missing: Option<String>,
    /// Whether it was left as it stood, since it would have grown beyond measure.
    pub(super) too_long: bool,
}

/// The longest that one value may grow, and all of them together: no setting is that long, and values that double
/// from line to line soon fill any memory.
const LONGEST: usize = 64 * 1024;
const LONGEST_TOGETHER: usize = 1024 * 1024;

impl<'a> Values<'a> {
    /// The value `raw` with its references replaced.
    pub(super) fn expand(&mut self, raw: &str) -> Expanded {
        let mut expanded = Expanded { text: String::new(), secret: false, missing: None, too_long: false };
        let mut rest = raw;
        while let Some((before, reference, after)) = next_reference(rest) {
            let variable = self.variables.get(reference.name);
            let value = variable.map_or(reference.default, |variable| variable.text.as_deref());
            expanded.secret |= variable.is_some_and(|variable| variable.secret);
            if variable.is_none() && reference.default.is_none() {
                expanded.missing.get_or_insert_with(|| reference.name.to_owned());
            }
            let value = value.unwrap_or_default();
            // Before it is copied: every line may refer to the same long value.
            let length = expanded.text.len() + before.len() + value.len();
            if length > LONGEST || self.expanded + length > LONGEST_TOGETHER {
                return Expanded { text: raw.to_owned(), too_long: true, ..expanded };
            }
            expanded.text.push_str(before);
            expanded.text.push_str(value);
            rest = after;
        }
        if rest.len() < raw.len() {
            self.expanded += expanded.text.len();
        }
        expanded.text.push_str(rest);
        expanded
    }

    /// Keeps what a key stands for in the lines that follow.
    pub(super) fn insert(&mut self, key: &'a str, text: Option<&str>, secret: bool) {
        self.variables.insert(key, Variable { text: text.map(str::to_owned), secret });
    }
}

struct Reference<'a> {
    name: &'a str,
    default: Option<&'a str>,
}

/// The first reference, with what stands before and behind it.
fn next_reference(text: &str) -> Option<(&str, Reference<'_>, &str)> {
    let mut from = 0;
    while let Some(found) = text[from..].find("${") {
        let start = from + found;
        let inside = &text[start + 2..];
        let end = inside.find(['}', ':'])?;
        let (name, rest) = inside.split_at(end);
        if let Some(after) = rest.strip_prefix('}') {
            return Some((&text[..start], Reference { name, default: None }, after));
        }
        if let Some(default) = rest.strip_prefix(":-") {
            let (default, after) = default.split_once('}')?;
            return Some((&text[..start], Reference { name, default: Some(default) }, after));
        }
        // No reference that begins before this colon has another end.
        from = start + 2 + end;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(raw: &str, expected: &str, missing: Option<&str>) {
        let mut values = Values::default();
        values.insert("A", Some("1"), false);
        values.insert("EMPTY", None, false);
        let expanded = values.expand(raw);
        assert_eq!((expanded.text.as_str(), expanded.missing.as_deref()), (expected, missing), "{raw}");
    }

    #[test]
    fn expands_references_like_python_dotenv() {
        check("${A}0", "10", None);
        check("$A", "$A", None);
        check("${B}", "", Some("B"));
        check("${B:-5}${A:-7}", "51", None);
        check("${EMPTY:-5}", "", None);
        check("${A", "${A", None);
        check("${A:b}${A}", "${A:b}1", None);
        check("${${A}", "", Some("${A"));
    }
}
