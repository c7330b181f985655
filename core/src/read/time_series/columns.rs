//! Columns of a time and of numbers, with or without titles.

use super::{Series, Unit, time};

/// No more lines than these stand above the first row: `CloudWatch` writes five.
const MAX_TITLES: usize = 10;

/// Statistics of the same values: only the mean counts where they stand beside each other.
const STATISTICS: [&str; 6] = ["min", "max", "minimum", "maximum", "p95", "p99"];

pub(super) fn parse(text: &str) -> Option<Series> {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut titles = Vec::new();
    let first = loop {
        let line = lines.next()?;
        match row(line) {
            Some(row) => break row,
            None if titles.len() < MAX_TITLES => titles.push(line),
            None => return None,
        }
    };
    let mut rows = vec![first];
    for line in lines {
        // A text that goes on with something else is another text.
        rows.push(row(line)?);
    }
    let columns = counted_columns(&titles, rows.first()?.1.len());
    let points = rows.iter().map(|(time, values)| {
        let counted = columns.iter().filter_map(|column| values.get(*column));
        // A row without any value is a gap.
        let present: Vec<f64> = counted.copied().filter(|value| value.is_finite()).collect();
        (*time, if present.is_empty() { f64::NAN } else { present.iter().sum() })
    });
    Some(Series { points: points.collect(), unit: Unit::from_title(&titles.join(" ")), summed: columns.len() })
}

/// The columns of values that count, by the title with as many cells as a row.
fn counted_columns(titles: &[&str], values: usize) -> Vec<usize> {
    let title = titles.iter().rev().map(|line| cells(line)).find(|cells| cells.len() == values + 1);
    let is_counted = |column: &usize| {
        title.as_ref().is_none_or(|title| {
            let words = title[column + 1].to_ascii_lowercase();
            !STATISTICS
                .iter()
                .any(|statistic| words.split(|c: char| !c.is_alphanumeric()).any(|word| word == *statistic))
        })
    };
    let counted: Vec<usize> = (0..values).filter(is_counted).collect();
    if counted.is_empty() { (0..values).take(1).collect() } else { counted }
}

/// A time and at least one number behind it; an empty cell is a gap.
fn row(line: &str) -> Option<(f64, Vec<f64>)> {
    let cells = cells(line);
    let (first, rest) = cells.split_first()?;
    // Date and clock may stand in two columns.
    let joined = || Some((time::parse(&format!("{first} {}", rest.first()?))?, &rest[1..]));
    let (time, rest) = time::parse(first).map(|time| (time, rest)).or_else(joined)?;
    let values: Option<Vec<f64>> = rest.iter().map(|cell| number(cell)).collect();
    values.filter(|values| values.iter().any(|value| value.is_finite()) || rest.len() == 1).map(|values| (time, values))
}

/// A number, with the unit that Grafana writes behind it; an empty cell and what stands for no value is NaN.
fn number(cell: &str) -> Option<f64> {
    const NOTHING: [&str; 6] = ["", "nan", "null", "none", "-", "undefined"];
    let cell = cell.trim();
    if NOTHING.contains(&cell.to_ascii_lowercase().as_str()) {
        return Some(f64::NAN);
    }
    let digits = cell.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '/' || c == ' ');
    let unit = cell[digits.len()..].trim();
    let factor = match unit {
        "" | "req/s" | "reqps" | "rps" | "ops/s" | "c/s" | "/s" => 1.0,
        "K" | "k" | "K req/s" | "k req/s" => 1000.0,
        _ => return None,
    };
    digits.trim().parse::<f64>().ok().map(|number| number * factor)
}

/// The cells of a line: between commas, semicolons or tabs, quotes taken off, or else between blanks.
fn cells(line: &str) -> Vec<String> {
    let Some(separator) = [',', ';', '\t'].into_iter().find(|separator| outside_quotes(line, *separator)) else {
        return line.split_whitespace().map(|cell| cell.trim_matches('"').to_owned()).collect();
    };
    let mut cells = vec![String::new()];
    let mut is_quoted = false;
    for c in line.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            c if c == separator && !is_quoted => cells.push(String::new()),
            c => cells.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
    }
    cells.into_iter().map(|cell| cell.trim().to_owned()).collect()
}

fn outside_quotes(line: &str, separator: char) -> bool {
    line.split('"').step_by(2).any(|part| part.contains(separator))
}
