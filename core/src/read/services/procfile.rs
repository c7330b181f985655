//! Processes of a Procfile: `web: gunicorn app -w 4`.

use super::Section;

pub(super) fn sections(lines: &[&str]) -> Vec<Section> {
    let one = |(number, line): (usize, &&str)| {
        let (name, command) = line.split_once(": ")?;
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c));
        let is_command = command.split_whitespace().nth(1).is_some();
        (is_name && is_command).then(|| Section::at(number..number + 1, name))
    };
    lines.iter().enumerate().filter_map(one).collect()
}
