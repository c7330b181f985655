//! Which lines are of which kind, where a text may hold several.
//!
//! Each reader says of a line whether it is surely, maybe or not of its kind. A part is a run of lines that could all
//! be of one kind; a line that says nothing stays with those before it.

use super::{Part, TextKind, config, env, link, log, metrics, pool_state, psql, python, source::Source};
use std::{collections::BTreeMap, ops::Range};

/// What a reader thinks of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Looks {
    /// Not of this kind, or it says nothing.
    Unlike,
    /// It could be of this kind, and of others.
    Maybe,
    /// Nothing else looks like this.
    Sure,
}

impl Looks {
    /// Sure where `sure` holds, else maybe where `maybe` does.
    pub(super) fn of(sure: bool, maybe: bool) -> Self {
        match (sure, maybe) {
            (true, _) => Self::Sure,
            (false, true) => Self::Maybe,
            (false, false) => Self::Unlike,
        }
    }
}

type Opine = fn(&str) -> Looks;

/// Every reader's opinion, in the order of [`TextKind::ALL`]. A link is told by its beginning alone.
const OPINIONS: [(TextKind, Opine); 7] = [
    (TextKind::Env, env::looks),
    (TextKind::Snippet, python::looks),
    (TextKind::Config, config::looks),
    (TextKind::ErrorLog, log::looks),
    (TextKind::PoolState, pool_state::looks),
    (TextKind::Psql, psql::looks),
    (TextKind::Metrics, metrics::looks),
];

/// A set of kinds.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Kinds(u16);

impl Kinds {
    const ALL: Self = Self(u16::MAX);

    /// The kinds that a line surely is of, and those that it may be of.
    fn of(line: &str) -> (Self, Self) {
        let (mut sure, mut maybe) = (Self(0), Self(0));
        for (kind, looks) in OPINIONS {
            match looks(line) {
                Looks::Sure => sure.0 |= bit(kind),
                Looks::Maybe => maybe.0 |= bit(kind),
                Looks::Unlike => {}
            }
        }
        (sure, maybe)
    }

    fn and(self, other: Self) -> Option<Self> {
        Some(Self(self.0 & other.0)).filter(|both| both.0 != 0)
    }

    fn likeliest(self) -> TextKind {
        TextKind::ALL.into_iter().find(|kind| self.0 & bit(*kind) != 0).unwrap_or(TextKind::Env)
    }
}

fn bit(kind: TextKind) -> u16 {
    1 << kind as u16
}

/// Short lines come again and again, and a text may have a million of them.
const SHORT: usize = 32;
const MOST_KNOWN: usize = 256;

/// A line's weight: where it belongs, and how surely.
#[derive(Clone, Copy)]
struct Opinion {
    kinds: Kinds,
    sure: bool,
}

