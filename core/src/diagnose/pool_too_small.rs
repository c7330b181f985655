//! PD009: the pool is too small for its traffic.

use super::{BiggerPool, Certainty, DiagnosisBody, Pattern, commands, context::DiagnosisContext};
use crate::{
    format::{number, percent},
    predict::State,
};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD009",
    name: "pool-too-small",
    summary: "the traffic holds as many connections as the pool has, or more",
    bigger_pool: BiggerPool::Right,
    source: "Little's law; Erlang C with patience",
    url: "https://en.wikipedia.org/wiki/Little%27s_law",
    relief: None,
    commands: &[commands::POOL_STATUS, commands::BY_STATE, commands::HOLD],
    detect,
};

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    if !context.is_empty() || context.keeps_up() {
        return None;
    }
    let prediction = context.prediction.as_ref()?;
    let (load, capacity) = (prediction.offered_load, context.capacity()?);
    let mut evidence = context.emptiness();
    evidence.extend(context.littles_law());
    let message = if prediction.state == State::Saturated {
        format!(
            "this traffic holds {} connections on average in each pool, and there are {}",
            number(load),
            number(capacity)
        )
    } else {
        format!(
            "with {} of {} connections busy on average, {} of requests time out",
            number(load),
            number(capacity),
            percent(prediction.timeout_probability),
        )
    };
    Some(DiagnosisBody {
        certainty: Certainty::Likely,
        message,
        help: "use the advised size if it fits the budget. Shorter holds help as much, and cost the server nothing"
            .to_owned(),
        evidence,
        more: "the hold of a request, measured from checkout to return: the load follows from it",
        fix: Vec::new(),
    })
}
