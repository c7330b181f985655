//! Texts in what a diff, a chat, a terminal or an issue puts around them.

#![no_main]

use libfuzzer_sys::fuzz_target;
use poolwise_tests::reading::check;

fuzz_target!(|text: &str| {
    let lines = |before: &str, after: &str| {
        text.lines().fold(String::new(), |lines, line| lines + before + line + after + "\n")
    };
    check(&format!("--- a/.env\n+++ b/.env\n@@ -1,9 +1,9 @@\n{text}"), None);
    check(&format!("@@ -1 +1 @@\n{}{}", lines("-", ""), lines("+", "")), None);
    check(&format!("Our settings:\n```\n{text}\n```\n"), None);
    check(&lines("> ", ""), None);
    check(&lines("- `", "`"), None);
    check(&lines("| ", " |"), None);
    check(&lines("\u{1b}[31m", "\u{1b}[0m"), None);
});
