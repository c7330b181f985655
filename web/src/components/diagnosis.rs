//! What the pasted error means, and what to run next.

use super::{Send, apply, copy::Copy};
use poolwise::{
    diagnose::{BiggerPool, Certainty, Command, Diagnosis, Evidence},
    format::count,
};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct DiagnosisProps {
    pub(super) send: Send,
    pub(super) diagnoses: Rc<Vec<Diagnosis>>,
    /// How advice for a bigger pool goes with a diagnosis against one.
    pub(super) why_bigger: Option<String>,
}

/// Commands beyond this many stand behind "more".
const FIRST_COMMANDS: usize = 3;

#[component]
pub(super) fn DiagnosisCard(DiagnosisProps { send, diagnoses, why_bigger }: &DiagnosisProps) -> Html {
    let Some(first) = diagnoses.first() else { return html! {} };
    let wrong = first.bigger_pool == BiggerPool::Wrong && first.certainty != Certainty::Possible;
    let mut commands: Vec<&Command> = Vec::new();
    for command in diagnoses.iter().flat_map(|diagnosis| &diagnosis.commands) {
        if !commands.contains(&command) {
            commands.push(command);
        }
    }
    let (now, more) = commands.split_at(commands.len().min(FIRST_COMMANDS));
    html! {
        <section class="card diagnosis" aria-labelledby="diagnosis-title">
            <h2 id="diagnosis-title">{ "What happened" }</h2>
            if wrong {
                <p class="callout">{ "A bigger pool is not the answer." }</p>
                { for why_bigger.iter().map(|why| html! { <p class="hint">{ why }</p> }) }
            }
            <ol>{ for diagnoses.iter().map(|diagnosis| row(send, diagnosis)) }</ol>
            <h3>{ "Run next" }</h3>
            <ul class="commands">{ for now.iter().map(|command| run(command)) }</ul>
            if !more.is_empty() {
                <details>
                    <summary>{ count(more.len() as u64, "more command") }</summary>
                    <ul class="commands">{ for more.iter().map(|command| run(command)) }</ul>
                </details>
            }
        </section>
    }
}

fn row(send: &Send, diagnosis: &Diagnosis) -> Html {
    let (class, word) = match diagnosis.certainty {
        Certainty::Certain => ("over", "certain"),
        Certainty::Likely => ("tight", "likely"),
        Certainty::Possible => ("unknown", "possible"),
    };
    html! {
        <li class={classes!("finding", class)}>
            <span class="code">{ diagnosis.code }<br /><span class="severity">{ word }</span></span>
            <div>
                <h3>{ diagnosis.name.replace('-', " ") }</h3>
                <p>{ &diagnosis.message }</p>
                <ul class="evidence lines">{ for diagnosis.evidence.iter().map(evidence) }</ul>
                <p class="help">{ &diagnosis.help }</p>
                <p class="hint">{ format!("What would tell more: {}.", diagnosis.more) }</p>
                <p class="source">{ "Source: " }<a href={diagnosis.url} rel="noreferrer">{ diagnosis.source }</a></p>
            </div>
            { for diagnosis.fix.as_ref().map(|fix| apply::button(send, diagnosis.code, &fix.set)) }
        </li>
    }
}

fn evidence(Evidence { line, text }: &Evidence) -> Html {
    let place = line.map_or_else(|| "by your numbers".to_owned(), |line| format!("line {line}"));
    html! { <li><span class="line">{ place }</span>{ " " }<span>{ text }</span></li> }
}

fn run(Command { tells, run_in, run }: &Command) -> Html {
    html! {
        <li class="command">
            <p>{ *tells }</p>
            <span class="where">{ *run_in }</span>
            <Copy text={*run} what={format!("the {run_in} command: {tells}")} />
            <pre tabindex="0">{ *run }</pre>
        </li>
    }
}
