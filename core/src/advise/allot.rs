//! Dividing the budget among services.

use super::search::smallest;

/// What one service would like for each of its pools.
pub(super) struct Wanted<'a> {
    pub(super) name: &'a str,
    /// Whether its traffic is known, so that the capacity is a need and not a guess.
    pub(super) known: bool,
    /// The capacity of a pool, at least 1.
    pub(super) capacity: u64,
    /// What it takes in any case: 1, or without a pool whatever its tasks ask for.
    pub(super) least: u64,
    /// How many pools there are at the most.
    pub(super) pools: u64,
}

/// The capacity of each service's pools: what it wants where the budget has it, else a fair share. Everybody gets the
/// least it can be, even where that is too much.
///
/// Fair is max–min fair: who needs less than an equal share of the connections gets what it needs, and the rest is
/// divided equally among those who need more. Services without known traffic come after all others. Connections
/// are handed out one to each pool of a service at a time, always to the service that then has the fewest. That order
/// depends on nothing but the wants, so neither the order of the services matters, nor does a larger budget ever give
/// anybody less: it only goes further along. What does not suffice for the next in turn is left.
///
/// The second part of the answer: whether the shares stay within what is available.
/// Source: Bertsekas and Gallager, Data Networks, 1992, section 6.5.2.
pub(super) fn allot(available: u64, wanted: &[Wanted<'_>]) -> (Vec<u64>, bool) {
    let total = |capacities: &[u64]| {
        let rows = wanted.iter().zip(capacities);
        rows.fold(0_u64, |sum, (service, capacity)| sum.saturating_add(service.pools.saturating_mul(*capacity)))
    };
    // As many pools' worth as so many connections for each service make.
    let up_to = |turn: Turn, level: u64| -> Vec<u64> {
        let capacity = |service: &Wanted<'_>| {
            let level = match (turn, service.known) {
                (Turn::Known, true) | (Turn::Unknown, false) => level,
                (Turn::Known, false) => 0,
                (Turn::Unknown, true) => u64::MAX,
            };
            (level / service.pools.max(1)).clamp(service.least, service.capacity)
        };
        wanted.iter().map(capacity).collect()
    };
    let too_much = |turn| {
        let is_too_much = |level| total(&up_to(turn, level)) > available;
        // Mostly there is enough, and nothing to look for.
        let level = is_too_much(u64::MAX).then(|| smallest(1..=u64::MAX, available, is_too_much))??;
        Some((turn, level))
    };
    let Some((turn, level)) = too_much(Turn::Known).or_else(|| too_much(Turn::Unknown)) else {
        return (up_to(Turn::Unknown, u64::MAX), true);
    };
    let (mut given, next) = (up_to(turn, level - 1), up_to(turn, level));
    let fit = total(&given) <= available;
    let mut in_turn: Vec<usize> = (0..wanted.len()).filter(|&i| given[i] < next[i]).collect();
    in_turn.sort_by_key(|&i| wanted[i].name);
    for i in in_turn {
        given[i] += 1;
        if total(&given) > available {
            given[i] -= 1;
            break;
        }
    }
    (given, fit)
}

/// Whose turn it is.
#[derive(Clone, Copy)]
enum Turn {
    Known,
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row<'a>((name, capacity, pools): &(&'a str, u64, u64)) -> Wanted<'a> {
        Wanted { name, known: *name != "unknown", capacity: *capacity, least: 1, pools: *pools }
    }

    fn check(available: u64, wanted: &[(&str, u64, u64)], expected: &[u64], fits: bool) {
        assert_eq!(allot(available, &wanted.iter().map(row).collect::<Vec<_>>()), (expected.to_vec(), fits));
        let (mut reversed, _) = allot(available, &wanted.iter().rev().map(row).collect::<Vec<_>>());
        reversed.reverse();
        assert_eq!(reversed, expected, "the order of services matters");
    }

    #[test]
    fn the_budget_is_divided_by_need() {
        check(100, &[("api", 10, 4), ("jobs", 5, 2)], &[10, 5], true);
        check(80, &[("api", 30, 5)], &[16], true);
        check(30, &[("api", 10, 4), ("jobs", 5, 2)], &[5, 5], true);
        check(3, &[("api", 10, 4)], &[1], false);
        check(12, &[("api", 10, 1), ("unknown", 10, 1)], &[10, 2], true);
        check(10, &[("a", 10, 1), ("b", 10, 1)], &[5, 5], true);
        check(60, &[("fleet", 3, 40), ("jobs", 10, 1)], &[1, 10], true);
    }

    #[test]
    fn what_cannot_be_less_is_not_divided() {
        let wanted = |pools| [Wanted { least: 8, ..row(&("tasks", 8, pools)) }, row(&("api", 5, 2))];
        assert_eq!(allot(20, &wanted(1)), (vec![8, 5], true));
        assert_eq!(allot(20, &wanted(2)), (vec![8, 2], true));
        assert_eq!(allot(20, &wanted(3)), (vec![8, 1], false));
    }

    /// The same, one connection to each pool of a service at a time.
    fn one_at_a_time(available: u64, wanted: &[Wanted<'_>]) -> Vec<u64> {
        let mut given = vec![1; wanted.len()];
        let mut left = available.checked_sub(wanted.iter().map(|service| service.pools).sum());
        loop {
            let turn = |i: &usize| (!wanted[*i].known, (given[*i] + 1) * wanted[*i].pools, wanted[*i].name);
            let next = (0..wanted.len()).filter(|&i| given[i] < wanted[i].capacity).min_by_key(turn);
            left = left.and_then(|left| left.checked_sub(wanted[next?].pools));
            match (next, left) {
                (Some(next), Some(_)) => given[next] += 1,
                _ => return given,
            }
        }
    }

    #[test]
    fn billions_are_divided_at_once() {
        let most = u64::MAX;
        check(most - 1, &[("a", most, 1), ("b", most, 3)], &[most / 2 + 1, most / 6], true);
        check(most - 1, &[("a", most, most), ("b", 5, 1)], &[1, 1], false);
    }

    proptest! {
        #[test]
        fn it_is_what_one_at_a_time_gives(
            wants in proptest::collection::vec((1..30_u64, 1..40_u64), 1..5), unknown in 0..5_usize, available in 0..400_u64
        ) {
            let names = ["a", "b", "c", "d"];
            let rows: Vec<_> = wants.iter().zip(names).map(|((capacity, pools), name)| (name, *capacity, *pools)).collect();
            let mut wanted: Vec<_> = rows.iter().map(row).collect();
            wanted.iter_mut().skip(unknown).for_each(|service| service.known = false);
            prop_assert_eq!(allot(available, &wanted).0, one_at_a_time(available, &wanted));
        }

        #[test]
        fn a_larger_budget_gives_nobody_less(
            wants in proptest::collection::vec((1..30_u64, 1..40_u64), 1..5), available in 0..400_u64, more in 0..100_u64
        ) {
            let names = ["a", "b", "c", "d", "unknown"];
            let rows: Vec<_> = wants.iter().zip(names).map(|((capacity, pools), name)| (name, *capacity, *pools)).collect();
            let wanted: Vec<_> = rows.iter().map(row).collect();
            let (less, more) = (allot(available, &wanted).0, allot(available + more, &wanted).0);
            prop_assert!(less.iter().zip(&more).all(|(less, more)| less <= more), "{less:?} {more:?}");
        }
    }
}
