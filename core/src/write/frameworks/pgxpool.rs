//! `pgxpool`: a pool of pgx, in Go.

use super::{database_sql::acquire, lines};
use crate::write::{Content, Kind, Writer, fleet::Settings, text::quoted};

pub(in crate::write) const KIND: Kind = Kind {
    name: "pgxpool",
    title: "pgxpool",
    ending: "-pgxpool.go",
    media_type: "text/plain",
    writer: Writer::Service(content),
};

/// pgxpool replaces connections at once where their lifetime is 0, so that never is a century.
const NEVER: &str = "100 * 365 * 24 * time.Hour";

fn content(settings: &Settings<'_>) -> Content {
    super::content(settings, "//", |pool| {
        let lifetime = pool.lifetime_ms().map_or_else(|| NEVER.to_owned(), |ms| format!("{ms} * time.Millisecond"));
        let imported = if pool.is_unprepared { "\t\"github.com/jackc/pgx/v5\"\n" } else { "" };
        let config = [
            ("MaxConns", Some(pool.max.to_string())),
            ("MinConns", Some(pool.min.to_string())),
            ("MaxConnLifetime", Some(lifetime)),
            ("MaxConnIdleTime", pool.idle_ms.map(|ms| format!("{ms} * time.Millisecond"))),
            ("ConnConfig.DefaultQueryExecMode", pool.is_unprepared.then(|| "pgx.QueryExecModeExec".to_owned())),
            ("ConnConfig.ConnectTimeout", pool.connect_timeout_ms().map(|ms| format!("{ms} * time.Millisecond"))),
            ("ConnConfig.RuntimeParams[\"application_name\"]", Some(quoted(pool.name))),
            (
                "ConnConfig.RuntimeParams[\"statement_timeout\"]",
                pool.statement_timeout_ms.map(|ms| quoted(&ms.to_string())),
            ),
        ];
        let config = lines("\tconfig.", " = ", "", &config);
        // Apart from the comments above, which are no document of the package.
        "\npackage database\n\nimport (\n\t\"context\"\n\t\"os\"\n\t\"time\"\n\n".to_owned()
            + imported
            + "\t\"github.com/jackc/pgx/v5/pgxpool\"\n)\n\n\
         // NewPool makes the pool of the database at DATABASE_URL.\n\
         func NewPool(ctx context.Context) (*pgxpool.Pool, error) {\n\
         \tconfig, err := pgxpool.ParseConfig(os.Getenv(\"DATABASE_URL\"))\n\tif err != nil {\n\t\treturn nil, err\n\t}\n"
            + &config
            + "\treturn pgxpool.NewWithConfig(ctx, config)\n}\n\n"
            + &acquire(pool, "Acquire", "pool *pgxpool.Pool", "*pgxpool.Conn", "pool.Acquire")
    })
}
