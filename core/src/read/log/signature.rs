//! An error that is known by words that no other error has, and the errors of a line.

use super::{fact::Fact, known_errors::KNOWN_ERRORS, mention};
use crate::read::{ErrorClass, phrases::Phrases};
use std::sync::LazyLock;

/// An error of a pool, a pooler or PostgreSQL.
pub(super) struct Signature {
    /// The words that make it known.
    pub(super) head: &'static str,
    pub(super) class: ErrorClass,
    pub(super) library: &'static str,
    /// What it means; where empty, that a pool timed out, with its numbers.
    pub(super) meaning: &'static str,
    /// The numbers that follow, in their order.
    pub(super) facts: &'static [Fact],
    /// Whether the words before and after allow it.
    fits: fn(&str, &str) -> bool,
    /// How much it counts beside others.
    pub(super) rank: Rank,
    /// Whether people type it from memory, in any case.
    any_case: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rank {
    /// By itself.
    Own,
    /// Only where it does not follow from another error right above.
    Consequence,
    /// Only where nothing more exact is known of the line.
    Fallback,
}

impl Signature {
    pub(super) const fn new(
        class: ErrorClass,
        library: &'static str,
        head: &'static str,
        meaning: &'static str,
    ) -> Self {
        Self { head, class, library, meaning, facts: &[], fits: |_, _| true, rank: Rank::Own, any_case: false }
    }

    pub(super) const fn pool(library: &'static str, head: &'static str, facts: &'static [Fact]) -> Self {
        Self { facts, ..Self::new(POOL, library, head, "") }
    }

    pub(super) const fn server(head: &'static str, meaning: &'static str) -> Self {
        Self::new(ErrorClass::ServerMaxConnections, POSTGRESQL, head, meaning)
    }

    pub(super) const fn closed(head: &'static str) -> Self {
        Self { rank: Rank::Consequence, ..Self::new(ErrorClass::ConnectionClosed, POSTGRESQL, head, CLOSED) }
    }

    pub(super) const fn of_library(self, library: &'static str) -> Self {
        Self { library, ..self }
    }

    pub(super) const fn supavisor(head: &'static str) -> Self {
        Self { facts: SUPAVISOR_FACTS, ..Self::new(ErrorClass::SupavisorMaxClients, "Supavisor", head, SUPAVISOR) }
    }

    pub(super) const fn fitting(self, fits: fn(&str, &str) -> bool) -> Self {
        Self { fits, ..self }
    }

    pub(super) const fn in_any_case(self) -> Self {
        Self { any_case: true, ..self }
    }

    pub(super) const fn fallback(self) -> Self {
        Self { rank: Rank::Fallback, ..self }
    }

    /// The text after the head that stands at a place of a line, where the words around allow it.
    fn after<'a>(&self, line: &'a str, at: usize) -> Option<&'a str> {
        let (before, rest) = (line.get(..at)?, line.get(at..)?);
        let (head, after) = rest.split_at_checked(self.head.len())?;
        ((self.any_case || head == self.head) && (self.fits)(before, after)).then_some(after)
    }
}

pub(super) const POOL: ErrorClass = ErrorClass::AppPoolExhausted;
pub(super) const SQLALCHEMY: &str = "SQLAlchemy";
pub(super) const HIKARICP: &str = "HikariCP";
pub(super) const DRUID: &str = "Druid";
pub(super) const TOMCAT: &str = "Tomcat JDBC";
pub(super) const POSTGRESQL: &str = "PostgreSQL";

const CLOSED: &str = "the server or the network closed a connection that the application held";
const SUPAVISOR: &str = "Supavisor refused a client: its limit of client connections is reached";
const SUPAVISOR_FACTS: &[Fact] = &[Fact::limit("max_clients", "limited to pool_size", 60)];

/// The heads of all known errors, by their index.
static HEADS: LazyLock<Phrases> = LazyLock::new(|| Phrases::new(KNOWN_ERRORS.iter().map(|signature| signature.head)));

/// The known errors of a line, each with the line's text after its head. One of a class and library is enough.
pub(super) fn find_errors(line: &str) -> Vec<(&'static Signature, &str)> {
    let mut places: Vec<(usize, usize)> = HEADS.find(line).collect();
    places.sort_unstable();
    let mut found: Vec<(&'static Signature, &str)> = Vec::new();
    if places.iter().map(|(_, at)| *at).min().is_some_and(|at| mention::is_mention(line, at)) {
        return found;
    }
    for (index, at) in places {
        let signature = &KNOWN_ERRORS[index];
        let same = |other: &Signature| (other.class, other.library) == (signature.class, signature.library);
        let superfluous = signature.rank == Rank::Fallback && !found.is_empty();
        if !superfluous && !found.iter().any(|(other, _)| same(other)) {
            found.extend(signature.after(line, at).map(|after| (signature, after)));
        }
    }
    found
}

/// Whether no program's template follows: `size %d`, `size {size}`.
pub(super) fn is_filled_in(text: &str) -> bool {
    !text.trim_start().starts_with(['%', '{', '<', '$'])
}

/// Whether what stands before is nothing, or ends with an error's name: other programs have connections as well.
pub(super) fn ends_name(before: &str, _: &str) -> bool {
    let before = before.trim_end_matches(['"', '\'', '[']);
    before.trim().is_empty()
        || ["rror: ", "rror:", "message: ", "msg\":", "message\":"].iter().any(|end| before.ends_with(end))
}

/// Whether PgBouncer's setting is not merely named or set: `query_wait_timeout = 120`.
pub(super) fn is_no_setting(before: &str, after: &str) -> bool {
    let in_word = |c: char| c.is_alphanumeric() || "_`".contains(c);
    !before.ends_with(in_word)
        && !after.starts_with(in_word)
        && !after.trim_start().starts_with(['=', '|', '('])
        && !after.trim_start_matches([':', ' ']).starts_with(|c: char| c.is_ascii_digit())
        || after.starts_with(" (age")
}

#[cfg(test)]
mod tests;
