//! The reference of the scenario's fields in docs/scenario.md, made from the schema, which is made from the types.

use poolwise_tests::checked_in;
use serde_json::Value;
use std::fmt::Write as _;

/// The tables of a scenario as a TOML file writes them, and the type that each has in the schema.
const TABLES: [(&str, &str); 12] = [
    ("[database]", "Database"),
    ("[[services]]", "Service"),
    ("services.pool", "Pool"),
    ("services.traffic", "Traffic"),
    ("services.traffic.hold_ms", "Hold"),
    ("services.traffic.profile", "Profile"),
    ("services.burst", "Burst"),
    ("services.deploy", "Deploy"),
    ("services.targets", "TargetOverrides"),
    ("[targets]", "Targets"),
    ("[pooler]", "Pooler"),
    ("[rules]", "Severities"),
];

const BEGIN: &str = "<!-- fields: begin -->\n";
const END: &str = "<!-- fields: end -->";

/// "integer, 0 to 100", `"error"` or `"off"`, "table"; of several alternatives each, but not null.
fn kind(schema: &Value, types: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        return kind(&types[name], types);
    }
    if let Some(constant) = schema.get("const") {
        return format!("`{constant}`");
    }
    if let Some(values) = schema["enum"].as_array() {
        return values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
    }
    if let Some(alternatives) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        let mut kinds: Vec<String> = alternatives.iter().map(|one| kind(one, types)).collect();
        kinds.retain(|kind| kind != "null");
        kinds.dedup();
        return kinds.join(" or ");
    }
    let name = match &schema["type"] {
        Value::Array(names) => names.iter().filter_map(Value::as_str).find(|name| *name != "null").unwrap_or("table"),
        name => name.as_str().filter(|name| *name != "object").unwrap_or("table"),
    };
    match (&schema["minimum"], &schema["maximum"]) {
        (Value::Null, Value::Null) => name.to_owned(),
        (least, most) => format!("{name}, {} to {}", number(least), number(most)),
    }
}

/// 0.0 as 0.
fn number(value: &Value) -> String {
    let text = value.to_string();
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

/// A default as TOML writes it; nothing for a table, whose fields have defaults of their own.
fn default(schema: &Value) -> String {
    match &schema["default"] {
        Value::Null | Value::Object(_) => String::new(),
        value => format!("`{}`", number(value)),
    }
}

fn cell(text: &str) -> String {
    text.replace("\n\n", " ").replace('\n', " ").replace('|', "\\|")
}

#[test]
fn every_field_is_in_the_reference() {
    let schema: Value = serde_json::from_str(&checked_in::read("../docs/schema/scenario.schema.json")).expect("JSON");
    let types = &schema["$defs"];
    let mut made = String::new();
    for (title, name) in TABLES {
        let table = &types[name];
        let description = table["description"].as_str().unwrap_or_default();
        // Without the example in Rust.
        let description = description.split("\n\n```").next().unwrap_or_default();
        let _ = writeln!(made, "\n### `{title}`\n\n{description}\n");
        let Some(fields) = table["properties"].as_object() else { continue };
        made.push_str("| field | value | default | meaning |\n|---|---|---|---|\n");
        for (field, schema) in fields {
            let meaning = schema["description"].as_str().unwrap_or_default();
            let _ = writeln!(
                made,
                "| `{field}` | {} | {} | {} |",
                cell(&kind(schema, types)),
                default(schema),
                cell(meaning)
            );
        }
    }
    // What has fields is a table of the reference, or a value of one.
    let described: Vec<&str> = TABLES.iter().map(|(_, name)| *name).collect();
    for (name, schema) in types.as_object().expect("types") {
        assert!(schema["properties"].is_null() || described.contains(&name.as_str()), "{name} has no table");
    }
    let book = checked_in::read("../docs/scenario.md");
    let (before, after) = book.split_once(BEGIN).expect("the place of the fields");
    let (_, after) = after.split_once(END).expect("the end of the fields");
    checked_in::check("../docs/scenario.md", &format!("{before}{BEGIN}{made}\n{END}{after}"));
}
