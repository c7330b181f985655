//! Code of tests, which makes pools of its own so that they fail: functions, and blocks of test frameworks.

use super::stages::sets_pool;
use std::ops::Range;

/// What a function or a block of tests begins with.
const BEGINNINGS: [&str; 14] = [
    "def test_",
    "async def test_",
    "func Test",
    "it('",
    "it(\"",
    "it(`",
    "it '",
    "it \"",
    "test('",
    "test(\"",
    "test(`",
    "describe('",
    "describe(\"",
    "describe \"",
];

/// What stands in the line above a function of tests.
const ATTRIBUTES: [&str; 6] = ["#[test]", "#[tokio::test]", "#[sqlx::test]", "@Test", "[Fact]", "[Test]"];

/// Few functions have more lines between an attribute and their body.
const MAX_HEAD_LINES: usize = 4;

/// The lines, from 0, of tests that give a pool a number.
pub(super) fn find(text: &str) -> Vec<Range<usize>> {
    if !BEGINNINGS.iter().chain(&ATTRIBUTES).any(|begin| text.contains(begin)) {
        return Vec::new();
    }
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    let mut number = 0;
    while number < lines.len() {
        let end = block(&lines, number).unwrap_or(number);
        if lines[number..end].iter().any(|line| sets_pool(line)) {
            found.push(number..end);
        }
        number = end.max(number + 1);
    }
    found
}

/// The line behind the test that begins in a line.
fn block(lines: &[&str], first: usize) -> Option<usize> {
    let text = lines[first].trim();
    let begin = if ATTRIBUTES.contains(&text) {
        (first + 1..lines.len()).take(MAX_HEAD_LINES).find(|line| opens(lines[*line]))?
    } else {
        BEGINNINGS
            .iter()
            .any(|begin| text.starts_with(begin))
            .then_some(first)
            .filter(|_| opens(text) || is_whole(text))?
    };
    if is_whole(text) {
        return Some(first + 1);
    }
    let own = indent(lines[first]);
    let is_inside = |line: &&&str| line.trim().is_empty() || indent(line) > own;
    let end = begin + 1 + lines[begin + 1..].iter().take_while(is_inside).count();
    let closes = lines.get(end).is_some_and(|line| {
        let text = line.trim_start();
        indent(line) == own && (text.starts_with(['}', ')']) || text == "end")
    });
    Some(end + usize::from(closes))
}

/// Whether a line is a function with its body: `def test_pool(): make(pool_size=1)`.
fn is_whole(line: &str) -> bool {
    line.contains("def test_") && line.contains("): ")
}

/// Whether a line opens a body that the next lines hold.
fn opens(line: &str) -> bool {
    let line = line.trim_end();
    line.ends_with(['{', ':', '(']) || line.ends_with(" do")
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}
