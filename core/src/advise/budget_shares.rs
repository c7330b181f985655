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
const SMALL_HEADROOM_PERCENT: u64 = 45;

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

/// Divides what there is. Neither does the order of the claims matter, nor does a larger budget give any of them less:
///
/// 1. Healthy pools stay, and the others get all of their headroom, where that fits the planned part.
/// 2. Else all get all of their headroom, or the largest share of it that is the same for all; a little of it, if need be,
///    of everything there is.
/// 3. Else all get what their targets need, of everything there is.
/// 4. Else as many services as possible are kept stable, web before jobs; what is then left is divided fairly, web
///    before jobs, up to what their targets need.
///
/// A service without known traffic comes after all others.
pub(super) fn share(available: Available, claims: &[Claim<'_>]) -> Shares {
    let is_known = |claim: &&Claim<'_>| claim.rank != Rank::Unknown;
    let known: Vec<&Claim<'_>> = claims.iter().filter(is_known).collect();
    let unknown: Vec<&Claim<'_>> = claims.iter().filter(|claim| !is_known(claim)).collect();
    let floors = total(&unknown, |claim| claim.floor);
    let for_known = available.less(floors);
    let (sized, headroom_percent) = share_known(for_known, &known);
    let taken = total_of(&known, &sized);
    // Where the others lack headroom, nothing is left for a guess: what they take grows with the budget.
    let counted = if headroom_percent == Some(WHOLE) { taken } else { for_known.all };
    let guessed = share_unknown(available.less(counted), floors, &unknown);

    let fit = taken.saturating_add(total_of(&unknown, &guessed)) <= available.all;
    let (mut sized, mut guessed) = (sized.into_iter(), guessed.into_iter());
    let next = |claim: &Claim<'_>| if is_known(&claim) { sized.next() } else { guessed.next() }.unwrap_or(1);
    Shares { capacities: claims.iter().map(next).collect(), fit, headroom_percent }
}

impl Available {
    fn less(self, taken: u64) -> Self {
        Self { planned: self.planned.saturating_sub(taken), all: self.all.saturating_sub(taken) }
    }
}

fn share_known(available: Available, claims: &[&Claim<'_>]) -> (Vec<u64>, Option<u64>) {
    let each =
        |capacity: &dyn Fn(&Claim<'_>) -> u64| -> Vec<u64> { claims.iter().map(|claim| capacity(claim)).collect() };
    let healthy = each(&|claim| claim.healthy);
    if total_of(claims, &healthy) <= available.planned {
        return (healthy, Some(WHOLE));
    }
    let at = |percent: u64| each(&|claim| (claim.headroom)(percent));
    let is_too_much = |percent: u64| total_of(claims, &at(percent)) > available.planned;
    if !is_too_much(WHOLE) {
        return (at(WHOLE), Some(WHOLE));
    }
    if total(claims, |claim| claim.targets) > available.all {
        return (too_little(available.all, claims), None);
    }
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
    for rank in [Rank::Web, Rank::Job] {
        if !keep_stable(all, claims, rank, &mut given) {
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

/// Keeps as many services of a rank stable as there is room for, those first that take the fewest connections. Returns
/// whether that are all of them.
fn keep_stable(all: u64, claims: &[&Claim<'_>], rank: Rank, given: &mut [u64]) -> bool {
    let mut left = all.saturating_sub(total_of(claims, given));
    let mut in_turn: Vec<usize> = (0..claims.len()).filter(|&i| claims[i].rank == rank).collect();
    let missing = |i: usize, given: &[u64]| claims[i].stable.saturating_sub(given[i]);
    in_turn.sort_by_key(|&i| (missing(i, given).saturating_mul(claims[i].pools), claims[i].name));
    for i in in_turn {
        let affordable = left / claims[i].pools.max(1);
        let more = missing(i, given).min(affordable);
        left -= more.saturating_mul(claims[i].pools);
        given[i] += more;
        if given[i] < claims[i].stable {
            return false;
        }
    }
    true
}

/// What fits is kept; what does not is divided fairly within the planned part.
fn share_unknown(available: Available, floors: u64, claims: &[&Claim<'_>]) -> Vec<u64> {
    let wanted = total(claims, |claim| claim.healthy);
    let limit = if wanted <= available.all { wanted } else { available.planned.max(floors) };
    let wants = claims.iter().map(|claim| Want {
        name: claim.name,
        pools: claim.pools,
        floor: claim.floor,
        capacity: claim.healthy,
    });
    max_min_fair::divide(limit, &wants.collect::<Vec<_>>())
}

fn total(claims: &[&Claim<'_>], capacity: impl Fn(&Claim<'_>) -> u64) -> u64 {
    claims.iter().fold(0, |sum: u64, claim| sum.saturating_add(claim.pools.saturating_mul(capacity(claim))))
}

fn total_of(claims: &[&Claim<'_>], capacities: &[u64]) -> u64 {
    let rows = claims.iter().zip(capacities);
    rows.fold(0, |sum: u64, (claim, capacity)| sum.saturating_add(claim.pools.saturating_mul(*capacity)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Rank, pools, and the capacities that are stable, meet the targets and have all of the headroom.
    type Row = (Rank, u64, [u64; 3]);

    fn claims(rows: &[Row]) -> Vec<Claim<'static>> {
        let names = ["a", "b", "c", "d", "e"];
        let claim = |(name, &(rank, pools, [stable, targets, headroom])): (&'static str, &Row)| Claim {
            name,
            rank,
            pools,
            floor: 1,
            without_deadlock: 1,
            stable,
            targets,
            headroom: Box::new(move |percent| targets + (headroom - targets) * percent / WHOLE),
            healthy: headroom,
        };
        names.into_iter().zip(rows).map(claim).collect()
    }

    fn available(all: u64) -> Available {
        Available { planned: all * 85 / 100, all }
    }

    fn check(all: u64, rows: &[Row], capacities: &[u64], headroom_percent: Option<u64>) {
        let shares = share(available(all), &claims(rows));
        assert_eq!((&shares.capacities[..], shares.headroom_percent), (capacities, headroom_percent), "{rows:?}");
        assert!(shares.fit, "{shares:?}");
    }

    #[test]
    fn all_have_the_same_share_of_the_headroom() {
        let rows = [(Rank::Web, 4, [2, 4, 8]), (Rank::Web, 2, [3, 6, 12])];
        check(100, &rows, &[8, 12], Some(100));
        check(60, &rows, &[7, 11], Some(99));
        // Targets, and a little headroom, are worth more than what is kept for others.
        check(30, &rows, &[4, 7], Some(24));
        check(28, &rows, &[4, 6], Some(16));
    }

    #[test]
    fn as_many_services_as_possible_are_stable_and_web_comes_first() {
        // Two that cannot both be stable: the one that takes less is.
        check(14, &[(Rank::Web, 2, [6, 8, 9]), (Rank::Web, 1, [6, 8, 9])], &[4, 6], None);
        check(27, &[(Rank::Web, 8, [2, 4, 5]), (Rank::Job, 2, [12, 12, 13])], &[2, 5], None);
        // What is left once all are stable goes to the web first.
        check(20, &[(Rank::Web, 2, [3, 6, 7]), (Rank::Job, 2, [4, 9, 9])], &[6, 4], None);
    }

    #[test]
    fn services_without_traffic_come_last() {
        check(100, &[(Rank::Web, 4, [2, 4, 8]), (Rank::Unknown, 4, [15, 15, 15])], &[8, 15], Some(100));
        check(60, &[(Rank::Web, 4, [2, 4, 8]), (Rank::Unknown, 4, [15, 15, 15])], &[8, 4], Some(100));
        check(30, &[(Rank::Web, 4, [2, 4, 8]), (Rank::Unknown, 4, [15, 15, 15])], &[5, 1], Some(49));
    }

    fn rows() -> impl Strategy<Value = Vec<Row>> {
        let rank = prop_oneof![Just(Rank::Web), Just(Rank::Job), Just(Rank::Unknown)];
        let row = (rank, 1..20_u64, 1..10_u64, 0..10_u64, 0..10_u64);
        let row = row.prop_map(|(rank, pools, stable, more, headroom)| match rank {
            Rank::Unknown => (rank, pools, [stable; 3]),
            _ => (rank, pools, [stable, stable + more, stable + more + headroom]),
        });
        proptest::collection::vec(row, 1..5)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn a_larger_budget_gives_no_service_less(rows in rows(), all in 0..600_u64, more in 0..200_u64) {
            let (less, larger) = (share(available(all), &claims(&rows)), share(available(all + more), &claims(&rows)));
            let no_less = less.capacities.iter().zip(&larger.capacities).all(|(less, larger)| less <= larger);
            prop_assert!(no_less, "{less:?} {larger:?}");
        }

        #[test]
        fn no_two_are_saturated_where_one_can_be_saved(rows in rows(), all in 0..300_u64) {
            let shares = share(available(all), &claims(&rows));
            let taken: u64 = rows.iter().zip(&shares.capacities).map(|((_, pools, _), capacity)| pools * capacity).sum();
            prop_assume!(shares.fit);
            prop_assert!(taken <= all, "{shares:?}");
            // With what all saturated ones have above their floor, and what is left, no one of them of the first rank
            // that is short could be stable.
            let web = |(row, capacity): &(&Row, &u64)| row.0 == Rank::Web && **capacity < row.2[0];
            let short: Vec<_> = rows.iter().zip(&shares.capacities).filter(web).collect();
            let spare = all - taken + short.iter().map(|(row, capacity)| row.1 * (*capacity - 1)).sum::<u64>();
            for (row, _) in short {
                prop_assert!(spare < row.1 * (row.2[0] - 1), "{row:?} could be saved: {shares:?}");
            }
        }
    }
}
