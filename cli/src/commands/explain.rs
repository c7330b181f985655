//! `poolwise explain`: prints the page of a rule or a diagnosis.

use crate::{
    args::{ExplainArguments, Format},
    failure::{Failure, redacted},
    output::Output,
    text::{
        self, markdown,
        page::Page,
        table::{Align, Cell, Table},
    },
};
use include_dir::{Dir, include_dir};
use poolwise::{
    plan::VERSION,
    rules::{self, Severity},
};
use serde::Serialize;

/// A page for each rule, named after its code and its name.
static RULES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/pages/rules");

/// All diagnoses on one page, a section each.
const DIAGNOSES: &str = include_str!("../../pages/diagnosis.md");

/// What can be explained.
#[derive(Serialize)]
struct Topic {
    code: &'static str,
    name: &'static str,
    /// None for a diagnosis.
    severity: Option<Severity>,
    summary: &'static str,
    /// Its page in Markdown.
    #[serde(skip_serializing_if = "str::is_empty")]
    page: &'static str,
}

#[derive(Serialize)]
struct Answer {
    version: u32,
    topics: Vec<Topic>,
}

pub(crate) fn run(arguments: &ExplainArguments) -> Result<Output, Failure> {
    let Some(code) = &arguments.code else {
        let topics: Vec<Topic> = all().map(|topic| Topic { page: "", ..topic }).collect();
        return match arguments.format {
            Format::Text => Ok(Output::styled(list(&topics, text::width()))),
            Format::Json => Output::json(&Answer { version: VERSION, topics }),
        };
    };
    let is_meant = |topic: &Topic| [topic.code, topic.name].iter().any(|one| one.eq_ignore_ascii_case(code.trim()));
    let topics: Vec<Topic> = all().filter(is_meant).collect();
    if topics.is_empty() {
        let place = redacted(code).unwrap_or_else(|| code.clone());
        return Err(Failure::new(place, "no rule or diagnosis has this code or name; poolwise explain lists them"));
    }
    match arguments.format {
        Format::Text => Ok(Output::styled(pages(&topics, text::width()))),
        Format::Json => Output::json(&Answer { version: VERSION, topics }),
    }
}

fn all() -> impl Iterator<Item = Topic> {
    let rule = |rule: &rules::Rule| {
        let (severity, summary) = (Some(rule.severity), rule.summary);
        Topic { code: rule.code, name: rule.name, severity, summary, page: page(rule) }
    };
    rules::ALL.iter().map(rule).chain(DIAGNOSES.split("\n## ").skip(1).filter_map(diagnosis))
}

/// The page of a rule in Markdown.
pub(crate) fn page(rule: &rules::Rule) -> &'static str {
    let file = RULES.get_file(format!("{}-{}.md", rule.code, rule.name));
    file.and_then(|file| file.contents_utf8()).unwrap_or_default()
}

/// A section of the page of diagnoses, which begins with the code and the name; None for a section about something else.
fn diagnosis(section: &'static str) -> Option<Topic> {
    let (title, _) = section.split_once('\n')?;
    let (code, name) = title.split_once(' ').filter(|(code, _)| code.starts_with("PD"))?;
    let summary = section.lines().find_map(|line| line.strip_prefix("- Detects: ")).unwrap_or_default();
    Some(Topic { code, name, severity: None, summary: summary.trim_end_matches('.'), page: section })
}

fn pages(topics: &[Topic], width: usize) -> String {
    let mut page = Page::new(width);
    for topic in topics {
        let title = if topic.severity.is_none() { "## " } else { "" };
        markdown::print(&mut page, &format!("{title}{}", topic.page));
    }
    page.finish()
}

fn list(topics: &[Topic], width: usize) -> String {
    let mut page = Page::new(width);
    let mut table = Table::new(&[("code", Align::Left), ("severity", Align::Left), ("name", Align::Left)]);
    for topic in topics {
        let (style, word) = topic.severity.map_or((text::PLAIN, "diagnosis"), text::severity);
        table.row(vec![Cell::new(topic.code), Cell::styled(style, word), Cell::new(topic.name)]);
    }
    table.print(&mut page, 0);
    page.finish()
}

#[cfg(test)]
mod tests {
    use super::{all, rules};

    #[test]
    fn every_rule_and_diagnosis_has_a_page() {
        let topics: Vec<_> = all().collect();
        assert!(topics.iter().all(|topic| topic.page.contains(topic.name) && !topic.summary.is_empty()));
        let diagnoses = topics.len() - rules::ALL.len();
        assert!(diagnoses >= 20, "{diagnoses}");
    }
}
