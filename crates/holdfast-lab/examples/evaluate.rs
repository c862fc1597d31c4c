//! Prints tables of the benchmark: `cargo run --release --example evaluate -- sim early [quick]`.

use holdfast_lab::evaluate;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let size = if args.iter().any(|a| a == "quick") {
        evaluate::Size::Quick
    } else {
        evaluate::Size::Full
    };
    for what in &args {
        let sheet = match what.as_str() {
            "sim" => evaluate::sim(size),
            "early" => evaluate::early(size),
            "robust" => evaluate::robust(size),
            "repair" => evaluate::repair(size),
            "rules" => evaluate::rules(size),
            "real" => evaluate::real(std::path::Path::new("/work/shared/data/ema")),
            "lengths" => evaluate::lengths(size),
            _ => continue,
        };
        println!("{}", sheet.unwrap().to_markdown());
    }
}
