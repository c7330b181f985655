//! How many instances hold connections while a deploy replaces them.
//!
//! An instance counts from the moment it is started until it has ended: it may open all its pools' connections as soon
//! as it runs, and gives the last one back when it ends. A Kubernetes Deployment counts instances that are told to end
//! no longer, so they come on top of its surge.
//! Source: Kubernetes, Deployments, "Rolling Update Deployment".
//!
//! ```
//! use poolwise::{Scenario, deploy::Rollout};
//!
//! let scenario = Scenario::from_toml(
//!     "[[services]]\ninstances = 4\nsurge = '25%'\ndeploy = { unavailable = '25%', start_s = 10, drain_s = 30 }",
//! )
//! .unwrap();
//! let service = &scenario.services[0];
//! // One starts beyond the four and one old one ends at once; each time two are ready, two more end within 30 seconds.
//! assert_eq!(Rollout::new(service, service.instances).peak, 8);
//! ```

use crate::{
    scenario::{Service, Strategy},
    units::{Positive, as_f64},
};
use serde::Serialize;

/// A deploy, step by step.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Rollout {
    /// What changes, from the start; each step holds until the next.
    pub steps: Vec<Step>,
    /// The most instances that hold connections at once.
    pub peak: u64,
}

/// The instances of a service at one time of a deploy.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Step {
    /// Seconds from the start of the deploy.
    pub at_s: f64,
    /// Old ones that serve.
    pub old: u64,
    /// Old ones that were told to end and still hold connections.
    pub ending: u64,
    /// New ones that are not ready yet.
    pub starting: u64,
    /// New ones that serve.
    pub new: u64,
}

/// A rolling deploy of more rounds than this is not followed to its end.
const MAX_ROLLOUT_ROUNDS: usize = 1000;

impl Step {
    /// All that may hold connections.
    #[must_use]
    pub fn holding(&self) -> u64 {
        self.old + self.ending + self.starting + self.new
    }
}

impl Rollout {
    /// The deploy of a service of which so many instances run.
    #[must_use]
    pub fn new(service: &Service, instances: Positive) -> Self {
        let all = u64::from(instances.get());
        let (start, drain) = (service.deploy.start_s.get(), service.deploy.drain_s.get());
        let step = |at_s, old, ending, starting, new| Step { at_s, old, ending, starting, new };
        // Who gives a surge above the instances means it: Kubernetes would start no more than it replaces.
        let least = match service.deploy.strategy {
            Strategy::Rolling => all + service.surge.rounded_up(instances.get()),
            _ => all,
        };
        let steps = match service.deploy.strategy {
            Strategy::BlueGreen | Strategy::Preboot => {
                vec![step(0.0, all, 0, all, 0), step(start, 0, all, 0, all), step(start + drain, 0, 0, 0, all)]
            }
            Strategy::Recreate => {
                vec![step(0.0, 0, all, 0, 0), step(drain, 0, 0, all, 0), step(drain + start, 0, 0, 0, all)]
            }
            Strategy::Rolling => {
                let surge = service.surge.rounded_up(instances.get());
                Rolling { all, surge, unavailable: unavailable(service, instances), start, drain }.steps()
            }
        };
        Self { peak: steps.iter().map(Step::holding).fold(least, u64::max), steps }
    }

    /// The fewest instances that serve for any length of time while new ones start; None where nothing is missing, or
    /// everything.
    pub(crate) fn serving(service: &Service, instances: Positive) -> Option<u64> {
        let all = u64::from(instances.get());
        let missing = match service.deploy.strategy {
            Strategy::Rolling if service.deploy.start_s.get() > 0.0 => unavailable(service, instances),
            _ => 0,
        };
        all.checked_sub(missing).filter(|serving| (1..all).contains(serving))
    }

    /// Whether nobody serves while new ones start.
    pub(crate) fn leaves_none(service: &Service) -> bool {
        service.deploy.strategy == Strategy::Rolling
            && service.deploy.start_s.get() > 0.0
            && unavailable(service, service.instances) >= service.instances.get().into()
    }

