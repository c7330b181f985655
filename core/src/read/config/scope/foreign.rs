//! What belongs to a pool of something else: clients of other servers, and strings that only those have.

use super::open_calls;
use crate::read::names;

/// Whether what stands before a value makes it one of another pool: `rabbit.pool_size`, `MongoClient(…`, `redis://…`.
pub(in crate::read::config) fn is_foreign_pair(key: &str, before: &str) -> bool {
    let path = key.rsplit_once('.').map_or("", |(path, _)| path);
    let word = before.rsplit(|c: char| c.is_whitespace() || "\"'`=".contains(c)).next().unwrap_or_default();
    let scheme = before.rsplit_once("://").filter(|(_, rest)| !rest.contains(char::is_whitespace));
    let scheme = scheme.and_then(|(scheme, _)| scheme.rsplit(|c: char| !(c.is_alphanumeric() || c == '+')).next());
    // A server of nginx' upstream: `server 10.0.0.1:8000 max_conns=200`.
    let is_upstream = key == "max_conns" && before.contains("server ");
    is_upstream
        || FOREIGN_STRINGS.iter().any(|mark| before.contains(mark))
        || is_foreign_name(path)
        || scheme.is_some_and(is_foreign_callee)
        || word.split_once("://").is_some_and(|(scheme, _)| is_foreign_callee(scheme))
        || open_calls(before).iter().any(|call| is_foreign_callee(call))
}

/// The servers that clients other than those of PostgreSQL name, and the keys with which they do.
const OTHER_SERVERS: [&str; 6] = ["mysql", "mariadb", "sqlite", "mssql", "oracledb", "better-sqlite3"];
const CLIENT_KEYS: [&str; 4] = ["client", "dialect", "type", "adapter"];

/// Whether a text sets up clients of another server, and none of PostgreSQL.
pub(super) fn is_of_other_server(text: &str) -> bool {
    let is_postgres = || ["postgres", "'pg'", "\"pg\"", "Postgres", "postgis"].iter().any(|name| text.contains(name));
    let is_client = |(at, server): (usize, &str)| {
        let before = text[..at].trim_end_matches(['"', '\'', ' ']);
        let Some(before) = before.strip_suffix([':', '=']) else { return false };
        let key = before.trim_end_matches(['"', '\'', ' ']);
        let key = key.rsplit(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        CLIENT_KEYS.contains(&key) && !text[at + server.len()..].starts_with(['-', '.'])
    };
    OTHER_SERVERS.iter().any(|server| text.match_indices(server).any(is_client)) && !is_postgres()
}

/// What only connection strings of other servers have.
const FOREIGN_STRINGS: [&str; 6] =
    [":6379", "mssql", "sqlserver", "SqlServer", "Initial Catalog=", "MultipleActiveResultSets="];

/// Whether one of the words of a name is about something else with a pool.
pub(super) fn is_foreign_name(name: &str) -> bool {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_ascii_uppercase).any(|word| names::is_foreign(&word))
}

/// Whether a key begins a block about something else with a pool.
pub(super) fn is_foreign_block(key: &str) -> bool {
    let is_client = || !key.contains(' ') && key.ends_with("client") && is_foreign_name(key);
    names::is_foreign(&key.to_ascii_uppercase()) || is_client() || is_foreign_callee(key)
}

/// What the names of clients of other servers hold, and Entity Framework's pool of contexts.
const FOREIGN_CLIENTS: [&str; 17] = [
    "qdrant",
    "urllib3",
    "cassandra",
    "clickhouse",
    "neo4j",
    "redis",
    "mongo",
    "httpx",
    "aiohttp",
    "rabbit",
    "amqp",
    "kafka",
    "memcache",
    "elastic",
    "mysql",
    "mariadb",
    "dbcontext",
];

/// Whether a called name or a scheme is about something else.
pub(in crate::read) fn is_foreign_callee(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    FOREIGN_CLIENTS.iter().any(|client| lower.contains(client))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, is_foreign: bool) {
        let (before, key) = text.rsplit_once('|').unwrap_or((text, ""));
        assert_eq!(is_foreign_pair(key, &format!("{before}{key}=")), is_foreign, "{text}");
    }

    #[test]
    fn tells_other_pools() {
        check("MongoClient(uri, |maxPoolSize", true);
        check("mongoose.connect(uri, {|maxPoolSize", true);
        check("url = \"mongodb://h/d?|maxPoolSize", true);
        check("services.AddDbContextPool<Db>(o => o.Use(cs), |poolSize", true);
        check("|rabbit.pool_size", true);
        check("server api1:8000 |max_conns", true);
        check("\"Cache\": \"redis:6379,|poolsize", true);
        check("Server=mssql;Database=x;|Max Pool Size", true);
        check("MongoClient(uri); new Pool({|max", false);
        check("postgresql://h/d?statement_cache_size=0&|connection_limit", false);
        check("|spring.datasource.hikari.maximum-pool-size", false);
    }
}
