//! What a merge changes, as a unified diff without secrets.

use crate::{input::Source, output::Output, text};
use poolwise::write::masked_env;
use similar::{ChangeTag, TextDiff};
use std::io::Write;

/// The lines that differ and no others, so that `patch` takes the diff and no secret is in it. A line that differs and holds
/// more than Poolwise's own settings is masked; a warning on standard error then says that the diff is only to be read.
pub(super) fn output(before: &Source, after: &str, warning: Option<&str>) -> Output {
    let masked = [before.text.as_str(), after].map(|text| masked_env(text, warning));
    let [old, new] = &masked;
    let diff = TextDiff::from_lines(old, new);
    let mut changed = diff.iter_all_changes().filter(|change| change.tag() != ChangeTag::Equal);
    if changed.any(|change| change.value().contains("***")) {
        let style = text::WARNING;
        // A closed standard error cannot be reported anywhere.
        let _ = writeln!(
            anstream::stderr(),
            "{style}warning:{style:#} a changed line holds more than Poolwise's settings and is masked: read the diff, and \
             write with --output instead of applying it"
        );
    }
    let place = before.place();
    Output::exact(diff.unified_diff().context_radius(0).header(&place, &place).to_string())
}
