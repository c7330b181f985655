//! The plan in a sentence.

mod connections;
mod detail;
mod pooler;
mod traffic;

use crate::{
    outlook::Outlook,
    rules::{Finding, Severity},
    scenario::{Database, Deploy, Scenario, Service, ServiceKind},
    units::Surge,
};
use serde::{Deserialize, Serialize};

/// The plan in plain words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
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

impl Verdict {
    pub(super) fn new(outlook: &Outlook<'_>, findings: &[Finding]) -> Self {
        let case = Case { outlook, findings };
        let (status, headline) = CHECKS.iter().find_map(|check| check(&case)).unwrap_or_else(|| case.spare());
        let nothing = case.nothing_given().map(|_| TO_GIVE.to_owned());
        Self { status, headline, detail: nothing.unwrap_or_else(|| detail::detail(outlook)) }
    }
}

/// What the headline is about.
struct Case<'a> {
    outlook: &'a Outlook<'a>,
    findings: &'a [Finding],
}

type Headline = (Status, String);

/// What the headline reports, the worst first. Nobody waits for a job, so its trouble comes after that of the pooler, which
/// all share.
const CHECKS: [fn(&Case<'_>) -> Option<Headline>; 18] = [
    |case| case.nothing_given(),
    |case| case.unbounded(),
    |case| case.other_clients(),
    |case| case.over_budget(),
    |case| case.pooler_over(),
    |case| case.deadlock(),
    |case| case.saturated(ServiceKind::answers),
    |case| case.pooler_saturated(),
    |case| case.timeouts(ServiceKind::answers),
    |case| case.pooler_timeouts(),
    |case| case.pooler_beside_jobs(),
    |case| case.saturated(ServiceKind::is_job),
    |case| case.timeouts(ServiceKind::is_job),
    |case| case.error(),
    |case| case.without_traffic(),
    |case| case.timeouts_in_deploy(),
    |case| case.missed(),
    |case| case.without_headroom(),
];

/// Where nothing is given.
const NOTHING: &str = "Nothing to judge yet";

/// What there is to give.
const TO_GIVE: &str =
    "Give a service with its pool and its traffic, or paste a configuration, an error or psql output.";

impl Case<'_> {
    fn nothing_given(&self) -> Option<Headline> {
        let Scenario { database, pooler, services, .. } = self.outlook.scenario;
        // A class of traffic without a rate is a field that was not filled, and 0 % of the instances is none of them.
        let or_none = |surge: Surge| if surge.rounded_up(u32::MAX) == 0 { Surge::Count(0) } else { surge };
        let is_empty = |service: &Service| {
            let deploy = Deploy { unavailable: or_none(service.deploy.unavailable), ..service.deploy };
            let given = Service { traffic: Vec::new(), surge: or_none(service.surge), deploy, ..service.clone() };
            service.rate_per_s() <= 0.0 && given == Service::default()
        };
        let nothing = services.iter().all(is_empty);
        let nothing = nothing && pooler.is_none() && *database == Database::default();
        nothing.then(|| (Status::Unknown, NOTHING.to_owned()))
    }

    fn deadlock(&self) -> Option<Headline> {
        let service = self.outlook.services.iter().find(|service| service.current.deadlocks)?.service;
        Some((Status::Over, format!("Deadlock: tasks of {} can wait for each other's connections", service.name)))
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
}

#[cfg(test)]
mod tests {
    use crate::{
        Scenario, plan,
        plan::plan_document,
        predict::Predictor,
        scenario::{Document, Pool},
    };

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
            "At most 15 of an assumed 97 connections; add how long a request to app holds a connection to see whether \
             that is enough",
        );
        check_scenario(
            "[[services]]\ninstances = 2",
            "At most 30 of an assumed 97 connections; add traffic to see whether that is enough",
        );
    }

    #[test]
    fn the_headline_says_the_worst() {
        check("instances = 20", "Over budget by 203 connections");
        check("instances = 20\n[database]\nmax_connections = 90", "Over budget by 213 connections");
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
        check("", "Fits: 15 of an assumed 97 connections");
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
            "Fits the budget, but the pooler misses a target: mean utilization 75 %, over the target of 70 %",
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
    fn who_gives_way_is_named() {
        let detail = |rate: f64| {
            let service = |name: &str| {
                format!(
                    "[[services]]\nname = '{name}'\ntraffic = [{{ rate_per_s = {rate}, hold_ms = {{ mean = 50 }} }}]\n"
                )
            };
            let text =
                format!("database = {{ max_connections = 60 }}\n{}{}{}", service("a"), service("b"), service("c"));
            plan(&Scenario::from_toml(&text).unwrap()).verdict.detail
        };
        assert!(detail(800.0).ends_with(" So that a keeps up, b and c get what is left."), "{}", detail(800.0));
        assert!(!detail(80.0).contains("So that"), "{}", detail(80.0));
    }

    #[test]
    fn a_headline_says_what_it_assumes() {
        let check = |text: &str, headline: &str| {
            let document = Document::from_toml(text).unwrap();
            assert_eq!(plan_document(&document, Predictor::ClosedForm).verdict.headline, headline, "{text}");
        };
        check("[[services]]\ninstances = 9", "Over budget by 38 connections, if max_connections is 100, the default");
        check("[database]\nmax_connections = 100\n[[services]]\ninstances = 9", "Over budget by 38 connections");
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
            "The pooler misses a target: mean utilization 75 %, over the target of 70 %; saturated: 16.7 % of the requests to \
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
