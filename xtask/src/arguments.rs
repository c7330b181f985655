//! The command line.

use std::ffi::OsStr;
use std::fmt::{Display, Write as _};
use std::path::PathBuf;
use std::str::FromStr;

use anyhow::{Context as _, Result, anyhow, bail};
use lexopt::{Arg, Parser, ValueExt as _};

use crate::checks;

/// What was asked for.
#[derive(Debug, PartialEq)]
pub(crate) enum Task {
    /// List the commands.
    Help,
    /// Build the page and serve it.
    Serve {
        /// The port that was asked for; without one, the first free one will do.
        port: Option<u16>,
        /// Whether to show the page in the browser.
        open: bool,
    },
    /// Build the page and print its sizes.
    Build,
    /// Run every check, or one.
    Test {
        /// The name of the only step to run.
        only: Option<&'static str>,
    },
    /// Format the code.
    Format,
    /// Measure real pools.
    Validate {
        /// Whether to measure the short forms only.
        short: bool,
        /// The ids of the only scenarios to measure; all without any.
        only: Vec<String>,
    },
    /// Measure how fast pools are simulated.
    Bench,
    /// Fuzz the readers.
    Fuzz {
        /// The one target that is wanted; all without it.
        target: Option<String>,
        /// How long each is fuzzed.
        seconds: u32,
    },
    /// Photograph the page.
    Screenshots {
        /// Where the pictures go.
        folder: PathBuf,
        /// The one picture that is wanted; all without it.
        picture: Option<String>,
    },
}

/// Every command as it is typed, and what it does.
const COMMANDS: [(&str, &str); 8] = [
    ("serve [--port N] [--open]", "build the page and serve it on 127.0.0.1"),
    ("build", "build the page into dist/ and print its sizes"),
    ("test [--only STEP]", "run every check, as CI does"),
    ("fmt", "format the code"),
    ("validate [--short] [ID…]", "measure real pools, beside what is predicted"),
    ("bench", "measure how fast pools are simulated, beside others"),
    ("fuzz [TARGET] [--seconds N]", "look for texts that break the readers' promises"),
    ("screenshots [FOLDER [NAME]]", "photograph the page (into target/screenshots)"),
];

/// The list of commands, as `cargo xtask` prints it.
pub(crate) fn help() -> String {
    let mut text = String::from("Usage: cargo xtask COMMAND\n\n");
    for (usage, about) in COMMANDS {
        let _ = writeln!(text, "  {usage:<28} {about}");
    }
    text.push_str("\nWhat is missing is installed into .tools/ first. The steps of test:\n\n");
    for step in &checks::STEPS {
        let _ = writeln!(text, "  {:<28} {}", step.name, step.about);
    }
    text
}

/// Reads the command line.
///
/// # Errors
///
/// For a command, an option, a value or a step that does not exist. The message names the nearest one that does.
pub(crate) fn parse(mut arguments: Parser) -> Result<Task> {
    let command = match arguments.next()? {
        None | Some(Arg::Long("help") | Arg::Short('h')) => return Ok(Task::Help),
        Some(Arg::Value(command)) => command.string()?,
        Some(option) => return Err(unexpected("cargo xtask", &option, &[])),
    };
    match command.as_str() {
        "serve" => serve(&mut arguments),
        "build" => alone(&mut arguments, "build", Task::Build),
        "test" => test(&mut arguments),
        "fmt" => alone(&mut arguments, "fmt", Task::Format),
        "validate" => validate(&mut arguments),
        "bench" => alone(&mut arguments, "bench", Task::Bench),
        "fuzz" => fuzz(&mut arguments),
        "screenshots" => screenshots(&mut arguments),
        "help" => Ok(Task::Help),
        unknown => {
            let names = COMMANDS.map(|(usage, _)| usage.split(' ').next().unwrap_or(usage));
            bail!("there is no command `{unknown}`; {}", instead(unknown, &names))
        }
    }
}

fn serve(arguments: &mut Parser) -> Result<Task> {
    let (mut port, mut open) = (None, false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("port") | Arg::Short('p') => port = Some(number("--port", &arguments.value()?, u16::MAX)?),
            Arg::Long("open") => open = true,
            Arg::Long("help") | Arg::Short('h') => return Ok(Task::Help),
            other => return Err(unexpected("serve", &other, &["--port", "--open"])),
        }
    }
    Ok(Task::Serve { port, open })
}

fn number<T: Copy + Display + FromStr>(option: &str, given: &OsStr, most: T) -> Result<T> {
    let number = given.to_str().and_then(|given| given.parse().ok());
    number.with_context(|| format!("{option} takes a number up to {most}, not `{}`", given.display()))
}

fn test(arguments: &mut Parser) -> Result<Task> {
    let mut only = None;
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Long("only") => only = Some(step(&arguments.value()?.string()?)?),
            Arg::Long("help") | Arg::Short('h') => return Ok(Task::Help),
            other => return Err(unexpected("test", &other, &["--only"])),
        }
    }
    Ok(Task::Test { only })
}

fn step(given: &str) -> Result<&'static str> {
    let names = checks::STEPS.each_ref().map(|step| step.name);
    let known = names.into_iter().find(|name| *name == given);
    known.with_context(|| format!("there is no step `{given}`; {}", instead(given, &names)))
}

fn validate(arguments: &mut Parser) -> Result<Task> {
    let (mut short, mut only) = (false, Vec::new());
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Value(id) => only.push(id.string()?),
            Arg::Long("short") => short = true,
            Arg::Long("help") | Arg::Short('h') => return Ok(Task::Help),
            other => return Err(unexpected("validate", &other, &["--short"])),
        }
    }
    Ok(Task::Validate { short, only })
}

