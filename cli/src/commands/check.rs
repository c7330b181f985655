//! `poolwise check`: prints only the findings, for CI.

mod fingerprint;
mod fix;
mod github;
mod gitlab;
mod places;
mod sarif;

use self::places::Places;
use crate::{
    FAILED, SUCCESS, UNUSABLE,
    args::{CheckArguments, CheckFormat, Deny},
    failure::Failure,
    input::is_stdio,
    output::Output,
    scenario::{Input, ScenarioFile, find},
    text::{self, PLAIN, findings, page::Page},
    watch::watch,
};
use poolwise::{
    answers,
    format::count,
    plan::Status,
    rules::{self, Finding, Severity},
};
use std::io::Write;

pub(crate) fn run(arguments: &CheckArguments) -> Result<Output, Failure> {
    if !arguments.watch {
        return run_once(arguments);
    }
    let named = find::files(&arguments.paths)?;
    if named.is_empty() || named.iter().chain(&arguments.overrides.env).any(|file| is_stdio(file)) {
        return Err(Failure::new("--watch", "needs files, and standard input is none"));
    }
    // A folder that cannot be searched just now is searched again.
    let files = || {
        find::files(&arguments.paths).unwrap_or_default().into_iter().chain(arguments.overrides.env.clone()).collect()
    };
    watch(files, || run_once(arguments))
}

fn run_once(arguments: &CheckArguments) -> Result<Output, Failure> {
    let name = arguments.stdin_filename.as_deref();
    let mut input = Input::load_all(&arguments.paths, name, &arguments.overrides, arguments.service.as_deref())?;
    if arguments.fix {
        let fixed = fix::fix(&input);
        if arguments.diff {
            return Ok(Output::exact(fix::diff(&input, &fixed)));
        }
        input = fix::write(input, fixed)?;
    }
    let all = poolwise::plan::check(&input.document);
    let found: Vec<Finding> = all.into_iter().filter(|finding| is_asked_for(arguments, finding)).collect();
    let places = Places::of(&input.files);
    let output = match arguments.format {
        CheckFormat::Text => Output::styled(report(&found, &places, arguments.verbose, text::width())),
        CheckFormat::Json => Output::exact(answers::findings(&found)?),
        CheckFormat::Github => Output::exact(github::commands(&findings::summed(&found, arguments.verbose), &places)),
        CheckFormat::Gitlab => Output::json(&gitlab::issues(&found, &places, &input))?,
        CheckFormat::Sarif => Output::json(&sarif::log(&found, &places, &input))?,
    };
    let code = if input.document.scenario.services.is_empty() {
        let failure = Failure::new(input.files.first().map_or_else(String::new, ScenarioFile::place), NOTHING_CHECKED);
        // A closed standard error cannot be reported anywhere.
        let _ = writeln!(anstream::stderr(), "{failure}");
        UNUSABLE
    } else if found.iter().any(|finding| fails(finding.severity, arguments.deny)) {
        FAILED
    } else {
        SUCCESS
    };
    Ok(Output { code, ..output })
}

const NOTHING_CHECKED: &str = "the scenario has no services, so nothing was checked";

fn is_asked_for(arguments: &CheckArguments, finding: &Finding) -> bool {
    let is_one_of = |rules: &[&str]| rules.contains(&&*finding.code);
    let is_selected = arguments.select.is_empty() || is_one_of(&arguments.select);
    // The worst severity is the least.
    let is_bad_enough = arguments.min_severity.is_none_or(|least| finding.severity <= least);
    is_selected && !is_one_of(&arguments.ignore) && is_bad_enough
}

fn fails(severity: Severity, deny: Option<Deny>) -> bool {
    match severity {
        Severity::Error => true,
        Severity::Warning => deny == Some(Deny::Warnings),
        Severity::Info => false,
    }
}

fn report(found: &[Finding], places: &Places<'_>, verbose: bool, width: usize) -> String {
    let mut page = Page::new(width);
    if found.is_empty() {
        let (style, mark) = text::status(Status::Fits);
        let message = format!("Nothing found by {}.", count(rules::ALL.len() as u64, "rule"));
        page.item(style, 0, mark, PLAIN, &message);
        return page.finish();
    }
    for finding in findings::summed(found, verbose) {
        findings::finding(&mut page, &finding, places.text(&finding.field).as_deref());
    }
    page.gap();
    page.paragraph(text::BOLD, 0, &findings::summary(found));
    page.finish()
}
