//! Words the message of an error. The message never quotes the log, which may hold secrets.

use super::signature::Signature;
use crate::format;
use serde_json::Value;
use std::collections::BTreeMap;

pub(super) fn message(signature: &Signature, facts: &BTreeMap<&'static str, Value>) -> String {
    if !signature.meaning.is_empty() {
        return signature.meaning.to_owned();
    }
    let whole = |name| facts.get(name).and_then(Value::as_u64);
    let timeout = facts.get("pool_timeout_s").and_then(Value::as_f64);
    let after = timeout.map_or_else(String::new, |s| format!(" after {} s", format::number(s)));
    let all = match (whole("pool_size"), whole("max_overflow")) {
        // These do not tell what their connections did meanwhile.
        (Some(size), _) if SILENT.contains(&signature.library) => {
            format!("the request got none of its {size} connections in time")
        }
        (Some(size), Some(overflow)) => format!("all {size} + {overflow} connections were checked out"),
        (Some(size), None) if facts.contains_key("max_overflow") => {
            format!("all {size} connections and the overflow were checked out")
        }
        (Some(1), None) => "its one connection was checked out".to_owned(),
        (Some(size), None) => format!("all {size} connections were checked out"),
        (None, _) => "the request got no connection in time".to_owned(),
    };
    let library = signature.library;
    let genitive = if library.ends_with('s') { "'" } else { "'s" };
    format!("{library}{genitive} pool timed out{after}: {all}")
}

/// Libraries whose error gives the size of the pool, and not that all of it was in use.
const SILENT: [&str; 2] = ["Prisma", "Active Record"];

#[cfg(test)]
mod tests {
    use crate::read::{TextKind, read};

    fn check(text: &str, message: &str) {
        let reading = read(text, Some(TextKind::ErrorLog));
        assert_eq!(reading.errors.first().map(|error| error.message.as_str()), Some(message), "{text}");
    }

    #[test]
    fn message_has_numbers_of_error() {
        let queue = "QueuePool limit of size";
        check(
            &format!("{queue} 20 overflow 30 reached, connection timed out, timeout 30.00"),
            "SQLAlchemy's pool timed out after 30 s: all 20 + 30 connections were checked out",
        );
        check(
            &format!("{queue} 20 overflow -1 reached, connection timed out, timeout 0.01"),
            "SQLAlchemy's pool timed out after 0.01 s: all 20 connections and the overflow were checked out",
        );
        check("Timed out in bb8", "bb8's pool timed out: the request got no connection in time");
        check(
            "FATAL:  sorry, too many clients already",
            "PostgreSQL refused a connection: all max_connections slots are taken",
        );
    }
}
