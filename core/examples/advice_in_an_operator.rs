//! Advice inside a reconcile loop: what an operator would set, why, and when it had better leave a pool alone.
//!
//!     cargo run -p poolwise --example advice_in_an_operator

use poolwise::{
    plan_with,
    predict::Predictor,
    scenario::{Database, Hold, Pool, Scenario, Service},
};

/// What the operator has observed of a service.
struct Observed {
    name: &'static str,
    replicas: u32,
    pool: (u32, u32),
    rate_per_s: f64,
    hold_ms: [f64; 3],
}

const OBSERVED: [Observed; 2] = [
    Observed { name: "api", replicas: 6, pool: (10, 20), rate_per_s: 300.0, hold_ms: [12.0, 60.0, 140.0] },
    Observed { name: "search", replicas: 2, pool: (5, 5), rate_per_s: 40.0, hold_ms: [20.0, 45.0, 70.0] },
];

fn main() {
    let services = OBSERVED.iter().map(|observed| {
        let [p50, p95, p99] = observed.hold_ms;
        Service::new(observed.name)
            .instances(observed.replicas)
            .pool(Pool::new(observed.pool.0, observed.pool.1))
            .traffic(observed.rate_per_s, Hold::percentiles_ms(p50, p95, p99))
    });
    let scenario = Scenario::new(Database::new(100), services);
    // By formulas alone: a loop that runs every few seconds has no use for a simulation.
    let plan = plan_with(&scenario, Predictor::ClosedForm);
    for service in &plan.services {
        if service.kept {
            println!("{}: left alone, its pools are healthy", service.name);
            continue;
        }
        let pool = &service.advised.pool;
        println!("{}: size {}, overflow {}", service.name, pool.size, pool.overflow.number());
        for reason in &service.advised.reasons {
            println!("  {}: {}", reason.field, reason.because);
        }
    }
}
