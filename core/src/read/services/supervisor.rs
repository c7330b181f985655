//! Programs of supervisor: `[program:web]`.

use super::Section;

pub(super) fn sections(lines: &[&str]) -> Vec<Section> {
    let is_head = |line: &str| line.starts_with('[');
    let heads: Vec<usize> =
        lines.iter().enumerate().filter(|(_, line)| is_head(line)).map(|(number, _)| number).collect();
    let ends = heads.iter().skip(1).copied().chain([lines.len()]);
    let section = |(start, end): (&usize, usize)| {
        let name = lines[*start].trim_end().strip_prefix("[program:")?.strip_suffix(']')?;
        Some(Section::at(*start..end, name))
    };
    heads.iter().zip(ends).filter_map(section).collect()
}
