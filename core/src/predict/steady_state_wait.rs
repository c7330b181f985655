//! The wait under a steady rate.

use crate::queue::{Admission, Arrivals, Patience};

/// What requests meet whose patience ends, and of which only so many ask at once.
///
/// Each limit by itself shortens every wait, so both together do at least as much as the one that does more; which of
/// them that is hardly ever is in doubt, since a queue of tasks is worked off long before a timeout, or never full.
pub(super) struct SteadyStateWait {
    patience: Patience,
    /// None where the tasks are not known.
    admission: Option<Admission>,
}

impl SteadyStateWait {
    /// For one of `servers`, asked by at most `at_once` requests at once, each with a patience of `timeout` seconds.
    pub(super) fn new(servers: u64, at_once: Option<u64>, arrivals: Arrivals, timeout: f64) -> Self {
        let admission = at_once.map(|at_once| Admission::new(servers, arrivals, at_once.saturating_sub(servers)));
        Self { patience: Patience::new(servers, arrivals, timeout), admission }
    }

    pub(super) fn idle_probability(&self) -> f64 {
        self.patience.idle_probability()
    }

    pub(super) fn wait_probability(&self) -> f64 {
        self.least(self.patience.wait_probability(), Admission::wait_probability)
    }

    pub(super) fn timeout_probability(&self, timeout: f64) -> f64 {
        self.least(self.patience.timeout_probability(), |admission| admission.exceeds(timeout))
    }

    pub(super) fn mean_wait(&self) -> f64 {
        self.least(self.patience.mean_wait(), Admission::mean_wait)
    }

    pub(super) fn exceeds(&self, t: f64) -> f64 {
        self.least(self.patience.exceeds(t), |admission| admission.exceeds(t))
    }

    pub(super) fn wait_exceeded_by(&self, p: f64) -> f64 {
        self.least(self.patience.wait_exceeded_by(p), |admission| admission.wait_exceeded_by(p))
    }

    /// What someone waits behind all who may wait: the timeout at the most.
    pub(super) fn longest(&self, timeout: f64) -> f64 {
        self.admission.as_ref().map_or(timeout, |admission| admission.longest_wait().min(timeout))
    }

    fn least(&self, patient: f64, admitted: impl Fn(&Admission) -> f64) -> f64 {
        // Where nobody waits there is nothing to shorten.
        match &self.admission {
            Some(admission) if patient > 0.0 => patient.min(admitted(admission)),
            _ => patient,
        }
    }
}
