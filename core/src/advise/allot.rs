//! Dividing the budget among services.

use crate::units::as_f64;

/// What one service would like for each of its pools.
pub(super) struct Wanted<'a> {
    pub(super) name: &'a str,
    /// Whether its traffic is known, so that the capacity is a need and not a guess.
    pub(super) known: bool,
    /// The capacity of a pool, at least 1.
    pub(super) capacity: u64,
    /// How many pools there are at a deploy's peak.
    pub(super) pools: u64,
}

/// The capacity of each service's pools: what it wants where the budget has it, else shares in proportion to the
/// wants. Everybody gets at least 1, even where that is too much: nothing smaller is a pool.
///
/// Each further connection goes to the service that has the smallest share of what it wants, those without known
/// traffic after all others, so the order of the
/// services does not matter. The second part of the answer: whether the shares stay within what is available.
pub(super) fn allot(available: u64, wanted: &[Wanted<'_>]) -> (Vec<u64>, bool) {
    let total = |capacities: &[u64]| {
        let rows = wanted.iter().zip(capacities);
        rows.fold(0_u64, |sum, (service, capacity)| sum.saturating_add(service.pools.saturating_mul(*capacity)))
    };
    let all: Vec<u64> = wanted.iter().map(|service| service.capacity).collect();
    if total(&all) <= available {
        return (all, true);
    }
    let mut given = vec![1; wanted.len()];
    let mut left = available.saturating_sub(total(&given));
    loop {
        let share = |i: usize| as_f64(given[i]) / as_f64(wanted[i].capacity);
        let next =
            (0..wanted.len()).filter(|&i| given[i] < wanted[i].capacity && wanted[i].pools <= left).min_by(|&a, &b| {
                let guessed_last = wanted[b].known.cmp(&wanted[a].known);
                guessed_last.then(share(a).total_cmp(&share(b))).then_with(|| wanted[a].name.cmp(wanted[b].name))
            });
        let Some(next) = next else {
            let fits = total(&given) <= available;
            return (given, fits);
        };
        given[next] += 1;
        left -= wanted[next].pools;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(available: u64, wanted: &[(&'static str, u64, u64)], expected: &[u64], fits: bool) {
        let row = |&(name, capacity, pools): &(&'static str, u64, u64)| Wanted {
            name,
            known: name != "unknown",
            capacity,
            pools,
        };
        assert_eq!(allot(available, &wanted.iter().map(row).collect::<Vec<_>>()), (expected.to_vec(), fits));
        let (mut reversed, _) = allot(available, &wanted.iter().rev().map(row).collect::<Vec<_>>());
        reversed.reverse();
        assert_eq!(reversed, expected, "the order of services matters");
    }

    #[test]
    fn the_budget_is_divided_by_need() {
        check(100, &[("api", 10, 4), ("jobs", 5, 2)], &[10, 5], true);
        check(80, &[("api", 30, 5)], &[16], true);
        check(30, &[("api", 10, 4), ("jobs", 5, 2)], &[6, 3], true);
        check(3, &[("api", 10, 4)], &[1], false);
        check(12, &[("api", 10, 1), ("unknown", 10, 1)], &[10, 2], true);
        check(10, &[("a", 10, 1), ("b", 10, 1)], &[5, 5], true);
    }
}
