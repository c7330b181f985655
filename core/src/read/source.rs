//! A text with its lines numbered, as all readers walk it.

use std::ops::Range;

/// A text, and where its lines begin.
pub(crate) struct Source<'a> {
    pub(crate) text: &'a str,
    starts: Vec<usize>,
}

/// One line, its end left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    pub(crate) text: &'a str,
    /// Where it begins, in bytes.
    pub(crate) at: usize,
    /// Its number, from 1.
    pub(crate) number: usize,
}

impl<'a> Source<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let ends_line = |at: usize| bytes[at] == b'\n' || (bytes[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        let starts = (0..bytes.len()).filter(|&at| ends_line(at)).map(|at| at + 1);
        Self { text, starts: std::iter::once(0).chain(starts).collect() }
    }

    /// The number of the line that holds the byte `at`.
    pub(crate) fn line_of(&self, at: usize) -> usize {
        self.starts.partition_point(|&start| start <= at)
    }

    /// The line with this number, from 1.
    pub(crate) fn line(&self, number: usize) -> Option<Line<'a>> {
        let at = *self.starts.get(number.checked_sub(1)?)?;
        self.lines(at..at + 1).next().or_else(|| (at == self.text.len()).then_some(Line { text: "", at, number }))
    }

    /// The lines that begin in a range, which must itself begin where a line does.
    pub(crate) fn lines(&self, range: Range<usize>) -> impl Iterator<Item = Line<'a>> + '_ {
        let first = self.starts.partition_point(|&start| start < range.start);
        let starts = self.starts[first..].iter().copied().take_while(move |&start| start < range.end);
        starts.enumerate().map(move |(index, at)| {
            let end = self.starts.get(first + index + 1).copied().unwrap_or(self.text.len());
            Line { text: self.text[at..end].trim_end_matches(['\r', '\n']), at, number: first + index + 1 }
        })
    }
}

impl Line<'_> {
    /// Where a part of this line stands in the whole text.
    pub(crate) fn span(&self, part: &str) -> Range<usize> {
        let start = self.at + (part.as_ptr() as usize - self.text.as_ptr() as usize);
        start..start + part.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, usize)]) {
        let source = Source::new(text);
        let lines: Vec<_> = source.lines(0..text.len()).collect();
        assert_eq!(lines.iter().map(|line| (line.text, line.at)).collect::<Vec<_>>(), expected, "{text:?}");
        for line in lines {
            assert_eq!(source.line_of(line.at), line.number, "{text:?}");
        }
    }

    #[test]
    fn splits_lines_at_every_line_ending() {
        check("", &[]);
        check("a", &[("a", 0)]);
        check("a\nb\r\nc\rd\n", &[("a", 0), ("b", 2), ("c", 5), ("d", 7)]);
        check("\n\nx", &[("", 0), ("", 1), ("x", 2)]);
    }

    #[test]
    fn locates_part_of_line() {
        let source = Source::new("a\nkey: 20\n");
        let line = source.lines(2..10).next().expect("a line");
        assert_eq!((line.number, line.span(&line.text[5..])), (2, 7..9));
    }
}
