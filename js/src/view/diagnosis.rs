//! What the pasted text shows to have happened, and what to run next.

use super::Shown;
use crate::{apply::Buttons, book};
use poolwise::diagnose::{self, Certainty, Evidence, callout, next_commands, why_bigger};
use poolwise_view::{Command, Diagnosis, Finding, Level, Line, join_path};

impl Shown<'_> {
    /// None where nothing happened.
    pub(super) fn diagnosis(&self) -> Option<Diagnosis> {
        let Self { plan, diagnoses, fleet, .. } = self;
        diagnoses.first()?;
        let callout = callout(diagnoses);
        let command = |command: &diagnose::Command| Command {
            shows: command.tells.to_owned(),
            run_in: command.run_in.to_owned(),
            run: command.run.to_owned(),
        };
        let relief = diagnose::relief(diagnoses);
        Some(Diagnosis {
            relief: relief.map_or_else(String::new, |relief| relief.text.to_owned()),
            relief_commands: relief.map_or_else(Vec::new, |relief| relief.commands.iter().map(command).collect()),
            because: callout.and_then(|_| why_bigger(plan, fleet.shown, diagnoses)).unwrap_or_default(),
            callout: callout.unwrap_or_default().to_owned(),
            findings: diagnoses.iter().map(|diagnosis| finding(diagnosis, fleet.shown, self.buttons())).collect(),
            commands: next_commands(diagnoses).into_iter().map(command).collect(),
        })
    }
}

/// A diagnosis is made of one service alone, so its cure has to be put to that one.
fn finding(diagnosis: &diagnose::Diagnosis, shown: usize, buttons: Buttons<'_>) -> Finding {
    let (level, word) = match diagnosis.certainty {
        Certainty::Certain => (Level::Over, "certain"),
        Certainty::Likely => (Level::Tight, "likely"),
        Certainty::Possible => (Level::Unknown, "possible"),
    };
    Finding {
        level,
        code: diagnosis.code.to_owned(),
        page: book::diagnosis(diagnosis.code, diagnosis.name),
        word: word.to_owned(),
        title: diagnosis.name.replace('-', " "),
        message: diagnosis.message.clone(),
        evidence: diagnosis.evidence.iter().map(evidence).collect(),
        help: diagnosis.help.clone(),
        more: format!("What would tell more: {}.", diagnosis.more),
        source: (diagnosis.source.to_owned(), diagnosis.url.to_owned()),
        apply: diagnosis.fix.as_ref().and_then(|fix| {
            let set = fix.set.iter().map(|(path, value)| (join_path(shown, path), value.clone())).collect();
            buttons.long(diagnosis.code, &set)
        }),
    }
}

fn evidence(Evidence { line, text }: &Evidence) -> Line {
    let place = line.map_or_else(|| "worked out".to_owned(), |line| format!("line {line}"));
    Line { place, text: text.clone(), value: String::new() }
}
