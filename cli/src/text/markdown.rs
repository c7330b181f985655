//! A document in Markdown, for a terminal.

use super::{PLAIN, QUIET, page::Page, printable, styled};
use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// Prints headings, paragraphs, lists and blocks of code. Code between words keeps its backticks, and a link to an address has
/// it behind its words.
pub(crate) fn print(page: &mut Page, markdown: &str) {
    let mut printer = Printer { page, words: String::new(), lists: Vec::new(), link: None, in_code: false };
    for event in Parser::new(markdown) {
        printer.event(event);
    }
}

struct Printer<'a> {
    page: &'a mut Page,
    /// The text of the block so far.
    words: String,
    /// The next number of each list around; None for a list without numbers.
    lists: Vec<Option<u64>>,
    link: Option<String>,
    in_code: bool,
}

impl Printer<'_> {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) if self.in_code => self.code(&text),
            Event::Text(text) => self.words += &text,
            Event::Code(text) => self.words.extend(["`", &*text, "`"]),
            Event::SoftBreak | Event::HardBreak => self.words.push(' '),
            Event::Start(Tag::CodeBlock(kind)) => {
                self.page.gap();
                self.in_code = matches!(kind, CodeBlockKind::Indented | CodeBlockKind::Fenced(_));
            }
            Event::End(TagEnd::CodeBlock) => self.in_code = false,
            Event::Start(Tag::List(first)) => {
                self.item();
                self.lists.push(first);
                self.page.gap();
            }
            Event::End(TagEnd::List(_)) => drop(self.lists.pop()),
            Event::End(TagEnd::Item) => self.item(),
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.link = Some(dest_url.into_string()).filter(|url| url.starts_with("http"));
            }
            Event::End(TagEnd::Link) => {
                if let Some(url) = self.link.take() {
                    self.words.extend([" (", &*url, ")"]);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let title = std::mem::take(&mut self.words);
                self.page.heading(&printable(&title), "");
            }
            Event::End(TagEnd::Paragraph) if self.lists.is_empty() => {
                let words = std::mem::take(&mut self.words);
                self.page.gap();
                self.page.paragraph(PLAIN, 0, &words);
            }
            _ => {}
        }
    }

    fn code(&mut self, text: &str) {
        for line in text.lines() {
            self.page.line(&format!("    {}", styled(QUIET, &printable(line))));
        }
    }

    /// An item of the innermost list, with the words so far.
    fn item(&mut self) {
        let words = std::mem::take(&mut self.words);
        if words.is_empty() {
            return;
        }
        let indent = 2 * self.lists.len().saturating_sub(1);
        let label = match self.lists.last_mut() {
            Some(Some(number)) => {
                *number += 1;
                format!("{}.", *number - 1)
            }
            _ => "-".to_owned(),
        };
        self.page.item(PLAIN, indent, &label, PLAIN, &words);
    }
}

#[cfg(test)]
mod tests {
    use super::{Page, print};

    fn check(markdown: &str, expected: &str) {
        let mut page = Page::new(30);
        print(&mut page, markdown);
        let plain = anstream::adapter::strip_str(&page.finish()).to_string();
        assert_eq!(plain, expected, "{markdown}");
    }

    #[test]
    fn a_document_fits_the_terminal() {
        check(
            "# One\n\nTwo *three* `four`,\nfive six seven eight.\n",
            "One\n\nTwo three `four`, five six\nseven eight.\n",
        );
        check("- a [b](c.md)\n- [d](https://e.f)\n  1. g\n", "- a b\n- d (https://e.f)\n\n  1. g\n");
        check("    x = 1\n\ny\n\n```sh\nz  z\n```\n", "    x = 1\n\ny\n\n    z  z\n");
        check("\u{1b}[31mred", "\u{fffd}[31mred\n");
    }
}
