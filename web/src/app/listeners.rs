//! What the page listens to besides its own elements.

use super::App;
use crate::{
    browser::{address, keys, layout, light, menu, theme},
    message::Message,
    state::Action,
};
use gloo::{events::EventListener, utils::window};

impl App {
    /// Draws anew when the window changes its size or the system its colors, and holds the layout while a slider is dragged.
    pub(super) fn listen(&mut self) {
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
