//! What the user keeps to compare with, beside what is and what is advised.

mod alternative;
mod keep;

use super::{Send, status};
use crate::{
    compare::{Cell, Line, SideBySide},
    state::Alternatives,
};
use alternative::Handles;
use keep::Keep;
use poolwise::plan::Status;
use std::rc::Rc;
use web_sys::HtmlElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct CompareProps {
    pub(super) send: Send,
    pub(super) alternatives: Alternatives,
    pub(super) compared: Rc<Option<SideBySide>>,
}

#[component]
pub(super) fn Compare(props: &CompareProps) -> Html {
    let CompareProps { send, alternatives, compared } = props;
    let keep = use_node_ref();
    // The button that was pressed is gone then, and with it the place of whoever uses the keyboard.
    let removed = {
        let keep = keep.clone();
        Callback::from(move |()| {
            if let Some(button) = keep.cast::<HtmlElement>() {
                // Only an element that is no longer there refuses.
                let _ = button.focus();
            }
        })
    };
    html! {
        <section class="card compare" aria-labelledby="compare-title">
            <h2 id="compare-title">{ "Compare" }</h2>
            <p class="hint">
                if compared.is_some() {
                    { "By formula, all alike, and judged by the current targets. Bold is what differs from the current settings." }
                } else {
                    { "Keep the settings as they are now, change them, and see both beside the advice, here and in the charts." }
                }
            </p>
            if let Some(compared) = &**compared {
                <div class="scroll" tabindex="0" role="region" aria-label="The comparison, column by column">
                    { table(props, compared, &removed) }
                </div>
            }
            <Keep send={send.clone()} alternatives={alternatives.clone()} button={keep} />
        </section>
    }
}

fn table(
    CompareProps { send, alternatives, .. }: &CompareProps,
    compared: &SideBySide,
    removed: &Callback<()>,
) -> Html {
    let head = |(name, is_best): (&str, bool)| {
        html! {
            <th scope="col">
                { name }
                if is_best { { " " }<span class="best" title="the fewest connections of those that fit and meet every target">{ "best" }</span> }
            </th>
        }
    };
    let fits = |fits| html! { <td>{ status::badge(if fits { Status::Fits } else { Status::Over }) }</td> };
    let handles = alternatives.iter().map(|one| {
        html! {
            <td>
                <Handles send={send.clone()} name={one.name.clone()} alternatives={alternatives.clone()} removed={removed.clone()} />
            </td>
        }
    });
    html! {
        <table aria-labelledby="compare-title">
            <thead><tr><td></td>{ for compared.names().map(head) }</tr></thead>
            <tbody>{ for compared.settings().iter().map(line) }</tbody>
            <tbody class="outcome">
                <tr><th scope="row">{ "Inside the budget" }</th>{ for compared.fits().map(fits) }</tr>
                { for compared.outcomes().iter().map(line) }
            </tbody>
            <tfoot><tr><td></td><td></td>{ for handles }<td></td></tr></tfoot>
        </table>
    }
}

fn line(Line { name, cells }: &Line) -> Html {
    let cell = |cell: &Cell| {
        let differs = cells.first().is_some_and(|current| current.text != cell.text);
        html! { <td class={classes!(differs.then_some("differs"), cell.is_bad.then_some("bad"))}>{ &cell.text }</td> }
    };
    html! { <tr><th scope="row">{ name }</th>{ for cells.iter().map(cell) }</tr> }
}
