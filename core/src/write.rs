//! Files for the settings, ready to use.
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

/// The kinds of file that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// `KEY=value` lines that every reader of such files agrees on.
    Env,
}

impl FileKind {
    /// The names of all kinds.
    pub const NAMES: [&'static str; 1] = ["env"];

    /// The kind of this name.
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
