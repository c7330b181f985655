//! Tables of documents that list variables of an environment with their defaults or values.

use crate::read::{
    config::{self, amount},
    names::{self, OptionMeaning},
    psql::{
        sink::Sink,
        table::{Cell, Table},
    },
    value,
};

/// What documents call the columns, in lower case, those first that tell the last state.
const DEFAULTS: [&str; 4] = ["default", "default value", "defaults", "default?"];
const VALUES: [&str; 13] = [
    "now",
    "current",
    "current value",
    "after",
    "new",
    "ours",
    "our value",
    "production",
    "prod",
    "live",
    "actual",
    "value",
    "setting",
];

/// What they call columns that tell no state of today.
const OTHERS: [&str; 11] =
    ["recommended", "suggested", "proposed", "target", "example", "old", "before", "previous", "was", "min", "max"];

/// Whether a cell names a setting of a pool: a variable of an environment, or a framework's key.
pub(in crate::read::psql) fn is_variable(name: &str) -> bool {
    names::meaning(name).is_some() || config::is_key(name)
}

/// Reads each row whose first known name has a value beside it, or the row below known names.
pub(in crate::read::psql) fn variables(sink: &mut Sink<'_, '_>, table: &Table<'_>) {
    if table.columns.iter().any(|column| is_variable(&column.text)) {
        return below_names(sink, table);
    }
    let is_called = |at: usize, names: &[&str]| {
        table.columns.get(at).is_some_and(|column| names.contains(&&*column.text.to_ascii_lowercase()))
    };
    // The first column has the names, whatever it is called.
    let column = |names: &[&str]| {
        names.iter().find_map(|name| (1..table.columns.len()).find(|&at| is_called(at, std::slice::from_ref(name))))
    };
    let (value, default) = (column(&VALUES), column(&DEFAULTS));
    for row in table.rows() {
        let Some(place) = row.iter().position(|cell| is_variable(&cell.text)) else { continue };
        let is_beside = |at: &usize| is_plain_number(&row[*at].text) && !is_called(*at, &OTHERS);
        let beside = || (place + 1..row.len()).find(is_beside);
        // Without a column that is called so, a number right beside the name is its value.
        let found = value.map(|at| (at, false)).or(default.map(|at| (at, true))).or_else(|| Some((beside()?, true)));
        let Some((at, is_default)) = found else { continue };
        if let Some((name, value)) = row.get(place).zip(row.get(at)) {
            variable(sink, name, value, is_default);
        }
    }
}

/// The values of one row, each below its name. Several rows are of several services.
fn below_names(sink: &mut Sink<'_, '_>, table: &Table<'_>) {
    let mut rows = table.rows();
    if let (Some(row), None) = (rows.next(), rows.next()) {
        for (name, value) in table.columns.iter().zip(row) {
            variable(sink, name, value, false);
        }
    }
}

/// Sets what a variable has; a default holds only while the variable is unset.
pub(in crate::read::psql) fn variable(sink: &mut Sink<'_, '_>, name: &Cell<'_>, cell: &Cell<'_>, is_default: bool) {
    let cell = without_remark(cell);
    let Some(meaning) = names::meaning(&name.text) else {
        return config::take_key(sink.reader, &name.text, cell.span);
    };
    let unless = is_default.then_some(name.text.as_ref());
    let amount = amount::parse(&cell.text, cell.span.start).ok().filter(|amount| amount.unless.is_none());
    match amount {
        Some(amount) if is_duration(meaning) && amount.seconds.is_some() => {
            sink.reader.set_meaning(unless, meaning, &name.text, amount.span, amount.seconds.into());
        }
        amount => {
            let span = amount.map_or(cell.span, |amount| amount.span);
            if let Ok(value) = value::parse(meaning, sink.reader.text(&span)) {
                sink.reader.set_meaning(unless, meaning, &name.text, span, value);
            }
        }
    }
}

/// Whether a variable is a number of seconds.
fn is_duration(meaning: OptionMeaning) -> bool {
    matches!(meaning, OptionMeaning::Timeout | OptionMeaning::ConnectTimeout | OptionMeaning::Recycle)
}

/// A value without quotes and what stands behind it in brackets: `"12" (per worker)`.
fn without_remark<'a>(cell: &Cell<'a>) -> Cell<'a> {
    let text = cell.text.split(" (").next().unwrap_or_default();
    let start = text.len() - text.trim_start_matches(['`', '"', '\'', '*', ' ']).len();
    let length = text[start..].trim_end_matches(['`', '"', '\'', '*', ' ']).len();
    let span = cell.span.start + start..cell.span.start + start + length;
    // The text of a quoted cell is not what stands in its place.
    let text = text[start..start + length].to_owned().into();
    Cell { text, span }
}

fn is_plain_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
