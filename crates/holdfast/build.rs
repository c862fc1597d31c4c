//! Rebuilds when a file of the app appears or goes: the macro that embeds them cannot tell cargo.
//! Nothing else is decided here.

fn main() {
    println!("cargo::rerun-if-changed=../../dist");
}
