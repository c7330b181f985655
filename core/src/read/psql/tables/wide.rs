//! Tables with one setting, count or state per column: `max_connections | used`, `active | idle | idle_in_transaction`.

use super::{count_of, session_state};
use crate::read::psql::{
    columns,
    query::AnswerMeaning,
    settings,
    sink::Sink,
    table::{APPLICATIONS, Cell, DATABASES, ROLES, Table},
};

/// Reads the columns by their names, or by what the query above selects.
pub(super) fn read(sink: &mut Sink<'_, '_>, table: &Table<'_>, selected: &[Option<AnswerMeaning>]) {
    let owner = [&APPLICATIONS[..], &ROLES[..], &DATABASES[..]].into_iter().find_map(|names| table.column(names));
    if owner.is_some() || table.rows().count() > 1 && columns::has_states(table) {
        return states(sink, table, owner);
    }
    let Some(row) = table.rows().next() else { return };
    let selected = selected.iter().cloned().chain(std::iter::repeat(None));
    for ((column, cell), selected) in table.columns.iter().zip(row).zip(selected) {
        // A setting's own name tells more than a query that selects it under that name.
        let setting = settings::find(&column.text).map(AnswerMeaning::Setting);
        take(sink, setting.or(selected).or_else(|| columns::meaning(table, &column.text)), cell);
    }
}

/// The columns of the one row of a table that only the query explains.
pub(super) fn selected(sink: &mut Sink<'_, '_>, table: &Table<'_>, selected: &[Option<AnswerMeaning>]) {
    let mut rows = table.rows();
    let (Some(row), None) = (rows.next(), rows.next()) else { return };
    for (cell, meaning) in row.iter().zip(selected) {
        take(sink, meaning.clone(), cell);
    }
}

fn take(sink: &mut Sink<'_, '_>, meaning: Option<AnswerMeaning>, cell: &Cell<'_>) {
    match meaning {
        Some(AnswerMeaning::Setting(setting)) => sink.add_setting(setting, cell, "ms"),
        Some(AnswerMeaning::Count(counted)) => count_of(sink, &counted, cell),
        None => {}
    }
}

/// One row per owner, with the number of its sessions in each state.
fn states(sink: &mut Sink<'_, '_>, table: &Table<'_>, owner: Option<usize>) {
    for row in table.rows() {
        let of = owner.and_then(|owner| row.get(owner));
        let of = of.map(|owner| if owner.is_null() { "(none)" } else { owner.text.as_ref() });
        for (column, cell) in table.columns.iter().zip(row) {
            if let Some(state) = columns::state(&column.text) {
                sink.add_measurement(session_state(state), of, cell);
            }
        }
    }
}
