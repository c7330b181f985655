//! Writes a module that exports the metrics of a SQLAlchemy pool.

use super::{Content, Kind, Writer, fleet::Settings, python::module};

/// Feeds `db_pool_*` from the pool's events.
pub(super) const KIND: Kind = Kind {
    name: "exporter",
    title: "Prometheus exporter",
    ending: "-exporter.py",
    media_type: "text/x-python",
    writer: Writer::Service(content),
};

fn content(settings: &Settings<'_>) -> Content {
    let notes =
        vec!["Save it under a name without dashes, such as pool_metrics.py, and call watch(engine).".to_owned()];
    Content { notes, ..module(settings, include_str!("python/exporter.py")) }
}
