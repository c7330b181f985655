//! Endpoints of `FastAPI` that stream their responses and take a session from a dependency that yields it.
//!
//! Source: `FastAPI`, "Advanced Dependencies": the exit code after `yield` runs after the response is sent, except from
//! 0.106 to 0.117.

mod function;

use super::{Clue, ClueKind, add, has_word, places_of};
use crate::read::source::Source;
use function::{Function, functions, parameters};
use std::collections::{BTreeMap, BTreeSet};

/// What begins a response that streams.
const STREAMS: [&str; 3] = ["StreamingResponse(", "EventSourceResponse(", "text/event-stream"];

/// No call that makes a response is longer.
const MAX_CALL_BYTES: usize = 2000;

/// No module has more such types, and each parameter is compared with all of them.
const MAX_ALIASES: usize = 32;

/// The functions of a text, by what they give to an endpoint that depends on them.
struct Dependencies<'a> {
    all: BTreeSet<&'a str>,
    /// Those that yield a session or a connection.
    yielding: BTreeSet<&'a str>,
    /// Those that depend on such a function themselves.
    indirect: BTreeSet<&'a str>,
    /// `SessionDep = Annotated[Session, Depends(get_db)]`, by the name of the type.
    aliases: BTreeMap<&'a str, &'a str>,
}

/// The clues to sessions that are held while a response streams.
pub(super) fn find(source: &Source<'_>) -> Vec<Clue> {
    let text = source.text;
    if !text.contains("Depends(") || !STREAMS.iter().any(|stream| text.contains(stream)) {
        return Vec::new();
    }
    let functions = functions(text);
    let dependencies = Dependencies::new(text, &functions);
    let mut clues = Vec::new();
    for function in &functions {
        let Some(at) = first_stream(function.body) else { continue };
        let nested = function::functions(function.body);
        for (name, is_known) in dependencies.sessions(function) {
            let is_passed = is_passed(function.body, at, name, &nested);
            let kind = match (is_passed, is_known) {
                (true, true) => ClueKind::SessionInStream,
                (false, _) if returns_before(&function.body[..at], name) => continue,
                _ => ClueKind::SessionBesideStream,
            };
            add(&mut clues, kind, source.line_of(function.body_at + at));
        }
    }
    clues
}

impl<'a> Dependencies<'a> {
    fn new(text: &'a str, functions: &[Function<'a>]) -> Self {
        let mut dependencies = Self {
            all: functions.iter().map(|function| function.name).collect(),
            yielding: functions.iter().filter(|one| yields_session(one.body)).map(|one| one.name).collect(),
            indirect: BTreeSet::new(),
            aliases: text.lines().filter_map(alias).take(MAX_ALIASES).collect(),
        };
        let takes = |function: &&Function<'a>| !dependencies.sessions(function).is_empty();
        dependencies.indirect = functions.iter().filter(takes).map(|function| function.name).collect();
        dependencies
    }

    /// The parameters that are sessions, or hold one, and whether the text has the function that yields it.
    fn sessions(&self, function: &Function<'a>) -> Vec<(&'a str, bool)> {
        let sessions = parameters(function.signature).into_iter().filter_map(|(name, rest)| {
            // A dependency of this scope ends before the response is sent.
            if rest.contains("scope=\"function\"") || rest.contains("scope='function'") {
                return None;
            }
            let of_type = |(alias, target): (&&'a str, &&'a str)| has_word(rest, alias).then_some(*target);
            let target = dependency(rest).or_else(|| self.aliases.iter().find_map(of_type))?;
            if self.yielding.contains(target) {
                Some((name, true))
            } else if self.all.contains(target) {
                self.indirect.contains(target).then_some((name, false))
            } else {
                is_session_name(target).then_some((name, false))
            }
        });
        sessions.collect()
    }
}

/// What `Depends(…)` names, without its module.
fn dependency(rest: &str) -> Option<&str> {
    let (_, after) = rest.split_once("Depends(")?;
    let target = after.split([',', ')', '(']).next().unwrap_or_default().trim();
    target.rsplit('.').next().filter(|name| !name.is_empty())
}

fn alias(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once('=')?;
    let is_alias = value.trim_start().starts_with("Annotated[");
    let name = name.split(':').next().unwrap_or_default().trim();
    is_alias.then(|| Some((name, dependency(value)?)))?
}

/// Whether a function that the text does not have goes by a name for sessions.
fn is_session_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["session", "get_db", "get_conn", "_db"].iter().any(|part| name.contains(part))
}

fn yields_session(body: &str) -> bool {
    let yields = body.lines().any(|line| {
        let line = line.trim_start();
        line.starts_with("yield") || line.contains("= yield")
    });
    yields && {
        let body = body.to_ascii_lowercase();
        ["session", ".connect(", ".acquire("].iter().any(|part| body.contains(part))
    }
}

