//! What the pasted text shows to have happened, and what to run next.

use super::Shown;
use crate::{apply::Buttons, book};
use poolwise::diagnose::{self, BiggerPool, Certainty, Evidence, why_bigger};
use poolwise_view::{Command, Diagnosis, Finding, Level, Line, join_path};

impl Shown<'_> {
    /// None where nothing happened.
    pub(super) fn diagnosis(&self) -> Option<Diagnosis> {
        let Self { plan, diagnoses, fleet, .. } = self;
        let first = diagnoses.first()?;
        let is_wrong = first.bigger_pool == BiggerPool::Wrong && first.certainty != Certainty::Possible;
        let mut commands: Vec<Command> = Vec::new();
        for command in diagnoses.iter().flat_map(|diagnosis| &diagnosis.commands) {
            let command = Command {
                shows: command.tells.to_string(),
                run_in: command.run_in.to_string(),
                run: command.run.to_string(),
            };
            if !commands.contains(&command) {
                commands.push(command);
            }
        }
        Some(Diagnosis {
            callout: if is_wrong { "A bigger pool is not the answer.".to_owned() } else { String::new() },
            because: why_bigger(plan, fleet.shown, diagnoses).filter(|_| is_wrong).unwrap_or_default(),
            findings: diagnoses.iter().map(|diagnosis| finding(diagnosis, fleet.shown, self.buttons())).collect(),
            commands,
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
