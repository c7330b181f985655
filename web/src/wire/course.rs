//! A course's JSON read back.

use super::prediction::PredictionForm;
use poolwise::{
    predict::Prediction,
    simulate::{Course, Moment, Requests},
};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(remote = "Course")]
struct CourseForm {
    #[serde(with = "PredictionForm")]
    prediction: Prediction,
    #[serde(with = "RequestsForm")]
    requests: Requests,
    runs_with_timeouts: u32,
    #[serde(with = "moments")]
    series: Vec<Moment>,
}

#[derive(Deserialize)]
#[serde(remote = "Requests")]
struct RequestsForm {
    arrived: u64,
    served: u64,
    timed_out: u64,
    leaked: u64,
    in_flight: u64,
}

#[derive(Deserialize)]
#[serde(remote = "Moment")]
struct MomentForm {
    t: f64,
    busy: f64,
    busy_range: [f64; 2],
    waiting: f64,
    waiting_range: [f64; 2],
    timed_out: f64,
}

super::plan::list!(pub(super) courses: "super::CourseForm" of super::Course);
super::plan::list!(moments: "super::MomentForm" of super::Moment);
