//! What percentiles of the holds leave open.

use super::formula_alone;
use crate::{
    prediction::{Prediction, Range},
    scenario::{Pool, Service},
};

/// With the mean holds at either end of what percentiles allow, by closed form; the prediction itself lies within.
pub(super) fn range(service: &Service, pool: &Pool, prediction: &Prediction) -> Option<Range> {
    if service.traffic.iter().all(|class| class.mean_range_ms().is_none()) {
        return None;
    }
    let ends = [0, 1].map(|end| {
        let traffic = service.traffic.iter().map(|class| match class.mean_range_ms() {
            Some(range) => class.times(range[end] / class.moments().mean_ms),
            None => class.clone(),
        });
        formula_alone(&Service { traffic: traffic.collect(), ..service.clone() }, pool)
    });
    let around = |of: fn(&Prediction) -> f64| {
        let values = [&ends[0], prediction, &ends[1]].map(of);
        [values.iter().copied().fold(f64::INFINITY, f64::min), values.iter().copied().fold(0.0, f64::max)]
    };
    Some(Range {
        utilization: prediction.utilization.map(|_| around(|prediction| prediction.utilization.unwrap_or(0.0))),
        wait_mean_ms: around(|prediction| prediction.wait_ms.mean),
    })
}

#[cfg(test)]
mod tests {
    use crate::{Scenario, predict::predict_by_formula};

    fn check(hold: &str) -> Option<super::Range> {
        let text = format!(
            "[[services]]\npool = {{ size = 10, overflow = 0 }}\ntraffic = [{{ rate_per_s = 100, hold_ms = {hold} }}]"
        );
        let service = &Scenario::from_toml(&text).unwrap().services[0];
        let prediction = predict_by_formula(service, &service.pool);
        if let Some(range) = &prediction.range {
            let [low, high] = range.wait_mean_ms;
            assert!(low <= prediction.wait_ms.mean && prediction.wait_ms.mean <= high, "{prediction:?}");
        }
        prediction.range
    }

    #[test]
    fn percentiles_leave_the_utilization_open_and_a_mean_does_not() {
        assert_eq!(check("{ mean = 40, cv = 2 }"), None);
        let [low, high] = check("{ p50 = 20, p95 = 100, p99 = 200 }").and_then(|range| range.utilization).unwrap();
        // 100 requests per second with means from 15 to 65 ms on ten connections.
        assert!((low - 0.15).abs() < 1e-9 && (high - 0.65).abs() < 1e-9, "{low} to {high}");
    }
}
