//! Draws a chart on a backend.

use crate::{
    Chart, Color, Drawn, Mark, PX, Panel, Theme, axes, dashes, labels,
    pen::{Pen, px},
    plane::Plane,
};
use plotters_backend::{
    DrawingBackend,
    text_anchor::{HPos, VPos},
};

/// The height of the labels below the horizontal axis.
const X_LABELS: i32 = px(26);
/// The width of the labels beside the vertical axis.
pub(crate) const Y_LABELS: i32 = px(52);
pub(crate) const RIGHT_MARGIN: i32 = px(8);
/// Room above a panel without a title, and above one with a title.
const ROOM_ABOVE: [i32; 2] = [px(10), px(20)];

/// Draws a chart over the whole picture.
///
/// # Errors
/// Those of the backend.
pub fn draw<DB: DrawingBackend>(backend: &mut DB, chart: &Chart, theme: &Theme) -> Drawn<DB> {
    let (width, height) = backend.get_size();
    let length = |length: u32| i32::try_from(length).unwrap_or(i32::MAX);
    let (width, height) = (length(width), length(height));
    let mut top = 0;
    for (index, panel) in chart.panels.iter().enumerate() {
        let is_last = index + 1 == chart.panels.len();
        #[expect(clippy::cast_possible_truncation, reason = "a part of the picture's height")]
        let bottom = if is_last {
            height - X_LABELS
        } else {
            top + (f64::from(height - X_LABELS) * panel.share).round() as i32 - px(2)
        };
        let roof = top + ROOM_ABOVE[usize::from(!panel.title.is_empty())];
        let plane = Plane::new([Y_LABELS, width - RIGHT_MARGIN], [roof, bottom], &chart.x, &panel.y);
        axes::draw(backend, theme, &plane, (&chart.x, &panel.y), is_last)?;
        draw_panel(backend, theme, &plane, panel)?;
        top = bottom + px(2);
    }
    backend.present()
}

fn draw_panel<DB: DrawingBackend>(backend: &mut DB, theme: &Theme, plane: &Plane, panel: &Panel) -> Drawn<DB> {
    let marks = || panel.marks.iter().map(|(_, mark)| mark);
    let is_point = |mark: &&Mark| matches!(mark, Mark::Dot { .. } | Mark::Interval { .. });
    marks().filter(|mark| !is_point(mark)).try_for_each(|mark| draw_mark(backend, theme, plane, mark))?;
    if !panel.title.is_empty() {
        let at = (plane.left, plane.top - px(4));
        labels::text(backend, &panel.title, at, theme.color(Color::Text), (HPos::Left, VPos::Bottom))?;
    }
    labels::draw(backend, theme, plane, panel)?;
    // Last, or a label would hide what it is about.
    marks().filter(is_point).try_for_each(|mark| draw_mark(backend, theme, plane, mark))
}

fn draw_mark<DB: DrawingBackend>(backend: &mut DB, theme: &Theme, plane: &Plane, mark: &Mark) -> Drawn<DB> {
    match mark {
        Mark::Zone { x, y, color, opacity } => {
            let pen = Pen::line(theme.color(*color), 0).faint(*opacity);
            backend.draw_rect(plane.at([x[0], y[1]]), plane.at([x[1], y[0]]), &pen, true)
        }
        Mark::Band { points, color } => {
            let above = points.iter().map(|[x, _, high]| plane.at([*x, *high]));
            let below = points.iter().rev().map(|[x, low, _]| plane.at([*x, *low]));
            backend.fill_polygon(above.chain(below), &Pen::line(theme.color(*color), 0).faint(0.24))
        }
        Mark::Line { points, color, width, dashes } => {
            let path = points.iter().map(|point| plane.at(*point)).collect();
            let pen = Pen::line(theme.color(*color), *width);
            dashes::pieces(path, *dashes).into_iter().try_for_each(|piece| backend.draw_path(piece, &pen))
        }
        Mark::Dot { at, color } => backend.draw_circle(plane.at(*at), 4 * PX, &Pen::line(theme.color(*color), 2), true),
        Mark::Interval { x, y, color } => {
            let pen = Pen::line(theme.color(*color), 3);
            let [(x, bottom), (_, top)] = y.map(|y| plane.at([*x, y]));
            let stop = |y| [(x - px(5), y), (x + px(5), y)];
            [[(x, top), (x, bottom)], stop(top), stop(bottom)]
                .into_iter()
                .try_for_each(|line| backend.draw_path(line, &pen))
        }
    }
}
