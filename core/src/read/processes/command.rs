//! Start commands: gunicorn, uvicorn, celery, puma and their like, and the arguments of PostgreSQL's server.

use super::programs::{Effect, Program, RQ_POOL, note_other_service, program_of};
use crate::read::{Setting, config::amount, psql, reader::Reader, source::Line, value};
use std::ops::Range;

/// One of these stands in every text that has a command to read.
pub(super) const HINTS: [&str; 30] = [
    "mlflow",
    "artisan",
    "postgres -",
    "gunicorn",
    "GUNICORN",
    "uvicorn",
    "hypercorn",
    "granian",
    "fastapi",
    "celery",
    "puma",
    "sidekiq",
    "pm2",
    "uwsgi",
    "waitress",
    "dramatiq",
    "rq worker",
    "WSGIDaemonProcess",
    "mod_wsgi-express",
    "max_connections",
    "_timeout=",
    "pgbouncer.default_pool_size",
    "unicorn",
    "gcloud",
    "replicaCount=",
    "--replicas",
    "scale count",
    "--scale",
    "ps:scale",
    "kubectl",
];

use Effect::{
    Instances, MaxConnections, NamedInstances, RequestTimeout, ServerSetting, TaskPool, Threads, WorkerClass, Workers,
};

/// What precedes a setting of PostgreSQL's server.
const SERVER_OPTIONS: [&str; 3] = ["-c", "--database-flags", "--parameters"];

/// Parameters that a cloud's command sets by name.
const NAMED: [(&str, Effect); 2] =
    [("max_connections", MaxConnections), ("pgbouncer.default_pool_size", Effect::PoolerSize)];

/// The command that is read, which may go on in the next lines.
#[derive(Default)]
pub(super) struct Command {
    program: Option<&'static Program>,
    /// An option whose value has not come yet.
    pending: Option<(Effect, String)>,
    /// Whether the line ends in the middle of the command.
    goes_on: bool,
    indent: usize,
    /// Whether it stands in a block of YAML, which has its lines below the key: `command: >`, and how that is indented.
    block: Option<(Block, usize)>,
    /// Where Celery's workers were set, which are threads with another pool.
    tasks: Option<(usize, usize)>,
    /// Whether Celery's tasks run in threads or greenlets.
    in_threads: bool,
    /// The parameter whose name was given, and whose value follows.
    parameter: Option<Effect>,
    /// Whether the text also starts a server, whose processes count then.
    is_beside_server: bool,
}

/// A block of YAML.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    /// One command over all lines.
    Folded,
    /// A command per line; one that begins with an option goes on.
    Literal,
}

/// What kubectl describes the arguments of a command with.
const ARGUMENTS: &str = "Args";

/// The block that a line begins.
fn block(line: &str) -> Option<Block> {
    let (key, sign) = line.trim().trim_start_matches("- ").split_once(':')?;
    let sign = sign.trim().trim_end_matches(['-', '+']);
    // What kubectl describes has one word per line.
    if sign.is_empty() && ["Command", ARGUMENTS].contains(&key) {
        return Some(Block::Folded);
    }
    let is_command = ["command", "args", "run", "entrypoint", "cmd"].contains(&key.trim());
    let blocks = [(">", Block::Folded), ("|", Block::Literal)];
    blocks.into_iter().find(|(begin, _)| is_command && sign == *begin).map(|(_, block)| block)
}

/// Whether a line starts a program that answers requests.
pub(in crate::read) fn starts_server(line: &str) -> bool {
    line.len() <= MAX_LINE_BYTES
        && HINTS.iter().any(|hint| line.contains(hint))
        && words(line).into_iter().any(|word| program_of(word).is_some_and(Program::is_server))
}

/// Whether a line starts a program that runs tasks beside a server.
pub(in crate::read) fn starts_tasks(line: &str) -> bool {
    line.len() <= MAX_LINE_BYTES
        && TASKS.iter().any(|hint| line.contains(hint))
        && words(line).into_iter().any(|word| program_of(word).is_some_and(Program::is_background))
}

/// One of these stands in every line that starts a program that runs tasks.
pub(in crate::read) const TASKS: [&str; 4] = ["celery", "sidekiq", "dramatiq", "rq worker"];

