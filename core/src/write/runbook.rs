//! `runbook`: what to do when a pool or the database has no connection left, with the fleet's names and numbers.

use super::{
    Content, Kind, Writer,
    fleet::Fleet,
    text::{on_one_line, quoted},
};
use crate::{
    diagnose::commands::{self, Command},
    format::{count, grouped},
    scenario::ServiceKind,
};
use std::fmt::Write;

pub(super) const KIND: Kind = Kind {
    name: "runbook",
    title: "Runbook",
    ending: "-runbook.md",
    media_type: "text/markdown",
    writer: Writer::Fleet(content),
};

/// What to look at when a pool is used up, in order.
const OF_POOL: [&Command; 4] = [&commands::POOL_STATUS, &commands::LONGEST, &commands::BLOCKED, &commands::STACKS];

/// What to look at when the server refuses connections, in order.
const OF_DATABASE: [&Command; 4] =
    [&commands::LIMITS, &commands::BY_STATE, &commands::BY_CLIENT, &commands::ROLE_LIMITS];

fn content(fleet: &Fleet<'_>) -> Content {
    let mut text = "# Runbook: no database connection left\n\n".to_owned();
    text += "By Poolwise. A bigger pool is seldom the answer: first find what holds the connections.\n\n";
    text += &numbers(fleet);
    text += "\n## A pool is used up\n\n";
    text +=
        "`QueuePool limit of size … reached, connection timed out`: every connection of a process is checked out.\n\n";
    text += "`python -m poolwise.monitor URL` shows the pools of a service that has Poolwise's monitor. Without it, log this in \
             the process:\n\n";
    text += &steps(&OF_POOL);
    text += "\n- Many active and slow: the database is the bottleneck. End the statement that blocks, not the pool.\n\
             - Idle in transaction: code waits for something else inside a transaction.\n\
             - Checked out and nothing at the server: a leak, or work between statements.\n\
             - None of these, and more traffic than planned: start more instances if the numbers above leave room.\n";
    text += "\n## The database refuses connections\n\n";
    text += "`sorry, too many clients already`, `remaining connection slots are reserved`: connect as a superuser, for whom \
             slots are reserved.\n\n";
    text += &steps(&OF_DATABASE);
    text += "\nClose idle sessions of one application and role, never your own:\n\n";
    text += "```sql\n\\set app '";
    let stems: Vec<String> = fleet.services().map(|service| service.stem).collect();
    let stem = stems.first().map_or("app", String::as_str);
    let _ = writeln!(text, "{stem}'\n\\set role '{stem}'");
    if let Some(others) = stems.get(1..).filter(|others| !others.is_empty()) {
        let _ = writeln!(text, "-- Or: {}.", others.join(", "));
    }
    text += CLOSE_IDLE;
    text += "```\n\nThis frees slots and cures no leak: a pool opens connections again when it needs them, and a request that \
             meets a closed one fails unless `pool_pre_ping` is on.\n";
    text += &stuck(fleet);
    text += "\n## Afterwards\n\n";
    text += "Give the log to `poolwise read` and the new numbers to `poolwise plan`. A restart of the service, one instance \
             after the other, gives every pool back; do not kill processes by a pattern of their command line.\n";
    text.into()
}

/// Idle for ten minutes: a pool that uses a connection has used it since.
const CLOSE_IDLE: &str = "\
SELECT pid, pg_terminate_backend(pid)
FROM pg_stat_activity
WHERE application_name = :'app' AND usename = :'role'
  AND state = 'idle' AND state_change < now() - interval '10 minutes'
  AND pid <> pg_backend_pid();
";

/// How to end what a job or a request is stuck in, of the first job if there is one.
fn stuck(fleet: &Fleet<'_>) -> String {
    let of_job = fleet.services().find(|service| service.service.kind == ServiceKind::Job);
    let stem = of_job.or_else(|| fleet.services().next()).map_or_else(|| "app".to_owned(), |service| service.stem);
    format!(
        "\n## A job or a request is stuck\n\nSee what it has been doing, and since when:\n\n\
         ```sql\n\\set app '{stem}'\n{OF_APPLICATION}```\n\n\
         If it is blocked, end what blocks it. Else cancel its statement: the job then fails, and its transaction is rolled \
         back. Put its pid in:\n\n```sql\n\\set app '{stem}'\n\\set pid 0\n{CANCEL}```\n\n\
         A session that is idle in a transaction runs no statement: `pg_terminate_backend` in the place of \
         `pg_cancel_backend` ends it.\n"
    )
}

const OF_APPLICATION: &str = "\
SELECT pid, state, now() - xact_start AS transaction_age, pg_blocking_pids(pid) AS blocked_by, left(query, 60) AS query
FROM pg_stat_activity
WHERE application_name = :'app' AND state <> 'idle'
ORDER BY xact_start;
";

const CANCEL: &str = "\
SELECT pid, pg_cancel_backend(pid)
FROM pg_stat_activity
WHERE application_name = :'app' AND pid = :pid AND pid <> pg_backend_pid();
";

/// The fleet in a table.
fn numbers(fleet: &Fleet<'_>) -> String {
    let mut text = format!("The server admits {} from applications", count(fleet.usable(), "connection"));
    if let Some(most) = fleet.connections() {
        let _ = write!(text, ", and these pools open at most {} with other clients, a deploy included", grouped(most));
    }
    text += ".\n\n| service | pools | size + overflow | connections |\n|---|---|---|---|\n";
    for service in fleet.services() {
        let number = |n: Option<u64>| n.map_or_else(|| "unlimited".to_owned(), grouped);
        let all = service.service.pools().zip(service.capacity()).and_then(|(pools, each)| pools.checked_mul(each));
        let _ = writeln!(
            text,
            "| {} | {} | {} + {} | {} |",
            cell(&service.service.name),
            number(service.service.pools()),
            service.pool.size,
            service.pool.overflow,
            number(all),
        );
    }
    text
}

/// A name in a cell: as code, so that nothing in it is Markdown or HTML.
fn cell(name: &str) -> String {
    let plain: String = on_one_line(name).chars().map(|c| if matches!(c, '`' | '|') { '\'' } else { c }).collect();
    if plain.trim().is_empty() { quoted(name) } else { format!("`{plain}`") }
}

fn steps(commands: &[&Command]) -> String {
    let language = |command: &Command| match command.run_in {
        "psql" => "sql",
        "python" => "python",
        _ => "sh",
    };
    let step = |(number, command): (usize, &&Command)| {
        format!("{number}. {}\n\n```{}\n{}\n```\n\n", sentence(command.tells), language(command), command.run)
    };
    (1..).zip(commands).map(step).collect::<String>().trim_end().to_owned() + "\n"
}

/// "See how many connections …".
fn sentence(tells: &str) -> String {
    format!("See {tells}:")
}
