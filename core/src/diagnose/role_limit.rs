//! PD007: a role or a database has a limit of its own.

use super::{
    BiggerPool, Certainty, DiagnosisBody, Evidence, Pattern, commands,
    context::{DiagnosisContext, describe_error},
};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD007",
    name: "role-limit",
    summary: "a CONNECTION LIMIT of a role or a database is reached, whatever the server admits",
    bigger_pool: BiggerPool::Wrong,
    source: "PostgreSQL manual, CREATE ROLE and ALTER DATABASE: CONNECTION LIMIT",
    url: "https://www.postgresql.org/docs/current/sql-createrole.html",
    commands: &[commands::ROLE_LIMITS, commands::BY_CLIENT],
    detect,
};

fn detect(context: &DiagnosisContext<'_>) -> Option<DiagnosisBody> {
    let error = context.error("role_connection_limit").or_else(|| context.error("database_connection_limit"))?;
    Some(DiagnosisBody {
        certainty: Certainty::Certain,
        message: "a CONNECTION LIMIT below the server's own is reached".to_owned(),
        help: "raise it with ALTER ROLE … CONNECTION LIMIT or ALTER DATABASE … CONNECTION LIMIT, or make the pools of \
               that role fit into it; a bigger pool runs into it sooner"
            .to_owned(),
        evidence: vec![Evidence::new(Some(error.line), &describe_error(error))],
        more: "the limit itself, to be entered as max_connections here",
        fix: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use crate::diagnose::tests::check;

    #[test]
    fn a_roles_limit_is_not_the_servers() {
        check("FATAL:  too many connections for role \"app\"\n", "", &["role-limit certain"]);
        check("FATAL:  too many connections for database \"app\"\n", "", &["role-limit certain"]);
    }
}
