//! What the page hears of its engines, and asks them.

use super::App;
use crate::{
    browser::download,
    components::groups,
    day::{Day, Stage},
    engine::{Engine, Heard},
    message::{Message, Role},
    state::Action,
};
use poolwise_view::{Answer, PastePart, Request};
use yew::html::Scope;

impl App {
    pub(super) fn hear(&mut self, link: &Scope<Self>, heard: Heard) {
        let Heard::Answer(answer) = heard else {
            self.ui.is_lost = true;
            return;
        };
        match &*answer {
            Answer::View { question, view } if *question >= self.answered => {
                if *question == self.state.order() {
                    self.state.forget(&view.superseded_fields, &view.superseded_picks);
                    if view.parts.len() > 1 && self.state.service().part == PastePart::Any {
                        self.act(Action::SplitServices(view.parts.clone()));
                        return;
                    }
                    if !view.is_refining && self.day_engine.is_none() {
                        self.start_day_engine(link);
                    }
                }
                self.answered = *question;
                self.view = view.clone();
                self.open_given();
                if *question == self.state.order() && !view.is_refining {
                    self.ask_to_watch();
                    if !self.state.is_example() {
                        self.memory.remember(&view.link);
                    }
                }
            }
            Answer::Opened(opened) => {
                self.memory.put_aside();
                self.act(Action::Open("open scenario", opened.clone(), String::new()));
                self.ui.problems.clone_from(&opened.problems);
            }
            Answer::Text(text) => self.act(Action::Paste(text.clone())),
            Answer::Refused(problem) => self.ui.problems = vec![problem.clone()],
            Answer::Course { question, course } if *question == self.state.order() => {
                self.course = Some((*question, course.clone()));
            }
            Answer::Watch { question, watch } if self.ui.is_watching => {
                self.ui.watch = Some((*question, watch.clone()));
            }
            Answer::File { name, bytes } => self.save(link, name, bytes),
            _ => {}
        }
    }

    /// Asks for the pools request by request, where they are watched.
    pub(super) fn ask_to_watch(&mut self) {
        let question = self.answered;
        if !self.ui.is_watching {
            self.ui.watch = None;
        } else if let Some(engine) = &self.engine {
            engine.send(&Request::Watch { question });
        }
    }

    fn save(&mut self, link: &Scope<Self>, name: &str, bytes: &[u8]) {
        let is_good = download::save(name, bytes);
        self.say(link, name.to_owned(), is_good);
    }

    /// What is given is in view, and stays there.
    pub(super) fn open_given(&mut self) {
        for group in groups::given(&self.page, &self.view) {
            if !self.ui.opened.contains(&group) {
                self.ui.opened.push(group);
            }
        }
    }

    pub(super) fn hear_of_day(&mut self, link: &Scope<Self>, heard: Heard) {
        let Heard::Answer(answer) = heard else {
            self.day_engine = None;
            self.day.lose();
            return;
        };
        match &*answer {
            Answer::Ready(_) => {
                self.is_day_engine_ready = true;
                if self.day.stage == Stage::Running {
                    self.ask_for_day();
                }
            }
            Answer::Course { question, course } => self.day.advance(*question, course.clone()),
            Answer::Progress { question, progress } => self.day.progress(*question, *progress),
            Answer::File { name, bytes } => self.save(link, name, bytes),
            Answer::View { .. } | Answer::Opened(_) | Answer::Text(_) | Answer::Refused(_) | Answer::Watch { .. } => {}
        }
    }

    fn start_day_engine(&mut self, link: &Scope<Self>) {
        self.is_day_engine_ready = false;
        let hear = link.callback(|heard| Message::Heard(Role::Day, heard));
        self.day_engine = Engine::start(move |heard| hear.emit(heard));
    }

    pub(super) fn stop_day_engine(&self) {
        if let Some(engine) = &self.day_engine {
            engine.stop();
        }
    }

    pub(super) fn start_day(&mut self, link: &Scope<Self>) {
        self.day = Day::starting(self.state.order());
        match self.day_engine {
            Some(_) if self.is_day_engine_ready => self.ask_for_day(),
            Some(_) => {}
            None => self.start_day_engine(link),
        }
    }

    fn ask_for_day(&self) {
        if let Some(engine) = &self.day_engine {
            engine.simulate_day(self.day.question, &self.state);
        }
    }
}
