//! Parts of a text that are for one stage: files under headings, classes of settings, documents of Spring's profiles.

use std::ops::Range;

/// A stage, the one whose settings apply last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Tests,
    Staging,
    /// Production, or a part that no stage is named for.
    Any,
    Production,
}

const TESTS: [&str; 8] = ["test", "tests", "testing", "conftest", "dev", "development", "local", "ci"];
const STAGING: [&str; 4] = ["staging", "stage", "preview", "qa"];
const PRODUCTION: [&str; 3] = ["prod", "production", "live"];

/// The lines, from 0, of stages that do not count beside the others.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    let parts = parts(text);
    if !parts.iter().any(|(stage, _)| *stage <= Stage::Staging) {
        return Vec::new();
    }
    let lines: Vec<&str> = text.lines().collect();
    let sets = |part: &&(Stage, Range<usize>)| lines[part.1.clone()].iter().any(|line| sets_pool(line));
    let applies = parts.iter().filter(sets).map(|(stage, _)| *stage).max();
    let is_other = |stage: Stage| match applies {
        Some(Stage::Production) => stage <= Stage::Staging,
        Some(Stage::Any) => stage == Stage::Tests,
        _ => false,
    };
    parts.into_iter().filter(|(stage, _)| is_other(*stage)).map(|(_, lines)| lines).collect()
}

/// The lines, from 0, of blocks of other stages that stand beside the block of production: `staging: {`, `"test": {`.
pub(super) fn find_blocks(text: &str) -> Vec<Range<usize>> {
    if !PRODUCTION.iter().any(|name| text.contains(name)) {
        return Vec::new();
    }
    let lines: Vec<&str> = text.lines().collect();
    let keys = lines.iter().enumerate().filter_map(|(number, line)| Some((number, key(line)?)));
    let keys: Vec<(usize, (Stage, usize))> = keys.take(MAX_BLOCKS).collect();
    let has_sibling =
        |indent: usize| keys.iter().any(|(_, (stage, other))| *stage == Stage::Production && *other == indent);
    let block = |number: usize, indent: usize| {
        let is_inside = |line: &&&str| {
            let text = line.trim_start();
            let depth = line.len() - text.len();
            text.is_empty() || depth > indent || depth == indent && text.starts_with(['}', ']'])
        };
        number..number + 1 + lines[number + 1..].iter().take_while(is_inside).count()
    };
    let others = keys.iter().filter(|(_, (stage, indent))| *stage <= Stage::Staging && has_sibling(*indent));
    others.map(|(number, (_, indent))| block(*number, *indent)).collect()
}

/// More keys of stages are in no file.
const MAX_BLOCKS: usize = 50;

/// The stage that the key of a line is, and its indentation: `production:`, `"test": {`, `staging: A=1`.
fn key(line: &str) -> Option<(Stage, usize)> {
    let text = line.trim_start();
    let key = text.split_once(':')?.0.trim_matches(['"', '\'']);
    (key.len() <= MAX_KEY_BYTES)
        .then(|| stage_of(std::iter::once(key)))
        .flatten()
        .map(|stage| (stage, line.len() - text.len()))
}

/// No name of a stage is longer.
const MAX_KEY_BYTES: usize = 12;

/// The parts of a text, each with its stage and its lines.
fn parts(text: &str) -> Vec<(Stage, Range<usize>)> {
    let mut parts = Vec::new();
    let mut part = (Stage::Any, 0..0);
    let mut in_class = false;
    for (number, line) in text.lines().enumerate() {
        let class = class(line);
        let ends_class = in_class && line.starts_with(|c: char| !c.is_whitespace() && c != '#');
        let begins = heading(line).or(class).or_else(|| is_break(line).then_some(Stage::Any));
        if let Some(stage) = begins.or(ends_class.then_some(Stage::Any)) {
            // The break parts this document from the one before.
            let start = number + usize::from(is_break(line));
            parts.push(std::mem::replace(&mut part, (stage, start..start)));
            in_class = class.is_some();
        }
        if let Some(stage) = profile(line) {
            part.0 = stage;
        }
        part.1.end = part.1.start.max(number + 1);
    }
    parts.push(part);
    parts
}

/// The stage that one of the words of a name is.
fn stage_of<'a>(mut words: impl Iterator<Item = &'a str>) -> Option<Stage> {
    words.find_map(|word| {
        let is_one_of = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(word));
        let stages = [(&TESTS[..], Stage::Tests), (&STAGING, Stage::Staging), (&PRODUCTION, Stage::Production)];
        stages.into_iter().find(|(names, _)| is_one_of(names)).map(|(_, stage)| stage)
    })
}

/// Endings of the files whose names head what they hold.
const FILES: [&str; 11] = ["env", "py", "yml", "yaml", "properties", "toml", "ini", "exs", "rb", "ts", "js"];

/// The stage of the file that a line names and nothing else: `# config/test.exs`, `==> .env.test <==`.
fn heading(line: &str) -> Option<Stage> {
    if line.len() > MAX_HEADING_BYTES {
        return None;
    }
    let path = line.trim_matches(|c: char| c.is_whitespace() || "#/=*`:<>[];-".contains(c));
    let is_path =
        path.contains('.') && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte));
    let ending = path.rsplit('.').next()?;
    if !is_path
        || !FILES.contains(&ending) && !path.contains(".env.") && !path.starts_with(".env") && !path.contains("/.env")
    {
        return None;
    }
    Some(stage_of(path.split(['.', '_', '-', '/'])).unwrap_or(Stage::Any))
}

/// No heading is longer.
const MAX_HEADING_BYTES: usize = 120;

/// The stage of a class of settings in Python: `class TestingConfig(Config):`.
fn class(line: &str) -> Option<Stage> {
    let name = line.strip_prefix("class ")?.split(['(', ':']).next()?;
    if !["Config", "Settings", "Configuration"].iter().any(|end| name.ends_with(end)) {
        return None;
    }
    // The words of a name begin with capitals.
    let starts = name.char_indices().filter(|(_, c)| c.is_ascii_uppercase()).map(|(at, _)| at);
    let ends = starts.clone().skip(1).chain([name.len()]);
    Some(stage_of(starts.zip(ends).map(|(start, end)| &name[start..end])).unwrap_or(Stage::Any))
}

/// Whether a line parts the documents of a file of Spring's.
fn is_break(line: &str) -> bool {
    ["---", "#---", "!---"].contains(&line.trim_end())
}

/// The profile of a document: `on-profile: test`, `spring.config.activate.on-profile=test`, `spring.profiles: test`.
fn profile(line: &str) -> Option<Stage> {
    let (key, value) = line.split_once([':', '='])?;
    let key = key.trim();
    (key.ends_with("on-profile") || key == "spring.profiles")
        .then(|| stage_of(std::iter::once(value.trim().trim_matches(['"', '\'']))).unwrap_or(Stage::Any))
}

/// Whether a line gives a pool or a server a number.
pub(super) fn sets_pool(line: &str) -> bool {
    ["pool", "POOL", "Pool", "overflow", "OVERFLOW", "max_connections"].iter().any(|word| line.contains(word))
        && line.bytes().any(|byte| byte.is_ascii_digit())
}
