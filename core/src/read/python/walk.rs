//! The walk over the tokens: calls with their keywords, dicts with their items, assignments.

mod expression;
mod names;
mod option_values;
mod text;

use super::{
    DEEPEST,
    constant::Names,
    lex::{Token, TokenKind},
    options,
};
use crate::read::reader::Reader;

pub(super) struct Walk<'a, 'r, 's> {
    pub(super) reader: &'r mut Reader<'s>,
    pub(super) tokens: &'a [Token],
    names: Names,
    pub(super) frames: Vec<Frame<'s>>,
    engines: usize,
    /// The bracket of the engine before, and whether another one is made in its place.
    last_engine: usize,
    has_alternatives: bool,
    /// What a class of settings puts before the names of its variables.
    pub(super) env_prefix: &'s str,
    /// Whether this is gunicorn's own configuration, whose names mean nothing elsewhere.
    pub(super) is_gunicorn: bool,
    /// Where the class above begins.
    class: Option<usize>,
    /// Variables from which an expression that is not read computes a pool's option: they are not that option.
    superseded: Vec<&'s str>,
}

/// The key of Django's dict of databases.
const DATABASES: &str = "DATABASES";

/// A bracket that is open.
pub(super) struct Frame<'s> {
    /// The function that it calls; empty where it calls none.
    pub(super) function: &'s str,
    /// The key that it is the value of.
    key: &'s str,
    is_definition: bool,
    /// The command-line option that it declares: `db-pool-size` of `add_argument("--db-pool-size", default=5)`.
    pub(super) declares: &'s str,
    /// The options that were seen in it.
    keywords: Vec<&'s str>,
    /// How many settings there were before it.
    settings: usize,
    unlimited: bool,
    start: usize,
}

/// What holds the options that are passed on to the driver: in SQLAlchemy, Django and `psycopg_pool`.
const DRIVER_OPTIONS: [&str; 3] = ["connect_args", "OPTIONS", "kwargs"];

impl<'a, 'r, 's> Walk<'a, 'r, 's> {
    pub(super) fn new(reader: &'r mut Reader<'s>, tokens: &'a [Token]) -> Self {
        let mut walk = Self {
            reader,
            tokens,
            names: Names::new(),
            frames: Vec::new(),
            engines: 0,
            last_engine: 0,
            has_alternatives: false,
            env_prefix: "",
            is_gunicorn: false,
            class: None,
            superseded: Vec::new(),
        };
        walk.look_around();
        walk
    }

    pub(super) fn run(mut self) {
        self.bind_names();
        let settings = self.reader.reading.settings.len();
        let mut too_deep = false;
        let mut smart = false;
        for index in 0..self.tokens.len() {
            let token = &self.tokens[index];
            match &token.kind {
                TokenKind::Sign => self.sign(index),
                TokenKind::Name => self.name(index),
                TokenKind::Text(inside, flavour) => {
                    if flavour.smart && !smart {
                        smart = true;
                        let message = "typographic quotes, which Python rejects; they are read as plain quotes";
                        self.reader.note("smart_quotes", token.span.start, message);
                    }
                    self.text(index, inside.clone(), *flavour);
                }
                TokenKind::Number | TokenKind::Newline => {}
            }
            if self.frames.len() >= DEEPEST && !too_deep {
                too_deep = true;
                let message = format!("{DEEPEST} brackets inside each other: Python refuses to read that");
                self.reader.note("too_deep", token.span.start, message);
            }
        }
        let mut others = settings;
        self.reader.reading.settings.retain(|setting| {
            let is_other = others > 0;
            others = others.saturating_sub(1);
            is_other || !self.superseded.contains(&setting.key.as_str())
        });
        let own = &self.reader.reading.settings[settings.min(self.reader.reading.settings.len())..];
        if self.has_alternatives && own.iter().any(|setting| setting.field.ends_with("pool.size")) {
            // A branch without a pool is that of tests or of scripts.
            let mut others = settings;
            self.reader.reading.settings.retain(|setting| {
                let is_other = others > 0;
                others = others.saturating_sub(1);
                is_other || !setting.field.ends_with("pool.class")
            });
        }
        if let Some(open) = self.frames.first() {
            let message = "the bracket is not closed; its contents are read nevertheless";
            self.reader.note("unclosed_bracket", open.start, message);
        }
    }

