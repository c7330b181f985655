//! PD019: a session that is held while a response streams.

use super::{BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands, context::DiagnosisContext, relief};
use crate::{
    format::{duration, number},
    read::{MeasuredQuantity, clues::ClueKind},
};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD019",
    name: "session-held-by-stream",
    summary: "a session keeps its connection while a response streams",
    bigger_pool: BiggerPool::Wrong,
    source: "FastAPI, Release Notes: 0.106.0 and 0.118.0 changed when the code after yield runs",
    url: "https://fastapi.tiangolo.com/release-notes/",
    relief: Some(relief::RESTART),
    commands: &[commands::POOL_STATUS, commands::LONGEST, commands::HOLD],
    detect,
};

/// Holds of this length are those of streams, or of jobs.
const MIN_STREAM_S: f64 = 10.0;

/// Measurements of holds, and how many of their unit are a second.
const HOLDS: [(MeasuredQuantity, f64); 4] = [
    (MeasuredQuantity::HoldMeanMs, 1000.0),
    (MeasuredQuantity::PgbouncerHoldMeanMs, 1000.0),
    (MeasuredQuantity::LongestTransactionS, 1.0),
    (MeasuredQuantity::LongestIdleInTransactionS, 1.0),
];

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let mut evidence = Vec::new();
    let certainty = if let Some(line) = context.clue(ClueKind::SessionInStream) {
        let text = "the stream uses a session that a dependency with yield opened";
        evidence.push(Evidence::new(Some(line), text));
        Certainty::Certain
    } else if let Some(line) = context.clue(ClueKind::SessionBesideStream) {
        let text = "an endpoint takes a session from a dependency and streams its response";
        evidence.push(Evidence::new(Some(line), text));
        Certainty::Likely
    } else if let Some(found) = long_holds(context) {
        evidence.extend(found);
        Certainty::Likely
    } else {
        evidence.push(long_mean(context)?);
        Certainty::Possible
    };
    evidence.extend(context.emptiness());
    let stop = match context.capacity() {
        Some(capacity) => format!("{} open streams (size + overflow) stop everything", number(capacity)),
        None => "size + overflow open streams stop everything".to_owned(),
    };
    let held = match certainty {
        Certainty::Possible => {
            "connections are held for as long as responses stream, or exports run: if they stream, each"
        }
        _ => "each open stream",
    };
    Some(DiagnosisBody {
        certainty,
        message: format!("{held} holds a connection until it ends: in one pool, {stop}"),
        help: "open a session inside the generator for each chunk, or close the session before the response streams. FastAPI \
               runs the code after yield when the response has been sent, except from 0.106 to 0.117, which run it before; \
               a bigger pool only admits as many more streams"
            .to_owned(),
        evidence,
        more: "FastAPI's version, how many streams are open at once, and how long each holds its connection",
        fix: Vec::new(),
    })
}

/// Holds of streams in measurements, where the scenario has streams.
fn long_holds(context: &DiagnosisContext<'_>) -> Option<[Evidence; 2]> {
    let is_stream = |mean_ms: f64| mean_ms >= MIN_STREAM_S * 1000.0;
    let classes = context.service().traffic.iter().filter(|class| class.rate_per_s.get() > 0.0);
    let stream_ms = classes.map(|class| class.moments().mean_ms).find(|&mean_ms| is_stream(mean_ms))?;
    let held = HOLDS.iter().find_map(|&hold| held(context, hold))?;
    Some([held, Evidence::new(None, format!("the traffic has requests of {}, as streams are", duration(stream_ms)))])
}

/// A mean hold as long as that of streams, where nothing is given of the traffic.
fn long_mean(context: &DiagnosisContext<'_>) -> Option<Evidence> {
    let means = HOLDS.iter().take(2).filter(|_| context.load().is_none());
    means.into_iter().find_map(|&hold| held(context, hold))
}

/// A measured hold that is as long as that of a stream.
fn held(context: &DiagnosisContext<'_>, (quantity, per_s): (MeasuredQuantity, f64)) -> Option<Evidence> {
    let (measurement, held) = context.largest(quantity).filter(|(_, held)| held / per_s >= MIN_STREAM_S)?;
    let text = format!("a connection is held for {}", duration(held / per_s * 1000.0));
    Some(Evidence::new(Some(measurement.line), text))
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    const GET_DB: &str = "def get_db():\n    with SessionLocal() as db:\n        yield db\n\n";
    const ERROR: &str = "QueuePool limit of size 5 overflow 6 reached, connection timed out, timeout 30.00\n";

    fn endpoint(body: &str) -> String {
        format!("{GET_DB}@app.get('/x')\ndef x(db: Session = Depends(get_db)):\n{body}\n")
    }

    #[test]
    fn is_certain_where_the_stream_uses_the_session() {
        let code = endpoint("    return StreamingResponse(rows(db))");
        let found = check(&code, "", &["session-held-by-stream certain"]);
        assert!(found[0].message.ends_with("size + overflow open streams stop everything"), "{}", found[0].message);
        let found = check(
            &format!("{code}\n{ERROR}"),
            "",
            &["session-held-by-stream certain", "unknown-load certain", "threads possible"],
        );
        assert!(found[0].message.contains("11 open streams (size + overflow)"), "{}", found[0].message);
    }

    #[test]
    fn is_likely_where_the_endpoint_takes_a_session() {
        let code = endpoint("    user = db.get(User, 1)\n    return EventSourceResponse(tokens(user))");
        check(&code, "", &["session-held-by-stream likely"]);
    }

    #[test]
    fn is_likely_where_the_holds_are_those_of_streams() {
        let held = "hikaricp_connections_usage_seconds_sum 900\nhikaricp_connections_usage_seconds_count 30\n";
        let streams = "[[services]]\ntraffic = [{ rate_per_s = 0.1, hold_ms = { mean = 25_000 } }]";
        check(held, streams, &["session-held-by-stream likely"]);
        check(held, "[[services]]\ntraffic = [{ rate_per_s = 10, hold_ms = { mean = 25 } }]", &[]);
        check(&held.replace("900", "9"), streams, &[]);
        let found = check(held, "", &["session-held-by-stream possible"]);
        assert!(found[0].message.contains("if they stream, each holds a connection"), "{}", found[0].message);
        check(&held.replace("900", "9"), "", &[]);
    }

    #[test]
    fn is_silent_where_the_session_ends_first() {
        check(
            &endpoint("    user = db.get(User, 1)\n    db.close()\n    return StreamingResponse(tokens(user))"),
            "",
            &[],
        );
        check(&endpoint("    return db.query(User).all()"), "", &[]);
        check("async def x():\n    return StreamingResponse(tokens())\n", "", &[]);
    }
}