    /// The peak alone. Only where instances end some time after they are told to, it takes the steps to know it.
    pub(crate) fn peak_of(service: &Service, instances: Positive) -> u64 {
        let all = u64::from(instances.get());
        match service.deploy.strategy {
            Strategy::Rolling if service.deploy.drain_s.get() > 0.0 => Self::new(service, instances).peak,
            Strategy::Rolling => all + service.surge.rounded_up(instances.get()),
            Strategy::BlueGreen | Strategy::Preboot => 2 * all,
            Strategy::Recreate => all,
        }
    }
}

impl Service {
    /// The pools at a deploy's peak: (instances + surge) × workers × engines, where no more is said of the deploy. None
    /// where beyond 64 bits.
    #[must_use]
    pub fn pools_at_deploy(&self) -> Option<u64> {
        self.pools_of(Rollout::peak_of(self, self.instances))
    }

    /// The pools at the peak of a deploy while as many instances run as autoscaling may start. None where beyond 64 bits.
    #[must_use]
    pub fn pools_at_scale(&self) -> Option<u64> {
        self.pools_of(Rollout::peak_of(self, self.most_instances()))
    }

    /// The instances that serve while a deploy has some of them missing; None where it has none, or all.
    #[must_use]
    pub fn serving_in_deploy(&self) -> Option<u64> {
        Rollout::serving(self, self.instances)
    }

    /// The service as its pools see it meanwhile: those that are left have all of the traffic.
    ///
    /// ```
    /// let scenario = poolwise::Scenario::from_toml(
    ///     "[[services]]\ninstances = 4\ndeploy = { unavailable = '50%', start_s = 60 }\ntraffic = [{ rate_per_s = 100 }]",
    /// )
    /// .unwrap();
    /// let service = &scenario.services[0];
    /// assert_eq!(service.serving_in_deploy(), Some(2));
    /// assert_eq!(service.in_deploy().unwrap().rate_per_s(), 200.0);
    /// ```
    #[must_use]
    pub fn in_deploy(&self) -> Option<Self> {
        let serving = self.serving_in_deploy()?;
        Some(self.scaled(f64::from(self.instances.get()) / as_f64(serving), 1.0))
    }
}

/// How many may be missing. With neither these nor a surge nothing could be replaced: who has no room beyond ends one
/// first.
fn unavailable(service: &Service, instances: Positive) -> u64 {
    let least = u64::from(service.surge.rounded_up(instances.get()) == 0);
    service.deploy.unavailable.rounded_down(instances.get()).max(least)
}

/// A rolling deploy: never more than `all + surge` that were not told to end, never fewer than `all − unavailable` that
/// serve.
struct Rolling {
    all: u64,
    surge: u64,
    unavailable: u64,
    start: f64,
    drain: f64,
}

impl Rolling {
    fn steps(&self) -> Vec<Step> {
        let (mut old, mut new) = (self.all, 0);
        let mut course = Course::default();
        let mut at_s = 0.0;
        for _ in 0..MAX_ROLLOUT_ROUNDS {
            // What started in the round before is ready: as many old ones may end as are not needed to serve.
            let spare = (old + new).saturating_sub(self.all - self.unavailable).min(old);
            old -= spare;
            if self.drain > 0.0 && spare > 0 {
                course.ending.push((at_s + self.drain, spare));
            }
            let starting = (self.all - new).min((self.all + self.surge).saturating_sub(old + new));
            course.tell(at_s, (old, starting, new));
            if starting == 0 {
                course.until(f64::INFINITY);
                return course.steps;
            }
            at_s += self.start;
            course.until(at_s);
            new += starting;
        }
        if self.drain > 0.0 && at_s <= self.drain {
            // None has ended so far, and perhaps none will before all are told to.
            course.steps.push(Step { at_s, old: 0, ending: self.all, starting: 0, new: self.all });
        }
        course.steps
    }
}

/// The steps so far, and when how many old ones will have ended.
#[derive(Default)]
struct Course {
    steps: Vec<Step>,
    ending: Vec<(f64, u64)>,
}

impl Course {
    /// A step at a time, by which those have ended that were told to long enough ago.
    fn tell(&mut self, at_s: f64, (old, starting, new): (u64, u64, u64)) {
        self.ending.retain(|(end, _)| *end > at_s);
        let ending = self.ending.iter().map(|(_, count)| count).sum();
        self.steps.push(Step { at_s, old, ending, starting, new });
    }

