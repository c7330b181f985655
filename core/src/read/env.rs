//! `.env` files, and other places where environments are written down.

mod assignment;
mod fragment;
mod interpolate;
mod loaders;
mod scan;

pub(crate) use scan::{RawValue, scan};

use super::{
    config,
    detect::Confidence,
    names::{self, OptionMeaning},
    permitted, python,
    reader::Reader,
    secret,
    source::Line,
    value,
};
use interpolate::{Expanded, Values};
use names::Siblings;
use scan::{BOM, Binding, Error};
use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

/// Values beyond this are not what anybody sets.
const LONG_VALUE: usize = 8 * 1024;

pub(super) fn detect(line: &str) -> Confidence {
    let fragment = fragment::detect(line);
    if fragment == Confidence::Certain {
        return fragment;
    }
    let line = line.trim().trim_start_matches(BOM);
    let line = line.strip_prefix("export ").map_or(line, str::trim_start);
    let Some((key, after)) = line.split_once('=') else { return fragment };
    let name = key.trim_end().trim_matches('\'');
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_.".contains(c));
    let is_assignment = is_name && !after.starts_with('=');
    // As environments are written, and hardly anything else: Python and configurations put blanks around the sign.
    // Python's assignments have blanks around the sign, and names in lower case.
    if name != key && name.chars().any(|c| c.is_ascii_lowercase()) && !key.contains('\'') {
        return fragment;
    }
    let is_usual = name == key && !name.contains('.') && !name.chars().any(|c| c.is_ascii_lowercase());
    // Python's keywords, logs and metrics have names in lower case as well.
    let is_alone = !after.trim().contains([' ', ',', '(']) && python::engine_option(name).is_none();
    let is_known = name == key && is_alone && names::meaning(name).is_some();
    Confidence::new(is_assignment && (is_usual || is_known), is_assignment).max(fragment)
}

/// Whether a line gives a known variable of an environment its value, with blanks around the sign as Python has them:
/// `DB_POOL_SIZE = 20`.
pub(super) fn sets_variable(line: &str) -> bool {
    let Some((name, value)) = line.split_once(" = ") else { return false };
    let name = name.trim();
    let is_variable = name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    is_variable && !value.trim().contains(' ') && names::meaning(name).is_some()
}

/// Whether a line gives the name of a known variable, whose value stands in another line: `name = "DB_POOL_SIZE"`.
pub(super) fn names_variable(line: &str) -> bool {
    fragment::names_variable(line)
}

/// Takes the variables of a line that names them in objects of JSON: `{"name": "DB_POOL_SIZE", "value": "5"}`.
pub(super) fn take_objects(reader: &mut Reader<'_>, line: &Line<'_>) {
    if line.text.contains("\"name\":") && line.text.contains("\"value\":") {
        fragment::take_objects(reader, line);
    }
}

pub(super) fn read(reader: &mut Reader<'_>, range: Range<usize>) {
    let text = reader.text(&range);
    if looks_like_utf16(text) {
        reader.note(
            "utf16",
            range.start,
            "every other character is NUL, as in UTF-16 that is read as UTF-8; save the file as UTF-8",
        );
        return;
    }
    if text.starts_with(BOM) {
        let message = "a byte order mark precedes the first key; most readers ignore that key";
        reader.note("bom_stripped", range.start, message);
    }
    if text.contains("\r\n") {
        let message =
            "the lines end with CR LF, as on Windows: a shell that sources the file keeps the CR in every value";
        reader.note("loaders_disagree", range.start, message);
    }
    let bindings = scan(text);
    let fragments = fragment::take(reader, &range);
    let mut file = File {
        reader,
        start: range.start,
        fragments,
        values: Values::default(),
        prefixes: BTreeSet::new(),
        last: BTreeMap::new(),
        siblings: Siblings::new(bindings.iter().filter_map(|binding| Some(binding.key.as_ref()?.0.as_str()))),
    };
    for (index, binding) in bindings.iter().enumerate() {
        if let Some((key, _)) = binding.key.as_ref().filter(|_| binding.value.is_some()) {
            file.last.insert(key, index);
        }
    }
    let mut in_key_block = false;
    for (index, binding) in bindings.iter().enumerate() {
        // A key that was pasted without quotes goes on for lines, each of which would be taken for a name.
        let is_quoted = binding.value.as_ref().is_some_and(|raw| raw.quote.is_some());
        let begins = !is_quoted && text[binding.bytes.clone()].contains("-----BEGIN");
        if !in_key_block {
            file.take(index, binding);
        }
        in_key_block = (in_key_block || begins) && !text[binding.bytes.clone()].contains("-----END");
    }
}

