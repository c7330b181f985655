//! The files to take away.

use super::{Context, buttons, select::select};
use crate::message::{Message, on_click};
use poolwise_view::File;
use yew::prelude::*;

pub(super) fn files(context: &Context<'_>) -> Html {
    let view = context.view;
    if view.files.is_empty() {
        return Html::default();
    }
    let is_shown = |name: &str| context.is_live || name == context.ui.file;
    let kinds = context.page.files.iter().filter(|(name, _)| is_shown(name));
    let kinds = kinds.map(|(name, title)| (name.as_str(), title.as_str()));
    html! {
        <section class="card files" aria-labelledby="files-title">
            <h2 id="files-title">{ "Files" }</h2>
            <div class="field">
                <label for="file-kind">{ "Kind of file" }</label>
                { select(context.send, ("file-kind".to_owned(), None), kinds, &context.ui.file, Message::ShowFile) }
            </div>
            { for view.files.iter().map(|one| file(context, one)) }
        </section>
    }
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