/// Where the first response of a body begins that streams.
fn first_stream(body: &str) -> Option<usize> {
    let mut at = 0;
    for line in body.split_inclusive('\n') {
        let found = STREAMS.iter().filter_map(|stream| line.find(stream)).min();
        if let Some(found) = found.filter(|_| !line.trim_start().starts_with('#')) {
            return Some(at + found);
        }
        at += line.len();
    }
    None
}

/// Whether the session's connection goes back before the response.
fn returns_before(body: &str, name: &str) -> bool {
    let ends = ["close()", "commit()", "rollback()"];
    places_of(body, name).any(|at| {
        let after = &body[at + name.len()..];
        after.strip_prefix('.').is_some_and(|call| ends.iter().any(|end| call.starts_with(end)))
    })
}

/// Whether the stream uses the session: as an argument, or in the generator that the endpoint defines.
fn is_passed(body: &str, at: usize, name: &str, nested: &[Function<'_>]) -> bool {
    let call = &body[at..body.floor_char_boundary(at + MAX_CALL_BYTES)];
    let call = call.find('(').map_or("", |open| &call[open..open + function::balanced(&call[open..])]);
    let is_argument =
        |text: &str| places_of(text, name).any(|at| text[at + name.len()..].trim_start().starts_with([',', ')', '.']));
    let in_generator = |one: &Function<'_>| {
        let rebinds = one.body.contains(&format!(" as {name}:")) || one.body.contains(&format!(" {name} = "));
        one.body.contains("yield") && has_word(one.body, name) && !rebinds
    };
    let in_variable = || {
        let mut lines = body[..at].lines();
        lines.any(|line| {
            let Some((variable, value)) = line.split_once('=') else { return false };
            let passes = places_of(value, name).any(|at| value[at + name.len()..].starts_with([',', ')']));
            passes && has_word(call, variable.trim())
        })
    };
    is_argument(call) || nested.iter().any(in_generator) || in_variable()
}

#[cfg(test)]
mod tests {
    use crate::read::clues::tests::check;

    const GET_DB: &str =
        "def get_db():\n    db = SessionLocal()\n    try:\n        yield db\n    finally:\n        db.close()\n";

    fn check_endpoint(endpoint: &str, expected: &[&str]) {
        check(&format!("{GET_DB}{endpoint}"), expected);
    }

    #[test]
    fn finds_sessions_that_streams_use() {
        let found = ["SessionInStream 9"];
        check_endpoint(
            "@app.get('/x')\ndef x(db: Session = Depends(get_db)):\n    return StreamingResponse(rows(db))\n",
            &found,
        );
        check_endpoint(
            "@app.get('/x')\nasync def x(q: str, db: Annotated[Session, Depends(get_db)]):\n    return EventSourceResponse(events(q, db))\n",
            &found,
        );
        check_endpoint(
            "Db = Annotated[Session, Depends(get_db)]\ndef x(session: Db):\n    return StreamingResponse(service.tokens(session), media_type='text/event-stream')\n",
            &found,
        );
        check_endpoint(
            "def x(\n    db: Session = Depends(get_db),\n):\n    def rows():\n        for row in db.query(A):\n            yield row\n    return StreamingResponse(rows())\n",
            &["SessionInStream 13"],
        );
        check_endpoint(
            "def x(db=Depends(deps.get_db)):\n    chunks = generate(db)\n    return StreamingResponse(chunks)\n",
            &found,
        );
    }

    #[test]
    fn finds_sessions_beside_streams() {
        let beside = ["SessionBesideStream 9"];
        check_endpoint(
            "def x(db=Depends(get_db)):\n    user = db.get(User, 1)\n    return StreamingResponse(tokens(user))\n",
            &beside,
        );
        check(
            "async def x(db: AsyncSession = Depends(get_session)):\n    return StreamingResponse(rows(db))\n",
            &["SessionBesideStream 2"],
        );
        check_endpoint(
            "def service(db=Depends(get_db)): return Service(db)\ndef x(s=Depends(service)):\n    return StreamingResponse(s.tokens())\n",
            &beside,
        );
    }

    #[test]
    fn finds_nothing_where_the_session_ends_before_the_stream() {
        for endpoint in [
            "def x(db=Depends(get_db)):\n    user = db.get(User, 1)\n    db.close()\n    return StreamingResponse(tokens(user))\n",
            "def x(db=Depends(get_db, scope=\"function\")):\n    return StreamingResponse(tokens())\n",
            "def x():\n    return StreamingResponse(tokens())\n",
            "def x(user=Depends(get_user)):\n    return StreamingResponse(tokens(user))\n",
            "def x(db=Depends(get_db)):\n    return db.query(A).all()\n",
            "def x(db=Depends(get_db)):\n    # return StreamingResponse(rows(db))\n    return []\n",
            "def get_rows():\n    return 1\ndef x(db=Depends(get_rows)):\n    return StreamingResponse(tokens(db))\n",
        ] {
            check_endpoint(endpoint, &[]);
        }
    }
}