/// A file while it is read.
struct File<'a, 'r, 's> {
    reader: &'r mut Reader<'s>,
    start: usize,
    /// The lines that are understood though no reader of `.env` files would.
    fragments: fragment::Lines,
    values: Values<'a>,
    /// The prefixes that a note names.
    prefixes: BTreeSet<String>,
    /// Where each key stands last, by the index of its binding.
    last: BTreeMap<&'a str, usize>,
    siblings: Siblings<'a>,
}

impl<'a> File<'a, '_, '_> {
    fn take(&mut self, index: usize, binding: &'a Binding) {
        let at = self.start + binding.bytes.start + binding.blank;
        if let Some(error) = binding.error {
            if !self.fragments.hold(self.reader.source.line_of(at)) {
                self.note_error(error, at, binding);
            }
            return;
        }
        let Some((key, key_span)) = &binding.key else { return };
        let shown = secret::loaded_key_or_mask(key);
        let Some(raw) = &binding.value else {
            if !self.fragments.hold(self.reader.source.line_of(at)) {
                self.reader.note("no_value", at, "the key has no = and no value");
            }
            self.values.insert(key, None, false);
            let entries = &mut self.reader.reading.entries;
            entries.remove(shown);
            entries.insert(secret::loaded_line_or_mask(key).to_owned(), None);
            return;
        };
        let expanded = self.values.expand(&raw.text);
        let hidden = expanded.secret
            || is_unnamed_secret(key, &expanded.text)
            || secret::looks_secret(key, &raw.text)
            || secret::looks_secret(key, &expanded.text);
        self.values.insert(key, Some(&expanded.text), hidden);
        let is_last = self.last.get(key.as_str()) == Some(&index);
        self.note_value(key, raw, &expanded, binding, hidden, at);
        let is_set = self.is_set_by_fragment(key, at);
        if let Some(meaning) = self.meaning(key).filter(|_| !is_set) {
            if let Some(prefix) = names::ignored_prefix(key).filter(|prefix| self.prefixes.insert((*prefix).to_owned()))
            {
                let message = format!(
                    "the prefix {} is ignored: the names are read by their endings",
                    secret::key_or_mask(prefix)
                );
                self.reader.note("ignored_prefix", at, message);
            }
            let span = if raw.span.is_empty() { key_span } else { &raw.span };
            let span = self.start + span.start..self.start + span.end;
            if is_last {
                self.set(meaning, &secret::key_or_mask(key), span, &expanded, raw);
            } else {
                let message = format!(
                    "{} is repeated below; python-dotenv uses the last value, dotenvy the first",
                    secret::key_or_mask(key)
                );
                self.reader.note("duplicate_key", at, message);
            }
        } else if is_last && !raw.span.is_empty() {
            let span = self.start + raw.span.start..self.start + raw.span.end;
            config::take_options(self.reader, span.clone());
            config::take_url(self.reader, span);
        }
        let text = if hidden || secret::names_secret(&expanded.text) { secret::MASK.to_owned() } else { expanded.text };
        self.reader.reading.entries.insert(shown.to_owned(), Some(text));
    }

    /// What a variable sets, by its own name or by those beside it.
    fn meaning(&self, key: &str) -> Option<OptionMeaning> {
        names::meaning(key).or_else(|| self.siblings.meaning(key))
    }

    /// Whether another notation in this line gave the variable its value already.
    fn is_set_by_fragment(&self, key: &str, at: usize) -> bool {
        let line = self.reader.source.line_of(at);
        let is_same = |key_found: &str| key_found == secret::key_or_mask(key);
        let settings = &self.reader.reading.settings;
        self.fragments.hold(line) && settings.iter().any(|setting| setting.line == line && is_same(&setting.key))
    }

    fn set(&mut self, meaning: OptionMeaning, key: &str, span: Range<usize>, expanded: &Expanded, raw: &RawValue) {
        let is_reference = expanded.text != raw.text;
        if let Some(missing) = &expanded.missing {
            let message =
                format!("{key} refers to {}, which has no value above this line", secret::key_or_mask(missing));
            self.reader.note("unresolved_reference", span.start, message);
        }
        // A list that was pasted has commas behind its values, and a sentence a full stop.
        let text = &*expanded.text;
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let text = text.strip_suffix([',', ';', '.']).filter(|text| is_number(text)).unwrap_or(text);
        if text.len() < expanded.text.len() {
            let message =
                format!("{key}: the sign behind the number is left out; in a .env file it would be part of it");
            self.reader.note("trailing_sign", span.start, message);
        }
        match value::parse(meaning, text) {
            Ok(value) => self.reader.set_meaning(None, meaning, key, span, value),
            Err(("empty_value", _)) if is_reference => {
                self.reader.note("not_a_number", span.start, format!("{key} is empty once its reference is replaced"));
            }
            Err((code, message)) => self.reader.note(code, span.start, format!("{key}: {message}")),
        }
    }

