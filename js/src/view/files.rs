//! The files to take away.

use poolwise::{
    Plan, Scenario,
    read::{MeasuredQuantity, Reading, TextKind},
    write::{Kind, Options, write},
};
use poolwise_view::File;

/// Chromium saves a download named ".env" as "env.txt".
const ENV_FILE: &str = "pool.env";

/// The kind that fits where nothing else is known.
const ENV: &str = "env";

/// As many kinds as stand beside each other.
const MAX_FITTING: usize = 4;

/// The kinds of files that a framework or a server reads, by the name that a reading has for it.
const OF_FRAMEWORKS: [(&str, &[&str]); 19] = [
    ("HikariCP", &["spring-yaml", "hikaricp-properties"]),
    ("Rails", &["rails"]),
    ("Active Record", &["rails"]),
    ("psycopg_pool", &["psycopg-pool"]),
    ("Prisma", &["prisma"]),
    ("TypeORM", &["typeorm"]),
    ("Knex", &["knex"]),
    ("Sequelize", &["sequelize"]),
    ("node-postgres", &["node-postgres"]),
    ("pgxpool", &["pgxpool"]),
    ("database/sql", &["database-sql"]),
    ("sqlx", &["sqlx"]),
    ("deadpool", &["deadpool"]),
    ("bb8", &["bb8"]),
    ("Npgsql", &["npgsql"]),
    ("Django", &["django"]),
    ("Flask", &["flask"]),
    ("PgBouncer", &["pgbouncer"]),
    ("PostgreSQL", &["postgresql"]),
];

/// The same of kinds of texts.
const OF_TEXTS: [(TextKind, &[&str]); 4] = [
    (TextKind::Env, &[ENV]),
    (TextKind::Snippet, &["sqlalchemy", "sqlalchemy-async"]),
    (TextKind::ErrorLog, &["runbook"]),
    (TextKind::Metrics, &["prometheus-rules", "grafana"]),
];

/// Kinds for everybody, as far as there is room beside the others.
const FOR_ALL: [&str; 3] = [ENV, "kubernetes", "report"];

/// The names of the kinds that fit a pasted text, the best first.
pub(super) fn fitting(reading: &Reading) -> Vec<&'static str> {
    let named =
        |name: &str| OF_FRAMEWORKS.iter().find(|(framework, _)| *framework == name).map_or(&[][..], |(_, kinds)| kinds);
    // An error tells whose pool it is as well as a setting does.
    let of_errors = reading.errors.iter().filter(|error| error.class.is_of_pool()).map(|error| error.library);
    let of_frameworks = reading.frameworks.iter().copied().chain(of_errors).flat_map(named);
    let of_text = |kind| OF_TEXTS.iter().find(|(text, _)| *text == kind).map_or(&[][..], |(_, kinds)| kinds);
    let of_texts = reading.parts.iter().flat_map(|part| of_text(part.kind));
    // Sessions of the server are counted where something is wrong with them.
    let counted = reading.measurements.iter().any(|one| one.quantity == MeasuredQuantity::Idle);
    let of_counts: &[&str] = if counted { of_text(TextKind::ErrorLog) } else { &[] };
    let mut kinds = Vec::new();
    for kind in of_frameworks.chain(of_texts).chain(of_counts).chain(&FOR_ALL) {
        if !kinds.contains(kind) {
            kinds.push(*kind);
        }
    }
    kinds.truncate(MAX_FITTING);
    kinds
}

/// The kind of a name, or the first that fits where no kind has it.
pub(super) fn kind(name: &str, fitting: &[&str]) -> Option<&'static Kind> {
    Kind::from_name(name).or_else(|| fitting.iter().find_map(|name| Kind::from_name(name)))
}

/// The files of a kind, for the service at a place where a file is about one.
pub(super) fn files(scenario: &Scenario, plan: &Plan, shown: usize, kind: &'static Kind) -> Vec<File> {
    let options = Options { service: Some(shown), ..Options::default() };
    let files = write(kind, scenario, plan, &options).into_iter();
    let name = |name: String| if kind.name == ENV { ENV_FILE.to_owned() } else { name };
    files.map(|file| File { tab: kind.title.to_owned(), name: name(file.name), text: file.text }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use poolwise::{read::read, write};

    fn check(text: &str, expected: &[&str]) {
        assert_eq!(fitting(&read(text, None)), expected, "{text}");
    }

    #[test]
    fn files_for_what_was_pasted_come_first() {
        check("", &["env", "kubernetes", "report"]);
        check("DB_POOL_SIZE=5", &["env", "kubernetes", "report"]);
        check(
            "spring.datasource.hikari.maximum-pool-size=20",
            &["spring-yaml", "hikaricp-properties", "env", "kubernetes"],
        );
        check("engine = create_engine(url, pool_size=20)", &["sqlalchemy", "sqlalchemy-async", "env", "kubernetes"]);
        check(
            "ERROR QueuePool limit of size 20 overflow 30 reached, connection timed out, timeout 30.00",
            &["runbook", "env", "kubernetes", "report"],
        );
        check(
            "HikariPool-1 - Connection is not available, request timed out after 30000ms.",
            &["spring-yaml", "hikaricp-properties", "runbook", "env"],
        );
        check(
            "ActiveRecord::ConnectionTimeoutError: could not obtain a connection from the pool within 5.000 seconds \
             (waited 5.001 seconds); all pooled connections were in use",
            &["rails", "runbook", "env", "kubernetes"],
        );
    }

    #[test]
    fn every_fitting_kind_is_a_kind() {
        let of_frameworks = OF_FRAMEWORKS.iter().flat_map(|(_, kinds)| *kinds);
        for kind in of_frameworks.chain(OF_TEXTS.iter().flat_map(|(_, kinds)| *kinds)).chain(&FOR_ALL) {
            assert!(write::Kind::from_name(kind).is_some(), "{kind}");
        }
    }
}
