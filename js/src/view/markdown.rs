//! The result as Markdown, for tickets.

use poolwise_view::{Change, View};
use std::fmt::Write;

/// Findings that stand in it, the worst first.
const MAX_FINDINGS: usize = 5;

/// The verdict, its figures, what to change and the worst findings.
pub(super) fn markdown(view: &View) -> String {
    let mut text = format!("**{}**\n\n{}\n", cell(&view.verdict.headline), cell(&view.verdict.detail));
    let figures = view.verdict.figures.iter().map(|figure| format!("- {}: {}", figure.name, cell(&figure.value)));
    put_list(&mut text, figures);
    if let Some(changes) = &view.changes {
        text += "\n| Setting | Current | Advised | Because |\n|---|---|---|---|\n";
        for Change { name, current, advised, because, .. } in &changes.settings {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "| {} | {} | {} | {} |", cell(name), cell(current), cell(advised), cell(because));
        }
    }
    let findings = view.findings.iter().take(MAX_FINDINGS);
    put_list(&mut text, findings.map(|one| format!("- {} ({}): {}", one.code, one.word, cell(&one.message))));
    text
}

fn put_list(text: &mut String, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.collect();
    if !items.is_empty() {
        let _ = writeln!(text, "\n{}", items.join("\n"));
    }
}

/// A text that stays in its cell and means nothing else: names may hold anything.
fn cell(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if "\\`*_[]<>|".contains(c) {
            escaped.push('\\');
        }
        escaped.push(if c == '\n' { ' ' } else { c });
    }
    escaped
}

#[cfg(test)]
mod tests {
    use crate::Engine;
    use poolwise_view::{Entries, Input, Typed};

    #[test]
    fn the_result_is_markdown_whatever_the_names() {
        let typed = |(path, text): (&str, &str)| Typed {
            path: path.to_owned(),
            text: Some(text.to_owned()),
            paste: 0,
            order: 1,
        };
        let mut input = Input::default();
        let fields =
            [("services[0].traffic[0].rate_per_s", "5000"), ("services[0].traffic[0].hold_ms.mean", "60")].map(typed);
        input.services[0].entries = Entries { typed: fields.to_vec(), ..Entries::default() };
        "<b>|`x`".clone_into(&mut input.services[0].name);
        let (_, view) = Engine::default().ask(&input, 0, "env").best();
        let text = view.markdown;
        assert!(text.starts_with("**Saturated: "), "{text}");
        assert!(text.contains(r"\<b\>\|\`x\`"), "{text}");
        assert!(text.contains("| Pool size | 5 | "), "{text}");
        let rows = text.lines().filter(|line| line.starts_with('|'));
        assert!(rows.clone().all(|row| row.replace(r"\|", "").matches('|').count() == 5), "{text}");
    }
}
