//! The plan in a sentence.

mod detail;
mod pooler;

use crate::{
    advise::{lacks_headroom, misses, misses_in_deploy},
    budget::Totals,
    deadlock::can_deadlock,
    format::{count, duration, grouped, number, percent},
    predict::{Prediction, State, empty_after_s},
    rules::{Finding, RuleContext, Severity},
    scenario::{Database, Deploy, PoolClass, Scenario, Service, ServiceKind, Targets},
    units::Surge,
};
use serde::{Deserialize, Serialize};

/// The plan in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Verdict {
    /// Good or bad.
    pub status: Status,
    /// One sentence without a full stop: "Over budget by 23 connections, 53 during a deploy".
    pub headline: String,
    /// The sum behind it, and what the traffic needs.
    pub detail: String,
}

/// Good or bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Status {
    /// It fits and meets the targets.
    Fits,
    /// It fits, with little to spare or with a target missed.
    Tight,
    /// It does not fit, or does not keep up.
    Over,
    /// There is no traffic to judge by.
    Unknown,
}

/// With less than a tenth of the budget to spare, one more instance may not fit.
const MIN_SPARE_DIVISOR: u64 = 10;

impl Verdict {
    pub(super) fn new(context: &RuleContext<'_>, findings: &[Finding]) -> Self {
        let (status, headline) = Case { context, findings }.headline();
        Self { status, headline, detail: detail::detail(context.scenario, context.budget, context.advice) }
    }
}

/// What the headline is about.
struct Case<'a> {
    context: &'a RuleContext<'a>,
    findings: &'a [Finding],
}

type Headline = (Status, String);

