//! `poolwise man`: prints the manual page, or writes one for each command.

use crate::{
    args::{Arguments, ManArguments},
    failure::{Failure, shown},
    output::{Output, replace},
};
use clap::{Command, CommandFactory};
use clap_mangen::Man;
use std::fs;

pub(crate) fn run(arguments: &ManArguments) -> Result<Output, Failure> {
    let mut command = Arguments::command();
    command.build();
    let Some(folder) = &arguments.dir else { return page(&command).map(Output::exact) };
    fs::create_dir_all(folder).map_err(|error| Failure::io(shown(folder), &error))?;
    let mut written = String::new();
    let commands = command.get_subcommands().filter(|command| command.get_name() != "help");
    for command in [&command].into_iter().chain(commands) {
        let name = format!("{}.1", command.get_display_name().unwrap_or_else(|| command.get_name()));
        replace(&folder.join(&name), &page(command)?, None)?;
        written += &(name + "\n");
    }
    Ok(Output::exact(written))
}

fn page(command: &Command) -> Result<String, Failure> {
    let failure = |error: String| Failure::new("the manual page", error);
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page).map_err(|error| failure(error.to_string()))?;
    String::from_utf8(page).map_err(|error| failure(error.to_string()))
}
