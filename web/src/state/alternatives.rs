//! What the user keeps to compare with: all fields as they were, under a name.

use super::UserInput;
use std::rc::Rc;

/// As many as a table and a chart can show beside each other.
pub const MOST: usize = 8;

/// Letters of a name: it heads a column and stands by a curve.
pub const LONGEST: usize = 16;

/// What the columns beside them are called.
const OTHERS: [&str; 2] = ["current", "advised"];

/// Alternatives in the order in which they were kept, each under a name of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alternatives(Vec<Alternative>);

/// Everything that the user had said when it was kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// Its name.
    pub name: Rc<str>,
    /// What was said, without alternatives of its own.
    pub input: Rc<UserInput>,
}

impl Alternatives {
    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Alternative> {
        self.0.iter()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is no room for another.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.0.len() >= MOST
    }

    /// The name of the next one, unless the user gives one: the first free letter.
    #[must_use]
    pub fn next_name(&self) -> String {
        let letters = ('A'..='Z').map(String::from);
        letters.into_iter().find(|letter| self.get(letter).is_none()).unwrap_or_default()
    }

    /// What is wrong with a name, for a new one or for the one that is called `now`.
    #[must_use]
    pub fn objection(&self, name: &str, now: Option<&str>) -> Option<&'static str> {
        let name = name.trim();
        let is_other = |taken: &str| taken.to_lowercase() == name.to_lowercase() && now != Some(taken);
        let taken = self.iter().map(|one| &*one.name).chain(OTHERS).any(is_other);
        if name.is_empty() {
            Some("a name has at least one letter")
        } else if name.chars().count() > LONGEST {
            Some("a name has at most 16 letters")
        } else {
            taken.then_some("another column has this name")
        }
    }

    /// The one of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Alternative> {
        self.iter().find(|one| one.name.eq_ignore_ascii_case(name))
    }

    /// Keeps another, unless there is no room or something is wrong with its name.
    pub(super) fn keep(&mut self, name: &str, input: Rc<UserInput>) {
        if !self.is_full() && self.objection(name, None).is_none() {
            self.0.push(Alternative { name: name.trim().into(), input });
        }
    }

    /// Calls one something else, unless something is wrong with the name.
    pub(super) fn rename(&mut self, now: &str, name: &str) {
        if self.objection(name, Some(now)).is_none()
            && let Some(one) = self.0.iter_mut().find(|one| &*one.name == now)
        {
            one.name = name.trim().into();
        }
    }

    /// Keeps one no longer.
    pub(super) fn remove(&mut self, name: &str) {
        self.0.retain(|one| &*one.name != name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str]) -> Alternatives {
        let mut alternatives = Alternatives::default();
        for name in names {
            alternatives.keep(name, Rc::default());
        }
        alternatives
    }

    fn check(alternatives: &Alternatives, names: &[&str], next: &str) {
        assert_eq!(alternatives.iter().map(|one| &*one.name).collect::<Vec<_>>(), names);
        assert_eq!(alternatives.next_name(), next);
    }

    #[test]
    fn each_has_a_name_of_its_own() {
        check(&of(&[]), &[], "A");
        check(&of(&["A", " B ", "a", "b"]), &["A", "B"], "C");
        check(&of(&["B", "small", "SMALL"]), &["B", "small"], "A");
        check(
            &of(&["", " ", "Advised", "current", "seventeen letters", "sixteen letters "]),
            &["sixteen letters"],
            "A",
        );
        check(&of(&["größer", "GRÖSSER", "GRÖßER"]), &["größer", "GRÖSSER"], "A");
        let many: Vec<String> = (0..20).map(|n| n.to_string()).collect();
        let many = of(&many.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(many.is_full() && many.iter().count() == MOST);
    }

    #[test]
    fn a_name_changes_and_goes() {
        let mut alternatives = of(&["A", "B", "C"]);
        alternatives.rename("A", "B");
        alternatives.rename("B", "b");
        alternatives.rename("C", "four workers");
        alternatives.rename("none", "D");
        check(&alternatives, &["A", "b", "four workers"], "C");
        alternatives.remove("A");
        check(&alternatives, &["b", "four workers"], "A");
    }
}
