//! The charts on the page: which is where, what one says where it is pointed at, and when it is drawn.

use super::App;
use crate::{
    browser::{document, film},
    components::{DAY, DEPLOY, TIMELINE, UTILIZATION, WAIT},
    engine::Engine,
    message::{Message, Pointer},
};
use gloo::timers::callback::Timeout;
use poolwise_chart::{Chart, Readout};
use std::rc::Rc;
use web_sys::HtmlElement;
use yew::html::Scope;

/// The place of a line in the middle, in percent.
const HALF: u8 = 50;

impl App {
    /// Draws the charts whose cards are there.
    pub(super) fn draw(&mut self) {
        let mut pictures = std::mem::take(&mut self.pictures);
        let grown = [UTILIZATION, WAIT, DAY, DEPLOY, TIMELINE].into_iter().take(self.ui.grown.into());
        for id in grown {
            if let Some(chart) = self.chart(id) {
                pictures.draw(id, &chart.without(self.ui.hidden(id)));
            }
        }
        self.pictures = pictures;
    }

    /// The engine that has the chart of an id.
    pub(super) fn engine_of(&self, id: &str) -> Option<&Rc<Engine>> {
        if id == TIMELINE && self.day.course.is_some() { self.day_engine.as_ref() } else { self.engine.as_ref() }
    }

    /// The chart on the canvas of an id.
    pub(super) fn chart(&self, id: &str) -> Option<&Chart> {
        match id {
            UTILIZATION => self.view.utilization.as_ref(),
            WAIT => self.view.wait.as_ref(),
            DAY => self.view.day.as_ref(),
            DEPLOY => self.view.deploy.as_ref(),
            _ => {
                let course = self.day.course.as_ref().or(self.course.as_ref().map(|(_, course)| course));
                course.map(|course| &course.chart)
            }
        }
    }

    /// What a chart says where it is pointed at.
    pub(super) fn readout(&self, id: &'static str, pointer: Pointer) -> Option<Readout> {
        let (chart, width) = (self.chart(id)?, document::element::<HtmlElement>(id)?.client_width());
        let before = self.ui.pointed.filter(|(pointed, _)| *pointed == id).map(|(_, readout)| readout);
        match pointer {
            Pointer::At(x) => chart.nearest_row(x, width),
            Pointer::Step(by) => {
                let row = before.map_or(0, |before| before.row.saturating_add_signed(by));
                chart.row(row, width).or(before)
            }
            Pointer::Away => None,
        }
    }

    /// Brings the fields of the next card and draws the next chart, in a task of its own: the page answers in between.
    pub(super) fn grow(&mut self, link: &Scope<Self>) {
        let is_grown = usize::from(self.ui.grown) >= self.page.groups.len();
        self.growth = (!is_grown).then(|| {
            let link = link.clone();
            Timeout::new(0, move || link.send_message(Message::Grow))
        });
    }

    pub(super) fn watch(&mut self, is_watching: bool) {
        self.ui.is_watching = is_watching;
        self.ui.is_paused = film::is_unwanted();
        self.ui.wipe = HALF;
        self.ask_to_watch();
    }
}
