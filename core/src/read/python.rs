//! Python: engines, pools and the dicts of their options.
//!
//! Values that are not literals are named and left open, never guessed. The one exception are constants of the module
//! that are bound once.

mod arithmetic;
mod constant;
mod lex;
mod options;
mod variables;
mod walk;

use super::{detect::Confidence, names, reader::Reader};
pub(super) use options::engine_option;

use lex::{Token, TokenKind, end_of_open, lex};
use std::ops::Range;
use walk::Walk;

/// `CPython` refuses to parse what is nested deeper.
const DEEPEST: usize = 200;

/// What begins a line of Python and of nothing else.
const BEGINNINGS: [&str; 12] = [
    "import ",
    "def ",
    "class ",
    "async def ",
    "async with ",
    "elif ",
    "return ",
    "raise ",
    "try:",
    "except ",
    "finally:",
    "if __name__",
];

pub(super) fn detect(line: &str) -> Confidence {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Confidence::No;
    }
    let begins = BEGINNINGS.iter().any(|beginning| line.starts_with(beginning))
        || (line.starts_with("from ") && line.contains(" import "))
        || (line.starts_with('@') && !line.contains(' '));
    let begins_call = options::UPDATES.iter().any(|call| line.ends_with(call))
        || options::ENVIRONMENT.iter().any(|call| line.contains(call));
    if begins || begins_call || line.contains('(') && options::CALLS.iter().any(|call| calls(line, call.name)) {
        return Confidence::Certain;
    }
    if line.starts_with("'POOL_OPTIONS'") || line.starts_with("\"POOL_OPTIONS\"") {
        return Confidence::Certain;
    }
    let Some(at) = line.find(['=', ':']) else {
        return Confidence::new(false, line.chars().all(|c| "()[]{},".contains(c)));
    };
    let (name, rest) = line.split_at(at);
    let (quoted, name) = (name.starts_with(['"', '\'']), name.trim().trim_matches(['"', '\'']));
    let is_annotated = rest.starts_with(':') && rest.contains(" = ");
    if options::engine_option(name).is_some() && !is_annotated {
        let is_keyword = !quoted && rest.starts_with('=') && !rest.starts_with("==");
        // A pool's own statistics have these two as well.
        let is_item = quoted && rest.starts_with(':') && !["pool_size", "max_overflow"].contains(&name);
        return Confidence::new(is_keyword || is_item, quoted);
    }
    let subscript = name.rsplit_once('[').map(|(_, key)| key.trim_matches(['"', '\'', ']']));
    let is_subscript = subscript.is_some_and(|key| options::any_variable(key).is_some());
    let is_known = names::meaning(&name.to_ascii_uppercase()).is_some() || options::WHOLE_DICTS.contains(&name);
    let is_field = rest.strip_prefix(": ").is_some_and(is_type) && line.len() <= MAX_FIELD_BYTES;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_.[]\"'".contains(c));
    let is_assignment =
        rest.starts_with("= ") || rest.starts_with("={") || (rest.starts_with('=') && line.contains(" ="));
    // A `.env` has no calls.
    let is_computed = is_known && is_assignment && {
        let value = rest.trim_start_matches(['=', ' ']);
        options::COMPUTED.iter().any(|begin| value.starts_with(begin))
    };
    Confidence::new(
        is_computed
            || is_subscript && is_assignment
            || is_known && (is_annotated || options::WHOLE_DICTS.contains(&name)),
        is_name && (is_assignment || is_annotated || is_field),
    )
}

/// No declaration of a field is longer.
const MAX_FIELD_BYTES: usize = 80;

/// Whether a text is a type of Python, as in `user: str` and `hosts: list[str]`; YAML has words as values.
fn is_type(text: &str) -> bool {
    const TYPES: [&str; 12] = [
        "str",
        "int",
        "float",
        "bool",
        "bytes",
        "Optional",
        "list",
        "dict",
        "SecretStr",
        "PostgresDsn",
        "Union",
        "Literal",
    ];
    let name = text.split(['[', ' ', '|']).next().unwrap_or_default();
    TYPES.contains(&name) && (name.len() == text.len() || text.contains(['[', '|']))
}

