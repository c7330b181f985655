//! PD007: a role or a database is at its own connection limit.

use super::{
    BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands,
    context::{DiagnosisContext, describe_error},
    relief,
};
use crate::read::ErrorClass;

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD007",
    name: "role-limit",
    summary: "a role or a database reaches its CONNECTION LIMIT before the server reaches its own",
    bigger_pool: BiggerPool::Wrong,
    source: "PostgreSQL manual, CREATE ROLE and ALTER DATABASE: CONNECTION LIMIT",
    url: "https://www.postgresql.org/docs/current/sql-createrole.html",
    relief: Some(relief::RAISE_ROLE_LIMIT),
    commands: &[commands::ROLE_LIMITS, commands::BY_CLIENT],
    detect,
};

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let error = context
        .error(ErrorClass::RoleConnectionLimit)
        .or_else(|| context.error(ErrorClass::DatabaseConnectionLimit))?;
    Some(DiagnosisBody {
        certainty: Certainty::Certain,
        message: "a role or a database has reached its CONNECTION LIMIT, which is below the server's".to_owned(),
        help: "raise it with ALTER ROLE … CONNECTION LIMIT or ALTER DATABASE … CONNECTION LIMIT, or fit the pools of \
               that role within it; a bigger pool reaches it sooner"
            .to_owned(),
        evidence: vec![Evidence::new(Some(error.line), describe_error(error))],
        more: "the limit itself; enter it as max_connections",
        fix: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    #[test]
    fn diagnoses_limit_of_role_or_database() {
        check("FATAL:  too many connections for role \"app\"\n", "", &["role-limit certain"]);
        check("FATAL:  too many connections for database \"app\"\n", "", &["role-limit certain"]);
    }
}
