//! What the page is made of: each is a function of what is to be shown, and sends messages.

mod budget;
mod buttons;
mod card;
mod catalog;
mod changes;
mod chart;
mod comparison;
mod diagnosis;
mod field;
mod files;
mod findings;
pub(crate) mod groups;
mod header;
pub(crate) mod kept;
mod paste;
mod remedies;
mod saved;
mod select;
mod services;
mod status;
mod stories;
mod timeline;
mod verdict;
mod watch;

pub use chart::{DAY, DEPLOY, TIMELINE, UTILIZATION, WAIT, chart_of};

use crate::{browser::address, day::Day, message::Send, state::State};
use poolwise_chart::{Hidden, Readout};
use poolwise_view::{ChartId, Course, Page, View, Watch};
use std::rc::Rc;
use yew::prelude::*;

/// What is to be shown.
pub struct Context<'a> {
    /// What never changes.
    pub page: &'a Page,
    /// What the user has given.
    pub state: &'a State,
    /// What follows from it.
    pub view: &'a View,
    /// The question that the view answers.
    pub answered: u32,
    /// The newest course of the pools, and whether another is on its way.
    pub course: Option<&'a Course>,
    /// Whether another course is on its way.
    pub is_course_stale: bool,
    /// A day of the pools, as far as it is simulated.
    pub day: &'a Day,
    /// The scenarios that the user has saved: name, and fragment of an address.
    pub saved: &'a [(String, String)],
    /// What is typed and pressed and counts for nothing yet.
    pub ui: &'a Ui,
    /// Whether the page is live: before that, only the paste box takes what the user gives.
    pub is_live: bool,
    /// Whether the page is dark.
    pub is_dark: bool,
    /// Where messages go.
    pub send: &'a Send,
}

impl Context<'_> {
    /// Whether there is anything to write into files: of what happened the runbook.
    fn has_files(&self) -> bool {
        self.view.is_described || self.view.diagnosis.is_some()
    }
}

/// What is typed and pressed and counts for nothing yet.
#[derive(Clone, Debug, Default)]
pub struct Ui {
    /// The button that has copied or saved something last, and whether that went well.
    pub copied: Option<(String, bool)>,
    /// The kind of file that the user has chosen; empty for what fits best.
    pub file: String,
    /// The name of the next alternative, as far as it is typed.
    pub next_name: String,
    /// The name of the next scenario to save, as far as it is typed.
    pub saved_name: String,
    /// The row of a chart's table that is pointed at.
    pub pointed: Option<(&'static str, Readout)>,
    /// The curves that are left out of charts.
    pub hidden: Vec<(&'static str, Hidden)>,
    /// The charts whose data were opened, a bit each: most tables are never looked at.
    pub data: u8,
    /// So many cards have what is behind "More", and so many charts are drawn: one at a time, from the top.
    pub grown: u8,
    /// The story in view.
    pub story: Option<usize>,
    /// What of a link cannot be used.
    pub problems: Vec<String>,
    /// What is getting another name: the name now, and the new one as far as it is typed.
    pub naming: Option<(String, String)>,
    /// Cards of fields of which some are given or were: what is behind "More" there stays in view.
    pub opened: Vec<u8>,
    /// Whether pools are watched request by request.
    pub is_watching: bool,
    /// What is seen of them, with the question that it answers.
    pub watch: Option<(u32, Option<Rc<Watch>>)>,
    /// Whether that is held.
    pub is_paused: bool,
    /// Where the picture of the advised pool begins, in percent from the left.
    pub wipe: u8,
    /// Whether the engine has stopped.
    pub is_lost: bool,
}

impl Ui {
    /// Whether the data of a chart were opened.
    #[must_use]
    pub fn has_data(&self, chart: ChartId) -> bool {
        self.data & 1 << chart as u8 != 0
    }

    /// The curves that are left out of a chart.
    #[must_use]
    pub fn hidden(&self, id: &str) -> Hidden {
        self.hidden.iter().find(|(chart, _)| *chart == id).map(|(_, hidden)| *hidden).unwrap_or_default()
    }
}

/// The whole page.
pub fn page(context: &Context<'_>) -> Html {
    let answer = match () {
        () if !context.is_live => "none",
        () if context.answered != context.state.order() => "pending",
        () if context.view.is_refining => "quick",
        () => "best",
    };
    html! {
        <>
            <a class="skip" href="#verdict">{ "Skip to the result" }</a>
            { header::header(context) }
            <main data-answer={answer}>
                <div class="column have" role="region" aria-label="What you have">
                    { services::tabs(context) }
                    { paste::paste(context) }
                    { groups::groups(context) }
                </div>
                <div class="column happens" role="region" aria-label="What happens">
                    { stories::current(context) }
                    { verdict::verdict(context) }
                    { services::table(context) }
                    { diagnosis::diagnosis(context) }
                    if context.view.is_described { { described(context) } }
                    if context.has_files() { { files::files(context) } }
                    { terms(context.page) }
                </div>
            </main>
            { full(context) }
            <footer>
                <p>{ "Nothing you enter leaves this page. Predictions are for SQLAlchemy's QueuePool in front of PostgreSQL." }</p>
                <p>{ format!("Poolwise {}", context.page.build) }</p>
            </footer>
        </>
    }
}

/// What is known of services that somebody has described.
fn described(context: &Context<'_>) -> Html {
    html! {
        <>
            { remedies::remedies(context) }
            { changes::changes(context) }
            { budget::budget(&context.view.budget) }
            { charts(context) }
            { findings::findings(context) }
            { comparison::comparison(context) }
        </>
    }
}

/// What the page's words mean.
fn terms(page: &Page) -> Html {
    let term = |(term, meaning): &(String, String)| html! { <><dt>{ term }</dt><dd>{ meaning }</dd></> };
    html! {
        <details class="card terms"><summary>{ "What the words mean" }</summary><dl>{ for page.terms.iter().map(term) }</dl></details>
    }
}

/// What leads from a page within another one to the whole page.
fn full(context: &Context<'_>) -> Html {
    // There is no address without a browser.
    let href = if context.is_live { address::with_fragment(&context.view.link) } else { String::new() };
    html! { <p class="full"><a {href} target="_blank">{ "Open in Poolwise" }</a></p> }
}

fn charts(context: &Context<'_>) -> Html {
    let view = context.view;
    html! {
        <div class="charts">
            { chart::card(context, UTILIZATION, view.utilization.as_ref(), "Utilization against traffic",
                "Enter the requests per second to see how full a pool gets.") }
            { chart::card(context, WAIT, view.wait.as_ref(), "Waiting time against pool size",
                "Enter the requests per second to see how long they wait.") }
            { timeline::card(context) }
            { for [(DAY, &view.day), (DEPLOY, &view.deploy)].into_iter().filter_map(|(id, chart)| {
                Some(chart::card(context, id, Some(chart.as_ref()?), "", ""))
            }) }
        </div>
    }
}
