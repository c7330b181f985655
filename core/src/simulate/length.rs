//! How long a steady state is simulated.

use super::model::PoolModel;
use crate::units::as_f64;

/// A run: from when and to when it counts, in seconds.
pub(super) type Window = (f64, f64);

/// How many times over the start is forgotten.
const MEMORY_LENGTHS: f64 = 5.0;

/// The most requests in a run, and where whole periods of bursts must be run through.
const MAX_REQUESTS: f64 = 90_000.0;
const MAX_REQUESTS_WITH_BURSTS: f64 = 150_000.0;

/// The largest pool. In one that is larger what happens hardly differs from its mean, and little is left to simulate.
const MAX_SERVERS: f64 = 5_000.0;

/// A class of requests that carries less of the load is left to chance.
const MIN_SHARE: f64 = 0.01;

/// The part of a run that counts, where the pool is offered `load` erlangs: so many requests at least, and at least two
/// mean holds of each class that carries some of the load. None where that takes too long.
pub(super) fn window(model: &PoolModel, load: f64, counted: f64) -> Option<Window> {
    let servers = as_f64(model.servers());
    if servers > MAX_SERVERS {
        return None;
    }
    let rate = model.rates.mean();
    let start = start(model, load);
    if model.bursts() {
        let every = model.rates.every;
        // A burst begins as the quiet traffic before it leaves the pool, unless the one before is not over by then.
        let from = if forgets_bursts(model, load) { start } else { (start / every).ceil() * every };
        let to = from + (counted / rate / every).ceil() * every;
        return (to * rate <= MAX_REQUESTS_WITH_BURSTS).then_some((from, to));
    }
    let start = start.max(longest_hold(model));
    // As long as the start, so that it does not take most of the time.
    let least = start.min(MAX_REQUESTS / 2.0 / rate);
    let to = start + (counted / rate).max(least).max(2.0 * longest_hold(model)).min(MAX_REQUESTS / rate - start);
    (start <= 0.7 * MAX_REQUESTS / rate).then_some((start, to))
}

/// What a run leaves out of its beginning, in seconds: some times what the queue remembers.
///
/// The queue forgets as a Brownian motion between 0 and the end of patience does, of the variance of the work that
/// arrives: with slack, as soon as that has worked it off; without, once the surplus has filled it; and no later than it
/// takes to wander all the way.
pub(super) fn start(model: &PoolModel, load: f64) -> f64 {
    let (rate, settings, servers) = (model.rates.mean(), &model.settings, as_f64(model.servers()));
    let all = model.holds().up_to(f64::INFINITY);
    let left = all.square / (2.0 * all.mean);
    let hold = load / rate;
    let slack = 1.0 - load / servers;
    let longest = model.longest_queue() * hold / servers;
    // Where tasks run out before patience does, the queue goes on in front of the worker.
    let patience = if slack < 0.0 {
        settings.timeout.min(longest)
    } else if longest < settings.timeout {
        f64::INFINITY
    } else {
        settings.timeout
    };
    let variance = 2.0 * rate * hold * left / (servers * servers);
    let fills = if slack < 0.0 { patience / -slack } else { 0.0 };
    let wanders = patience * patience / variance;
    let remembered = (variance / (slack * slack)).min(wanders) + left + settings.connect;
    MEMORY_LENGTHS * remembered + 2.0 * fills.min(wanders)
}

/// Whether what a burst piles up is served, and forgotten, before the next one begins.
pub(super) fn forgets_bursts(model: &PoolModel, load: f64) -> bool {
    let (rates, servers) = (&model.rates, as_f64(model.servers()));
    let utilization = |rate: f64| load / rates.mean() * rate / servers;
    let piled = (utilization(rates.burst) - 1.0).max(0.0) * rates.lasts;
    let spare = 1.0 - utilization(rates.quiet);
    spare > 0.0 && 2.0 * piled / spare + start(model, load) < rates.every - rates.lasts
}

/// The longest mean hold of the classes that carry some of the load, in seconds.
fn longest_hold(model: &PoolModel) -> f64 {
    let classes = model.holds().classes();
    let load: f64 = classes.iter().map(|class| class.share * class.mean()).sum();
    let counts = classes.iter().filter(|class| class.share * class.mean() >= MIN_SHARE * load);
    counts.map(super::hold::Class::mean).fold(0.0, f64::max)
}
