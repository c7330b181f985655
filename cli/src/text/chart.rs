//! A quantity over time, as columns of blocks.

use super::{QUIET, page::Page, styled};
use anstyle::Style;
use textwrap::core::display_width;

/// One chart: its name, its values at equal distances, and a value that it should reach up to at least.
pub(crate) struct Chart<'a> {
    pub(crate) name: &'a str,
    pub(crate) style: Style,
    pub(crate) values: &'a [f64],
    pub(crate) ceiling: f64,
    /// Lines of the columns.
    pub(crate) height: usize,
    /// How a value is told.
    pub(crate) tell: fn(f64) -> String,
}

/// What stands left of the columns: the longest value, and a space at each side.
const MARGIN: usize = 12;

const BLOCKS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

impl Chart<'_> {
    /// Prints it, the name above and the largest value at the top of its axis. Where there are more values than columns
    /// a column shows the largest of its values, so that no peak is lost.
    pub(crate) fn print(&self, page: &mut Page) {
        let columns = columns(self.values, page.width.saturating_sub(MARGIN + 1).max(10));
        let top = columns.iter().copied().fold(self.ceiling, f64::max);
        let top = if top > 0.0 { top } else { 1.0 };
        page.line(&format!("  {}", self.name));
        for line in (0..self.height).rev() {
            let cells: String = columns.iter().map(|value| self.cell(value / top, line)).collect();
            let label = match line {
                _ if line + 1 == self.height => (self.tell)(top),
                0 => "0".to_owned(),
                _ => String::new(),
            };
            let pad = (MARGIN - 1).saturating_sub(display_width(&label));
            let cells = cells.trim_end();
            let gap = if cells.is_empty() { "" } else { " " };
            let pad = if label.is_empty() && cells.is_empty() { 0 } else { pad };
            page.line(&format!("{:pad$}{}{gap}{}", "", styled(QUIET, &label), styled(self.style, cells)));
        }
    }

    /// The part of a column that stands in a line, counted from the bottom.
    fn cell(&self, share: f64, line: usize) -> char {
        #[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
        let (height, line) = (self.height as f64, line as f64);
        let eighths = ((share * height - line) * 8.0).clamp(0.0, 8.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 8")]
        let eighths = if share > 0.0 && line == 0.0 { eighths.ceil() } else { eighths.round() } as usize;
        BLOCKS[eighths]
    }
}

/// A time axis for charts of so many values.
pub(crate) fn axis(page: &mut Page, values: usize, end: &str) {
    let width = values.min(page.width.saturating_sub(MARGIN + 1).max(10));
    let space = width.saturating_sub(1 + display_width(end)).max(1);
    page.line(&format!("{:MARGIN$}{}", "", styled(QUIET, &format!("0{:space$}{end}", ""))));
}

/// At most `most` values, each the largest of those it stands for.
fn columns(values: &[f64], most: usize) -> Vec<f64> {
    let count = values.len().min(most);
    let column = |i: usize| {
        let (from, to) = (i * values.len() / count, (i + 1) * values.len() / count);
        values[from..to].iter().copied().fold(0.0, f64::max)
    };
    (0..count).map(column).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::PLAIN;

    #[test]
    fn columns_rise_in_eighths_and_none_that_is_not_zero_is_lost() {
        let mut page = Page::new(80);
        let values = [0.0, 0.001, 4.0, 8.0, 12.0, 16.0];
        let tell = |value: f64| format!("{value}");
        Chart { name: "busy", style: PLAIN, values: &values, ceiling: 16.0, height: 2, tell }.print(&mut page);
        assert_eq!(
            anstream::adapter::strip_str(&page.finish()).to_string(),
            "  busy\n         16     ▄█\n          0  ▁▄███\n"
        );
    }

    #[test]
    fn a_peak_survives_in_few_columns() {
        assert_eq!(columns(&[1.0, 9.0, 1.0, 1.0, 2.0, 1.0, 1.0], 3), [9.0, 1.0, 2.0]);
        assert_eq!(columns(&[1.0, 2.0], 10), [1.0, 2.0]);
        assert!(columns(&[], 10).is_empty());
    }
}
