//! Where each request of a stretch is, and when.

use super::stretch::Stretch;
use poolwise::{scenario::Pool, simulate::Visit};

/// A pool and the requests that are seen in it.
pub(super) struct Scene {
    /// The connections that are drawn: all there may be, or all that are used where there is no limit.
    pub(super) slots: usize,
    /// Those of them that stay open.
    pub(super) size: usize,
    pub(super) actors: Vec<Actor>,
    /// What is the case at the beginning of each second of the pictures.
    pub(super) moments: Vec<Moment>,
    /// Requests that ask within the stretch; those of them that wait, and that give up.
    pub(super) requests: u64,
    pub(super) waiting: u64,
    pub(super) given_up: u64,
    pub(super) longest_wait_s: f64,
}

/// A request that is seen, and its stations in their order. Times are shares of the stretch.
pub(super) struct Actor {
    pub(super) stations: Vec<(f64, Station)>,
}

/// Where a request is from a time on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Station {
    /// It arrives.
    Entry,
    /// It waits, with so many before it.
    Queue(usize),
    /// A connection is opened or tested for it: the connection's place.
    Opens(usize),
    /// It holds the connection at a place.
    Holds(usize),
    /// It has given up.
    Late,
    Gone,
}

/// How many requests hold a connection and wait, and how many have given up so far.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Moment {
    pub(super) busy: usize,
    pub(super) waiting: usize,
    pub(super) given_up: usize,
}

/// Requests with more before them are not drawn.
pub(super) const MAX_QUEUE: usize = 40;

/// How many moments are named.
const MOMENTS: u32 = 24;

impl Scene {
    pub(super) fn new(pool: &Pool, visits: &[Visit], stretch: Stretch) -> Self {
        let end = stretch.to_s();
        let present: Vec<&Visit> =
            visits.iter().filter(|visit| visit.asks_s < end && visit.leaves_s() > stretch.from_s).collect();
        let (places, used) = places(&present);
        let waiting: Vec<&Visit> = present.iter().copied().filter(|visit| visit.wait_s > 0.0).collect();
        let actors = present.iter().zip(places).map(|(visit, place)| Actor::new(visit, place, &waiting, stretch));
        let actors =
            actors.filter(|actor| actor.stations.iter().any(|(_, station)| *station != Station::Gone)).collect();

        let asking = || visits.iter().filter(|visit| (stretch.from_s..end).contains(&visit.asks_s));
        let count = |which: fn(&Visit) -> bool| asking().filter(|visit| which(visit)).count() as u64;
        let moments = (0..MOMENTS).map(|k| Moment::at(stretch, f64::from(k) / f64::from(MOMENTS), &present)).collect();
        let limit = pool.capacity().map_or(used, |capacity| usize::try_from(capacity).unwrap_or(usize::MAX));
        Self {
            slots: limit.max(used),
            size: usize::try_from(pool.size.get()).unwrap_or(usize::MAX),
            actors,
            moments,
            requests: count(|_| true),
            waiting: count(|visit| visit.wait_s > 0.0),
            given_up: count(|visit| visit.gives_up),
            longest_wait_s: asking().map(|visit| visit.wait_s).fold(0.0, f64::max),
        }
    }
}

impl Moment {
    fn at(stretch: Stretch, share: f64, present: &[&Visit]) -> Self {
        let now = stretch.from_s + share * stretch.for_s;
        let count = |which: &dyn Fn(&Visit) -> bool| present.iter().filter(|visit| which(visit)).count();
        Self {
            busy: count(&|visit| !visit.gives_up && visit.waits_until_s() <= now && now < visit.leaves_s()),
            waiting: count(&|visit| visit.asks_s <= now && now < visit.waits_until_s()),
            given_up: count(&|visit| visit.gives_up && visit.waits_until_s() <= now),
        }
    }
}

/// The place of each request's connection, the first that is free, and how many places there are. A request that gives up
/// has none.
fn places(present: &[&Visit]) -> (Vec<Option<usize>>, usize) {
    let mut in_turn: Vec<usize> = (0..present.len()).filter(|&at| !present[at].gives_up).collect();
    in_turn.sort_by(|&a, &b| present[a].waits_until_s().total_cmp(&present[b].waits_until_s()));
    let (mut places, mut free_from) = (vec![None; present.len()], Vec::<f64>::new());
    for at in in_turn {
        let visit = present[at];
        let free = free_from.iter().position(|from| *from <= visit.waits_until_s() + TOLERANCE_S);
        let place = free.unwrap_or_else(|| {
            free_from.push(0.0);
            free_from.len() - 1
        });
        free_from[place] = visit.leaves_s();
        places[at] = Some(place);
    }
    (places, free_from.len())
}

/// A connection is handed on at once; the last bits of the sum of times may differ.
const TOLERANCE_S: f64 = 1e-9;

impl Actor {
    fn new(visit: &Visit, place: Option<usize>, waiting: &[&Visit], stretch: Stretch) -> Self {
        let mut stations = Vec::new();
        let asks = stretch.share(visit.asks_s);
        let is_drawn = |before: usize| before < MAX_QUEUE;
        if visit.wait_s > 0.0 {
            let before = before(visit, waiting, stretch);
            if asks > 0.0 && is_drawn(before.len()) {
                stations.push((asks, Station::Entry));
            }
            let queue = |before: usize| if is_drawn(before) { Station::Queue(before) } else { Station::Gone };
            stations.push((asks.max(0.0), queue(before.len())));
            let count = before.len();
            stations
                .extend(before.into_iter().enumerate().map(|(left, at)| (stretch.share(at), queue(count - left - 1))));
        } else if asks > 0.0 {
            stations.push((asks, Station::Entry));
        }
        let until = stretch.share(visit.waits_until_s());
        match place {
            Some(place) => {
                if visit.opens {
                    stations.push((until, Station::Opens(place)));
                }
                let used = if visit.opens { stretch.share(visit.waits_until_s() + visit.cost_s) } else { until };
                stations.push((used, Station::Holds(place)));
                stations.push((stretch.share(visit.leaves_s()), Station::Gone));
            }
            None => stations.push((until, Station::Late)),
        }
        // What was before the beginning is what is there then, and what comes after the end is not seen.
        let started = stations.iter().take_while(|(at, _)| *at <= 0.0).count().saturating_sub(1);
        stations.drain(..started);
        stations.retain(|(at, _)| *at < 1.0);
        for (at, _) in &mut stations {
            *at = at.max(0.0);
        }
        Self { stations }
    }
}

/// When each of those that wait before a request no longer does, from its arrival or the beginning on.
fn before(visit: &Visit, waiting: &[&Visit], stretch: Stretch) -> Vec<f64> {
    let from = visit.asks_s.max(stretch.from_s);
    let earlier = waiting.iter().take_while(|other| other.asks_s < visit.asks_s);
    let mut ends: Vec<f64> = earlier.map(|other| other.waits_until_s()).filter(|end| *end > from).collect();
    ends.sort_by(f64::total_cmp);
    ends
}
