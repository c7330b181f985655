//! The project's commands: `cargo xtask`, which lists them.
//!
//! Everything they need and do not find is installed into the project's own `.tools/` folder, or comes from the
//! system's packages. Nothing is ever skipped because it is missing.

mod arguments;
mod bench;
mod checks;
mod csp;
mod fuzz;
mod page;
mod process;
mod project;
mod serve;
mod server;
mod sizes;
mod system;
mod tools;
mod validate;

use std::process::ExitCode;

use anyhow::Result;

use crate::arguments::Task;
use crate::project::Project;

fn main() -> ExitCode {
    let task = match arguments::parse(lexopt::Parser::from_env()) {
        Ok(task) => task,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::from(2);
        }
    };
    match run(task) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Task) -> Result<()> {
    let project = Project::here();
    match task {
        Task::Help => {
            print!("{}", arguments::help());
            Ok(())
        }
        Task::Serve { port, open } => serve::serve(project, port, open),
        Task::Build => {
            page::build(project)?;
            sizes::print(project)
        }
        Task::Test { only } => checks::run(project, only),
        Task::Format => process::run(project.cargo().args(["fmt", "--all"])),
        Task::Validate { short, only } => validate::validate(project, short, &only),
        Task::Bench => bench::bench(project),
        Task::Fuzz { target, seconds } => fuzz::fuzz(project, target.as_deref(), seconds),
        Task::Screenshots { folder, picture } => page::screenshots(project, &folder, picture.as_deref()),
    }
}
