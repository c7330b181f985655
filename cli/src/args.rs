//! The command line's arguments and their help.

mod check;
mod examples;
mod values;

pub(crate) use check::{CheckArguments, CheckFormat, Deny};
pub(crate) use values::ALL;

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Predict what SQLAlchemy connection pools in front of a PostgreSQL will do, and advise what to set.
#[derive(Parser)]
#[command(name = "poolwise", version, max_term_width = 80, subcommand_required = true, after_help = examples::ALL)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to use colors; NO_COLOR is respected
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", display_order = 900)]
    pub(crate) color: ColorChoice,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Check the connection budget, predict waits and timeouts, and advise what to change
    #[command(after_help = examples::PLAN)]
    Plan(PlanArguments),
    /// Compare settings side by side: current, advised, and any number of alternatives
    #[command(after_help = examples::COMPARE)]
    Compare(CompareArguments),
    /// Print only what is wrong, for CI
    #[command(after_help = examples::CHECK)]
    Check(CheckArguments),
    /// Parse logs, config or psql output and diagnose pool problems (secrets are never printed)
    #[command(after_help = examples::READ)]
    Read(ReadArguments),
    /// Print a SQL query that collects everything Poolwise reads from PostgreSQL
    #[command(after_help = examples::QUERY)]
    Query(QueryArguments),
    /// Simulate each service's pool from a cold start
    #[command(after_help = examples::SIMULATE)]
    Simulate(SimulateArguments),
    /// Write a file with the advised settings, new or edited in place
    #[command(after_help = examples::WRITE)]
    Write(WriteArguments),
    /// Evaluate the bare formulas: Erlang B, Erlang C and the wait
    #[command(after_help = examples::QUEUE)]
    Queue(QueueArguments),
    /// List the limits of providers, the defaults of frameworks and recommended settings
    #[command(after_help = examples::CATALOG)]
    Catalog(CatalogArguments),
    /// Write a scenario from what the files of a repository say, each value with its place
    #[command(after_help = examples::INIT)]
    Init(InitArguments),
    /// Print the page of a rule or a diagnosis: what it checks, why, and what to do
    #[command(after_help = examples::EXPLAIN)]
    Explain(ExplainArguments),
    /// Print completions for a shell
    #[command(after_help = examples::COMPLETIONS)]
    Completions(CompletionsArguments),
    /// Print the manual page, or write one for each command
    #[command(after_help = examples::MAN)]
    Man(ManArguments),
}