fn fuzz(arguments: &mut Parser) -> Result<Task> {
    let (mut target, mut seconds) = (None, A_MINUTE);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Value(value) if target.is_none() => target = Some(value.string()?),
            Arg::Long("seconds") => seconds = number("--seconds", &arguments.value()?, u32::MAX)?,
            Arg::Long("help") | Arg::Short('h') => return Ok(Task::Help),
            other => return Err(unexpected("fuzz", &other, &["--seconds"])),
        }
    }
    Ok(Task::Fuzz { target, seconds })
}

/// How long a target is fuzzed where nobody says.
const A_MINUTE: u32 = 60;

fn screenshots(arguments: &mut Parser) -> Result<Task> {
    let (mut folder, mut picture) = (None, None);
    while let Some(argument) = arguments.next()? {
        match argument {
            Arg::Value(value) if folder.is_none() => folder = Some(PathBuf::from(value)),
            Arg::Value(value) if picture.is_none() => picture = Some(value.string()?),
            Arg::Long("help") | Arg::Short('h') => return Ok(Task::Help),
            other => return Err(unexpected("screenshots", &other, &[])),
        }
    }
    let folder = folder.unwrap_or_else(|| PathBuf::from("target/screenshots"));
    Ok(Task::Screenshots { folder, picture })
}

/// The end of a command that takes no arguments.
fn alone(arguments: &mut Parser, command: &str, task: Task) -> Result<Task> {
    match arguments.next()? {
        None => Ok(task),
        Some(Arg::Long("help") | Arg::Short('h')) => Ok(Task::Help),
        Some(other) => Err(unexpected(command, &other, &[])),
    }
}

/// The error for an argument that `command` does not take.
fn unexpected(command: &str, argument: &Arg, options: &[&str]) -> anyhow::Error {
    let given = match argument {
        Arg::Short(letter) => format!("-{letter}"),
        Arg::Long(name) => format!("--{name}"),
        Arg::Value(value) => value.to_string_lossy().into_owned(),
    };
    if options.is_empty() {
        anyhow!("{command} does not take `{given}`; `cargo xtask` lists what there is")
    } else {
        anyhow!("{command} does not take `{given}`; {}", instead(&given, options))
    }
}

/// What to write instead of `given`: the nearest of `known`, or all of them where none is near.
fn instead(given: &str, known: &[&str]) -> String {
    known
        .iter()
        .map(|name| (strsim::damerau_levenshtein(given, name), name))
        .filter(|(distance, name)| *distance <= name.len().div_ceil(3))
        .min()
        .map_or_else(|| format!("the choice is {}", known.join(", ")), |(_, name)| format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(arguments: &[&str]) -> Result<Task, String> {
        parse(Parser::from_args(arguments)).map_err(|error| error.to_string())
    }

    #[test]
    fn without_a_command_the_commands_are_listed() {
        assert_eq!(given(&[]), Ok(Task::Help));
        assert_eq!(given(&["build", "--help"]), Ok(Task::Help));
    }

    #[test]
    fn serve_takes_a_port_and_whether_to_open_the_browser() {
        assert_eq!(given(&["serve"]), Ok(Task::Serve { port: None, open: false }));
        assert_eq!(given(&["serve", "--open", "--port=81"]), Ok(Task::Serve { port: Some(81), open: true }));
        assert!(given(&["serve", "--port"]).is_err());
        let error = given(&["serve", "--port", "65536"]).unwrap_err();
        assert_eq!(error, "--port takes a number up to 65535, not `65536`");
    }

    #[test]
    fn one_step_can_be_run_by_its_name() {
        assert_eq!(given(&["test", "--only", "lint"]), Ok(Task::Test { only: Some("lint") }));
    }

    #[test]
    fn scenarios_to_measure_are_named_by_their_ids() {
        let only = ["one", "other"].map(String::from);
        assert_eq!(given(&["validate"]), Ok(Task::Validate { short: false, only: vec![] }));
        assert_eq!(
            given(&["validate", "one", "--short", "other"]),
            Ok(Task::Validate { short: true, only: only.to_vec() })
        );
    }

    #[test]
    fn fuzzing_takes_a_target_and_a_time() {
        assert_eq!(given(&["fuzz"]), Ok(Task::Fuzz { target: None, seconds: 60 }));
        let one = Task::Fuzz { target: Some("env".to_owned()), seconds: 5 };
        assert_eq!(given(&["fuzz", "env", "--seconds", "5"]), Ok(one));
        let error = given(&["fuzz", "--seconds", "long"]).unwrap_err();
        assert_eq!(error, "--seconds takes a number up to 4294967295, not `long`");
    }

    #[test]
    fn a_misspelt_word_is_answered_with_the_nearest() {
        assert_eq!(given(&["sevre"]).unwrap_err(), "there is no command `sevre`; did you mean `serve`?");
        assert_eq!(given(&["serve", "--prot"]).unwrap_err(), "serve does not take `--prot`; did you mean `--port`?");
        assert_eq!(given(&["test", "--only", "link"]).unwrap_err(), "there is no step `link`; did you mean `lint`?");
    }

    #[test]
    fn a_word_far_from_any_is_answered_with_the_list() {
        assert_eq!(
            given(&["deploy"]).unwrap_err(),
            "there is no command `deploy`; the choice is serve, build, test, fmt, validate, bench, fuzz, screenshots"
        );
        assert_eq!(
            given(&["fmt", "--quick"]).unwrap_err(),
            "fmt does not take `--quick`; `cargo xtask` lists what there is"
        );
    }
}