impl Case<'_> {
    fn headline(&self) -> Headline {
        // The worst first. Nobody waits for a job, so its trouble comes after that of the pooler, which all share.
        let checks: [fn(&Self) -> Option<Headline>; 18] = [
            Self::nothing_given,
            Self::unbounded,
            Self::other_clients,
            Self::over_budget,
            Self::pooler_over,
            Self::deadlock,
            |case| case.saturated(ServiceKind::Web),
            Self::pooler_saturated,
            |case| case.timeouts(ServiceKind::Web),
            Self::pooler_timeouts,
            Self::pooler_beside_jobs,
            |case| case.saturated(ServiceKind::Job),
            |case| case.timeouts(ServiceKind::Job),
            Self::error,
            Self::without_traffic,
            Self::timeouts_in_deploy,
            Self::missed,
            Self::without_headroom,
        ];
        checks.iter().find_map(|check| check(self)).unwrap_or_else(|| self.spare())
    }

    fn nothing_given(&self) -> Option<Headline> {
        let Scenario { database, pooler, services, .. } = self.context.scenario;
        // A class of traffic without a rate is a field that was not filled, and 0 % of the instances is none of them.
        let or_none = |surge: Surge| if surge.rounded_up(u32::MAX) == 0 { Surge::Count(0) } else { surge };
        let is_empty = |service: &Service| {
            let deploy = Deploy { unavailable: or_none(service.deploy.unavailable), ..service.deploy };
            let given = Service { traffic: Vec::new(), surge: or_none(service.surge), deploy, ..service.clone() };
            service.rate_per_s() <= 0.0 && given == Service::default()
        };
        let nothing = services.iter().all(is_empty);
        let nothing = nothing && pooler.is_none() && *database == Database::default();
        nothing.then(|| {
            let words = "Nothing to judge yet: give a service with its pool and its traffic, or paste a configuration, an \
                         error or psql output";
            (Status::Unknown, words.to_owned())
        })
    }

    fn unbounded(&self) -> Option<Headline> {
        let unlimited =
            |service: &&Service| service.pool.class == PoolClass::QueuePool && service.pool.capacity().is_none();
        if let Some(service) = self.context.scenario.services.iter().find(unlimited) {
            return Some((
                Status::Over,
                format!("Unbounded: a pool of {} may open any number of connections", service.name),
            ));
        }
        let Totals { at_rest, at_deploy, at_scale } = self.context.budget.current;
        let unknown = self.context.scenario.services.iter().find(|service| service.has_unknown_tasks());
        at_rest.zip(at_deploy).zip(at_scale).is_none().then(|| {
            let words = match unknown {
                Some(service) => format!("Unbounded: {} may open any number of connections", service.name),
                None => "Over budget by more connections than can be counted".to_owned(),
            };
            (Status::Over, words)
        })
    }

    /// Where other clients leave nothing, no pool is small enough.
    fn other_clients(&self) -> Option<Headline> {
        let (others, usable) =
            (u64::from(self.context.scenario.database.other_clients.get()), self.context.budget.usable);
        (others > usable).then(|| {
            let words = format!(
                "Other clients alone take {}, and PostgreSQL admits {}",
                count(others, "connection"),
                grouped(usable)
            );
            (Status::Over, words)
        })
    }

    /// Once connections are refused, requests that time out are said in the same breath.
    fn over_budget(&self) -> Option<Headline> {
        let usable = self.context.budget.usable;
        let Totals { at_rest, at_deploy, at_scale } = self.context.budget.current;
        let [rest, deploy, scale] =
            [at_rest, at_deploy, at_scale].map(|taken| taken.unwrap_or(0).saturating_sub(usable));
        let over = |connections| count(connections, "connection");
        let words = match (rest, deploy, scale) {
            (1.., ..) if deploy > rest => format!("Over budget by {}, {} during a deploy", over(rest), grouped(deploy)),
            (1.., ..) => format!("Over budget by {}", over(rest)),
            (_, 1.., _) => format!("Over budget by {} during a deploy", over(deploy)),
            (_, _, 1..) => format!("Over budget by {} once scaled out", over(scale)),
            _ => return None,
        };
        let also = self.timing_out(|_| true).map_or_else(String::new, |share| format!("; {share}"));
        Some((Status::Over, format!("{words}{also}")))
    }

    fn deadlock(&self) -> Option<Headline> {
        let service = self.context.scenario.services.iter().find(|service| can_deadlock(service, &service.pool))?;
        Some((Status::Over, format!("Deadlock: tasks of {} can wait for each other's connections", service.name)))
    }

    fn saturated(&self, kind: ServiceKind) -> Option<Headline> {
        let mut services = self.services().filter(|(service, _)| service.kind == kind);
        let (service, now) = services.find(|(_, now)| now.state == State::Saturated)?;
        Some((Status::Over, saturation(service, now)))
    }

    fn timeouts(&self, kind: ServiceKind) -> Option<Headline> {
        let words = self.timing_out(|service| service.kind == kind)?;
        Some((Status::Over, words))
    }

    /// A scenario that `check` fails is never said to fit.
    fn error(&self) -> Option<Headline> {
        let finding = self.findings.iter().find(|finding| finding.severity == Severity::Error)?;
        let mut letters = finding.message.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        // The names of settings are in lower case wherever they stand.
        let is_setting = finding.message.split(' ').next().is_some_and(|word| word.contains('_'));
        let words = if is_setting { finding.message.clone() } else { format!("{first}{}", letters.as_str()) };
        Some((Status::Over, words))
    }

    fn without_traffic(&self) -> Option<Headline> {
        let nothing = self.context.current.iter().all(|now| now.state == State::NoTraffic);
        nothing.then(|| {
            let [taken, usable] = [self.at_scale(), self.context.budget.usable].map(grouped);
            let with_rate = self.context.scenario.services.iter().find(|service| service.rate_per_s() > 0.0);
            let add = match with_rate {
                Some(service) => {
                    format!("the traffic of {} holds connections for 0 ms: add how long it holds one", service.name)
                }
                None => "add traffic".to_owned(),
            };
            let words = format!("At most {taken} of {usable} connections; {add} to see whether that is enough");
            (Status::Unknown, words)
        })
    }

    fn timeouts_in_deploy(&self) -> Option<Headline> {
        let RuleContext { scenario, in_deploy, .. } = *self.context;
        let (service, then) = scenario
            .services
            .iter()
            .zip(in_deploy)
            .filter_map(|(service, then)| Some((service, then.as_ref()?)))
            .find(|(service, then)| {
                then.timeout_probability > scenario.targets.for_service(service).timeout_probability.get()
            })?;
        let words = match then.state {
            // It ends before it has come to what it would be in the long run.
            State::Saturated => format!("the pools of {} do not keep up", service.name),
            _ => format!("{} of the requests to {} time out", percent(then.timeout_probability), service.name),
        };
        Some((Status::Tight, format!("Fits the budget, but in a deploy {words}")))
    }

    fn missed(&self) -> Option<Headline> {
        let RuleContext { scenario, in_deploy, .. } = *self.context;
        let targets = |service: &Service| scenario.targets.for_service(service);
        let words = if let Some((service, now)) =
            self.services().find(|(service, now)| !misses(&targets(service), now).is_empty())
        {
            shortfall(&targets(service), service, now)
        } else if let Some((service, then)) = scenario
            .services
            .iter()
            .zip(in_deploy)
            .filter_map(|(service, then)| Some((service, then.as_ref()?)))
            .find(|(service, then)| !misses_in_deploy(&targets(service), then).is_empty())
        {
            match then.state {
                // It ends before it has come to what it would be in the long run.
                State::Saturated => format!("in a deploy the pools of {} do not keep up", service.name),
                _ => format!("in a deploy {}", shortfall(&targets(service), service, then)),
            }
        } else {
            let miss = self.pooler().and_then(|now| misses(&scenario.targets, now).into_iter().next())?;
            format!("the pooler misses a target: {}", miss.text())
        };
        Some((Status::Tight, format!("Fits the budget, but {words}")))
    }

    fn without_headroom(&self) -> Option<Headline> {
        let rows = self.context.scenario.services.iter().zip(self.context.headroom);
        let (name, traffic) = rows
            .filter_map(|(service, bears)| Some((service, bears.as_ref()?.traffic)))
            .filter(|(service, traffic)| lacks_headroom(&self.context.scenario.targets.for_service(service), *traffic))
            .map(|(service, traffic)| (&service.name, traffic))
            .min_by(|a, b| a.1.total_cmp(&b.1))?;
        let words =
            format!("Fits the budget, but the pools of {name} bear no more than {} times the traffic", number(traffic));
        Some((Status::Tight, words))
    }

    fn spare(&self) -> Headline {
        let (taken, usable) = (self.at_scale(), self.context.budget.usable);
        let spare = usable.saturating_sub(taken);
        if spare < usable / MIN_SPARE_DIVISOR {
            (Status::Tight, format!("Fits, with {} to spare", count(spare, "connection")))
        } else {
            (Status::Fits, format!("Fits: {} of {} connections", grouped(taken), grouped(usable)))
        }
    }

    /// "9 % of the requests to api time out", of the service that loses the largest share.
    fn timing_out(&self, is_meant: impl Fn(&Service) -> bool) -> Option<String> {
        let targets = &self.context.scenario.targets;
        let too_many = |(service, now): &(&Service, &Prediction)| {
            now.timeout_probability > targets.for_service(service).timeout_probability.get()
        };
        let worst = |a: &(&Service, &Prediction), b: &(&Service, &Prediction)| {
            // Of equals the first.
            a.1.timeout_probability.total_cmp(&b.1.timeout_probability).then(std::cmp::Ordering::Greater)
        };
        let meant = self.services().filter(|(service, _)| is_meant(service));
        let (service, now) = meant.filter(too_many).max_by(worst)?;
        Some(format!("{} of the requests to {} time out", percent(now.timeout_probability), service.name))
    }

    fn services(&self) -> impl Iterator<Item = (&Service, &Prediction)> {
        self.context.scenario.services.iter().zip(self.context.current)
    }

    fn at_scale(&self) -> u64 {
        self.context.budget.current.at_scale.unwrap_or(u64::MAX)
    }
}

