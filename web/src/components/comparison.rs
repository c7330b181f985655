//! What the user keeps to compare with, beside what is and what is advised.

use super::{Context, card::card, kept, status};
use poolwise_view::{ComparedLine, Comparison, Level};
use yew::prelude::*;

pub(super) fn comparison(context: &Context<'_>) -> Html {
    let comparison = context.view.comparison.as_ref();
    let hint = match comparison {
        Some(_) => {
            "By formula, all alike, and judged by the current targets. Bold is what differs from the current settings."
        }
        None => {
            "Keep the settings as they are now, change them, and see both beside the advice, here and in the charts."
        }
    };
    let body = html! {
        <>
            <p class="hint">{ hint }</p>
            if let Some(comparison) = comparison {
                <div class="scroll" tabindex="0" role="region" aria-label="The comparison, column by column">
                    { table(context, comparison) }
                </div>
            }
            { kept::keep(context) }
        </>
    };
    card("compare", "Compare", body)
}

fn table(context: &Context<'_>, Comparison { columns, fits, settings, outcomes }: &Comparison) -> Html {
    let head = |(name, is_best): &(String, bool)| {
        html! {
            <th scope="col">
                { name }
                if *is_best { { " " }<span class="best" title="the fewest connections of those that fit and meet every target">{ "best" }</span> }
            </th>
        }
    };
    let is_inside = |fits: &bool| {
        let (level, word) = if *fits { (Level::Fits, "fits") } else { (Level::Over, "over") };
        html! { <td>{ status::badge(level, word) }</td> }
    };
    let handles = context.state.input.kept.iter().map(|one| html! { <td>{ kept::handles(context, &one.name) }</td> });
    html! {
        <table aria-labelledby="compare-title">
            <thead><tr><td></td>{ for columns.iter().map(head) }</tr></thead>
            <tbody>{ for settings.iter().map(line) }</tbody>
            <tbody class="outcome">
                <tr><th scope="row">{ "Inside the budget" }</th>{ for fits.iter().map(is_inside) }</tr>
                { for outcomes.iter().map(line) }
            </tbody>
            <tfoot><tr><td></td><td></td>{ for handles }<td></td></tr></tfoot>
        </table>
    }
}

fn line(ComparedLine { name, cells }: &ComparedLine) -> Html {
    let cell = |(text, is_bad): &(String, bool)| {
        let differs = cells.first().is_some_and(|(current, _)| current != text);
        html! { <td class={classes!(differs.then_some("differs"), is_bad.then_some("bad"))}>{ text }</td> }
    };
    html! { <tr><th scope="row">{ name }</th>{ for cells.iter().map(cell) }</tr> }
}
