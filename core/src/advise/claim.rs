//! What one service claims of the connections that services share, in the order in which it gets it.

use super::{
    required_capacity::{RequiredCapacity, given_capacity, healthy_capacity, without_deadlock},
    service_predictor::ServicePredictor,
};
use crate::scenario::{Service, ServiceKind};

/// How important it is that a service gets what it claims; the first comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// Users wait for it.
    Web,
    /// It can catch up later.
    Job,
    /// Its traffic is not known, so its claim is a guess.
    Unknown,
}

/// Capacities of each of its pools, none smaller than the one before.
pub(super) struct Claim<'a> {
    pub(super) name: &'a str,
    pub(super) rank: Rank,
    /// How many pools there are at the most.
    pub(super) pools: u64,
    /// What it takes in any case: 1, or without a pool whatever its tasks ask for.
    pub(super) floor: u64,
    /// Whether it has pools, which can be made smaller.
    pub(super) has_pools: bool,
    /// With less its tasks could deadlock; 1 where they cannot.
    pub(super) without_deadlock: u64,
    /// What keeps up with its traffic.
    pub(super) stable: u64,
    /// What meets its targets.
    pub(super) targets: u64,
    /// What a share of the headroom takes, in percent of the headroom.
    pub(super) headroom: Box<dyn Fn(u64) -> u64 + 'a>,
    /// What it has, where that is healthy and may stay; else what all of the headroom takes.
    pub(super) healthy: u64,
}

/// All of the headroom.
pub(super) const WHOLE: u64 = 100;

impl<'a> Claim<'a> {
    /// Claims no more than the headroom takes.
    pub(super) fn drop_what_is_healthy(&mut self) {
        self.healthy = (self.headroom)(WHOLE);
    }

    /// Claims no more than `largest`, but what it takes in any case.
    pub(super) fn limit(&mut self, largest: u64) {
        if self.rank == Rank::Unknown {
            return;
        }
        let largest = largest.max(self.floor).max(self.without_deadlock);
        for capacity in [&mut self.stable, &mut self.targets, &mut self.healthy] {
            *capacity = (*capacity).min(largest);
        }
        let headroom = std::mem::replace(&mut self.headroom, Box::new(|_| 0));
        self.headroom = Box::new(move |percent| headroom(percent).min(largest));
    }

    /// The claim of a service that `predictor` sizes; `given` is the service as it is.
    pub(super) fn new(required: RequiredCapacity, predictor: &'a ServicePredictor<'a>, given: &'a Service) -> Self {
        let service = predictor.service;
        let pools = if service.has_unknown_tasks() { 0 } else { service.pools_at_scale().unwrap_or(u64::MAX) };
        let fixed = |rank, floor, capacity: u64| Self {
            name: &given.name,
            rank,
            pools,
            floor,
            has_pools: required != RequiredCapacity::NoPool,
            without_deadlock: without_deadlock(service),
            stable: capacity,
            targets: capacity,
            headroom: Box::new(move |_| capacity),
            healthy: capacity,
        };
        let rank = match given.kind {
            ServiceKind::Web | ServiceKind::Function => Rank::Web,
            ServiceKind::Job => Rank::Job,
        };
        match required {
            RequiredCapacity::NoPool => {
                let tasks = service.capacity(&service.pool).unwrap_or(1).max(1);
                fixed(rank, tasks, tasks)
            }
            RequiredCapacity::Unknown => {
                fixed(Rank::Unknown, 1, given_capacity(service).max(without_deadlock(service)))
            }
            RequiredCapacity::Sized(steps) => {
                // A smaller pool is emptied the sooner by a leak.
                let leaking = given.leak_probability.get() > 0.0;
                let at_least = if leaking { given.pool.capacity().unwrap_or(0) } else { 0 };
                let at_least = at_least.max(without_deadlock(service));
                let headroom = move |percent: u64| required.at_share_of_headroom(predictor, percent).max(at_least);
                Self {
                    stable: steps.stable,
                    targets: steps.targets.max(at_least),
                    healthy: healthy_capacity(given, steps).unwrap_or(0).max(headroom(WHOLE)),
                    headroom: Box::new(headroom),
                    ..fixed(rank, 1, 1)
                }
            }
        }
    }
}
