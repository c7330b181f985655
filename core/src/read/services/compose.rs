//! Containers of a compose file.

use super::{Section, indent, is_shared_image};

/// Keys of a container, one of which shows that these are containers.
const KEYS: [&str; 6] = ["image:", "build:", "environment:", "env_file:", "command:", "deploy:"];

pub(super) fn sections(lines: &[&str]) -> Vec<Section> {
    let Some(start) = lines.iter().position(|line| line.trim_end() == "services:") else { return Vec::new() };
    let inside = || lines.iter().enumerate().skip(start + 1);
    let Some(depth) = inside().find_map(|(_, line)| indent(line)).filter(|depth| *depth > 0) else { return Vec::new() };
    let end = inside().find(|(_, line)| indent(line) == Some(0)).map_or(lines.len(), |(number, _)| number);
    let name = |line: &str| {
        let name = line.trim().split('#').next()?.trim_end().strip_suffix(':')?;
        (indent(line) == Some(depth)).then(|| name.trim_matches(['"', '\'']).to_owned())
    };
    let heads: Vec<(usize, String)> = inside()
        .take_while(|(number, _)| *number < end)
        .filter_map(|(number, line)| Some((number, name(line)?)))
        .collect();
    let ends = heads.iter().skip(1).map(|(number, _)| *number).chain([end]);
    let section = |((start, name), end): (&(usize, String), usize)| {
        let own = &lines[*start..end];
        let has_key = |line: &&str| KEYS.iter().any(|key| line.trim_start().starts_with(key));
        own.iter().any(has_key).then(|| Section {
            is_shared: own.iter().any(|line| is_shared_image(line)),
            ..Section::at(*start..end, name)
        })
    };
    heads.iter().zip(ends).filter_map(section).collect()
}
