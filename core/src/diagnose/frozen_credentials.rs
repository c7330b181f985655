//! PD017: credentials that expire while the pool keeps using them.

use super::{
    BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands,
    context::{DiagnosisContext, describe_error},
    relief,
};
use crate::{format::amount, read::ErrorClass};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD017",
    name: "frozen-credentials",
    summary: "new connections are refused with credentials that have expired",
    bigger_pool: BiggerPool::Beside,
    source: "AWS, IAM database authentication: a token is valid for 15 minutes",
    url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html",
    relief: Some(relief::NEW_PASSWORD),
    commands: &[commands::SESSION_STARTS],
    detect,
};

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let error = context.error(ErrorClass::AuthenticationFailed)?;
    // A wrong password is refused in other words.
    if error.facts.get("method").and_then(serde_json::Value::as_str) != Some("PAM") {
        return None;
    }
    Some(DiagnosisBody {
        certainty: Certainty::Possible,
        message: format!(
            "the credentials of new connections are refused: a token in the URL may have expired{}",
            rate_of_failures(context).unwrap_or_default()
        ),
        help: "an IAM token is valid for 15 minutes and checked when a connection opens. Fetch a new one for each connection \
               in the event do_connect, instead of freezing it in the URL; until then every overflow and recycled connection \
               fails"
            .to_owned(),
        evidence: vec![Evidence::new(Some(error.line), describe_error(error))],
        more: "whether the first connections after a start succeed and later ones fail",
        fix: Vec::new(),
    })
}

/// Every connection that is opened fails then.
fn rate_of_failures(context: &DiagnosisContext<'_>) -> Option<String> {
    let opened = context.service().in_all_pools(context.prediction.as_ref()?.connects_per_s) * 60.0;
    (opened > 0.0)
        .then(|| format!(". In this scenario {} per minute open, and each fails", amount(opened, "connection")))
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    #[test]
    fn diagnoses_expired_token_and_no_wrong_password() {
        let refused = "FATAL:  PAM authentication failed for user \"app\"\n";
        check(refused, "", &["frozen-credentials possible"]);
        let traffic = "services = [{ instances = 2, traffic = [{ rate_per_s = 200, hold_ms = { mean = 50 } }] }]";
        let found = check(refused, traffic, &["frozen-credentials possible"]);
        assert!(found[0].message.ends_with("per minute open, and each fails"), "{}", found[0].message);
        check("FATAL:  password authentication failed for user \"app\"\n", "", &[]);
    }
}
