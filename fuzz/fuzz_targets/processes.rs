//! Texts that are taken for start commands and manifests, which say how many processes there are.

#![no_main]

use libfuzzer_sys::fuzz_target;
use poolwise::read::TextKind;
use poolwise_tests::reading::check;

/// Beginnings of commands and manifests that the text goes on with.
const BEGINNINGS: [&str; 8] = [
    "gunicorn app:app --preload ",
    "web: uvicorn app:app ",
    "celery -A shop worker ",
    "CMD [\"gunicorn\", \"-w\", ",
    "command:\n  - postgres\n  - -c\n  - ",
    "bundle exec puma -t ",
    "spec:\n  replicas: ",
    "rollingUpdate:\n  maxSurge: ",
];

fuzz_target!(|text: &str| {
    check(text, Some(TextKind::Config));
    for beginning in BEGINNINGS {
        check(&format!("{beginning}{text}"), None);
    }
});
