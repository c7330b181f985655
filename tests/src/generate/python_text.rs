//! Python with engines in it, as people write them.

use proptest::{collection::vec, prelude::*, sample::select};

const EXPRESSIONS: [&str; 24] = [
    "20",
    "0",
    "1_000",
    "0x14",
    "2 * 10",
    "(3 + 4) * 2",
    "-1",
    "60 // 7",
    "-7 % 3",
    "2 ** 3",
    "60 * 30",
    "1.5",
    "0.5 * 4",
    "True",
    "False",
    "None",
    "settings.size",
    "f(1)",
    "[1][0]",
    "20 if big else 5",
    "\"20\"",
    "not x",
    "len('(,')",
    "1 // 0",
];
const KEYWORDS: [&str; 8] =
    ["pool_size", "max_overflow", "pool_timeout", "pool_recycle", "pool_pre_ping", "echo", "connect_args", "future"];
const FIRST: [&str; 6] = [
    "url",
    "'postgresql://db/app'",
    "f\"postgresql://{HOST}/a\"",
    "make_url(f(x)[0], {'a': (1,)})",
    "r'a\\b'",
    "\"a # b\"",
];
const COMMENTS: [&str; 4] = ["", "  # pool_size=9", "  # ← change (this", "\t# it's"];

/// One call, in one line or several.
fn call() -> impl Strategy<Value = String> {
    let argument = (select(&KEYWORDS[..]), select(&EXPRESSIONS[..]), select(&COMMENTS[..]));
    (
        select(vec!["create_engine", "create_async_engine", "sa.create_engine"]),
        select(&FIRST[..]),
        vec(argument, 0..5),
        any::<bool>(),
    )
        .prop_map(|(function, first, mut arguments, lines)| {
            // Python refuses a keyword that stands twice.
            let mut seen = Vec::new();
            arguments.retain(|(keyword, ..)| {
                !seen.contains(keyword) && {
                    seen.push(*keyword);
                    true
                }
            });
            let (open, between, close) = if lines { ("(\n    ", ",", ",\n)") } else { ("(", ", ", ")") };
            let arguments: Vec<String> = arguments
                .iter()
                .map(
                    |(keyword, value, comment)| {
                        if lines { format!("{comment}\n    {keyword}={value}") } else { format!("{keyword}={value}") }
                    },
                )
                .collect();
            let all = std::iter::once(first.to_owned()).chain(arguments).collect::<Vec<_>>().join(between);
            format!("{function}{open}{all}{close}")
        })
}

/// A statement, perhaps with a call in it that counts, or one that does not.
fn statement() -> impl Strategy<Value = String> {
    let shape = select(vec![
        "engine = @\n",
        "def make():\n    return @\n",
        "engines = [@, 1]\n",
        "if DEBUG:\n    engine = @\n",
        "engine: Engine = @; x = {'a': [1, 2]}\n",
        "text = 'create_engine(url, pool_size=9)'\n",
        "\"\"\"\ncreate_engine(url, pool_size=9)\n\"\"\"\n",
        "# create_engine(url, pool_size=9)\n",
        "import os\n",
        "x = 1 \\\n    + 2\n",
        "\n",
    ]);
    (shape, call()).prop_map(|(shape, call)| shape.replace('@', &call))
}

/// A module.
pub fn python_text() -> impl Strategy<Value = String> {
    vec(statement(), 1..6).prop_map(|statements| statements.concat())
}
