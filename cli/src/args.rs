//! The command line's arguments and their help.

use clap::{Args, ColorChoice, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// What the SQLAlchemy pools in front of a PostgreSQL will do, and what to set.
#[derive(Parser)]
#[command(name = "poolwise", version, max_term_width = 80, subcommand_required = true, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to use colours; NO_COLOR is respected
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", display_order = 900)]
    pub(crate) color: ColorChoice,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Whether it fits, what will happen, what is wrong, and what to change
    #[command(after_help = PLAN_EXAMPLES)]
    Plan(PlanArguments),
    /// Settings side by side: current, advised, and any number of alternatives
    #[command(after_help = COMPARE_EXAMPLES)]
    Compare(CompareArguments),
    /// The findings only, for CI
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArguments),
    /// What a text says about pools, and what it means; never a secret
    #[command(after_help = READ_EXAMPLES)]
    Read(ReadArguments),
    /// The query whose answer holds all that Poolwise can use of a PostgreSQL
    #[command(after_help = QUERY_EXAMPLES)]
    Query(QueryArguments),
    /// What one pool of each service does from its first request on
    #[command(after_help = SIMULATE_EXAMPLES)]
    Simulate(SimulateArguments),
    /// A file for the advised settings, fresh or edited in place
    #[command(after_help = WRITE_EXAMPLES)]
    Write(WriteArguments),
    /// The bare formulas: Erlang B, Erlang C and the wait
    #[command(after_help = QUEUE_EXAMPLES)]
    Queue(QueueArguments),
    /// What providers admit, frameworks have by default and documents recommend
    #[command(after_help = CATALOG_EXAMPLES)]
    Catalog(CatalogArguments),
}

#[derive(Args)]
pub(crate) struct PlanArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,

    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct CompareArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,

    /// Alternatives to it, each a scenario by its current settings; NAME=FILE gives one a name, the first too
    #[arg(value_name = "FILE")]
    pub(crate) others: Vec<PathBuf>,

    /// The service to show, where there are several
    #[arg(long, value_name = "NAME")]
    pub(crate) service: Option<String>,

    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct CheckArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,

    /// How to print them; github makes annotations, sarif is for code scanning
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: CheckFormat,
}

#[derive(Args)]
pub(crate) struct ReadArguments {
    /// The text; standard input where it is - or left out
    pub(crate) file: Option<PathBuf>,

    /// What kind of text all of it is, instead of a guess line by line
    #[arg(long, value_parser = kind_to_read)]
    pub(crate) kind: Option<poolwise::read::Kind>,

    /// Diagnose with the traffic and the fleet of this scenario
    #[arg(long, value_name = "FILE")]
    pub(crate) scenario: Option<PathBuf>,

