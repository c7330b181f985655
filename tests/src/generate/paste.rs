//! Texts that somebody pastes by mistake, or to see what happens.

use super::env_text;
use crate::{canaries::canaries, nasty};
use proptest::{prelude::*, sample::Index};
use std::sync::OnceLock;

/// Lines of every kind, as their programs write them, with secrets where those may stand.
const LINES: [&str; 68] = [
    "DB_POOL_SIZE=20",
    "export DB_MAX_OVERFLOW=\"10\" # SECRET",
    "DB_PASSWORD='SECRET",
    "DATABASE_URL=postgresql://app:SECRET@db:5432/app?connection_limit=5&pool_timeout=20",
    "DB_POOL_SIZE=${SECRET:-5}",
    "DB_POOL_TIMEOUT=${DB_POOL_SIZE}${A:-${B}}",
    "SECRET=SECRET",
    "      - DB_POOL_SIZE=20",
    "  - name: DB_POOL_SIZE",
    "    value: \"20\"",
    "=== SECRET Config Vars",
    "$env:DB_POOL_SIZE = \"20\"",
    "-----BEGIN PRIVATE KEY-----",
    "engine = create_engine(\"postgresql://app:SECRET@db/app\", pool_size=20,",
    "    max_overflow=int(os.getenv(\"SECRET\", \"10\")), pool_timeout=2 * 10, pool_pre_ping=True)",
    "POOL = \"SECRET\"",
    "engine = create_async_engine(url, pool_size=POOL, pool_recycle=settings.SECRET)",
    "SQLALCHEMY_ENGINE_OPTIONS = {\"pool_size\": 0x14, \"pool_timeout\": 1_0.5, 'SECRET': SECRET}",
    "\"pool\": {\"max_size\": 8, \"timeout\": 10, \"max_lifetime\": 3600}",
    "pool = QueuePool(connect, pool_size=7, timeout=int(3.7))",
    "    db_pool_size: int = Field(default=20)  # '''",
    "+engine = create_engine(url, pool_size=20)",
    "x = f\"\"\"{SECRET}",
    "def get_db(",
    "    yield SessionLocal(\"SECRET\")",
    "async def chat(SECRET, db: Session = Depends(get_db)):",
    "    return StreamingResponse(rows(db, \"SECRET\"",
    "'CONN_MAX_AGE': env.int('SECRET', default=60),",
    "gunicorn shop.asgi:application --preload -w 4 -k uvicorn.workers.UvicornWorker --env SECRET",
    "2026-11-21 20:09:38,123 ERROR [app] QueuePool limit of size 5 overflow 10 reached, connection timed out, timeout 30.00",
    "sqlalchemy.exc.TimeoutError: QueuePool limit of size SECRET overflow -1 reached, connection timed out, timeout nan",
    "Traceback (most recent call last):",
    "  File \"/srv/SECRET.py\", line 3, in get",
    "The above exception was the direct cause of the following exception:",
    "{\"ts\": \"2026-11-21T20:09:38Z\", \"level\": \"error\", \"msg\": \"sorry, too many clients already SECRET\"}",
    "FATAL:  too many connections for role \"SECRET\"",
    "HikariPool-1 - Connection is not available, request timed out after 30007ms (total=10, active=10, idle=0, waiting=5)",
    "Timed out fetching a new connection from the connection pool. (Current connection pool timeout: 10, connection limit: 3)",
    "server closed the connection unexpectedly",
    "Pool size: 20  Connections in pool: 0 Current Overflow: -2 Current Checked out connections: 18",
    "{'pool_size': 20, 'checked_out': 2, 'checked_in': 18, 'overflow': 0, 'url': 'SECRET'}",
    "Pool Status: {",
    "    'checked_out': 2,    # SECRET",
    "SECRETPool - Pool stats (total=10, active=7, idle=3, waiting=0)",
    " application_name | state  | count ",
    "------------------+--------+-------",
    " SECRET           | active |    40",
    " max_connections | 100",
    "superuser_reserved_connections|3",
    "(2 rows)",
    "app=# SHOW max_connections; -- SECRET",
    "-[ RECORD 1 ]----+----",
    "# TYPE db_pool_checked_out gauge",
    "db_pool_checked_out{pool=\"SECRET\",instance=\"a\\\"b\"} 5 1795291778",
    "db_client_connection_wait_time_seconds_bucket{le=\"+Inf\"} 10",
    "hikaricp_connections_max{pool=\"HikariPool-1\",} 1e1 # {trace_id=\"SECRET\"} 1",
    "spring.datasource.hikari.maximum-pool-size=${SECRET:20}",
    "spring.datasource.hikari.SECRET.connection-timeout: 30s",
    "  adapter: postgresql",
    "  pool: <%= ENV.fetch(\"SECRET\") { 5 } %>",
    "const pool = new Pool({ connectionString: 'postgres://app:SECRET@db/app', max: 20, connectionTimeoutMillis: 2000 })",
    "let pool = PgPoolOptions::new().max_connections(5).acquire_timeout(Duration::from_secs(3))",
    "Host=db;Username=app;Password=SECRET;Maximum Pool Size=50;Timeout=15;SECRET Connection Lifetime=0",
    "db.SetMaxOpenConns(25) // SECRET",
    "#v=1&size=5&rate=NaN&SECRET=SECRET&overflow=SECRET",
    "https://example.org/?SECRET#v=1&size=5&pre_ping=yes",
    "[pgbouncer]",
    "default_pool_size = 20 ; SECRET",
];

