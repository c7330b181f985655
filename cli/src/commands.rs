//! One module a command: arguments in, output or failure out.

pub(crate) mod catalog;
pub(crate) mod check;
pub(crate) mod compare;
pub(crate) mod completions;
pub(crate) mod explain;
pub(crate) mod init;
pub(crate) mod man;
pub(crate) mod plan;
pub(crate) mod query;
pub(crate) mod queue;
pub(crate) mod read;
pub(crate) mod simulate;
pub(crate) mod write;