fn saturation(service: &Service, now: &Prediction) -> String {
    let name = &service.name;
    if let Some(lasts) = empty_after_s(service, now.capacity).filter(|_| !now.is_overloaded()) {
        return format!("Leaking: the pools of {name} are empty after about {}", duration(lasts * 1000.0));
    }
    if let Some(asked) = now.max_concurrent_checkouts.filter(|_| now.has_one_for_all()) {
        let load = number(now.offered_load);
        format!(
            "Saturated: the traffic of {name} takes {load} connections, and a worker's tasks ask for {asked} at once"
        )
    } else if now.timeout_probability < 0.005 {
        let (load, capacity) = (number(now.offered_load), grouped(now.capacity.unwrap_or(0)));
        format!("Saturated: the traffic of {name} takes {load} of the {capacity} connections of a pool")
    } else {
        format!("Saturated: {} of the requests to {name} time out", percent(now.timeout_probability))
    }
}

fn shortfall(targets: &Targets, service: &Service, now: &Prediction) -> String {
    if now.timeout_probability > targets.timeout_probability.get() {
        format!("{} of the requests to {} time out", percent(now.timeout_probability), service.name)
    } else if now.wait_ms.p95 > targets.wait_p95_ms.get() {
        format!("5 % of the requests to {} wait over {}", service.name, duration(now.wait_ms.p95))
    } else if targets.wait_p99_ms.is_some_and(|wait| now.wait_ms.p99 > wait.get()) {
        format!("1 % of the requests to {} wait over {}", service.name, duration(now.wait_ms.p99))
    } else {
        let utilization = now.utilization_peak.unwrap_or(0.0);
        format!("the pools of {} are {} busy", service.name, percent(utilization))
    }
}

#[cfg(test)]
mod tests {
    use crate::{Scenario, plan, scenario::Pool};

    fn check(service: &str, headline: &str) {
        let text = format!("[[services]]\ntraffic = [{{ rate_per_s = 120, hold_ms = {{ mean = 50 }} }}]\n{service}");
        check_scenario(&text, headline);
    }

