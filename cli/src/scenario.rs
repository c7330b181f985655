//! Assembles a scenario: catalog entries, the scenario file, a .env, and then single fields.

mod file;
pub(crate) mod find;

pub(crate) use file::ScenarioFile;

use crate::{
    args::{InputArguments, OverrideArguments},
    commands::catalog,
    failure::Failure,
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
    path::{Path, PathBuf},
};

/// A document and the files it began with.
pub(crate) struct Input {
    pub(crate) document: Document,
    /// Empty if the document began with the defaults.
    pub(crate) files: Vec<ScenarioFile>,
}

impl Input {
    /// Loads the scenario that the arguments describe. The .env is read into the service named `env_for`, or into the
    /// first.
    pub(crate) fn load(arguments: &InputArguments, env_for: Option<&str>) -> Result<Self, Failure> {
        let overrides = &arguments.overrides;
        one_stdin(&[arguments.scenario.as_deref(), overrides.env.as_deref()])?;
        let source = match &arguments.scenario {
            Some(path) => Some(Source::read(path)?),
            None => unnamed(overrides)?,
        };
        Self::assemble(source.map(ScenarioFile::new).into_iter().collect(), overrides, env_for)
    }

    /// Loads one scenario from several files and folders; without any from a file that is found, or as [`Self::load`] does.
    /// `stdin_name` is the name of standard input.
    pub(crate) fn load_all(
        paths: &[PathBuf],
        stdin_name: Option<&Path>,
        overrides: &OverrideArguments,
        env_for: Option<&str>,
    ) -> Result<Self, Failure> {
        let named: Vec<Option<&Path>> = paths.iter().map(|path| Some(path.as_path())).collect();
        one_stdin(&[named, vec![overrides.env.as_deref()]].concat())?;
        // A name for standard input means that it is to be read.
        let files = if paths.is_empty() && stdin_name.is_some() { Vec::new() } else { find::files(paths)? };
        let sources = if files.is_empty() {
            unnamed(overrides)?.into_iter().collect()
        } else {
            files.iter().map(|path| Source::read(path)).collect::<Result<Vec<_>, _>>()?
        };
        let named =
            sources.into_iter().map(|source| Source { path: source.path.or(stdin_name.map(Path::to_owned)), ..source });
        Self::assemble(named.map(ScenarioFile::new).collect(), overrides, env_for)
    }

    fn assemble(
        mut files: Vec<ScenarioFile>,
        overrides: &OverrideArguments,
        env_for: Option<&str>,
    ) -> Result<Self, Failure> {
        let chosen = overrides.catalog.iter().map(|text| catalog::chosen(text)).collect::<Result<Vec<_>, _>>()?;
        let mut document = join(&mut files)?;
        if let ([_] | [], false) = (files.as_slice(), chosen.is_empty()) {
            let given = files.first().map_or_else(|| Value::Object(Map::new()), ScenarioFile::tree);
            document = fill(given, &chosen).map_err(|error| Failure::new("--catalog", error.to_string()))?;
        } else if !chosen.is_empty() {
            return Err(Failure::new("--catalog", "takes one scenario file"));
        }
        if let Some(path) = &overrides.env {
            let source = Source::read(path)?;
            let reading = read(&source.text, Some(poolwise::read::TextKind::Env));
            warn(&reading, &source);
            document = apply(&reading, &document, env_for)?;
        }
        for assignment in &overrides.set {
            document = set(&document, assignment)?;
        }
        Ok(Self { document, files })
    }
}

/// The document of all files. Each file learns which services of it are its own.
fn join(files: &mut [ScenarioFile]) -> Result<Document, Failure> {
    let mut documents = Vec::new();
    let mut services = 0;
    for file in &mut *files {
        let document = file.parse()?;
        file.own(services, &document);
        services += document.scenario.services.len();
        documents.push(document);
    }
    Document::joined(documents).map_err(|(part, [first, second])| {
        let (first, second) = (files[first].place(), files[second].place());
        Failure::new(second, format!("[{part}] is in {first} too, and only one file may have it"))
    })
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

/// Reads a scenario that no path names from standard input; None for the defaults.
fn unnamed(overrides: &OverrideArguments) -> Result<Option<Source>, Failure> {
    let has_other_input = overrides.env.is_some() || !overrides.set.is_empty() || !overrides.catalog.is_empty();
    let taken = overrides.env.as_deref().is_some_and(is_stdio);
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
    let value = serde_json::from_str(text).ok().or_else(|| inline_toml(text));
    let value = value.unwrap_or_else(|| Value::String(text.to_owned()));
    document.with(path.trim(), value).map_err(|error| Failure::new("--set", error.to_string()))
}

/// The value of a table or a list as a scenario's TOML has it: `{ mean = 24 }`.
fn inline_toml(text: &str) -> Option<Value> {
    if !text.trim_start().starts_with(['{', '[']) || text.contains('\n') {
        return None;
    }
    let table: toml::Table = toml::from_str(&format!("value = {text}")).ok()?;
    serde_json::to_value(table.get("value")?).ok()
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
    use super::{Document, apply, read, set};

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
    fn a_table_may_be_set_as_toml_and_as_json_has_it() {
        let hold = "services[0].traffic[0].hold_ms";
        for value in ["{ mean = 24, cv = 2 }", "{\"mean\": 24, \"cv\": 2}"] {
            let Ok(document) = set(&Document::default(), &format!("{hold}={value}")) else { panic!("{value}") };
            let moments = document.scenario.services[0].traffic[0].moments();
            assert!((moments.mean_ms - 24.0).abs() < 1e-9 && (moments.cv - 2.0).abs() < 1e-9, "{value}");
        }
        assert!(set(&Document::default(), &format!("{hold}={{ mean = }}")).is_err());
    }

    #[test]
    fn a_dotenv_gives_the_fields_of_the_named_service() {
        let api = ["services[0].pool.size", "services[0].pool.overflow"];
        check(None, api, [20, 5]);
        check(Some("api"), api, [20, 5]);
        check(Some("jobs"), ["services[1].pool.size", "services[1].pool.overflow"], [5, 20]);
    }
}
