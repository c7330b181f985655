//! Prints the catalog as tables.

use crate::text::{
    BOLD, PLAIN, QUIET, WARNING,
    page::Page,
    table::{Align, Cell, Table},
};
use poolwise::{
    catalog::{self, CatalogKind, Choice, Entry, Provenance, Size, frameworks::Names},
    format::duration,
    units::MaxConnections,
};

/// All entries, in one table per kind.
pub(super) fn list(width: usize) -> String {
    let mut page = Page::new(width);
    providers(&mut page);
    frameworks(&mut page);
    presets(&mut page);
    poolers(&mut page);
    networks(&mut page);
    applications(&mut page);
    platforms(&mut page);
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
            Cell::new(by(entry)),
            Cell::new(entry.max_connections().map_or_else(|| "?".to_owned(), between)),
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
         for superusers included. ?: not published. second-hand: reported by others.",
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
        let mut cells = vec![
            Cell::styled(BOLD, entry.id),
            Cell::new(entry.name),
            Cell::new(pool(&entry.choose(None).unwrap_or_default())),
        ];
        cells.extend(known(entry));
        table.row(cells);
    }
    table.print(page, 2);
}

fn poolers(page: &mut Page) {
    let columns = [
        ("by", Column::By),
        ("mode", Column::Field("pooler.pool_mode")),
        ("pool", Column::Field("pooler.default_pool_size")),
        ("clients", Column::Field("pooler.max_client_conn")),
    ];
    settings(page, CatalogKind::Pooler, ["Poolers", "what they have by default"], &columns);
}

fn networks(page: &mut Page) {
    let columns = [("name", Column::Name), ("cuts (s)", Column::Field("database.idle_cut_s"))];
    settings(page, CatalogKind::Network, ["Networks", "when they cut idle connections"], &columns);
}

fn applications(page: &mut Page) {
    let columns = [("name", Column::Name), ("workers", Column::Field("services[0].workers")), ("pool", Column::Pool)];
    settings(page, CatalogKind::Application, ["Applications", "what they start by default"], &columns);
}

fn platforms(page: &mut Page) {
    let columns = [
        ("name", Column::Name),
        ("concurrency", Column::Field("services[0].concurrency")),
        ("idle (s)", Column::Field("services[0].idle_s")),
        ("pool", Column::Pool),
    ];
    settings(page, CatalogKind::Platform, ["Platforms", "which start instances as requests come"], &columns);
}

/// A column between the id of an entry and its provenance.
enum Column {
    Name,
    By,
    Field(&'static str),
    Pool,
}

/// The entries of a kind.
fn settings(page: &mut Page, kind: CatalogKind, [title, about]: [&str; 2], columns: &[(&str, Column)]) {
    page.heading(title, about);
    let titles = columns.iter().map(|(title, _)| *title);
    let header: Vec<_> =
        ["id"].into_iter().chain(titles).chain(["known", "date"]).map(|title| (title, Align::Left)).collect();
    let mut table = Table::new(&header);
    for entry in entries(kind) {
        let ends = ends(entry);
        let mut cells = vec![Cell::styled(BOLD, entry.id)];
        cells.extend(columns.iter().map(|(_, column)| match column {
            Column::Name => Cell::new(entry.name),
            Column::By => Cell::new(by(entry)),
            Column::Field(path) => Cell::new(range(&ends, path)),
            Column::Pool if ends[0] == ends[1] => Cell::new(pool(&ends[0])),
            Column::Pool => Cell::new(format!("by {}", by(entry))),
        }));
        cells.extend(known(entry));
        table.row(cells);
    }
    table.print(page, 2);
}

/// What the settings of an entry depend on.
fn by(entry: &Entry) -> &'static str {
    entry.size().map_or("–", |size| size.word())
}

/// What an entry sets for its first and its last size.
fn ends(entry: &Entry) -> [Choice; 2] {
    let sizes = match entry.size() {
        None => [None, None],
        Some(Size::Number(range)) => [range.least, range.most].map(|size| Some(size.to_string())),
        Some(size) => {
            let names = size.names();
            [names.first(), names.last()].map(|name| name.map(|name| (*name).to_owned()))
        }
    };
    sizes.map(|size| entry.choose(size.as_deref()).unwrap_or_default())
}

/// The value of a setting from the first to the last size: "200–1000".
fn range(ends: &[Choice; 2], path: &str) -> String {
    let [first, last] = ends.each_ref().map(|choice| value(choice, path));
    match (first, last) {
        (first, _) if first.is_empty() => "–".to_owned(),
        (first, last) if first == last => first,
        (first, last) => format!("{first}–{last}"),
    }
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

/// The pool that is set: "5 + 10".
fn pool(choice: &Choice) -> String {
    let [size, overflow] = ["services[0].pool.size", "services[0].pool.overflow"].map(|path| value(choice, path));
    format!("{size} + {overflow}")
}

/// The value of a field; empty if it is not set.
fn value(choice: &Choice, path: &str) -> String {
    let plain = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    choice.value(path).map_or_else(String::new, plain)
}
