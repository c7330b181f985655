//! How the budget is shared, case by case.

use super::*;
use proptest::prelude::*;

/// Rank, pools, and the capacities that are stable, meet the targets, have all of the headroom and are healthy.
type Row = (Rank, u64, [u64; 4]);

fn claim((name, &(rank, pools, [stable, targets, headroom, healthy])): (&'static str, &Row)) -> Claim<'static> {
    Claim {
        name,
        rank,
        pools,
        floor: 1,
        has_pools: true,
        without_deadlock: 1,
        stable,
        targets,
        headroom: Box::new(move |percent| targets + (headroom - targets) * percent / WHOLE),
        healthy,
    }
}

fn claims(rows: &[Row]) -> Vec<Claim<'static>> {
    ["a", "b", "c", "d", "e"].into_iter().zip(rows).map(claim).collect()
}

/// A service without a pool to make smaller.
fn fixed(pools: u64, tasks: u64) -> Claim<'static> {
    Claim { floor: tasks, has_pools: false, ..claim(("z", &(Rank::Web, pools, [tasks; 4]))) }
}

fn share_rows(all: u64, rows: &[Row]) -> Shares {
    share(available(all), available(all), &claims(rows))
}

fn available(all: u64) -> Available {
    Available { planned: all * 85 / 100, all }
}

fn check(all: u64, rows: &[Row], capacities: &[u64], headroom_percent: Option<u64>) {
    let shares = share_rows(all, rows);
    assert_eq!((&shares.capacities[..], shares.headroom_percent), (capacities, headroom_percent), "{rows:?}");
    assert!(shares.fit, "{shares:?}");
    let reversed: Vec<Claim<'_>> = claims(rows).into_iter().rev().collect();
    let reversed = share(available(all), available(all), &reversed).capacities;
    assert!(reversed.iter().rev().eq(capacities), "the order of services matters: {reversed:?}");
}

#[test]
fn all_have_the_same_share_of_the_headroom() {
    let rows = [(Rank::Web, 4, [2, 4, 8, 8]), (Rank::Web, 2, [3, 6, 12, 12])];
    check(100, &rows, &[8, 12], Some(100));
    check(60, &rows, &[7, 11], Some(99));
    // Targets, and a little headroom, are worth more than what is kept for others.
    check(30, &rows, &[4, 7], Some(24));
    check(28, &rows, &[4, 6], Some(16));
}

#[test]
fn as_many_services_as_possible_are_stable_and_web_comes_first() {
    // Two that cannot both be stable: the one that takes less is.
    check(14, &[(Rank::Web, 2, [6, 8, 9, 9]), (Rank::Web, 1, [6, 8, 9, 9])], &[4, 6], None);
    check(27, &[(Rank::Web, 8, [2, 4, 5, 5]), (Rank::Job, 2, [12, 12, 13, 13])], &[2, 5], None);
    // What is left once all are stable goes to the web first.
    check(20, &[(Rank::Web, 2, [3, 6, 7, 7]), (Rank::Job, 2, [4, 9, 9, 9])], &[6, 4], None);
}

#[test]
fn services_without_traffic_come_last() {
    check(100, &[(Rank::Web, 4, [2, 4, 8, 8]), (Rank::Unknown, 4, [15, 15, 15, 15])], &[8, 15], Some(100));
    check(60, &[(Rank::Web, 4, [2, 4, 8, 8]), (Rank::Unknown, 4, [15, 15, 15, 15])], &[8, 4], Some(100));
    check(30, &[(Rank::Web, 4, [2, 4, 8, 8]), (Rank::Unknown, 4, [15, 15, 15, 15])], &[5, 1], Some(49));
}

#[test]
fn healthy_pools_are_cut_no_more_than_there_is_need_for() {
    let small = (Rank::Web, 1, [2, 3, 4, 8]);
    let large = (Rank::Web, 5, [1, 2, 3, 15]);
    check(98, &[small, large], &[8, 15], Some(100));
    // One connection too many for the planned part: the one that takes the most is cut.
    check(97, &[small, large], &[8, 14], Some(100));
    check(83, &[small, large], &[8, 12], Some(100));
    // A neighbor that needs more leaves it the rest.
    check(97, &[large, (Rank::Web, 2, [14, 18, 25, 25])], &[6, 25], Some(100));
    check(97, &[large, (Rank::Unknown, 2, [15; 4])], &[10, 15], Some(100));
    // What alone is more than there is was not healthy, and takes nothing from others.
    check(74, &[small, large], &[8, 3], Some(100));
    check(97, &[small, (Rank::Web, 8, [2, 3, 4, 15])], &[8, 4], Some(100));
}

