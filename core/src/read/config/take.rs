//! Takes the value of a pair as its role says.

use super::{
    amount::{self, Amount},
    frameworks::{Role, Unit},
    pairs::Pair,
};
use crate::read::{
    MeasuredQuantity,
    names::{self, OptionMeaning},
    reader::Reader,
    secret,
    source::Line,
    value::{self, Refusal},
};
use serde_json::Value;
use std::ops::Range;

/// Takes a pair's value, and says where it stands if it could be used.
pub(super) fn take(reader: &mut Reader<'_>, pair: &Pair<'_>, role: Role, unit: Unit) -> Option<Range<usize>> {
    let key = &*secret::key_or_mask(pair.key.trim());
    if role == Role::PoolMode {
        take_pool_mode(reader, pair);
        return None;
    }
    if let Role::Switch(field) = role {
        let word = word(reader.text(&pair.value));
        let span = pair.value.start..pair.value.start + word.len();
        reader.set_parsed(field, key, span, value::switch);
        return None;
    }
    let Amount { span, unless, seconds, product, is_default } =
        match amount::parse(reader.text(&pair.value), pair.value.start) {
            Ok(amount) => amount,
            Err(shown) => {
                if role != Role::Other {
                    let message = format!("{key} is not a number{shown}; it is ignored");
                    reader.note("unresolved_value", pair.value.start, message);
                }
                return None;
            }
        };
    // Underscores part the digits of code.
    let text = product.map_or_else(|| reader.text(&span).replace('_', ""), |product| product.to_string());
    let text = text.as_str();
    if is_default {
        let message = format!("{key} is a default in the code; its configuration may have another value");
        reader.note("parameter_default", span.start, message);
    }
    let unless = unless.as_deref().map(secret::key_or_mask);
    let unless = unless.as_deref();
    if let Some(variable) = unless {
        let message =
            format!("{key} comes from the environment variable {variable}; this default applies if it is not set");
        reader.note("value_from_environment", span.start, message);
    }
    let parsed = match parse(role, unit, seconds, text)? {
        Ok(parsed) => parsed,
        Err((code, message)) => {
            reader.note(code, span.start, format!("{key}: {message}"));
            return None;
        }
    };
    let place = span.clone();
    match role {
        Role::Max => reader.set_max(unless, key, span, parsed),
        Role::Timeout if parsed.as_f64() == Some(0.0) => {
            reader.note(
                "no_timeout",
                span.start,
                format!("{key}=0 waits without a limit; the plan's timeout is unchanged"),
            );
        }
        // No framework but SQLAlchemy recycles at checkout alone; what matters here is how often one opens.
        Role::Lifetime if parsed.as_f64() == Some(0.0) => {
            reader.set_unless(unless, "pool.recycle_s", key, span, -1);
        }
        Role::Pooler(quantity, field) => {
            reader.add_measurement(quantity, None, span.clone(), parsed.clone());
            reader.set_unless(unless, field, key, span, parsed);
        }
        Role::Size => {
            reader.set_unless(unless, "pool.size", key, span, parsed);
        }
        Role::Overflow => {
            reader.set_unless(unless, "pool.overflow", key, span, parsed);
        }
        Role::Timeout => {
            reader.set_unless(unless, "pool.timeout_s", key, span, parsed);
        }
        Role::ConnectTimeout => {
            reader.set_unless(unless, "connect_timeout_s", key, span, parsed);
        }
        Role::Recycle | Role::Lifetime => {
            reader.set_unless(unless, "pool.recycle_s", key, span, parsed);
        }
        Role::Field(field) => {
            reader.set_unless(unless, field, key, span, parsed);
        }
        Role::Switch(_) | Role::PoolMode | Role::Other => {}
    }
    Some(place)
}

