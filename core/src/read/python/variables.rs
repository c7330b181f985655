//! Settings outside of calls: variables, classes of settings, parameters, and the environment.

use super::{
    arithmetic::to_int,
    constant::{Constant, LocatedConstant, Origin},
    lex::TokenKind,
    options,
    walk::Walk,
};
use crate::read::{
    names::{self, OptionMeaning},
    processes::worker_class,
    secret,
};

impl<'s> Walk<'_, '_, 's> {
    /// Finds what decides the meaning of names: the prefix of a class of settings, and gunicorn's configuration.
    pub(super) fn look_around(&mut self) {
        let names = |walk: &Self, name: &str| {
            (0..walk.tokens.len()).find(|&at| walk.tokens[at].kind == TokenKind::Name && walk.word(at) == name)
        };
        if let Some(at) = names(self, "env_prefix").filter(|&at| self.word(at + 1) == "=") {
            self.env_prefix = self.inside(at + 2);
        }
        let assigns = |name: &str| names(self, name).is_some_and(|at| self.word(at + 1) == "=");
        // Threads and workers belong to anything; with one of these names they are gunicorn's.
        let telling = ["worker_class", "bind", "preload_app", "graceful_timeout", "max_requests", "worker_connections"];
        let is_named = self.reader.source.text.contains("gunicorn.conf");
        self.is_gunicorn = (assigns("workers") || assigns("threads")) && (is_named || telling.into_iter().any(assigns));
    }

    /// A variable that goes by a name which environments use. A class of settings lets the environment override it.
    pub(super) fn variable(&mut self, name: &'s str, value: usize, overridable: bool) {
        if self.is_gunicorn && self.gunicorn(name, value) {
            return;
        }
        let plain = options::any_variable(name);
        let prefixed = || options::any_variable(&format!("DB_{name}")).filter(|_| overridable && name.contains("pool"));
        let Some(option) = plain.or_else(prefixed) else { return };
        if !overridable {
            self.option(option, name, value);
        } else if let Some(constant) = self.value(value) {
            let constant = match constant.value {
                Constant::Variable { default: Some(default), .. } => *default,
                _ => constant,
            };
            let variable = format!("{}{name}", self.env_prefix).to_ascii_uppercase();
            let value = Constant::Variable {
                name: variable,
                origin: Origin::Environment,
                default: Some(Box::new(constant.clone())),
            };
            self.set(option, name, LocatedConstant { value, span: constant.span });
        }
    }

    /// A parameter's default, which calls may override: it counts only if nothing else sets the option.
    pub(super) fn parameter(&mut self, name: &'s str, value: usize) {
        let variable = name.to_ascii_uppercase().replace('-', "_");
        // Beside the options of a pool, the workers are the server's.
        let of_server = || {
            let is_beside_pool = name == "workers" && !self.reader.reading.settings.is_empty();
            (is_beside_pool && self.frames.last().is_some_and(|frame| !frame.declares.is_empty()))
                .then_some(OptionMeaning::Workers)
        };
        let Some(option) = options::engine_option(name).or_else(|| options::variable(&variable)).or_else(of_server)
        else {
            return;
        };
        let Some(constant) = self.value(value).filter(|constant| constant.value != Constant::None) else { return };
        let before = self.reader.reading.settings.len();
        self.set(option, name, constant.clone());
        for setting in self.reader.reading.settings.iter_mut().skip(before) {
            setting.assumed = true;
        }
        if self.reader.reading.settings.len() > before {
            let message =
                format!("{} is a default in the code; calls may pass another value", secret::key_or_mask(name));
            self.reader.note("parameter_default", constant.span.start, message);
        }
    }

    /// `os.environ["X"] = "8"`: variables of the environment are strings.
    pub(super) fn environment(&mut self, name: &'s str, value: usize) {
        let Some(option) = names::meaning(name) else { return };
        match self.value(value) {
            Some(LocatedConstant { value: Constant::Text(text), span }) => {
                if let Some(number) = to_int(Constant::Text(text)) {
                    self.set(option, name, LocatedConstant { value: number, span });
                }
            }
            _ => self.option(option, name, value),
        }
    }

