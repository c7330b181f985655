//! The page, live: its state, what changes it, and what is drawn after it is shown.

mod engines;

use crate::{
    boot::Line,
    browser::{address, clipboard, document, download, film, keys, layout, light, menu, theme},
    components::{self, Context, DAY, DEPLOY, TIMELINE, UTILIZATION, Ui, WAIT, kept},
    day::{Day, Stage},
    engine::Engine,
    memory::Memory,
    message::{Message, Pointer, Role},
    pictures::Pictures,
    state::{Action, State},
};
use gloo::{events::EventListener, timers::callback::Timeout, utils::window};
use poolwise_chart::{Chart, Readout};
use poolwise_view::{Course, Input, Page, Request, View};
use std::rc::Rc;
use web_sys::HtmlElement;
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

/// The place of a line in the middle, in percent.
const HALF: u8 = 50;

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
        let mut pictures = std::mem::take(&mut self.pictures);
        let grown = [UTILIZATION, WAIT, DAY, DEPLOY, TIMELINE].into_iter().take(self.ui.grown.into());
        for id in grown {
            if let Some(chart) = self.chart(id) {
                pictures.draw(id, &chart.without(self.ui.hidden(id)));
            }
        }
        self.pictures = pictures;
        film::play(!self.ui.is_paused);
        if let Some(id) = self.focus.take() {
            document::focus(&id);
        }
    }
}

impl App {
    fn act(&mut self, action: Action) {
        match &action {
            Action::Keep(_) => self.ui.next_name.clear(),
            Action::Clear | Action::Example | Action::Open(..) => {
                self.ui.opened.clear();
                self.ui.story = None;
                self.ui.problems.clear();
            }
            Action::Rename(_, name) => {
                self.ui.naming = None;
                self.focus = Some(kept::rename_id(name.trim()));
            }
            // The button that was pressed is gone then.
            Action::Remove(_) => self.focus = Some(kept::KEEP.to_owned()),
            _ => {}
        }
        let is_travel = matches!(action, Action::Undo | Action::Redo);
        match self.change(action) {
            0 => {}
            by if is_travel => address::travel(by),
            // A link is an entry of the browser's history already.
            _ => address::mark_step(self.state.step(), address::scenario().is_none()),
        }
        self.ask();
    }

    /// Goes to a step that the browser's history has come to, as far as it is remembered.
    fn travel(&mut self, step: u32) {
        while self.state.step() != step {
            let action = if self.state.step() > step { Action::Undo } else { Action::Redo };
            if self.change(action) == 0 {
                break;
            }
        }
        self.ask();
    }

    /// Changes the state, and by how many steps. A day of other pools is none of these.
    fn change(&mut self, action: Action) -> i32 {
        let (before, step) = (self.state.input.clone(), self.state.step());
        self.state.act(action, &self.page);
        let alone = |input: &Input| Input { kept: Vec::new(), ..input.clone() };
        if self.day.stage != Stage::None && alone(&before) != alone(&self.state.input) {
            self.stop_day_engine();
            self.day = Day::default();
        }
        self.state.step().cast_signed() - step.cast_signed()
    }

    /// The engine that has the chart of an id.
    fn engine_of(&self, id: &str) -> Option<&Rc<Engine>> {
        if id == TIMELINE && self.day.course.is_some() { self.day_engine.as_ref() } else { self.engine.as_ref() }
    }

    /// The chart on the canvas of an id.
    fn chart(&self, id: &str) -> Option<&Chart> {
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
    fn readout(&self, id: &'static str, pointer: Pointer) -> Option<Readout> {
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

    fn tell(&mut self, place: usize) {
        let page = self.page.clone();
        let Some(story) = page.stories.get(place) else { return };
        self.memory.keep_work(self.state.step());
        self.act(Action::Open("story", story.fields.clone(), story.paste.clone()));
        self.ui.story = Some(place);
    }

    /// Brings the fields of the next card and draws the next chart, in a task of its own: the page answers in between.
    fn grow(&mut self, link: &Scope<Self>) {
        let is_grown = usize::from(self.ui.grown) >= self.page.groups.len();
        self.growth = (!is_grown).then(|| {
            let link = link.clone();
            Timeout::new(0, move || link.send_message(Message::Grow))
        });
    }

    fn watch(&mut self, is_watching: bool) {
        self.ui.is_watching = is_watching;
        self.ui.is_paused = film::is_unwanted();
        self.ui.wipe = HALF;
        self.ask_to_watch();
    }

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

    /// Draws anew when the window changes its size or the system its colors, and holds the layout while a slider is dragged.
    fn listen(&mut self) {
        let redraw = || {
            let send = self.send.clone();
            move || send.emit(Message::Redraw)
        };
        let (resized, recolored) = (redraw(), redraw());
        let (traveled, linked, stepped) = (self.send.clone(), self.send.clone(), self.send.clone());
        let travel = move |is_back| traveled.emit(Message::Do(if is_back { Action::Undo } else { Action::Redo }));
        let listeners = [
            EventListener::new(&window(), "resize", move |_| resized()),
            keys::listen(travel),
            address::on_change(move |fragment| linked.emit(Message::Open(fragment))),
            address::on_travel(move |step| stepped.emit(Message::Travel(step))),
        ];
        address::mark_step(self.state.step(), false);
        self.listeners = listeners
            .into_iter()
            .chain(theme::on_change(recolored))
            .chain(layout::hold_while_dragging())
            .chain(light::listen())
            .chain(menu::close_when_left())
            .collect();
    }
}
