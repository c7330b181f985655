//! Times on an axis and in a table.

use poolwise::format::number;
use poolwise_view::chart::Axis;

/// Where the time axis has labels: at most six, at round times.
pub(super) fn time_ticks(horizon: f64) -> Vec<(f64, String)> {
    const MINUTE: f64 = 60.0;
    const HOUR: f64 = 3600.0;
    let steps = [
        1.0,
        2.0,
        5.0,
        10.0,
        15.0,
        20.0,
        30.0,
        MINUTE,
        2.0 * MINUTE,
        5.0 * MINUTE,
        10.0 * MINUTE,
        20.0 * MINUTE,
        30.0 * MINUTE,
        HOUR,
        2.0 * HOUR,
        3.0 * HOUR,
        6.0 * HOUR,
        12.0 * HOUR,
    ];
    let ticks = match steps.into_iter().find(|step| horizon / step <= 5.5) {
        Some(step) if horizon >= 4.0 => {
            std::iter::successors(Some(0.0), |t| Some(t + step)).take_while(|t| *t <= horizon * 1.000_001).collect()
        }
        _ => Axis::even(horizon, 5.0),
    };
    ticks.into_iter().map(|t| (t, clock(t, horizon))).collect()
}

/// A time within a horizon, all in one unit.
pub(super) fn clock(t: f64, horizon: f64) -> String {
    let (unit, name) = match horizon {
        ..=180.0 => (1.0, "s"),
        ..=10_800.0 => (60.0, "min"),
        _ => (3600.0, "h"),
    };
    format!("{} {name}", number(t / unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_axis_has_the_labels_that_one_would_choose() {
        for (horizon, expected) in [
            (0.5, "0 s 0.1 s 0.2 s 0.3 s 0.4 s 0.5 s"),
            (60.0, "0 s 15 s 30 s 45 s 60 s"),
            (90.0, "0 s 20 s 40 s 60 s 80 s"),
            (180.0, "0 s 60 s 120 s 180 s"),
            (600.0, "0 min 2 min 4 min 6 min 8 min 10 min"),
            (86_400.0, "0 h 6 h 12 h 18 h 24 h"),
        ] {
            let labels: Vec<String> = time_ticks(horizon).into_iter().map(|tick| tick.1).collect();
            assert_eq!(labels.join(" "), expected);
        }
    }
}
