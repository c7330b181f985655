//! How the timeouts around a pool nest: statement and wait for a connection within the request, the request within the
//! proxy.
//!
//! They are reckoned from the outside in. What one of them has to become counts for those within it at once, or the fix of
//! one would make the next one wrong.

use crate::{
    bounds::{Bound, INNER_TIMEOUT_SHARE, inside},
    format::{duration, number, seconds},
    scenario::{Database, Service, WorkerClass},
    units::{Quantity, Seconds},
};

/// The longest wait for a connection that makes sense where a user waits, if nothing else is known, and the shortest where
/// nobody does: what teams who run such pools settled on (10 to 30 s, and 60 to 120 s). gunicorn kills a worker after 30 s
/// by default, and load balancers give up after 60 s.
const MAX_WEB_TIMEOUT_S: f64 = 10.0;
const MIN_JOB_TIMEOUT_S: f64 = 60.0;

/// A wait for a connection that no user endures.
pub(crate) const MAX_USER_WAIT_S: f64 = 30.0;
/// After how long gunicorn kills a worker that is silent, where no `--timeout` is given.
///
/// Source: gunicorn, Settings: timeout.
const GUNICORN_TIMEOUT_S: f64 = 30.0;

/// When gunicorn kills a sync worker that waits.
#[derive(Clone, Copy)]
pub(crate) struct WorkerTimeout {
    pub(crate) after_s: f64,
    /// Whether it is gunicorn's default, since the service gives none.
    pub(crate) is_assumed: bool,
}

/// When gunicorn kills a worker of the service, where the worker serves one request at a time and says nothing
/// meanwhile. The workers of other classes keep reporting while a request waits.
fn worker_timeout(service: &Service) -> Option<WorkerTimeout> {
    let given = service.request_timeout_s.map(Quantity::get);
    let after_s = given.unwrap_or(GUNICORN_TIMEOUT_S);
    (service.worker_class == Some(WorkerClass::Sync) && after_s > 0.0)
        .then_some(WorkerTimeout { after_s, is_assumed: given.is_none() })
}

/// The same where that comes before the pool gives up the wait for a connection, and no proxy gives up sooner.
pub(crate) fn worker_killed_first(service: &Service) -> Option<WorkerTimeout> {
    let proxy = given_s(service.proxy_timeout_s).unwrap_or(f64::INFINITY);
    worker_timeout(service).filter(|worker| worker.after_s <= service.pool.timeout_s.get() && worker.after_s < proxy)
}

/// The longest that a statement of a service may run, in seconds; None where nothing ends it.
pub(crate) fn statement_timeout_s(database: &Database, service: &Service) -> Option<f64> {
    let timeout = service.statement_timeout_ms.or(database.statement_timeout_ms)?;
    Some(timeout.as_seconds()).filter(|seconds| *seconds > 0.0)
}

/// When a request is given up, by the service or by the proxy in front, in seconds; None where neither does.
pub(crate) fn given_up_s(service: &Service) -> Option<f64> {
    let given = [service.request_timeout_s, service.proxy_timeout_s].into_iter();
    given.filter_map(given_s).min_by(f64::total_cmp)
}

/// The same once the service gives up before the proxy does.
pub(crate) fn request_within_s(service: &Service) -> Option<f64> {
    match (given_s(service.request_timeout_s), given_s(service.proxy_timeout_s)) {
        (Some(request), Some(proxy)) if request >= proxy => Some(inside(proxy)),
        _ => given_up_s(service),
    }
}

/// In gunicorn as in PostgreSQL a timeout of 0 is none.
fn given_s(timeout: Option<Seconds>) -> Option<f64> {
    timeout.map(Quantity::get).filter(|seconds| *seconds > 0.0)
}

/// "times out after 30 s".
pub(crate) fn when_given_up(service: &Service) -> Option<String> {
    let (now, within) = (given_up_s(service)?, request_within_s(service)?);
    Some(if within < now {
        format!("has to time out after {}, before the proxy does", seconds(within))
    } else {
        format!("times out after {}", seconds(now))
    })
}

/// The longest that one statement of a request should run, in milliseconds: half of the time, which leaves the other for
/// waiting and for the application.
pub(crate) fn statement_within_ms(request_s: f64) -> f64 {
    let half = request_s * 500.0;
    if half >= 1.0 { half.floor() } else { half }
}

/// The longest that a statement may run once it ends before its request does, in seconds; 0 where nobody says.
pub(crate) fn statement_within_s(database: &Database, service: &Service, request_s: f64) -> f64 {
    let is_given = service.statement_timeout_ms.or(database.statement_timeout_ms).is_some();
    match statement_timeout_s(database, service) {
        Some(statement) if statement < request_s => statement,
        None if !is_given => 0.0,
        _ => statement_within_ms(request_s) / 1000.0,
    }
}

/// What a request may wait for a connection and still run its statement before it is given up, in seconds.
pub(crate) fn left_for_waiting_s(database: &Database, service: &Service) -> Option<f64> {
    let request = request_within_s(service)?;
    Some(request - statement_within_s(database, service, request))
}

/// The longest that opening a connection should take, in whole seconds as libpq takes them: half of what is `left` of a
/// request for waiting, at least 2 s where there is as much, and at most what most services set.
pub(crate) fn connect_within_s(left: Option<f64>) -> f64 {
    let half = left.map_or(MAX_CONNECT_S, |left| left * 0.5);
    let whole = half.floor().clamp(MIN_CONNECT_S, MAX_CONNECT_S);
    if left.is_some_and(|left| whole >= left) { half } else { whole }
}

