//! A chart on a canvas, with its name, its summary and its data.

use crate::{
    canvas::CanvasBackend,
    chart::{Chart, Theme},
};
use plotters::drawing::IntoDrawingArea;
use std::rc::Rc;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{HtmlCanvasElement, ResizeObserver};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct ChartProps<C: PartialEq> {
    pub(super) title: AttrValue,
    pub(super) aside: AttrValue,
    pub(super) chart: Option<Rc<C>>,
    /// Redraws when it changes, since the colors do.
    pub(super) dark: bool,
    /// What is said where there is nothing to draw.
    pub(super) without: AttrValue,
    /// As wide as all charts together, and not so high.
    #[prop_or_default]
    pub(super) wide: bool,
}

#[component]
pub(super) fn ChartCard<C: Chart + PartialEq + 'static>(props: &ChartProps<C>) -> Html {
    html! {
        <section class={classes!("card", "chart", props.wide.then_some("wide"))}>
            { head(&props.title, &props.aside) }
            if let Some(chart) = &props.chart {
                <Picture<C> chart={chart.clone()} dark={props.dark} />
            } else {
                <p class="empty">{ &props.without }</p>
            }
        </section>
    }
}

/// The title of a card, and what is said beside it.
pub(super) fn head(title: &AttrValue, aside: &AttrValue) -> Html {
    html! {
        <div class="chart-head">
            <h2>{ title }</h2>
            <span class="aside">{ aside }</span>
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct PictureProps<C: PartialEq> {
    pub(super) chart: Rc<C>,
    pub(super) dark: bool,
    /// It is of what was, and will be drawn anew.
    #[prop_or_default]
    pub(super) stale: bool,
}

/// The chart on a canvas, and its data.
#[component]
pub(super) fn Picture<C: Chart + PartialEq + 'static>(props: &PictureProps<C>) -> Html {
    let canvas = use_node_ref();
    let size = use_state_eq(|| (0_u32, 0_u32));
    use_size(&canvas, size.clone());
    {
        let canvas = canvas.clone();
        use_effect_with((props.chart.clone(), *size, props.dark), move |(chart, size, _)| {
            if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
                paint(&**chart, &canvas, *size);
            }
        });
    }
    let chart = &*props.chart;
    html! {
        <div class={classes!("picture", props.stale.then_some("stale"))} aria-busy={props.stale.to_string()}>
            <canvas ref={canvas} role="img" aria-label={format!("{}. {}", chart.title(), chart.summary())}></canvas>
            { data(chart) }
        </div>
    }
}

fn data<C: Chart>(chart: &C) -> Html {
    let row = |row: Vec<String>| html! { <tr>{ for row.into_iter().map(|cell| html! { <td>{ cell }</td> }) }</tr> };
    html! {
        <details class="data">
            <summary>{ "Data" }</summary>
            <p class="hint">{ chart.summary() }</p>
            <div class="scroll" tabindex="0" role="region" aria-label={format!("Data of {}", chart.title())}>
                <table>
                    <thead><tr>{ for chart.heads().into_iter().map(|head| html! { <th scope="col">{ head }</th> }) }</tr></thead>
                    <tbody>{ for chart.rows().into_iter().map(row) }</tbody>
                </table>
            </div>
        </details>
    }
}

#[hook]
fn use_size(canvas: &NodeRef, size: UseStateHandle<(u32, u32)>) {
    let canvas = canvas.clone();
    use_effect_with((), move |()| {
        let watched = canvas.cast::<HtmlCanvasElement>().and_then(|element| {
            let observed = element.clone();
            let measure = Closure::<dyn FnMut()>::new(move || {
                let extent = |length: i32| u32::try_from(length).unwrap_or(0);
                size.set((extent(observed.client_width()), extent(observed.client_height())));
            });
            let observer = ResizeObserver::new(measure.as_ref().unchecked_ref()).ok()?;
            observer.observe(&element);
            Some((observer, measure))
        });
        move || {
            if let Some((observer, _measure)) = watched {
                observer.disconnect();
            }
        }
    });
}

fn paint<C: Chart>(chart: &C, canvas: &HtmlCanvasElement, size: (u32, u32)) {
    let (Some(window), true) = (web_sys::window(), size.0 > 100 && size.1 > 60) else { return };
    let Ok(Some(style)) = window.get_computed_style(canvas) else { return };
    let theme = Theme::from_properties(|name| style.get_property_value(name).unwrap_or_default());
    let Some(backend) = CanvasBackend::new(canvas, size, window.device_pixel_ratio()) else { return };
    if let Err(error) = chart.draw(&backend.into_drawing_area(), &theme) {
        web_sys::console::error_1(&format!("{}: {error}", chart.title()).into());
    }
}