/// What breaks a text: line ends, quotes, brackets, blanks, invisible characters, numbers that nobody can use.
const SHARDS: [&str; 48] = [
    "\n",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "\n\r",
    "\0",
    "\u{feff}",
    "\u{200b}",
    "\u{202e}",
    "\u{2066}",
    "\u{fffd}",
    "\u{a0}",
    "\u{85}",
    "\u{2028}",
    "\u{1f600}",
    "é",
    "\u{301}",
    "\"",
    "'",
    "\"\"\"",
    "'''",
    "`",
    "```",
    "\u{201c}",
    "(",
    "[",
    "{",
    "{{",
    "}",
    "${",
    "$",
    "\\",
    "\\\n",
    "#",
    " #",
    "//",
    "://",
    "@",
    "=",
    ":",
    "|",
    ",",
    "&",
    "-1",
    "1e999",
    "nan",
    "SECRET",
];

/// What is repeated until it hurts.
const REPEATED: [&str; 20] = [
    "[",
    "(",
    "{\"a\":",
    "'",
    "\"",
    "\\",
    "${",
    "=",
    ":",
    "|",
    "#",
    " ",
    "\r",
    "- ",
    "x",
    "pool_size=",
    "https://",
    "SECRET ",
    "a.",
    "9",
];

/// Texts of all kinds, mixed, cut anywhere and put together again.
pub fn any_paste() -> impl Strategy<Value = String> {
    let line = prop::sample::select(LINES.to_vec()).prop_map(str::to_owned);
    let shard = prop::sample::select(SHARDS.to_vec()).prop_map(str::to_owned);
    let known = prop::sample::select(known_texts());
    let run = (prop::sample::select(REPEATED.to_vec()), 1..300_usize).prop_map(|(part, times)| part.repeat(times));
    let piece = prop_oneof![
        6 => line.clone().prop_map(|line| line + "\n"),
        3 => (line, any::<(Index, Index)>()).prop_map(|(line, cut)| between(&line, cut)),
        8 => shard,
        2 => known.clone().prop_map(str::to_owned),
        3 => (known, any::<(Index, Index)>()).prop_map(|(text, cut)| between(text, cut)),
        1 => run,
        1 => env_text(),
        1 => any::<String>(),
    ];
    let line_end = prop::sample::select(vec!["\n", "\n", "\n", "\r\n", "\r"]);
    (prop::collection::vec(piece, 0..16), line_end).prop_map(|(pieces, end)| pieces.concat().replace('\n', end))
}

/// The nasty inputs and the canaries, but for those so long that nothing else would be read.
fn known_texts() -> Vec<&'static str> {
    static TEXTS: OnceLock<Vec<String>> = OnceLock::new();
    let texts = TEXTS.get_or_init(|| {
        let nasty = nasty::cases().into_iter().map(|case| case.text());
        nasty.chain(canaries().into_iter().map(|canary| canary.text)).filter(|text| text.len() < 4096).collect()
    });
    texts.iter().map(String::as_str).collect()
}

fn between(text: &str, (one, other): (Index, Index)) -> String {
    let (one, other) = (one.index(text.len() + 1), other.index(text.len() + 1));
    text[text.floor_char_boundary(one.min(other))..text.floor_char_boundary(one.max(other))].to_owned()
}
