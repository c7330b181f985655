//! PD011: more than one engine, each with a pool of its own.

use super::{BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands, context::DiagnosisContext};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD011",
    name: "two-engines",
    summary: "one process makes several engines, and each opens a pool",
    bigger_pool: BiggerPool::Beside,
    source: "SQLAlchemy, Engine Configuration: one pool an engine",
    url: "https://docs.sqlalchemy.org/en/20/core/engines.html",
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
        message: "two engines are made here: where one process has both, it opens two pools".to_owned(),
        help: "make one engine a process and share it; where both are meant, such as for a replica, count 2 engines"
            .to_owned(),
        evidence: vec![Evidence::new(Some(note.line), "a second engine is made")],
        more: "whether both run in the same process",
        fix: vec![("services[0].engines", 2.into())],
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    #[test]
    fn two_engines_are_two_pools() {
        let text = "a = create_engine(url, pool_size=5)\nb = create_engine(other, pool_size=5)\n";
        check(text, "", &["two-engines possible"]);
        check(text, "[[services]]\nengines = 2", &[]);
    }
}
