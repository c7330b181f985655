//! `spring-yaml`: the pool of Spring Boot, which is `HikariCP`.

use super::{
    hikaricp_properties::{driver_properties, properties},
    lines,
};
use crate::write::{Content, Kind, Writer, fleet::Settings};

pub(in crate::write) const KIND: Kind = Kind {
    name: "spring-yaml",
    title: "Spring Boot",
    ending: "-spring.yaml",
    media_type: "application/yaml",
    writer: Writer::Service(content),
};

fn content(settings: &Settings<'_>) -> Content {
    super::content(settings, "#", |pool| {
        let properties = properties(pool);
        let names: Vec<String> = properties.iter().map(|(name, _)| with_dashes(name)).collect();
        let pairs: Vec<_> =
            names.iter().map(String::as_str).zip(properties.iter().map(|(_, value)| value.clone())).collect();
        let mut of_driver = lines("        ", ": ", "", &driver_properties(pool));
        if !of_driver.is_empty() {
            of_driver.insert_str(0, "      data-source-properties:\n");
        }
        "# The URL is not in this file: set SPRING_DATASOURCE_URL to jdbc:postgresql://…\n\
         spring:\n  datasource:\n    hikari:\n"
            .to_owned()
            + &lines("      ", ": ", "", &pairs)
            + &of_driver
    })
}

/// "maximum-pool-size" for "maximumPoolSize", as Spring spells its properties.
fn with_dashes(name: &str) -> String {
    name.chars().fold(String::new(), |name, c| {
        if c.is_ascii_uppercase() { name + "-" + &c.to_ascii_lowercase().to_string() } else { name + &c.to_string() }
    })
}