    /// Whether the open call sets a variable of the environment: `os.environ.setdefault("X", "16")`.
    pub(super) fn sets_environment(&self) -> bool {
        let function = self.frames.last().map_or("", |frame| frame.function);
        ["setdefault", "setenv", "putenv"].contains(&function)
    }

    /// `workers = 5` of gunicorn.conf.py.
    fn gunicorn(&mut self, name: &'s str, value: usize) -> bool {
        let option = match name {
            "workers" => OptionMeaning::Workers,
            "threads" => OptionMeaning::Concurrency,
            "timeout" | "worker_class" => {
                self.of_worker(name, value);
                return true;
            }
            _ => return false,
        };
        self.option(option, name, value);
        true
    }

    /// How long gunicorn lets a worker be busy, and the class of its workers.
    fn of_worker(&mut self, name: &'s str, value: usize) {
        match self.value(value).map(|constant| (constant.value, constant.span)) {
            Some((Constant::Int(seconds), span)) if name == "timeout" => {
                self.reader.set("request_timeout_s", name, span, seconds);
            }
            Some((Constant::Text(_), span)) if name == "worker_class" => {
                worker_class(self.reader, name, span);
            }
            _ => {}
        }
    }

    /// Settings that a function takes by their place: `pool.resize(4, 48)`, `ThreadedConnectionPool(1, 20, dsn)`.
    pub(super) fn positional(&mut self, function: &'s str, open: usize) {
        let Some((name, wanted)) = options::positional(function) else { return };
        if function == "resize" && !(open > 2 && self.word(open - 3).to_ascii_lowercase().contains("pool")) {
            return;
        }
        let (mut depth, mut argument) = (0_usize, 0);
        for at in open + 1..self.tokens.len().min(open + 64) {
            match self.word(at) {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" if depth == 0 => return,
                ")" | "]" | "}" => depth -= 1,
                "," if depth == 0 => {
                    argument += 1;
                    let is_keyword = self.word(at + 2) == "=";
                    if argument == wanted && !is_keyword && self.word(at + 1) != ")" {
                        if let Some(constant) = self.value(at + 1) {
                            self.set(OptionMeaning::MaxSize, name, constant);
                        }
                        return;
                    }
                }
                _ => {}
            }
        }
    }

    /// Django without a pool keeps a connection per thread.
    pub(super) fn note_conn_max_age(&mut self, index: usize) {
        let value = self.value(index + 2).map(|constant| constant.value);
        if matches!(value, Some(Constant::Int(0))) {
            return;
        }
        let message =
            "CONN_MAX_AGE: Django has no pool here; each thread keeps a connection of its own, so count threads";
        self.reader.note("connection_per_thread", self.tokens[index].span.start, message);
    }

    /// `"OPTIONS": {"pool": True}` of Django 5.1: `psycopg_pool` with its own defaults.
    pub(super) fn djangos_default(&mut self, index: usize) {
        let Some(token) = self.tokens.get(index) else { return };
        for (field, value) in [("pool.size", 4), ("pool.overflow", 0), ("pool.timeout_s", 30)] {
            self.reader.assume(field, "psycopg_pool's default", token.span.clone(), value);
        }
    }

    pub(super) fn pool_class(&mut self, value: usize) {
        let Some(token) = self.tokens.get(value) else { return };
        // That of migrations is not the application's.
        if self.frames.last().is_some_and(|frame| self.is_of_migrations(frame.function)) {
            return;
        }
        // `NullPool` or `pool.NullPool`.
        if self.word(value) == "NullPool" || self.word(value + 2) == "NullPool" {
            let message = "NullPool keeps no connections: each checkout opens one, and nothing limits how many";
            self.reader.note("no_pool", token.span.start, message);
            self.reader.set("pool.class", "poolclass", token.span.clone(), "NullPool");
        }
    }

    /// Whether a function makes the engine of Alembic's `env.py`.
    pub(super) fn is_of_migrations(&self, function: &str) -> bool {
        function.ends_with("engine_from_config") && self.reader.source.text.contains("config_ini_section")
    }
}
