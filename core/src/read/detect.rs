//! How sure a reader is that a line is of its kind of text.

/// How sure a reader is of one line, the least sure first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Confidence {
    /// The line is of another kind, or shows nothing.
    No,
    /// The line could be of this kind, and of others.
    Maybe,
    /// No other kind has such lines.
    Certain,
}

impl Confidence {
    /// Certain if `certain` is true, else maybe if `maybe` is.
    pub(super) fn new(certain: bool, maybe: bool) -> Self {
        match (certain, maybe) {
            (true, _) => Self::Certain,
            (false, true) => Self::Maybe,
            (false, false) => Self::No,
        }
    }
}
