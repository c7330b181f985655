//! What the patterns examine: the reading, the scenario, and the engine's prediction for it.

use super::Evidence;
use crate::{
    format::number,
    predict::{Prediction, State, predict_by_formula},
    read::{ErrorClass, LoggedError, Measurement, Reading},
    scenario::{Scenario, Service},
    units::as_f64,
};

pub(super) struct DiagnosisContext<'a> {
    pub(super) reading: &'a Reading,
    pub(super) scenario: &'a Scenario,
    service: Service,
    /// The prediction for one pool of the first service; None without traffic.
    pub(super) prediction: Option<Prediction>,
}

impl<'a> DiagnosisContext<'a> {
    pub(super) fn new(reading: &'a Reading, scenario: &'a Scenario) -> Self {
        let service = scenario.services.first().cloned().unwrap_or_default();
        let prediction = predict_by_formula(&service, &service.pool);
        let prediction = (prediction.state != State::NoTraffic).then_some(prediction);
        Self { reading, scenario, service, prediction }
    }

    pub(super) fn service(&self) -> &Service {
        &self.service
    }

    /// The error of an exhausted application pool.
    pub(super) fn exhausted(&self) -> Option<&'a LoggedError> {
        self.error(ErrorClass::AppPoolExhausted)
    }

    pub(super) fn error(&self, class: ErrorClass) -> Option<&'a LoggedError> {
        self.reading.errors.iter().find(|error| error.class == class)
    }

    /// All measurements with this name, each with its number.
    pub(super) fn measurements(&self, name: &str) -> impl Iterator<Item = (&'a Measurement, f64)> {
        let of_name = self.reading.measurements.iter().filter(move |measurement| measurement.name == name);
        of_name.filter_map(|measurement| Some((measurement, measurement.value.as_f64()?)))
    }

    /// The largest measurement with this name.
    pub(super) fn largest(&self, name: &str) -> Option<(&'a Measurement, f64)> {
        self.measurements(name).max_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// Connections that one pool can open; None if unlimited.
    pub(super) fn capacity(&self) -> Option<f64> {
        self.service.pool.capacity().map(as_f64)
    }

    /// Connections that the traffic needs in one pool by Little's law; None without traffic.
    pub(super) fn load(&self) -> Option<f64> {
        self.prediction.as_ref().map(|prediction| prediction.offered_load)
    }

    /// The line and the largest number of checked-out connections, measured or implied by an error of an empty pool.
    pub(super) fn busy(&self) -> Option<(Option<usize>, f64)> {
        let measured = self.largest("checked_out").map(|(measurement, busy)| (Some(measurement.line), busy));
        let empty = self.exhausted().zip(self.capacity()).map(|(error, capacity)| (Some(error.line), capacity));
        measured.or(empty)
    }

    /// Whether the pool was empty, or nearly so.
    pub(super) fn is_empty(&self) -> bool {
        let nearly = |(_, busy): (_, f64)| self.capacity().is_some_and(|capacity| busy >= 0.9 * capacity);
        self.exhausted().is_some() || self.busy().is_some_and(nearly)
    }

    /// Whether the pool keeps up with the traffic so well that the traffic alone would not empty it.
    pub(super) fn keeps_up(&self) -> bool {
        self.prediction
            .as_ref()
            .is_some_and(|prediction| prediction.state == State::Stable && prediction.timeout_probability < 1e-4)
    }

    /// The evidence that the pool was empty.
    pub(super) fn emptiness(&self) -> Vec<Evidence> {
        let error = self.exhausted().map(|error| Evidence::new(Some(error.line), describe_error(error)));
        let busy = self.largest("checked_out").zip(self.capacity()).map(|((measurement, busy), capacity)| {
            Evidence::new(
                Some(measurement.line),
                format!("{} of {} connections were checked out", number(busy), number(capacity)),
            )
        });
        error.into_iter().chain(busy).collect()
    }

    /// Little's law for one pool, in words: "3.33/s × 500 ms = 2.5 of 25 connections".
    pub(super) fn littles_law(&self) -> Option<Evidence> {
        let (load, capacity) = (self.load()?, self.capacity()?);
        let rate = self.service.rate_of_one();
        let hold_ms = if rate > 0.0 { load / rate * 1000.0 } else { 0.0 };
        let text = format!(
            "{}/s in each pool × {} ms = {} of its {} connections (Little's law)",
            number(rate),
            number(hold_ms),
            number(load),
            number(capacity),
        );
        Some(Evidence::new(None, &text))
    }
}

/// What an error means, and how often it occurs.
pub(super) fn describe_error(error: &LoggedError) -> String {
    let times = match (error.count, &error.first, &error.last) {
        (1, ..) => return error.message.clone(),
        (count, Some(first), Some(last)) if first != last => format!("{count} times, {first} to {last}"),
        (count, ..) => format!("{count} times"),
    };
    format!("{} ({times})", error.message)
}
