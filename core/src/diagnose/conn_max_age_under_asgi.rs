//! PD020: Django's persistent connections under ASGI.

use super::{BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands, context::DiagnosisContext};
use crate::{read::clues::ClueKind, scenario::WorkerClass};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD020",
    name: "conn-max-age-under-asgi",
    summary: "Django keeps connections after requests, and an ASGI server runs it",
    bigger_pool: BiggerPool::Beside,
    source: "Django, Databases: persistent connections should be disabled under ASGI",
    url: "https://docs.djangoproject.com/en/stable/ref/databases/#persistent-database-connections",
    relief: None,
    commands: &[commands::BY_CLIENT, commands::BY_STATE, commands::PROCESSES],
    detect,
};

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let literal = context.clue(ClueKind::ConnMaxAge);
    let kept = literal.or_else(|| context.clue(ClueKind::ConnMaxAgeByDefault))?;
    let server = context.clue(ClueKind::AsgiServer);
    let (line, text) = if let Some(line) = server {
        (Some(line), "an ASGI server runs the application")
    } else if let Some(line) = context.clue(ClueKind::AsgiSettings) {
        (Some(line), "the settings name an ASGI application")
    } else if context.service().worker_class == Some(WorkerClass::Uvicorn) {
        (None, "gunicorn's workers are uvicorn's")
    } else {
        return None;
    };
    let age = match literal {
        Some(_) => "CONN_MAX_AGE is above 0 or None",
        None => "CONN_MAX_AGE is above 0 by default; the environment may override it",
    };
    Some(DiagnosisBody {
        certainty: if literal.is_some() && server.is_some() { Certainty::Certain } else { Certainty::Likely },
        message: "Django keeps a connection for each thread of a request, and under ASGI no later request is sure to use it: \
                  connections pile up on the server"
            .to_owned(),
        help: "set CONN_MAX_AGE = 0 under ASGI, and keep connections in a pool: Django's own (5.1 and later, \"pool\" in \
               OPTIONS) or PgBouncer"
            .to_owned(),
        evidence: vec![Evidence::new(Some(kept), age), Evidence::new(line, text)],
        more: "how many idle connections the application has after a hundred requests",
        fix: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    const KEPT: &str = "DATABASES = {\"default\": {\"CONN_MAX_AGE\": 600}}\n";
    const SERVER: &str = "uvicorn config.asgi:application --workers 4\n";

    #[test]
    fn is_certain_where_an_asgi_server_runs_it() {
        check(&format!("{KEPT}\n{SERVER}"), "", &["conn-max-age-under-asgi certain"]);
        check(&format!("{}\n{SERVER}", KEPT.replace("600", "None")), "", &["conn-max-age-under-asgi certain"]);
    }

    #[test]
    fn is_likely_where_the_settings_say_so() {
        check(
            &format!("{KEPT}ASGI_APPLICATION = \"config.asgi.application\"\n"),
            "",
            &["conn-max-age-under-asgi likely"],
        );
        check(KEPT, "services = [{ worker_class = \"uvicorn\" }]", &["conn-max-age-under-asgi likely"]);
        let by_default = KEPT.replace("600", "env.int(\"CONN_MAX_AGE\", default=60)");
        check(&format!("{by_default}\n{SERVER}"), "", &["conn-max-age-under-asgi likely"]);
    }

    #[test]
    fn is_silent_without_asgi_and_without_persistent_connections() {
        check(KEPT, "", &[]);
        check(&format!("{KEPT}\ngunicorn config.wsgi:application -w 4\n"), "", &[]);
        check(&format!("{}\n{SERVER}", KEPT.replace("600", "0")), "", &[]);
        check(SERVER, "", &[]);
    }
}
