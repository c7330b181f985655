//! Max–min fair division of connections among services.

use super::search::smallest;

/// What one service asks for.
pub(super) struct Want<'a> {
    pub(super) name: &'a str,
    /// How many pools it has.
    pub(super) pools: u64,
    /// The capacity of each pool that it gets in any case.
    pub(super) floor: u64,
    /// The capacity that it asks for, at least `floor`.
    pub(super) capacity: u64,
}

/// The capacity of each service's pools: what it asks for where all of that fits, else a fair share, and never less than
/// its floor, even where that is too much.
///
/// A service that asks for less than an equal share of the connections gets what it asks for, and the rest is divided
/// equally among those that ask for more. Connections are handed out one to each pool of a service at a time, always to
/// the service that then has the fewest. So neither does the order of the services matter, nor does a larger budget give
/// any of them less. What does not suffice for the next in turn is left.
///
/// Source: Bertsekas and Gallager, Data Networks, 1992, section 6.5.2.
pub(super) fn divide(available: u64, wants: &[Want<'_>]) -> Vec<u64> {
    // As many pools' worth as so many connections for each service make.
    let up_to = |level: u64| -> Vec<u64> {
        let capacity = |want: &Want<'_>| (level / want.pools.max(1)).clamp(want.floor, want.capacity.max(want.floor));
        wants.iter().map(capacity).collect()
    };
    let is_too_much = |level| total(wants, &up_to(level)) > available;
    // Mostly there is enough, and nothing to look for.
    let Some(level) = is_too_much(u64::MAX).then(|| smallest(1..=u64::MAX, available, is_too_much)).flatten() else {
        return up_to(u64::MAX);
    };
    let (mut given, next) = (up_to(level - 1), up_to(level));
    let mut in_turn: Vec<usize> = (0..wants.len()).filter(|&i| given[i] < next[i]).collect();
    in_turn.sort_by_key(|&i| wants[i].name);
    for i in in_turn {
        given[i] += 1;
        if total(wants, &given) > available {
            given[i] -= 1;
            break;
        }
    }
    given
}

/// The connections that so large pools make; at the most `u64::MAX`.
fn total(wants: &[Want<'_>], capacities: &[u64]) -> u64 {
    let rows = wants.iter().zip(capacities);
    rows.fold(0_u64, |sum, (want, capacity)| sum.saturating_add(want.pools.saturating_mul(*capacity)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row<'a>((name, capacity, pools): &(&'a str, u64, u64)) -> Want<'a> {
        Want { name, floor: 1, capacity: *capacity, pools: *pools }
    }

    fn check(available: u64, wants: &[(&str, u64, u64)], expected: &[u64]) {
        assert_eq!(divide(available, &wants.iter().map(row).collect::<Vec<_>>()), expected);
        let mut reversed = divide(available, &wants.iter().rev().map(row).collect::<Vec<_>>());
        reversed.reverse();
        assert_eq!(reversed, expected, "the order of services matters");
    }

    #[test]
    fn divides_what_is_too_little_equally() {
        check(40, &[("a", 9, 2), ("b", 3, 4)], &[9, 3]);
        check(20, &[("a", 9, 2), ("b", 3, 4)], &[6, 2]);
        check(20, &[("a", 30, 1), ("b", 30, 1)], &[10, 10]);
        // The odd one goes to the first by name.
        check(21, &[("b", 30, 1), ("a", 30, 1)], &[10, 11]);
        check(0, &[("a", 9, 2), ("b", 3, 4)], &[1, 1]);
        check(3, &[], &[]);
    }

    #[test]
    fn divides_billions_at_once() {
        let most = u64::MAX;
        check(most - 1, &[("a", most, 1), ("b", most, 3)], &[most / 2 + 1, most / 6]);
        check(most - 1, &[("a", most, most), ("b", 5, 1)], &[1, 1]);
    }

    /// The same one connection for each pool of a service at a time.
    fn one_at_a_time(available: u64, wants: &[Want<'_>]) -> Vec<u64> {
        let mut given = vec![1; wants.len()];
        let mut left = available.checked_sub(total(wants, &given));
        loop {
            let turn = |i: &usize| ((given[*i] + 1) * wants[*i].pools, wants[*i].name);
            let next = (0..wants.len()).filter(|&i| given[i] < wants[i].capacity).min_by_key(turn);
            left = left.and_then(|left| left.checked_sub(wants[next?].pools));
            match (next, left) {
                (Some(next), Some(_)) => given[next] += 1,
                _ => return given,
            }
        }
    }

    proptest! {
        #[test]
        fn agrees_with_handing_out_one_at_a_time(
            wants in proptest::collection::vec((1..30_u64, 1..40_u64), 1..5), available in 0..400_u64
        ) {
            let names = ["a", "b", "c", "d"];
            let rows: Vec<_> = wants.iter().zip(names).map(|((capacity, pools), name)| (name, *capacity, *pools)).collect();
            let wants: Vec<_> = rows.iter().map(row).collect();
            prop_assert_eq!(divide(available, &wants), one_at_a_time(available, &wants));
        }

        #[test]
        fn a_larger_budget_gives_no_service_less(
            wants in proptest::collection::vec((1..30_u64, 1..40_u64), 1..5), available in 0..400_u64, more in 0..100_u64
        ) {
            let names = ["a", "b", "c", "d"];
            let rows: Vec<_> = wants.iter().zip(names).map(|((capacity, pools), name)| (name, *capacity, *pools)).collect();
            let wants: Vec<_> = rows.iter().map(row).collect();
            let (less, more) = (divide(available, &wants), divide(available + more, &wants));
            prop_assert!(less.iter().zip(&more).all(|(less, more)| less <= more), "{less:?} {more:?}");
        }
    }
}
