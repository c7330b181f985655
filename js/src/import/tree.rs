//! TOML as a tree of JSON.

use serde_json::Value;
use toml::de::{DeTable, DeValue};

/// The tree of a TOML document. What JSON has no value for, such as a date, becomes a text, which no field takes.
///
/// # Errors
/// Where it is no TOML: what is wrong, and the place.
pub(super) fn of_toml(text: &str) -> Result<Value, String> {
    let table = DeTable::parse(text).map_err(|error| error.to_string())?;
    Ok(of_table(table.get_ref()))
}

fn of_table(table: &DeTable<'_>) -> Value {
    table.iter().map(|(key, value)| (key.get_ref().to_string(), of_value(value.get_ref()))).collect()
}

fn of_value(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => text.to_string().into(),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or_else(|_| number.as_str().into(), Value::from)
        }
        DeValue::Float(number) => number.as_str().parse::<f64>().map_or_else(|_| number.as_str().into(), Value::from),
        DeValue::Boolean(is_true) => (*is_true).into(),
        DeValue::Datetime(time) => time.to_string().into(),
        DeValue::Array(items) => items.iter().map(|item| of_value(item.get_ref())).collect(),
        DeValue::Table(table) => of_table(table),
    }
}

#[cfg(test)]
mod tests {
    use super::of_toml;
    use serde_json::json;

    #[test]
    fn every_kind_of_value_is_kept() {
        let text = "a = 0x1F\nb = 1_000\nc = -2.5e3\nd = true\ne = 'x\\y'\nf = [1, [2]]\n[[g]]\nh.i = 1979-05-27\n";
        let expected = json!({
            "a": 31, "b": 1000, "c": -2500.0, "d": true, "e": "x\\y", "f": [1, [2]], "g": [{ "h": { "i": "1979-05-27" } }]
        });
        assert_eq!(of_toml(text).unwrap(), expected);
        assert!(of_toml("a = ").unwrap_err().contains("line 1"));
    }
}
