//! What a chart says at a place that is pointed at.

use crate::{
    Axis, Chart, PX,
    draw::{RIGHT_MARGIN, Y_LABELS},
    plane::Plane,
};

/// A row of a chart's table, and where it is in the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readout {
    /// The row.
    pub row: usize,
    /// How far it is from the left edge, in CSS pixels.
    pub x: i32,
}

impl Chart {
    /// The row nearest to a place in a picture of this width, both in CSS pixels; None where nothing can be read out.
    #[must_use]
    pub fn nearest_row(&self, x: i32, width: i32) -> Option<Readout> {
        let distance = |readout: &Readout| (readout.x - x).abs();
        (0..self.rows_at.len()).filter_map(|row| self.row(row, width)).min_by_key(distance)
    }

    /// Where a row is in a picture of this width; None where there is no such row.
    #[must_use]
    pub fn row(&self, row: usize, width: i32) -> Option<Readout> {
        let unit = i32::try_from(PX).ok()?;
        let edges = [Y_LABELS, width.saturating_mul(unit) - RIGHT_MARGIN];
        let plane = Plane::new(edges, [0, 1], &self.x, &Axis::default());
        let at = self.rows_at.get(row)?;
        Some(Readout { row, x: plane.x(*at) / unit })
    }

    /// A row in words: "Requests /s 180 · Current 72 % · Advised 40 %".
    #[must_use]
    pub fn words(&self, row: usize) -> String {
        let cells = self.table.rows.get(row).into_iter().flatten();
        let cells = self.table.heads.iter().zip(cells).map(|(head, cell)| format!("{head} {cell}"));
        cells.collect::<Vec<_>>().join(" · ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Table;

    #[test]
    fn the_nearest_row_is_read_out() {
        let rows = ["0", "50", "100"].map(|x| vec![x.to_owned(), "a".to_owned()]).to_vec();
        let chart = Chart {
            x: Axis::new(0.0, 100.0, []),
            rows_at: vec![0.0, 50.0, 100.0],
            table: Table { heads: vec!["At".to_owned(), "B".to_owned()], rows },
            ..Chart::default()
        };
        let check = |x: i32, row: usize, place: i32| {
            assert_eq!(chart.nearest_row(x, 460), Some(Readout { row, x: place }), "{x}");
        };
        check(-9, 0, 52);
        check(150, 0, 52);
        check(160, 1, 252);
        check(9999, 2, 452);
        assert_eq!(chart.words(1), "At 50 · B a");
        assert_eq!((chart.row(3, 460), Chart::default().nearest_row(5, 460)), (None, None));
    }
}
