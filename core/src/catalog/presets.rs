//! Pools that documents recommend. Five documents that Poolwise grew from; whether their numbers fit is what a plan says.

use super::{CatalogKind, Choice, Entry, Provenance, choice::number, entry::Sets};

/// The settings of a pool. None where the document leaves SQLAlchemy's default.
#[derive(Debug)]
pub(super) struct Values {
    size: u32,
    overflow: u32,
    timeout_s: Option<f64>,
    recycle_s: Option<f64>,
    pre_ping: Option<bool>,
}

impl Values {
    const fn new(size: u32, overflow: u32) -> Self {
        Self { size, overflow, timeout_s: None, recycle_s: None, pre_ping: None }
    }

    const fn timeout_s(self, seconds: f64) -> Self {
        Self { timeout_s: Some(seconds), ..self }
    }

    const fn recycle_s(self, seconds: f64) -> Self {
        Self { recycle_s: Some(seconds), ..self }
    }

    const fn pinged(self) -> Self {
        Self { pre_ping: Some(true), ..self }
    }

    pub(super) fn choice(&self) -> Choice {
        let mut choice = Choice::default();
        choice.set("services[0].pool.size", self.size);
        choice.set("services[0].pool.overflow", self.overflow);
        if let Some(seconds) = self.timeout_s {
            choice.set("services[0].pool.timeout_s", number(seconds));
        }
        if let Some(seconds) = self.recycle_s {
            choice.set("services[0].pool.recycle_s", number(seconds));
        }
        if let Some(pre_ping) = self.pre_ping {
            choice.set("services[0].pool.pre_ping", pre_ping);
        }
        choice
    }
}

const MONITORING: &str = "a guide to monitoring a pool, from which Poolwise grew";
const OPTIMIZATION: &str = "a report on connections that ran out, from which Poolwise grew";
const TUNING: &str = "a guide to tuning a pool by its traffic, from which Poolwise grew";
const INCREASE: &str = "a report on a pool that was made larger, from which Poolwise grew";
const DECREASE: &str = "a report on a pool that was made smaller, from which Poolwise grew";

const GAUGE: &str = "Its document takes rate() of the overflow, which is a gauge; use max_over_time().";
const UNIT: &str =
    "Its document divides concurrent requests × time by the rate, whose unit is s²; the load is rate × hold.";

const fn preset(
    id: &'static str,
    name: &'static str,
    source: &'static str,
    notes: &'static [&'static str],
    values: Values,
) -> Entry {
    Entry {
        id,
        name,
        kind: CatalogKind::Preset,
        // What somebody found good for one application is hearsay for every other.
        provenance: Provenance::SecondHand,
        dated: "2026",
        source,
        url: "https://docs.sqlalchemy.org/en/20/core/pooling.html",
        rule: "for one pool; every process has its own",
        notes,
        sets: Sets::Pool(values),
        also: &[],
    }
}

pub(super) static ALL: [Entry; 10] = [
    preset("development", "development, monitored", MONITORING, &[GAUGE], Values::new(2, 5).pinged()),
    preset("staging", "staging, monitored", MONITORING, &[GAUGE], Values::new(5, 10).recycle_s(3600.0).pinged()),
    preset(
        "production",
        "production, monitored",
        MONITORING,
        &[GAUGE, "Two processes of it open 120 connections; a default PostgreSQL admits 97."],
        Values::new(20, 40).timeout_s(30.0).recycle_s(3600.0).pinged(),
    ),
    preset("lean-production", "production, few connections", OPTIMIZATION, &[], Values::new(3, 3).recycle_s(600.0)),
    preset("lean-development", "development, its counterpart", OPTIMIZATION, &[], Values::new(10, 10).recycle_s(300.0)),
    preset(
        "low-traffic",
        "below 100 requests a minute",
        TUNING,
        &[UNIT],
        Values::new(5, 10).timeout_s(30.0).recycle_s(3600.0).pinged(),
    ),
    preset(
        "medium-traffic",
        "100 to 1000 requests a minute",
        TUNING,
        &[UNIT],
        Values::new(15, 30).timeout_s(30.0).recycle_s(3600.0).pinged(),
    ),
    preset(
        "high-traffic",
        "above 1000 requests a minute",
        TUNING,
        &[UNIT],
        Values::new(30, 60).timeout_s(20.0).recycle_s(3600.0).pinged(),
    ),
    preset(
        "raised-pool",
        "a pool that timed out, raised",
        INCREASE,
        &[
            "Its document divides by size + current overflow, which reads 100 % as soon as the base pool is busy; divide \
             by size + max_overflow.",
            "A pool that times out after 30 s is overloaded, leaks or waits for a lock; a larger one is often the wrong \
             answer.",
        ],
        Values::new(20, 30).timeout_s(45.0).recycle_s(300.0).pinged(),
    ),
    preset(
        "reduced-pool",
        "a pool that leaked, reduced",
        DECREASE,
        &["A leak empties a pool of any size: find it first."],
        Values::new(10, 20).timeout_s(10.0).recycle_s(300.0),
    ),
];
