//! What the user keeps to compare with, each under a name of its own.

use poolwise_view::Kept;

/// As many as a table and a chart can show beside each other.
pub const MAX_KEPT: usize = 8;

/// Letters of a name: it heads a column and stands by a curve.
pub const LONGEST_NAME: usize = 16;

/// What the columns beside them are called.
const OTHERS: [&str; 2] = ["current", "advised"];

/// The name of the next one, unless the user gives one: the first free letter.
///
/// ```
/// assert_eq!(poolwise_web::state::next_name(&[]), "A");
/// ```
#[must_use]
pub fn next_name(kept: &[Kept]) -> String {
    let is_taken = |letter: char| {
        kept.iter().any(|one| one.name.len() == 1 && one.name.starts_with([letter, letter.to_ascii_lowercase()]))
    };
    ('A'..='Z').find(|letter| !is_taken(*letter)).map_or_else(String::new, String::from)
}

/// What is wrong with a name, for a new one or for what is now under another name.
///
/// ```
/// use poolwise_web::state::objection;
/// assert_eq!(objection(&[], "four workers", None), None);
/// assert!(objection(&[], "advised", None).is_some());
/// ```
#[must_use]
pub fn objection(kept: &[Kept], name: &str, now: Option<&str>) -> Option<&'static str> {
    let name = name.trim();
    let is_other = |taken: &str| taken.eq_ignore_ascii_case(name) && now != Some(taken);
    if name.is_empty() {
        Some("a name has at least one letter")
    } else if name.chars().count() > LONGEST_NAME {
        Some("a name has at most 16 letters")
    } else {
        let is_taken = kept.iter().map(|one| &*one.name).chain(OTHERS).any(is_other);
        is_taken.then_some("another column has this name")
    }
}
