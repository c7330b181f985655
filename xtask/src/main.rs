//! The project's commands: `cargo xtask`, which lists them.
//!
//! Missing tools are installed into a cache per user, to which `.tools/` links, or come from the system's packages.
//! Nothing is skipped because it is missing.

mod bench;
mod book;
mod cache;
mod checks;
mod ci;
mod csp;
mod dist;
mod flags;
mod folder;
mod fuzz;
mod install;
mod new_rule;
mod npm;
mod offline;
mod page;
mod process;
mod project;
mod release;
mod serve;
mod server;
mod sizes;
mod system;
mod tools;
mod validate;
mod wheel;
mod words;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;

use crate::flags::{DEFAULT_FUZZ_SECONDS, Measured, Xtask, XtaskCmd};
use crate::project::Project;

fn main() -> ExitCode {
    let command = match Xtask::from_env().and_then(Xtask::command) {
        Ok(command) => command,
        Err(error) if error.is_help() => {
            print!("{}", Xtask::help());
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!(
                "error: {error}
`cargo xtask` lists the commands and their flags."
            );
            return ExitCode::from(2);
        }
    };
    match run(command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: XtaskCmd) -> Result<()> {
    let project = Project::here();
    match command {
        XtaskCmd::Overview(_) | XtaskCmd::Help(_) => {
            print!("{}", Xtask::help());
            Ok(())
        }
        XtaskCmd::Serve(flags) => serve::serve(project, flags.port, flags.open),
        XtaskCmd::Build(_) => {
            page::build(project)?;
            sizes::check(project)
        }
        XtaskCmd::Test(flags) => checks::run(project, flags.only.map(|step| step.0)),
        XtaskCmd::Wheel(_) => wheel::build(project),
        XtaskCmd::Book(_) => book::build(project).map(|book| println!("{}", book.display())),
        XtaskCmd::Dist(flags) => {
            let site = flags.site.as_deref().unwrap_or(dist::DEFAULT_SITE);
            if flags.twice { dist::build_twice(project, site) } else { dist::build(project, site) }
        }
        XtaskCmd::Npm(_) => npm::build(project).map(|package| println!("{}", package.display())),
        XtaskCmd::Release(flags) => release::build(project, flags.dry_run),
        XtaskCmd::Fmt(_) => process::run(project.cargo().args(["fmt", "--all"])),
        XtaskCmd::NewRule(flags) => new_rule::run(project, &flags.name),
        XtaskCmd::Validate(flags) => validate::validate(project, flags.short, &flags.id),
        XtaskCmd::Bench(flags) => match flags.what {
            None => bench::bench(project).and_then(|()| bench::scale(project)),
            Some(Measured::Simulation) => bench::bench(project),
            Some(Measured::Scale) => bench::scale(project),
            Some(Measured::Comparison) => bench::comparison(project),
            Some(Measured::Page) => page::bench(project),
        },
        XtaskCmd::Fuzz(flags) => {
            let seconds = flags.seconds.unwrap_or(DEFAULT_FUZZ_SECONDS);
            fuzz::fuzz(project, flags.target.as_deref(), seconds)
        }
        XtaskCmd::Screenshots(flags) => {
            let folder = flags.folder.unwrap_or_else(|| PathBuf::from("target/screenshots"));
            page::screenshots(project, &folder, flags.picture.as_deref())
        }
    }
}
