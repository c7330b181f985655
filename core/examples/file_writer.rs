//! Files with the advised settings, and an existing `.env` with only the values that differ changed.
//!
//!     cargo run -p poolwise --example file_writer

use poolwise::{
    scenario::{Database, Hold, Pool, Scenario, Service},
    write::{Kind, Options, merge, write},
};

const EXISTING: &str = "# Ours.\nDB_POOL_SIZE=50 # too many?\nDB_HOST=db.internal\n";

fn main() {
    let api = Service::new("api").instances(4).pool(Pool::new(50, 10)).traffic(90.0, Hold::mean_ms(40.0));
    let scenario = Scenario::new(Database::new(100), [api]);
    let plan = poolwise::plan(&scenario);
    let options = Options { service: Some(0), ..Options::default() };

    for name in ["kubernetes", "sqlalchemy"] {
        let kind = Kind::from_name(name).expect("one of `poolwise write --list`");
        for file in write(kind, &scenario, &plan, &options) {
            println!("--- {}\n{}", file.name, file.text);
        }
    }
    println!("--- .env\n{}", merge(EXISTING, &scenario, &plan, &options));
}