    fn note_value(
        &mut self,
        key: &str,
        raw: &RawValue,
        expanded: &Expanded,
        binding: &Binding,
        hidden: bool,
        at: usize,
    ) {
        let shown = secret::key_or_mask(key);
        let is_known = self.meaning(key).is_some();
        if hidden && !raw.text.is_empty() {
            self.reader.note_secret(&shown, at);
        }
        if secret::has_password_to_encode(&raw.text) {
            let message = format!("{shown}: percent-encode @, /, ? and # in the password of a URL: %40, %2F, %3F, %23");
            self.reader.note("url_needs_encoding", at, message);
        }
        if expanded.too_long {
            let message = format!("{shown} is too long with its references expanded; they are not expanded");
            self.reader.note("value_too_long", at, message);
        } else if expanded.text.len() > LONG_VALUE {
            let message = format!("{shown} has {} bytes, more than any setting needs", expanded.text.len());
            self.reader.note("value_too_long", at, message);
        }
        // Files in other notations have no loaders that could disagree.
        let is_plain = !self.fragments.is_in_other_notation(self.reader.source.line_of(at));
        if let Some(dispute) = binding.dispute.filter(|dispute| is_plain && (is_known || dispute.is_grave())) {
            self.reader.note("loaders_disagree", at, format!("{shown}: {}", dispute.message()));
        }
        if raw.quote.is_some() && raw.text.contains('\n') && raw.text.contains('=') && !raw.text.contains("-----BEGIN")
        {
            let message = format!("the value of {shown} spans lines that look like other keys; is a quote unclosed?");
            self.reader.note("unterminated_quote", at, message);
        }
        if is_known {
            if let Some(c) = binding_text(self.reader, self.start, binding).chars().find(|&c| value::is_invisible(c)) {
                let message =
                    format!("{shown}: contains the invisible character U+{:04X}; retype the line", u32::from(c));
                self.reader.note("invisible_char", at, message);
            }
        } else if let Some(message) = names::suspect(key) {
            self.reader.note("unknown_key", at, format!("{shown}: {message}"));
        }
    }

    fn note_error(&mut self, error: Error, at: usize, binding: &Binding) {
        let goes_on = binding_text(self.reader, self.start, binding).contains(['\n', '\r']);
        let (code, message) = match error {
            Error::UnterminatedQuote => ("unterminated_quote", "a quote is not closed; the line is ignored"),
            Error::NotAnAssignment if goes_on => (
                "unterminated_quote",
                "a quote is not closed in this line and ends at the next quote, lines below; the line is ignored",
            ),
            Error::NotAnAssignment => ("not_an_assignment", "not KEY=value; the line is ignored"),
        };
        self.reader.note(code, at, message);
    }
}

/// Whether a key says nothing about its value, as in a block `variable "db_password" { default = "…" }`.
fn is_unnamed_secret(key: &str, value: &str) -> bool {
    ["default", "value"].contains(&key) && !permitted::is_permitted(key, value)
}

/// The text of a binding without the line's end.
fn binding_text<'s>(reader: &Reader<'s>, start: usize, binding: &Binding) -> &'s str {
    reader.text(&(start + binding.bytes.start..start + binding.bytes.end)).trim_matches(['\r', '\n', ' ', '\t', BOM])
}

/// Whether every other character is a NUL, at least at the beginning.
fn looks_like_utf16(text: &str) -> bool {
    let nuls = text.chars().take(64).filter(|&c| c == '\0').count();
    nuls >= 4 && nuls * 3 >= text.chars().take(64).count()
}

#[cfg(test)]
mod tests {
    use crate::read::{TextKind, read};

    fn check(text: &str, entries: &[(&str, Option<&str>)]) {
        let reading = read(text, Some(TextKind::Env));
        let found: Vec<_> = reading.entries.iter().map(|(key, value)| (key.as_str(), value.as_deref())).collect();
        assert_eq!(found, entries, "{text}");
    }

    #[test]
    fn keeps_unquoted_private_key_out_of_entries() {
        let text = "A=1\nPK=-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEAsecret\nabc+/def=\n-----END RSA PRIVATE KEY-----\nB=2\n";
        check(text, &[("A", Some("1")), ("B", Some("2")), ("PK", Some("***"))]);
    }

    #[test]
    fn masks_references_to_secrets() {
        let text = "DB_PASSWORD=hunter2\nCOPY=${DB_PASSWORD}\nAGAIN=x${COPY}\n";
        check(text, &[("AGAIN", Some("***")), ("COPY", Some("***")), ("DB_PASSWORD", Some("***"))]);
    }

    #[test]
    fn a_value_may_hold_another_ones_secret() {
        assert!(super::secret::names_secret("5 API_TOKEN=zebra92"));
        assert!(!super::secret::names_secret("5 of 10, token by token"));
    }

    #[test]
    fn masks_secret_without_key() {
        check("ghp_abcdefghijklmnop\n", &[("***", None)]);
    }
}
