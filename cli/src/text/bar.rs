//! Connections against what the database admits, as bars.

use super::{ADVISED, BAD, BOLD, PLAIN, QUIET, page::Page, styled};
use anstyle::Style;
use poolwise::{
    budget::{Budget, Totals},
    format::grouped,
};

/// The budget as it is and as advised, each a bar on the same scale, with the limit in it. `assumed` says what the limit rests
/// on where it was not given.
pub(crate) fn budget(page: &mut Page, budget: &Budget, assumed: &str) {
    let rows = [
        ("current", budget.current, budget.usable, PLAIN),
        ("advised", budget.advised, budget.advised_usable, ADVISED),
    ];
    let scales = rows.iter().any(|(_, totals, ..)| totals.at_scale != totals.at_deploy);
    let numbers = |totals: Totals| {
        let columns = [Some(totals.at_rest), Some(totals.at_deploy), scales.then_some(totals.at_scale)];
        columns.into_iter().flatten().map(connections_or_dash).collect::<Vec<_>>()
    };
    let right = |words: &[String]| words.iter().fold(String::new(), |line, word| format!("{line}  {word:>COLUMN$}"));

    let titles = ["at rest", "deploy", "scaled"].map(str::to_owned);
    let titles = &titles[..numbers(budget.current).len()];
    let cells = page.width.saturating_sub(MARGIN + 1 + titles.len() * (COLUMN + 2)).max(10);
    let most = most(budget);
    let pad = MARGIN + cells + 1;
    page.line(&format!("{:pad$}{}", "", styled(QUIET, &right(titles))));
    for (label, totals, usable, style) in rows {
        let label_style = if label == "advised" { BOLD } else { PLAIN };
        let bar = Scale::new(cells, usable, most).bar(totals, style);
        page.line(&format!("  {}  {bar}{}", styled(label_style, label), right(&numbers(totals))));
    }
    let faint = if scales { "  ░ more once scaled out" } else { "" };
    let then = match budget.advised_usable {
        same if same == budget.usable => String::new(),
        then => format!(", {} as advised", grouped(then)),
    };
    let usable = grouped(budget.usable);
    let legend = format!("█ at rest  ▒ more during a deploy{faint}  │ {usable} that PostgreSQL admits{assumed}{then}");
    page.paragraph(QUIET, MARGIN, &legend);
}

/// What stands left of a bar: "  current  ".
const MARGIN: usize = 11;
/// Each of the numbers right of it.
const COLUMN: usize = 8;

fn connections_or_dash(connections: Option<u64>) -> String {
    match connections {
        None => "no limit".to_owned(),
        // More digits than the column holds, and than anybody needs.
        Some(1_000_000..) => "over 10⁶".to_owned(),
        Some(connections) => grouped(connections),
    }
}

/// What the last cell of the bars stands for.
fn most(budget: &Budget) -> u64 {
    let usable = budget.usable.max(budget.advised_usable);
    // Beyond twice the limit a bar leaves the page: the limit would shrink to nothing.
    let ceiling = usable.saturating_mul(2).max(1);
    let totals = [budget.current, budget.advised];
    let most = totals.iter().map(|totals| totals.at_scale.unwrap_or(u64::MAX).min(ceiling)).max().unwrap_or(0);
    most.max(usable).max(1)
}

struct Scale {
    /// Cells of the whole bar, the limit's mark not counted.
    cells: usize,
    /// Cells up to the limit.
    limit: usize,
    usable: u64,
    /// What the last cell stands for.
    most: u64,
}

impl Scale {
    fn new(cells: usize, usable: u64, most: u64) -> Self {
        let limit = if most > usable { share(usable, most, cells).min(cells - 1) } else { cells };
        Self { cells, limit, usable, most }
    }

    /// How many cells so many connections fill: never past the limit where they fit, always where they do not.
    fn filled(&self, connections: Option<u64>) -> usize {
        let Some(connections) = connections else { return self.cells };
        match connections.checked_sub(self.usable) {
            None | Some(0) => share(connections, self.usable.max(1), self.limit).max(usize::from(connections > 0)),
            Some(over) => {
                let beyond = share(over, (self.most - self.usable).max(1), self.cells - self.limit);
                self.limit + beyond.clamp(1, (self.cells - self.limit).max(1))
            }
        }
    }

    fn bar(&self, totals: Totals, style: Style) -> String {
        let [rest, deploy, scale] = [totals.at_rest, totals.at_deploy, totals.at_scale].map(|total| self.filled(total));
        let off_the_page = totals.at_scale.is_none_or(|connections| connections > self.most);
        let cell = |i: usize| match i {
            _ if off_the_page && i + 1 == self.cells => '▶',
            _ if i < rest => '█',
            _ if i < deploy => '▒',
            _ if i < scale => '░',
            _ => ' ',
        };
        let within: String = (0..self.limit).map(cell).collect();
        let beyond: String = (self.limit..self.cells).map(cell).collect();
        format!("{}{}{}", styled(style, &within), styled(BOLD, "│"), styled(BAD, &beyond))
    }
}

/// `part` of `whole` in `cells`, rounded, where `part` is at most `whole`.
fn share(part: u64, whole: u64, cells: usize) -> usize {
    let cells = cells as u128;
    let scaled = (u128::from(part.min(whole)) * cells * 2 + u128::from(whole)) / (u128::from(whole) * 2);
    usize::try_from(scaled).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(at_rest: Option<u64>, at_deploy: Option<u64>, expected: &str) {
        let current = Totals { at_rest, at_deploy, at_scale: at_deploy };
        let scale = Scale { cells: 20, limit: 10, usable: 100, most: 200 };
        let text = anstream::adapter::strip_str(&scale.bar(current, PLAIN)).to_string();
        assert_eq!(text, expected);
    }

    #[test]
    fn a_bar_crosses_the_limit_only_where_the_budget_does_not_hold() {
        check(Some(0), Some(0), "          │          ");
        check(Some(1), Some(30), "█▒▒       │          ");
        check(Some(100), Some(100), "██████████│          ");
        check(Some(100), Some(101), "██████████│▒         ");
        check(Some(200), Some(200), "██████████│██████████");
        check(Some(200), Some(201), "██████████│█████████▶");
        check(None, None, "██████████│█████████▶");
    }
}