/// Whether a line has a command with an option that counts.
pub(super) fn is_command(line: &str) -> bool {
    if !HINTS.iter().any(|hint| line.contains(hint)) || line.len() > MAX_LINE_BYTES {
        return false;
    }
    let mut program: Option<&Program> = None;
    let has_option = words(line).into_iter().any(|word| {
        let option = word.split('=').next().unwrap_or_default();
        let is_option = program.is_some_and(|program| program.options.iter().any(|(name, _)| *name == option));
        program = program_of(word).or(program);
        is_option
            || word.strip_prefix("max_connections=").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
                && line.trim_start().starts_with(['-', '"', '\''])
    });
    // The options may stand in the next lines.
    has_option || program.is_some() && line.trim_end().ends_with('\\')
}

/// No start command is longer.
const MAX_LINE_BYTES: usize = 4096;

impl Command {
    /// Reads the command of a line, or what follows of one that began above.
    pub(super) fn take(&mut self, reader: &mut Reader<'_>, line: &Line<'_>) {
        let trimmed = line.text.trim_start();
        if line.text.len() > MAX_LINE_BYTES {
            return self.end();
        }
        let indent = line.text.len() - trimmed.len();
        let is_item = trimmed.starts_with("- ") || trimmed.starts_with(['"', '\'']) || trimmed.starts_with("args");
        let is_inner = self.program.is_some() && indent >= self.indent && is_item;
        let in_block = self.block.filter(|(_, key)| indent > *key);
        let is_of_block = in_block.is_some_and(|(block, _)| block == Block::Folded || trimmed.starts_with("--"));
        let are_arguments = trimmed.trim_end().strip_suffix(':') == Some(ARGUMENTS);
        if !(self.goes_on || is_inner || is_of_block || are_arguments) {
            self.end();
        }
        self.block = in_block.or_else(|| Some((block(trimmed)?, indent)));
        self.indent = if self.program.is_none() { indent } else { self.indent };
        // An item of a list of arguments, whose option stands in the item above.
        let is_argument = trimmed.starts_with(['-', '"', '\'']);
        let mut before = if is_argument { SERVER_OPTIONS[0] } else { "" };
        for word in words(without_comment(line.text)) {
            self.word(reader, line, word, before);
            before = word;
        }
        self.goes_on = line.text.trim_end().ends_with(['\\', '[', ',']) && self.program.is_some();
    }

    /// No command yet, in a text that starts a server or does not.
    pub(super) fn beside_server(is_beside_server: bool) -> Self {
        Self { is_beside_server, ..Self::default() }
    }

    fn end(&mut self) {
        *self = Self::beside_server(self.is_beside_server);
    }

    fn word(&mut self, reader: &mut Reader<'_>, line: &Line<'_>, word: &str, before: &str) {
        if let Some((effect, key)) = self.pending.take() {
            return self.value(reader, effect, &key, line.span(word));
        }
        // Behind -c it is the server's, whatever starts it; a call has arguments of this name too.
        let limit = word.strip_prefix("max_connections=").filter(|_| SERVER_OPTIONS.contains(&before));
        let attached = ["-cmax_connections=", "--database-flags=max_connections="];
        if let Some(value) = limit.or_else(|| attached.iter().find_map(|option| word.strip_prefix(option))) {
            return self.value(reader, MaxConnections, "max_connections", line.span(value));
        }
        // `PGOPTIONS=-c statement_timeout=3000`, with and without quotes.
        let option = before.rsplit(['=', '"', '\'']).next().unwrap_or_default();
        if SERVER_OPTIONS.contains(&option) && word.contains("_timeout=") {
            return psql::take_timeout(reader, line, word);
        }
        if let Some(value) = word.strip_prefix("replicaCount=").filter(|_| before == "--set") {
            return self.value(reader, Instances, "replicaCount", line.span(value));
        }
        // `az … parameter set --name max_connections --value 500`
        if before == "--name" {
            self.parameter = NAMED.iter().find(|(name, _)| *name == word).map(|(_, effect)| *effect);
        } else if before == "--value"
            && let Some(effect) = self.parameter.take()
        {
            return self.value(reader, effect, "--value", line.span(word));
        }
        if let Some(program) = program_of(word).filter(|_| word != RQ_POOL || before.ends_with("rq")) {
            self.program = Some(program);
            return;
        }
        let Some(program) = self.program else { return };
        let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
        let found = program.options.iter().find(|(option, _)| *option == name);
        match (found, value) {
            (Some((option, effect)), Some(value)) => self.value(reader, *effect, option, line.span(value)),
            (Some((option, effect)), None) => self.pending = Some((*effect, (*option).to_owned())),
            // `-w4`
            (None, _) => {
                let attached = program.options.iter().find_map(|(option, effect)| {
                    let value = word.strip_prefix(option).filter(|_| option.len() == 2)?;
                    value.starts_with(|c: char| c.is_ascii_digit()).then_some((*option, *effect, value))
                });
                if let Some((option, effect, value)) = attached {
                    self.value(reader, effect, option, line.span(value));
                }
            }
        }
    }

