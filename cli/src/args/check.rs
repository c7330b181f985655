//! The arguments of `poolwise check`.

use super::OverrideArguments;
use clap::{Args, ValueEnum};
use poolwise::rules::Severity;
use std::path::PathBuf;

#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct CheckArguments {
    /// Scenario files, TOML or JSON, or folders of them, checked as one fleet; - is standard input. If omitted,
    /// poolwise.toml in this folder or the nearest one above
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) overrides: OverrideArguments,

    /// The service that --env is read into, instead of the first
    #[arg(long, value_name = "NAME", requires = "env")]
    pub(crate) service: Option<String>,

    /// The name of standard input in findings
    #[arg(long, value_name = "FILE")]
    pub(crate) stdin_filename: Option<PathBuf>,

    /// Fail on warnings too
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(crate) deny: Option<Deny>,

    /// Show only findings of these rules, by code or name; may be repeated
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = super::values::rule)]
    pub(crate) select: Vec<&'static str>,

    /// Show no findings of these rules
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = super::values::rule)]
    pub(crate) ignore: Vec<&'static str>,

    /// Show only findings that are at least this bad
    #[arg(long, value_name = "SEVERITY", value_parser = super::values::severity)]
    pub(crate) min_severity: Option<Severity>,

    /// Change settings of pools, echo and statement timeouts in the files as findings say, where that makes nothing worse
    #[arg(long, conflicts_with_all = ["catalog", "env", "set"])]
    pub(crate) fix: bool,

    /// With --fix: print the changes as a unified diff, and write nothing
    #[arg(long, requires = "fix")]
    pub(crate) diff: bool,

    /// Show every note, instead of one per rule
    #[arg(short, long)]
    pub(crate) verbose: bool,

    /// Print again whenever a file that is read changes, until it is interrupted
    #[arg(long, conflicts_with_all = ["fix", "format"])]
    pub(crate) watch: bool,

    /// Output format; github makes annotations, sarif is for code scanning, gitlab for code quality
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: CheckFormat,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    #[default]
    Text,
    Json,
    Github,
    Gitlab,
    Sarif,
}

/// What fails a check beside errors.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Deny {
    Warnings,
}
