//! Times on an axis and in a table.

use crate::simulation_plan::DAY_S;
use poolwise::format::{number, time_of_day};
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

/// A time within a horizon, all in one form: "45 s", "2 min", "1 min 20 s", "18:00".
pub(super) fn clock(t: f64, horizon: f64) -> String {
    if horizon <= 180.0 {
        return format!("{} s", number(t));
    }
    if horizon > 10_800.0 {
        // A day ends at 24:00.
        return if t >= DAY_S { "24:00".to_owned() } else { time_of_day(t) };
    }
    let (minutes, rest) = (number((t / 60.0).floor()), number(t % 60.0));
    match (minutes.as_str(), rest.as_str()) {
        (_, "0") => format!("{minutes} min"),
        ("0", _) => format!("{rest} s"),
        _ => format!("{minutes} min {rest} s"),
    }
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
            (86_400.0, "00:00 06:00 12:00 18:00 24:00"),
        ] {
            let labels: Vec<String> = time_ticks(horizon).into_iter().map(|tick| tick.1).collect();
            assert_eq!(labels.join(" "), expected);
        }
    }

    #[test]
    fn no_time_is_a_fraction_of_an_hour_or_minute() {
        let check = |t, horizon, expected| assert_eq!(clock(t, horizon), expected);
        check(3000.0, 86_400.0, "00:50");
        check(45.0, 90.0, "45 s");
        check(20.0, 600.0, "20 s");
        check(80.0, 600.0, "1 min 20 s");
    }
}
