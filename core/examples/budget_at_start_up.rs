//! A service that does not start with pools that cannot fit its server.
//!
//!     cargo run -p poolwise --example budget_at_start_up

use poolwise::scenario::{Database, Hold, Pool, Scenario, Service};

fn main() -> Result<(), String> {
    let api = Service::new("api").instances(4).workers(2).pool(Pool::new(5, 5)).traffic(180.0, Hold::mean_ms(60.0));
    let scenario = Scenario::new(Database::new(100), [api]);
    let plan = poolwise::plan(&scenario);
    println!("{}", plan.verdict.headline);
    if plan.budget.fits.current { Ok(()) } else { Err(plan.verdict.detail) }
}
