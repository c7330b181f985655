//! Reads results in JSON: that of `poolwise query`, and rows that graphical clients copy.

use super::{Json, Value};
use crate::read::MeasuredQuantity;
use crate::read::psql::{
    settings,
    sink::Sink,
    table::{Cell, MAX_COLUMNS, Table},
    tables,
};
use std::borrow::Cow;

/// The key that marks a result of `poolwise query`.
pub(in crate::read::psql) const ANSWER_KEY: &str = "poolwise_query";

/// The tables in a result of `poolwise query`.
const TABLES: [&str; 4] = ["by_state", "by_application", "by_role", "by_database"];

/// The measurements in a result of `poolwise query`.
const MEASURED: [MeasuredQuantity; 3] = [
    MeasuredQuantity::ConnectionsTotal,
    MeasuredQuantity::LongestTransactionS,
    MeasuredQuantity::LongestIdleInTransactionS,
];

/// Reads a value and the values in it.
pub(in crate::read::psql) fn read(sink: &mut Sink<'_, '_>, json: &Json<'_>) {
    match &json.value {
        Value::Object(_) if json.get(ANSWER_KEY).is_some() => read_answer(sink, json),
        Value::Object(entries) => {
            read_rows(sink, std::slice::from_ref(json));
            read_nested(sink, entries);
        }
        Value::Array(values) => {
            if values.iter().any(|value| value.get(ANSWER_KEY).is_some()) {
                for value in values {
                    read(sink, value);
                }
                return;
            }
            read_rows(sink, values);
            for value in values {
                if let Value::Object(entries) = &value.value {
                    read_nested(sink, entries);
                }
            }
        }
        Value::Text(_) | Value::Bare(_) => {}
    }
}

fn read_nested(sink: &mut Sink<'_, '_>, entries: &[(Cow<'_, str>, Json<'_>)]) {
    for (_, json) in entries {
        if matches!(json.value, Value::Object(_) | Value::Array(_)) {
            read(sink, json);
        }
    }
}

/// Objects with the keys of the first are rows of a table.
fn read_rows(sink: &mut Sink<'_, '_>, values: &[Json<'_>]) {
    let Some(Value::Object(first)) = values.first().map(|json| &json.value) else { return };
    let mut columns = Vec::new();
    for (key, json) in first.iter().take(MAX_COLUMNS) {
        columns.extend(json.cell().map(|mut cell| {
            cell.text.clone_from(key);
            cell
        }));
    }
    let mut table = Table::new(columns);
    let keys: Vec<_> = table.columns.iter().map(|column| column.text.clone()).collect();
    for value in values.iter().filter(|value| matches!(value.value, Value::Object(_))) {
        let empty = || Cell { span: value.span.start..value.span.start, ..Default::default() };
        let row = keys.iter().map(|key| value.get(key).and_then(Json::cell).unwrap_or_else(empty)).collect();
        table.push(row);
    }
    tables::read(sink, &table, None, &[]);
}

fn read_answer(sink: &mut Sink<'_, '_>, json: &Json<'_>) {
    if let Some(Value::Object(settings)) = json.get("settings").map(|settings| &settings.value) {
        for (key, value) in settings {
            // The times have their unit in their names here.
            let setting = settings::find(key.strip_suffix("_ms").unwrap_or(key));
            if let Some((setting, cell)) = setting.zip(value.cell()) {
                sink.add_setting(setting, &cell, "ms");
            }
        }
    }
    let version = settings::find("server_version_num").zip(json.get("server_version_num").and_then(Json::cell));
    if let Some((setting, cell)) = version {
        sink.add_setting(setting, &cell, "");
    }
    if let Some(standby) = json.get("is_standby").and_then(Json::cell).filter(|cell| cell.text == "true") {
        let message = "this server is a standby: its max_connections must be at least the primary's";
        sink.reader.note("standby", standby.span.start, message);
    }
    for quantity in MEASURED {
        if let Some(cell) = json.get(quantity.name()).and_then(Json::cell) {
            sink.add_measurement(quantity, None, &cell);
        }
    }
    for name in TABLES {
        if let Some(Value::Array(values)) = json.get(name).map(|table| &table.value) {
            read_rows(sink, values);
        }
    }
}
