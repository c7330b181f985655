//! Assembles a scenario: catalog entries, the scenario file, a .env, and then single fields.

use crate::{
    args::InputArguments,
    commands::catalog,
    failure::{Failure, shown},
    input::{Source, is_stdio, one_stdin},
    text,
};
use poolwise::{
    Scenario,
    catalog::Choice,
    read::{Reading, read},
    scenario::{Document, ScenarioError},
};
use serde_json::{Map, Value};
use std::{
    io::{self, IsTerminal, Write},
    path::Path,
};

/// A document and the file it began with.
pub(crate) struct Input {
    pub(crate) document: Document,
    /// None if the document began with the defaults.
    pub(crate) file: Option<ScenarioFile>,
}

pub(crate) struct ScenarioFile {
    source: Source,
    form: Form,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Toml,
    Json,
}

impl Input {
    /// Loads the scenario that the arguments describe. The .env is read into the service named `env_for`, or into the
    /// first.
    pub(crate) fn load(arguments: &InputArguments, env_for: Option<&str>) -> Result<Self, Failure> {
        one_stdin(&[arguments.scenario.as_deref(), arguments.env.as_deref()])?;
        let chosen = arguments.catalog.iter().map(|text| catalog::chosen(text)).collect::<Result<Vec<_>, _>>()?;
        let (mut document, file) = match begin(arguments)? {
            Some(source) => {
                let file = ScenarioFile::new(source);
                (file.parse()?, Some(file))
            }
            None => (Document::default(), None),
        };
        if !chosen.is_empty() {
            let given = file.as_ref().map_or_else(|| Value::Object(Map::new()), ScenarioFile::tree);
            document = fill(given, &chosen).map_err(|error| Failure::new("--catalog", error.to_string()))?;
        }
        if let Some(path) = &arguments.env {
            let source = Source::read(path)?;
            let reading = read(&source.text, Some(poolwise::read::TextKind::Env));
            warn(&reading, &source);
            document = apply(&reading, &document, env_for)?;
        }
        for assignment in &arguments.set {
            document = set(&document, assignment)?;
        }
        Ok(Self { document, file })
    }
}

/// The document that a text is diagnosed with: from a file or the defaults, with single fields set.
pub(crate) fn beside(file: Option<&Path>, assignments: &[String]) -> Result<Document, Failure> {
    let document = match file {
        Some(path) => ScenarioFile::new(Source::read(path)?).parse()?,
        None => Document::default(),
    };
    assignments.iter().try_fold(document, |document, assignment| set(&document, assignment))
}

/// Loads a scenario file, to compare it with another.
pub(crate) fn of_file(path: &Path) -> Result<Scenario, Failure> {
    Ok(ScenarioFile::new(Source::read(path)?).parse()?.scenario)
}

impl ScenarioFile {
    fn new(mut source: Source) -> Self {
        if let Some(text) = source.text.strip_prefix('\u{feff}') {
            source.text = text.to_owned();
        }
        Self { form: form(&source), source }
    }

    /// Its path; None for standard input.
    pub(crate) fn path(&self) -> Option<&Path> {
        self.source.path.as_deref()
    }

    /// Its name in messages.
    pub(crate) fn place(&self) -> String {
        self.source.place()
    }

    /// Its text, if that is TOML.
    pub(crate) fn toml(&self) -> Option<&str> {
        (self.form == Form::Toml).then_some(self.source.text.as_str())
    }

    fn parse(&self) -> Result<Document, Failure> {
        let parsed = match self.form {
            Form::Toml => Document::from_toml(&self.source.text),
            Form::Json => Document::from_json(&self.source.text),
        };
        parsed.map_err(|error| {
            let failure = Failure::new(self.source.place(), error.to_string());
            if self.looks_like_env() {
                failure.with_help(format!(
                    "  This looks like a .env: read it with --env {}",
                    self.path().map_or_else(|| "-".to_owned(), shown)
                ))
            } else {
                failure
            }
        })
    }

    /// Its fields as a tree, without defaults.
    fn tree(&self) -> Value {
        let tree = match self.form {
            Form::Toml => toml::from_str(&self.source.text).ok(),
            Form::Json => serde_json::from_str(&self.source.text).ok(),
        };
        tree.unwrap_or_default()
    }

    fn looks_like_env(&self) -> bool {
        let name = self.path().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
        name.starts_with(".env") || name.ends_with(".env")
    }
}

