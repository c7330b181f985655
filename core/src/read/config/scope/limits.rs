//! Limits of connections that are an application's, and not the server's.

use crate::read::{
    config::{pairs::pairs, section},
    source::Line,
};

/// Settings that applications have beside the limit of their own pool, and no server.
const OF_APPLICATION: [&str; 8] =
    ["adapter", "minconnections", "acquiretimeout", "idletimeout", "url", "uri", "automigrate", "databaseurl"];

/// How many lines before and behind a limit show whose it is.
const MAX_LINES: usize = 12;

/// More limits than this are in no configuration.
const MAX_LIMITS: usize = 100;

/// The lines whose `max_connections` is an application's: settings of a pool stand beside it.
pub(in crate::read::config) fn application_limits(lines: &[Line<'_>]) -> Vec<usize> {
    let is_limit = |line: &&Line<'_>| {
        let lower = line.text.to_ascii_lowercase();
        lower.contains("max_connections") || lower.contains("maxconnections") || lower.contains("max-connections")
    };
    let of_application = |index: usize, line: &Line<'_>| {
        let indent = indent(line.text);
        let around = |line: &&Line<'_>| !line.text.trim().is_empty() && self::indent(line.text) >= indent;
        let is_of_block = |line: &&Line<'_>| section(line.text).is_none() && around(line);
        let before = lines[..index].iter().rev().take(MAX_LINES).take_while(is_of_block);
        let behind = lines[index + 1..].iter().take(MAX_LINES).take_while(is_of_block);
        let beside = before.chain(behind).filter(|line| self::indent(line.text) == indent).chain([line]);
        let mut keys = beside.flat_map(|line| pairs(line.text, line.at));
        keys.any(|pair| !pair.is_call() && OF_APPLICATION.iter().any(|key| pair.is(key)))
    };
    let limits = lines.iter().enumerate().filter(|(_, line)| is_limit(line)).take(MAX_LIMITS);
    limits.filter(|(index, line)| of_application(*index, line)).map(|(_, line)| line.number).collect()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
