//! The command line.
//!
//! The macro writes the types and the parser of every command, and the help text from the comments.

use std::path::PathBuf;
use std::str::FromStr;

use crate::checks;
use crate::new_rule;

/// How long one fuzz target runs, unless `--seconds` gives another time.
pub(crate) const DEFAULT_FUZZ_SECONDS: u32 = 60;

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measured {
    /// How fast pools are simulated.
    Simulation,
    /// How long the largest inputs take.
    Scale,
    /// What other ways of sizing a pool give for the same services.
    Comparison,
    /// How fast the page answers while a slider is dragged.
    Page,
}

impl FromStr for Measured {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "simulation" => Ok(Self::Simulation),
            "scale" => Ok(Self::Scale),
            "comparison" => Ok(Self::Comparison),
            "page" => Ok(Self::Page),
            _ => Err(format!("{text} cannot be measured; simulation, scale, comparison and page can")),
        }
    }
}

xflags::xflags! {
    /// The project's commands: cargo xtask COMMAND. Missing tools are installed first.
    cmd xtask {
        /// List the commands.
        default cmd overview {}

        /// List the commands.
        cmd help {}

        /// Build the page and serve it on 127.0.0.1.
        cmd serve {
            /// Port to listen on; the first free one from 8080 on if omitted.
            optional -p, --port port: u16
            /// Open the page in the browser.
            optional --open
        }

        /// Build the page into dist/ and print its sizes.
        cmd build {}

        /// Build the static site into dist/: the page, the book, the schemas, and what static hosts read.
        cmd dist {
            /// Address that the site is published at, for the schemas.
            optional --site address: String
            /// Build it twice, the second time from nothing, and compare the bytes.
            optional --twice
        }

        /// Build the book into target/book.
        cmd book {}

        /// Run every check, as CI does.
        cmd test {
            /// Run this step only.
            optional --only step: StepName
        }

        /// Build the Python package into target/wheels: the wheel and the source distribution.
        cmd wheel {}

        /// Build the npm package into target/npm, and pack it into target/npm-packed.
        cmd npm {}

        /// Build all that a release has into target/release-files: the command, the packages, the crates, checksums.
        cmd release {
            /// Build it although it cannot be published.
            optional --dry-run
        }

        /// Format the code.
        cmd fmt {}

        /// Add a rule: its file, its page in the book and its rows in the lists, with TODO where you have to write.
        cmd new-rule {
            /// Name in kebab case, such as pool-too-small.
            required name: String
        }

        /// Measure real pools and print the measurements beside the predictions.
        cmd validate {
            /// Measure only the scenarios that have a short form, in that form.
            optional --short
            /// Scenarios to measure; all if omitted.
            repeated id: String
        }

        /// Measure how fast pools are simulated, or how fast the page answers, compared with other programs.
        cmd bench {
            /// What to measure: simulation, scale, comparison or page; simulation and scale if omitted.
            optional what: Measured
        }

        /// Search for inputs that break the readers' guarantees.
        cmd fuzz {
            /// Target to run; all if omitted.
            optional target: String
            /// Seconds to run each target for; 60 if omitted.
            optional --seconds seconds: u32
        }

        /// Take screenshots of the page.
        cmd screenshots {
            /// Folder for the pictures; target/screenshots if omitted.
            optional folder: PathBuf
            /// Name of the only picture to take; all if omitted.
            optional picture: String
        }
    }
}

/// The name of a step of `cargo xtask test`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct StepName(pub(crate) &'static str);

impl FromStr for StepName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names = checks::STEPS.each_ref().map(|step| step.name);
        let name = names.into_iter().find(|name| *name == text);
        name.map(Self).ok_or_else(|| format!("there is no step `{text}`; the steps are {}", names.join(", ")))
    }
}

impl Xtask {
    /// The command, if its values are right as well. A name is checked here and not while it is read, so that
    /// `new-rule NAME --help`, as the documents write it, prints the help.
    ///
    /// # Errors
    ///
    /// If a value is wrong.
    pub(crate) fn command(self) -> xflags::Result<XtaskCmd> {
        if let XtaskCmd::NewRule(flags) = &self.subcommand {
            new_rule::check_name(&flags.name).map_err(xflags::Error::new)?;
        }
        Ok(self.subcommand)
    }