/// Reads the scenario file; None for the defaults.
fn begin(arguments: &InputArguments) -> Result<Option<Source>, Failure> {
    if let Some(path) = &arguments.scenario {
        return Source::read(path).map(Some);
    }
    let has_other_input = arguments.env.is_some() || !arguments.set.is_empty() || !arguments.catalog.is_empty();
    let taken = arguments.env.as_deref().is_some_and(is_stdio);
    if taken || (has_other_input && io::stdin().is_terminal()) {
        return Ok(None);
    }
    let source = if io::stdin().is_terminal() { None } else { Some(Source::stdin()?) };
    match source {
        Some(source) if !source.text.trim().is_empty() => Ok(Some(source)),
        _ if has_other_input => Ok(None),
        _ => Err(Failure::new("no scenario", "name a file, pipe one in, or use --env, --set or --catalog")
            .with_help(EXAMPLE)),
    }
}

const EXAMPLE: &str = "  A scenario in five lines, poolwise.toml:

    [[services]]
    instances = 4
    workers = 2
    pool = { size = 5, overflow = 10 }
    traffic = [{ rate_per_s = 120, hold_ms = { mean = 50 } }]";

fn form(source: &Source) -> Form {
    let extension = source.path.as_deref().and_then(Path::extension).unwrap_or_default();
    if extension.eq_ignore_ascii_case("toml") {
        Form::Toml
    } else if extension.eq_ignore_ascii_case("json") {
        Form::Json
    } else if source.text.trim_start().starts_with('{') {
        // No TOML begins with a brace.
        Form::Json
    } else {
        Form::Toml
    }
}

/// The document `given`, with the choices in fields that it does not set; a later choice wins over an earlier one.
fn fill(given: Value, chosen: &[Choice]) -> Result<Document, ScenarioError> {
    let settings = chosen.iter().flat_map(|choice| &choice.settings);
    Document::filled(given, settings.map(|setting| (setting.path, setting.value.clone())).collect::<Vec<_>>())
}

/// Applies the reading to the service of this name, or to the first.
fn apply(reading: &Reading, document: &Document, service: Option<&str>) -> Result<Document, Failure> {
    let service = service.map_or(Ok(0), |name| find_service(&document.scenario, name))?;
    Ok(reading.apply_to_document(document, service))
}

/// The index of the service of this name.
pub(crate) fn find_service(scenario: &Scenario, name: &str) -> Result<usize, Failure> {
    scenario.services.iter().position(|service| service.name == name).ok_or_else(|| {
        let message = match service_names(scenario) {
            names if names.is_empty() => "the scenario has no services".to_owned(),
            names => format!("there is no service of this name; the services are {names}"),
        };
        Failure::new("--service", message)
    })
}

/// "api, jobs".
pub(crate) fn service_names(scenario: &Scenario) -> String {
    scenario.services.iter().map(|service| service.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn set(document: &Document, assignment: &str) -> Result<Document, Failure> {
    let Some((path, text)) = assignment.split_once('=') else {
        return Err(Failure::new("--set", "must be PATH=VALUE, such as services[0].instances=6"));
    };
    let value = serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()));
    document.with(path.trim(), value).map_err(|error| Failure::new("--set", error.to_string()))
}

/// Warns of what the .env sets and cannot be used.
fn warn(reading: &Reading, source: &Source) {
    let mut stderr = anstream::stderr();
    let place = source.place();
    for note in reading.notes.iter().filter(|note| !["not_modelled", "secret"].contains(&note.code)) {
        let warning = text::WARNING;
        let message = text::printable(&note.message);
        // A closed standard error cannot be reported anywhere.
        let _ = writeln!(stderr, "{warning}warning:{warning:#} {place}: line {}: {message}", note.line);
    }
}

#[cfg(test)]
mod tests {
    use super::{Document, apply, read};

    fn check(service: Option<&str>, given: [&str; 2], sizes: [u32; 2]) {
        let document = Document::from_toml("services = [{ name = 'api' }, { name = 'jobs' }]").unwrap();
        let reading = read("DB_POOL_SIZE=20\nDB_MAX_OVERFLOW=3\n", None);
        let Ok(applied) = apply(&reading, &document, service) else { panic!("no service {service:?}") };
        let services = &applied.scenario.services;
        assert_eq!([0, 1].map(|index: usize| services[index].pool.size.get()), sizes, "{service:?}");
        let fields = ["services[0]", "services[1]"]
            .map(|one| [".pool.size", ".pool.overflow"].map(|field| format!("{one}{field}")));
        let found: Vec<&String> = fields.iter().flatten().filter(|field| applied.given.has(field)).collect();
        assert_eq!(found, given, "{service:?}");
    }

    #[test]
    fn a_dotenv_gives_the_fields_of_the_named_service() {
        let api = ["services[0].pool.size", "services[0].pool.overflow"];
        check(None, api, [20, 5]);
        check(Some("api"), api, [20, 5]);
        check(Some("jobs"), ["services[1].pool.size", "services[1].pool.overflow"], [5, 20]);
    }
}
