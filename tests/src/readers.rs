//! Programs that read `.env` files, Python and configuration, each started once for all files. One that is missing fails the test.

use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    env,
    ffi::OsStr,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
};

/// What a reader has: variables and their values, null for a key without `=`.
pub type Entries = BTreeMap<String, Option<String>>;

const PYTHON: &str = include_str!("../data/readers/dotenv.py");
const PYTHON_CALLS: &str = include_str!("../data/readers/calls.py");
const PYTHON_CONFIGS: &str = include_str!("../data/readers/configs.py");
const PYTHON_YAML: &str = include_str!("../data/readers/yaml.py");
const NODE: &str = include_str!("../data/readers/node.cjs");
const NODE_MODULES: &str = include_str!("../data/readers/modules.cjs");
const GO_MAIN: &str = include_str!("../data/readers/go/main.go");
/// The module that the written file for pgxpool imports.
const PGX: &str = "github.com/jackc/pgx/v5";
const GO_PGX: &str = include_str!("../data/readers/go/pgx.go");
const GO_PGXPOOL: &str = include_str!("../data/readers/go/pgxpool.go");
const BASH: &str = include_str!("../data/readers/source.sh");

/// What a shell sets by itself.
const SHELLS_OWN: [&str; 4] = ["OLDPWD", "PWD", "SHLVL", "_"];

/// What python-dotenv loads from each file.
#[must_use]
pub fn python_files(files: &[PathBuf]) -> Vec<Entries> {
    python(files.iter().map(|file| json!({ "path": file })))
}

/// What python-dotenv reads in each text, in an empty environment.
#[must_use]
pub fn python_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<Entries> {
    python(texts.into_iter().map(|text| json!({ "text": text })))
}

/// What CPython's parser finds of engines in each text; null where it is no Python.
#[must_use]
pub fn python_calls<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<Value> {
    python_answers(PYTHON_CALLS, texts.into_iter().map(|text| json!({ "text": text })))
}

/// What `PyYAML`, configparser and tomllib find of a pool in each text, which comes with its format; null where the text is
/// not of its format.
#[must_use]
pub fn python_configs<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<Value> {
    let questions = texts.into_iter().map(|(format, text)| json!({ "format": format, "text": text }));
    python_answers(PYTHON_CONFIGS, questions)
}

/// What `PyYAML` reads in each text.
#[must_use]
pub fn python_yaml<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<Value> {
    python_answers(PYTHON_YAML, texts.into_iter().map(|text| json!({ "text": text })))
}

fn python(asked: impl Iterator<Item = Value>) -> Vec<Entries> {
    python_answers(PYTHON, asked).iter().map(entries).collect()
}

fn python_answers(program: &str, asked: impl Iterator<Item = Value>) -> Vec<Value> {
    let python = env::var_os("POOLWISE_PYTHON").unwrap_or_else(|| "python3".into());
    let lines: String = asked.flat_map(|line| [line.to_string(), "\n".to_owned()]).collect();
    output(Command::new(python).arg("-c").arg(program), &lines).lines().map(parsed).collect()
}

/// What node's own `util.parseEnv` and npm's dotenv read in each file.
#[must_use]
pub fn node(files: &[PathBuf]) -> Vec<[Entries; 2]> {
    let answer = output(Command::new("node").arg("-e").arg(NODE).arg(node_modules()).args(files), "");
    answer.lines().map(parsed).map(|both| [entries(&both[0]), entries(&both[1])]).collect()
}

/// What pg, Knex, Sequelize and `TypeORM` make of the options in each module, which comes with its kind; null where a
/// module has none.
#[must_use]
pub fn node_pools(modules: &[(&str, PathBuf)]) -> Vec<Value> {
    let mut node = Command::new("node");
    node.arg("-e").arg(NODE_MODULES).arg(node_modules());
    for (kind, file) in modules {
        node.arg(kind).arg(file);
    }
    output(&mut node, "").lines().map(parsed).collect()
}

