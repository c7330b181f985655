//! What one field cannot say alone: values that several fields make, and fields that count only with another.

use crate::{
    given::Given,
    rows::{Origin, Row, value_of, without_path},
};
use poolwise::scenario::Document;
use serde_json::{Map, Value};

const BURST: &str = "services[0].burst";
const HOLD: &str = "services[0].traffic[0].hold_ms";
const HOLD_MEAN: &str = "services[0].traffic[0].hold_ms.mean";
const HOLD_CV: &str = "services[0].traffic[0].hold_ms.cv";
const RATE: &str = "services[0].traffic[0].rate_per_s";
const TRAFFIC: &str = "services[0].traffic[0]";
const OPEN_STREAMS: &str = "services[0].traffic[0].open_streams";
const PROFILE: &str = "services[0].traffic[0].profile";
const MAY_CHANGE: &str = "targets.may_change";
const POOLER: &str = "pooler";
const POOL_MODE: &str = "pooler.pool_mode";

/// The word for it, which no mode of a pooler is.
const NO_POOLER: &str = "none";

/// A job's hold: with both of these it is their product, and the mean does not count.
const BATCH: [&str; 2] = ["batch", "per_record"];

/// The last part of a path below another one.
fn below<'a>(path: &'a str, table: &str) -> Option<&'a str> {
    path.strip_prefix(table)?.strip_prefix('.')
}

/// Whether a field is a part of a value that [`put`] makes.
pub(crate) fn is_part(path: &str) -> bool {
    path == OPEN_STREAMS
        || below(path, BURST).is_some()
        || below(path, MAY_CHANGE).is_some()
        || below(path, HOLD).is_some_and(|key| BATCH.contains(&key))
}

/// Whether a field counts only where there is a pooler.
pub(crate) fn is_of_pooler(path: &str) -> bool {
    below(path, POOLER).is_some()
}

/// Whether there is one.
pub(crate) fn is_pooled(rows: &[Row]) -> bool {
    rows.iter().any(|row| row.field.path() == POOL_MODE && row.text != NO_POOLER)
}

/// Whose paste tells of a pooler has one, in `PgBouncer`'s own mode where the paste does not say in which.
pub(crate) fn switch_pooler_on(rows: &mut [Row]) {
    let is_pasted = |row: &&Row| matches!(row.origin, Origin::Pasted(..)) && is_of_pooler(row.field.path());
    let Some(&Origin::Pasted(kind, line)) = rows.iter().find(is_pasted).map(|row| &row.origin) else { return };
    if let Some(mode) = rows.iter_mut().find(|row| row.field.path() == POOL_MODE && row.origin == Origin::Default) {
        "session".clone_into(&mut mode.text);
        mode.origin = Origin::Assumed(kind, line);
    }
}

/// Puts the values that several fields make into the document's scenario.
pub(crate) fn put(rows: &mut [Row], document: &mut Document) {
    let burst = parts(rows, BURST, |_| true);
    // A factor of 1 makes none.
    let factor = burst.get("factor").and_then(Value::as_f64).unwrap_or(1.0);
    if (factor - 1.0).abs() > f64::EPSILON && burst.len() == 3 {
        put_one(rows, document, BURST, burst.into());
    }
    let may_change =
        parts(rows, MAY_CHANGE, |_| true).into_iter().filter(|(_, on)| *on == true).map(|(lever, _)| lever);
    let may_change: Vec<String> = may_change.collect();
    if !may_change.is_empty() {
        put_one(rows, document, MAY_CHANGE, may_change.into());
    }
    let hold = parts(rows, HOLD, |key| key == "cv" || BATCH.contains(&key));
    if hold.len() == 3 {
        put_one(rows, document, HOLD, hold.into());
    }
}

