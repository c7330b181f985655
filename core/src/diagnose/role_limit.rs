//! PD007: a role or a database has a limit of its own.

use super::{
    BiggerPool, Certainty, Pattern, Seen, commands,
    context::{DiagnosisContext, counted, said},
};

pub(super) const PATTERN: Pattern = Pattern {
    code: "PD007",
    name: "role-limit",
    summary: "a CONNECTION LIMIT of a role or a database is reached, whatever the server admits",
    bigger_pool: BiggerPool::Wrong,
    source: "PostgreSQL manual, CREATE ROLE and ALTER DATABASE: CONNECTION LIMIT",
    url: "https://www.postgresql.org/docs/current/sql-createrole.html",
    commands: &[commands::ROLE_LIMITS, commands::BY_CLIENT],
    look,
};

fn look(context: &DiagnosisContext<'_>) -> Option<Seen> {
    let error = context.error("role_connection_limit").or_else(|| context.error("database_connection_limit"))?;
    Some(Seen {
        certainty: Certainty::Certain,
        message: "a CONNECTION LIMIT below the server's own is reached".to_owned(),
        help: "raise it with ALTER ROLE … CONNECTION LIMIT or ALTER DATABASE … CONNECTION LIMIT, or make the pools of \
               that role fit into it; a bigger pool runs into it sooner"
            .to_owned(),
        evidence: vec![said(Some(error.line), &counted(error))],
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
