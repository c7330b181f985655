//! `poolwise compare`: compares settings side by side.

mod tables;

use crate::{
    args::{CompareArguments, Format, InputArguments},
    failure::Failure,
    input::{is_stdio, one_stdin},
    output::Output,
    scenario::{Input, find_service, of_file},
    text::{self, BOLD, page::Page},
};
use poolwise::{
    Scenario,
    compare::{ADVISED, Comparison, compare},
    format::count,
    predict::State,
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

pub(crate) fn run(arguments: &CompareArguments) -> Result<Output, Failure> {
    let alternatives = load(arguments)?;
    if let (Some(name), Some((_, first))) = (&arguments.service, alternatives.first())
        && alternatives.iter().all(|(_, scenario)| find_service(scenario, name).is_err())
    {
        find_service(first, name)?;
    }
    let mut comparison = compare(&alternatives);
    if let Some(name) = &arguments.service {
        for alternative in &mut comparison.alternatives {
            alternative.services.retain(|service| service.name == *name);
        }
    }
    match arguments.format {
        Format::Json => Output::json(&comparison),
        Format::Text => Ok(Output::styled(report(&comparison, text::width()))),
    }
}

/// The alternatives with their names, first the one that the advice is for.
fn load(arguments: &CompareArguments) -> Result<Vec<(String, Scenario)>, Failure> {
    let first = arguments.input.scenario.as_deref().map(Named::of);
    let others: Vec<Named> = arguments.others.iter().map(|path| Named::of(path)).collect();

    let mut paths = vec![arguments.input.overrides.env.as_deref()];
    paths.extend(first.iter().chain(&others).map(|named| Some(named.path.as_path())));
    one_stdin(&paths)?;

    let alone = others.is_empty();
    let name = match &first {
        Some(Named { name: Some(name), .. }) => name.clone(),
        Some(named) if !alone => named.stem(),
        _ => "current".to_owned(),
    };
    let input = InputArguments { scenario: first.map(|named| named.path), ..arguments.input.clone() };
    let mut alternatives = vec![(name, Input::load(&input, arguments.service.as_deref())?.document.scenario)];
    for named in others {
        alternatives.push((named.name.clone().unwrap_or_else(|| named.stem()), of_file(&named.path)?));
    }
    told_apart(&alternatives)?;
    Ok(alternatives)
}

/// A file and the name given to it.
struct Named {
    name: Option<String>,
    path: PathBuf,
}

impl Named {
    /// Splits `NAME=FILE` if the file exists. Anything else may be an assignment with a password, which messages must be
    /// able to recognize.
    fn of(argument: &Path) -> Self {
        let text = argument.to_string_lossy();
        let named = text.split_once('=').filter(|(name, path)| {
            let path = Path::new(path);
            !name.is_empty() && !argument.exists() && (is_stdio(path) || path.exists())
        });
        match named {
            Some((name, path)) => Self { name: Some(name.to_owned()), path: path.into() },
            None => Self { name: None, path: argument.to_path_buf() },
        }
    }

    fn stem(&self) -> String {
        if is_stdio(&self.path) {
            return "stdin".to_owned();
        }
        self.path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
    }
}

fn told_apart(alternatives: &[(String, Scenario)]) -> Result<(), Failure> {
    let mut names = BTreeSet::from([ADVISED]);
    match alternatives.iter().find(|(name, _)| !names.insert(name)) {
        None => Ok(()),
        Some((name, _)) => Err(Failure::new("", format!("two columns would be called {name}"))
            .with_help("  Give one another name: NAME=FILE")),
    }
}

fn report(comparison: &Comparison, width: usize) -> String {
    let mut page = Page::new(width);
    page.paragraph(BOLD, 0, &best(comparison));
    tables::connections(&mut page, comparison);
    tables::services(&mut page, comparison);
    tables::pooler(&mut page, comparison);
    page.finish()
}

fn best(comparison: &Comparison) -> String {
    let named = |name: &String| comparison.alternatives.iter().find(|alternative| alternative.name == *name);
    let best = comparison.best.as_ref().and_then(named);
    let Some(best) = best else { return "No alternative fits the budget and meets every target.".to_owned() };
    let good = comparison.alternatives.iter().filter(|alternative| alternative.is_good()).count();
    let peak = count(best.connections.at_deploy.unwrap_or(0), "connection");
    let has_traffic = best.services.iter().any(|service| service.state != State::NoTraffic);
    let which = match good {
        1 if !has_traffic => "the only one that fits",
        _ if !has_traffic => "the fewest connections of those that fit",
        1 => "the only one that fits and meets every target",
        _ if best.missing_headroom > 0.0 => "which meets every target and has the most headroom",
        _ => "the fewest connections that meet every target with the requested headroom",
    };
    format!("The best is {}: {peak} at a deploy's peak, {which}.", best.name)
}
