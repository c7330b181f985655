//! What the pasted text shows to have happened, and what to run next.

use super::{Context, buttons, card::card, findings::finding};
use poolwise_view::Command;
use yew::prelude::*;

/// Commands beyond this many stand behind "more".
const FIRST_COMMANDS: usize = 3;

pub(super) fn diagnosis(context: &Context<'_>) -> Html {
    let Some(diagnosis) = &context.view.diagnosis else { return Html::default() };
    let (now, more) = diagnosis.commands.split_at(diagnosis.commands.len().min(FIRST_COMMANDS));
    let plural = if more.len() == 1 { "" } else { "s" };
    let command = |one: &Command| command(context, one);
    let body = html! {
        <>
            if !diagnosis.callout.is_empty() { <p class="callout">{ &diagnosis.callout }</p> }
            if !diagnosis.because.is_empty() { <p class="hint">{ &diagnosis.because }</p> }
            if !diagnosis.relief.is_empty() {
                <h3>{ "At once" }</h3>
                <p>{ &diagnosis.relief }</p>
                <ul class="commands">{ for diagnosis.relief_commands.iter().map(command) }</ul>
            }
            <ol>{ for diagnosis.findings.iter().map(|one| finding(context.send, one)) }</ol>
            <h3>{ "Run next" }</h3>
            <ul class="commands">{ for now.iter().map(command) }</ul>
            if !more.is_empty() {
                <details>
                    <summary>{ format!("{} more command{plural}", more.len()) }</summary>
                    <ul class="commands">{ for more.iter().map(command) }</ul>
                </details>
            }
        </>
    };
    card("diagnosis", "What happened", body)
}

fn command(context: &Context<'_>, Command { shows, run_in, run }: &Command) -> Html {
    html! {
        <li class="command">
            <p>{ shows }</p>
            <span class="where">{ run_in }</span>
            { buttons::copy(context, &format!("the {run_in} command: {shows}"), run) }
            <pre tabindex="0">{ run }</pre>
        </li>
    }
}
