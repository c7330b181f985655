//! What a pasted text says, and which causes fit it, without a plan.
//!
//!     cargo run -p poolwise --example readers_alone

use poolwise::{
    diagnose::diagnose,
    read::read,
    scenario::{Document, Scenario},
};

const PASTED: &str = "\
DB_POOL_SIZE=20
DB_PASSWORD=hunter2
sqlalchemy.exc.TimeoutError: QueuePool limit of size 20 overflow 10 reached, connection timed out, timeout 30.00
";

fn main() {
    let reading = read(PASTED, None);
    for setting in &reading.settings {
        println!("line {}: {} is {}", setting.line, setting.field, setting.value);
    }
    // A secret never leaves the reader.
    assert!(!format!("{reading:?}").contains("hunter2"));

    let document = Document::from(Scenario::default());
    for diagnosis in diagnose(&reading, &document) {
        println!("{} {}: {}", diagnosis.code, diagnosis.name, diagnosis.message);
    }
}
