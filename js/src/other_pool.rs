//! Pools of other libraries than `SQLAlchemy`, as the pasted text names them: they have no pre-ping to turn on.

use poolwise::{Plan, read::Reading};

/// Libraries whose pools test connections by themselves or by settings of their own.
const OTHERS: [&str; 15] = [
    "HikariCP",
    "Rails",
    "Active Record",
    "psycopg_pool",
    "Prisma",
    "TypeORM",
    "Knex",
    "Sequelize",
    "node-postgres",
    "pgxpool",
    "database/sql",
    "sqlx",
    "deadpool",
    "bb8",
    "Npgsql",
];

/// The rule and the setting that are about pre-ping.
const RULE: &str = "PW012";
const SETTING: &str = "pool.pre_ping";

/// Takes pre-ping out of the plan for the service at a place, if the pasted text is about a pool that has none.
pub(crate) fn leave_pre_ping_out(plan: &mut Plan, reading: &Reading, place: usize) {
    let of_errors = reading.errors.iter().filter(|error| error.class.is_of_pool()).map(|error| error.library);
    let mut libraries = of_errors.chain(reading.frameworks.iter().copied()).peekable();
    if libraries.peek().is_none() || !libraries.all(|library| OTHERS.contains(&library)) {
        return;
    }
    let of_service = format!("services[{place}].{SETTING}");
    plan.findings.retain(|finding| {
        let is_about_it = finding.fix.as_ref().is_some_and(|fix| fix.set.contains_key(&of_service));
        finding.code != RULE || !is_about_it
    });
    if let Some(service) = plan.services.get_mut(place) {
        service.advised.pool.pre_ping = service.current.pool.pre_ping;
        service.advised.reasons.retain(|reason| reason.field != SETTING);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use poolwise::{plan, read::read, scenario::Document};

    fn check(text: &str, is_left_out: bool) {
        let reading = read(text, None);
        let document = reading.apply_to_document(&Document::from_toml("services = [{}]").unwrap(), 0);
        let mut plan = plan(&document.scenario);
        leave_pre_ping_out(&mut plan, &reading, 0);
        assert_eq!(!plan.services[0].advised.pool.pre_ping, is_left_out, "{text}");
        assert_eq!(plan.findings.iter().all(|finding| finding.code != RULE), is_left_out, "{text}");
    }

    #[test]
    fn only_pools_of_sqlalchemy_have_pre_ping() {
        check("HikariPool-1 - Connection is not available, request timed out after 30000ms.", true);
        check("spring.datasource.hikari.maximum-pool-size=20\n", true);
        check("QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00", false);
        check("DB_POOL_SIZE=5\n", false);
    }
}
