//! `npgsql`: a data source of Npgsql, in C#.

use super::{MAX_INT, lines, startup_options};
use crate::write::{Content, Kind, Writer, fleet::Settings, text::quoted};

pub(in crate::write) const KIND: Kind = Kind {
    name: "npgsql",
    title: "Npgsql",
    ending: "-npgsql.cs",
    media_type: "text/plain",
    writer: Writer::Service(content),
};

/// The longest timeout that Npgsql takes.
const MAX_TIMEOUT_S: u64 = 1024;

fn content(settings: &Settings<'_>) -> Content {
    super::content(settings, "//", |pool| {
        let options = [
            ("MaxPoolSize", Some(pool.max.to_string())),
            ("MinPoolSize", Some(pool.min.to_string())),
            // Both in whole seconds. No timeout is for ever, no lifetime is never.
            ("Timeout", Some(pool.timeout_whole_s().min(MAX_TIMEOUT_S).to_string())),
            ("ConnectionLifetime", Some(pool.lifetime_whole_s().unwrap_or(0).min(MAX_INT).to_string())),
            ("ConnectionIdleLifetime", pool.idle_ms.map(|ms| ms.div_ceil(1000).to_string())),
            ("MaxAutoPrepare", pool.is_unprepared.then(|| "0".to_owned())),
            ("ApplicationName", Some(quoted(pool.name))),
            ("Options", startup_options(pool).map(|options| quoted(&options))),
        ];
        let options = lines("            ", " = ", ",", &options);
        format!(
            "// Npgsql reads no URL: the connection string is \"Host=…;Username=…\", from the environment.\nusing Npgsql;\n\n\
             public static class ConnectionPool\n{{\n    public static NpgsqlDataSource Open(string connectionString)\n    {{\n\
             \x20       var builder = new NpgsqlConnectionStringBuilder(connectionString)\n        {{\n{options}        }};\n\
             \x20       return NpgsqlDataSource.Create(builder);\n    }}\n}}\n"
        )
    })
}
