//! `compose`: an override file for docker compose.

use super::{
    Content, Kind, Writer, env,
    fleet::Fleet,
    text::{comments, quoted},
};
use std::fmt::Write;

pub(super) const KIND: Kind = Kind {
    name: "compose",
    title: "docker compose",
    ending: "-compose.override.yaml",
    media_type: "application/yaml",
    writer: Writer::Fleet(content),
};

fn content(fleet: &Fleet<'_>) -> Content {
    let mut text = comments("#", &fleet.summary());
    text +=
        "# Use it beside your file: docker compose -f compose.yaml -f poolwise-compose.override.yaml up\nservices:\n";
    for service in fleet.services() {
        let _ = writeln!(text, "  {}:", service.stem);
        text += &comments(
            "    #",
            &service.warning().map(|warning| format!("Warning: {warning}.")).into_iter().collect::<Vec<_>>(),
        );
        let variables = env::variables(&service);
        if variables.is_empty() {
            text += "    environment: {}\n";
        } else {
            text += "    environment:\n";
        }
        for (key, value) in variables {
            let _ = writeln!(text, "      {key}: {}", quoted(&value));
        }
        let _ = writeln!(text, "    deploy:\n      replicas: {}", service.service.instances);
    }
    let notes = vec!["The services must have the names that they have in your compose file.".to_owned()];
    Content { text, notes }
}
