//! How services share the connections that there are.

use super::{
    claim::{Claim, Rank, WHOLE},
    max_min_fair::{self, Want},
    search::smallest,
};

/// The connections that services may share.
#[derive(Clone, Copy)]
pub(super) struct Available {
    /// As far as advice plans.
    pub(super) planned: u64,
    /// All there are, used where the targets cannot be met with less.
    pub(super) all: u64,
}

/// The share of the headroom, in percent, that is worth more than the part that is not planned with: nearly half of the
/// default headroom of 1.5 is 1.2, below which a pool counts as having none.
pub(super) const SMALL_HEADROOM_PERCENT: u64 = 45;

/// A stable service is 90 % busy at the most. Without this part of its connections it is 96 % busy, and still not
/// saturated.
const SPARED_DIVISOR: u64 = 15;

/// What each service gets.
#[derive(Debug, PartialEq)]
pub(super) struct Shares {
    /// The capacity of each service's pools, in the order of the claims.
    pub(super) capacities: Vec<u64>,
    /// Whether they stay within what there is.
    pub(super) fit: bool,
    /// The share of the headroom that there is room for, in percent; None where not all targets can be met.
    pub(super) headroom_percent: Option<u64>,
}

/// Divides what there is. The order of the claims does not matter, and what it gives is what it gives again once it is set:
///
/// 1. Where all of the headroom fits the planned part, all get it. The rest of that part goes to healthy pools, which are
///    larger: all of them stay as they are where there is room, and else those of the services are cut that take the most.
///    Pools that alone are more than there is were never healthy. A service without known traffic gets one connection for
///    each pool first, and more in the same way.
/// 2. Else all get the largest share of their headroom that is the same for all; a little of it, if need be, of everything
///    there is.
/// 3. Else all get what their targets need, of everything there is.
/// 4. Else as many services as possible are kept stable, web before jobs. Those that are get what their targets need before
///    one that cannot be stable, and before one that takes far more to be stable: see [`steps`]. What is left once all are
///    stable is divided fairly, web before jobs, up to what their targets need.
/// 5. Where not even one connection for each pool fits beside the other clients and the services that have no pool to make
///    smaller, it is these that have to change, and the pools share what there would be without them: `alone`.
///
/// A larger budget never gives a service less, from the first budget on into which one connection for each pool fits.
pub(super) fn share(available: Available, alone: Available, claims: &[Claim<'_>]) -> Shares {
    let claims: Vec<&Claim<'_>> = claims.iter().collect();
    let least = |claims: &[&Claim<'_>]| total(claims, |claim| claim.floor);
    if least(&claims) <= available.all {
        return divide(available, &claims);
    }
    let pools: Vec<&Claim<'_>> = claims.iter().filter(|claim| claim.has_pools).copied().collect();
    let shared = (least(&pools) <= alone.all).then(|| divide(alone, &pools).capacities);
    let mut shared = shared.unwrap_or_default().into_iter();
    let next = |claim: &&Claim<'_>| claim.has_pools.then(|| shared.next()).flatten().unwrap_or(claim.floor);
    Shares { capacities: claims.iter().map(next).collect(), fit: false, headroom_percent: None }
}

/// The same where one connection for each pool fits.
fn divide(available: Available, claims: &[&Claim<'_>]) -> Shares {
    let is_known = |claim: &&&Claim<'_>| claim.rank != Rank::Unknown;
    let known: Vec<&Claim<'_>> = claims.iter().filter(is_known).copied().collect();
    let floors = total(claims, |claim| if claim.rank == Rank::Unknown { claim.floor } else { 0 });
    if total(&known, at_whole).saturating_add(floors) <= available.planned {
        return Shares { capacities: with_headroom(available, claims), fit: true, headroom_percent: Some(WHOLE) };
    }
    // Where services lack headroom, nothing is left for a guess.
    let (sized, headroom_percent) = share_known(available.less(floors), &known);
    let mut sized = sized.into_iter();
    let next = |claim: &&Claim<'_>| is_known(&claim).then(|| sized.next()).flatten().unwrap_or(claim.floor);
    Shares { capacities: claims.iter().map(next).collect(), fit: true, headroom_percent }
}

impl Available {
    /// What is left where so many are taken.
    pub(super) fn less(self, taken: u64) -> Self {
        Self { planned: self.planned.saturating_sub(taken), all: self.all.saturating_sub(taken) }
    }
}

fn at_whole(claim: &Claim<'_>) -> u64 {
    (claim.headroom)(WHOLE)
}

/// All of the headroom, and what healthy pools have beyond it as far as there is room.
fn with_headroom(available: Available, claims: &[&Claim<'_>]) -> Vec<u64> {
    let is_guess = |claim: &Claim<'_>| claim.rank == Rank::Unknown;
    let all_healthy = total(claims, |claim| claim.healthy);
    let known_healthy = total(claims, |claim| if is_guess(claim) { claim.floor } else { claim.healthy });
    // A pool without known traffic is kept where it fits at all.
    let is_room = known_healthy <= available.planned && all_healthy <= available.all;
    let wants = claims.iter().map(|claim| Want {
        name: claim.name,
        pools: claim.pools,
        floor: if is_guess(claim) { claim.floor } else { at_whole(claim) },
        capacity: claim.healthy,
    });
    let limit = if is_room { all_healthy } else { available.planned };
    let given = max_min_fair::divide(limit, &wants.collect::<Vec<_>>());
    let is_healthy = |claim: &Claim<'_>| is_guess(claim) || taken_by(claim, claim.healthy) <= available.all;
    let rows = claims.iter().zip(given);
    rows.map(|(claim, given)| if is_healthy(claim) { given } else { at_whole(claim) }).collect()
}

fn share_known(available: Available, claims: &[&Claim<'_>]) -> (Vec<u64>, Option<u64>) {
    let each =
        |capacity: &dyn Fn(&Claim<'_>) -> u64| -> Vec<u64> { claims.iter().map(|claim| capacity(claim)).collect() };
    if total(claims, |claim| claim.targets) > available.all {
        return (too_little(available.all, claims), None);
    }
    let at = |percent: u64| each(&|claim| (claim.headroom)(percent));
    // The largest share up to `most` that fits.
    let within = |limit: u64, most: u64| {
        let is_too_much = |percent: u64| total_of(claims, &at(percent)) > limit;
        smallest(1..=most, most, is_too_much).map_or(most, |first_too_much| first_too_much - 1)
    };
    // A little headroom is worth more than what is kept for others.
    let percent = within(available.planned, WHOLE).max(within(available.all, SMALL_HEADROOM_PERCENT));
    (if percent == 0 { each(&|claim| claim.targets) } else { at(percent) }, Some(percent))
}

/// What to do with less than the targets need.
fn too_little(all: u64, claims: &[&Claim<'_>]) -> Vec<u64> {
    let mut given: Vec<u64> = claims.iter().map(|claim| claim.floor).collect();
    for Step { service, capacity } in steps(claims) {
        let affordable = all.saturating_sub(total_of(claims, &given)) / claims[service].pools.max(1);
        given[service] += capacity.saturating_sub(given[service]).min(affordable);
        if given[service] < capacity {
            return given;
        }
    }
    for rank in [Rank::Web, Rank::Job] {
        let rows = claims.iter().zip(&given);
        let wants = rows.map(|(claim, given)| Want {
            name: claim.name,
            pools: claim.pools,
            floor: *given,
            capacity: if claim.rank == rank { claim.targets } else { *given },
        });
        let wants: Vec<Want<'_>> = wants.collect();
        given = max_min_fair::divide(all, &wants);
        let is_met = |(claim, given): (&&Claim<'_>, &u64)| claim.rank != rank || *given >= claim.targets;
        if !claims.iter().zip(&given).all(is_met) {
            break;
        }
    }
    given
}

/// A service's turn to get as many connections as make up a capacity, before any later step gets one.
struct Step {
    /// The place of its claim.
    service: usize,
    capacity: u64,
}

/// Services become stable web before jobs, those first that take the fewest connections. Before each, the ones that are
/// stable get what their targets need, the least first, as far as the next is not saturated for want of that. The steps do
/// not depend on how much there is, so that more gives no service less.
fn steps(claims: &[&Claim<'_>]) -> Vec<Step> {
    let more = |i: usize, from: u64, to: u64| to.saturating_sub(from).saturating_mul(claims[i].pools);
    let to_be_stable = |i: usize| more(i, claims[i].floor, claims[i].stable);
    let to_meet_targets = |i: usize| more(i, claims[i].stable.max(claims[i].floor), claims[i].targets);
    let mut in_turn: Vec<usize> = (0..claims.len()).collect();
    in_turn.sort_by_key(|&i| (claims[i].rank, to_be_stable(i), claims[i].name));

    let (mut steps, mut stable, mut spared) = (Vec::new(), Vec::<usize>::new(), 0_u64);
    for next in in_turn {
        let most = taken_by(claims[next], claims[next].stable) / SPARED_DIVISOR;
        stable.sort_by_key(|&i| (claims[i].rank, to_meet_targets(i), claims[i].name));
        stable.retain(|&service| {
            let sum = spared.saturating_add(to_meet_targets(service));
            let is_spared = sum <= most;
            if is_spared {
                spared = sum;
                steps.push(Step { service, capacity: claims[service].targets });
            }
            !is_spared
        });
        steps.push(Step { service: next, capacity: claims[next].stable });
        stable.push(next);
    }
    steps
}

fn taken_by(claim: &Claim<'_>, capacity: u64) -> u64 {
    claim.pools.saturating_mul(capacity)
}

fn total(claims: &[&Claim<'_>], capacity: impl Fn(&Claim<'_>) -> u64) -> u64 {
    claims.iter().fold(0, |sum: u64, claim| sum.saturating_add(taken_by(claim, capacity(claim))))
}

fn total_of(claims: &[&Claim<'_>], capacities: &[u64]) -> u64 {
    claims.iter().zip(capacities).fold(0, |sum: u64, (claim, capacity)| sum.saturating_add(taken_by(claim, *capacity)))
}

#[cfg(test)]
mod tests;
