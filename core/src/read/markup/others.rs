//! What belongs to another service or to another stage: tasks beside a server, tests and development beside production.

mod apps;
mod stages;
mod test_code;

use super::with_blanks;
use crate::read::services::background;
use std::ops::Range;

/// Why lines were left out, and where the first of them stands.
pub(in crate::read) struct Other {
    pub(in crate::read) at: usize,
    pub(in crate::read) code: &'static str,
    pub(in crate::read) message: &'static str,
}

/// The text with blanks in place of such lines; None if it has none.
pub(super) fn blank(text: &str) -> Option<(String, Other)> {
    let message = "the pool that a test makes is not the service's";
    if let Some((plain, at)) = without_lines(text, test_code::find(text)) {
        let rest = blank_parts(&plain).map_or(plain, |(rest, _)| rest);
        return Some((rest, Other { at, code: "other_stage", message }));
    }
    blank_parts(text)
}

fn blank_parts(text: &str) -> Option<(String, Other)> {
    let (code, message) =
        ("other_service", "the settings of another app in the file are not the server's; read it alone for its pool");
    let apps = apps::find(text);
    if let Some(at) = apps.first().map(|range| range.start) {
        return Some((with_blanks(text, &apps), Other { at, code, message }));
    }
    let (code, message) =
        ("other_service", "the settings of a service that runs tasks are not the server's; read it alone for its pool");
    if let Some((plain, at)) = without_lines(text, background::find(text)) {
        return Some((plain, Other { at, code, message }));
    }
    let (code, message) =
        ("other_stage", "settings for tests and development are ignored beside those that apply in production");
    let blocks = stages::find_blocks(text);
    let lines = if blocks.is_empty() { stages::find(text) } else { blocks };
    let (plain, at) = without_lines(text, lines)?;
    Some((plain, Other { at, code, message }))
}

/// A text with blanks in place of lines, from 0, and where the first of them begins.
fn without_lines(text: &str, mut lines: Vec<Range<usize>>) -> Option<(String, usize)> {
    if lines.is_empty() {
        return None;
    }
    lines.sort_by_key(|range| range.start);
    let mut starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
    starts.push(text.len());
    let start = |line: usize| starts.get(line).copied().unwrap_or(text.len());
    let ranges: Vec<Range<usize>> = lines.iter().map(|range| start(range.start)..start(range.end)).collect();
    Some((with_blanks(text, &ranges), ranges.first()?.start))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the lines that are left of a text.
    fn check(text: &str, left: &[&str]) {
        let plain = blank(text).map_or_else(|| text.to_owned(), |(plain, _)| plain);
        assert_eq!(plain.len(), text.len(), "{text}");
        assert_eq!(plain.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>(), left, "{text}");
    }

    #[test]
    fn tasks_are_left_out_beside_a_server() {
        let worker = "  worker:\n    build: .\n    command: celery -A app worker -c 8\n    environment:\n      DB_POOL_SIZE: 2\n";
        let api = "  api:\n    build: .\n    environment:\n      DB_POOL_SIZE: 10";
        let left: Vec<&str> = std::iter::once("services:").chain(api.lines()).collect();
        check(&format!("services:\n{api}\n{worker}"), &left);
        check(&format!("services:\n{worker}{api}\n"), &left);
        let alone = format!("services:\n{worker}");
        check(&alone, &alone.lines().collect::<Vec<_>>());
        check(
            "[program:celery]\ncommand=celery -A app worker\n[program:web]\ncommand=gunicorn app",
            &["[program:web]", "command=gunicorn app"],
        );
    }

    #[test]
    fn tests_are_left_out_beside_production() {
        check(".env.production\nPOOL_SIZE=30\n.env.test\nPOOL_SIZE=1\n", &[".env.production", "POOL_SIZE=30"]);
        check("# app/db.py\npool_size=30\n\n# tests/conftest.py\npool_size=1\n", &["# app/db.py", "pool_size=30"]);
        check(
            "class Config:\n  POOL_SIZE = 5\n\nclass TestingConfig(Config):\n  POOL_SIZE = 1\n\nx = 1\n",
            &["class Config:", "  POOL_SIZE = 5", "x = 1"],
        );
        check(
            "{\n  \"production\": {\n    \"max\": 30\n  },\n  \"test\": {\n    \"max\": 2\n  }\n}\n",
            &["{", "  \"production\": {", "    \"max\": 30", "  },", "}"],
        );
        check("prod: A=8\nstaging: A=2\nb\n", &["prod: A=8", "b"]);
        check("production:\n  pool: 5\nstaging:\n  pool: 2\n", &["production:", "  pool: 5"]);
        check("max-pool: 3\n---\nspring.config.activate.on-profile: test\nmax-pool: 1\n", &["max-pool: 3", "---"]);
        check(
            "on-profile: staging\npool: 1\n---\non-profile: prod\npool: 3\n",
            &["---", "on-profile: prod", "pool: 3"],
        );
    }

    #[test]
    fn code_of_tests_is_left_out() {
        check(
            "pool_size = 9\ndef test_pool():\n    make(pool_size=1)\n\n    done()\nx = 1\n",
            &["pool_size = 9", "x = 1"],
        );
        check("  it('waits', async () => {\n    pool({ max: 1 })\n  })\nmax = 5\n", &["max = 5"]);
        check("#[tokio::test]\nasync fn waits() {\n    pool(1);\n}\nfn main() {}\n", &["fn main() {}"]);
        check("def test_pool(): make(pool_size=1)\nx\n", &["x"]);
        check("func TestPool(t *testing.T) {\n\tpool(1)\n}\nx\n", &["x"]);
    }

    #[test]
    fn other_texts_stay() {
        for text in [
            "def test_pool():\n    check()\n",
            "it 'waits' as long as the pool_size of 5 is used\n  5\n",
            ".env.test\nPOOL_SIZE=1\n",
            "class TestPool(TestCase):\n  pool_size = 5\npool_size = 6\n",
            "on-profile: prod\npool: 1\n---\non-profile: eu\npool: 3\n",
            ".env.staging\nPOOL_SIZE=1\n",
            "staging:\n  pool: 2\n# in production: 5\n",
            "services:\n  production:\n    a: 1\ntest:\n  a: 2\n",
        ] {
            check(text, &text.lines().collect::<Vec<_>>());
        }
    }
}
