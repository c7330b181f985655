//! Prints one entry of the catalog.

use crate::text::{
    self, BOLD, PLAIN, QUIET, WARNING,
    page::Page,
    table::{Align, Cell, Table},
};
use poolwise::catalog::{CatalogKind, Choice, Entry, Provenance, Size};

/// One entry: its limits, the evidence for them, and the fields that it sets.
pub(super) fn details(entry: &Entry, choice: Option<&Choice>, width: usize) -> String {
    let mut page = Page::new(width);
    page.heading(entry.name, entry.id);
    if entry.provenance == Provenance::SecondHand {
        let said = match entry.kind {
            CatalogKind::Preset => "Second-hand: a document recommends it; whether it fits is what a plan says.",
            _ => "Second-hand: others say so, and it is not verified.",
        };
        page.item(WARNING, 2, "!", WARNING, said);
    }
    page.gap();
    let mut rows = vec![("rule", entry.rule.to_owned())];
    rows.extend(entry.size().map(|size| ("size", size.to_string())));
    rows.extend(entry.kept_back().map(|kept| ("kept back", format!("{kept}, the reserve for superusers included"))));
    rows.push(("known", format!("{}, {}", entry.provenance.name(), entry.dated)));
    rows.push(("source", entry.source.to_owned()));
    for (name, value) in rows {
        page.item(QUIET, 2, &format!("{name:<9}"), PLAIN, &value);
    }
    // A link is copied, so it is never cut.
    page.line(&format!("  {} {}", text::styled(QUIET, "url      "), entry.url));
    if let Some(names) = entry.names() {
        page.heading("Settings", "and their defaults");
        let mut table = Table::new(&[("", Align::Left), ("", Align::Left), ("", Align::Left)]);
        for (what, knob) in names.each() {
            let default = knob.default.map_or_else(|| "not known here".to_owned(), |default| default.to_string());
            table.row(vec![Cell::styled(QUIET, what), Cell::new(knob.name), Cell::new(default)]);
        }
        table.print(&mut page, 2);
    }
    sets(&mut page, entry, choice);
    if !entry.notes.is_empty() {
        page.heading("Notes", "");
        for note in entry.notes {
            page.item(PLAIN, 2, "-", PLAIN, note);
        }
    }
    page.finish()
}

fn sets(page: &mut Page, entry: &Entry, choice: Option<&Choice>) {
    match (choice, entry.size()) {
        (Some(choice), _) => {
            page.heading("Sets", "for a poolwise.toml");
            for line in choice.toml().lines() {
                page.line(&format!("  {line}"));
            }
            if let Some([least, most]) = choice.max_connections_between.filter(|[least, most]| least < most) {
                page.gap();
                page.paragraph(
                    PLAIN,
                    2,
                    &format!("max_connections lies between {least} and {most}; the least is taken."),
                );
            }
        }
        (None, Some(Size::Plan { plans })) => {
            page.heading("Sizes", "of max_connections; choose one with --size");
            let mut table = Table::new(&[("", Align::Left), ("", Align::Right)]);
            for plan in plans {
                table.row(vec![Cell::new(plan.name), Cell::styled(BOLD, plan.max_connections.to_string())]);
            }
            table.print(page, 2);
        }
        (None, Some(size @ Size::Variant { of, .. })) => {
            page.heading("Sizes", &format!("one for each {of}; choose one with --size"));
            page.paragraph(PLAIN, 2, &size.names().join(", "));
        }
        (None, _) => {
            page.heading("Sets", "");
            page.paragraph(PLAIN, 2, "This entry needs a size: give one with --size.");
        }
    }
}
