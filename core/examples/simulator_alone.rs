//! One pool from a cold start, second by second, without advice.
//!
//!     cargo run -p poolwise --example simulator_alone

use poolwise::{
    scenario::{Hold, Pool, Service},
    simulate::{Runs, simulate},
    units::{Positive, Seconds},
};

fn main() {
    let pool = Pool::new(5, 10).timeout_s(2.0);
    let service = Service::new("api").pool(pool.clone()).traffic(250.0, Hold::mean_ms_cv(60.0, 1.5));
    let runs = Runs {
        horizon_s: Seconds::clamped(10.0),
        replications: Positive::clamped(20),
        step_s: Seconds::clamped(1.0),
        ..Runs::default()
    };
    let course = simulate(&service, &pool, runs);
    for moment in &course.series {
        println!(
            "{:>4} s: {:>5.1} busy, {:>5.1} waiting, {:>5.2} timed out",
            moment.t, moment.busy, moment.waiting, moment.timed_out
        );
    }
    let prediction = &course.prediction;
    println!(
        "p95 of the wait: {:.0} ms; {:.1} % time out",
        prediction.wait_ms.p95,
        100.0 * prediction.timeout_probability
    );
}
