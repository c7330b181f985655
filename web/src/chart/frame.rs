//! What the charts share: axes, labels beside curves, and lengths in pixels.

use super::{ChartColor, Drawn, PX, Theme};
use plotters::{
    coord::{Shift, types::RangedCoordf64},
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};
use std::ops::Range;

/// A chart's plane: both axes in f64, what they show is up to the labels.
pub(super) type Plane<'a, DB> = ChartContext<'a, DB, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

const TEXT_PX: u32 = 12;

#[expect(clippy::cast_possible_wrap, reason = "a chart is not two thousand million pixels wide")]
pub(super) fn px(length: u32) -> i32 {
    (length * PX) as i32
}

/// An axis: its range and the places that get a label.
pub(super) struct Axis {
    pub(super) range: Range<f64>,
    pub(super) ticks: Vec<(f64, String)>,
}

/// The height of the labels of an x axis.
pub(super) const X_LABELS: i32 = 26 * PX.cast_signed();

/// A plane with thin axes and the labels of their ticks.
pub(super) fn plane<'a, DB: DrawingBackend + 'a>(
    area: &'a DrawingArea<DB, Shift>,
    theme: &Theme,
    x: &Axis,
    y: &Axis,
) -> Result<Plane<'a, DB>, DrawingAreaErrorKind<DB::ErrorType>> {
    panel((area, area), theme, x, y, px(10))
}

/// The same on a part of a picture, with so much room above, and none below where the x axis has no labels.
///
/// What stands beside the plane is drawn on the whole, since a plane tells places in the whole picture's units.
pub(super) fn panel<'a, DB: DrawingBackend + 'a>(
    (whole, part): (&DrawingArea<DB, Shift>, &'a DrawingArea<DB, Shift>),
    theme: &Theme,
    x: &Axis,
    y: &Axis,
    above: i32,
) -> Result<Plane<'a, DB>, DrawingAreaErrorKind<DB::ErrorType>> {
    let chart = ChartBuilder::on(part)
        .margin_top(above)
        .margin_right(px(8))
        .x_label_area_size(if x.ticks.is_empty() { px(2) } else { X_LABELS })
        .y_label_area_size(px(52))
        .build_cartesian_2d(x.range.clone(), y.range.clone())?;

    let (left, bottom) = chart.backend_coord(&(x.range.start, y.range.start));
    let (right, top) = chart.backend_coord(&(x.range.end, y.range.end));
    let hairline = theme.line.stroke_width(PX);
    whole.draw(&PathElement::new(vec![(left, top), (left, bottom), (right, bottom)], hairline))?;
    // From the last one back: it says how far the axis goes, and where there is no room the one before it is left out.
    let mut free = i32::MAX;
    for (value, label) in x.ticks.iter().rev() {
        let (at, _) = chart.backend_coord(&(*value, y.range.start));
        let width = width_of(whole, label)?;
        // The last label would stand out of the picture if it were centred.
        let (anchor, from) =
            if at > right - px(24) { (HPos::Right, at - width) } else { (HPos::Center, at - width / 2) };
        if from + width <= free {
            text(whole, label, (at, bottom + px(6)), theme.muted, anchor, VPos::Top)?;
            free = from - px(4);
        }
    }
    for (value, label) in &y.ticks {
        let (_, at) = chart.backend_coord(&(x.range.start, *value));
        text(whole, label, (left - px(6), at), theme.muted, HPos::Right, VPos::Center)?;
    }
    Ok(chart)
}

/// From where to where a label goes, with a little room.
fn span<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    label: &Label,
) -> Result<Range<i32>, DrawingAreaErrorKind<DB::ErrorType>> {
    let width = width_of(area, &label.words)?;
    let left = match label.h {
        HPos::Left => label.at.0,
        HPos::Center => label.at.0 - width / 2,
        HPos::Right => label.at.0 - width,
    };
    Ok(left - px(2)..left + width + px(2))
}

#[expect(clippy::cast_possible_wrap, reason = "a label is not two thousand million pixels wide")]
fn width_of<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    words: &str,
) -> Result<i32, DrawingAreaErrorKind<DB::ErrorType>> {
    let (width, _) = area.estimate_text_size(words, &("sans-serif", px(TEXT_PX)).into_text_style(area))?;
    Ok(width as i32)
}

/// Words at a place of the picture.
pub(super) fn text<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    words: &str,
    at: (i32, i32),
    color: ChartColor,
    h: HPos,
    v: VPos,
) -> Drawn<DB> {
    let style = ("sans-serif", px(TEXT_PX)).into_font().color(&color).pos(Pos::new(h, v));
    area.draw(&Text::new(words.to_owned(), at, style))
}

