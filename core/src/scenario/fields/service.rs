//! A service's fields.

use super::{FieldDescriptor, Table, json};
use crate::scenario::{Service, Traffic};
use serde_json::Value;

const fn field(
    key: &'static str,
    (label, unit): (&'static str, &'static str),
    description: &'static str,
    value: fn(&Service) -> Value,
) -> FieldDescriptor {
    FieldDescriptor { key, label, unit, description, table: Table::Service(value) }
}

pub(super) const FIELDS: &[FieldDescriptor] = &[
    field("traffic[0].rate_per_s", ("Requests", "/s"), "checkouts per second, of the whole service", |of| {
        of_class(of, |class| json(&class.rate_per_s))
    }),
    field(
        "traffic[0].open_streams",
        ("Open streams", ""),
        "responses that stream and hold a connection, at once; instead of a rate",
        |of| of_class(of, |class| json(&class.open_streams)),
    ),
    field("traffic[0].hold_ms.mean", ("Connection held for", "ms"), "time of its statements plus 1 to 2 ms", |of| {
        hold(of, "mean")
    }),
    field("traffic[0].hold_ms.cv", ("Spread of holds", "cv"), "standard deviation over mean; 0: all equal", |of| {
        hold(of, "cv")
    }),
    field(
        "traffic[0].hold_ms.batch",
        ("Records per batch", ""),
        "of a job; times the next field it replaces the hold above",
        |of| hold(of, "batch"),
    ),
    field("traffic[0].hold_ms.per_record", ("Time per record", "ms"), "the hold is their product; optional", |of| {
        hold(of, "per_record")
    }),
    field("pool.size", ("Pool size", ""), "pool_size: connections that stay open", |of| json(&of.pool.size)),
    field("pool.overflow", ("Max overflow", ""), "max_overflow: opened at peaks, closed after", |of| {
        json(&of.pool.overflow)
    }),
    field("pool.timeout_s", ("Timeout", "s"), "pool_timeout: the longest wait for a connection", |of| {
        json(&of.pool.timeout_s)
    }),
    field("pool.recycle_s", ("Recycle after", "s"), "pool_recycle: replaced at this age", |of| {
        json(&of.pool.recycle_s)
    }),
    field("pool.pre_ping", ("Pre-ping", ""), "pool_pre_ping: test before use", |of| json(&of.pool.pre_ping)),
    field("pool.lifo", ("LIFO", ""), "pool_use_lifo: last in, first out", |of| json(&of.pool.lifo)),
    field("pool.class", ("Class", ""), "poolclass; NullPool keeps no connection open", |of| json(&of.pool.class)),
    field("instances", ("Instances", ""), "replicas, pods or dynos at rest", |of| json(&of.instances)),
    field("max_instances", ("Max instances", ""), "upper limit of autoscaling; optional", |of| json(&of.max_instances)),
    field("workers", ("Workers per instance", ""), "each process has its own pool", |of| json(&of.workers)),
    field("engines", ("Engines per worker", ""), "a replica is one more", |of| json(&of.engines)),
    field("concurrency", ("Concurrent tasks per worker", ""), "threads or coroutines; optional", |of| {
        json(&of.concurrency)
    }),
    field("checkouts_per_task", ("Connections per task", ""), "held by one task at the same time; usually 1", |of| {
        json(&of.checkouts_per_task)
    }),
    field("connect_ms", ("Time to connect", "ms"), "4.6 ms with scram on loopback", |of| json(&of.connect_ms)),
    field(
        "connect_timeout_s",
        ("Give up connecting after", "s"),
        "connect_timeout of the driver; libpq has none by itself; optional",
        |of| json(&of.connect_timeout_s),
    ),
    field("imbalance", ("Busiest process", "×"), "its share of the traffic over the fair share", |of| {
        json(&of.imbalance)
    }),
    field("leak_probability", ("Leaked checkouts", "%"), "never returned", |of| json(&of.leak_probability)),
    field("echo", ("Echo", ""), "the engine logs every statement", |of| json(&of.echo)),
    field("driver", ("Driver", ""), "database driver; drivers differ in prepared statements", |of| json(&of.driver)),
    field(
        "worker_class",
        ("gunicorn's worker class", ""),
        "gunicorn kills a sync worker that waits too long; optional",
        |of| json(&of.worker_class),
    ),
    field(
        "forks_after_engine",
        ("Forked after the engine", ""),
        "preload_app or prefork, without dispose(close=False)",
        |of| json(&of.forks_after_engine),
    ),
    field("kind", ("Kind", ""), "web: a user waits; job: no user waits; function: serverless", |of| json(&of.kind)),
    field("duration_ms", ("An invocation lasts", "ms"), "of a function; optional", |of| json(&of.duration_ms)),
    field("idle_s", ("Idle instance keeps connections", "s"), "of a function; optional", |of| json(&of.idle_s)),
    field("deploy.strategy", ("Strategy", ""), "order in which instances are replaced", |of| json(&of.deploy.strategy)),
    field("surge", ("Surge during a deploy", "%"), "rounded up; Kubernetes has 25 %", |of| json(&of.surge)),
    field("deploy.unavailable", ("Missing during a deploy", "%"), "rounded down; Kubernetes has 25 %", |of| {
        json(&of.deploy.unavailable)
    }),
    field("deploy.start_s", ("Ready after", "s"), "from process start to the first request", |of| {
        json(&of.deploy.start_s)
    }),
    field("deploy.drain_s", ("Ends within", "s"), "time after the signal until connections are closed", |of| {
        json(&of.deploy.drain_s)
    }),
    field("direct", ("Bypass the pooler", ""), "the service connects to the server directly", |of| json(&of.direct)),
    field("request_timeout_s", ("Request", "s"), "such as gunicorn's --timeout; optional", |of| {
        json(&of.request_timeout_s)
    }),
    field("proxy_timeout_s", ("Proxy", "s"), "of the load balancer; Heroku has 30 s", |of| json(&of.proxy_timeout_s)),
    field("statement_timeout_ms", ("Statement, this service", "ms"), "statement_timeout of its connections", |of| {
        json(&of.statement_timeout_ms)
    }),
    field("burst.factor", ("Traffic multiplied by", "×"), "1 means no burst", |of| {
        json(&of.burst.as_ref().map(|burst| burst.factor))
    }),
    field("burst.every_s", ("Every", "s"), "the period", |of| json(&of.burst.as_ref().map(|burst| burst.every_s))),
    field("burst.for_s", ("For", "s"), "how long the burst lasts", |of| {
        json(&of.burst.as_ref().map(|burst| burst.for_s))
    }),
];

/// A value of the first class of traffic.
fn of_class(service: &Service, value: fn(&Traffic) -> Value) -> Value {
    service.traffic.first().map(value).unwrap_or_default()
}

/// A part of the hold of the first class; null where the hold is given in another way.
fn hold(service: &Service, key: &str) -> Value {
    of_class(service, |class| json(&class.hold_ms)).get(key).cloned().unwrap_or_default()
}
