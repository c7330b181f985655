//! Workloads of Kubernetes, each with the objects that belong to it alone.

use super::{MAX_SECTIONS, Section, indent, is_shared_image};
use std::ops::Range;

/// Kinds of objects that run processes.
const WORKLOADS: [&str; 7] = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Rollout", "CronJob", "Job"];

struct Object {
    kind: String,
    name: String,
    lines: Range<usize>,
}

pub(super) fn sections(lines: &[&str]) -> Vec<Section> {
    let objects = objects(lines);
    if objects.len() > MAX_SECTIONS {
        return Vec::new();
    }
    let (workloads, others): (Vec<&Object>, Vec<&Object>) =
        objects.iter().partition(|object| WORKLOADS.contains(&object.kind.as_str()));
    let mut sections: Vec<Section> = workloads
        .iter()
        .map(|workload| Section {
            is_shared: lines[workload.lines.clone()].iter().any(|line| is_shared_image(line)),
            ..Section::at(workload.lines.clone(), &workload.name)
        })
        .collect();
    for other in others {
        // A scaler names its workload, a workload its configuration.
        let names = |from: &Object, to: &str| lines[from.lines.clone()].iter().any(|line| has_value(line, to));
        let users: Vec<usize> = workloads
            .iter()
            .enumerate()
            .filter(|(_, workload)| names(other, &workload.name) || names(workload, &other.name))
            .map(|(index, _)| index)
            .collect();
        if let [user] = users.as_slice() {
            sections[*user].lines.push(other.lines.clone());
        }
    }
    sections
}

fn objects(lines: &[&str]) -> Vec<Object> {
    let breaks = lines.iter().enumerate().filter(|(_, line)| line.trim_end() == "---").map(|(number, _)| number);
    let breaks: Vec<usize> = [0].into_iter().chain(breaks).chain([lines.len()]).collect();
    let object = |pair: &[usize]| {
        let own = &lines[pair[0]..pair[1]];
        let top = |key: &str| own.iter().find_map(|line| line.strip_prefix(key)).map(|rest| rest.trim().to_owned());
        let metadata = own.iter().position(|line| line.trim_end() == "metadata:")?;
        let below = own[metadata + 1..].iter().take_while(|line| indent(line) != Some(0));
        let name = below.clone().find_map(|line| line.trim().strip_prefix("name:"))?;
        let name = name.trim().trim_matches(['"', '\'']).to_owned();
        Some(Object { kind: top("kind:")?, name, lines: pair[0]..pair[1] })
    };
    breaks.windows(2).filter_map(object).collect()
}

/// Whether a line is `key: value` with this value.
fn has_value(line: &str, value: &str) -> bool {
    line.split_once(": ").is_some_and(|(_, found)| found.trim().trim_matches(['"', '\'', '}']).trim() == value)
}
