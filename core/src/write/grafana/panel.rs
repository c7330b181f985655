//! A panel as Grafana's model has it.

use serde_json::{Value, json};

/// A panel's height in rows of the grid.
pub(super) const HEIGHT: u32 = 8;

/// What a panel shows, and how.
#[derive(Clone)]
pub(super) struct Panel {
    pub(super) title: &'static str,
    /// What to make of it, in sentences.
    pub(super) description: String,
    pub(super) look: Look,
    /// Grafana's name of the unit: "percentunit", "s", "short".
    pub(super) unit: &'static str,
    /// Columns of 24.
    pub(super) width: u32,
    /// Queries, each with the legend of its series.
    pub(super) queries: Vec<(&'static str, String)>,
    /// From which value on a color holds; the first has none.
    pub(super) thresholds: Vec<(Option<f64>, &'static str)>,
}

/// The kind of panel.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// A dial from 0 to 1.
    Gauge,
    /// One number.
    Stat,
    /// Lines over time.
    Lines,
}

impl Panel {
    pub(super) fn json(&self, id: usize, x: u32, y: u32) -> Value {
        let targets: Vec<Value> = self.queries.iter().zip('A'..).map(|(query, id)| target(query, id)).collect();
        json!({
            "id": id,
            "type": self.look.name(),
            "title": self.title,
            "description": self.description,
            "datasource": data_source(),
            "gridPos": { "h": HEIGHT, "w": self.width, "x": x, "y": y },
            "targets": targets,
            "fieldConfig": { "defaults": self.field(), "overrides": [] },
            "options": self.look.options(),
        })
    }

    fn field(&self) -> Value {
        let steps: Vec<Value> =
            self.thresholds.iter().map(|(from, color)| json!({ "value": from, "color": color })).collect();
        let mut field = json!({
            "unit": self.unit,
            "min": 0,
            "thresholds": { "mode": "absolute", "steps": steps },
        });
        match self.look {
            Look::Gauge => field["max"] = json!(1),
            Look::Stat => {}
            Look::Lines => {
                field["color"] = json!({ "mode": "palette-classic" });
                let style = if self.thresholds.len() > 1 { "dashed" } else { "off" };
                field["custom"] =
                    json!({ "fillOpacity": 10, "showPoints": "never", "thresholdsStyle": { "mode": style } });
            }
        }
        field
    }
}

impl Look {
    fn name(self) -> &'static str {
        match self {
            Self::Gauge => "gauge",
            Self::Stat => "stat",
            Self::Lines => "timeseries",
        }
    }

    fn options(self) -> Value {
        let last = json!({ "calcs": ["lastNotNull"], "values": false });
        match self {
            Self::Gauge => json!({ "reduceOptions": last, "showThresholdMarkers": true }),
            Self::Stat => json!({ "reduceOptions": last, "colorMode": "value", "graphMode": "area" }),
            Self::Lines => json!({
                "legend": { "displayMode": "table", "placement": "bottom", "calcs": ["lastNotNull", "max"], "showLegend": true },
                "tooltip": { "mode": "multi", "sort": "desc" },
            }),
        }
    }
}

fn target((legend, query): &(&'static str, String), id: char) -> Value {
    json!({ "refId": id, "expr": query, "legendFormat": legend, "datasource": data_source(), "range": true })
}

/// The data source that the dashboard's variable names.
pub(super) fn data_source() -> Value {
    json!({ "type": "prometheus", "uid": "${datasource}" })
}

/// The title of a section.
pub(super) fn row(title: &str, id: usize, y: u32) -> Value {
    json!({
        "id": id,
        "type": "row",
        "title": title,
        "collapsed": false,
        "panels": [],
        "gridPos": { "h": 1, "w": 24, "x": 0, "y": y },
    })
}
