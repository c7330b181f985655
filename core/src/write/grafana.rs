//! `grafana`: a dashboard of the pools' metrics and of those of `postgres_exporter`.
//!
//! Source of the fields: Grafana's package @grafana/schema, `Dashboard`, against which a test checks the file.

mod panel;
mod panels;

use super::{Content, Kind, Writer, fleet::Fleet};
use panel::{Panel, row};
use serde_json::{Value, json};

pub(super) const KIND: Kind = Kind {
    name: "grafana",
    title: "Grafana dashboard",
    ending: "-grafana.json",
    media_type: "application/json",
    writer: Writer::Fleet(content),
};

/// The version of the model that Grafana 10.4 writes; later ones convert it when they load it.
const SCHEMA_VERSION: u32 = 39;

fn content(fleet: &Fleet<'_>) -> Content {
    let sections = [
        ("Pools", panels::of_pools(&fleet.scenario.targets)),
        ("Database", panels::of_database(&fleet.scenario.database, fleet.usable())),
    ];
    // Neither an id nor a uid: Grafana gives both at import, and one from here could be another dashboard's.
    let dashboard = json!({
        "title": "Connection pools",
        "description": fleet.summary().join("\n"),
        "tags": ["poolwise", "postgresql"],
        "schemaVersion": SCHEMA_VERSION,
        "editable": true,
        "graphTooltip": 1,
        "time": { "from": "now-6h", "to": "now" },
        "refresh": "30s",
        "timezone": "browser",
        "templating": { "list": variables() },
        "annotations": { "list": [] },
        "links": [],
        "panels": placed(sections),
    });
    let notes = vec![
        "Import it under Dashboards, New, Import. The variables at its top choose the data source, services and instances."
            .to_owned(),
        "The pools' panels need what poolwise write --to exporter feeds, the database's need postgres_exporter."
            .to_owned(),
    ];
    Content { text: format!("{dashboard:#}\n"), notes }
}

/// The data source, and what to show of it.
fn variables() -> Vec<Value> {
    let labels = |name: &str, label: &str, query: &str| {
        json!({
            "name": name,
            "label": label,
            "type": "query",
            "datasource": panel::data_source(),
            "query": { "query": query, "refId": name },
            "refresh": 2,
            "sort": 1,
            "multi": true,
            "includeAll": true,
            "allValue": ".*",
            "current": { "text": ["All"], "value": ["$__all"] },
        })
    };
    vec![
        json!({ "name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus" }),
        labels("service", "Service", "label_values(db_pool_size, service)"),
        labels("instance", "Instance", "label_values(db_pool_size{service=~\"$service\"}, instance)"),
        labels("database", "Database server", "label_values(pg_stat_activity_count, instance)"),
    ]
}

/// Columns of Grafana's grid.
const COLUMNS: u32 = 24;

/// Panels from left to right and from top to bottom below the title of their section, numbered from 1.
fn placed(sections: [(&str, Vec<Panel>); 2]) -> Vec<Value> {
    let mut placed = Vec::new();
    let mut top = 0;
    for (title, panels) in sections {
        placed.push(row(title, next_id(&placed), top));
        top += 1;
        let mut left = 0;
        for panel in panels {
            if left + panel.width > COLUMNS {
                left = 0;
                top += panel::HEIGHT;
            }
            placed.push(panel.json(next_id(&placed), left, top));
            left += panel.width;
        }
        top += panel::HEIGHT;
    }
    placed
}

fn next_id(placed: &[Value]) -> usize {
    placed.len() + 1
}
