//! A scene as an SVG that moves by itself, without a script: its style sheet is the page's.

use super::{
    PLAY_S,
    scene::{Actor, MAX_QUEUE, Moment, Scene, Station},
};
use std::fmt::Write;

const WIDTH: usize = 360;
/// Where requests arrive, and the first row of those that wait.
const ENTRY_Y: usize = 34;
const QUEUE_Y: usize = 58;
const QUEUE_COLUMNS: usize = 20;
const SLOTS_Y: usize = 102;
/// The height of a line of words.
const LINE: usize = 20;
/// The side of a connection's place, where there are few.
const MAX_CELL: usize = 17;
const MIN_COLUMNS: usize = 20;

/// How long a step to the next station is seen, as a share of the pictures.
const STEP: f64 = 0.3 / PLAY_S;

/// The rows and the columns of the connections.
struct Grid {
    columns: usize,
    cell: usize,
}

impl Grid {
    /// For so many connections.
    fn new(slots: usize) -> Self {
        let columns = (3 * slots).isqrt().max(MIN_COLUMNS);
        Self { columns: columns.min(slots.max(1)), cell: MAX_CELL.min(WIDTH / columns) }
    }

    fn center(&self, place: usize, slots: usize) -> (f64, f64) {
        let row = place / self.columns;
        let in_row = self.columns.min(slots - (row * self.columns).min(slots)).max(1);
        let left = WIDTH - in_row * self.cell;
        let x = left + 2 * self.cell * (place % self.columns) + self.cell;
        (half(x), half(2 * SLOTS_Y + 2 * self.cell * row + self.cell))
    }

    fn height(&self, slots: usize) -> usize {
        SLOTS_Y + self.cell * slots.div_ceil(self.columns)
    }
}

/// Halves of a unit keep places whole numbers until they are drawn.
fn half(twice: usize) -> f64 {
    f64::from(u32::try_from(twice).unwrap_or(u32::MAX)) / 2.0
}

/// The picture of a scene, as high as one with `most` connections.
pub(super) fn picture(scene: &Scene, most: usize, name: &str, summary: &str, is_right: bool) -> String {
    let grid = Grid::new(most);
    let height = grid.height(most) + LINE;
    let mut svg = format!("<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{summary}\">");
    let (x, anchor) = if is_right { (WIDTH - 2, "end") } else { (2, "start") };
    let text = |svg: &mut String, y: usize, words: &str| {
        let _ = write!(svg, "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{words}");
    };
    text(&mut svg, 12, name);
    svg += "</text>";
    for place in 0..scene.slots {
        let (x, y) = grid.center(place, scene.slots);
        let side = half(2 * grid.cell - 4);
        let class = if place < scene.size { "slot" } else { "slot overflow" };
        let _ = write!(
            svg,
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"{side}\" height=\"{side}\" rx=\"3\"/>",
            x - side / 2.0,
            y - side / 2.0
        );
    }
    for actor in &scene.actors {
        svg += &circle(actor, &grid, scene.slots);
    }
    for (index, moment) in scene.moments.iter().enumerate() {
        text(&mut svg, height - 4, &words(*moment, scene.slots));
        let shown = |k: usize| if k == index { "now" } else { "gone" };
        let classes: Vec<&str> = (0..scene.moments.len()).map(shown).collect();
        let _ = write!(svg, "{}</text>", steps("class", &classes, None));
    }
    svg + "</svg>"
}

/// "7 of 15 busy, 12 wait, 3 gave up"
fn words(Moment { busy, waiting, given_up }: Moment, slots: usize) -> String {
    let waits = if waiting > 0 { format!(", {waiting} wait") } else { String::new() };
    let gave_up = if given_up > 0 { format!(", {given_up} gave up") } else { String::new() };
    format!("{busy} of {slots} busy{waits}{gave_up}")
}

/// Where a request is at a time, and what it is called from then on.
#[derive(Clone, Copy)]
struct Frame {
    at: f64,
    place: (f64, f64),
    class: &'static str,
}

