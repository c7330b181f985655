//! The traffic that pools are sized for: that of the busiest quarter of an hour, on all instances that it starts.

use super::{
    Deploy, Scenario, Service, ServiceKind, Strategy, Traffic,
    profile::{self, Profile},
};
use crate::units::{Positive, Quantity, ceil_count};
use std::borrow::Cow;

impl Scenario {
    /// The scenario at its busiest: the rates are those of each service's busiest 15 minutes, and functions run as many
    /// instances as their traffic then takes. Itself where no traffic has a profile and no service is a function.
    ///
    /// Services are not busiest at the same time of the day, but their pools are open at the same time.
    ///
    /// ```
    /// let text = "
    /// [[services]]
    /// kind = 'function'
    /// concurrency = 2
    /// duration_ms = 300
    /// traffic = [{ rate_per_s = 20, hold_ms = { mean = 50 }, profile = { factors = [0.5, 1.0, 2.0] } }]";
    /// let scenario = poolwise::Scenario::from_toml(text).unwrap();
    /// let busiest = scenario.at_its_busiest();
    /// // 40 invocations per second × 0.3 s ÷ 2 at once.
    /// assert_eq!(busiest.services[0].instances.get(), 6);
    /// assert_eq!(busiest.services[0].rate_per_s(), 40.0);
    /// ```
    #[must_use]
    pub fn at_its_busiest(&self) -> Cow<'_, Self> {
        if self.services.iter().all(|service| !service.has_profile() && service.kind != ServiceKind::Function) {
            return Cow::Borrowed(self);
        }
        Cow::Owned(Self { services: self.services.iter().map(Service::at_its_busiest).collect(), ..self.clone() })
    }
}

impl Service {
    /// When its busiest 15 minutes begin, in seconds from the beginning of its profile's period; None without a profile, or
    /// where its classes have profiles of different periods.
    #[must_use]
    pub fn busiest_at_s(&self) -> Option<f64> {
        profile::busiest(&self.traffic)?.1
    }

    /// Whether the rate of any class changes over a period.
    #[must_use]
    pub fn has_profile(&self) -> bool {
        self.traffic.iter().any(|class| class.profile.is_some())
    }

    /// The longest period of its profiles, in seconds; None where it has none.
    pub(crate) fn longest_period_s(&self) -> Option<f64> {
        let profiles = self.traffic.iter().filter_map(|class| class.profile.as_ref());
        profiles.map(|profile| profile.period_s.get()).reduce(f64::max)
    }

    /// The service with the mean rates of `length_s` seconds, `from_s` seconds from the beginning of its profiles.
    pub(crate) fn on_average(&self, from_s: f64, length_s: f64) -> Self {
        let factor = |profile: &Profile| profile.mean_from(from_s, length_s);
        self.with_factors(|index| self.traffic[index].profile.as_ref().map_or(1.0, factor))
    }

    /// The service in its busiest 15 minutes, with as many instances as a function runs then.
    pub(crate) fn at_its_busiest(&self) -> Self {
        let factors = profile::busiest(&self.traffic).map(|(factors, _)| factors);
        let factor = |index: usize| factors.as_ref().map_or(1.0, |factors| factors[index]);
        if self.kind == ServiceKind::Function {
            let in_burst = self.burst.as_ref().map_or(1.0, |burst| burst.factor.get().max(1.0));
            Self { burst: None, ..self.with_factors(|index| factor(index) * in_burst) }.with_instances_of_function()
        } else {
            self.with_factors(factor)
        }
    }

    /// The same with the profiles of the service as it was written: at its mean rate. None where that has none.
    pub(crate) fn with_profile_of(&self, written: &Self) -> Option<Self> {
        written.has_profile().then(|| {
            let classes = self.traffic.iter().zip(&written.traffic);
            let traffic = classes.map(|(class, written)| Traffic { profile: written.profile.clone(), ..class.clone() });
            Self { traffic: traffic.collect(), ..self.clone() }
        })
    }

    fn with_factors(&self, factor: impl Fn(usize) -> f64) -> Self {
        let classes = self.traffic.iter().enumerate().map(|(index, class)| {
            let profile = Some(factor(index)).filter(|factor| (factor - 1.0).abs() > 0.0).map(Profile::constant);
            Traffic { profile, ..class.clone() }
        });
        Self { traffic: classes.collect(), ..self.clone() }
    }

    /// A function with the instances that its platform starts for its traffic, by Little's law: rate × duration ÷
    /// invocations at once in an instance; no fewer than `instances`, no more than `max_instances`. While a deploy runs,
    /// those of the old version keep their connections beside the new ones.
    fn with_instances_of_function(self) -> Self {
        let duration_s = self.duration_ms.map_or(self.hold().mean_ms, Quantity::get) / 1000.0;
        // What an instance does at once where nothing is given: one invocation.
        let concurrency = self.concurrency.unwrap_or(Positive::clamped(1));
        let needed = ceil_count(self.rate_per_s() * duration_s / f64::from(concurrency.get()));
        let most = self.max_instances.map_or(u64::MAX, |most| most.get().into());
        let instances = Positive::clamped(needed.min(most)).max(self.instances);
        let replaced = Deploy { strategy: Strategy::BlueGreen, ..Deploy::default() };
        let deploy = if self.deploy == Deploy::default() { replaced } else { self.deploy.clone() };
        Self { instances, max_instances: None, deploy, concurrency: Some(concurrency), ..self }
    }
}
