//! Words by which a suggestion is known, and those of the present state.

/// What begins a sentence that tells somebody what to do.
pub(super) const IMPERATIVES: [&str; 40] = [
    "can you try ",
    "can you test ",
    "can you please ",
    "could you try ",
    "could you test ",
    "could you please ",
    "increase ",
    "increasing ",
    "decrease ",
    "raise ",
    "lower ",
    "reduce ",
    "change ",
    "try ",
    "consider ",
    "bump ",
    "avoid ",
    "never ",
    "do not ",
    "don't ",
    "instead use ",
    "use ",
    "did you try ",
    "have you tried ",
    "you can ",
    "you could ",
    "you may ",
    "you should ",
    "you need ",
    "we should ",
    "maybe ",
    "please ",
    "go back to ",
    "go with ",
    "how about ",
    "or go back to ",
    "perhaps ",
    "revert to ",
    "what about ",
    "why not ",
];

/// With one of these, somebody proposes what follows to others.
pub(super) const LETS: [&str; 3] = ["let's ", "lets ", "let us "];

/// What a line begins with that suggests the rest of it.
pub(super) const LABELS: [&str; 38] = [
    "proposed change",
    "advice:",
    "answer:",
    "better:",
    "cure:",
    "fix:",
    "hint:",
    "next step:",
    "proposal:",
    "proposed:",
    "recommendation:",
    "recommended:",
    "resolution:",
    "should be:",
    "solution:",
    "suggested:",
    "suggestion:",
    "tip:",
    "to do:",
    "todo:",
    "workaround:",
    "deprecated:",
    "desired:",
    "future:",
    "goal:",
    "plan:",
    "planned:",
    "planned for ",
    "removed:",
    "rollback:",
    "rollback plan:",
    "rollback to ",
    "empfehlung:",
    "geplant:",
    "proposition :",
    "propuesta:",
    "sugerencia:",
    "vorschlag:",
];

/// What makes the rest of a sentence a suggestion.
pub(super) const PHRASES: [&str; 29] = [
    "can be changed",
    "can be overridden",
    "can be raised",
    "can be increased",
    "you can raise",
    "you can increase",
    "you can change",
    " should ",
    "change to",
    "change it to",
    "change this to",
    "increase to",
    "increase it to",
    "recommend",
    "suggest",
    "advise",
    "empfehle",
    "empfiehlt",
    "conseille",
    "recommand",
    "recomiendo",
    WOULD_BE,
    "by default",
    "i would set",
    "i'd set",
    "i tried ",
    "we tried ",
    "try setting",
    "to fix this",
];

pub(super) const WOULD_BE: &str = " would be ";

/// What precedes a value that is planned or proposed, in a sentence about the present state as well.
pub(super) const FUTURE: [&str; 24] = [
    "will move to ",
    "will change to ",
    "will switch to ",
    "will go to ",
    "will be set to ",
    "will increase ",
    "will raise ",
    "will lower ",
    "will reduce ",
    "will bump ",
    "will set ",
    "'ll set ",
    "'ll move to ",
    "'ll raise ",
    "'ll bump ",
    "going to set ",
    "going to raise ",
    "going to bump ",
    "going to increase ",
    "plan to ",
    "planning to ",
    "可以把",
    "可以将",
    "建议",
];

/// What precedes an example or an earlier value, in a sentence or alone.
pub(super) const MARKS: [&str; 13] = [
    ", next week ",
    ", next sprint ",
    "e.g. ",
    "for example ",
    "instead of ",
    "(was ",
    "(formerly ",
    "(previously ",
    "(before: ",
    "default max_connections ",
    ", proposed: ",
    ", suggested: ",
    ", recommended: ",
];

/// Words of sentences that tell the present state.
pub(super) const STATES: [&str; 9] =
    ["current", "currently", "now", "my", "our", "ours", "actual", "running", "configured"];

/// What logs and errors say: they give advice as well, beside what happened.
pub(super) const EVENTS: [&str; 4] = ["error", "exception", "limit of size", "timed out"];

/// What begins a question about a value that nobody has yet.
pub(super) const QUESTIONS: [&str; 3] = ["would ", "should ", "could "];

/// Behind a value, what it would be otherwise: `DB_POOL_SIZE=20 (default 5)`.
pub(super) const DEFAULT: &str = "(default";

/// Behind a value that is a default and nobody's: `max_connections=100 is the default`.
pub(super) const DEFAULTS: [&str; 4] =
    [" is the default", " is the postgresql default", " is the postgres default", " is postgresql's default"];

/// A task that is not done.
pub(super) const OPEN_TASK: &str = "[ ]";
