//! The page, live: its state, what changes it, and what is drawn after it is shown.

mod engines;

use crate::{
    boot::{FIRST_FILE, Line},
    browser::{clipboard, document, download, layout, theme},
    components::{self, Context, DEPLOY, TIMELINE, UTILIZATION, Ui, WAIT, kept},
    day::{Day, Stage},
    engine::Engine,
    message::{Message, Role},
    pictures::Pictures,
    state::{Action, State},
};
use gloo::{events::EventListener, timers::callback::Timeout, utils::window};
use poolwise_view::{Course, Input, Page, View};
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
    is_dark: bool,
    pictures: Pictures,
    focus: Option<String>,
    send: Callback<Message>,
    listeners: Vec<EventListener>,
    feedback: Option<Timeout>,
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
            ui: Ui { file: FIRST_FILE.to_owned(), ..Ui::default() },
            is_dark: false,
            pictures: Pictures::default(),
            focus: start.focus,
            send,
            listeners: Vec::new(),
            feedback: None,
        };
        app.open_given();
        app
    }

    fn update(&mut self, ctx: &yew::Context<Self>, message: Message) -> bool {
        match message {
            Message::Do(action) => self.act(action),
            Message::Heard(Role::View, heard) => self.hear(ctx.link(), heard),
            Message::Heard(Role::Day, heard) => self.hear_of_day(heard),
            Message::Copy(button, text) => {
                ctx.link().send_future(async move { Message::Copied(button, clipboard::copy(&text).await) });
                return false;
            }
            Message::Copied(button, is_good) => self.say(ctx.link(), button, is_good),
            Message::CopyShown => self.ui.copied = None,
            Message::Download(name, text) => {
                let is_good = download::save(&name, &text);
                self.say(ctx.link(), name, is_good);
            }
            Message::ShowFile(kind) => {
                self.ui.file = kind;
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
            ctx.link().send_message(Message::Redraw);
        }
        document::choose_options();
        document::fill_sliders();
        let view = self.view.clone();
        let charts = [(UTILIZATION, &view.utilization), (WAIT, &view.wait), (DEPLOY, &view.deploy)];
        for (id, chart) in charts {
            if let Some(chart) = chart {
                self.pictures.draw(id, chart);
            }
        }
        let course = self.day.course.as_ref().or(self.course.as_ref().map(|(_, course)| course)).cloned();
        if let Some(course) = course {
            self.pictures.draw(TIMELINE, &course.chart);
        }
        if let Some(id) = self.focus.take() {
            document::focus(&id);
        }
    }
}

impl App {
    fn act(&mut self, action: Action) {
        let before = self.state.input.clone();
        match &action {
            Action::Keep(_) => self.ui.next_name.clear(),
            Action::Clear => self.ui.opened.clear(),
            Action::Rename(_, name) => {
                self.ui.naming = None;
                self.focus = Some(kept::rename_id(name.trim()));
            }
            // The button that was pressed is gone then.
            Action::Remove(_) => self.focus = Some(kept::KEEP.to_owned()),
            _ => {}
        }
        self.state.act(action, &self.page);
        let alone = |input: &Input| Input { kept: Vec::new(), ..input.clone() };
        if self.day.stage != Stage::None && alone(&before) != alone(&self.state.input) {
            self.stop_day_engine();
            self.day = Day::default();
        }
        self.ask();
    }

    fn ask(&self) {
        if let Some(engine) = &self.engine {
            engine.show(self.state.order(), &self.state.input, &self.state.texts, &self.ui.file);
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

    /// Draws anew when the window changes its size or the system its colors, and holds the layout while a slider is dragged.
    fn listen(&mut self) {
        let redraw = || {
            let send = self.send.clone();
            move || send.emit(Message::Redraw)
        };
        let (resized, recolored) = (redraw(), redraw());
        self.listeners = [EventListener::new(&window(), "resize", move |_| resized())]
            .into_iter()
            .chain(theme::on_change(recolored))
            .chain(layout::hold_while_dragging())
            .collect();
    }
}
