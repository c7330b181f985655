//! The files to take away.

use super::{Context, buttons, card::card};
use crate::message::Message;
use poolwise_view::File;
use web_sys::HtmlInputElement;
use yew::prelude::*;

pub(super) fn files(context: &Context<'_>) -> Html {
    let view = context.view;
    if view.files.is_empty() {
        return Html::default();
    }
    let all = format!("All {} kinds as .zip", context.page.files.len());
    let body = html! {
        <>
            { kinds(context) }
            { for view.files.iter().map(|one| file(context, one)) }
            { buttons::link(context.send, &all, String::new(), Message::DownloadAll) }
        </>
    };
    card("files", "Files", body)
}

/// The kinds that fit what is pasted, the one in view, and a list of all others to search in.
fn kinds(context: &Context<'_>) -> Html {
    let Context { page, view, send, .. } = context;
    let is_fitting = |name: &String| view.fitting_files.contains(name);
    let button = |name: &String| {
        let title = page.files.iter().find(|(kind, _)| kind == name).map_or("", |(_, title)| title);
        buttons::choice(send, title, *name == view.file_kind, Message::ShowFile(name.clone()))
    };
    let chosen = (!is_fitting(&view.file_kind)).then_some(&view.file_kind);
    let others = page.files.iter().filter(|(name, _)| !is_fitting(name));
    let option = |(_, title): &(String, String)| html! { <option value={title.clone()}></option> };
    html! {
        <div class="kinds">
            { for view.fitting_files.iter().chain(chosen).map(button) }
            <input type="search" list="file-kinds" aria-label="Another kind of file" placeholder="another kind…"
                oninput={search(context)} onchange={find(context)} />
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

/// Shows the first kind with the words that are left in the box in its title, or says that there is none.
fn find(context: &Context<'_>) -> Callback<Event> {
    let (send, kinds) = (context.send.clone(), context.page.files.clone());
    Callback::from(move |event: Event| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
        let words = input.value().to_ascii_lowercase();
        if words.is_empty() {
            return;
        }
        let has_words =
            |(name, title): &&(String, String)| name.contains(&words) || title.to_ascii_lowercase().contains(&words);
        if let Some((name, _)) = kinds.iter().find(has_words) {
            input.set_value("");
            send.emit(Message::ShowFile(name.clone()));
        } else {
            input.set_custom_validity("There is no such kind of file.");
            input.report_validity();
            // What is typed next may be one.
            input.set_custom_validity("");
        }
    })
}

fn file(context: &Context<'_>, File { tab, name, text }: &File) -> Html {
    let feedback = match &context.ui.copied {
        Some((saved, true)) if saved == name => "saved",
        Some((saved, false)) if saved == name => "the browser refused to save",
        _ => "",
    };
    html! {
        <div class="file">
            <div class="actions">
                <span class="feedback" role="status">{ feedback }</span>
                { buttons::copy(context, &format!("the {tab}"), text) }
                { buttons::plain(context.send, &format!("Download {name}"), Message::Download(name.clone(), text.clone())) }
            </div>
            <pre tabindex="0" aria-label={name.clone()}>{ text }</pre>
        </div>
    }
}
