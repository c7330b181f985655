//! Connections against what the database admits, as bars.

use super::{ADVISED, BAD, BOLD, PLAIN, QUIET, page::Page, styled};
use anstyle::Style;
use poolwise::budget::{Budget, Totals};

/// The budget as it is and as advised, each a bar on the same scale, with the limit in it.
pub(crate) fn budget(page: &mut Page, budget: &Budget) {
    let scale = Scale::new(page.width, budget);
    let (rest, deploy) = ("at rest", "deploy");
    let pad = MARGIN + scale.cells + 1;
    page.line(&format!("{:pad$}{}", "", styled(QUIET, &format!("  {rest:>8}  {deploy:>8}"))));
    let rows = [("current", budget.current, PLAIN), ("advised", budget.advised, ADVISED)];
    for (label, totals, style) in rows {
        let label_style = if label == "advised" { BOLD } else { PLAIN };
        page.line(&format!(
            "  {}  {}  {:>8}  {:>8}",
            styled(label_style, label),
            scale.bar(totals, style),
            told(totals.at_rest),
            told(totals.at_deploy)
        ));
    }
    let legend = format!("█ at rest  ▒ more during a deploy  │ {} that PostgreSQL admits", budget.usable);
    page.paragraph(QUIET, MARGIN, &legend);
}

/// What stands left of a bar: "  current  ".
const MARGIN: usize = 11;
/// What stands right of it.
const NUMBERS: usize = 2 + 8 + 2 + 8;

fn told(connections: Option<u64>) -> String {
    match connections {
        None => "no limit".to_owned(),
        // More digits than the column holds, and than anybody needs.
        Some(100_000_000..) => "over 10⁸".to_owned(),
        Some(connections) => connections.to_string(),
    }
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
    fn new(width: usize, budget: &Budget) -> Self {
        let cells = width.saturating_sub(MARGIN + 1 + NUMBERS).max(10);
        let usable = budget.usable;
        // Beyond twice the limit a bar leaves the page: the limit would shrink to nothing.
        let ceiling = usable.saturating_mul(2).max(1);
        let totals = [budget.current, budget.advised];
        let most = totals.iter().map(|totals| totals.at_deploy.unwrap_or(u64::MAX).min(ceiling)).max().unwrap_or(0);
        let most = most.max(usable).max(1);
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
        let (rest, deploy) = (self.filled(totals.at_rest), self.filled(totals.at_deploy));
        let off_the_page = totals.at_deploy.is_none_or(|connections| connections > self.most);
        let cell = |i: usize| match i {
            _ if off_the_page && i + 1 == self.cells => '▶',
            _ if i < rest => '█',
            _ if i < deploy => '▒',
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
