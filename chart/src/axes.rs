//! Thin axes and the labels of their ticks.

use crate::{
    Axis, Color, Drawn, Theme,
    labels::{text, width_of},
    pen::{Pen, px},
    plane::Plane,
};
use plotters_backend::{
    DrawingBackend,
    text_anchor::{HPos, VPos},
};

/// Draws the axes of a panel; the labels of the horizontal one only where it `has_x_labels`.
pub(crate) fn draw<DB: DrawingBackend>(
    backend: &mut DB,
    theme: &Theme,
    plane: &Plane,
    (x, y): (&Axis, &Axis),
    has_x_labels: bool,
) -> Drawn<DB> {
    let Plane { left, right, top, bottom, .. } = *plane;
    backend.draw_path([(left, top), (left, bottom), (right, bottom)], &Pen::line(theme.color(Color::Line), 2))?;
    let muted = theme.color(Color::Muted);
    // From the last one back: it says how far the axis goes, and where there is no room the one before it is left out.
    let mut free = i32::MAX;
    for tick in x.ticks.iter().rev().filter(|_| has_x_labels) {
        let at = plane.x(tick.at);
        let width = width_of(backend, &tick.label)?;
        // The last label would stand out of the picture if it were centered.
        let (h, from) = if at > right - px(24) { (HPos::Right, at - width) } else { (HPos::Center, at - width / 2) };
        if from + width <= free {
            text(backend, &tick.label, (at, bottom + px(6)), muted, (h, VPos::Top))?;
            free = from - px(4);
        }
    }
    y.ticks.iter().try_for_each(|tick| {
        text(backend, &tick.label, (left - px(6), plane.y(tick.at)), muted, (HPos::Right, VPos::Center))
    })
}
