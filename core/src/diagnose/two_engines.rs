//! PD011: more than one engine, each with its own pool.

use super::{BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands, context::DiagnosisContext};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD011",
    name: "two-engines",
    summary: "one process creates several engines, and each opens its own pool",
    bigger_pool: BiggerPool::Beside,
    source: "SQLAlchemy, Engine Configuration: one pool per engine",
    url: "https://docs.sqlalchemy.org/en/20/core/engines.html",
    relief: None,
    commands: &[commands::BY_CLIENT, commands::PROCESSES],
    detect,
};

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let note = context.reading.notes.iter().find(|note| note.code == "several_engines")?;
    let is_replaced = context.reading.notes.iter().any(|note| note.code == "looks_like_diff");
    if is_replaced || context.service().engines.get() > 1 {
        return None;
    }
    Some(DiagnosisBody {
        certainty: Certainty::Possible,
        message: "the code creates two engines: a process that has both opens two pools".to_owned(),
        help:
            "create one engine per process and share it; if both are intended, such as for a replica, set engines to 2"
                .to_owned(),
        evidence: vec![Evidence::new(Some(note.line), "the code creates a second engine")],
        more: "whether both engines run in the same process",
        fix: vec![("services[0].engines", 2.into())],
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    #[test]
    fn diagnoses_two_engines() {
        let text = "a = create_engine(url, pool_size=5)\nb = create_engine(other, pool_size=5)\n";
        check(text, "", &["two-engines possible"]);
        check(text, "[[services]]\nengines = 2", &[]);
    }
}