    fn value(&mut self, reader: &mut Reader<'_>, effect: Effect, key: &str, span: Range<usize>) {
        let text = reader.text(&span);
        if self.is_beside_server && self.program.is_some_and(Program::is_background) {
            return note_other_service(reader, key, span.start);
        }
        match effect {
            WorkerClass => worker_class(reader, key, span),
            TaskPool => {
                if !["prefork", "processes"].contains(&text) {
                    self.in_threads = true;
                    self.tasks_are_threads(reader);
                }
            }
            ServerSetting => {
                if let Some(value) = text.strip_prefix("max_connections=") {
                    let start = span.end - value.len();
                    number(reader, "database.max_connections", "max_connections", start..span.end);
                } else if let Some(line) = reader.source.line(reader.source.line_of(span.start)) {
                    psql::take_timeout(reader, &line, text);
                }
            }
            Effect::PoolerSize => number(reader, "pooler.default_pool_size", "default_pool_size", span),
            MaxConnections => number(reader, "database.max_connections", "max_connections", span),
            Instances => number(reader, "instances", key, span),
            Effect::MaxInstances => number(reader, "max_instances", key, span),
            NamedInstances => {
                if let Some((_, count)) = text.split_once('=') {
                    number(reader, "instances", key, span.end - count.len()..span.end);
                } else {
                    self.pending = None;
                }
            }
            // puma has the fewest and the most.
            Threads => {
                let most = if text.starts_with('$') { text } else { text.rsplit(':').next().unwrap_or_default() };
                number(reader, "concurrency", key, span.end - most.len()..span.end);
            }
            Workers | Effect::MostWorkers => {
                let before = reader.reading.settings.len();
                number(reader, if self.in_threads { "concurrency" } else { "workers" }, key, span);
                self.tasks = Some((before, reader.reading.settings.len()));
            }
            RequestTimeout => number(reader, "request_timeout_s", key, span),
        }
    }

    /// Celery's tasks run in processes unless its pool says otherwise.
    fn tasks_are_threads(&mut self, reader: &mut Reader<'_>) {
        let (from, to) = self.tasks.unwrap_or_default();
        for setting in reader.reading.settings.iter_mut().take(to).skip(from) {
            if setting.field == "services[0].workers" {
                "services[0].concurrency".clone_into(&mut setting.field);
            }
        }
    }
}

/// Sets a number, or the default of a variable in its place.
fn number(reader: &mut Reader<'_>, field: &str, key: &str, span: Range<usize>) {
    // A word ends at a bracket; `${WEB_CONCURRENCY:-4}` is one.
    let text = reader.text(&span);
    let is_set = |setting: &Setting| setting.field.ends_with(field) && setting.span.start == span.start;
    if reader.reading.settings.iter().any(is_set) {
        return;
    }
    let Ok(amount) = amount::parse(text, span.start) else {
        if text.contains('$') || text.contains("nproc") || text == "max" {
            let message = format!("{key} is set when the command runs; enter the number");
            reader.note("unresolved_value", span.start, message);
        }
        return;
    };
    if let Ok(value) = value::whole(reader.text(&amount.span)) {
        reader.set_unless(amount.unless.as_deref(), field, key, amount.span, value);
    }
}

/// The class of gunicorn's workers, by what its name says.
pub(in crate::read) fn worker_class(reader: &mut Reader<'_>, key: &str, span: Range<usize>) {
    let text = reader.text(&span);
    let classes = [("uvicorn", "uvicorn"), ("gthread", "gthread"), ("gevent", "gevent"), ("sync", "sync")];
    let class = classes.iter().find(|(part, _)| text.to_ascii_lowercase().contains(part));
    if let Some((_, class)) = class {
        reader.set("worker_class", key, span, *class);
    }
}

