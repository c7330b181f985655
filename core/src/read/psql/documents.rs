//! Tables of documents that list variables of an environment with their defaults or values.

use super::{
    sink::Sink,
    table::{Cell, Table},
};
use crate::read::{names, value};

/// What documents call the columns, in lower case.
const DEFAULTS: [&str; 4] = ["default", "default value", "defaults", "default?"];
const VALUES: [&str; 5] = ["value", "current", "current value", "setting", "now"];

/// Reads each row whose first known name has a value beside it.
pub(super) fn variables(sink: &mut Sink<'_, '_>, table: &Table<'_>) {
    let column = |names: &[&str]| {
        // The first column has the names, whatever it is called.
        let columns = table.columns.iter().enumerate().skip(1);
        columns
            .into_iter()
            .find(|(_, column)| names.contains(&column.text.to_ascii_lowercase().as_str()))
            .map(|(at, _)| at)
    };
    let (value, default) = (column(&VALUES), column(&DEFAULTS));
    for row in table.rows() {
        let Some(place) = row.iter().position(|cell| names::meaning(&cell.text).is_some()) else { continue };
        let beside = || (place + 1..row.len()).find(|&at| is_plain_number(&row[at].text));
        // Without a column that is called so, a number right beside the name is its value.
        let found = value.map(|at| (at, false)).or(default.map(|at| (at, true))).or_else(|| Some((beside()?, true)));
        let Some((at, is_default)) = found else { continue };
        if let Some((name, value)) = row.get(place).zip(row.get(at)) {
            variable(sink, name, value, is_default);
        }
    }
}

/// Sets what a variable has; a default holds only while the variable is unset.
pub(super) fn variable(sink: &mut Sink<'_, '_>, name: &Cell<'_>, cell: &Cell<'_>, is_default: bool) {
    let Some(meaning) = names::meaning(&name.text) else { return };
    if let Ok(value) = value::parse(meaning, &cell.text) {
        let unless = is_default.then_some(name.text.as_ref());
        sink.reader.set_meaning(unless, meaning, &name.text, cell.span.clone(), value);
    }
}

fn is_plain_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
