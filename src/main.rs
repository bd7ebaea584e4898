//! Mounts the page. Everything that it is stands in the library.

fn main() {
    console_error_panic_hook::set_once();
    packwise_app::start();
}