    /// The steps before a time at which some end.
    fn until(&mut self, time: f64) {
        while let (Some(&(end, _)), Some(&last)) =
            (self.ending.first().filter(|(end, _)| *end < time), self.steps.last())
        {
            self.tell(end, (last.old, last.starting, last.new));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Scenario;

    fn rollout(service: &str) -> Rollout {
        let scenario = Scenario::from_toml(&format!("[[services]]\n{service}")).unwrap();
        let service = &scenario.services[0];
        let rollout = Rollout::new(service, service.instances);
        assert_eq!(Rollout::peak_of(service, service.instances), rollout.peak);
        rollout
    }

    fn check(service: &str, peak: u64) {
        let rollout = rollout(service);
        assert_eq!(rollout.peak, peak, "{service}: {:?}", rollout.steps);
        assert!(rollout.steps.windows(2).all(|pair| pair[0].at_s <= pair[1].at_s), "{service}: {:?}", rollout.steps);
        let last = rollout.steps.last().unwrap();
        assert_eq!((last.old, last.ending, last.starting), (0, 0, 0), "{service}: {:?}", rollout.steps);
    }

    #[test]
    fn a_rolling_deploy_has_its_surge_and_those_that_end() {
        check("instances = 4\nsurge = '25%'", 5);
        check("instances = 4\nsurge = '25%'\ndeploy = { drain_s = 30, start_s = 60 }", 6);
        check("instances = 4\nsurge = '25%'\ndeploy = { drain_s = 30, start_s = 10 }", 8);
        check("instances = 4\nsurge = 1\ndeploy = { drain_s = 1000, start_s = 10 }", 8);
        check("instances = 4", 4);
        check("instances = 4\ndeploy = { drain_s = 30 }", 8);
        check("instances = 4\nsurge = 9", 13);
    }

    #[test]
    fn all_at_once_is_twice_as_many_or_none_more() {
        check("instances = 4\ndeploy = { strategy = 'blue-green' }", 8);
        check("instances = 4\nsurge = 3\ndeploy = { strategy = 'preboot', drain_s = 5 }", 8);
        check("instances = 4\ndeploy = { strategy = 'recreate', drain_s = 5 }", 4);
    }

    #[test]
    fn fewer_serve_while_new_ones_start() {
        let check = |service: &str, serving: Option<u64>| {
            let scenario = Scenario::from_toml(&format!("[[services]]\n{service}")).unwrap();
            let service = &scenario.services[0];
            assert_eq!(Rollout::serving(service, service.instances), serving, "{service:?}");
            let steps = Rollout::new(service, service.instances).steps;
            let lasting =
                steps.windows(2).filter(|pair| pair[0].at_s < pair[1].at_s).map(|pair| pair[0].old + pair[0].new);
            let fewest = lasting.min().filter(|fewest| (1..u64::from(service.instances.get())).contains(fewest));
            assert_eq!(serving, fewest, "{steps:?}");
        };
        check("instances = 4\ndeploy = { unavailable = '50%', start_s = 60 }", Some(2));
        check("instances = 4\ndeploy = { unavailable = 3, start_s = 60, drain_s = 5 }\nsurge = 2", Some(1));
        check("instances = 4\ndeploy = { start_s = 60 }", Some(3));
        check("instances = 4\nsurge = 1\ndeploy = { start_s = 60 }", None);
        check("instances = 4\ndeploy = { unavailable = 2 }", None);
        check("instances = 4\ndeploy = { unavailable = '100%', start_s = 60 }", None);
        check("deploy = { start_s = 60 }", None);
        check("instances = 4\ndeploy = { strategy = 'blue-green', start_s = 60 }", None);
    }

    #[test]
    fn a_fleet_without_end_is_not_followed_to_its_end() {
        let peak = |deploy: &str| rollout(&format!("instances = 4294967295\nsurge = 1\n{deploy}")).peak;
        assert_eq!(peak(""), 4_294_967_296);
        assert_eq!(peak("deploy = { start_s = 10, drain_s = 30 }"), 4_294_967_299);
        assert_eq!(peak("deploy = { drain_s = 30 }"), 8_589_934_590);
    }
}