#[derive(Args)]
pub(crate) struct PlanArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,

    /// Show all of it: what happens in each pool, every finding, remedies and reasons
    #[arg(short, long)]
    pub(crate) verbose: bool,

    /// Print again whenever a file that is read changes, until it is interrupted
    #[arg(long, conflicts_with = "format")]
    pub(crate) watch: bool,

    /// Output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct CompareArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,

    /// Alternatives: scenarios whose current settings are compared; NAME=FILE names one, also the first
    #[arg(value_name = "FILE")]
    pub(crate) others: Vec<PathBuf>,

    /// The service to show, if there are several
    #[arg(long, value_name = "NAME")]
    pub(crate) service: Option<String>,

    /// Output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct ReadArguments {
    /// Input file; reads standard input if - or omitted
    pub(crate) file: Option<PathBuf>,

    /// Read all of the text as this kind, instead of detecting the kind of each part
    #[arg(long, value_parser = values::kind_to_read)]
    pub(crate) kind: Option<poolwise::read::TextKind>,

    /// Show the value of every entry as a loader would read it; what looks secret stays masked
    #[arg(long)]
    pub(crate) entries: bool,

    /// Diagnose with the traffic and the instances of this scenario
    #[arg(long, value_name = "FILE")]
    pub(crate) scenario: Option<PathBuf>,

    /// Diagnose with this field set; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,

    /// Output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct QueryArguments {
    /// Output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct SimulateArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,

    /// Length of each run in seconds, up to a week
    #[arg(long, value_name = "SECONDS", default_value = "90", allow_negative_numbers = true, value_parser = values::horizon)]
    pub(crate) horizon: poolwise::units::Seconds,

    /// Leave this many seconds at the start of each run out of the prediction
    #[arg(long, value_name = "SECONDS", default_value = "0", allow_negative_numbers = true, value_parser = values::warmup)]
    pub(crate) warmup: poolwise::units::Seconds,

    /// Number of independent runs, 1 to 10000
    #[arg(long, value_name = "N", default_value = "100", allow_negative_numbers = true, value_parser = values::replications)]
    pub(crate) replications: poolwise::units::Positive,

    /// Random seed; the same seed gives the same result
    #[arg(long, value_name = "N", default_value = "1")]
    pub(crate) seed: u64,

    /// Simulate the advised settings instead of the current ones
    #[arg(long)]
    pub(crate) advised: bool,

    /// Output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct WriteArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,

    /// Kind of file, or all; --list prints the kinds
    #[arg(long, value_name = "KIND", value_parser = values::kind_to_write, required_unless_present = "list")]
    pub(crate) to: Option<String>,

    /// Print the kinds of files, one per line
    #[arg(long)]
    pub(crate) list: bool,

    /// Write into this folder, one file per service, under names of their own; with all kinds also an index.json
    #[arg(long, value_name = "DIR", conflicts_with_all = ["merge", "output"])]
    pub(crate) dir: Option<PathBuf>,

    /// Write the current settings instead of the advised ones
    #[arg(long)]
    pub(crate) current: bool,

    /// Also write the variables that switch on and set up the monitor of the Python package; in a merged file the interval
    /// of its log and the threshold of its warnings stay as they are
    #[arg(long)]
    pub(crate) monitoring: bool,

    /// Edit this file: change the settings that differ, append missing ones, keep every other byte
    #[arg(long, value_name = "FILE")]
    pub(crate) merge: Option<PathBuf>,

    /// Print what --merge would change as a unified diff, and write nothing; lines that stay are left out, since they
    /// may hold secrets
    #[arg(long, requires = "merge", conflicts_with_all = ["output", "format"])]
    pub(crate) diff: bool,

    /// The service whose settings are written, if the scenario has several; --env is read into it
    #[arg(long, value_name = "NAME")]
    pub(crate) service: Option<String>,

    /// Output file, or - for standard output; an existing file is replaced only if --merge
    /// names it too
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Output format; text is the file itself
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct QueueArguments {
    /// Connections of one pool, 1 to 10000000
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = values::servers)]
    pub(crate) servers: u64,

    /// Offered load in erlangs: requests per second × seconds that each holds a connection
    #[arg(long, value_name = "ERLANGS", allow_negative_numbers = true, value_parser = values::load)]
    pub(crate) load: f64,

    /// Mean time that a request holds a connection, in milliseconds
    #[arg(long, value_name = "MS", allow_negative_numbers = true, value_parser = values::hold_ms)]
    pub(crate) hold_ms: f64,

    /// Output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct CatalogArguments {
    /// The entry to show; lists all entries if omitted
    pub(crate) id: Option<String>,

    /// Size of the entry: memory, compute, cores or a plan, as the entry takes it
    #[arg(long, value_name = "SIZE", requires = "id", allow_negative_numbers = true)]
    pub(crate) size: Option<String>,

    /// Output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct InitArguments {
    /// The folder to read; this one if omitted
    #[arg(value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,

    /// Output file, or - for standard output; poolwise.toml in the folder if omitted
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Replace the file if it exists
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Args)]
pub(crate) struct ExplainArguments {
    /// Code or name of a rule or a diagnosis, such as PW001 or over-budget; lists all of them if omitted
    pub(crate) code: Option<String>,

    /// Output format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Args)]
pub(crate) struct ManArguments {
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}

/// Where a scenario comes from.
#[derive(Clone, Args)]
pub(crate) struct InputArguments {
    /// Scenario file, TOML or JSON; reads standard input if - or omitted
    pub(crate) scenario: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) overrides: OverrideArguments,
}

/// What changes a scenario after it was read.
#[derive(Clone, Args)]
pub(crate) struct OverrideArguments {
    /// Apply this entry of the catalog first, to fields that the scenario does not
    /// set; may be repeated
    #[arg(long, value_name = "ID[=SIZE]")]
    pub(crate) catalog: Vec<String>,

    /// Then read pool settings from this .env into the first service
    #[arg(long, value_name = "FILE")]
    pub(crate) env: Option<PathBuf>,

    /// Set one field last, over everything else; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    #[default]
    Text,
    Json,
}