/// A number as its role has it; None for roles without one.
fn parse(role: Role, unit: Unit, seconds: Option<f64>, text: &str) -> Option<Result<Value, Refusal>> {
    let in_seconds = |plain: f64| plain * unit.seconds();
    Some(match role {
        Role::Max | Role::Size | Role::Overflow | Role::Pooler(..) | Role::Field(_) => value::whole(text),
        Role::Timeout | Role::ConnectTimeout | Role::Lifetime | Role::Recycle if seconds.is_some() => {
            Ok(seconds.into())
        }
        Role::Timeout | Role::ConnectTimeout | Role::Lifetime => {
            value::plain_number(text).map(|number| in_seconds(number).into())
        }
        Role::Recycle if text == "-1" => Ok((-1).into()),
        Role::Recycle => value::plain_number(text).map(|number| in_seconds(number).into()),
        Role::Switch(_) | Role::PoolMode | Role::Other => return None,
    })
}

/// The word that a text begins with.
fn word(text: &str) -> &str {
    text.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default()
}

fn take_pool_mode(reader: &mut Reader<'_>, pair: &Pair<'_>) {
    let word = word(reader.text(&pair.value));
    let span = pair.value.start..pair.value.start + word.len();
    if let Some(mode) = ["session", "transaction", "statement"].into_iter().find(|mode| mode.eq_ignore_ascii_case(word))
    {
        reader.add_measurement(MeasuredQuantity::PgbouncerPoolMode, None, span.clone(), mode);
        reader.set("pooler.pool_mode", "pool_mode", span, mode);
    }
}

/// The setting of a pool that a pair's key is by its ending, as in environments: `db_pool_size: 10`.
pub(super) fn variable(pair: &Pair<'_>) -> Option<OptionMeaning> {
    let meaning = names::meaning(&pair.variable())?;
    let of_process = matches!(meaning, OptionMeaning::Workers | OptionMeaning::Concurrency);
    let is_read = |field: &&str| {
        of_process
            || meaning == OptionMeaning::MaxConnections
            || field.starts_with("pool.")
            || field.starts_with("pooler.")
    };
    meaning.field().filter(is_read).map(|_| meaning)
}

/// Takes a pair in a block `pool: { … }` of an unknown framework for JavaScript, whose pools share these keys.
pub(super) fn of_pool(reader: &mut Reader<'_>, pair: &Pair<'_>) {
    if pair.is("max") {
        take(reader, pair, Role::Max, Unit::One);
    } else if pair.is("acquire") {
        take(reader, pair, Role::Timeout, Unit::Millisecond);
    }
}

/// Takes a pair whose key is known from environments.
pub(super) fn known_variable(reader: &mut Reader<'_>, pair: &Pair<'_>) {
    let Some(meaning) = variable(pair).filter(|_| !pair.is_call()) else { return };
    let key = &*secret::key_or_mask(pair.key.trim());
    let Ok(Amount { span, unless, .. }) = amount::parse(reader.text(&pair.value), pair.value.start) else { return };
    match value::parse(meaning, reader.text(&span)) {
        Ok(value) => reader.set_meaning(unless.as_deref(), meaning, key, span, value),
        Err((code, message)) => reader.note(code, span.start, format!("{key}: {message}")),
    }
}

/// A line of `[databases]` in a `pgbouncer.ini`: `shop = host=10.0.0.4 dbname=shop pool_size=10`.
pub(super) fn database_of_pooler(reader: &mut Reader<'_>, line: &Line<'_>) {
    let Some((name, rest)) = line.text.split_once('=') else { return };
    for word in rest.split_whitespace() {
        let Some((key, value)) = word.split_once('=') else { continue };
        let name = Some(name.trim());
        match key {
            "pool_size" | "max_db_connections" => {
                let quantity = if key == "pool_size" {
                    MeasuredQuantity::PgbouncerPoolSize
                } else {
                    MeasuredQuantity::PgbouncerMaxDbConnections
                };
                if let Ok(number) = value::whole(value) {
                    reader.add_measurement(quantity, name, line.span(value), number);
                }
            }
            "pool_mode" => {
                if let Some(mode) = ["session", "transaction", "statement"].into_iter().find(|mode| *mode == value) {
                    reader.add_measurement(MeasuredQuantity::PgbouncerPoolMode, name, line.span(value), mode);
                }
            }
            _ => {}
        }
    }
}