/// Puts the open streams, which stand instead of a rate.
pub(crate) fn put_streams(rows: &mut [Row], document: &mut Document) {
    let is_rated = rows.iter().any(|row| row.field.path() == RATE && row.origin != Origin::Default && row.text != "0");
    let Some(row) = rows.iter_mut().find(|row| row.field.path() == OPEN_STREAMS) else { return };
    let streams = match value_of(row.field, &row.text) {
        Ok(Some(streams)) => streams,
        Ok(None) => return,
        Err(error) => {
            row.error = Some(error);
            return;
        }
    };
    if is_rated {
        row.error = Some("give either the requests or the open streams".to_owned());
        return;
    }
    let class = document.scenario.services.first().and_then(|service| service.traffic.first());
    let Some(Ok(Value::Object(mut class))) = class.map(serde_json::to_value) else { return };
    class.remove("rate_per_s");
    class.insert("open_streams".to_owned(), streams);
    match document.with(TRAFFIC, class.into()) {
        Ok(next) => *document = next,
        Err(error) => row.error = Some(without_path(&error.to_string(), TRAFFIC)),
    }
}

/// Puts what a paste of metrics says of the traffic and no field holds: its profile over a day, and a histogram of the
/// holds, whose mean and variability stand in their fields. A rate or a hold that is typed replaces them.
pub(crate) fn put_measured_traffic(given: &Given, rows: &mut [Row], document: &mut Document) {
    for (path, replaced_by) in [(PROFILE, RATE), (HOLD, HOLD_MEAN)] {
        let Some(setting) = given.setting(path).filter(|_| given.typed(replaced_by).is_none()) else { continue };
        let Ok(next) = document.with(path, setting.value.clone()) else { continue };
        *document = next;
        let Some(class) = document.scenario.services.first().and_then(|service| service.traffic.first()) else {
            return;
        };
        let moments = class.moments();
        let shown = [(HOLD_MEAN, moments.mean_ms), (HOLD_CV, moments.cv)];
        for (field, value) in shown.into_iter().filter(|_| path == HOLD) {
            if let Some(row) = rows.iter_mut().find(|row| row.field.path() == field) {
                row.text = ((value * 1000.0).round() / 1000.0).to_string();
                row.origin = Origin::Pasted(setting.kind, setting.line);
            }
        }
    }
}

/// The values of the fields below a path, as far as they are given and can be read.
fn parts(rows: &mut [Row], table: &str, is_wanted: fn(&str) -> bool) -> Map<String, Value> {
    let mut parts = Map::new();
    for row in rows {
        let Some(key) = below(row.field.path(), table).filter(|key| is_wanted(key)) else { continue };
        match value_of(row.field, &row.text) {
            Ok(Some(value)) => {
                parts.insert(key.to_owned(), value);
            }
            Ok(None) => {}
            Err(error) => row.error = Some(error),
        }
    }
    parts
}

