//! The files to take away.

use super::copy::Copy;
use crate::{browser, view::View};
use poolwise::write;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct FilesProps {
    pub(super) view: Rc<View>,
}

/// Chromium saves a download named ".env" as "env.txt".
const FILE_NAME: &str = "pool.env";

/// "Copied" is shown this long, in milliseconds.
const SHOWN: u32 = 2000;

#[component]
pub(super) fn Files(FilesProps { view }: &FilesProps) -> Html {
    let feedback = use_state_eq(|| "");
    let plan = &view.plan;
    let first = plan.services.first().zip(plan.budget.services.first());
    let file = first.map(|(service, line)| {
        write::env(&service.name, line.engines, &service.advised.pool, service.warning().as_deref())
    });
    let Some(file) = file else { return html! {} };
    let say = {
        let feedback = feedback.clone();
        Callback::from(move |word| {
            feedback.set(word);
            let feedback = feedback.clone();
            gloo_timers::callback::Timeout::new(SHOWN, move || feedback.set("")).forget();
        })
    };
    let download = {
        let file = file.clone();
        move |_| {
            say.emit(if browser::download(FILE_NAME, &file).is_ok() { "saved" } else { "the browser refused to save" });
        }
    };
    html! {
        <section class="card files" aria-labelledby="files-title">
            <h2 id="files-title">{ "Files" }</h2>
            <div class="tabs">
                <div role="tablist" aria-label="Files">
                    <button type="button" role="tab" id="tab-env" aria-selected="true" aria-controls="file-env">{ ".env" }</button>
                </div>
                <span class="actions">
                    <span class="feedback" role="status">{ *feedback }</span>
                    <Copy text={file.clone()} what="the .env" />
                    <button type="button" onclick={download}>{ format!("Download {FILE_NAME}") }</button>
                </span>
            </div>
            <pre id="file-env" role="tabpanel" aria-labelledby="tab-env" tabindex="0">{ file }</pre>
        </section>
    }
}
