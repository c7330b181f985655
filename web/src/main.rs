//! Starts the page.

fn main() {
    poolwise_web::browser::show_panics();
    if let Some(root) = poolwise_web::browser::root() {
        yew::Renderer::<poolwise_web::App>::with_root(root).render();
    }
}
