//! The files to take away.

use super::{Context, buttons};
use crate::message::{Message, on_click};
use poolwise_view::File;
use web_sys::HtmlInputElement;
use yew::prelude::*;

pub(super) fn files(context: &Context<'_>) -> Html {
    let view = context.view;
    if view.files.is_empty() {
        return Html::default();
    }
    html! {
        <section class="card files" aria-labelledby="files-title">
            <div class="chart-head">
                <h2 id="files-title">{ "Files" }</h2>
                <button type="button" class="link" onclick={on_click(context.send, Message::DownloadAll)}>
                    { format!("All {} kinds as .zip", context.page.files.len()) }
                </button>
            </div>
            { kinds(context) }
            { for view.files.iter().map(|one| file(context, one)) }
        </section>
    }
}

/// The kinds that fit what is pasted, the one in view, and a list of all others to search in.
fn kinds(context: &Context<'_>) -> Html {
    let Context { page, view, send, .. } = context;
    let is_fitting = |name: &String| view.fitting_files.contains(name);
    let button = |name: &String| {
        let title = page.files.iter().find(|(kind, _)| kind == name).map_or("", |(_, title)| title);
        let onclick = on_click(send, Message::ShowFile(name.clone()));
        let is_shown = (*name == view.file_kind).to_string();
        html! { <button type="button" aria-pressed={is_shown} {onclick}>{ title }</button> }
    };
    let chosen = (!is_fitting(&view.file_kind)).then_some(&view.file_kind);
    let others = page.files.iter().filter(|(name, _)| !is_fitting(name));
    let option = |(_, title): &(String, String)| html! { <option value={title.clone()}></option> };
    html! {
        <div class="kinds">
            { for view.fitting_files.iter().chain(chosen).map(button) }
            <input type="search" list="file-kinds" aria-label="Another kind of file" placeholder="another kind…"
                oninput={search(context)} />
            <datalist id="file-kinds">if context.is_live { { for others.map(option) } }</datalist>
        </div>
    }
}

/// Shows the kind whose title is typed or picked from the list; other words change nothing.
fn search(context: &Context<'_>) -> Callback<InputEvent> {
    let (send, kinds) = (context.send.clone(), context.page.files.clone());
    Callback::from(move |event: InputEvent| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
        let words = input.value();
        if let Some((name, _)) = kinds.iter().find(|(_, title)| *title == words) {
            input.set_value("");
            send.emit(Message::ShowFile(name.clone()));
        }
    })
}

fn file(context: &Context<'_>, File { tab, name, text }: &File) -> Html {
    let feedback = match &context.ui.copied {
        Some((saved, true)) if saved == name => "saved",
        Some((saved, false)) if saved == name => "the browser refused to save",
        _ => "",
    };
    let download = on_click(context.send, Message::Download(name.clone(), text.clone()));
    html! {
        <div class="file">
            <div class="actions">
                <span class="feedback" role="status">{ feedback }</span>
                { buttons::copy(context, &format!("the {tab}"), text) }
                <button type="button" onclick={download}>{ format!("Download {name}") }</button>
            </div>
            <pre tabindex="0" aria-label={name.clone()}>{ text }</pre>
        </div>
    }
}
