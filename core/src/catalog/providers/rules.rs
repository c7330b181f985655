//! How `max_connections` follows from the size of a server.

use super::Server;
use crate::units::{MaxConnections, floor_count};

const GIB: f64 = 1_073_741_824.0;

/// The nearest `max_connections` below.
fn whole(connections: f64) -> u32 {
    MaxConnections::clamped(floor_count(connections)).get()
}

/// The value of the last step that begins at `x` or below; the first where none does.
fn step(steps: &[(f64, u32)], x: f64) -> u32 {
    let reached = steps.iter().take_while(|(from, _)| *from <= x).last().or(steps.first());
    reached.map_or(1, |(_, connections)| *connections)
}

/// `DBInstanceClassMemory` is less than the memory that the instance is sold with: 88 to 97 % of it was measured. Too
/// few connections in a plan are a warning too many, and too many are refused: so the lower end.
pub(super) fn rds(gib: f64) -> Server {
    let connections = |share: f64| whole((gib * GIB * share / 9_531_392.0).min(5000.0));
    let server = Server { most: Some(connections(0.97)), ..Server::with_max_connections(connections(0.88)) };
    server.with_memory(gib)
}

/// The formula of the documentation, which takes MiB; it gives the values of its table.
pub(super) fn azure(gib: f64) -> Server {
    let connections = if gib <= 2.0 { gib * 25.0 } else { (gib * 1024.0 * 0.104_916_469_703_480_9).min(5000.0) };
    Server::with_max_connections(whole(connections)).with_memory(gib)
}

pub(super) fn digitalocean(gib: f64) -> Server {
    Server::with_max_connections(whole(gib * 25.0)).with_memory(gib)
}

pub(super) fn cloud_sql(gib: f64) -> Server {
    const STEPS: [(f64, u32); 8] =
        [(0.6, 25), (1.7, 50), (3.75, 100), (6.0, 200), (7.5, 400), (15.0, 500), (30.0, 600), (60.0, 800)];
    Server::with_max_connections(step(&STEPS, gib)).with_memory(gib)
}

/// A compute unit has 4 GiB.
pub(in crate::catalog) fn neon(units: f64) -> Server {
    const STEPS: [(f64, u32); 11] = [
        (0.25, 104),
        (0.5, 209),
        (1.0, 419),
        (2.0, 839),
        (3.0, 1258),
        (4.0, 1678),
        (5.0, 2098),
        (6.0, 2517),
        (7.0, 2937),
        (8.0, 3357),
        (9.0, 4000),
    ];
    Server::with_max_connections(step(&STEPS, units)).with_memory(units * 4.0)
}

/// By the maximum capacity, for a minimum of 1 ACU or more.
pub(super) fn aurora_serverless(units: f64) -> Server {
    const STEPS: [(f64, u32); 5] = [(1.0, 189), (4.0, 823), (8.0, 1669), (16.0, 3360), (32.0, 5000)];
    Server::with_max_connections(step(&STEPS, units))
}

/// The same for a minimum of 0 or 0.5 ACU.
pub(super) fn aurora_serverless_low(units: f64) -> Server {
    Server::with_max_connections(aurora_serverless(units).max_connections.min(2000))
}

pub(super) fn render(gib: f64) -> Server {
    const STEPS: [(f64, u32); 4] = [(0.0, 100), (8.0, 200), (16.0, 400), (32.0, 500)];
    Server::with_max_connections(step(&STEPS, gib)).with_memory(gib)
}

pub(super) fn ionos(gib: f64) -> Server {
    const STEPS: [(f64, u32); 6] = [(4.0, 384), (5.0, 512), (6.0, 640), (7.0, 768), (8.0, 896), (9.0, 1000)];
    Server::with_max_connections(step(&STEPS, gib)).with_memory(gib)
}
