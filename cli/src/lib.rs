//! The `poolwise` command: files in, text or JSON out. Everything it knows is in the engine.
//!
//! The program calls [`run`], and so does the Python package.

mod args;
mod commands;
mod edit;
mod failure;
mod input;
mod locate;
mod output;
mod scenario;
mod text;
mod watch;

use args::{Arguments, Command};
use clap::{ColorChoice, Parser};
use std::{
    ffi::OsString,
    io::{self, Write},
};

pub use failure::Failure;

const SUCCESS: u8 = 0;
/// A finding is an error.
const FAILED: u8 = 1;
/// Unusable input, as the contract has it; clap exits with the same.
const UNUSABLE: u8 = 2;

/// Runs the command with these arguments, the name of the program first. Returns the exit code: 0, 1 (a finding is an
/// error) or 2 (unusable input). Everything it prints is flushed.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let code = answer(&arguments);
    // A program that embeds the command does not flush Rust's standard output when it ends. A reader that has had enough
    // is no failure.
    let _ = io::stdout().flush();
    code
}

fn answer(given: &[OsString]) -> u8 {
    let arguments = match Arguments::try_parse_from(given) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error, given),
    };
    match arguments.color {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    }
    .write_global();

    let done = execute(&arguments.command).and_then(|output| output.print().map(|()| output.code));
    done.unwrap_or_else(|failure| {
        complain(&failure);
        UNUSABLE
    })
}

fn execute(command: &Command) -> Result<output::Output, Failure> {
    match command {
        Command::Plan(arguments) => commands::plan::run(arguments),
        Command::Compare(arguments) => commands::compare::run(arguments),
        Command::Check(arguments) => commands::check::run(arguments),
        Command::Read(arguments) => commands::read::run(arguments),
        Command::Query(arguments) => commands::query::run(arguments),
        Command::Simulate(arguments) => commands::simulate::run(arguments),
        Command::Write(arguments) => commands::write::run(arguments),
        Command::Queue(arguments) => commands::queue::run(arguments),
        Command::Catalog(arguments) => commands::catalog::run(arguments),
        Command::Init(arguments) => commands::init::run(arguments),
        Command::Explain(arguments) => commands::explain::run(arguments),
        Command::Completions(arguments) => commands::completions::run(arguments),
        Command::Man(arguments) => commands::man::run(arguments),
    }
}

fn complain(what: &impl std::fmt::Display) {
    // Nothing can be done about a standard error that is closed.
    let _ = writeln!(anstream::stderr(), "{what}");
}

/// Help and version, or what is wrong with the arguments, which may quote one of them.
fn usage(error: &clap::Error, given: &[OsString]) -> u8 {
    if !error.use_stderr() {
        let _ = error.print();
        return SUCCESS;
    }
    let arguments = given.iter().skip(1).map(|argument| argument.to_string_lossy().into_owned());
    let message = failure::without_secrets(&error.render().ansi().to_string(), arguments);
    complain(&message.trim_end());
    UNUSABLE
}