fn without_comment(line: &str) -> &str {
    line.split(" #").next().unwrap_or_default()
}

/// The words of a command, without quotes, brackets and the key before it.
fn words(line: &str) -> Vec<&str> {
    let is_between = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '[' | ']' | ',' | '`' | '(' | ')');
    line.split(is_between).flat_map(split_assigned).filter(|word| !word.is_empty() && *word != "-").collect()
}

/// `GUNICORN_CMD_ARGS=--workers=4` and `ExecStart=/usr/bin/gunicorn` are a name and a word.
fn split_assigned(word: &str) -> [&str; 2] {
    match word.split_once('=') {
        Some((name, rest)) if ["GUNICORN_CMD_ARGS", "ExecStart", "command"].contains(&name) => [name, rest],
        _ => [word, ""],
    }
}

#[cfg(test)]
mod tests {
    use crate::read::read;

    /// Settings of processes as "field value", without the service.
    fn check(text: &str, expected: &[&str]) {
        let reading = read(text, None);
        let found = reading.settings.iter().filter(|setting| !setting.field.contains(".pool."));
        let found: Vec<_> = found
            .map(|setting| format!("{} {}", setting.field.trim_start_matches("services[0]."), setting.value))
            .collect();
        assert_eq!(found, expected, "{text} {:?}", reading.parts);
        assert!(reading.notes.iter().all(|note| note.code != "not_an_assignment"), "{text} {:?}", reading.notes);
    }

    #[test]
    fn reads_start_commands_wherever_they_stand() {
        let both = ["workers 4", "concurrency 2"];
        check("gunicorn app:app -w 4 --threads 2", &both);
        check("web: gunicorn app:app --workers=4 --threads=2\nworker: python work.py\n", &both);
        check("[Service]\nExecStart=/srv/venv/bin/gunicorn -w4 --threads 2 app:app\n", &both);
        check("[program:web]\ncommand=/usr/bin/gunicorn --workers 4 --threads 2 app\n", &both);
        check("FROM python\nCMD [\"gunicorn\", \"-w\", \"4\", \"--threads\", \"2\", \"app\"]\n", &both);
        check("command:\n  - gunicorn\n  - --workers\n  - \"4\"\n  - --threads=2\n", &both);
        check("command: >\n  gunicorn app:app\n  --workers 4\n  --threads 2\n", &both);
        check("command: |\n  gunicorn app:app\n  --workers 4\n  --threads 2\ndeploy:\n  --workers 9\n", &both);
        check("run: |\n  gunicorn app:app -w 4 --threads 2\n  python run.py -w 9\n", &both);
        check("gunicorn app:app \\\n  --workers 4 \\\n  --threads 2\n", &both);
        check("GUNICORN_CMD_ARGS=\"--workers=4 --threads=2\"\n", &both);
        check("celery -A shop worker --concurrency=8", &["workers 8"]);
        check("celery -A shop worker -c 100 -P gevent", &["concurrency 100"]);
        check("bundle exec puma -w 2 -t 5:16", &["workers 2", "concurrency 16"]);
        check("gunicorn app -k uvicorn.workers.UvicornWorker -w 3", &["worker_class \"uvicorn\"", "workers 3"]);
        check("uvicorn app:app --workers ${WEB_CONCURRENCY:-4}", &["workers 4"]);
        check("docker run postgres:17 -c max_connections=250 -c shared_buffers=1GB", &["database.max_connections 250"]);
        check("rq worker-pool -n 6 high low", &["workers 6"]);
        check("rq worker-pool high --num-workers=6", &["workers 6"]);
        check("WSGIDaemonProcess shop processes=4 threads=15 display-name=%{GROUP}", &["workers 4", "concurrency 15"]);
        check(
            "<VirtualHost *:80>\n    WSGIDaemonProcess shop threads=15 processes=4\n</VirtualHost>\n",
            &["concurrency 15", "workers 4"],
        );
        check("mod_wsgi-express start-server app.wsgi --processes 4 --threads 15", &["workers 4", "concurrency 15"]);
        check("# gunicorn -w 9\ngunicorn app -w 4", &["workers 4"]);
    }
}
