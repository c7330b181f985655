//! Reading a text twice as long takes twice the work, however hostile it is. The work is counted in instructions by
//! valgrind, since times depend on what else the machine does.

use poolwise_tests::command::binary;
use std::{fs, path::Path, process::Command, sync::Mutex, thread};

/// The shorter text's length in bytes, or a little less.
const LENGTH: usize = 32 * 1024;

/// Twice the work, and a sort's logarithm beside it.
const MOST: f64 = 2.6;

/// What is done with a text.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Task {
    /// `poolwise read` of it, as a kind; as what it looks like where that is empty.
    Read(&'static str),
    /// `poolwise write --merge` into it.
    Merge,
    /// `poolwise check` of it, in a format.
    Check(&'static str),
}

use Task::{Check, Merge, Read};

/// How a text of about so many bytes is made.
#[derive(Clone, Copy)]
enum Text {
    /// A beginning, a part again and again, and an end.
    Repeated(&'static str, &'static str, &'static str),
    /// Two halves: one part again and again, then another.
    Halves(&'static str, &'static str),
    /// The same line again and again, its number in place of every `@`.
    Numbered(&'static str),
    /// One line of such parts.
    NumberedLine(&'static str, &'static str),
    /// A first line as long as half the text, and another line again and again.
    LongLine(&'static str, &'static str, &'static str),
}

use Text::{Halves, LongLine, Numbered, NumberedLine, Repeated};

impl Text {
    fn of(self, length: usize) -> String {
        let repeated = |part: &str, length: usize| part.repeat(length / part.len());
        let numbered = |part: &str| -> String {
            let parts = (1000..).map(|n: usize| part.replace('@', &n.to_string()));
            let count = length / (part.len() + 3 * part.matches('@').count());
            parts.take(count).collect()
        };
        match self {
            Repeated(begin, part, end) => [begin, &repeated(part, length), end].concat(),
            Halves(one, other) => repeated(one, length / 2) + &repeated(other, length / 2),
            Numbered(line) => numbered(line),
            NumberedLine(begin, part) => [begin, &numbered(part), "\n"].concat(),
            LongLine(begin, end, line) => [begin, &"x".repeat(length / 2), end, &repeated(line, length / 2)].concat(),
        }
    }
}

/// The worst that came to mind, for each kind and for the guess.
const TEXTS: [(Task, Text); 58] = [
    (Read(""), Repeated("", "[", "")),
    (Read(""), Repeated("", "(\n", "")),
    (Read(""), Repeated("", "\r", "")),
    (Read(""), Repeated("", "'''\n\"\"\"\n", "")),
    (Read(""), Repeated("", "- ", "")),
    (Read(""), Repeated("", "\\", "")),
    (Read(""), Repeated("", "://@", "")),
    (Read(""), Repeated("", "=", "")),
    (Read(""), Repeated("", "a: 1\n[\nX=1\n\n", "")),
    (Read(""), Repeated("", "```\nA=1\n", "")),
    (Read("env"), Repeated("A=", "${", ":x")),
    (Read("env"), Repeated("A=", "${A:-", "}")),
    (Read("env"), Repeated("", "A='\n", "")),
    (Read("env"), Repeated("", "A=\"\\\"\n", "")),
    (Read("env"), Numbered("KEY_@=\n")),
    (Read("env"), Numbered("DB_POOL_@=ghp_@\n")),
    (Read("env"), Repeated("", "DB_POOL_SIZE=20\n", "")),
    (Read("env"), LongLine("A=", "\n", "B=${A}${A}\n")),
    (Read("env"), Repeated("A=-----BEGIN\n", "x\n", "")),
    (Read("env"), Repeated("DB_POOL", "_POOL", "=1")),
    (Read("snippet"), Repeated("", "[", "")),
    (Read("snippet"), Repeated("f(", "pool_size=", "")),
    (Read("snippet"), Repeated("f(", "pool_size=1,", ")")),
    (Read("snippet"), LongLine("a = '", "'\n", "b = a\n")),
    (Read("snippet"), Numbered("a@ = a\n")),
    (Read("snippet"), Repeated("", "create_engine(pool_size=(", "")),
    (Read("snippet"), Repeated("pool_size=", "os.getenv('X') or ", "1")),
    (Read("snippet"), Repeated("", "'\"", "")),
    (Read("snippet"), Repeated("", "+x = 1\n-create_engine(\n", "")),
    (Read("snippet"), Numbered("def f@(a=Depends(get_db)):\n    return StreamingResponse(f@(a))\n")),
    (Read("snippet"), Repeated("def f(a=Depends(get_db)", ", b=Depends(get_db)", "):\n    StreamingResponse(b)\n")),
    (Read("snippet"), Halves("A = Annotated[B, Depends(get_db)]\n", "def f(a: A): StreamingResponse(a)\n")),
    (Read("config"), Repeated("'CONN_MAX_AGE': 60,\n", "uvicorn asgi --preload celery #", "\n")),
    (
        Read("error_log"),
        Halves("QueuePool limit of size 5\nCaused by: x\n", "server closed the connection unexpectedly\n"),
    ),
    (Read("error_log"), Numbered("QueuePool limit of size @ overflow @ reached, timeout @\n")),
    (Read("error_log"), Repeated("", "query_wait_timeout=", "")),
    (Read("error_log"), Numbered("2026-11-21T20:09:38Z password=secret@\n")),
    (Read("error_log"), Repeated("{\"msg\": \"timeout\", ", "\"time\": ", "}")),
    (Read("pool_state"), Repeated("active=", "(total=1,", "")),
    (Read("pool_state"), Repeated("", "'checked_out': ", "")),
    (Read("psql"), Repeated("", "|", "")),
    (Read("psql"), NumberedLine("", " c@ |")),
    (Read("psql"), Repeated(" a \n---\n", " 1\n", "")),
    (Read("psql"), Repeated("a,b\n", "1,\"\n", "")),
    (Read("psql"), Repeated("", "{\"a\":", "")),
    (Read("psql"), Repeated("", "[\n", "")),
    (Read("psql"), Numbered("{\"a@\": {\"poolwise_query\": \"\n")),
    (Read("metrics"), NumberedLine("pool_size{", "a@=\"1\",")),
    (Read("metrics"), Numbered("db_pool_checked_out{a@=\"1\"} 5\n")),
    (Read("metrics"), Numbered("db_pool_checked_out{a=\"@\"} @\n")),
    (Read("metrics"), Repeated("pool_size{a=\"", "\\\\", "\"} 1")),
    (Read("config"), Repeated("", "maximumPoolSize=", "")),
    (Read("config"), Repeated("", "a:(", "")),
    (Read("config"), Repeated("pool:", " \"'", "5")),
    (Merge, Repeated("", "DB_POOL_SIZE=200\n", "")),
    (Check("text"), FLEET),
    (Check("github"), FLEET),
    (Check("sarif"), FLEET),
];

/// Many services, of each of which there are findings.
const FLEET: Text = NumberedLine(
    "database.max_connections = 200000\n",
    "[[services]]\nname = 's@'\nforks_after_engine = true\npool = { size = 1, overflow = 0 }\n",
);

/// A fleet of which there is next to nothing to find.
const CALM: &str = "[[services]]\n";

/// What is merged: a pool of 6 in one process.
const SCENARIO: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/cli/files/calm.toml");

/// The instructions that the command executes.
fn instructions(folder: &Path, task: Task, name: &str, text: &str) -> u64 {
    let file = folder.join(name);
    fs::write(&file, text).expect("a file of the case");
    let mut valgrind = Command::new("valgrind");
    // Without a cache to simulate, this is the cheapest of its tools that counts.
    valgrind.args(["--tool=cachegrind", "--cache-sim=no", "--branch-sim=no", "--cachegrind-out-file=/dev/null"]);
    valgrind.arg(binary());
    match task {
        Read("") => valgrind.args(["read", "--format", "json"]).arg(&file),
        Read(kind) => valgrind.args(["read", "--format", "json", "--kind", kind]).arg(&file),
        Check(format) => valgrind.args(["check", "--format", format]).arg(&file),
        Merge => valgrind.args(["write", SCENARIO, "--to", "env", "--current", "--merge"]).arg(&file),
    };
    let output = valgrind.output().expect("valgrind starts");
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{task:?}: {told}");
    let count = told.lines().find_map(|line| line.split_once("refs:"));
    let digits: String = count.map_or("", |(_, count)| count).chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_else(|_| panic!("valgrind counts no instructions: {told}"))
}

#[test]
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
fn twice_the_text_is_twice_the_work() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let count = |index: usize, task, text: &str| instructions(folder.path(), task, &index.to_string(), text) as f64;
    let (startup, merge_startup) = (count(0, Read(""), ""), count(0, Merge, ""));
    let next = Mutex::new(TEXTS.iter().enumerate());
    let slow = Mutex::new(Vec::new());
    let work = || {
        loop {
            let Some((index, &(task, text))) = next.lock().expect("a lock").next() else { return };
            let startup = match task {
                Read(_) => startup,
                Merge => merge_startup,
                Check(_) => count(index, task, CALM),
            };
            let once = count(index, task, &text.of(LENGTH)) - startup;
            let twice = count(index, task, &text.of(2 * LENGTH)) - startup;
            if twice > MOST * once {
                let shown: String = text.of(80).chars().take(80).collect();
                let line = format!("{task:?} {shown:?}: {once} instructions, {twice} for twice as much");
                slow.lock().expect("a lock").push(line);
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(work);
        scope.spawn(work);
    });
    let slow = slow.into_inner().expect("a lock");
    assert!(slow.is_empty(), "more than {MOST} times the work:\n{}", slow.join("\n"));
}
