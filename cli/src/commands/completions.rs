//! `poolwise completions`: prints completions for a shell.

use crate::{
    args::{Arguments, CompletionsArguments},
    failure::Failure,
    output::Output,
};
use clap::CommandFactory;

pub(crate) fn run(arguments: &CompletionsArguments) -> Result<Output, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "poolwise", &mut script);
    String::from_utf8(script).map(Output::exact).map_err(|error| Failure::new("completions", error.to_string()))
}