/// The parts of a text, from the top. Lines that nobody knows are in none, unless all are such.
pub(super) fn parts(source: &Source<'_>) -> Vec<Part> {
    let whole = 0..source.text.len();
    if link::is_link(source.text) {
        return vec![part(source, TextKind::Link, whole)];
    }
    let mut found: Vec<(Kinds, Range<usize>)> = Vec::new();
    let mut after_blank = true;
    let mut brackets = python::Brackets::default();
    let mut after_frame = false;
    let mut after_fence = false;
    let mut known: BTreeMap<&str, Opinion> = BTreeMap::new();
    for line in source.lines(whole.clone()) {
        let end = line.at + line.text.len();
        if line.text.trim_start().starts_with("```") {
            after_fence = true;
            brackets = python::Brackets::default();
            continue;
        }
        // Below a traceback's frame stands the line of code that it is about.
        let opinion = if after_frame && line.text.starts_with("    ") {
            Opinion { kinds: Kinds(bit(TextKind::ErrorLog)), sure: true }
        } else {
            let short = line.text.len() <= SHORT && !brackets.are_open();
            let opinion = known
                .get(line.text)
                .copied()
                .filter(|_| short)
                .unwrap_or_else(|| opinion(line.text, brackets.are_open()));
            if short && known.len() < MOST_KNOWN {
                known.insert(line.text, opinion);
            }
            opinion
        };
        after_frame = line.text.trim_start().starts_with("File \"") && line.text.contains("\", line ");
        if opinion.sure && opinion.kinds.0 != bit(TextKind::Snippet) {
            brackets = python::Brackets::default();
        }
        let is_python = opinion.kinds.0 == bit(TextKind::Snippet);
        if is_python || brackets.are_open() {
            brackets.feed(line.text);
        }
        let joined = match found.last() {
            _ if std::mem::take(&mut after_fence) => None,
            None => None,
            Some((kinds, _)) if *kinds != Kinds::ALL && !opinion.sure && !after_blank => {
                Some(kinds.and(opinion.kinds).unwrap_or(*kinds))
            }
            Some((kinds, _)) => kinds.and(opinion.kinds),
        };
        match (joined, found.last_mut()) {
            (Some(joined), Some((kinds, span))) => {
                *kinds = joined;
                span.end = end;
            }
            _ => found.push((opinion.kinds, line.at..end)),
        }
        after_blank = line.text.trim().is_empty();
    }
    let parts: Vec<Part> = found
        .into_iter()
        .filter(|(kinds, _)| *kinds != Kinds::ALL)
        .map(|(kinds, span)| part(source, kinds.likeliest(), span))
        .collect();
    if parts.is_empty() { vec![part(source, TextKind::Env, whole)] } else { parts }
}

fn opinion(line: &str, in_brackets: bool) -> Opinion {
    if line.trim().is_empty() {
        return Opinion { kinds: Kinds::ALL, sure: false };
    }
    let (sure, maybe) = Kinds::of(line);
    if sure.0 != 0 {
        // What programs print is told from what people write, even where it names the same things; and what stands
        // inside a call belongs to it.
        let printed =
            Kinds(bit(TextKind::ErrorLog) | bit(TextKind::PoolState) | bit(TextKind::Psql) | bit(TextKind::Metrics));
        let written = if in_brackets { Kinds(bit(TextKind::Snippet)) } else { sure };
        return Opinion { kinds: sure.and(printed).unwrap_or(written), sure: true };
    }
    if in_brackets {
        return Opinion { kinds: Kinds(bit(TextKind::Snippet)), sure: true };
    }
    Opinion { kinds: if maybe.0 == 0 { Kinds::ALL } else { maybe }, sure: false }
}

/// All of a text as one part.
pub(super) fn whole(source: &Source<'_>, kind: TextKind) -> Part {
    part(source, kind, 0..source.text.len())
}

fn part(source: &Source<'_>, kind: TextKind, span: Range<usize>) -> Part {
    let last = span.start.max(span.end.saturating_sub(1));
    Part { kind, lines: (source.line_of(span.start), source.line_of(last)), span }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(TextKind, (usize, usize))]) {
        let found: Vec<_> = parts(&Source::new(text)).into_iter().map(|part| (part.kind, part.lines)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn parts_are_runs_of_lines_of_one_kind() {
        check("A=1\nB=2\n", &[(TextKind::Env, (1, 2))]);
        check("hello\n", &[(TextKind::Env, (1, 1))]);
        check("POOL = 20\nengine = create_engine(url, pool_size=POOL)\n", &[(TextKind::Snippet, (1, 2))]);
        check(
            "A=1\n\nKeyError: 'x'\n\npool_size 5\n",
            &[(TextKind::Env, (1, 1)), (TextKind::ErrorLog, (3, 3)), (TextKind::Metrics, (5, 5))],
        );
        check(
            "Set it so:\n```bash\nA=1\n```\nand\n```python\nimport x\n```\n",
            &[(TextKind::Env, (3, 3)), (TextKind::Snippet, (7, 7))],
        );
        check("f = create_engine(\n    url,\n\n    pool_size=5,\n)\n", &[(TextKind::Snippet, (1, 5))]);
    }
}
