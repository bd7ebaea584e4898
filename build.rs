//! Asks the linker to keep the relocations in a page that is to be cut into parts (feature `split`): they say which
//! function needs which. Nothing else is built here.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
}
