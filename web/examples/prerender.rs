//! Prints the page as it is before its program has arrived: the example, answered by the engine and rendered without a
//! browser, with its charts as SVG.

use poolwise_chart::{Chart, Paint, Theme, svg};
use poolwise_js::{Engine, page};
use poolwise_web::{
    App, Start,
    components::{DEPLOY, UTILIZATION, WAIT},
    state::State,
};
use std::{error::Error, rc::Rc};
use yew::ServerRenderer;

/// The sizes of the charts in the widest layout.
const HALF: (u32, u32) = (520, 360);
const WIDE: (u32, u32) = (1080, 280);

fn main() -> Result<(), Box<dyn Error>> {
    let rendered = ServerRenderer::<App>::with_props(start).hydratable(false).render();
    let mut html = futures_executor::block_on(rendered);
    let view = start().view;
    for (id, chart, size) in
        [(UTILIZATION, &view.utilization, HALF), (WAIT, &view.wait, HALF), (DEPLOY, &view.deploy, WIDE)]
    {
        if let Some(chart) = chart {
            html = put_picture(&html, id, chart, size)?;
        }
    }
    println!("{html}");
    Ok(())
}

/// The example and the engine's answer.
fn start() -> Start {
    let state = State::default();
    let (_, view) = Engine::default().ask(&state.input, 0, "env").best();
    Start {
        page: Rc::new(page::page()),
        state,
        view: Rc::new(view),
        answered: 0,
        engine: None,
        line: Rc::default(),
        is_linked: false,
        problems: Vec::new(),
        focus: None,
    }
}

/// The page with a chart in place of its canvas.
fn put_picture(html: &str, id: &str, chart: &Chart, size: (u32, u32)) -> Result<String, String> {
    let start = html.find(&format!("<canvas id=\"{id}\"")).ok_or(format!("no canvas {id}"))?;
    let end = html[start..].find("</canvas>").ok_or(format!("the canvas {id} does not end"))? + "</canvas>".len();
    let picture = svg(chart, size, &distinct_colors(), Paint::Properties);
    Ok(format!("{}{picture}{}", &html[..start], &html[start + end..]))
}

/// A color of its own for each role, by which it is found again.
fn distinct_colors() -> Theme {
    let counter = std::cell::Cell::new(0);
    Theme::from_properties(|_| {
        counter.set(counter.get() + 1);
        format!("#0a0b{:02x}", counter.get())
    })
}
