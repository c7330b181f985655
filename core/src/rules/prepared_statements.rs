//! PW039: prepared statements on a connection that changes.

use super::{FindingBody, Outlook, Rule, Severity};
use crate::scenario::{Driver, PoolMode};

pub(super) const RULE: Rule = Rule {
    code: "PW039",
    name: "prepared-statements",
    summary: "the driver uses prepared statements that the pooler does not track per client",
    severity: Severity::Error,
    source: "PgBouncer, doc/config.md: max_prepared_statements, since 1.21, 200 unless set since 1.24",
    url: "https://www.pgbouncer.org/config.html#max_prepared_statements",
    check,
};

/// What the pooler keeps unless told otherwise, since 1.24.
const DEFAULT_MAX_PREPARED: u32 = 200;

fn check(outlook: &Outlook<'_>) -> Vec<FindingBody> {
    let Some(pooler) = &outlook.scenario.pooler else { return Vec::new() };
    let unit = match pooler.pool_mode {
        PoolMode::Session => return Vec::new(),
        PoolMode::Transaction => "transaction",
        PoolMode::Statement => "statement",
    };
    outlook.each(|service| {
        if pooler.max_prepared_statements.get() > 0 || !outlook.scenario.is_pooled(service.service) {
            return None;
        }
        let (does, instead) = match service.service.driver? {
            Driver::Psycopg2 => return None,
            Driver::Psycopg => ("psycopg prepares repeated statements", "prepare_threshold=None"),
            Driver::Asyncpg => (
                "asyncpg prepares every statement",
                "statement_cache_size=0 and prepared_statement_cache_size=0, a prepared_statement_name_func that makes each name \
                 unique, and NullPool",
            ),
        };
        Some(FindingBody {
            message: format!(
                "{does}, and the next {unit} of {} may be on another connection of the pooler: \"prepared statement … does \
                 not exist\", or \"already exists\"",
                service.service.name
            ),
            help: format!(
                "set max_prepared_statements to {DEFAULT_MAX_PREPARED} in PgBouncer 1.21 or later, which then tracks them per client; with an \
                 older one connect with {instead}"
            ),
            field: service.field("driver"),
            evidence: vec![("max_prepared_statements", 0.into())],
            fix: vec![("pooler.max_prepared_statements".to_owned(), DEFAULT_MAX_PREPARED.into())],
            ..FindingBody::default()
        })
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::tests::check_scenario as check;

    #[test]
    fn reports_prepared_statements_behind_a_pooler() {
        let scenario = |pooler: &str, service: &str| {
            format!("pooler = {{ max_prepared_statements = 0, {pooler} }}\nservices = [{{ {service} }}]")
        };
        let mode = "pool_mode = 'transaction'";
        check(
            "PW039",
            &scenario(mode, "driver = 'asyncpg'"),
            Some("asyncpg prepares every statement, and the next transaction"),
        );
        check(
            "PW039",
            &scenario("pool_mode = 'statement'", "driver = 'psycopg'"),
            Some("and the next statement of app"),
        );
        check("PW039", &scenario(mode, "driver = 'psycopg2'"), None);
        check("PW039", &scenario(mode, "driver = 'asyncpg', direct = true"), None);
        check("PW039", &scenario(mode, ""), None);
        check("PW039", &scenario("pool_mode = 'session'", "driver = 'asyncpg'"), None);
        check("PW039", "pooler = { pool_mode = 'transaction' }\nservices = [{ driver = 'asyncpg' }]", None);
    }
}
