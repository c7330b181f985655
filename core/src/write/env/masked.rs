//! A `.env` as it may be shown: Poolwise's own settings, and nothing else that stands in it.

use super::{NO_POOL, comment_of};
use crate::read::{is_permitted, key_or_mask, names::meaning};

const MASK: &str = "***";

/// The text with every line masked except settings that Poolwise writes and comments that it wrote: `warning` as
/// [`mark_env`](super::mark_env) puts it, and what to do with `NullPool`. Of a setting, a value that is neither a number nor a
/// switch is masked, and so is a comment behind it. Lines stay lines, with their ends.
///
/// ```
/// use poolwise::write::masked_env;
/// let text = "DATABASE_URL=postgresql://a:b@db\nexport DB_POOL_SIZE=20 # as b has it\nDB_POOL_TIMEOUT=b\n";
/// assert_eq!(masked_env(text, None), "***\nexport DB_POOL_SIZE=20 # ***\nDB_POOL_TIMEOUT=***\n");
/// ```
#[must_use]
pub fn masked_env(text: &str, warning: Option<&str>) -> String {
    let warning = warning.map(comment_of);
    let is_own = |line: &str| NO_POOL.contains(&line) || warning.as_deref() == Some(line);
    let line = |whole: &str| {
        let line = whole.trim_end_matches(['\r', '\n']);
        let shown = if line.is_empty() || is_own(line) { line.to_owned() } else { masked_line(line) };
        shown + &whole[line.len()..]
    };
    // An old Mac's lines end in a carriage return alone.
    let lines = text.split_inclusive('\n').flat_map(|lines| {
        let body = lines.trim_end_matches(['\r', '\n']);
        let split = body.rfind('\r').map_or(0, |at| at + 1);
        lines[..split].split_inclusive('\r').chain([&lines[split..]])
    });
    lines.filter(|line| !line.is_empty()).map(line).collect()
}

fn masked_line(line: &str) -> String {
    let (head, right) = line.split_once('=').map_or((line, None), |(head, right)| (head, Some(right)));
    let Some(name) = own_name(head) else { return MASK.to_owned() };
    let Some(right) = right else { return head.to_owned() };
    let value = right.trim_start();
    let before = &right[..right.len() - value.len()];
    let (quoted, rest) = match value.chars().next() {
        Some(quote @ ('"' | '\'')) => value[1..].find(quote).map_or((value, ""), |end| value.split_at(end + 2)),
        _ => value.split_at(value.find(" #").unwrap_or(value.len())),
    };
    let bare = quoted.trim().trim_matches(['"', '\'']);
    let shown = if is_permitted(name, bare) { quoted } else { MASK };
    let rest = if rest.trim().is_empty() { rest } else { " # ***" };
    format!("{head}={before}{shown}{rest}")
}

/// The name of a setting that Poolwise writes, where that and perhaps "export" are all there is.
fn own_name(head: &str) -> Option<&str> {
    let name = head.trim_start_matches('\u{feff}').trim();
    let name = name.strip_prefix("export ").map_or(name, str::trim_start).trim_matches('\'');
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (is_plain && meaning(name).is_some() && key_or_mask(name) == name).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::masked_env;

    fn check(text: &str, shown: &str) {
        assert_eq!(masked_env(text, Some("5 % time out")), shown, "{text}");
    }

    #[test]
    fn shows_own_settings_alone() {
        check("DB_POOL_SIZE=20", "DB_POOL_SIZE=20");
        check("\u{feff}export DB_POOL_PRE_PING = \"true\"\r\n", "\u{feff}export DB_POOL_PRE_PING = \"true\"\r\n");
        check("DB_POOL_SIZE\rX=1\rDB_MAX_OVERFLOW=1\r", "DB_POOL_SIZE\r***\rDB_MAX_OVERFLOW=1\r");
        check("# Warning: 5 % time out\n# Warning: else\n\n", "# Warning: 5 % time out\n***\n\n");
        check("DB_POOL_SIZE=hunter2", "DB_POOL_SIZE=***");
        check("DB_POOL_SIZE=20#hunter2", "DB_POOL_SIZE=***");
        check("DB_POOL_SIZE=\"20\nhunter2\"", "DB_POOL_SIZE=\"20\n***");
        check("DB_POOL_SIZE='20' hunter2", "DB_POOL_SIZE='20' # ***");
        check("X=hunter2 DB_POOL_SIZE=20", "***");
        check("PASSWORD=1", "***");
        check("hunter2", "***");
    }
}
