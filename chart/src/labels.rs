//! Words in the picture: beside what they are about, and never one on another.

use crate::{
    Color, Drawn, Label, Panel, Rgb, Side, Theme,
    pen::{Letters, Pen, TEXT_PX, px},
    plane::Plane,
};
use plotters_backend::{
    BackendCoord, DrawingBackend, DrawingErrorKind,
    text_anchor::{HPos, VPos},
};

/// Writes words at a place of the picture.
pub(crate) fn text<DB: DrawingBackend>(
    backend: &mut DB,
    words: &str,
    at: BackendCoord,
    rgb: Rgb,
    (h, v): (HPos, VPos),
) -> Drawn<DB> {
    backend.draw_text(words, &Letters { rgb, h, v }, at)
}

/// The width of words in the picture.
pub(crate) fn width_of<DB: DrawingBackend>(backend: &DB, words: &str) -> Result<i32, DrawingErrorKind<DB::ErrorType>> {
    let letters = Letters { rgb: (0, 0, 0), h: HPos::Left, v: VPos::Center };
    let (width, _) = backend.estimate_text_size(words, &letters)?;
    Ok(width.try_into().unwrap_or(i32::MAX / 4))
}

/// A label with its place in the picture.
struct Placed<'a> {
    label: &'a Label,
    /// Where it points.
    point: BackendCoord,
    left: i32,
    width: i32,
    /// Its middle, from the top.
    y: i32,
}

impl Placed<'_> {
    fn meets(&self, other: &Self) -> bool {
        self.left - px(2) < other.left + other.width + px(2) && other.left - px(2) < self.left + self.width + px(2)
    }
}

/// The height of a line of words with a little room.
const PITCH: i32 = px(TEXT_PX.cast_signed() + 4);

/// A label that has moved further than this from what it is about gets a line to it.
const NEAR: i32 = px(9);

/// Draws labels at their heights, moved apart as far as it takes that none stands on another, inside the plane.
pub(crate) fn draw<DB: DrawingBackend>(backend: &mut DB, theme: &Theme, plane: &Plane, panel: &Panel) -> Drawn<DB> {
    let labels = panel.labels.iter();
    let mut all = labels.map(|(_, label)| place(backend, plane, label)).collect::<Result<Vec<_>, _>>()?;
    all.sort_unstable_by_key(|one| one.y);
    move_apart(&mut all, plane.top + PITCH / 2, plane.bottom - PITCH / 2);
    for Placed { label, point, left, width, y } in &all {
        if label.is_tied && (y - point.1).abs() > NEAR {
            let end = if *left < point.0 { left + width + px(3) } else { left - px(3) };
            let line = Pen::line(theme.color(label.color), 2).faint(0.7);
            backend.draw_path([*point, (end, *y)], &line)?;
        }
    }
    // The ground behind each, so that a curve does not run through its letters.
    let ground = Pen::line(theme.color(Color::Surface), 0).faint(0.8);
    let half = px(TEXT_PX.cast_signed() + 2) / 2;
    all.iter().try_for_each(|Placed { label, left, width, y, .. }| {
        backend.draw_rect((left - px(2), y - half), (left + width + px(2), y + half), &ground, true)?;
        text(backend, &label.words, (*left, *y), theme.color(label.color), (HPos::Left, VPos::Center))
    })
}

fn place<'a, DB: DrawingBackend>(
    backend: &DB,
    plane: &Plane,
    label: &'a Label,
) -> Result<Placed<'a>, DrawingErrorKind<DB::ErrorType>> {
    let width = width_of(backend, &label.words)?;
    let point = plane.at(label.at);
    let [right, down] = label.offset.map(px);
    let after = point.0 + right;
    let left = match label.side {
        Side::Before => point.0 - right - width,
        Side::Beside if after + width > plane.right => point.0 - right - width,
        Side::After | Side::Beside => after,
        Side::Middle => {
            let least = plane.left + px(4);
            (after - width / 2).clamp(least, (plane.right - width - px(4)).max(least))
        }
    };
    Ok(Placed { label, point, left, width, y: point.1 + down })
}

/// Moves labels down, then up, until those that would stand on each other are a line apart.
fn move_apart(all: &mut [Placed<'_>], highest: i32, lowest: i32) {
    for index in 0..all.len() {
        let above = (0..index).filter(|other| all[index].meets(&all[*other])).map(|other| all[other].y + PITCH).max();
        all[index].y = all[index].y.max(above.unwrap_or(highest)).max(highest);
    }
    for index in (0..all.len()).rev() {
        let under = (index + 1..all.len()).filter(|other| all[index].meets(&all[*other]));
        let below = under.map(|other| all[other].y - PITCH).min();
        all[index].y = all[index].y.min(below.unwrap_or(lowest)).min(lowest);
    }
}
