//! Starts the engine where this module is loaded in a worker.

fn main() {
    poolwise_js::worker::start();
}
