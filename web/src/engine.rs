//! The page's end of an engine that runs in a worker.

use crate::state::{State, Texts};
use gloo::{
    events::EventListener,
    file::{Blob, ObjectUrl},
    timers::callback::Timeout,
    utils::document,
};
use js_sys::Uint8Array;
use poolwise_view::{Answer, Input, Request, decode, encode};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::JsCast;
use web_sys::{MessageEvent, WorkerOptions, WorkerType};

/// Where Trunk puts the engine's script, beside the page.
const SCRIPT: &str = "poolwise-engine_loader.js";

/// The page says that it goes on without an engine that has not started by then.
const PATIENCE_MS: u32 = 20_000;

/// An engine, stopped when this is dropped, whatever it is at.
pub struct Engine {
    worker: web_sys::Worker,
    /// Numbers of the texts that it keeps.
    texts: RefCell<Vec<u32>>,
    _listeners: [EventListener; 2],
    _patience: Timeout,
    /// Revoked with the engine: the browser may read it later than it starts.
    _script: ObjectUrl,
}

/// What the page hears of an engine.
#[derive(Clone, Debug)]
pub enum Heard {
    /// It says something.
    Answer(Rc<Answer>),
    /// It cannot start, or has stopped.
    Lost,
}

impl Engine {
    /// Starts an engine; None where the browser has no workers for this page.
    #[must_use]
    pub fn start(hear: impl Fn(Heard) + 'static) -> Option<Rc<Self>> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let script = script()?;
        let worker = web_sys::Worker::new_with_options(&script, &options).ok()?;
        let hear: Rc<dyn Fn(Heard)> = Rc::new(hear);
        let has_started = Rc::new(Cell::new(false));
        let on_message = {
            let (hear, has_started) = (hear.clone(), has_started.clone());
            EventListener::new(&worker, "message", move |event| {
                has_started.set(true);
                let bytes =
                    event.dyn_ref::<MessageEvent>().and_then(|event| event.data().dyn_into::<Uint8Array>().ok());
                let answer = bytes.and_then(|bytes| decode(&bytes.to_vec()));
                hear(answer.map_or(Heard::Lost, |answer| Heard::Answer(Rc::new(answer))));
            })
        };
        let on_error = {
            let hear = hear.clone();
            EventListener::new(&worker, "error", move |_| hear(Heard::Lost))
        };
        let patience = Timeout::new(PATIENCE_MS, move || {
            if !has_started.get() {
                hear(Heard::Lost);
            }
        });
        let texts = RefCell::default();
        Some(Rc::new(Self { worker, texts, _listeners: [on_message, on_error], _patience: patience, _script: script }))
    }

    /// Asks what is to be shown. The engine has to be ready: what is sent before is lost.
    pub fn show(&self, state: &State, file: &str) {
        self.send_texts(&state.input, &state.texts);
        let (question, input, service) = (state.order(), (*state.input).clone(), place(state));
        self.send(&Request::Show { question, input, service, file: file.to_owned() });
    }

    /// Asks for a day of the pools.
    pub fn simulate_day(&self, question: u32, state: &State) {
        let input = Input { kept: Vec::new(), ..(*state.input).clone() };
        self.send_texts(&input, &state.texts);
        self.send(&Request::SimulateDay { question, input, service: place(state) });
    }

    /// Asks what the fragment of an address holds.
    pub fn open(&self, fragment: String) {
        self.send(&Request::Open(fragment));
    }

    /// Nobody waits for the day any more.
    pub fn stop(&self) {
        self.send(&Request::Stop);
    }

    /// The engine keeps a text as long as each question names it.
    fn send_texts(&self, input: &Input, texts: &Texts) {
        let mut sent = self.texts.borrow_mut();
        for number in input.texts() {
            if !sent.contains(&number) {
                self.send(&Request::Text { number, text: texts.get(number).to_string() });
                sent.push(number);
            }
        }
        sent.retain(|number| input.texts().any(|named| named == *number));
    }

    /// Sends a request.
    pub fn send(&self, request: &Request) {
        let bytes = Uint8Array::from(encode(request).as_slice());
        // Only what cannot be copied is refused, and bytes can.
        let _ = self.worker.post_message(&bytes);
    }
}

/// The place of the service in view.
fn place(state: &State) -> u32 {
    state.shown.try_into().unwrap_or(u32::MAX)
}

/// The address of a script that imports the engine's. A worker from a file would have the policy of that file's response,
/// which a static host does not set; a worker from an object of the page has the page's own policy.
fn script() -> Option<ObjectUrl> {
    let address = document().base_uri().ok()??;
    // An address has no quotes.
    let import = format!("import \"{}{SCRIPT}\";", address.get(..=address.rfind('/')?)?);
    Some(ObjectUrl::from(Blob::new_with_options(import.as_str(), Some("text/javascript"))))
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.worker.terminate();
    }
}
