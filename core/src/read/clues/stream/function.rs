//! The functions of Python code, by indentation: their names, signatures and bodies.

/// A function that stands in no other.
pub(super) struct Function<'a> {
    pub(super) name: &'a str,
    /// From `def` to the end of the line that closes its bracket.
    pub(super) signature: &'a str,
    pub(super) body: &'a str,
    /// Where the body begins, in bytes of the text.
    pub(super) body_at: usize,
}

/// No signature has more lines, and no function more parameters.
const MAX_SIGNATURE_LINES: usize = 64;
const MAX_PARAMETERS: usize = 32;

/// A function while its lines are read.
struct Open {
    start: usize,
    indent: usize,
    depth: usize,
    lines: usize,
    body_at: usize,
}

/// All functions of a text that are in no other function.
pub(super) fn functions(text: &str) -> Vec<Function<'_>> {
    let mut found = Vec::new();
    let mut open: Option<Open> = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let indent = line.len() - line.trim_start().len();
        let end = at + line.len();
        if let Some(function) = &mut open {
            if function.depth > 0 && function.lines < MAX_SIGNATURE_LINES {
                function.depth = depth_after(function.depth, line);
                function.lines += 1;
                function.body_at = end;
                at = end;
                continue;
            }
            if trimmed.is_empty() || indent > function.indent {
                at = end;
                continue;
            }
            found.extend(open.take().and_then(|function| close(text, &function, at)));
        }
        if trimmed.starts_with("def ") || trimmed.starts_with("async def ") {
            let depth = depth_after(0, line);
            open = Some(Open { start: at, indent, depth, lines: 1, body_at: end });
        }
        at = end;
    }
    found.extend(open.and_then(|function| close(text, &function, at)));
    found
}

fn close<'a>(text: &'a str, open: &Open, end: usize) -> Option<Function<'a>> {
    let signature = &text[open.start..open.body_at];
    let (_, name) = signature.split_once("def ")?;
    let name = name.split('(').next()?.trim();
    Some(Function { name, signature, body: &text[open.body_at..end], body_at: open.body_at })
}

fn depth_after(depth: usize, line: &str) -> usize {
    line.chars().fold(depth, |depth, c| match c {
        '(' | '[' | '{' => depth + 1,
        ')' | ']' | '}' => depth.saturating_sub(1),
        _ => depth,
    })
}

/// The length of the brackets that a text begins with; of the whole text where they are not closed.
pub(super) fn balanced(text: &str) -> usize {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        depth = depth_after(depth, c.encode_utf8(&mut [0; 4]));
        if depth == 0 {
            return at + c.len_utf8();
        }
    }
    text.len()
}

/// The parameters of a signature: each name, and its type and default.
pub(super) fn parameters(signature: &str) -> Vec<(&str, &str)> {
    let Some(open) = signature.find('(') else { return Vec::new() };
    let inside = &signature[open..open + balanced(&signature[open..])];
    let inside = inside.get(1..inside.len().saturating_sub(1)).unwrap_or_default();
    let mut depth = 0_usize;
    let by_comma = move |c: char| {
        depth = depth_after(depth, c.encode_utf8(&mut [0; 4]));
        c == ',' && depth == 0
    };
    let parameters = inside.split(by_comma).take(MAX_PARAMETERS);
    parameters
        .filter_map(|parameter| {
            let at = parameter.find([':', '='])?;
            Some((parameter[..at].trim(), &parameter[at + 1..]))
        })
        .filter(|(name, _)| !name.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_code_into_functions() {
        let text = "def a(x):\n    return 1\n\n@get\nasync def b(\n    y=F(1, 2), z: T = 3,\n):\n    def inner():\n        pass\nc = 1\n";
        let found = functions(text);
        let names: Vec<_> = found.iter().map(|function| function.name).collect();
        assert_eq!(names, ["a", "b"]);
        assert_eq!(parameters(found[1].signature), [("y", "F(1, 2)"), ("z", " T = 3")]);
        assert_eq!(found[1].body, "    def inner():\n        pass\n");
        assert_eq!(functions(found[1].body)[0].name, "inner");
    }

    #[test]
    fn survives_broken_code() {
        for text in ["def", "def ", "def f(", "def f(ä", "async def f)(:\nx", "def f(a,(b=1\n)"] {
            for function in functions(text) {
                parameters(function.signature);
            }
        }
        assert_eq!(balanced("(ä"), 3);
    }
}
