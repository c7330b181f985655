//! Files one below the other, each under a heading: `# services/api/.env`, `==> worker.env <==`, `# api`.

use super::{MAX_SECTIONS, Section};
use crate::read::names::meaning;
use std::collections::BTreeSet;

/// Endings of a file's name that say where it is used, and not by whom.
const STAGES: [&str; 9] = ["local", "production", "prod", "development", "dev", "staging", "test", "example", "sample"];

/// Folders that are no service.
const FOLDERS: [&str; 8] = ["", ".", "..", "config", "env", "envs", "deploy", "services"];

/// Words of a heading that are not its service's name.
const FILLERS: [&str; 12] =
    ["the", "of", "for", "service", "services", "env", ".env", "file", "config", "settings", "environment", "app"];

struct Heading {
    line: usize,
    name: String,
    is_path: bool,
}

pub(super) fn sections(lines: &[&str]) -> Vec<Section> {
    let all: Vec<Heading> = lines.iter().enumerate().filter_map(|(number, line)| heading(number, line)).collect();
    let is_any_path = all.iter().any(|heading| heading.is_path);
    let heads: Vec<Heading> = all.into_iter().filter(|heading| heading.is_path || !is_any_path).collect();
    if heads.len() > MAX_SECTIONS {
        return Vec::new();
    }
    let ends = heads.iter().skip(1).map(|heading| heading.line).chain([lines.len()]);
    let mut sections: Vec<Section> = Vec::new();
    for (heading, end) in heads.iter().zip(ends) {
        let range = heading.line..end;
        match sections.iter_mut().find(|section| section.name == heading.name) {
            Some(section) => section.lines.push(range),
            None => sections.push(Section::at(range, &heading.name)),
        }
    }
    // Words above settings may head parts of one file; a setting that returns shows that they head several.
    if is_any_path || repeats(lines, &sections) { sections } else { Vec::new() }
}

/// Whether two sections set the same.
fn repeats(lines: &[&str], sections: &[Section]) -> bool {
    let fields = |section: &Section| {
        let own = section.lines.iter().flat_map(|range| &lines[range.clone()]);
        own.filter_map(|line| meaning(line.split('=').next()?.trim())?.field()).collect::<BTreeSet<_>>()
    };
    let mut earlier = BTreeSet::new();
    sections.iter().any(|section| {
        let own = fields(section);
        let is_repeated = own.iter().any(|field| earlier.contains(field));
        earlier.extend(own);
        is_repeated
    })
}

fn heading(number: usize, line: &str) -> Option<Heading> {
    let line = line.trim();
    let framed = line.strip_prefix("==>").and_then(|rest| rest.strip_suffix("<=="));
    let is_marked = framed.is_some() || line.starts_with(['#', '-', '=', ';']) || line.starts_with("//");
    let words = framed.unwrap_or(line).trim_matches(|c: char| "#/=-*;:[] ".contains(c));
    if words.contains('=') || words.is_empty() {
        return None;
    }
    let path = words.split_whitespace().find_map(name_of_path);
    // A path that stands alone needs no mark.
    if let Some(name) = path.filter(|_| is_marked || !words.contains(char::is_whitespace)) {
        return Some(Heading { line: number, name, is_path: true });
    }
    let is_filler = |word: &&str| !FILLERS.contains(&word.to_lowercase().as_str());
    let mut names = words.split_whitespace().filter(is_filler);
    let (name, other) = (names.next()?, names.next());
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
    (is_marked && other.is_none() && is_name).then(|| Heading { line: number, name: name.to_owned(), is_path: false })
}

/// The service whose environment file a path names: `api` for `services/api/.env`, `.env.api` and `api.env`.
fn name_of_path(path: &str) -> Option<String> {
    let path = path.trim_matches(|c: char| "`'\":,()".contains(c));
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    let ending = file.strip_prefix(".env").or_else(|| file.strip_prefix("env."));
    let is_service = |name: &str| !name.is_empty() && !STAGES.contains(&name);
    let of_file = match ending {
        Some(ending) => Some(ending.trim_start_matches('.')).filter(|name| is_service(name)),
        None => Some(file.strip_suffix(".env")?).filter(|name| is_service(name)),
    };
    let of_folder = || folders.rsplit('/').find(|folder| !FOLDERS.contains(folder));
    of_file.or_else(of_folder).map(str::to_owned)
}
