//! What is wrong, the worst first.

use super::{Context, buttons, card::card, paste::line, status};
use crate::message::Send;
use poolwise_view::Finding;
use yew::prelude::*;

pub(super) fn findings(context: &Context<'_>) -> Html {
    let findings = &context.view.findings;
    let nothing = if context.view.diagnosis.is_some() { "Nothing else was found." } else { "No problems found." };
    let body = html! {
        <>
            if findings.is_empty() { <p class="empty">{ nothing }</p> }
            <ol>{ for findings.iter().map(|one| finding(context.send, one)) }</ol>
        </>
    };
    card("findings", "Findings", body)
}

/// A finding or a diagnosis.
pub(super) fn finding(send: &Send, finding: &Finding) -> Html {
    let (source, address) = finding.source.clone();
    html! {
        <li class={classes!("finding", status::class(finding.level))}>
            <span class="code">{ code(finding) }<br /><span class="severity">{ &finding.word }</span></span>
            <div>
                <h3>{ &finding.title }</h3>
                <p>{ &finding.message }</p>
                if !finding.evidence.is_empty() {
                    <ul class="evidence lines">{ for finding.evidence.iter().map(line) }</ul>
                }
                <p class="help">{ &finding.help }</p>
                if !finding.more.is_empty() { <p class="hint">{ &finding.more }</p> }
                <p class="source">{ "Source: " }<a href={address} rel="noreferrer">{ source }</a></p>
            </div>
            { buttons::apply(send, finding.apply.as_ref()) }
        </li>
    }
}

/// The code, which leads to its page in the book where there is one.
fn code(Finding { code, page, .. }: &Finding) -> Html {
    if page.is_empty() {
        return html! { code };
    }
    html! { <a href={page.clone()} target="_blank" rel="noreferrer">{ code }</a> }
}
