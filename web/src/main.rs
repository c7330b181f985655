//! Starts the page.

fn main() {
    poolwise_web::start();
}
