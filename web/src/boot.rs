//! What happens before the page is live: the engine starts and answers the first question, while the HTML shows the example
//! and the paste box is ready.

use crate::{
    App, Start,
    browser::{document::element, panic},
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

/// The file that is in view at first.
pub(crate) const FIRST_FILE: &str = "env";

/// The page on its way.
#[derive(Default)]
struct Boot {
    state: RefCell<State>,
    page: RefCell<Rc<Page>>,
    engine: RefCell<Option<Rc<Engine>>>,
    line: Line,
    is_live: Cell<bool>,
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

    fn ask(&self) {
        let state = self.state.borrow();
        if let Some(engine) = &*self.engine.borrow() {
            engine.show(state.order(), &state.input, &state.texts, FIRST_FILE);
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