/// What a pool of Go is set to by each file, which comes with its kind: `pgxpool` or `database-sql`. gofmt must leave the
/// files as they are, and Go compile them, pgxpool's with the declarations of `tests/data/readers/go`. They are put into the
/// folder.
///
/// # Panics
/// Where Go refuses a file.
#[must_use]
pub fn go_pools(folder: &Path, files: &[(&str, String)]) -> Vec<Value> {
    let write = |name: &str, text: &str| {
        let file = folder.join(name);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(file, text).expect("a file");
    };
    write("go.mod", &format!("module pools\n\ngo 1.19\n\nrequire {PGX} v5.0.0\n\nreplace {PGX} => ./pgx\n"));
    write("pgx/go.mod", &format!("module {PGX}\n\ngo 1.19\n"));
    write("pgx/pgx.go", GO_PGX);
    write("pgx/pgxpool/pgxpool.go", GO_PGXPOOL);
    let (mut imports, mut calls) = (vec![format!("\"{PGX}/pgxpool\"")], Vec::new());
    for (number, (kind, text)) in files.iter().enumerate() {
        write(&format!("p{number}/file.go"), text);
        imports.push(format!("p{number} \"pools/p{number}\""));
        calls.push(match *kind {
            "pgxpool" => format!("showPgxpool(p{number}.NewPool, p{number}.Acquire)"),
            _ => format!("showSQL(p{number}.Configure, p{number}.Conn)"),
        });
    }
    let main = GO_MAIN.replace("// <imports>", &imports.join("\n\t")).replace("// <calls>", &calls.join("\n\t"));
    write("main.go", &main);
    let unformatted =
        output(Command::new("gofmt").arg("-l").args((0..files.len()).map(|n| format!("p{n}"))).current_dir(folder), "");
    assert_eq!(unformatted, "", "gofmt changes files in {}", folder.display());
    let mut go = Command::new("go");
    go.args(["run", "."]).current_dir(folder);
    go.env("GOFLAGS", "-mod=mod").env("GOPROXY", "off").env("GOCACHE", folder.join("cache"));
    go.env("DATABASE_URL", "postgresql://user@localhost/db");
    output(&mut go, "").lines().map(parsed).collect()
}

/// What TypeScript's compiler has to say about each module, with the types of the node modules; empty for a module that is
/// right. They are put into the folder.
///
/// # Panics
/// Where the compiler cannot be run.
#[must_use]
pub fn typescript_errors(folder: &Path, modules: &[String]) -> Vec<String> {
    let installed = node_modules().canonicalize().expect("the node modules");
    let link = folder.join("node_modules");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&installed, &link).expect("a link to the node modules");
    #[cfg(windows)]
    std::os::windows::fs::symlink_dir(&installed, &link).expect("a link to the node modules");
    let names: Vec<String> = (0..modules.len()).map(|number| format!("module-{number}.ts")).collect();
    for (name, text) in names.iter().zip(modules) {
        std::fs::write(folder.join(name), text).expect("a module");
    }
    let mut compiler = Command::new("node");
    compiler.current_dir(folder).arg(installed.join("typescript/bin/tsc"));
    compiler.args(["--strict", "--noEmit", "--skipLibCheck", "--preserveSymlinks", "--pretty", "false"]);
    compiler.args(["--lib", "es2022", "--target", "es2022", "--module", "esnext"]);
    let done = compiler.args(["--moduleResolution", "bundler"]).args(&names).output().expect("the compiler starts");
    let text = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() || text.contains("error TS"), "{text}");
    let of = |name: &String| text.lines().filter(|line| line.starts_with(name.as_str())).collect::<Vec<_>>().join("\n");
    let errors: Vec<String> = names.iter().map(of).collect();
    assert_eq!(done.status.success(), errors.iter().all(String::is_empty), "{text}");
    errors
}

/// The folder of the packages of `tests/browser`.
#[must_use]
pub fn node_modules() -> PathBuf {
    let installed = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser/node_modules");
    env::var_os("POOLWISE_NODE_MODULES").map_or(installed, PathBuf::from)
}

/// What each file leaves in the environment of a bash that sources it.
#[must_use]
pub fn bash(files: &[PathBuf]) -> Vec<Entries> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut bash = Command::new("bash");
    bash.env_clear().args(["--noprofile", "--norc", "-c", BASH, "bash"]).args(files);
    let answer = output(bash.env("PATH", &path), "");
    let of_file = |variables: &str| {
        let pairs = variables.split_terminator('\0').filter_map(|pair| pair.split_once('='));
        let own = |key: &str, value: &str| SHELLS_OWN.contains(&key) || (key == "PATH" && OsStr::new(value) == path);
        pairs.filter(|(key, value)| !own(key, value)).map(|(key, value)| (key.into(), Some(value.into()))).collect()
    };
    answer.split_terminator('\u{1}').map(of_file).collect()
}

fn output(command: &mut Command, input: &str) -> String {
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{name} cannot be started: {error}"));
    let stdin = child.stdin.take();
    let output = thread::scope(|scope| {
        // Beside reading: a program that answers while it is asked would fill its pipe and wait for ever.
        scope.spawn(|| stdin.map(|mut stdin| stdin.write_all(input.as_bytes())));
        child.wait_with_output()
    })
    .unwrap_or_else(|error| panic!("{name}: {error}"));
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && complaint.is_empty(), "{name}: {} {complaint}", output.status);
    String::from_utf8(output.stdout).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn parsed(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"))
}

fn entries(object: &Value) -> Entries {
    let pairs = object.as_object().into_iter().flatten();
    pairs.map(|(key, value)| (key.clone(), value.as_str().map(str::to_owned))).collect()
}