/// A label that stands by its curve or line.
pub(super) struct Label {
    pub(super) words: String,
    /// Where it points, in the picture.
    pub(super) at: (i32, i32),
    pub(super) color: ChartColor,
    pub(super) h: HPos,
    /// Where the dot is that it is about, from left to right; None where there is none.
    pub(super) dot: Option<i32>,
}

impl Label {
    /// One beside a dot, on the side where the picture has room for it.
    pub(super) fn beside((x, y): (i32, i32), words: String, color: ChartColor, right: i32) -> Self {
        let room = px(9) + px(7) * i32::try_from(words.len()).unwrap_or(0);
        let (h, aside) = if x + room > right { (HPos::Right, -px(9)) } else { (HPos::Left, px(9)) };
        Self { words, at: (x + aside, y), color, h, dot: Some(x) }
    }
}

/// A label that has moved further than this from what it is about gets a line to it.
const NEAR: i32 = 9 * PX.cast_signed();

/// Draws labels at their heights, moved apart as far as it takes that none stands on another, within `top..bottom`.
pub(super) fn labels<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    theme: &Theme,
    mut labels: Vec<Label>,
    Range { start: top, end: bottom }: Range<i32>,
) -> Drawn<DB> {
    let pitch = px(TEXT_PX + 4);
    let half = pitch / 2;
    labels.sort_by_key(|label| label.at.1);
    let heights: Vec<i32> = labels.iter().map(|label| label.at.1).collect();
    let spans = labels.iter().map(|label| span(area, label)).collect::<Result<Vec<_>, _>>()?;
    let meet = |a: usize, b: usize| spans[a].start < spans[b].end && spans[b].start < spans[a].end;
    for index in 0..labels.len() {
        let above = (0..index).filter(|other| meet(index, *other)).map(|other| labels[other].at.1 + pitch).max();
        labels[index].at.1 = labels[index].at.1.max(above.unwrap_or(top + half)).max(top + half);
    }
    for index in (0..labels.len()).rev() {
        let under = (index + 1..labels.len()).filter(|other| meet(index, *other));
        let below = under.map(|other| labels[other].at.1 - pitch).min();
        labels[index].at.1 = labels[index].at.1.min(below.unwrap_or(bottom - half)).min(bottom - half);
    }
    for (label, height) in labels.iter().zip(heights) {
        if let Some(dot) = label.dot.filter(|_| (label.at.1 - height).abs() > NEAR) {
            let aside = if matches!(label.h, HPos::Right) { px(3) } else { -px(3) };
            let line = vec![(dot, height), (label.at.0 + aside, label.at.1)];
            area.draw(&PathElement::new(line, label.color.mix(0.7).stroke_width(PX)))?;
        }
    }
    labels.iter().try_for_each(|label| haloed(area, theme, label))
}

/// A label with the surface's color behind it, so that a curve does not run through its letters.
pub(super) fn haloed<DB: DrawingBackend>(area: &DrawingArea<DB, Shift>, theme: &Theme, label: &Label) -> Drawn<DB> {
    let Range { start: left, end: right } = span(area, label)?;
    let half = px(TEXT_PX + 2) / 2;
    let corners = [(left, label.at.1 - half), (right, label.at.1 + half)];
    area.draw(&Rectangle::new(corners, theme.surface.mix(0.8).filled()))?;
    text(area, &label.words, label.at, label.color, label.h, VPos::Center)
}

/// How sure a value is: a vertical line over the interval, with a stop at each end.
pub(super) fn error_bar<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    x: i32,
    Range { start: top, end: bottom }: Range<i32>,
    color: ChartColor,
) -> Drawn<DB> {
    let stop = |y| vec![(x - px(5), y), (x + px(5), y)];
    for line in [vec![(x, top), (x, bottom)], stop(top), stop(bottom)] {
        area.draw(&PathElement::new(line, color.stroke_width(PX * 3 / 2)))?;
    }
    Ok(())
}

/// Round numbers from 0 to `last`, about `wanted` of them.
pub(super) fn even_ticks(last: f64, wanted: f64) -> Vec<f64> {
    let rough = last / wanted;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].iter().map(|m| m * power).find(|step| *step >= rough).unwrap_or(rough);
    std::iter::successors(Some(0.0), |x| Some(x + step)).take_while(|x| *x <= last * (1.0 + 1e-9)).collect()
}
