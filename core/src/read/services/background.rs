//! Services that run tasks beside the one that answers requests: what they set is not the server's.

use super::{MAX_SECTIONS, Section, compose, kubernetes, supervisor};
use crate::read::processes::{TASKS, starts_server, starts_tasks};
use std::ops::Range;

/// The lines of such services, from 0, where another service sets something of a pool or starts a server.
pub(in crate::read) fn find(text: &str) -> Vec<Range<usize>> {
    let has_services = ["services:", "kind:", "[program:"].iter().any(|mark| text.contains(mark));
    if !has_services || !TASKS.iter().any(|program| text.contains(program)) {
        return Vec::new();
    }
    let lines: Vec<&str> = text.lines().collect();
    let has = |section: &Section, which: fn(&str) -> bool| {
        section.lines.iter().any(|range| lines[range.clone()].iter().any(|line| which(line)))
    };
    let finders = [kubernetes::sections, compose::sections, supervisor::sections];
    let all = finders.into_iter().map(|find| find(&lines)).find(|sections| sections.len() > 1).unwrap_or_default();
    if all.len() > MAX_SECTIONS {
        return Vec::new();
    }
    let (others, rest): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|section| has(section, starts_tasks) && !has(section, starts_server));
    let is_server = |section: &Section| !section.is_shared && (has(section, starts_server) || has(section, sets_pool));
    if !rest.iter().any(is_server) {
        return Vec::new();
    }
    others.into_iter().flat_map(|section| section.lines).collect()
}

fn sets_pool(line: &str) -> bool {
    line.contains("POOL") && line.bytes().any(|byte| byte.is_ascii_digit())
}