    /// Diagnose with this field set; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,

    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct QueryArguments {
    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct SimulateArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,

    /// How long each run is, in seconds, up to a week
    #[arg(long, value_name = "SECONDS", default_value = "90", allow_negative_numbers = true, value_parser = horizon)]
    pub(crate) horizon: poolwise::units::Seconds,

    /// Leave the first seconds of each run out of the prediction
    #[arg(long, value_name = "SECONDS", default_value = "0", allow_negative_numbers = true, value_parser = warmup)]
    pub(crate) warmup: poolwise::units::Seconds,

    /// How many runs, 1 to 10000
    #[arg(long, value_name = "N", default_value = "100", allow_negative_numbers = true, value_parser = replications)]
    pub(crate) replications: poolwise::units::Positive,

    /// What the random numbers follow from: the same seed, the same result
    #[arg(long, value_name = "N", default_value = "1")]
    pub(crate) seed: u64,

    /// Simulate the advised settings instead of the current ones
    #[arg(long)]
    pub(crate) advised: bool,

    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct WriteArguments {
    #[command(flatten)]
    pub(crate) input: InputArguments,

    /// The kind of file
    #[arg(long, value_name = "KIND", value_parser = kind_to_write)]
    pub(crate) to: poolwise::write::Kind,

    /// Write the current settings instead of the advised ones
    #[arg(long)]
    pub(crate) current: bool,

    /// Edit this file's text: change what differs, append what is missing, keep every other byte
    #[arg(long, value_name = "FILE")]
    pub(crate) merge: Option<PathBuf>,

    /// Whose settings, where the scenario has several services; --env is then read for it
    #[arg(long, value_name = "NAME")]
    pub(crate) service: Option<String>,

    /// Write to this file, or to standard output where it is -; one that exists is
    /// replaced only where --merge names it too
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// How to print it; text is the file itself
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct QueueArguments {
    /// Connections of one pool, 1 to 10000000
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = servers)]
    pub(crate) servers: u64,

    /// Offered load in erlangs: requests a second × seconds that each holds a connection
    #[arg(long, value_name = "ERLANGS", allow_negative_numbers = true, value_parser = load)]
    pub(crate) load: f64,

    /// Mean time that a request holds a connection, in milliseconds
    #[arg(long, value_name = "MS", allow_negative_numbers = true, value_parser = hold_ms)]
    pub(crate) hold_ms: f64,

    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

#[derive(Args)]
pub(crate) struct CatalogArguments {
    /// The entry to show; all of them where it is left out
    pub(crate) id: Option<String>,

    /// Its size: memory, compute, cores or a plan, whatever the entry takes
    #[arg(long, value_name = "SIZE", requires = "id", allow_negative_numbers = true)]
    pub(crate) size: Option<String>,

    /// How to print it
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
}

/// Where a scenario comes from.
#[derive(Clone, Args)]
pub(crate) struct InputArguments {
    /// The scenario, TOML or JSON; standard input where it is - or left out
    pub(crate) scenario: Option<PathBuf>,

    /// First, what this entry of the catalogue sets, where the scenario says
    /// nothing; may be repeated
    #[arg(long, value_name = "ID[=SIZE]")]
    pub(crate) catalog: Vec<String>,

    /// Then read the pool settings from this .env, into the first service
    #[arg(long, value_name = "FILE")]
    pub(crate) env: Option<PathBuf>,

    /// Last, set one field; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    pub(crate) set: Vec<String>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    #[default]
    Text,
    Json,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum CheckFormat {
    #[default]
    Text,
    Json,
    Github,
    Sarif,
}

/// As many as the formulas answer for within a second.
const MOST_SERVERS: u64 = 10_000_000;
const MOST_LOAD: f64 = 1e9;

fn servers(text: &str) -> Result<u64, String> {
    let right = || format!("must be a whole number from 1 to {MOST_SERVERS}");
    text.parse().ok().filter(|servers| (1..=MOST_SERVERS).contains(servers)).ok_or_else(right)
}

fn load(text: &str) -> Result<f64, String> {
    let right = || "must be a number of erlangs from 0 to 1000000000".to_owned();
    // Adding zero turns -0.0 into 0.0.
    text.parse().ok().filter(|load| (0.0..=MOST_LOAD).contains(load)).map(|load: f64| load + 0.0).ok_or_else(right)
}

fn hold_ms(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "must be a number of milliseconds, such as 50".to_owned())?;
    poolwise::units::Millis::new(number).map(poolwise::units::Quantity::get).map_err(|error| error.to_string())
}

const LONGEST_HORIZON: f64 = 604_800.0;
const MOST_REPLICATIONS: u64 = 10_000;

fn horizon(text: &str) -> Result<poolwise::units::Seconds, String> {
    let right = || format!("must be a number of seconds above 0 and up to {LONGEST_HORIZON}, a week");
    let seconds = text.parse().ok().filter(|seconds| *seconds > 0.0 && *seconds <= LONGEST_HORIZON);
    seconds.map(poolwise::units::Seconds::clamped).ok_or_else(right)
}

fn warmup(text: &str) -> Result<poolwise::units::Seconds, String> {
    let right = || format!("must be a number of seconds from 0 and below {LONGEST_HORIZON}, a week");
    let seconds = text.parse().ok().filter(|seconds| (0.0..LONGEST_HORIZON).contains(seconds));
    seconds.map(poolwise::units::Seconds::clamped).ok_or_else(right)
}

fn replications(text: &str) -> Result<poolwise::units::Positive, String> {
    let right = || format!("must be a whole number from 1 to {MOST_REPLICATIONS}");
    let count = text.parse().ok().filter(|count| (1..=MOST_REPLICATIONS).contains(count));
    count.map(poolwise::units::Positive::clamped).ok_or_else(right)
}

fn kind_to_read(text: &str) -> Result<poolwise::read::Kind, String> {
    let names = poolwise::read::Kind::ALL.map(poolwise::read::Kind::name);
    poolwise::read::Kind::from_name(text).ok_or_else(|| one_of(&names))
}

fn kind_to_write(text: &str) -> Result<poolwise::write::Kind, String> {
    poolwise::write::Kind::from_name(text).ok_or_else(|| one_of(&poolwise::write::Kind::NAMES))
}

fn one_of(names: &[&str]) -> String {
    format!("must be one of: {}", names.join(", "))
}

const EXAMPLES: &str = "\
Examples:
  poolwise plan poolwise.toml
  poolwise plan --env .env --set 'services[0].instances=6'
  poolwise check poolwise.toml --format github
  poolwise write poolwise.toml --to env --merge .env -o .env

A scenario of five lines:
  [[services]]
  instances = 4
  workers = 2
  pool = { size = 5, overflow = 10 }
  traffic = [{ rate_per_s = 120, hold_ms = { mean = 50 } }]";

const PLAN_EXAMPLES: &str = "\
Examples:
  poolwise plan poolwise.toml
  poolwise plan --env .env --set 'services[0].instances=6'
  poolwise plan poolwise.toml --set 'services[0].surge=25%' --format json
  poolwise plan poolwise.toml --catalog neon=1 --catalog hikaricp
  kubectl get configmap pool -o jsonpath='{.data.scenario}' | poolwise plan";

const COMPARE_EXAMPLES: &str = "\
One scenario: its current settings and the advised ones. Several: each by its
current settings, and the advised ones of the first, to which --catalog, --env
and --set apply and whose targets judge them all.

Examples:
  poolwise compare poolwise.toml
  poolwise compare poolwise.toml smaller.toml pgbouncer.toml
  poolwise compare now=poolwise.toml next=new/poolwise.toml --service api
  poolwise compare poolwise.toml smaller.toml --format json | jq .best";

const CHECK_EXAMPLES: &str = "\
Exit code: 0 no finding is an error, 1 some is, 2 the input is unusable.

Examples:
  poolwise check poolwise.toml
  poolwise check poolwise.toml --env .env --format github
  poolwise check poolwise.toml --format sarif > poolwise.sarif";

const READ_EXAMPLES: &str = "\
Kinds: env, snippet (Python), error_log, pool_state, psql, metrics, config, link.

Examples:
  poolwise read .env
  poolwise read < error.log
  psql -At -c \"$(poolwise query)\" | poolwise read
  tail -n 1000 app.log | poolwise read --scenario poolwise.toml
  ssh web1 cat /etc/app.env | poolwise read --kind env --format json";

const QUERY_EXAMPLES: &str = "\
It reads settings and counts of connections, no query texts and no addresses,
and works for any role on PostgreSQL 12 and later.

Examples:
  psql -At -c \"$(poolwise query)\"
  psql -At -c \"$(poolwise query)\" | poolwise read";

const SIMULATE_EXAMPLES: &str = "\
Examples:
  poolwise simulate poolwise.toml
  poolwise simulate poolwise.toml --horizon 600 --replications 20 --advised
  poolwise simulate poolwise.toml --format json | jq '.services[0].series'

Each run starts with an empty pool, as a new process does. A burst comes at the
start of each of its periods.";

const WRITE_EXAMPLES: &str = "\
Examples:
  poolwise write poolwise.toml --to env > pool.env
  poolwise write poolwise.toml --to env --merge .env | diff .env -
  poolwise write poolwise.toml --to env --merge .env -o .env
  poolwise write poolwise.toml --to env --service jobs";

const QUEUE_EXAMPLES: &str = "\
Examples:
  poolwise queue --servers 12 --load 10 --hold-ms 50
  poolwise queue --servers 15 --load 10 --hold-ms 50 --format json

200 requests a second that hold a connection for 50 ms are 200 × 0.05 = 10
erlangs: ten connections busy on average, if nobody had to wait.";

const CATALOG_EXAMPLES: &str = "\
Examples:
  poolwise catalog
  poolwise catalog neon --size 1
  poolwise catalog supabase --size micro --format json
  poolwise plan poolwise.toml --catalog neon=1

What it sets counts where the scenario says nothing; --env and --set come later.";
