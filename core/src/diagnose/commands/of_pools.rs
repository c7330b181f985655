//! Commands for the pools of other languages than Python, by the library that reports an error. Those for node were run; the
//! others are from the documentation of each library.

use super::{Command, POOL_STATUS, STACKS};

impl Command {
    /// What shows the same of a pool of another language; None where nothing is known to.
    pub(in crate::diagnose) fn for_pool_of(&self, library: &str) -> Option<Self> {
        let find = |table: &[(&str, Self)]| table.iter().find(|(name, _)| *name == library).map(|(_, one)| one.clone());
        match self {
            command if *command == POOL_STATUS => find(&STATUS),
            command if *command == STACKS => JAVA.contains(&library).then_some(JAVA_STACKS),
            command if command.is_of_python() => None,
            command => Some(command.clone()),
        }
    }
}

/// The libraries of pools for Java.
const JAVA: [&str; 7] = ["HikariCP", "Tomcat JDBC", "DBCP", "Druid", "Agroal", "c3p0", "IronJacamar"];

const JAVA_STACKS: Command = Command {
    tells: "what each thread of a process is doing, without stopping it",
    run_in: "shell",
    run: "jcmd PID Thread.print",
};

const fn status(run_in: &'static str, run: &'static str) -> Command {
    Command { tells: POOL_STATUS.tells, run_in, run }
}

/// What shows how many connections of a process are checked out, by library.
const STATUS: [(&str, Command); 10] = [
    // The metrics of Spring Boot's Actuator.
    ("HikariCP", status("shell", "curl -s localhost:8080/actuator/metrics/hikaricp.connections.active")),
    ("Active Record", status("ruby", "ActiveRecord::Base.connection_pool.stat")),
    ("node-postgres", status("node", "console.log(pool.totalCount, pool.idleCount, pool.waitingCount)")),
    ("Knex", status("node", "const { pool } = knex.client\nconsole.log(pool.numUsed(), pool.numPendingAcquires())")),
    (
        "Sequelize",
        status("node", "const { pool } = sequelize.connectionManager\nconsole.log(pool.using, pool.waiting)"),
    ),
    ("sqlx", status("rust", "dbg!(pool.size(), pool.num_idle());")),
    ("deadpool", status("rust", "dbg!(pool.status());")),
    ("bb8", status("rust", "dbg!(pool.state());")),
    ("pgxpool", status("go", "log.Println(pool.Stat().AcquiredConns(), pool.Stat().IdleConns())")),
    ("Npgsql", status("shell", "dotnet-counters monitor --process-id PID --counters Npgsql")),
];
