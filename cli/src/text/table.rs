//! Tables of aligned columns, without rules.

use super::{ADVISED, PLAIN, QUIET, page::Page, printable, styled};
use anstyle::Style;
use textwrap::core::display_width;

/// Rows below a header.
pub(crate) struct Table {
    header: Vec<Cell>,
    rows: Vec<Vec<Cell>>,
    aligns: Vec<Align>,
}

#[derive(Clone)]
pub(crate) struct Cell {
    text: String,
    style: Style,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// Between two columns.
const GAP: usize = 2;
/// A name in a first column is not cut below this.
const LEAST_NAME: usize = 8;

impl Cell {
    pub(crate) fn new(text: impl AsRef<str>) -> Self {
        Self { text: printable(text.as_ref()).into_owned(), style: PLAIN }
    }

    pub(crate) fn styled(style: Style, text: impl AsRef<str>) -> Self {
        Self { style, ..Self::new(text) }
    }

    /// The same in `style`, where it has none of its own.
    pub(crate) fn or_styled(self, style: Style) -> Self {
        if self.style == PLAIN { Self { style, ..self } } else { self }
    }

    fn width(&self) -> usize {
        display_width(&self.text)
    }
}

impl Table {
    pub(crate) fn new(columns: &[(&str, Align)]) -> Self {
        Self {
            header: columns.iter().map(|(title, _)| Cell::styled(QUIET, title)).collect(),
            rows: Vec::new(),
            aligns: columns.iter().map(|&(_, align)| align).collect(),
        }
    }

    pub(crate) fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }

    /// Prints it; names in the first column are cut where it is too wide, and where that is not enough each row
    /// becomes a list.
    pub(crate) fn print(mut self, page: &mut Page, indent: usize) {
        let widths = self.widths();
        let total = indent + widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        let first = widths.first().copied().unwrap_or(0);
        let excess = total.saturating_sub(page.width);
        if excess > 0 && first.saturating_sub(excess) < LEAST_NAME {
            return self.print_lists(page, indent);
        }
        for cell in self.rows.iter_mut().filter_map(|row| row.first_mut()) {
            cell.text = cut(&cell.text, first - excess);
        }
        let widths = self.widths();
        let header = Some(&self.header).filter(|header| header.iter().any(|cell| !cell.text.is_empty()));
        for row in header.into_iter().chain(&self.rows) {
            let mut line = " ".repeat(indent);
            // Padding waits for the next text, so that no line ends with it.
            let mut pad = 0;
            for ((cell, width), align) in row.iter().zip(&widths).zip(&self.aligns) {
                let spare = width.saturating_sub(cell.width());
                let (before, after) = if *align == Align::Right { (spare, 0) } else { (0, spare) };
                let text = cell.text.trim_end();
                if text.is_empty() {
                    pad += width + GAP;
                } else {
                    line.push_str(&" ".repeat(pad + before));
                    line.push_str(&styled(cell.style, text));
                    pad = cell.width() - display_width(text) + after + GAP;
                }
            }
            page.line(&line);
        }
    }

    fn print_lists(&self, page: &mut Page, indent: usize) {
        let width = self.header.iter().map(Cell::width).max().unwrap_or(0);
        for row in &self.rows {
            if width > 0 {
                page.gap();
            }
            for (title, cell) in self.header.iter().zip(row) {
                // The spaces that line up a column's arrows mean nothing here.
                let text = cell.text.split_whitespace().collect::<Vec<_>>().join(" ");
                if title.text.is_empty() {
                    page.paragraph(cell.style, indent, &text);
                } else if !text.is_empty() {
                    let label = format!("{}{} ", title.text, " ".repeat(width - title.width()));
                    page.item(QUIET, indent, &label, cell.style, &text);
                }
            }
        }
    }

    fn widths(&self) -> Vec<usize> {
        (0..self.header.len())
            .map(|column| {
                let cells = self.rows.iter().chain([&self.header]).filter_map(|row| row.get(column));
                cells.map(Cell::width).max().unwrap_or(0)
            })
            .collect()
    }
}

/// `text` in at most `width` columns.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if display_width(text) <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        if display_width(&kept) + display_width(c.encode_utf8(&mut [0; 4])) >= width {
            break;
        }
        kept.push(c);
    }
    kept + "…"
}

/// "5 → 4" with the arrows of a column below each other; what does not change is said once.
pub(crate) fn changes(pairs: &[(String, String)]) -> Vec<Cell> {
    let widest = |part: fn(&(String, String)) -> &str| pairs.iter().map(|pair| display_width(part(pair))).max();
    let before = widest(|(before, _)| before).unwrap_or(0);
    let after = widest(|(before, after)| if before == after { "" } else { after }).unwrap_or(0);
    pairs
        .iter()
        .map(|(from, to)| {
            if from == to {
                Cell::new(format!("{from:>before$}"))
            } else {
                Cell::styled(ADVISED, format!("{from:>before$} → {to:>after$}"))
            }
        })
        .collect()
}
