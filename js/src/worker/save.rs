//! More of what was shown last: a chart as a picture, all kinds of files in one archive, or its pools request by request.

use super::say;
use crate::{Question, archive};
use poolwise::write;
use poolwise_view::{
    Answer, ChartId, Course, View,
    chart::{Chart, Hidden},
};
use std::{cell::RefCell, rc::Rc};

/// What was asked and shown last.
#[derive(Default)]
struct Last {
    question: Option<Rc<Question>>,
    view: Option<Rc<View>>,
    course: Option<Rc<Course>>,
}

thread_local! {
    static LAST: RefCell<Last> = RefCell::default();
}

pub(super) fn keep_question(question: Rc<Question>) {
    LAST.with_borrow_mut(|last| last.question = Some(question));
}

pub(super) fn keep_view(view: Rc<View>) {
    LAST.with_borrow_mut(|last| last.view = Some(view));
}

pub(super) fn keep_course(course: Rc<Course>) {
    LAST.with_borrow_mut(|last| last.course = Some(course));
}

/// Says a chart as SVG.
pub(super) fn picture(chart: ChartId, hidden: Hidden) {
    let named = LAST.with_borrow(|last| {
        let view = last.view.as_ref();
        let (name, chart) = match chart {
            ChartId::Utilization => ("utilization", view?.utilization.as_ref()),
            ChartId::Wait => ("wait", view?.wait.as_ref()),
            ChartId::Day => ("day", view?.day.as_ref()),
            ChartId::Deploy => ("deploy", view?.deploy.as_ref()),
            ChartId::Timeline => ("timeline", last.course.as_ref().map(|course| &course.chart)),
        };
        Some((name, write::picture(&Chart::without(chart?, hidden))))
    });
    if let Some((name, svg)) = named {
        say(&Answer::File { name: format!("poolwise-{name}.svg"), bytes: svg.into_bytes() });
    }
}

/// Says the scenario as JSON, or else as TOML.
pub(super) fn scenario(is_json: bool) {
    let question = LAST.with_borrow(|last| last.question.clone());
    if let Some(document) = question.as_ref().map(|question| question.document()) {
        let (name, text) = if is_json {
            ("poolwise.json", format!("{:#}\n", document.to_json()))
        } else {
            ("poolwise.toml", document.to_toml())
        };
        say(&Answer::File { name: name.to_owned(), bytes: text.into_bytes() });
    }
}

/// Says what the requests of a short stretch meet.
pub(super) fn watch(question: u32) {
    let last = LAST.with_borrow(|last| last.question.clone());
    let watch = last.and_then(|question| question.watch()).map(Rc::new);
    say(&Answer::Watch { question, watch });
}

/// Says the archive of all files.
pub(super) fn all_files() {
    let question = LAST.with_borrow(|last| last.question.clone());
    if let Some(bytes) = question.and_then(|question| archive(&question.files())) {
        say(&Answer::File { name: "poolwise.zip".to_owned(), bytes });
    }
}
