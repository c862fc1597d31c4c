//! Times our segmentation and the changepoint crate of augurs on the series of `peers.py`.
//! Reads {"short": [[..]], "long": {"name": [..]}} and prints one JSON line per measurement.

use std::hint::black_box;
use std::sync::Arc;

#[cfg(feature = "augurs")]
use augurs_changepoint::{Detector as _, NormalGammaDetector};
use holdfast_detect::segment::{Method, segment, segment_batch};
use holdfast_detect::{Detector, Model, Population, Scale, Session, State, observe_batch};

fn main() {
    let path = std::env::args().nth(1).expect("usage: peers SERIES.json");
    let text = std::fs::read_to_string(path).expect("the file of series");
    let all: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let short: Vec<Vec<f64>> = serde_json::from_value(all["short"].clone()).expect("short");
    let borrowed: Vec<&[f64]> = short.iter().map(Vec::as_slice).collect();
    // Levels, which is what the peers look for; then levels and lines, which is our default.
    for (method, what) in [(Method::Fpop, "levels"), (Method::Exact, "levels and lines")] {
        report("short", &format!("holdfast exact, {what}, batch"), short.len(), 3, || {
            segment_batch(black_box(&borrowed), method, None).iter().map(|s| s.len() - 1).sum()
        });
    }
    for method in [Method::Exact, Method::Fpop, Method::Pelt, Method::BinSeg] {
        report("short", &format!("holdfast {}", method.name()), short.len(), 3, || {
            borrowed.iter().map(|y| segment(black_box(y), method, None).len() - 1).sum()
        });
    }
    let few = &borrowed[..borrowed.len().min(2_000)];
    #[cfg(feature = "augurs")]
    report("short", "augurs BOCPD normal-gamma (Rust)", few.len(), 1, || {
        few.iter().map(|y| NormalGammaDetector::default().detect_changepoints(black_box(y)).len()).sum()
    });
    bank(few);
    let long: std::collections::BTreeMap<String, Vec<f64>> =
        serde_json::from_value(all["long"].clone()).expect("long");
    for (name, y) in &long {
        for method in [Method::Fpop, Method::Pelt, Method::Exact] {
            report(name, &format!("holdfast {}", method.name()), 1, 3, || {
                segment(black_box(y), method, Some(3.0 * (y.len() as f64).ln())).len() - 1
            });
        }
        #[cfg(feature = "augurs")]
        if y.len() <= 2_000 {
            report(name, "augurs BOCPD normal-gamma (Rust)", 1, 1, || {
                NormalGammaDetector::default().detect_changepoints(black_box(y)).len()
            });
        }
    }
}

/// The detector over whole therapies, one side: a session at a time, and many therapies at once.
fn bank(series: &[&[f64]]) {
    let scale = Scale::seven_point();
    let model = Arc::new(Model::new(scale, &Population::seven_point()));
    let sessions = |scores: &&[f64]| -> Vec<Session> {
        let session = |(i, score): (usize, &f64)| {
            let score = scale.score(*score).expect("on the scale");
            Session::new(i as u32 + 1, if i == 0 { 0.0 } else { 1.0 }).with_client(score)
        };
        scores.iter().enumerate().map(session).collect()
    };
    let mut therapies: Vec<Vec<Session>> = series.iter().map(sessions).collect();
    report("short", "holdfast bank, online, one side", therapies.len(), 3, || {
        let alarms = |sessions: &Vec<Session>| {
            let mut detector = Detector::of(Arc::clone(&model));
            let readings = sessions.iter().map(|session| detector.observe(black_box(session)));
            readings.filter(|reading| reading.state == State::Likely).count()
        };
        therapies.iter().map(alarms).sum()
    });
    therapies.sort_by_key(Vec::len);
    report("short", "holdfast bank, batch, one side", therapies.len(), 3, || {
        let mut alarms = 0;
        observe_batch(&model, black_box(&therapies), |_, reading| {
            alarms += usize::from(reading.state == State::Likely);
        });
        alarms
    });
}

/// The best of `repeats` measurements, as seconds for all `count` series; each is the mean of as
/// many runs as fill a tenth of a second, because the clock of the processor ticks coarsely.
fn report(kind: &str, name: &str, count: usize, repeats: usize, mut run: impl FnMut() -> usize) {
    let mut best = f64::INFINITY;
    let mut changes = 0;
    for _ in 0..repeats {
        let (start, mut runs) = (cpu_seconds(), 0.0);
        let mut spent = 0.0;
        while spent < 0.1 {
            changes = run();
            runs += 1.0;
            spent = cpu_seconds() - start;
        }
        best = best.min(spent / runs);
    }
    let line = serde_json::json!({
        "kind": kind, "name": name, "count": count, "seconds": best, "changes": changes,
    });
    println!("{line}");
}

/// Processor time of this process, as the Python side measures it: others on the machine do not count.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").expect("Linux");
    let nanoseconds: f64 = text.split(' ').next().and_then(|n| n.parse().ok()).expect("a number");
    nanoseconds / 1e9
}
