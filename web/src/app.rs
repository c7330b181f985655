//! The page, live: its state, what changes it, and what is drawn after it is shown.

mod charts;
mod engines;
mod listeners;
mod steps;

use crate::{
    boot::Line,
    browser::{clipboard, document, download, film, theme},
    components::{self, Context, Ui, kept},
    day::Day,
    engine::Engine,
    memory::Memory,
    message::{Message, Role},
    pictures::Pictures,
    state::State,
};
use gloo::{events::EventListener, timers::callback::Timeout};
use poolwise_view::{Course, Page, Request, View};
use std::rc::Rc;
use yew::{html::Scope, prelude::*};

/// What the page starts with.
#[derive(Clone, Properties)]
pub struct Start {
    /// What never changes.
    pub page: Rc<Page>,
    /// What the user has given.
    pub state: State,
    /// The first answer.
    pub view: Rc<View>,
    /// The question that it answers.
    pub answered: u32,
    /// The engine; None where the page is rendered without a browser.
    pub engine: Option<Rc<Engine>>,
    /// Where the engine's answers are to go.
    pub line: Line,
    /// Whether the scenario is that of the page's address.
    pub is_linked: bool,
    /// What in it cannot be used.
    pub problems: Vec<String>,
    /// The element that has the keyboard.
    pub focus: Option<String>,
}

impl PartialEq for Start {
    /// The page starts once.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// The page.
pub struct App {
    page: Rc<Page>,
    state: State,
    view: Rc<View>,
    answered: u32,
    course: Option<(u32, Rc<Course>)>,
    engine: Option<Rc<Engine>>,
    day: Day,
    /// Ready before it is needed: the page may have lost its network by then.
    day_engine: Option<Rc<Engine>>,
    is_day_engine_ready: bool,
    ui: Ui,
    memory: Memory,
    is_dark: bool,
    pictures: Pictures,
    focus: Option<String>,
    send: Callback<Message>,
    listeners: Vec<EventListener>,
    feedback: Option<Timeout>,
    growth: Option<Timeout>,
}

/// "Copied" is shown this long.
const FEEDBACK_MS: u32 = 2000;

impl Component for App {
    type Message = Message;
    type Properties = Start;

    fn create(ctx: &yew::Context<Self>) -> Self {
        let start = ctx.props().clone();
        let send = ctx.link().callback(|message| message);
        start.line.replace(Some(ctx.link().callback(|heard| Message::Heard(Role::View, heard))));
        // Nothing is remembered without a browser.
        let is_live = start.engine.is_some();
        let memory = if is_live { Memory::new(start.is_linked) } else { Memory::default() };
        let mut app = Self {
            page: start.page,
            state: start.state,
            view: start.view,
            answered: start.answered,
            course: None,
            engine: start.engine,
            day: Day::default(),
            day_engine: None,
            is_day_engine_ready: false,
            ui: Ui { problems: start.problems, ..Ui::default() },
            memory,
            is_dark: is_live && theme::is_dark(),
            pictures: Pictures::default(),
            focus: start.focus,
            send,
            listeners: Vec::new(),
            feedback: None,
            growth: None,
        };
        app.open_given();
        app
    }