/// libpq before 17 takes 1 s as 2 s; 10 s is what services set that set it.
const MIN_CONNECT_S: f64 = 2.0;
const MAX_CONNECT_S: f64 = 10.0;

/// The longest `pool_timeout`.
pub(crate) fn longest_timeout(database: &Database, service: &Service) -> Option<Bound> {
    let left = left_for_waiting_s(database, service);
    let assumed = worker_timeout(service).filter(|worker| {
        // Where a user waits and nothing else is known, the bound below is shorter.
        let is_shortest = left.map_or(service.kind.is_job(), |left| worker.after_s < left);
        worker.is_assumed && is_shortest
    });
    if let Some(worker) = assumed {
        let limit = duration(worker.after_s * 1000.0);
        return Some(Bound {
            value: inside(worker.after_s),
            because: format!(
                "gunicorn kills a sync worker that waits longer than --timeout, and {limit}, its default, is assumed"
            ),
            formula: format!("pool_timeout < gunicorn's --timeout: {} × {limit}", number(INNER_TIMEOUT_SHARE)),
            source: "gunicorn, Settings: timeout",
        });
    }
    if let (Some(left), Some(request)) = (left, request_within_s(service)) {
        let within = duration(request * 1000.0);
        let by = if given_s(service.request_timeout_s).is_some() { "request timeout" } else { "proxy timeout" };
        let formula = if left < request {
            let statement = duration((request - left) * 1000.0);
            format!(
                "pool_timeout + statement_timeout < {by}: {} × ({within} − {statement})",
                number(INNER_TIMEOUT_SHARE)
            )
        } else {
            format!("pool_timeout < {by}: {} × {within}", number(INNER_TIMEOUT_SHARE))
        };
        return Some(Bound {
            value: inside(left),
            because: "a longer wait leaves no time to run a statement before the request times out".to_owned(),
            formula,
            source: "timeouts nest: the inner timeout must end first",
        });
    }
    service.kind.answers().then(|| Bound {
        value: MAX_WEB_TIMEOUT_S,
        because:
            "a user is gone by then, gunicorn kills a worker after 30 s by default, and a queue that long hides an \
                  overload"
                .to_owned(),
        formula: format!("pool_timeout ≤ {}", duration(MAX_WEB_TIMEOUT_S * 1000.0)),
        source: "practice of teams who run such pools: 10 to 30 s where somebody waits",
    })
}

/// The shortest `pool_timeout`. What nests goes first.
pub(crate) fn shortest_timeout(database: &Database, service: &Service) -> Option<Bound> {
    let nests = longest_timeout(database, service).is_none_or(|most| MIN_JOB_TIMEOUT_S <= most.value);
    (service.kind.is_job() && nests).then(|| Bound {
        value: MIN_JOB_TIMEOUT_S,
        because: "nobody waits for a job, so waiting is better than failing".to_owned(),
        formula: format!("pool_timeout ≥ {}", duration(MIN_JOB_TIMEOUT_S * 1000.0)),
        source: "practice of teams who run such pools: 60 to 120 s in the background",
    })
}

#[cfg(test)]
mod tests {
    use crate::{Scenario, plan};

    /// The codes of the rules about timeouts that nest.
    const NESTING: [&str; 8] = ["PW014", "PW015", "PW016", "PW017", "PW018", "PW019", "PW046", "PW058"];

    fn nesting(scenario: &Scenario) -> Vec<crate::rules::Finding> {
        plan(scenario).findings.into_iter().filter(|finding| NESTING.contains(&&*finding.code)).collect()
    }

    /// Makes all fixes at once, after which nothing is left to say, and gives the timeout of the pool.
    fn check(settings: &str) -> f64 {
        let scenario = Scenario::from_toml(settings).unwrap();
        let set = nesting(&scenario).into_iter().filter_map(|finding| finding.fix).flat_map(|fix| fix.set);
        let fixed = set.fold(scenario, |scenario, (path, to)| scenario.with(&path, to).unwrap());
        let left: Vec<String> = nesting(&fixed).into_iter().map(|finding| finding.message).collect();
        assert!(left.is_empty(), "{settings}: {left:?}");
        fixed.services[0].pool.timeout_s.get()
    }

    #[test]
    fn the_fix_of_one_timeout_leaves_the_others_right() {
        let near = |settings: &str, timeout_s: f64| {
            let found = check(&format!("[pooler]\npool_mode = 'transaction'\n[[services]]\n{settings}"));
            assert!((found - timeout_s).abs() < 1e-9, "{settings}: {found}");
        };
        near("statement_timeout_ms = 60000\nrequest_timeout_s = 30\npool = { timeout_s = 24 }", 12.0);
        near(
            "statement_timeout_ms = 5000\nrequest_timeout_s = 60\nproxy_timeout_s = 30\npool = { timeout_s = 40 }",
            15.0,
        );
        near(
            "statement_timeout_ms = 25000\nrequest_timeout_s = 60\nproxy_timeout_s = 30\npool = { timeout_s = 4 }",
            4.0,
        );
        near("statement_timeout_ms = 0\nrequest_timeout_s = 30\npool = { timeout_s = 24 }", 12.0);
        near("statement_timeout_ms = 5000\nproxy_timeout_s = 30\npool = { timeout_s = 28 }", 20.0);
        near(
            "connect_timeout_s = 20\nstatement_timeout_ms = 0\nrequest_timeout_s = 30\npool = { timeout_s = 24 }",
            12.0,
        );
        near("kind = 'job'\nrequest_timeout_s = 600\nstatement_timeout_ms = 900000", 60.0);
    }
}
