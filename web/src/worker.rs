//! The page's end of a worker.

use crate::protocol::{Answer, Ask, Reply, Request, VERSION};
use gloo_timers::callback::Timeout;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Event, MessageEvent, WorkerOptions, WorkerType};

/// Where Trunk puts the worker, beside the page.
const SCRIPT: &str = "./poolwise-worker_loader.js";

/// Who has not started by then, in milliseconds, is not waited for: the page says that it goes on without.
const PATIENCE_MS: u32 = 10_000;

/// A worker, stopped when this is dropped, whatever it is at.
pub struct Worker {
    script: web_sys::Worker,
    line: Rc<RefCell<Line>>,
    _hear: [Closure<dyn FnMut(Event)>; 2],
    _patience: Timeout,
}

/// What the page hears.
#[derive(Debug)]
pub enum Heard {
    /// It has started.
    Ready,
    /// It cannot start, or has stopped.
    Lost,
    /// What it says to the newest question of a kind; older answers are dropped.
    Reply(Rc<Ask>, Reply),
}

/// What was asked last, of each kind, and whether it can be sent.
#[derive(Default)]
struct Line {
    ready: bool,
    last_tag: u32,
    plan: Option<PendingRequest>,
    courses: Option<PendingRequest>,
}

struct PendingRequest {
    tag: u32,
    ask: Rc<Ask>,
}

impl Worker {
    /// Starts a worker; None where the browser has none for this page.
    #[must_use]
    pub fn start(hear: impl Fn(Heard) + 'static) -> Option<Self> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = web_sys::Worker::new_with_options(SCRIPT, &options).ok()?;
        let (line, hear) = (Rc::new(RefCell::new(Line::default())), Rc::new(hear));

        let on_message = {
            let (worker, line, hear) = (worker.clone(), line.clone(), hear.clone());
            Closure::new(move |event: Event| {
                let answer = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
                let answer = answer.and_then(|text| serde_json::from_str::<Answer>(&text).ok());
                let Some(answer) = answer.filter(|answer| answer.version == VERSION) else { return hear(Heard::Lost) };
                if let Reply::Ready = answer.reply {
                    line.borrow_mut().ready = true;
                    line.borrow().plan.iter().chain(&line.borrow().courses).for_each(|asked| asked.send(&worker));
                    hear(Heard::Ready);
                } else {
                    let asked = line.borrow().asked(answer.tag);
                    if let Some(ask) = asked {
                        hear(Heard::Reply(ask, answer.reply));
                    }
                }
            })
        };
        let on_error = {
            let hear = hear.clone();
            Closure::new(move |_: Event| hear(Heard::Lost))
        };
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let patience = {
            let line = line.clone();
            Timeout::new(PATIENCE_MS, move || {
                if !line.borrow().ready {
                    hear(Heard::Lost);
                }
            })
        };
        Some(Self { script: worker, line, _hear: [on_message, on_error], _patience: patience })
    }

    /// Asks, once it has started: what is sent to it before is lost.
    pub fn ask(&self, ask: Ask) {
        let mut line = self.line.borrow_mut();
        line.last_tag += 1;
        let asked = PendingRequest { tag: line.last_tag, ask: Rc::new(ask) };
        if line.ready {
            asked.send(&self.script);
        }
        match &*asked.ask {
            // It makes the courses of an older scenario stale.
            Ask::Plan(_) => (line.plan, line.courses) = (Some(asked), None),
            Ask::Courses(_) => line.courses = Some(asked),
            Ask::Stop => line.courses = None,
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.script.set_onmessage(None);
        self.script.set_onerror(None);
        self.script.terminate();
    }
}

impl Line {
    fn asked(&self, tag: u32) -> Option<Rc<Ask>> {
        [&self.plan, &self.courses].into_iter().flatten().find(|asked| asked.tag == tag).map(|asked| asked.ask.clone())
    }
}

impl PendingRequest {
    fn send(&self, worker: &web_sys::Worker) {
        let request = Request { version: VERSION, tag: self.tag, ask: (*self.ask).clone() };
        if let Ok(text) = serde_json::to_string(&request) {
            // Only what cannot be copied is refused, and a text can.
            let _ = worker.post_message(&JsValue::from_str(&text));
        }
    }
}