/// Whether a line calls a function of this name.
fn calls(line: &str, name: &str) -> bool {
    let mut rest = line;
    while let Some(at) = rest.find(name) {
        let is_whole = !rest[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        rest = &rest[at + name.len()..];
        if is_whole && rest.starts_with('(') {
            return true;
        }
    }
    false
}

pub(super) fn read(reader: &mut Reader<'_>, range: Range<usize>) {
    let text = reader.text(&range);
    let tokens = lex(text, range.start);
    Walk::new(reader, &without_inner_line_ends(reader.source.text, tokens)).run();
}

/// Line ends inside brackets mean nothing.
fn without_inner_line_ends(text: &str, mut tokens: Vec<Token>) -> Vec<Token> {
    let mut depth = 0_usize;
    tokens.retain(|token| {
        match text.as_bytes().get(token.span.start) {
            Some(b'(' | b'[' | b'{') if token.kind == TokenKind::Sign => depth += 1,
            Some(b')' | b']' | b'}') if token.kind == TokenKind::Sign => depth = depth.saturating_sub(1),
            _ => {}
        }
        token.kind != TokenKind::Newline || depth == 0
    });
    tokens
}

/// Whether a bracket or a string that began in an earlier line is still open.
#[derive(Default)]
pub(super) struct Brackets {
    depth: usize,
    open: Option<char>,
}

impl Brackets {
    pub(super) fn are_open(&self) -> bool {
        self.depth > 0 || self.open.is_some()
    }

    /// Takes the next line.
    pub(super) fn feed(&mut self, line: &str) {
        let mut line = line;
        if let Some(quote) = self.open {
            let Some(end) = end_of_open(line, quote) else { return };
            line = &line[end..];
            self.open = None;
        }
        for token in lex(line, 0) {
            match token.kind {
                TokenKind::Text(_, flavour) => self.open = flavour.open,
                TokenKind::Sign => match line.as_bytes().get(token.span.start) {
                    Some(b'(' | b'[' | b'{') => self.depth += 1,
                    Some(b')' | b']' | b'}') => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                },
                TokenKind::Name | TokenKind::Number | TokenKind::Newline => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::read::{TextKind, read};

    /// Settings as "field value line", without the service, and the codes of the notes.
    fn check(text: &str, settings: &[&str], codes: &[&str]) {
        let reading = read(text, None);
        let found: Vec<String> = reading
            .settings
            .iter()
            .map(|setting| {
                let field = setting.field.trim_start_matches("services[0].");
                let unless = setting.unless_set.as_ref().map(|name| format!(" unless {name}")).unwrap_or_default();
                format!("{field} {} {}{unless}", setting.value, setting.line)
            })
            .collect();
        assert_eq!(found, settings, "{text}");
        let notes: Vec<_> = reading.notes.iter().map(|note| note.code).collect();
        assert_eq!(notes, codes, "{text}");
        assert_eq!(reading.kind, TextKind::Snippet, "{text}");
        for setting in reading.settings {
            assert_eq!(text[setting.span.clone()], setting.text, "{text}");
        }
    }

    #[test]
    fn reads_engines() {
        check(
            "engine = create_engine(\"postgresql+psycopg://app:s3cret@db/app\", pool_size=20, max_overflow=10, pool_timeout=5, pool_recycle=1800, pool_pre_ping=True)\n",
            &[
                "pool.size 20 1",
                "pool.overflow 10 1",
                "pool.timeout_s 5 1",
                "pool.recycle_s 1800 1",
                "pool.pre_ping true 1",
            ],
            &["secret"],
        );
        check(
            "from sqlalchemy.ext.asyncio import create_async_engine\nengine = create_async_engine(\n    f\"postgresql+asyncpg://{USER}:{PW}@db/app\",\n    pool_size=2 * 10,  # twice\n)\n",
            &["pool.size 20 4"],
            &[],
        );
        check(
            "# engine = create_engine(url, pool_size=50)\nengine = create_engine(url, pool_size=20)\n",
            &["pool.size 20 2"],
            &[],
        );
        check("engine = create_engine(url, pool_size=5, pool_size=20)\n", &["pool.size 20 1"], &["duplicate_key"]);
        check(
            "engine = create_engine(url, pool_size=0, max_overflow=-1)\n",
            &["pool.size 0 1", "pool.overflow -1 1"],
            &["unlimited", "unlimited", "unlimited_pool"],
        );
        check(
            "engine = create_engine(url, pool_size=5, connect_args={\"connect_timeout\": 10, \"timeout\": 9})\n",
            &["pool.size 5 1", "connect_timeout_s 10 1"],
            &[],
        );
        check(
            "import asyncpg\nengine = create_async_engine(url, pool_size=5, connect_args={\"timeout\": 2.5})\n",
            &["pool.size 5 2", "connect_timeout_s 2.5 2"],
            &[],
        );
        check(
            "DATABASES = {\"default\": {\"OPTIONS\": {\"connect_timeout\": 4, \"pool\": {\"max_size\": 8}}}}\n",
            &["connect_timeout_s 4 1", "pool.size 8 1", "pool.overflow 0 1"],
            &[],
        );
        check("pool = QueuePool(connect, pool_size=7, timeout=3)\n", &["pool.size 7 1", "pool.timeout_s 3 1"], &[]);
        check(
            "pool = create_pool(max_size=5, max_size=8)\n",
            &["pool.size 8 1", "pool.overflow 0 1"],
            &["duplicate_key"],
        );
        check("engine = create_engine(url, poolclass=NullPool)\n", &["pool.class \"NullPool\" 1"], &["no_pool"]);
        check("pool_size=20,\nmax_overflow=30,\n", &["pool.size 20 1", "pool.overflow 30 2"], &[]);
        check("def make(pool_size=20):\n    return pool_size\n", &["pool.size 20 1"], &["parameter_default"]);
        check(
            "a = create_engine(url, pool_size=20)\nb = create_engine(other, pool_size=5)\n",
            &["pool.size 20 1", "pool.size 5 2"],
            &["several_engines", "conflict"],
        );
    }

    #[test]
    fn notes_values_that_are_not_literal() {
        check(
            "import os\nengine = create_engine(os.environ[\"DATABASE_URL\"], pool_size=int(os.getenv(\"DB_POOL_SIZE\", \"5\")), max_overflow=int(os.environ.get(\"DB_MAX_OVERFLOW\", 10)))\n",
            &["pool.size 5 2 unless DB_POOL_SIZE", "pool.overflow 10 2 unless DB_MAX_OVERFLOW"],
            &["value_from_environment", "value_from_environment"],
        );
        check(
            "POOL = 20\nengine = create_engine(url, pool_size=POOL, max_overflow=settings.max_overflow)\n",
            &["pool.size 20 1"],
            &["unresolved_value"],
        );
        check(
            "POOL = 20\nPOOL = 5\nengine = create_engine(url, pool_size=POOL)\n",
            &[],
            &["nothing_found", "unresolved_value"],
        );
        check(
            "opts = {\"pool_size\": 20}\nengine = create_engine(url, **opts, max_overflow=10)\n",
            &["pool.size 20 1", "pool.overflow 10 2"],
            &["unresolved_value"],
        );
        check("engine = create_engine(url, pool_size='20')\n", &[], &["not_an_integer", "nothing_found"]);
        check(
            "class Settings(BaseSettings):\n    db_pool_size: int = 20\n    DB_MAX_OVERFLOW: int = Field(default=30)\n",
            &["pool.size 20 2 unless DB_POOL_SIZE", "pool.overflow 30 3 unless DB_MAX_OVERFLOW"],
            &["value_from_environment", "value_from_environment"],
        );
    }

    #[test]
    fn reads_option_dicts() {
        check(
            "SQLALCHEMY_ENGINE_OPTIONS = {\"pool_size\": 20, \"max_overflow\": 10}\n",
            &["pool.size 20 1", "pool.overflow 10 1"],
            &[],
        );
        check(
            "    \"pool_size\": int(os.getenv(\"DB_POOL_SIZE\", \"20\")),\n    \"max_overflow\": 30,\n",
            &["pool.size 20 1 unless DB_POOL_SIZE", "pool.overflow 30 2"],
            &["value_from_environment"],
        );
        check(
            "DATABASES = {\"default\": {\"OPTIONS\": {\"pool\": {\"min_size\": 2, \"max_size\": 8, \"timeout\": 10}}}}\n",
            &["pool.size 8 1", "pool.overflow 0 1", "pool.timeout_s 10 1"],
            &[],
        );
        check(
            "DATABASES = {\"default\": {\"OPTIONS\": {\"pool\": True}}}\n",
            &["pool.size 4 1", "pool.overflow 0 1", "pool.timeout_s 30 1"],
            &[],
        );
        check("app.config[\"SQLALCHEMY_POOL_SIZE\"] = 20\ndb = SQLAlchemy(app)\n", &["pool.size 20 1"], &[]);
    }

    #[test]
    fn repairs_and_notes_invalid_python() {
        check(
            "engine = create_engine(\u{201c}postgresql://db/app\u{201d},\u{a0}pool_size=20)\n",
            &["pool.size 20 1"],
            &["smart_quotes"],
        );
        check(
            "-engine = create_engine(url, pool_size=5)\n+engine = create_engine(url, pool_size=20)\n",
            &["pool.size 20 2"],
            &["looks_like_diff", "several_engines"],
        );
        check("engine = create_engine(url, pool_size=20,\n", &["pool.size 20 1"], &["unclosed_bracket"]);
        let deep = format!("x = {}{}\nengine = create_engine(url, pool_size=20)\n", "[".repeat(200), "]".repeat(200));
        check(&deep, &["pool.size 20 2"], &["too_deep"]);
    }
}
