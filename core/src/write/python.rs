//! Modules of Python: a template that reads the variables of the `.env`, with a service's settings as their defaults.

use super::{
    Content,
    fleet::Settings,
    text::{comments, quoted, whole},
};
use crate::{
    scenario::{Driver, ServiceKind},
    units::Millis,
};
use serde_json::Value;

/// Parts that several templates have, by the line that stands for them. A part may hold the marks of settings.
const PARTS: [(&str, &str); 5] = [
    ("# <helpers>", include_str!("python/helpers.py")),
    ("# <engine_options>", include_str!("python/engine_options.py")),
    ("# <pool_options>", include_str!("python/pool_options.py")),
    ("# <libpq>", include_str!("python/libpq.py")),
    ("# <asyncpg_connect>", include_str!("python/asyncpg_connect.py")),
];

/// What to do where the scenario has no pool; not one number of it would be true.
const NO_POOL: &str = "The service has no pool (NullPool): each task opens a connection of its own, so limit the \
                       concurrent tasks per process. To limit and reuse connections, give the service a pool, and write \
                       this file again.";

/// What SQLAlchemy's pool does not do for a function.
const FROZEN: &str = "This pool closes no idle connection, so an idle instance keeps its own until the platform ends it: \
                      where those are too many, use NullPool behind a pooler.";

const NAMED: &str = "Save it under a name without dashes, such as database.py; the address is in DATABASE_URL.";

/// A module for SQLAlchemy, which has a size and an overflow; comments where the scenario has no pool.
pub(super) fn module(settings: &Settings<'_>, template: &str) -> Content {
    let mut summary = settings.summary();
    if !settings.has_pool() {
        summary.push(NO_POOL.to_owned());
        return comments("#", &summary).into();
    }
    if settings.capacity().is_none() {
        summary.push("It has no maximum: set a size of 1 or more, and an overflow of 0 or more.".to_owned());
    }
    if settings.service.kind == ServiceKind::Function {
        summary.push(FROZEN.to_owned());
    }
    made(settings, summary, template)
}

/// A module for a pool that has one maximum; comments where the scenario has none.
pub(super) fn module_of_one_maximum(settings: &Settings<'_>, template: &str) -> Content {
    if !settings.has_pool() {
        return module(settings, template);
    }
    let summary = settings.summary_of_one_maximum();
    match settings.maximum() {
        Some(_) => made(settings, summary, template),
        None => comments("#", &summary).into(),
    }
}

fn made(settings: &Settings<'_>, mut summary: Vec<String>, template: &str) -> Content {
    let engines = settings.service.engines.get();
    if engines > 1 {
        summary.push(format!("Each process has {engines} engines, each with a pool: this makes one of them."));
    }
    Content { text: comments("#", &summary) + &filled(settings, template), notes: vec![NAMED.to_owned()] }
}

/// The template with its parts, then numbers and words of fixed lists, and last the name, in which no mark is searched.
fn filled(settings: &Settings<'_>, template: &str) -> String {
    let parts = PARTS.iter().map(|&(mark, part)| (mark, part.trim_end()));
    let pooled = settings.fleet.scenario.is_pooled(settings.service);
    let timeouts = if pooled { include_str!("python/pooled_timeouts.py") } else { include_str!("python/timeouts.py") };
    let is_asyncpg = async_driver(settings) == "asyncpg";
    let connect = [
        ("# <async_connect>", if is_asyncpg { "# <sqlalchemy_asyncpg>" } else { "# <libpq>" }),
        ("# <sqlalchemy_asyncpg>", include_str!("python/sqlalchemy_asyncpg.py").trim_end()),
        ("# <timeouts>", timeouts.trim_end()),
    ];
    let unprepared = unprepared(settings, template);
    let lines = unprepared.map(|(mark, line)| (mark, if settings.is_unprepared() { line } else { "" }));
    let mut text = template.to_owned();
    for (mark, part) in connect.into_iter().chain(parts).chain(lines) {
        text = text.replace(mark, part);
    }
    for (name, import) in
        [("math.", "import math\n"), ("re.findall", "import re\n"), ("uuid4()", "from uuid import uuid4\n")]
    {
        if !text.contains(name) {
            text = text.replace(import, "");
        }
    }
    values(settings).iter().fold(text, |text, (mark, value)| text.replace(mark, value))
}

/// What stands for a setting in the templates, and its value.
fn values(settings: &Settings<'_>) -> [(&'static str, String); 14] {
    let (pool, service, database) = (settings.pool, settings.service, &settings.fleet.scenario.database);
    let ms = |fixed: Option<&Value>, given: Option<Millis>| {
        let ms = fixed.and_then(Value::as_f64).or_else(|| given.map(Millis::get));
        ms.map_or_else(String::new, |ms| whole(ms).to_string())
    };
    let idle = settings.fleet.advised_value("database.idle_in_transaction_timeout_ms");
    [
        ("<size>", pool.size.to_string()),
        ("<overflow>", pool.overflow.to_string()),
        ("<timeout>", pool.timeout_s.to_string()),
        ("<recycle>", pool.recycle_s.to_string()),
        ("<pre_ping>", pool.pre_ping.to_string()),
        ("<lifo>", pool.lifo.to_string()),
        ("<echo>", settings.fixed("echo").and_then(Value::as_bool).unwrap_or(service.echo).to_string()),
        ("<connect>", settings.connect_timeout_s().map_or_else(String::new, |seconds| seconds.to_string())),
        ("<statement>", ms(settings.fixed("statement_timeout_ms"), service.statement_timeout_ms)),
        ("<idle>", ms(idle, database.idle_in_transaction_timeout_ms)),
        ("<driver>", sync_driver(settings).to_owned()),
        ("<async_driver>", async_driver(settings).to_owned()),
        ("<application>", settings.stem.clone()),
        ("\"<service>\"", quoted(&service.name)),
    ]
}

fn sync_driver(settings: &Settings<'_>) -> &'static str {
    if settings.service.driver == Some(Driver::Psycopg2) { "psycopg2" } else { "psycopg" }
}

fn async_driver(settings: &Settings<'_>) -> &'static str {
    if settings.service.driver == Some(Driver::Psycopg) { "psycopg" } else { "asyncpg" }
}

/// Lines that turn prepared statements off, by the line that stands for them. psycopg2 prepares none.
fn unprepared(settings: &Settings<'_>, template: &str) -> [(&'static str, &'static str); 3] {
    let is_psycopg2 = settings.service.driver == Some(Driver::Psycopg2) && template.contains("<driver>");
    [
        ("    <unprepared>\n", if is_psycopg2 { "" } else { include_str!("python/unprepared_psycopg.py") }),
        ("    <unprepared_asyncpg>\n", include_str!("python/unprepared_asyncpg.py")),
        ("    <unprepared_sqlalchemy>\n", include_str!("python/unprepared_sqlalchemy.py")),
    ]
}