/// A request on its way from station to station.
fn circle(actor: &Actor, grid: &Grid, slots: usize) -> String {
    let radius = half(grid.cell * 2 / 3);
    let mut frames: Vec<Frame> = Vec::new();
    for (index, (at, station)) in actor.stations.iter().enumerate() {
        let at = *at;
        let before = frames.last().copied();
        let from = before.map_or((half(WIDTH), half(2 * ENTRY_Y)), |frame| frame.place);
        let (place, class) = match *station {
            Station::Entry => ((half(WIDTH), half(2 * ENTRY_Y)), "asks"),
            Station::Queue(ahead) => (queue_place(ahead.min(MAX_QUEUE)), "waits"),
            Station::Opens(slot) => (grid.center(slot, slots), "opens"),
            Station::Holds(slot) => (grid.center(slot, slots), "holds"),
            Station::Late => ((from.0, from.1 - half(ENTRY_Y)), "late"),
            Station::Gone => (from, "gone"),
        };
        // It leaves its place when the next is its own, and is there a moment later, before it goes on.
        let next = actor.stations.get(index + 1).map_or(1.0, |(next, _)| *next);
        if before.is_some() {
            frames.push(Frame { at, place: from, class });
            frames.push(Frame { at: (at + STEP).min(next), place, class });
        } else {
            if at > 0.0 {
                frames.push(Frame { at: 0.0, place, class: "gone" });
            }
            frames.push(Frame { at, place, class });
        }
        if *station == Station::Late {
            frames.push(Frame { at: (at + 3.0 * STEP).min(1.0), place, class: "gone" });
        }
    }
    let times: Vec<f64> = frames.iter().map(|frame| frame.at).collect();
    let line = |name: &str, of: fn(&Frame) -> f64| moves(name, &frames.iter().map(of).collect::<Vec<_>>(), &times);
    let classes: Vec<&str> = frames.iter().map(|frame| frame.class).collect();
    let (xs, ys) = (line("cx", |frame| frame.place.0), line("cy", |frame| frame.place.1));
    format!("<circle r=\"{radius}\">{xs}{ys}{}</circle>", steps("class", &classes, Some(&times)))
}

fn queue_place(before: usize) -> (f64, f64) {
    let cell = WIDTH / QUEUE_COLUMNS;
    let x = 2 * cell * (before % QUEUE_COLUMNS) + cell;
    (half(x), half(2 * QUEUE_Y + 2 * cell * (before / QUEUE_COLUMNS)))
}

/// An attribute that goes evenly from value to value.
fn moves(name: &str, values: &[f64], times: &[f64]) -> String {
    let (mut shown, mut keys) = (String::new(), String::new());
    let last = values.len().saturating_sub(1);
    for (index, (value, time)) in values.iter().zip(times).enumerate() {
        // What does not change between its neighbors says nothing.
        let is_same = |other: usize| values.get(other).is_some_and(|other| other.total_cmp(value).is_eq());
        if index > 0 && index < last && is_same(index - 1) && is_same(index + 1) {
            continue;
        }
        let sign = if shown.is_empty() { "" } else { ";" };
        let _ = write!(shown, "{sign}{value}");
        let _ = write!(keys, "{sign}{}", key(*time));
    }
    // The last value holds until the end.
    let end = values.last().copied().unwrap_or_default();
    animate(name, &format!("{shown};{end}"), &format!("{keys};1"), "linear")
}

/// An attribute that changes at once; evenly in time where no times are given.
fn steps(name: &str, values: &[&str], times: Option<&[f64]>) -> String {
    let count = values.len().max(1);
    let even = |index: usize| half(2 * index) / half(2 * count);
    let (mut shown, mut keys, mut before) = (String::new(), String::new(), "");
    for (index, value) in values.iter().enumerate() {
        if *value == before {
            continue;
        }
        let sign = if shown.is_empty() { "" } else { ";" };
        let _ = write!(shown, "{sign}{value}");
        let _ = write!(keys, "{sign}{}", key(times.map_or_else(|| even(index), |times| times[index])));
        before = value;
    }
    animate(name, &shown, &keys, "discrete")
}

/// A time as a share of the pictures.
fn key(time: f64) -> String {
    let text = format!("{time:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn animate(name: &str, values: &str, times: &str, mode: &str) -> String {
    format!(
        "<animate attributeName=\"{name}\" values=\"{values}\" keyTimes=\"{times}\" calcMode=\"{mode}\" dur=\"{PLAY_S}s\" \
         repeatCount=\"indefinite\"/>"
    )
}
