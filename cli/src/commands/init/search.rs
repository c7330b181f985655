//! Finds the files of a repository that say something about pools, and reads them.

use crate::{failure::shown, input::Source};
use poolwise::read::{Reading, Setting, read};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A file and what it sets.
pub(super) struct Origin {
    /// Its path from the folder that is searched.
    pub(super) place: String,
    pub(super) rank: Rank,
    pub(super) settings: Vec<Setting>,
}

/// What kind of file it is. Of two that set one field the greater counts: what runs in production says more than a default in
/// code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Tests run there; production is elsewhere.
    Ci,
    /// An example for people to copy.
    Example,
    /// A default in code holds where no variable is set.
    Code,
    /// A start command or an image.
    Start,
    /// One machine.
    Compose,
    /// Variables of a machine.
    Environment,
    /// The cluster.
    Cluster,
}

impl Rank {
    pub(super) fn describe(self) -> &'static str {
        match self {
            Self::Ci => "of CI, where nothing better is known",
            Self::Example => "of an example, where nothing better is known",
            Self::Code => "in code",
            Self::Start => "of a start command or an image",
            Self::Compose => "of a compose file",
            Self::Environment => "of an environment",
            Self::Cluster => "of a cluster",
        }
    }

    /// The rank of a file by its path in the repository; None for a file that is not read.
    fn from_path(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_string_lossy().to_lowercase();
        let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
        let is_yaml = ["yml", "yaml"].contains(&&*extension);
        let is_example = ["example", "sample", "template", "dist"].iter().any(|word| name.contains(word));
        if name.starts_with(".env") || extension == "env" {
            return Some(if is_example { Self::Example } else { Self::Environment });
        }
        if path.starts_with(".github") || name == ".gitlab-ci.yml" || path.starts_with(".circleci") {
            return is_yaml.then_some(Self::Ci);
        }
        let is_start = ["procfile", "supervisord.conf"].contains(&&*name)
            || name.starts_with("dockerfile")
            || ["service", "sh"].contains(&&*extension);
        match () {
            () if is_yaml && name.contains("compose") => Some(Self::Compose),
            () if is_yaml => Some(Self::Cluster),
            () if is_start => Some(Self::Start),
            () if extension == "py" => Some(Self::Code),
            () => None,
        }
    }
}

/// How deep folders are searched, and how many files are read.
const MAX_DEPTH: usize = 8;
const MAX_FILES: usize = 5_000;
/// Files of this size are data.
const MAX_BYTES: u64 = 512 * 1024;

/// Folders of other people's code, and of what is made.
const SKIPPED: [&str; 12] = [
    "node_modules",
    "venv",
    "target",
    "dist",
    "build",
    "site-packages",
    "__pycache__",
    "vendor",
    "tests",
    "test",
    "docs",
    "migrations",
];

/// Every file that sets something, the one that counts most first, then in the order of their paths.
pub(super) fn search(folder: &Path) -> Vec<Origin> {
    let mut paths = Vec::new();
    walk(folder, folder, 0, &mut paths);
    let mut origins: Vec<Origin> = paths.into_iter().filter_map(|path| origin(folder, &path)).collect();
    origins.sort_by(|a, b| b.rank.cmp(&a.rank).then_with(|| a.place.cmp(&b.place)));
    origins
}

fn walk(root: &Path, folder: &Path, depth: usize, paths: &mut Vec<PathBuf>) {
    // A folder that may not be read says nothing.
    let Ok(entries) = fs::read_dir(folder) else { return };
    let mut entries: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Ok(metadata) = fs::symlink_metadata(&path) else { continue };
        if metadata.is_dir() {
            let is_hidden = name.starts_with('.') && ![".github", ".circleci"].contains(&name.as_str());
            if !is_hidden && !SKIPPED.contains(&name.as_str()) && depth < MAX_DEPTH {
                walk(root, &path, depth + 1, paths);
            }
        } else if metadata.is_file() && metadata.len() <= MAX_BYTES && paths.len() < MAX_FILES {
            let is_read = path.strip_prefix(root).is_ok_and(|inner| Rank::from_path(inner).is_some());
            if is_read {
                paths.push(path);
            }
        }
    }
}

fn origin(root: &Path, path: &Path) -> Option<Origin> {
    let inner = path.strip_prefix(root).ok()?;
    let rank = Rank::from_path(inner)?;
    // A file that cannot be read says nothing either.
    let text = Source::read(path).ok()?.text;
    let kind = (rank == Rank::Environment || rank == Rank::Example).then_some(poolwise::read::TextKind::Env);
    Some(Origin { place: shown(inner), rank, settings: chosen(&read(&text, kind)) })
}

/// The setting of each field that counts.
fn chosen(reading: &Reading) -> Vec<Setting> {
    reading
        .fields()
        .into_iter()
        .filter_map(|field| reading.chosen(field))
        .filter(|setting| !setting.assumed)
        .cloned()
        .collect()
}
