//! `database-sql`: the pool of Go's database/sql, with any driver.

use super::OnePool;
use crate::write::{Content, Kind, Writer, fleet::Settings};

pub(in crate::write) const KIND: Kind = Kind {
    name: "database-sql",
    title: "Go's database/sql",
    ending: "-database-sql.go",
    media_type: "text/plain",
    writer: Writer::Service(content),
};

fn content(settings: &Settings<'_>) -> Content {
    super::content(settings, "//", |pool| {
        let lifetime = pool.lifetime_ms().map_or_else(|| "0".to_owned(), |ms| format!("{ms} * time.Millisecond"));
        let timeout = pool.statement_timeout_ms.map_or_else(String::new, |ms| {
            format!("// A statement timeout of {ms} ms is the driver's to set: options=-c%20statement_timeout%3D{ms} in the URL.\n")
        });
        let connect = pool.connect_timeout_whole_s().map_or_else(String::new, |seconds| {
            format!(
                "// The time to open a connection is the driver's to limit: connect_timeout={seconds} in the URL.\n"
            )
        });
        let unprepared = if pool.is_unprepared {
            "// How queries run is the driver's to say: default_query_exec_mode=exec in the URL of pgx prepares none.\n"
        } else {
            ""
        };
        let idle =
            pool.idle_ms.map_or_else(String::new, |ms| format!("\tdb.SetConnMaxIdleTime({ms} * time.Millisecond)\n"));
        format!(
            "{connect}{timeout}{unprepared}\npackage database\n\nimport (\n\t\"context\"\n\t\"database/sql\"\n\t\"time\"\n)\n\n\
             // Configure sets the limits of a pool. A lifetime of 0 is never.\nfunc Configure(db *sql.DB) {{\n\
             \tdb.SetMaxOpenConns({})\n\tdb.SetMaxIdleConns({})\n\tdb.SetConnMaxLifetime({lifetime})\n{idle}}}\n\n{}",
            pool.max,
            pool.min,
            acquire(pool, "Conn", "db *sql.DB", "*sql.Conn", "db.Conn"),
        )
    })
}

/// A function that waits for a connection no longer than the pool's timeout, which is no setting of Go's pools.
pub(super) fn acquire(pool: &OnePool<'_>, name: &str, parameter: &str, connection: &str, call: &str) -> String {
    format!(
        "// acquireTimeout is the longest wait for a connection, which is no setting of the pool.\n\
         const acquireTimeout = {} * time.Millisecond\n\n// {name} waits for a connection, at most acquireTimeout.\n\
         func {name}(ctx context.Context, {parameter}) ({connection}, error) {{\n\
         \tctx, cancel := context.WithTimeout(ctx, acquireTimeout)\n\tdefer cancel()\n\treturn {call}(ctx)\n}}\n",
        pool.timeout_ms(),
    )
}
