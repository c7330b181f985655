//! What a text as a whole shows of its parts.

use super::foreign::is_of_other_server;

/// What a text as a whole shows of its parts.
#[derive(Default)]
pub(super) struct TextFacts {
    /// Whether this is a `database.yml` of Rails.
    pub(super) is_rails: bool,
    /// Whether the text has a section for the database, beside which those of others do not count.
    pub(super) has_database: bool,
    /// Whether the text has settings for production, beside which those for tests and development do not count.
    pub(super) has_production: bool,
    pub(super) client: Client,
}

/// Whose client a text sets up.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Client {
    #[default]
    Any,
    /// Knex, which has its pool beside the connection and reads none inside of it.
    Knex,
    /// That of another server than PostgreSQL.
    OfOtherServer,
}

impl TextFacts {
    pub(super) fn new(text: &str) -> Self {
        Self {
            is_rails: text.contains("adapter: "),
            has_database: text.contains("[database]"),
            has_production: text.contains("production"),
            client: if is_of_other_server(text) {
                Client::OfOtherServer
            } else if text.contains("knex") {
                Client::Knex
            } else {
                Client::Any
            },
        }
    }
}
