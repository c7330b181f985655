//! A page of text as it grows.

use super::{BOLD, QUIET, printable, styled};
use anstyle::Style;
use textwrap::{Options, WordSeparator, WrapAlgorithm, core::display_width};

/// Text within a width, section by section.
pub(crate) struct Page {
    pub(crate) width: usize,
    text: String,
}

impl Page {
    pub(crate) fn new(width: usize) -> Self {
        Self { width, text: String::new() }
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }

    /// One line, as it is.
    pub(crate) fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// An empty line, except at the top and after another.
    pub(crate) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// The title of a section, and a quiet word beside it.
    pub(crate) fn heading(&mut self, title: &str, beside: &str) {
        self.gap();
        let beside = if beside.is_empty() { String::new() } else { format!("  {}", styled(QUIET, beside)) };
        self.line(&(styled(BOLD, title) + &beside));
    }

    /// A paragraph, wrapped and indented.
    pub(crate) fn paragraph(&mut self, style: Style, indent: usize, text: &str) {
        for line in wrap(text, self.width.saturating_sub(indent)) {
            self.line(&format!("{:indent$}{}", "", styled(style, &line)));
        }
    }

    /// So many lines of a paragraph at the most; where there are more, the last of them ends in an ellipsis.
    pub(crate) fn clipped(&mut self, style: Style, indent: usize, text: &str, most: usize) {
        if wrap(text, self.width.saturating_sub(indent)).len() <= most {
            return self.paragraph(style, indent, text);
        }
        let lines = wrap(text, self.width.saturating_sub(indent + 2));
        for (number, line) in (1..=most).zip(lines) {
            let end = if number == most { " …" } else { "" };
            self.line(&format!("{:indent$}{}{end}", "", styled(style, &line)));
        }
    }

    /// How many lines it has.
    pub(crate) fn height(&self) -> usize {
        self.text.lines().count()
    }

    /// A paragraph that hangs below its `label`; under a label that takes half the page it begins on a line below.
    pub(crate) fn item(&mut self, label_style: Style, indent: usize, label: &str, style: Style, text: &str) {
        let hang = indent + display_width(label) + 1;
        if hang > self.width / 2 {
            self.paragraph(label_style, indent, label);
            return self.paragraph(style, indent + 2, text);
        }
        for (i, line) in wrap(text, self.width.saturating_sub(hang)).iter().enumerate() {
            let before = if i == 0 {
                format!("{:indent$}{} ", "", styled(label_style, &printable(label)))
            } else {
                " ".repeat(hang)
            };
            self.line(&(before + &styled(style, line)));
        }
    }
}

/// `text` in lines of at most `width` columns. A number stays with its unit, and an
/// operator with its sides.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let text = printable(text);
    let mut glued = String::with_capacity(text.len());
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.next() {
        glued.push_str(word);
        let Some(next) = words.peek() else { break };
        let unit = word.ends_with(|c: char| c.is_ascii_digit()) && UNITS.contains(&next.trim_end_matches(PUNCTUATION));
        let operator = OPERATORS.contains(&word) || OPERATORS.contains(next);
        glued.push(if unit || operator { GLUE } else { ' ' });
    }
    let options =
        Options::new(width.max(1)).word_separator(WordSeparator::AsciiSpace).wrap_algorithm(WrapAlgorithm::FirstFit);
    textwrap::wrap(&glued, options).iter().map(|line| line.replace(GLUE, " ")).collect()
}

const UNITS: [&str; 5] = ["%", "ms", "s", "erlang", "erlangs"];
const OPERATORS: [&str; 4] = ["+", "=", "≤", "≈"];
const PUNCTUATION: [char; 5] = [',', ';', ':', '.', ')'];
/// A space at which no line is broken.
const GLUE: char = '\u{a0}';

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn a_number_stays_with_its_unit() {
        assert_eq!(wrap("it waits 40 ms, for 5 % of them", 12), ["it waits", "40 ms, for", "5 % of them"]);
        assert_eq!(wrap("2 workers × (5 + 10) = 30", 15), ["2 workers ×", "(5 + 10) = 30"]);
    }

    #[test]
    fn columns_are_counted_not_bytes() {
        assert_eq!(wrap("連接 連接 連接", 9), ["連接 連接", "連接"]);
        assert_eq!(wrap("a\u{1b}[31mb", 80), ["a\u{fffd}[31mb"]);
    }
}