    /// Constants of the module: names that are bound once, at the beginning of a line.
    fn bind_names(&mut self) {
        let mut depth = 0_usize;
        for index in 0..self.tokens.len() {
            match self.word(index) {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                "=" | "+=" | ":=" if depth == 0 && index > 0 && self.tokens[index - 1].kind == TokenKind::Name => {
                    let name = self.word(index - 1);
                    let whole = self.word(index) == "=" && self.begins_line(index - 1);
                    let constant = if whole { self.value(index + 1) } else { None };
                    let bound = self.names.contains_key(name);
                    self.names.insert(name.to_owned(), constant.filter(|_| !bound));
                }
                _ => {}
            }
        }
    }

    /// Whether a token stands first in its line, without indentation.
    fn begins_line(&self, index: usize) -> bool {
        let start = self.tokens[index].span.start;
        let text = self.reader.source.text;
        start == 0 || text[..start].ends_with(['\n', '\r', '+', '\u{feff}'])
    }

    fn sign(&mut self, index: usize) {
        let word = self.word(index);
        match word {
            "(" | "[" | "{" => {
                let function = if word == "(" && index > 0 && self.tokens[index - 1].kind == TokenKind::Name {
                    self.word(index - 1)
                } else {
                    ""
                };
                let is_definition = index > 1 && matches!(self.word(index - 2), "def" | "class");
                if !is_definition {
                    self.positional(function, index);
                }
                let is_engine = options::CALLS.iter().any(|call| call.makes_engine && call.name == function);
                // A file needs no connections.
                let is_of_file = self.inside(index + 1).starts_with("sqlite");
                if is_engine && !is_definition && !is_of_file && !self.is_of_migrations(function) {
                    self.engine(index);
                }
                let key = self.key_before(index);
                let start = self.tokens[index].span.start;
                let (keywords, settings) = (Vec::new(), self.reader.reading.settings.len());
                self.frames.push(Frame {
                    function,
                    key,
                    is_definition,
                    declares: "",
                    keywords,
                    settings,
                    unlimited: false,
                    start,
                });
            }
            ")" | "]" | "}" => {
                if let Some(frame) = self.frames.pop().filter(|frame| frame.unlimited) {
                    let message = "a pool without a limit opens as many connections as there are concurrent checkouts";
                    self.reader.note("unlimited_pool", frame.start, message);
                }
            }
            "**" if index > 0 && matches!(self.word(index - 1), "(" | ",") => {
                let of_engine = self.frames.last().is_some_and(|frame| {
                    options::CALLS.iter().any(|call| call.name == frame.function) && !frame.is_definition
                });
                if of_engine {
                    let message = "the contents of ** are not read here; dicts in the same text are read on their own";
                    self.reader.note("unresolved_value", self.tokens[index].span.start, message);
                }
            }
            _ => {}
        }
    }

    /// The key that a bracket is the value of: in `"pool": {`, or of the driver's options in `connect_args={`.
    fn key_before(&self, index: usize) -> &'s str {
        match (index > 1).then(|| self.word(index - 1)) {
            Some(":") => self.inside(index - 2),
            // `DATABASES["default"]["OPTIONS"]["pool"] = {`
            Some("=") if self.word(index - 2) == "]" && index > 8 => {
                let path = [9, 6, 3].map(|back| self.inside(index - back));
                if path == ["default", "OPTIONS", "pool"] { "pool" } else { "" }
            }
            Some("=") => Some(self.word(index - 2))
                .filter(|name| DRIVER_OPTIONS.contains(name) || [DATABASES, options::POOL_ARGS].contains(name))
                .unwrap_or_default(),
            _ => "",
        }
    }

    fn engine(&mut self, index: usize) {
        // One of several branches makes its engine, and the other does not.
        let is_between = |words: &[&str]| (self.last_engine..index).any(|at| words.contains(&self.word(at)));
        let is_returned = self.last_engine > 1 && self.word(self.last_engine - 2) == "return";
        // Two functions may both be called.
        let is_alternative = (is_returned || is_between(&["else", "elif"])) && !is_between(&["def"]);
        if self.engines > 0 && is_alternative {
            self.has_alternatives = true;
        } else {
            self.engines += 1;
        }
        self.last_engine = index;
        if self.engines == 2 {
            let message = "a second engine: each engine has its own pool, so both count if one process has both";
            self.reader.note("several_engines", self.tokens[index].span.start, message);
        }
    }

    /// Whether the brackets around are those of another entry of Django's databases than the default.
    fn is_of_other_database(&self) -> bool {
        let at = self.frames.iter().position(|frame| frame.key == DATABASES);
        let alias = at.and_then(|at| self.frames.get(at + 1)).map_or("", |frame| frame.key);
        !alias.is_empty() && alias != "default"
    }
}
