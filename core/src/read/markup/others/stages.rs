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
    if !may_have_stages(text) {
        return Vec::new();
    }
    let mut parts: Vec<(Stage, Range<usize>, bool)> = Vec::new();
    let mut part = (Stage::Any, 0..0, false);
    let mut in_class = false;
    for (number, line) in text.lines().enumerate() {
        let class = class(line);
        let ends_class = in_class && line.starts_with(|c: char| !c.is_whitespace() && c != '#');
        let begins = heading(line).or(class).or_else(|| is_break(line).then_some(Stage::Any));
        if let Some(stage) = begins.or(ends_class.then_some(Stage::Any)) {
            // The break parts this document from the one before.
            let start = number + usize::from(is_break(line));
            parts.push(std::mem::replace(&mut part, (stage, start..start, false)));
            in_class = class.is_some();
        }
        if let Some(stage) = profile(line) {
            part.0 = stage;
        }
        part.1.end = number + 1;
        part.2 |= sets_pool(line);
    }
    parts.push(part);
    let applies = parts.iter().filter(|(_, _, sets)| *sets).map(|(stage, ..)| *stage).max();
    let is_other = |stage: Stage| match applies {
        Some(Stage::Production) => stage <= Stage::Staging,
        Some(Stage::Any) => stage == Stage::Tests,
        _ => false,
    };
    parts.into_iter().filter(|(stage, ..)| is_other(*stage)).map(|(_, lines, _)| lines).collect()
}

/// Whether a text may have such parts; most have none, which is cheap to see.
fn may_have_stages(text: &str) -> bool {
    [
        "on-profile",
        "spring.profiles",
        ".env",
        "conftest",
        "class ",
        ".py",
        ".yml",
        ".yaml",
        ".properties",
        ".toml",
        ".exs",
    ]
    .iter()
    .any(|mark| text.contains(mark))
        && TESTS.iter().chain(&STAGING).any(|stage| text.contains(stage) || text.contains(&capitalized(stage)))
}

fn capitalized(word: &str) -> String {
    let mut capitals = word.to_owned();
    capitals[..1].make_ascii_uppercase();
    capitals
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
fn sets_pool(line: &str) -> bool {
    ["pool", "POOL", "Pool", "overflow", "OVERFLOW", "max_connections"].iter().any(|word| line.contains(word))
        && line.bytes().any(|byte| byte.is_ascii_digit())
}
