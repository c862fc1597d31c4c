//! Times our segmentation and the changepoint crate of augurs on the series of `peers.py`.
//! Reads {"short": [[..]], "long": {"name": [..]}} and prints one JSON line per measurement.

use std::hint::black_box;
use std::time::Instant;

use augurs_changepoint::{Detector as _, NormalGammaDetector};
use holdfast_detect::segment::{Method, segment, segment_batch};

fn main() {
    let path = std::env::args().nth(1).expect("usage: peers SERIES.json");
    let text = std::fs::read_to_string(path).expect("the file of series");
    let all: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let short: Vec<Vec<f64>> = serde_json::from_value(all["short"].clone()).expect("short");
    let borrowed: Vec<&[f64]> = short.iter().map(Vec::as_slice).collect();
    report("short", "holdfast exact, levels and lines, batch", short.len(), 5, || {
        segment_batch(black_box(&borrowed)).iter().map(|s| s.len() - 1).sum()
    });
    for method in [Method::Exact, Method::Fpop, Method::Pelt, Method::BinSeg] {
        report("short", &format!("holdfast {}", method.name()), short.len(), 3, || {
            borrowed.iter().map(|y| segment(black_box(y), method, None).len() - 1).sum()
        });
    }
    let few = &borrowed[..borrowed.len().min(2_000)];
    report("short", "augurs BOCPD normal-gamma (Rust)", few.len(), 1, || {
        few.iter().map(|y| NormalGammaDetector::default().detect_changepoints(black_box(y)).len()).sum()
    });
    let long: std::collections::BTreeMap<String, Vec<f64>> =
        serde_json::from_value(all["long"].clone()).expect("long");
    for (name, y) in &long {
        for method in [Method::Fpop, Method::Pelt, Method::Exact] {
            report(name, &format!("holdfast {}", method.name()), 1, 9, || {
                segment(black_box(y), method, Some(3.0 * (y.len() as f64).ln())).len() - 1
            });
        }
        if y.len() <= 2_000 {
            report(name, "augurs BOCPD normal-gamma (Rust)", 1, 1, || {
                NormalGammaDetector::default().detect_changepoints(black_box(y)).len()
            });
        }
    }
}

/// The best of `repeats` runs, as seconds for all `count` series.
fn report(kind: &str, name: &str, count: usize, repeats: usize, mut run: impl FnMut() -> usize) {
    let mut best = f64::INFINITY;
    let mut changes = 0;
    for _ in 0..repeats {
        let start = Instant::now();
        changes = run();
        best = best.min(start.elapsed().as_secs_f64());
    }
    let line = serde_json::json!({
        "kind": kind, "name": name, "count": count, "seconds": best, "changes": changes,
    });
    println!("{line}");
}
