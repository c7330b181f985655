//! The engine in a worker.
//!
//! A question is answered at once by formula. Then, unless a newer one has come, as well as can be known, and at last with
//! the course of its pools. Work is done in slices between which the worker listens, so that work that nobody waits for
//! any more ends.

mod run;
mod save;

use crate::{Engine, Question, import, link, page};
use gloo::timers::future::TimeoutFuture;
use poolwise_view::{Answer, Input, Request, View, decode, encode};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};
use wasm_bindgen::{JsCast, closure::Closure};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

/// A plan is simulated once the fields have been left alone for so many milliseconds.
const SETTLED_MS: u32 = 50;

thread_local! {
    static ENGINE: RefCell<Engine> = RefCell::default();
    /// How many requests there were; work on an older one ends, of the same question too.
    static REQUESTS: Cell<u32> = const { Cell::new(0) };
}

/// Listens to the page, where this runs in a worker; does nothing elsewhere.
pub fn start() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let listen = Closure::<dyn FnMut(MessageEvent)>::new(|message: MessageEvent| {
        let Ok(bytes) = message.data().dyn_into::<js_sys::Uint8Array>() else { return };
        if let Some(request) = decode(&bytes.to_vec()) {
            answer(request);
        }
    });
    scope.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    // The worker listens as long as it lives.
    listen.forget();
    say(&Answer::Ready(page::page().into()));
}

fn say(answer: &Answer) {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let bytes = js_sys::Uint8Array::from(encode(answer).as_slice());
    // Handed over rather than copied; only what cannot be copied is refused, and bytes can.
    let _ = scope.post_message_with_transfer(&bytes, &js_sys::Array::of1(&bytes.buffer()));
}

fn answer(request: Request) {
    match request {
        Request::Text { number, text } => ENGINE.with_borrow_mut(|engine| engine.keep_text(number, &text)),
        Request::Show { question: number, input, service, file } => {
            let request = begin();
            let question = ask(&input, service, &file);
            let (_, view) = question.quick();
            say_view(number, view);
            spawn_local(refine(request, number, question));
        }
        Request::SimulateDay { question: number, input, service } => {
            let request = begin();
            spawn_local(simulate_day(request, number, ask(&input, service, "")));
        }
        Request::Picture { chart, hidden } => save::picture(chart, hidden),
        Request::Watch { question } => save::watch(question),
        Request::Archive => save::all_files(),
        Request::Export { is_json } => save::scenario(is_json),
        Request::Import(text) => say(&opened(text)),
        Request::Open(fragment) => say(&Answer::Opened(link::open(&fragment))),
        Request::Stop => {
            begin();
        }
    }
}

fn opened(text: String) -> Answer {
    if import::is_scenario(&text) {
        import::open(&text).map_or_else(Answer::Refused, Answer::Opened)
    } else if text.contains('\0') {
        Answer::Refused("The file is no text.".to_owned())
    } else {
        Answer::Text(text)
    }
}

/// Ends the work on what was asked before, and returns the number of this request.
fn begin() -> u32 {
    REQUESTS.set(REQUESTS.get().wrapping_add(1));
    REQUESTS.get()
}

fn ask(input: &Input, service: u32, file: &str) -> Rc<Question> {
    let service = usize::try_from(service).unwrap_or(usize::MAX);
    let question = Rc::new(ENGINE.with_borrow_mut(|engine| engine.ask(input, service, file)));
    save::keep_question(question.clone());
    question
}

fn say_view(question: u32, view: View) {
    let view = Rc::new(view);
    save::keep_view(view.clone());
    say(&Answer::View { question, view });
}

fn is_newest(request: u32) -> bool {
    REQUESTS.get() == request
}

async fn refine(request: u32, number: u32, question: Rc<Question>) {
    pause(SETTLED_MS).await;
    if !is_newest(request) {
        return;
    }
    let (plan, view) = question.best();
    say_view(number, view);
    if let Some(simulation_plan) = question.first_minutes(&plan) {
        run::run(request, number, &simulation_plan, false).await;
    }
}

async fn simulate_day(request: u32, number: u32, question: Rc<Question>) {
    let (plan, _) = question.best();
    if let Some(simulation_plan) = question.day(&plan) {
        run::run(request, number, &simulation_plan, true).await;
    }
}

/// Lets messages in that came meanwhile.
async fn pause(ms: u32) {
    TimeoutFuture::new(ms).await;
}