#[test]
fn a_service_that_is_lost_takes_nothing_from_one_that_is_not() {
    let large = (Rank::Web, 1, [45, 58, 80, 80]);
    let small = (Rank::Web, 1, [6, 8, 12, 12]);
    check(27, &[large, small], &[19, 8], None);
    check(27, &[(Rank::Job, 1, large.2), small], &[19, 8], None);
    // What is far more would saturate it.
    check(58, &[large, (Rank::Web, 1, [12, 18, 20, 20])], &[45, 13], None);
}

#[test]
fn what_cannot_shrink_ruins_no_pool() {
    let check = |others: u64, tasks: u64, row: Row, capacity: u64, fit: bool| {
        let usable = available(97);
        let claims: Vec<Claim<'_>> = claims(&[row]).into_iter().chain([fixed(4, tasks)]).collect();
        let shares = share(usable.less(others), usable, &claims);
        assert_eq!((shares.capacities[0], shares.fit), (capacity, fit), "{others} {tasks} {row:?}");
    };
    let api = (Rank::Web, 1, [2, 3, 4, 15]);
    check(0, 30, api, 15, false);
    check(97, 1, api, 15, false);
    check(0, 24, api, 1, true);
    check(0, 19, api, 6, true);
    // It has its pool, as small as it is.
    check(97, 1, (Rank::Web, 1, [1; 4]), 1, false);
    // These alone are too many.
    check(0, 30, (Rank::Web, 120, [2, 3, 4, 15]), 1, false);
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let rank = prop_oneof![Just(Rank::Web), Just(Rank::Job), Just(Rank::Unknown)];
    let row = (rank, 1..20_u64, 1..10_u64, 0..10_u64, 0..10_u64, prop_oneof![Just(0), 0..20_u64]);
    let row = row.prop_map(|(rank, pools, stable, more, headroom, healthy)| match rank {
        Rank::Unknown => (rank, pools, [stable; 4]),
        Rank::Web | Rank::Job => {
            let (targets, headroom) = (stable + more, stable + more + headroom);
            (rank, pools, [stable, targets, headroom, headroom + healthy])
        }
    });
    proptest::collection::vec(row, 1..5)
}

/// The rows once their pools are as large as what they get: these are healthy where they have all of the headroom.
fn set(rows: &[Row], shares: &Shares) -> Vec<Row> {
    let set = |(&(rank, pools, [stable, targets, headroom, _]), &given): (&Row, &u64)| match rank {
        Rank::Unknown => (rank, pools, [given; 4]),
        Rank::Web | Rank::Job => (rank, pools, [stable, targets, headroom, headroom.max(given)]),
    };
    rows.iter().zip(&shares.capacities).map(set).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_larger_budget_gives_no_service_less(rows in rows(), all in 0..600_u64, more in 0..200_u64) {
        let (less, larger) = (share_rows(all, &rows), share_rows(all + more, &rows));
        let no_less = less.capacities.iter().zip(&larger.capacities).all(|(less, larger)| less <= larger);
        prop_assert!(no_less, "{less:?} {larger:?}");
    }

    #[test]
    fn what_is_given_once_is_given_again(rows in rows(), all in 0..600_u64) {
        let first = share_rows(all, &rows);
        prop_assume!(first.fit);
        prop_assert_eq!(&share_rows(all, &set(&rows, &first)), &first);
    }

    #[test]
    fn with_room_for_the_headroom_all_have_it(rows in rows(), all in 0..900_u64) {
        let shares = share_rows(all, &rows);
        let given = |capacities: &[u64]| -> u64 { rows.iter().zip(capacities).map(|(row, each)| row.1 * each).sum() };
        prop_assert!(!shares.fit || given(&shares.capacities) <= all, "{shares:?}");
        prop_assume!(shares.headroom_percent == Some(WHOLE));
        let healthy: Vec<u64> = rows.iter().map(|row| row.2[3]).collect();
        prop_assert!(given(&healthy) > available(all).planned || shares.capacities == healthy, "{shares:?}");
        for ((rank, _, [_, _, headroom, healthy]), capacity) in rows.iter().zip(&shares.capacities) {
            prop_assert!(*rank == Rank::Unknown || (headroom..=healthy).contains(&capacity), "{shares:?}");
        }
    }

    #[test]
    fn no_two_are_saturated_where_one_can_be_saved(rows in rows(), all in 0..300_u64) {
        let shares = share_rows(all, &rows);
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
