//! `poolwise write`: writes a file with the settings.

use crate::{
    args::{Format, WriteArguments},
    failure::{Failure, shown},
    input::{Source, is_stdio, one_stdin},
    output::{Output, replace},
    scenario::{Input, find_service, service_names},
};
use poolwise::{Scenario, plan::VERSION, write};
use serde::Serialize;
use std::{fs, path::Path};

/// The file as JSON.
#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    kind: &'static str,
    service: &'a str,
    content: &'a str,
}

pub(crate) fn run(arguments: &WriteArguments) -> Result<Output, Failure> {
    let input = &arguments.input;
    one_stdin(&[input.scenario.as_deref(), input.env.as_deref(), arguments.merge.as_deref()])?;
    let merged = arguments.merge.as_deref().map(Source::read).transpose()?;
    let scenario = Input::load(input, arguments.service.as_deref())?.document.scenario;
    let service = chosen(&scenario, arguments.service.as_deref())?;
    let (name, engines) = (&scenario.services[service].name, scenario.services[service].engines.get());
    let (pool, warning) = if arguments.current {
        (scenario.services[service].pool.clone(), None)
    } else {
        let planned = poolwise::plan(&scenario).services.swap_remove(service);
        let warning = planned.warning();
        (planned.advised.pool, warning)
    };

    let write::FileKind::Env = arguments.to;
    let content = match (&merged, &warning) {
        (Some(source), None) => write::merge_env(&source.text, &pool),
        (Some(source), Some(warning)) => write::mark_env(&write::merge_env(&source.text, &pool), warning),
        (None, warning) => write::env(name, engines, &pool, warning.as_deref()),
    };
    if let Some(path) = arguments.output.as_deref().filter(|path| !is_stdio(path)) {
        refuse_to_overwrite(path, arguments.merge.as_deref())?;
        replace(path, &content, merged.as_ref())?;
        return Ok(Output::exact(String::new()));
    }
    match arguments.format {
        Format::Text => Ok(Output::exact(content)),
        Format::Json => Output::json(&Written { version: VERSION, kind: "env", service: name, content: &content }),
    }
}

/// The index of the service whose settings are written.
fn chosen(scenario: &Scenario, name: Option<&str>) -> Result<usize, Failure> {
    match (name, scenario.services.len()) {
        (Some(name), _) => find_service(scenario, name),
        (None, 1) => Ok(0),
        (None, 0) => Err(Failure::new("", "the scenario has no services; add one under [[services]]")),
        (None, _) => {
            let names = service_names(scenario);
            Err(Failure::new("", format!("the scenario has several services; choose one with --service: {names}")))
        }
    }
}

/// A new file would lose the old one, which may hold the only copy of a password.
fn refuse_to_overwrite(path: &Path, merged: Option<&Path>) -> Result<(), Failure> {
    let Ok(present) = fs::canonicalize(path) else { return Ok(()) };
    let same = merged.and_then(|merged| fs::canonicalize(merged).ok()).is_some_and(|merged| merged == present);
    if same || !present.is_file() {
        return Ok(());
    }
    let place = shown(path);
    let message = format!("the file exists; edit it with --merge {place}, or choose another name");
    Err(Failure::new(place, message))
}