    fn check_scenario(text: &str, headline: &str) {
        assert_eq!(plan(&Scenario::from_toml(text).unwrap()).verdict.headline, headline, "{text}");
    }

    #[test]
    fn traffic_that_holds_nothing_is_no_missing_traffic() {
        check_scenario(
            "[[services]]\ntraffic = [{ rate_per_s = 100, hold_ms = { mean = 0 } }]",
            "At most 15 of 97 connections; the traffic of app holds connections for 0 ms: add how long it holds one to see \
             whether that is enough",
        );
        check_scenario(
            "[[services]]\ninstances = 2",
            "At most 30 of 97 connections; add traffic to see whether that is enough",
        );
    }

    #[test]
    fn the_headline_says_the_worst() {
        check("instances = 20", "Over budget by 203 connections");
        check("pool = { size = 0 }", "Unbounded: a pool of app may open any number of connections");
        check("pool = { size = 3, overflow = 0 }", "Saturated: 50 % of the requests to app time out");
        check("leak_probability = 0.001", "Leaking: the pools of app are empty after about 2.08 min");
        check(
            "concurrency = 4",
            "Saturated: the traffic of app takes 6 connections, and a worker's tasks ask for 4 at once",
        );
        check(
            "instances = 4\npool = { size = 2, overflow = 2 }\ndeploy = { unavailable = 3, start_s = 60 }",
            "Fits the budget, but in a deploy the pools of app do not keep up",
        );
        check("instances = 6", "Fits, with 7 connections to spare");
        check("", "Fits: 15 of 97 connections");
        check("max_instances = 8", "Over budget by 23 connections once scaled out");
        check(
            "concurrency = 40\ncheckouts_per_task = 2",
            "Deadlock: tasks of app can wait for each other's connections",
        );
        check(
            "instances = 20\n[pooler]\npool_mode = 'transaction'\nmax_client_conn = 200",
            "Over max_client_conn by 100 connections",
        );
        check(
            "[pooler]\npool_mode = 'transaction'\ndefault_pool_size = 8",
            "Fits the budget, but the pooler misses a target: mean utilization 75 % instead of 70 %",
        );
        check(
            "[pooler]\npool_mode = 'transaction'\nmax_db_connections = 5",
            "Saturated: the traffic through the pooler takes 6 of the 5 connections of a pool",
        );
        check(
            "[pooler]\npool_mode = 'session'\ndefault_pool_size = 10",
            "Session mode: 15 clients share 10 connections to the server",
        );
    }

    #[test]
    fn a_pooler_comes_before_a_job() {
        let job = |rate: f64, pooler: &str| {
            format!(
                "[pooler]\npool_mode = 'transaction'\n{pooler}\n[[services]]\nname = 'nightly'\nkind = 'job'\n\
                 direct = true\npool = {{ size = 1, overflow = 0 }}\n\
                 traffic = [{{ rate_per_s = {rate}, hold_ms = {{ mean = 1000 }} }}]"
            )
        };
        check(
            &job(1.2, "default_pool_size = 3"),
            "Saturated: the traffic through the pooler takes 6 of the 3 connections of a pool",
        );
        check(
            &job(1.2, "default_pool_size = 8"),
            "The pooler misses a target: mean utilization 75 % instead of 70 %; saturated: 16.7 % of the requests to \
             nightly time out",
        );
        check(&job(1.2, "default_pool_size = 20"), "Saturated: 16.7 % of the requests to nightly time out");
        check(
            &format!("pool = {{ size = 3, overflow = 0 }}\n{}", job(1.2, "default_pool_size = 3")),
            "Saturated: 50 % of the requests to app time out",
        );
    }

    #[test]
    fn other_clients_that_leave_nothing_come_first() {
        check(
            "instances = 2\n[database]\nother_clients = 120",
            "Other clients alone take 120 connections, and PostgreSQL admits 97",
        );
        check("instances = 2\n[database]\nother_clients = 96", "Over budget by 29 connections");
    }

    #[test]
    fn a_leaking_pool_that_fits_is_left_as_it_is() {
        let scenario = Scenario::from_toml(
            "[[services]]\nleak_probability = 0.001\ntraffic = [{ rate_per_s = 10, hold_ms = { mean = 50 } }]",
        );
        let plan = plan(&scenario.unwrap());
        let sizes = |pool: &Pool| (pool.size, pool.overflow);
        assert_eq!(sizes(&plan.services[0].advised.pool), sizes(&plan.services[0].current.pool));
        assert!(!plan.services[0].feasible);
    }
}
