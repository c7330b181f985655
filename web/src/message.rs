//! What happens to the page.

use crate::{engine::Heard, state::Action};
use poolwise_chart::CurveNumber;
use poolwise_view::ChartId;
use yew::prelude::*;

/// Something that happens.
#[derive(Clone, Debug)]
pub enum Message {
    /// The user does something that can be taken back.
    Do(Action),
    /// The browser's history has come to this step.
    Travel(u32),
    /// The engine in this role says something.
    Heard(Role, Heard),
    /// A text goes to the clipboard; the first names the button.
    Copy(String, String),
    /// How that went.
    Copied(String, bool),
    /// A button has shown long enough how it went.
    CopyShown,
    /// A file is saved: its name and its text.
    Download(String, String),
    /// All kinds of files are saved in one.
    DownloadAll,
    /// The chart of this id is saved as SVG, or as it is on its canvas.
    DownloadChart(&'static str, bool),
    /// The chart of this id goes to the clipboard, as it is on its canvas.
    CopyChart(&'static str),
    /// A curve of the chart of this id is left out, or drawn again.
    ToggleCurve(&'static str, CurveNumber),
    /// The data of this chart are shown.
    ShowData(ChartId),
    /// The fields behind "More" of another card come to the page.
    Grow,
    /// Another kind of file is shown.
    ShowFile(String),
    /// A scenario is opened: the fragment of an address.
    Open(String),
    /// A text is opened as a file: a scenario, or what is to be pasted.
    Import(String),
    /// The scenario is saved as a file: JSON, or else TOML.
    Export(bool),
    /// A story comes into view.
    TellStory(usize),
    /// Something is pointed at in the chart of this id.
    Point(&'static str, Pointer),
    /// The name of the next scenario to save, as far as it is typed.
    NameSaved(String),
    /// What is given is saved under this name.
    Save(String),
    /// The saved scenario at a place goes.
    ForgetSaved(usize),
    /// The service at a place comes into view.
    ShowService(usize),
    /// The name of the next alternative, as far as it is typed.
    NameNext(String),
    /// What is kept under the first name gets a new name, typed so far; None where the user has left off.
    NameKept(Option<(String, String)>),
    /// A day is simulated.
    StartDay,
    /// It is simulated no further.
    StopDay,
    /// The first minutes are shown again.
    CloseDay,
    /// Pools are watched request by request, or no longer.
    Watch(bool),
    /// What is watched is held, or goes on.
    PlayWatch,
    /// The picture of the advised pool begins so many percent from the left.
    Wipe(u8),
    /// The page becomes dark, or light.
    ToggleTheme,
    /// The system has changed its colors, or the window its size.
    Redraw,
}

/// What is pointed at in a chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// The place so many CSS pixels from the left edge.
    At(i32),
    /// The row of its table so many behind the one before.
    Step(isize),
    /// Nothing any more.
    Away,
}

/// Which engine speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The one that answers what is shown.
    View,
    /// The one that simulates a day.
    Day,
}

/// Where components send messages.
pub type Send = Callback<Message>;

/// What a click does.
pub(crate) fn on_click(send: &Send, message: Message) -> Callback<MouseEvent> {
    let send = send.clone();
    Callback::from(move |_| send.emit(message.clone()))
}

/// What a first click does; the second click of a double one would be for what has taken the button's place.
pub(crate) fn on_single_click(send: &Send, message: Message) -> Callback<MouseEvent> {
    let send = send.clone();
    Callback::from(move |event: MouseEvent| {
        if event.detail() < 2 {
            send.emit(message.clone());
        }
    })
}

/// What typing into a box or moving a slider does with its new text.
pub(crate) fn on_input(send: &Send, message: impl Fn(String) -> Message + 'static) -> Callback<InputEvent> {
    let send = send.clone();
    Callback::from(move |event: InputEvent| {
        if let Some(text) = event.target_dyn_into::<web_sys::HtmlInputElement>().map(|input| input.value()) {
            send.emit(message(text));
        }
    })
}
