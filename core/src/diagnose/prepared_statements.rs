//! PD016: prepared statements behind a pooler.

use super::{
    BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands,
    context::{DiagnosisContext, describe_error},
};
use crate::{read::ErrorClass, scenario::Driver};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD016",
    name: "prepared-statements-behind-pooler",
    summary: "prepared statements are missing or exist already, as behind a pooler that shares server connections",
    bigger_pool: BiggerPool::Beside,
    source: "PgBouncer, doc/config.md: max_prepared_statements",
    url: "https://www.pgbouncer.org/config.html",
    relief: None,
    commands: &[commands::SHOW_CONFIG],
    detect,
};

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let error = context.error(ErrorClass::PreparedStatement)?;
    let has_pooler = context.scenario.pooler.is_some();
    Some(DiagnosisBody {
        certainty: if has_pooler { Certainty::Likely } else { Certainty::Possible },
        message: "the driver prepares statements on server connections that a pooler shares among clients".to_owned(),
        help: format!("{POOLERS}, or turn them off in the driver: {}", in_driver(context)),
        evidence: vec![Evidence::new(Some(error.line), describe_error(error))],
        more: "whether a pooler in transaction or statement mode is in between, and its version",
        fix: Vec::new(),
    })
}

/// Poolers that track statements, and one that does not; RDS Proxy tracks them by itself.
const POOLERS: &str = "let the pooler track them (max_prepared_statements above 0 in PgBouncer 1.21 or later, \
                       pool_reserve_prepared_statement in Odyssey 1.3 or later; Supavisor's transaction mode cannot)";

/// How the driver prepares none: the one that the scenario names, or each of those that prepare by themselves.
fn in_driver(context: &DiagnosisContext<'_>) -> String {
    const ASYNCPG: &str = "statement_cache_size=0 with asyncpg; with SQLAlchemy and asyncpg, use NullPool, set \
                           prepared_statement_cache_size=0 too, and give a prepared_statement_name_func that makes each \
                           name unique";
    const PSYCOPG: &str = "prepare_threshold=None with psycopg";
    match context.scenario.services.first().and_then(|service| service.driver) {
        Some(Driver::Asyncpg) => ASYNCPG.to_owned(),
        Some(Driver::Psycopg) => PSYCOPG.to_owned(),
        _ => format!("{PSYCOPG}, prepareThreshold=0 with JDBC, pgbouncer=true with Prisma, {ASYNCPG}"),
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    #[test]
    fn diagnoses_prepared_statements() {
        let text = "prepared statement \"__asyncpg_stmt_1__\" does not exist\n";
        check(text, "", &["prepared-statements-behind-pooler possible"]);
        check(text, "pooler = { pool_mode = \"transaction\" }", &["prepared-statements-behind-pooler likely"]);
    }
}
