//! `sequelize`: the options of Sequelize 6.

use super::{UNNAMED_QUERIES, lines};
use crate::write::{Content, Kind, Writer, fleet::Settings, text::quoted};

pub(in crate::write) const KIND: Kind = Kind {
    name: "sequelize",
    title: "Sequelize",
    ending: "-sequelize.cjs",
    media_type: "text/javascript",
    writer: Writer::Service(content),
};

fn content(settings: &Settings<'_>) -> Content {
    super::content(settings, "//", |pool| {
        let options = [
            ("application_name", Some(quoted(pool.name))),
            ("connectionTimeoutMillis", pool.connect_timeout_ms().map(|ms| ms.to_string())),
            ("statement_timeout", pool.statement_timeout_ms.map(|ms| ms.to_string())),
        ];
        let options = lines("    ", ": ", ",", &options);
        let sizes = [("max", pool.max), ("min", pool.min), ("acquire", pool.timeout_ms())];
        let sizes = lines("    ", ": ", ",", &sizes.map(|(name, value)| (name, Some(value.to_string()))));
        let idle = pool.idle_ms.map_or_else(String::new, |ms| format!("    idle: {ms},\n"));
        let queries = if pool.is_unprepared { UNNAMED_QUERIES } else { "" };
        let age = if pool.lifetime_ms().is_some() { "// Its pool replaces no connection by age.\n" } else { "" };
        format!(
            "{age}{queries}// new Sequelize(process.env.DATABASE_URL, require(\"./{}{}\"))\nmodule.exports = {{\n  dialect: \"postgres\",\n\
             \x20 dialectOptions: {{\n{options}  }},\n  pool: {{\n{sizes}{idle}  }},\n}};\n",
            pool.name, KIND.ending,
        )
    })
}