    /// The text that `cargo xtask` and `cargo xtask help` print.
    pub(crate) fn help() -> String {
        let help = Self::from_vec(vec!["--help".into()]).err().map_or_else(String::new, |help| help.to_string());
        format!("{}\n\n{}", help.trim_end(), steps())
    }
}

/// The steps of `cargo xtask test`, for the help text. The macro's own help is fixed, so it cannot hold them.
fn steps() -> String {
    let rows = checks::STEPS.iter().map(|step| format!("    {:<12} {}\n", step.name, step.about));
    format!("STEPS of cargo xtask test:\n{}", rows.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<XtaskCmd, String> {
        let arguments = arguments.iter().map(Into::into).collect();
        Xtask::from_vec(arguments).and_then(Xtask::command).map_err(|error| error.to_string())
    }

    fn check_error(arguments: &[&str], expected: &str) {
        assert_eq!(parse(arguments).unwrap_err(), expected, "{arguments:?}");
    }

    #[test]
    fn lists_every_command_and_every_step_without_arguments() {
        assert!(matches!(parse(&[]), Ok(XtaskCmd::Overview(_))));
        assert!(matches!(parse(&["help"]), Ok(XtaskCmd::Help(_))));
        let help = Xtask::help();
        for command in [
            "serve",
            "build",
            "dist",
            "book",
            "test",
            "wheel",
            "npm",
            "release",
            "fmt",
            "new-rule",
            "validate",
            "bench",
            "fuzz",
            "screenshots",
        ] {
            assert!(help.contains(&format!("xtask {command}")), "{help}");
        }
        for step in &checks::STEPS {
            assert!(help.contains(step.about), "{help}");
        }
    }

    #[test]
    fn help_flag_is_accepted_after_a_command() {
        let error = Xtask::from_vec(vec!["build".into(), "--help".into()]).unwrap_err();
        assert!(error.is_help());
    }

    #[test]
    fn flags_and_values_reach_their_command() {
        let Ok(XtaskCmd::Serve(serve)) = parse(&["serve", "--open", "--port", "81"]) else { panic!("serve") };
        assert_eq!((serve.open, serve.port), (true, Some(81)));
        let Ok(XtaskCmd::Test(test)) = parse(&["test", "--only", "lint"]) else { panic!("test") };
        assert_eq!(test.only, Some(StepName("lint")));
        let Ok(XtaskCmd::Validate(validate)) = parse(&["validate", "one", "--short", "other"]) else {
            panic!("validate")
        };
        assert_eq!((validate.short, validate.id), (true, vec!["one".to_owned(), "other".to_owned()]));
        let Ok(XtaskCmd::Fuzz(fuzz)) = parse(&["fuzz", "env", "--seconds", "5"]) else { panic!("fuzz") };
        assert_eq!((fuzz.target, fuzz.seconds), (Some("env".to_owned()), Some(5)));
        let Ok(XtaskCmd::Screenshots(pictures)) = parse(&["screenshots", "docs/images", "page"]) else {
            panic!("screenshots")
        };
        assert_eq!((pictures.folder, pictures.picture), (Some("docs/images".into()), Some("page".to_owned())));
    }

    #[test]
    fn wrong_arguments_are_named() {
        check_error(&["sevre"], "unexpected argument: \"sevre\"");
        check_error(&["fmt", "--quick"], "unexpected flag: `--quick`");
        check_error(&["build", "page"], "unexpected argument: \"page\"");
        check_error(&["new-rule", "Name"], "`Name` is not in kebab case, such as pool-too-small");
        check_error(&["serve", "--port"], "expected a value for `--port`");
        check_error(&["serve", "--port", "65536"], "can't parse `--port`, number too large to fit in target type");
        check_error(&["fuzz", "--seconds", "long"], "can't parse `--seconds`, invalid digit found in string");
        let error = parse(&["test", "--only", "link"]).unwrap_err();
        assert!(error.starts_with("can't parse `--only`, there is no step `link`; the steps are format, "), "{error}");
    }
}
