//! Edits a TOML text: values change, and every comment and blank stays.

use serde_json::Value as Json;
use std::borrow::Cow;
use toml_edit::{DocumentMut, InlineTable, Item, TableLike, Value};

/// The text with fields set by their paths (`services[0].pool.size`); None where it is no TOML, or a path leads to a table or
/// to an element that there is not.
pub(crate) fn set<'a>(text: &str, fields: impl Iterator<Item = (Cow<'a, str>, &'a Json)>) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    for (path, value) in fields {
        let steps: Vec<&str> = path.split('.').collect();
        put(document.as_table_mut(), &steps, &toml(value)?)?;
    }
    Some(document.to_string())
}

/// Sets what is at the end of the steps; a table that is missing on the way is made inline, so that it stays where it belongs.
fn put(table: &mut dyn TableLike, steps: &[&str], value: &Value) -> Option<()> {
    let (first, rest) = steps.split_first()?;
    if let Some((key, index)) = first.split_once('[') {
        let index: usize = index.strip_suffix(']')?.parse().ok()?;
        return match table.get_mut(key)? {
            Item::ArrayOfTables(tables) => put(tables.get_mut(index)?, rest, value),
            Item::Value(Value::Array(items)) => put_inline(items.get_mut(index)?.as_inline_table_mut()?, rest, value),
            _ => None,
        };
    }
    if rest.is_empty() {
        match table.get_mut(first) {
            Some(Item::Value(old)) => {
                let decor = old.decor().clone();
                *old = value.clone();
                *old.decor_mut() = decor;
            }
            Some(_) => return None,
            None => drop(table.insert(first, Item::Value(value.clone()))),
        }
        return Some(());
    }
    if !table.contains_key(first) {
        table.insert(first, Item::Value(Value::InlineTable(InlineTable::new())));
    }
    match table.get_mut(first)? {
        Item::Value(Value::InlineTable(inline)) => put_inline(inline, rest, value),
        item => put(item.as_table_like_mut()?, rest, value),
    }
}

/// The same in an inline table, whose blanks are made new where it grows.
fn put_inline(inline: &mut InlineTable, steps: &[&str], value: &Value) -> Option<()> {
    let before = inline.len();
    put(inline, steps, value)?;
    if inline.len() > before {
        inline.fmt();
    }
    Some(())
}

fn toml(value: &Json) -> Option<Value> {
    Some(match value {
        Json::Bool(truth) => (*truth).into(),
        Json::String(text) => text.as_str().into(),
        Json::Number(number) => match (number.as_i64(), number.as_f64()?) {
            (Some(whole), _) => whole.into(),
            #[expect(clippy::cast_possible_truncation, reason = "whole, and within what is exact")]
            (None, float) if float.fract() == 0.0 && float.abs() < 1e15 => (float as i64).into(),
            (None, float) => float.into(),
        },
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::set;
    use serde_json::{Value, json};

    fn check(text: &str, fields: &[(&str, Value)], expected: Option<&str>) {
        let edited = set(text, fields.iter().map(|(path, value)| ((*path).into(), value)));
        assert_eq!(edited.as_deref(), expected, "{text}");
    }

    #[test]
    fn only_values_change() {
        let size = [("services[0].pool.size", json!(4))];
        check(
            "# a\n[[services]] # b\npool.size  =  5 # c\n",
            &size,
            Some("# a\n[[services]] # b\npool.size  =  4 # c\n"),
        );
        check("[[services]]\n[services.pool]\nsize = 5\n", &size, Some("[[services]]\n[services.pool]\nsize = 4\n"));
        check("services = [{ pool = { size = 5 } }]\n", &size, Some("services = [{ pool = { size = 4 } }]\n"));
    }

    #[test]
    fn a_missing_field_comes_behind_the_others() {
        let ping = [("services[0].pool.pre_ping", json!(true))];
        check(
            "[[services]]\npool = { size = 5 }\n",
            &ping,
            Some("[[services]]\npool = { size = 5, pre_ping = true }\n"),
        );
        let ping_without = "[[services]]\nname = 'a'\n\n[[services.traffic]]\nrate_per_s = 1\n";
        let with = "[[services]]\nname = 'a'\npool = { pre_ping = true }\n\n[[services.traffic]]\nrate_per_s = 1\n";
        check(ping_without, &ping, Some(with));
    }

    #[test]
    fn what_is_not_there_is_not_made() {
        check("", &[("services[0].pool.size", json!(4))], None);
        check("[[services]]", &[("services[1].pool.size", json!(4))], None);
        check("[[services]]\npool = 5", &[("services[0].pool.size", json!(4))], None);
        check("= 5", &[], None);
    }
}
