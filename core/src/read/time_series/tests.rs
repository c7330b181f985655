use crate::read::{TextKind, read};

/// A rate and factors that a text gives.
fn check(text: &str, rate: f64, period_s: f64, factors: &[f64]) {
    let reading = read(text, None);
    assert_eq!(reading.kind, TextKind::TimeSeries, "{text}: {reading:?}");
    let value = |field: &str| {
        let setting = reading.settings.iter().find(|setting| setting.field.ends_with(field));
        setting.unwrap_or_else(|| panic!("{text}: no {field} in {reading:?}")).value.clone()
    };
    assert!((value("rate_per_s").as_f64().unwrap() / rate - 1.0).abs() < 1e-3, "{text}: {}", value("rate_per_s"));
    let profile = value("profile");
    assert_eq!(profile["period_s"], period_s, "{text}");
    let found: Vec<f64> = profile["factors"].as_array().unwrap().iter().filter_map(serde_json::Value::as_f64).collect();
    let near = found.len() == factors.len() && found.iter().zip(factors).all(|(a, b)| (a - b).abs() < 1e-3);
    assert!(near, "{text}: {found:?}");
}

/// Six values from midnight on, four hours apart.
fn rows(separator: &str, time: impl Fn(u32) -> String) -> String {
    let lines =
        [10, 5, 20, 40, 30, 15].iter().zip(0..).map(|(rate, index)| format!("{}{separator}{rate}", time(index * 4)));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

const FACTORS: [f64; 6] = [0.5, 0.25, 1.0, 2.0, 1.5, 0.75];

#[test]
fn exports_of_a_day_become_its_profile() {
    let day = |sep: &str, time: &dyn Fn(u32) -> String| rows(sep, time);
    let iso = |hour: u32| format!("2026-11-25T{hour:02}:00:00Z");
    let spaced = |hour: u32| format!("\"2026-11-25 {hour:02}:00:00\"");
    let ms = |hour: u32| format!("{}", (1_795_564_800_u64 + u64::from(hour) * 3600) * 1000);
    let clock = |hour: u32| format!("{hour:02}:00");
    check(&day(",", &iso), 20.0, 86_400.0, &FACTORS);
    check(&format!("\"Time\",\"api requests per second\"\n{}", day(",", &spaced)), 20.0, 86_400.0, &FACTORS);
    check(&format!("Time;Value\n{}", day(";", &ms)), 20.0, 86_400.0, &FACTORS);
    check(&day("  ", &clock), 20.0, 86_400.0, &FACTORS);
    check(&day("\t", &clock), 20.0, 86_400.0, &FACTORS);
    check(&format!("time,req/min\n{}", day(",", &iso)), 20.0 / 60.0, 86_400.0, &FACTORS);
    check(&format!("timestamp,RequestCount (Sum)\n{}", day(",", &iso)), 20.0 / 14_400.0, 86_400.0, &FACTORS);
    // An export that begins at 08:00 is the same day.
    let lines = day(",", &iso);
    let (before, after) = lines.split_at(lines.match_indices('\n').nth(1).unwrap().0 + 1);
    check(&(after.to_owned() + &before.replace("-25T", "-26T")), 20.0, 86_400.0, &FACTORS);
}

#[test]
fn documents_of_monitoring_become_a_profile() {
    let points = |quote: &str| -> String {
        let point = |(rate, index): (&u32, u64)| format!("[{}, {quote}{rate}{quote}]", 1_795_564_800 + index * 14_400);
        [10, 5, 20, 40, 30, 15].iter().zip(0..).map(point).collect::<Vec<_>>().join(", ")
    };
    let prometheus = |result: &str| {
        format!("{{\"status\":\"success\",\"data\":{{\"resultType\":\"matrix\",\"result\":[{result}]}}}}")
    };
    let series = |labels: &str| format!("{{\"metric\":{{{labels}}},\"values\":[{}]}}", points("\""));
    check(&prometheus(&series("")), 20.0, 86_400.0, &FACTORS);
    let two = format!("{}, {}", series("\"pod\": \"a\""), series("\"pod\": \"b\""));
    check(&prometheus(&two), 40.0, 86_400.0, &FACTORS);
    check(&format!("{{\"series\": [{{\"pointlist\": [{}]}}]}}", points("")), 20.0, 86_400.0, &FACTORS);
    let datapoint = |hour: u32, sum: u32| {
        format!("{{\"Timestamp\": \"2026-11-25T{hour:02}:00:00+00:00\", \"Sum\": {sum}.0, \"Unit\": \"Count\"}}")
    };
    let datapoints: Vec<String> = [(4, 36_000), (0, 72_000), (8, 144_000), (12, 288_000), (16, 216_000), (20, 108_000)]
        .iter()
        .map(|(hour, sum)| datapoint(*hour, *sum))
        .collect();
    let cloudwatch = format!("{{\"Label\": \"RequestCount\", \"Datapoints\": [{}]}}", datapoints.join(", "));
    check(&cloudwatch, 10.0, 86_400.0, &FACTORS);
}

fn says(text: &str, code: &str) {
    let reading = read(text, Some(TextKind::TimeSeries));
    assert!(reading.notes.iter().any(|note| note.code == code), "{text}: {:?}", reading.notes);
    assert!(reading.settings.is_empty() || code == "time_series", "{text}: {:?}", reading.settings);
}

#[test]
fn a_text_that_is_no_rate_over_time_gets_a_note() {
    let rows = rows(",", |hour| format!("2026-11-25 {hour:02}:00"));
    says(&format!("Time,Checked out connections\n{rows}"), "not_a_rate");
    says(&rows.replace(|c: char| c.is_ascii_digit(), "0"), "no_series");
    says("hello\n", "no_series");
    says(&rows.replace(",10", ",0").replace(",5", ",").replace(",20", ","), "time_series");
    says("00:00,0\n01:00,0\n02:00,0\n03:00,0\n", "no_profile");
}
