//! What happens before the page is live: the engine starts and answers the first question, while the HTML shows the example
//! and the paste box is ready.

use crate::{
    App, Start,
    browser::{address, document::element, panic, storage},
    engine::{Engine, Heard},
    state::{Action, State},
};
use gloo::utils::document;
use poolwise_view::{Answer, Page};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use web_sys::{Element, HtmlElement, HtmlTextAreaElement};
use yew::Callback;

/// Where what the engine says goes once the page is live.
pub(crate) type Line = Rc<RefCell<Option<Callback<Heard>>>>;

/// The page on its way.
#[derive(Default)]
struct Boot {
    state: RefCell<State>,
    page: RefCell<Rc<Page>>,
    engine: RefCell<Option<Rc<Engine>>>,
    line: Line,
    is_live: Cell<bool>,
    /// Whether the scenario is that of the page's address.
    is_linked: Cell<bool>,
    /// What in it cannot be used.
    problems: RefCell<Vec<String>>,
}

/// Starts the page.
pub fn start() {
    panic::show();
    let boot = Rc::new(Boot::default());
    let hear = {
        let boot = boot.clone();
        move |heard| boot.hear(heard)
    };
    match Engine::start(hear) {
        Some(engine) => drop(boot.engine.replace(Some(engine))),
        None => show_failure(),
    }
}

impl Boot {
    fn hear(&self, heard: Heard) {
        if let Some(line) = &*self.line.borrow() {
            return line.emit(heard);
        }
        match heard {
            Heard::Lost => show_failure(),
            Heard::Answer(answer) => match &*answer {
                Answer::Ready(page) => {
                    self.page.replace(page.clone());
                    self.read_paste();
                    self.open();
                }
                Answer::Opened(opened) => {
                    self.read_paste();
                    // What the user has pasted meanwhile counts more than what is remembered.
                    if self.state.borrow().paste().is_empty() {
                        self.problems.replace(opened.problems.clone());
                        self.state.borrow_mut().start_with(opened.clone());
                    }
                    self.ask();
                }
                Answer::View { question, view } if !self.is_live.replace(true) => {
                    self.read_paste();
                    self.go_live(*question, view.clone());
                }
                _ => {}
            },
        }
    }

    /// Takes what the user has pasted meanwhile.
    fn read_paste(&self) {
        let pasted = element::<HtmlTextAreaElement>("paste").map(|area| area.value()).unwrap_or_default();
        self.state.borrow_mut().act(Action::Paste(pasted), &self.page.borrow());
    }

    /// Opens the scenario in the page's address, or the one of the last visit.
    fn open(&self) {
        let linked = address::scenario();
        self.is_linked.set(linked.is_some());
        let fragment =
            linked.or_else(|| storage::get(storage::WORK)).filter(|_| self.state.borrow().paste().is_empty());
        match (fragment, &*self.engine.borrow()) {
            (Some(fragment), Some(engine)) => engine.open(fragment),
            _ => self.ask(),
        }
    }

    fn ask(&self) {
        let state = self.state.borrow();
        if let Some(engine) = &*self.engine.borrow() {
            engine.show(&state, "");
        }
    }

    fn go_live(&self, answered: u32, view: Rc<poolwise_view::View>) {
        let (Some(root), Some(engine)) = (element::<Element>("app"), self.engine.borrow().clone()) else { return };
        let is_pasting = document().active_element().is_some_and(|active| active.id() == "paste");
        let start = Start {
            page: self.page.borrow().clone(),
            state: self.state.borrow().clone(),
            view,
            answered,
            engine: Some(engine),
            line: self.line.clone(),
            is_linked: self.is_linked.get(),
            problems: self.problems.borrow().clone(),
            focus: is_pasting.then(|| "paste".to_owned()),
        };
        if let Some(failure) = element::<HtmlElement>("no-engine") {
            failure.set_hidden(true);
        }
        yew::Renderer::<App>::with_root_and_props(root, start).render();
    }
}

/// What the page would do, and what does it instead, stands in the HTML.
fn show_failure() {
    if let Some(failure) = element::<HtmlElement>("no-engine") {
        failure.set_class_name("card shown");
    }
}
