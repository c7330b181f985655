//! What the user does to the state, and going back and forth through it.

use super::App;
use crate::{
    browser::address,
    components::kept,
    day::{Day, Stage},
    state::Action,
};
use poolwise_view::Input;

impl App {
    pub(super) fn act(&mut self, action: Action) {
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
    pub(super) fn travel(&mut self, step: u32) {
        while self.state.step() != step {
            let action = if self.state.step() > step { Action::Undo } else { Action::Redo };
            if self.change(action) == 0 {
                break;
            }
        }
        self.ask();
    }

    /// Changes the state, and by how many steps. A day of other pools is none of these.
    pub(super) fn change(&mut self, action: Action) -> i32 {
        let (before, step) = (self.state.input.clone(), self.state.step());
        self.state.act(action, &self.page);
        let alone = |input: &Input| Input { kept: Vec::new(), ..input.clone() };
        if self.day.stage != Stage::None && alone(&before) != alone(&self.state.input) {
            self.stop_day_engine();
            self.day = Day::default();
        }
        self.state.step().cast_signed() - step.cast_signed()
    }

    pub(super) fn tell(&mut self, place: usize) {
        let page = self.page.clone();
        let Some(story) = page.stories.get(place) else { return };
        self.memory.keep_work(self.state.step());
        self.act(Action::Open("story", story.fields.clone(), story.paste.clone()));
        self.ui.story = Some(place);
    }
}
