//! Diagnoses as people read them.

use super::{ADVISED, BAD, BOLD, PLAIN, QUIET, page::Page, styled};
use poolwise::diagnose::{Certainty, Command, Diagnosis, Relief, callout, next_commands, relief};

/// All diagnoses, and what to run next, each command once.
pub(crate) fn print(page: &mut Page, diagnoses: &[Diagnosis]) {
    if diagnoses.is_empty() {
        return;
    }
    if let Some(callout) = callout(diagnoses) {
        page.paragraph(BAD.bold(), 0, callout);
    }
    for diagnosis in diagnoses {
        page.gap();
        let certainty = match diagnosis.certainty {
            Certainty::Certain => "",
            Certainty::Likely => ", likely",
            Certainty::Possible => ", possible",
        };
        page.line(&format!(
            "{} {}",
            styled(BOLD, diagnosis.name),
            styled(QUIET, &format!("[{}{certainty}]", diagnosis.code))
        ));
        page.paragraph(PLAIN, 2, &diagnosis.message);
        for evidence in &diagnosis.evidence {
            let label = evidence.line.map_or_else(|| "·".to_owned(), |line| format!("line {line}:"));
            page.item(QUIET, 4, &label, QUIET, &evidence.text);
        }
        page.item(BOLD, 2, "help:", PLAIN, &diagnosis.help);
        page.item(BOLD, 2, "more:", PLAIN, &diagnosis.more);
    }
    if let Some(Relief { text, commands, .. }) = relief(diagnoses) {
        page.heading("At once", "");
        page.paragraph(PLAIN, 2, text);
        for command in *commands {
            print_command(page, command);
        }
    }
    page.heading("Run next", "");
    for command in next_commands(diagnoses) {
        print_command(page, command);
    }
}

fn print_command(page: &mut Page, command: &Command) {
    page.paragraph(QUIET, 2, &format!("{}, in {}:", command.tells, command.run_in));
    for line in command.run.lines() {
        page.line(&format!("    {}", styled(ADVISED, line)));
    }
}
