//! Where installed tools are: one folder per user, shared by every clone of the project.
//!
//! Each tool has a folder named for its version and platform, so two versions never share files. The folder gets its
//! name by one rename when the install is complete: an interrupted install leaves a `.partial` folder, which the next
//! one removes. A lock per tool lets two processes that need the same tool install it once.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::{env, process};

use anyhow::{Context as _, Result};

/// The folder of installed tools.
pub(crate) struct Cache {
    root: PathBuf,
}

impl Cache {
    /// The user's cache, or `fallback` if that cannot be written.
    pub(crate) fn open(fallback: PathBuf) -> Self {
        let candidates = candidates(env::var_os("XDG_CACHE_HOME"), env::var_os("HOME"));
        Self { root: first_writable(candidates).unwrap_or(fallback) }
    }

    /// The folder of a tool, which `install` fills if it does not exist yet, or no longer works.
    ///
    /// # Errors
    ///
    /// If it cannot be installed.
    pub(crate) fn provide(
        &self,
        key: &str,
        works: impl Fn(&Path) -> bool,
        install: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<PathBuf> {
        let folder = self.root.join(key);
        if works(&folder) {
            return Ok(folder);
        }
        fs::create_dir_all(&self.root).with_context(|| format!("cannot create {}", self.root.display()))?;
        let _lock = self.lock(key)?;
        // Another process may have installed it while this one waited for the lock.
        if works(&folder) {
            return Ok(folder);
        }
        let partial = self.root.join(format!("{key}.partial"));
        remove_folder(&partial)?;
        remove_folder(&folder)?;
        fs::create_dir(&partial).with_context(|| format!("cannot create {}", partial.display()))?;
        install(&partial)?;
        fs::rename(&partial, &folder).with_context(|| format!("cannot create {}", folder.display()))?;
        Ok(folder)
    }

    /// Waits until no other process installs the tool. The lock ends with this process, however it ends.
    fn lock(&self, key: &str) -> Result<File> {
        let path = self.root.join(format!("{key}.lock"));
        let file = File::create(&path).with_context(|| format!("cannot create {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) => eprintln!("Waiting for another process that installs {key} …"),
            Err(TryLockError::Error(error)) => return Err(error).context(format!("cannot lock {}", path.display())),
        }
        file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
        Ok(file)
    }
}

/// Makes `link` a link to the folder `target`. The change is one rename, so a reader sees the old target or
/// the new one.
///
/// # Errors
///
/// If the link cannot be made.
pub(crate) fn link(target: &Path, link: &Path) -> Result<()> {
    if fs::read_link(link).is_ok_and(|current| current == target) {
        return Ok(());
    }
    // Before there was a cache, the tools were installed in this place.
    if !link.is_symlink() {
        remove_folder(link)?;
    }
    let parent = link.parent().context("a link needs a folder")?;
    fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))?;
    let new = link.with_extension(format!("new-{}", process::id()));
    symlink(target, &new).with_context(|| format!("cannot create {}", new.display()))?;
    fs::rename(&new, link).with_context(|| format!("cannot create {}", link.display()))
}

#[cfg(unix)]
fn symlink(target: &Path, link: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(windows)]
fn symlink(target: &Path, link: &Path) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(target, link)
}

/// Where the cache may be, the best place first. The XDG specification says to ignore relative paths.
fn candidates(xdg_cache_home: Option<OsString>, home: Option<OsString>) -> Vec<PathBuf> {
    let xdg = xdg_cache_home.map(PathBuf::from);
    let home = home.map(|home| Path::new(&home).join(".cache"));
    xdg.into_iter().chain(home).filter(|path| path.is_absolute()).map(|path| path.join("poolwise")).collect()
}

fn first_writable(folders: Vec<PathBuf>) -> Option<PathBuf> {
    folders.into_iter().find(|folder| is_writable(folder))
}

fn is_writable(folder: &Path) -> bool {
    let probe = folder.join(format!("probe-{}", process::id()));
    fs::create_dir_all(folder).and_then(|()| File::create(&probe)).is_ok() && fs::remove_file(&probe).is_ok()
}

fn remove_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::bail;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    fn cache() -> (tempfile::TempDir, Cache) {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache { root: folder.path().join("poolwise") };
        (folder, cache)
    }

    fn has_program(folder: &Path) -> bool {
        folder.join("program").is_file()
    }

    fn write_program(folder: &Path) -> Result<()> {
        Ok(fs::write(folder.join("program"), "")?)
    }

    #[test]
    fn installs_a_version_once() {
        let (_folder, cache) = cache();
        let first = cache.provide("tool-1", has_program, write_program).unwrap();
        let again = cache.provide("tool-1", has_program, |_| bail!("installed twice")).unwrap();
        assert_eq!(first, again);
        assert_ne!(cache.provide("tool-2", has_program, write_program).unwrap(), first);
        assert!(has_program(&first));
    }

    #[test]
    fn interrupted_install_is_repeated() {
        let (_folder, cache) = cache();
        let interrupted = cache.provide("tool-1", has_program, |partial| {
            fs::write(partial.join("half"), "")?;
            bail!("interrupted")
        });
        assert!(interrupted.is_err());
        assert!(!cache.root.join("tool-1").exists());
        let folder = cache.provide("tool-1", has_program, write_program).unwrap();
        assert!(!folder.join("half").exists());
        assert!(!cache.root.join("tool-1.partial").exists());
    }

    #[test]
    fn damaged_install_is_replaced() {
        let (_folder, cache) = cache();
        let folder = cache.provide("tool-1", has_program, write_program).unwrap();
        fs::remove_file(folder.join("program")).unwrap();
        assert!(has_program(&cache.provide("tool-1", has_program, write_program).unwrap()));
    }

    #[test]
    fn concurrent_processes_install_once() {
        let (_folder, cache) = cache();
        let installs = AtomicU32::new(0);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let install = |partial: &Path| {
                        installs.fetch_add(1, Ordering::Relaxed);
                        std::thread::sleep(Duration::from_millis(20));
                        write_program(partial)
                    };
                    assert!(has_program(&cache.provide("tool-1", has_program, install).unwrap()));
                });
            }
        });
        assert_eq!(installs.into_inner(), 1);
    }

    #[test]
    fn unwritable_home_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        let good = folder.path().join("home");
        let found = candidates(Some(file.clone().into()), Some(good.clone().into()));
        assert_eq!(first_writable(found), Some(good.join(".cache/poolwise")));
        assert_eq!(first_writable(candidates(Some("relative".into()), Some(file.into()))), None);
        assert_eq!(first_writable(candidates(None, None)), None);
    }

    #[test]
    fn link_follows_a_new_version_and_replaces_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two, tool) = (folder.path().join("1"), folder.path().join("2"), folder.path().join("tools/tool"));
        fs::create_dir_all(tool.join("bin")).unwrap();
        for target in [&one, &two, &two] {
            link(target, &tool).unwrap();
            assert_eq!(fs::read_link(&tool).unwrap(), *target);
        }
        assert_eq!(fs::read_dir(folder.path().join("tools")).unwrap().count(), 1);
    }
}