/// What is wrong with the value stands at the first of its fields.
fn put_one(rows: &mut [Row], document: &mut Document, path: &str, value: Value) {
    match document.with(path, value) {
        Ok(next) => *document = next,
        Err(error) => {
            let is_first = |row: &&mut Row| below(row.field.path(), path).is_some() && is_part(row.field.path());
            if let Some(row) = rows.iter_mut().find(is_first) {
                row.error = Some(without_path(&error.to_string(), path));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::rows_of;
    use poolwise::{
        Scenario,
        scenario::{Hold, Lever, PoolMode},
    };

    #[test]
    fn a_pooler_counts_once_it_has_a_mode() {
        let pooler = |typed: &[(&str, &str)], paste: &str| {
            let pooler = rows_of(&Given::of_fields(typed, paste)).1.scenario.pooler?;
            Some((pooler.pool_mode, pooler.default_pool_size.get()))
        };
        assert_eq!(pooler(&[("pooler.default_pool_size", "30")], ""), None);
        let both = [("pooler.default_pool_size", "30"), (POOL_MODE, "transaction")];
        assert_eq!(pooler(&both, ""), Some((PoolMode::Transaction, 30)));
        let shown = " key | value | default | changeable\n-----+-------+---------+------------\n \
                     default_pool_size | 25 | 20 | yes\n pool_mode | statement | session | yes\n(2 rows)\n";
        assert_eq!(pooler(&[], shown), Some((PoolMode::Statement, 25)));
        assert_eq!(pooler(&[(POOL_MODE, "none")], shown), None);
        let partly = shown.replace(" pool_mode | statement | session | yes\n", "");
        assert_eq!(pooler(&[], &partly), Some((PoolMode::Session, 25)));
    }

    /// The scenario of some fields' texts, and what is wrong with them.
    fn check(typed: &[(&str, &str)], is_right: fn(&Scenario) -> bool, error: &str) {
        let (rows, Document { scenario, .. }) = rows_of(&Given::of_fields(typed, ""));
        let found = rows.iter().find_map(|row| row.error.clone()).unwrap_or_default();
        assert_eq!(found, error, "{typed:?}");
        assert!(is_right(&scenario), "{typed:?}: {scenario:?}");
    }

    #[test]
    fn metrics_give_the_traffic_until_a_field_replaces_it() {
        let check = |paste: &str, typed: &[(&str, &str)], is_right: fn(&Scenario) -> bool| {
            let (rows, Document { scenario, .. }) = rows_of(&Given::of_fields(typed, paste));
            assert!(is_right(&scenario), "{paste} {typed:?}: {scenario:?}");
            rows.into_iter().find(|row| row.field.path() == HOLD_MEAN).unwrap().text
        };
        let day = "00:00,10\n06:00,30\n12:00,50\n18:00,30\n";
        let profile = |s: &Scenario| s.services[0].traffic[0].profile.is_some();
        check(day, &[], profile);
        check(day, &[(RATE, "40")], |s| s.services[0].traffic[0].profile.is_none());
        let histogram = "db_pool_hold_seconds_bucket{le=\"0.01\"} 20\ndb_pool_hold_seconds_bucket{le=\"0.02\"} 80\n\
                         db_pool_hold_seconds_bucket{le=\"0.04\"} 98\ndb_pool_hold_seconds_bucket{le=\"+Inf\"} 100\n";
        let buckets = |s: &Scenario| matches!(s.services[0].traffic[0].hold_ms, Hold::Buckets(_));
        assert!(check(histogram, &[], buckets).starts_with("15.9"));
        check(histogram, &[(HOLD_MEAN, "70")], |s| matches!(s.services[0].traffic[0].hold_ms, Hold::Mean { .. }));
    }

    #[test]
    fn several_fields_make_one_value() {
        let factor = "services[0].burst.factor";
        check(&[(factor, "3")], |s| s.services[0].burst.is_some(), "");
        check(&[(factor, "1")], |s| s.services[0].burst.is_none(), "");
        check(&[(factor, "x")], |s| s.services[0].burst.is_none(), "must be a number, such as 1000 or 1.5");
        let lever = "targets.may_change.workers";
        check(&[(lever, "true")], |s| s.targets.may_change.iter().eq([&Lever::Workers]), "");
        check(&[(lever, "false")], |s| s.targets.may_change.is_empty(), "");
        let (batch, record) = ("services[0].traffic[0].hold_ms.batch", "services[0].traffic[0].hold_ms.per_record");
        check(&[(batch, "50")], |s| matches!(s.services[0].traffic[0].hold_ms, Hold::Mean { .. }), "");
        let is_batch = |s: &Scenario| matches!(s.services[0].traffic[0].hold_ms, Hold::Batch { .. });
        let streams = "services[0].traffic[0].open_streams";
        check(&[(streams, "12")], |s| s.services[0].traffic[0].open_streams.is_some(), "");
        let is_rated = |s: &Scenario| s.services[0].traffic[0].open_streams.is_none();
        check(&[(streams, "12"), (RATE, "5")], is_rated, "give either the requests or the open streams");
        check(&[(batch, "50"), (record, "20")], is_batch, "");
        check(
            &[(batch, "0"), (record, "20")],
            |s| matches!(s.services[0].traffic[0].hold_ms, Hold::Mean { .. }),
            "must be a whole number from 1 to 4294967295, found 0",
        );
    }
}
