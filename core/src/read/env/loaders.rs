//! Where docker, systemd, node, dotenvy or a shell read a line of a `.env` otherwise than python-dotenv.

use super::scan::RawValue;

/// What makes readers disagree about an assignment, the weightier the later. Measured with python-dotenv 1.2.4, node
/// 20's `parseEnv`, npm's dotenv 17, dotenvy 0.15, docker, systemd, bash and dash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Dispute {
    Exported,
    Quoted,
    Comment,
    Escapes,
    Spaced,
    Blank,
    QuoteInComment,
    Dollar,
    Hash,
}

impl Dispute {
    /// What is disputed in a value, which stands as `source` in the text.
    pub(super) fn of_value(value: &RawValue, source: &str) -> Option<Self> {
        if value.quote.is_some() {
            return Some(if source.contains('\\') { Self::Escapes } else { Self::Quoted });
        }
        if source.contains('#') {
            Some(Self::Hash)
        } else if source.contains(['$', '`']) {
            Some(Self::Dollar)
        } else if source.contains(char::is_whitespace) {
            Some(Self::Blank)
        } else {
            None
        }
    }

    /// What is disputed in a comment behind a value.
    pub(super) fn of_comment(comment: &str) -> Option<Self> {
        match comment {
            "" => None,
            comment if comment.contains(['\'', '"']) => Some(Self::QuoteInComment),
            _ => Some(Self::Comment),
        }
    }

    /// Whether it is worth a note for a variable that has nothing to do with pools.
    pub(super) fn is_grave(self) -> bool {
        self >= Self::Spaced || self == Self::Escapes
    }

    /// Who reads it how.
    pub(super) fn message(self) -> &'static str {
        match self {
            Self::Exported => "docker rejects a line that begins with export",
            Self::Quoted => "docker keeps the quotes in the value",
            Self::Comment => "docker and systemd keep the comment in the value",
            Self::Escapes => "readers differ in the meaning of a backslash in quotes",
            Self::Spaced => "a shell rejects spaces around the =",
            Self::Blank => "a shell ends the value at the space, and dotenvy rejects the line",
            Self::QuoteInComment => "the quote in the comment makes dotenvy skip the lines below",
            Self::Dollar => "a shell and dotenvy expand $NAME, python-dotenv only ${NAME}, docker neither",
            Self::Hash => "node ends the value at the #, python-dotenv only at a # after a space",
        }
    }
}
