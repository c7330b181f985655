//! The new side of a diff: added and unchanged lines.

/// A diff in the text.
pub(in crate::read) struct Diff {
    /// Where it begins.
    pub(in crate::read) at: usize,
    /// Whether an engine is removed as well as added.
    pub(in crate::read) replaces_engine: bool,
}

/// What precedes the lines of a file in a diff.
const HEADS: [&str; 9] =
    ["+++ ", "--- ", "@@ ", "diff ", "index ", "new file mode", "similarity index", "rename ", "\\ No newline"];

/// The new side, as long as the text, with blanks in place of what is not new; None if the text has no diff.
///
/// A diff is a run of lines that begin with +, - or a blank, of which one is added, or what follows a head such as `@@`.
pub(super) fn new_side(text: &str) -> Option<(String, Diff)> {
    if !text.contains(['+', '@', '<']) {
        return None;
    }
    if let Some(new) = new_side_of_commands(text) {
        return Some(new);
    }
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut new = String::with_capacity(text.len());
    let mut diff: Option<Diff> = None;
    let mut start = 0;
    while start < lines.len() {
        let end = start + lines[start..].iter().take_while(|line| may_be_of_diff(line)).count();
        if end == start {
            new.push_str(lines[start]);
            start += 1;
            continue;
        }
        let run = &lines[start..end];
        start = end;
        if !is_diff(run) {
            new.extend(run.iter().copied());
            continue;
        }
        let found = diff.get_or_insert(Diff { at: new.len(), replaces_engine: false });
        let mut adds_engine = false;
        let mut removes_engine = false;
        for line in run {
            let is_engine = line.contains("create_engine(") || line.contains("create_async_engine(");
            if is_head(line) || line.starts_with('-') {
                removes_engine |= is_engine && !is_head(line);
                new.extend(
                    line.bytes().map(|byte| if byte == b'\n' || byte == b'\r' { char::from(byte) } else { ' ' }),
                );
            } else if let Some(rest) = line.strip_prefix('+') {
                adds_engine |= is_engine;
                new.push(' ');
                new.push_str(rest);
            } else {
                new.push_str(line);
            }
        }
        found.replaces_engine |= removes_engine && adds_engine;
    }
    diff.map(|diff| (new, diff))
}

/// The same for a diff whose heads are commands, as `diff` prints it without options: `3c3`, `< old`, `---`, `> new`.
fn new_side_of_commands(text: &str) -> Option<(String, Diff)> {
    let is_command = |line: &str| {
        let is_place =
            |place: &str| !place.is_empty() && place.bytes().all(|byte| byte.is_ascii_digit() || byte == b',');
        line.len() <= MAX_COMMAND_BYTES
            && line.trim_end().split_once(['a', 'c', 'd']).is_some_and(|(old, new)| is_place(old) && is_place(new))
    };
    let mut at = None;
    let mut new = String::with_capacity(text.len());
    let mut in_hunk = false;
    for line in text.split_inclusive('\n') {
        in_hunk = is_command(line) || in_hunk && line.starts_with(['<', '>', '-', '\\']);
        if in_hunk && !line.starts_with('>') {
            at = at.or(Some(new.len()));
            new.extend(line.bytes().map(|byte| if byte == b'\n' || byte == b'\r' { char::from(byte) } else { ' ' }));
        } else if in_hunk {
            new.push(' ');
            new.push_str(&line[1..]);
        } else {
            new.push_str(line);
        }
    }
    at.map(|at| (new, Diff { at, replaces_engine: false }))
}

/// No command of a diff is longer: `1200,1204c1200,1206`.
const MAX_COMMAND_BYTES: usize = 24;

fn may_be_of_diff(line: &str) -> bool {
    line.starts_with(['+', '-', ' ', '\t']) || line.trim().is_empty() || is_head(line)
}

fn is_head(line: &str) -> bool {
    HEADS.iter().any(|head| line.starts_with(head)) || line.trim_end() == "@@"
}

/// Whether a run of lines is a diff: it has a head of hunks, or an added line beside which no other reading is left.
fn is_diff(run: &[&str]) -> bool {
    // psql draws tables of the same signs.
    let is_drawn = |line: &str| {
        line.trim().chars().all(|c| "+-=| ".contains(c)) || line.starts_with("-[ RECORD") || line.starts_with("+-[")
    };
    let is_added = |line: &str| line.starts_with('+') && !is_head(line) && !is_drawn(line);
    let has_hunk = run.iter().any(|line| line.starts_with("@@"));
    (has_hunk || run.iter().any(|line| is_added(line)))
        && !run.iter().any(|line| line.starts_with('+') && is_drawn(line) && line.len() > 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(new_side(text).map(|(new, _)| new).as_deref(), expected, "{text}");
    }

    #[test]
    fn keeps_new_side_of_diff() {
        check("-a\n+b\n c\n", Some("  \n b\n c\n"));
        check("@@ -1 +1 @@\n   x\n+- name: A\n", Some("           \n   x\n - name: A\n"));
        check("see\n\n+a\n", Some("see\n\n a\n"));
        check("3c3\n< a\n---\n> b\nc\n", Some("   \n   \n   \n  b\nc\n"));
        check("3c3 a\n> b\n", None);
        check("- a\n- b\n", None);
        check(" a | b\n---+---\n 1 | 2\n", None);
        check("+---+\n| a |\n+---+\n", None);
    }
}
