//! Prints the catalog as tables.

use crate::text::{
    BOLD, PLAIN, QUIET, WARNING,
    page::Page,
    table::{Align, Cell, Table},
};
use poolwise::{
    catalog::{self, CatalogKind, Entry, Provenance, frameworks::Names},
    format::duration,
    units::MaxConnections,
};

/// All entries, in one table per kind.
pub(super) fn list(width: usize) -> String {
    let mut page = Page::new(width);
    providers(&mut page);
    frameworks(&mut page);
    presets(&mut page);
    page.gap();
    page.paragraph(PLAIN, 0, "`poolwise catalog ID` shows an entry, `poolwise plan --catalog ID=SIZE` uses it.");
    page.finish()
}

fn providers(page: &mut Page) {
    page.heading("Providers", "what their PostgreSQL admits");
    let columns = ["id", "name", "by", "admits", "kept", "known", "date"];
    let mut table = Table::new(&columns.map(|title| (title, if title == "kept" { Align::Right } else { Align::Left })));
    for entry in entries(CatalogKind::Provider) {
        let mut cells = vec![
            Cell::styled(BOLD, entry.id),
            Cell::new(entry.name),
            Cell::new(entry.size().map_or("–", |size| size.word())),
            Cell::new(entry.max_connections().map_or_else(String::new, between)),
            Cell::new(entry.kept_back().map_or_else(|| "?".to_owned(), |kept| kept.to_string())),
        ];
        cells.extend(known(entry));
        table.row(cells);
    }
    table.print(page, 2);
    page.gap();
    page.paragraph(
        QUIET,
        2,
        "admits: max_connections of the smallest and of the largest size. kept: what is kept back, PostgreSQL's reserve \
         for superusers included. second-hand: somebody said so.",
    );
}

fn frameworks(page: &mut Page) {
    page.heading("Frameworks", "what one pool is by default");
    let columns = ["id", "name", "connections", "longest wait", "known", "date"];
    let mut table = Table::new(&columns.map(|title| (title, Align::Left)));
    for (entry, names) in entries(CatalogKind::Framework).filter_map(|entry| Some((entry, entry.names()?))) {
        let mut cells = vec![
            Cell::styled(BOLD, entry.id),
            Cell::new(entry.name),
            Cell::new(names.connections()),
            Cell::new(longest_wait(names)),
        ];
        cells.extend(known(entry));
        table.row(cells);
    }
    table.print(page, 2);
}

fn presets(page: &mut Page) {
    page.heading("Presets", "what documents recommend for one pool");
    let mut table = Table::new(&["id", "for", "pool", "known", "date"].map(|title| (title, Align::Left)));
    for entry in entries(CatalogKind::Preset) {
        let mut cells = vec![Cell::styled(BOLD, entry.id), Cell::new(entry.name), Cell::new(pool(entry))];
        cells.extend(known(entry));
        table.row(cells);
    }
    table.print(page, 2);
}

fn entries(kind: CatalogKind) -> impl Iterator<Item = &'static Entry> {
    catalog::all().filter(move |entry| entry.kind == kind)
}

/// The evidence for an entry, and its date.
fn known(entry: &Entry) -> [Cell; 2] {
    let style = if entry.provenance == Provenance::SecondHand { WARNING } else { PLAIN };
    [Cell::styled(style, entry.provenance.name()), Cell::new(entry.dated)]
}

fn between([least, most]: [u32; 2]) -> String {
    match most {
        // Where only PostgreSQL's own limit ends the rule.
        MaxConnections::MAX => format!("from {least}"),
        most if most == least => least.to_string(),
        most => format!("{least}–{most}"),
    }
}

fn longest_wait(names: &Names) -> String {
    names.timeout_s().map_or_else(|| "for ever".to_owned(), |seconds| duration(seconds * 1000.0))
}

/// The pool of a preset: "5 + 10".
fn pool(entry: &Entry) -> String {
    let choice = entry.choose(None).unwrap_or_default();
    let setting =
        |field: &str| choice.value(&format!("services[0].pool.{field}")).map_or_else(String::new, ToString::to_string);
    format!("{} + {}", setting("size"), setting("overflow"))
}