    fn update(&mut self, ctx: &yew::Context<Self>, message: Message) -> bool {
        match message {
            Message::Do(action) => {
                self.memory.keep_work(self.state.step());
                self.act(action);
            }
            Message::Travel(step) => {
                self.travel(step);
            }
            Message::Open(fragment) => {
                if let Some(engine) = &self.engine {
                    engine.open(fragment);
                }
                return false;
            }
            Message::Import(text) => {
                self.engine.iter().for_each(|engine| engine.send(&Request::Import(text.clone())));
                return false;
            }
            Message::Export(is_json) => {
                self.engine.iter().for_each(|engine| engine.send(&Request::Export { is_json }));
                return false;
            }
            Message::TellStory(place) => self.tell(place),
            Message::Point(id, pointer) => self.ui.pointed = self.readout(id, pointer).map(|readout| (id, readout)),
            Message::NameSaved(name) => self.ui.saved_name = name,
            Message::Save(name) => {
                self.memory.save(name.trim(), &self.view.link);
                self.ui.saved_name.clear();
            }
            Message::ForgetSaved(place) => self.memory.forget(place),
            Message::Heard(Role::View, heard) => self.hear(ctx.link(), heard),
            Message::Heard(Role::Day, heard) => self.hear_of_day(ctx.link(), heard),
            Message::Copy(button, text) => {
                ctx.link().send_future(async move { Message::Copied(button, clipboard::copy(&text).await) });
                return false;
            }
            Message::Copied(button, is_good) => self.say(ctx.link(), button, is_good),
            Message::CopyShown => self.ui.copied = None,
            Message::Download(name, text) => {
                let is_good = download::save(&name, text.as_bytes());
                self.say(ctx.link(), name, is_good);
            }
            Message::DownloadAll => {
                self.engine.iter().for_each(|engine| engine.send(&Request::Archive));
                return false;
            }
            Message::DownloadChart(id, true) => {
                let (chart, hidden) = (components::chart_of(id), self.ui.hidden(id));
                self.engine_of(id).into_iter().for_each(|engine| engine.send(&Request::Picture { chart, hidden }));
                return false;
            }
            Message::DownloadChart(id, false) => {
                download::save_canvas(id);
                return false;
            }
            Message::CopyChart(id) => {
                ctx.link().send_future(async move { Message::Copied(id.to_owned(), clipboard::copy_canvas(id).await) });
                return false;
            }
            Message::ToggleCurve(id, curve) => {
                let hidden = self.ui.hidden(id).toggled(curve);
                self.ui.hidden.retain(|(chart, _)| *chart != id);
                self.ui.hidden.push((id, hidden));
            }
            Message::ShowData(chart) => self.ui.data |= 1 << chart as u8,
            Message::Grow => {
                self.ui.grown += 1;
                self.grow(ctx.link());
            }
            Message::ShowFile(kind) => {
                self.ui.file = kind;
                self.ask();
            }
            Message::ShowService(place) => {
                self.state.show(place);
                self.ui.opened.clear();
                self.ask();
            }
            Message::NameNext(name) => self.ui.next_name = name,
            Message::NameKept(naming) => self.name(naming),
            Message::StartDay => self.start_day(ctx.link()),
            Message::StopDay => {
                self.stop_day_engine();
                self.day.stop();
            }
            Message::CloseDay => self.day = Day::default(),
            Message::Watch(is_watching) => self.watch(is_watching),
            Message::PlayWatch => self.ui.is_paused = !self.ui.is_paused,
            Message::Wipe(percent) => self.ui.wipe = percent,
            Message::ToggleTheme => {
                theme::set(!self.is_dark);
                self.is_dark = !self.is_dark;
                self.pictures.outdate();
            }
            Message::Redraw => {
                self.is_dark = theme::is_dark();
                self.pictures.outdate();
            }
        }
        true
    }

    fn view(&self, _: &yew::Context<Self>) -> Html {
        let question = self.state.order();
        let is_current = |(answered, _): &(u32, Rc<Course>)| *answered == question;
        components::page(&Context {
            page: &self.page,
            state: &self.state,
            view: &self.view,
            answered: self.answered,
            course: self.course.as_ref().map(|(_, course)| &**course),
            is_course_stale: self.view.timeline.is_coming && !self.course.as_ref().is_some_and(is_current),
            day: &self.day,
            ui: &self.ui,
            saved: &self.memory.saved,
            is_live: self.engine.is_some(),
            is_dark: self.is_dark,
            send: &self.send,
        })
    }

    fn rendered(&mut self, ctx: &yew::Context<Self>, is_first: bool) {
        if is_first {
            self.listen();
            if self.answered != self.state.order() {
                self.ask();
            }
            self.grow(ctx.link());
        }
        document::choose_options();
        document::fill_sliders();
        self.draw();
        film::play(!self.ui.is_paused);
        if let Some(id) = self.focus.take() {
            document::focus(&id);
        }
    }
}

impl App {
    fn ask(&self) {
        if let Some(engine) = &self.engine {
            engine.show(&self.state, &self.ui.file);
        }
    }

    fn name(&mut self, naming: Option<(String, String)>) {
        let was = self.ui.naming.as_ref().map(|(now, _)| now.clone());
        self.focus = match (&was, &naming) {
            (None, Some(_)) => Some(kept::NEW_NAME.to_owned()),
            (Some(now), None) => Some(kept::rename_id(now)),
            _ => None,
        };
        self.ui.naming = naming;
    }

    /// Says how a copy or a download went, for a while.
    fn say(&mut self, link: &Scope<Self>, button: String, is_good: bool) {
        self.ui.copied = Some((button, is_good));
        let link = link.clone();
        self.feedback = Some(Timeout::new(FEEDBACK_MS, move || link.send_message(Message::CopyShown)));
    }
}
