//! The `poolwise` command: files in, text or JSON out. Everything it knows is in the library.

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
use failure::Failure;
use std::{io::Write, process::ExitCode};

/// Unusable input, as the contract has it; clap exits with the same.
pub(crate) const UNUSABLE: u8 = 2;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    match arguments.color {
        ColorChoice::Auto => anstream::ColorChoice::Auto,
        ColorChoice::Always => anstream::ColorChoice::Always,
        ColorChoice::Never => anstream::ColorChoice::Never,
    }
    .write_global();

    let done = run(&arguments.command).and_then(|output| output.print().map(|()| output.code));
    done.unwrap_or_else(|failure| {
        complain(&failure);
        ExitCode::from(UNUSABLE)
    })
}

fn run(command: &Command) -> Result<output::Output, Failure> {
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
fn usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let arguments = std::env::args_os().skip(1).map(|argument| argument.to_string_lossy().into_owned());
    let message = failure::without_secrets(&error.render().ansi().to_string(), arguments);
    complain(&message.trim_end());
    ExitCode::from(UNUSABLE)
}
