//! `rails`: a part of Rails' config/database.yml.

use super::lines;
use crate::{
    units::as_f64,
    write::{Content, Kind, Writer, fleet::Settings},
};
use std::fmt::Write as _;

pub(in crate::write) const KIND: Kind = Kind {
    name: "rails",
    title: "Rails",
    ending: "-database.yml",
    media_type: "application/yaml",
    writer: Writer::Service(content),
};

fn content(settings: &Settings<'_>) -> Content {
    let mut content = super::content(settings, "#", |pool| {
        let mut text =
            "# For config/database.yml. Rails takes the URL from DATABASE_URL by itself.\nproduction:\n".to_owned();
        // Seconds, and fractions of them.
        let timeout = as_f64(pool.timeout_ms()) / 1000.0;
        text += &lines(
            "  ",
            ": ",
            "",
            &[
                ("pool", Some(pool.max.to_string())),
                ("checkout_timeout", Some(timeout.to_string())),
                ("prepared_statements", pool.is_unprepared.then(|| "false".to_owned())),
                ("connect_timeout", pool.connect_timeout_whole_s().map(|seconds| seconds.to_string())),
            ],
        );
        if let Some(age) = pool.lifetime_whole_s() {
            let _ = write!(text, "  # Rails 8.1 and later; older ones ignore it.\n  max_age: {age}\n");
        }
        if let Some(ms) = pool.statement_timeout_ms {
            let _ = write!(text, "  variables:\n    statement_timeout: {ms}\n");
        }
        text
    });
    // Rails runs ERB over the whole file, comments too.
    content.text = content.text.replace("<%", "< %");
    content
}
