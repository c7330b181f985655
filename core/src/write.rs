//! Writes files with a pool's settings.
//!
//! ```
//! use poolwise::{scenario::Pool, write};
//!
//! let file = write::env("api", 1, &Pool::default(), None);
//! assert!(file.contains("\nDB_POOL_SIZE=5\n"));
//! let edited = write::merge_env("# ours\r\nDB_POOL_SIZE=20 # big\r\nDB_MAX_OVERFLOW=10\r\n", &Pool::default());
//! assert_eq!(edited, "# ours\r\nDB_POOL_SIZE=5 # big\r\nDB_MAX_OVERFLOW=10\r\n");
//! ```

mod env;

pub use env::{env, mark_env, merge_env};

/// A kind of file that Poolwise writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// `KEY=value` lines that all readers of such files parse alike.
    Env,
}

impl FileKind {
    /// The names of all kinds.
    pub const NAMES: [&'static str; 1] = ["env"];

    /// The kind with this name.
    ///
    /// ```
    /// use poolwise::write::FileKind;
    /// assert_eq!(FileKind::from_name("env"), Some(FileKind::Env));
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        (name == "env").then_some(Self::Env)
    }
}
