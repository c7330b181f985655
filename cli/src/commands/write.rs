//! `poolwise write`: writes files with the settings.

mod diff;

use crate::{
    args::{ALL, Format, WriteArguments},
    failure::{Failure, shown},
    input::{Source, is_stdio, one_stdin},
    output::{Output, replace},
    scenario::{Input, find_service, service_names},
};
use poolwise::{
    plan::VERSION,
    write::{self, File, Options},
};
use serde::Serialize;
use std::{fs, path::Path};

/// A file as JSON.
#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    kind: &'static str,
    service: Option<&'a str>,
    file: &'a str,
    content: &'a str,
    notes: &'a [String],
}

pub(crate) fn run(arguments: &WriteArguments) -> Result<Output, Failure> {
    if arguments.list {
        let names = write::ALL.iter().map(|kind| kind.name).chain([ALL]);
        return Ok(Output::exact(lines(names)));
    }
    let to = arguments.to.as_deref().unwrap_or_default();
    let input = &arguments.input;
    one_stdin(&[input.scenario.as_deref(), input.overrides.env.as_deref(), arguments.merge.as_deref()])?;
    let merged = arguments.merge.as_deref().map(Source::read).transpose()?;
    if merged.is_some() && to != "env" {
        return Err(Failure::new("--merge", "only a .env is edited; other kinds are files of their own, or patches"));
    }
    let scenario = Input::load(input, arguments.service.as_deref())?.document.scenario;
    let service = arguments.service.as_deref().map(|name| find_service(&scenario, name)).transpose()?;
    if scenario.services.is_empty() {
        return Err(Failure::new("", "the scenario has no services; add one under [[services]]"));
    }
    let plan = poolwise::plan(&scenario);
    let options = Options { service, current: arguments.current, monitoring: arguments.monitoring };
    let kinds = write::ALL.iter().filter(|kind| to == ALL || kind.name == to);
    let mut files: Vec<File> = kinds.flat_map(|kind| write::write(kind, &scenario, &plan, &options)).collect();
    if let Some(folder) = &arguments.dir {
        return into_folder(folder, &files, to == ALL);
    }
    if to == ALL {
        return Err(Failure::new("--to", "all of them need a folder: add --dir"));
    }
    if files.len() > 1 {
        let message = format!(
            "the scenario has several services; choose one with --service, or write a file for each with --dir: {}",
            service_names(&scenario)
        );
        return Err(Failure::new("", message));
    }
    let Some(file) = files.first_mut() else { return Err(Failure::new("", "nothing to write")) };
    if let Some(source) = &merged {
        file.text = write::merge(&source.text, &scenario, &plan, &options);
        if arguments.diff {
            let planned = plan.services.get(service.unwrap_or(0));
            return Ok(diff::output(
                source,
                &file.text,
                planned.and_then(poolwise::plan::ServicePlan::warning).as_deref(),
            ));
        }
    }
    if let Some(path) = arguments.output.as_deref().filter(|path| !is_stdio(path)) {
        refuse_to_overwrite(path, arguments.merge.as_deref())?;
        replace(path, &file.text, merged.as_ref())?;
        return Ok(Output::exact(String::new()));
    }
    match arguments.format {
        Format::Text => Ok(Output::exact(std::mem::take(&mut file.text))),
        Format::Json => Output::json(&Written {
            version: VERSION,
            kind: file.kind,
            service: file.service.as_deref(),
            file: &file.name,
            content: &file.text,
            notes: &file.notes,
        }),
    }
}

/// Writes every file into a folder, and the index of all of them where these are all kinds. Nothing is written where a
/// file exists.
fn into_folder(folder: &Path, files: &[File], with_index: bool) -> Result<Output, Failure> {
    fs::create_dir_all(folder).map_err(|error| Failure::io(shown(folder), &error))?;
    let index = write::index(files);
    let mut all: Vec<(&str, &str)> = files.iter().map(|file| (&*file.name, &*file.text)).collect();
    if with_index {
        all.push(("index.json", &index));
    }
    for (name, _) in &all {
        refuse_to_overwrite(&folder.join(name), None)?;
    }
    for (name, text) in &all {
        replace(&folder.join(name), text, None)?;
    }
    Ok(Output::exact(lines(all.iter().map(|(name, _)| *name))))
}

fn lines<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.fold(String::new(), |text, name| text + name + "\n")
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
