//! `prisma`: the parameters of the URL for the pool of Prisma up to 6, and the options of Prisma 7's adapter of pg.

use super::{lines, node_postgres::options, startup_options};
use crate::write::{Content, Kind, Writer, fleet::Settings, text::quoted};
use std::fmt::Write;

pub(in crate::write) const KIND: Kind = Kind {
    name: "prisma",
    title: "Prisma",
    ending: "-prisma.cjs",
    media_type: "text/javascript",
    writer: Writer::Service(content),
};

fn content(settings: &Settings<'_>) -> Content {
    super::content(settings, "//", |pool| {
        let parameters = [
            ("connection_limit", Some(pool.max.to_string())),
            // Whole seconds, and 0 is for ever.
            ("pool_timeout", Some(pool.timeout_whole_s().to_string())),
            ("connect_timeout", pool.connect_timeout_whole_s().map(|seconds| seconds.to_string())),
            ("application_name", Some(pool.name.to_owned())),
            ("options", startup_options(pool)),
            ("pgbouncer", pool.is_unprepared.then(|| "true".to_owned())),
        ];
        let mut text = "// Prisma 5.2 to 6: new PrismaClient({ datasourceUrl: datasourceUrl() }). Its pool replaces no connection by age.\n\
             function datasourceUrl(url = process.env.DATABASE_URL) {\n  const changed = new URL(url);\n"
            .to_owned();
        for (name, value) in parameters {
            if let Some(value) = value {
                let _ = writeln!(text, "  changed.searchParams.set({}, {});", quoted(name), quoted(&value));
            }
        }
        let options = lines("  ", ": ", ",", &options(pool));
        text + "  changed.search = changed.search.replaceAll(\"+\", \"%20\");\n  return changed.href;\n}\n\n\
                // Prisma 7: new PrismaClient({ adapter: new PrismaPg(adapterOptions) })\n\
                const adapterOptions = {\n"
            + &options
            + "};\n\nmodule.exports = { adapterOptions, datasourceUrl };\n"
    })
}
