//! What is wrong, the worst first.

use super::{Send, apply};
use crate::view::View;
use poolwise::rules::{Finding, Severity};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct FindingsProps {
    pub(super) send: Send,
    pub(super) view: Rc<View>,
}

#[component]
pub(super) fn Findings(FindingsProps { send, view }: &FindingsProps) -> Html {
    let findings = &view.plan.findings;
    html! {
        <section class="card findings" aria-labelledby="findings-title">
            <h2 id="findings-title">{ "Findings" }</h2>
            if findings.is_empty() {
                <p class="empty">{ "Nothing to complain about." }</p>
            }
            <ol>{ for findings.iter().map(|finding| row(send, finding)) }</ol>
        </section>
    }
}

fn row(send: &Send, finding: &Finding) -> Html {
    let (class, word) = match finding.severity {
        Severity::Error => ("over", "error"),
        Severity::Warning => ("tight", "warning"),
        Severity::Info => ("unknown", "info"),
    };
    html! {
        <li class={classes!("finding", class)}>
            <span class="code">{ &*finding.code }<br /><span class="severity">{ word }</span></span>
            <div>
                <h3>{ finding.rule.replace('-', " ") }</h3>
                <p>{ &finding.message }</p>
                <p class="help">{ &finding.help }</p>
                <p class="source">{ "Source: " }<a href={finding.url.clone()} rel="noreferrer">{ &*finding.source }</a></p>
            </div>
            { for finding.fix.as_ref().map(|fix| apply::button(send, &finding.code, &fix.set)) }
        </li>
    }
}
