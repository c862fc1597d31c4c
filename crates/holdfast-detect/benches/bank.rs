//! Speed of the online detector: one new session, and whole therapies of 30 sessions.
//! The ratings are the committed reference vector, so that runs compare.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use holdfast_detect::{
    Detector, Model, Population, Scale, Series, Session, State, observe_batch, review,
};

/// Therapies that are judged at once.
const TOGETHER: usize = 64;

/// Ratings that move like those of a therapy: a slow rise, noise, gaps, and a fall at the end.
fn series(sides: usize) -> Series {
    let scale = Scale::seven_point();
    let mut series = Series::new(scale);
    for s in 0..30_u32 {
        let noise = f64::from((s * 7 + 3) % 11) / 12.0 - 0.4;
        let fall = if s > 25 { 1.2 } else { 0.0 };
        let rating = |level: f64| scale.score(level + f64::from(s) * 0.02 + noise - fall).ok();
        let client = if s % 10 == 4 { None } else { rating(5.2) };
        let therapist = if s % 7 == 5 || sides == 1 {
            None
        } else {
            rating(4.9)
        };
        let session = Session::new(s + 1, f64::from(u8::from(s > 0)));
        let pushed = series.push(session.with_client(client).with_therapist(therapist));
        assert!(pushed.is_ok(), "the made-up series is in order");
    }
    series
}

fn bank(criterion: &mut Criterion) {
    let model = Arc::new(Model::new(Scale::seven_point(), &Population::seven_point()));
    let mut group = criterion.benchmark_group("bank");
    group.throughput(Throughput::Elements(1));
    for (sides, name) in [(1, "one side"), (2, "both sides")] {
        let series = series(sides);
        group.bench_function(format!("one therapy of 30 sessions, {name}"), |b| {
            b.iter(|| review(&model, black_box(&series)));
        });
        let many = vec![series.sessions(); TOGETHER];
        group.throughput(Throughput::Elements(TOGETHER as u64));
        group.bench_function(
            format!("many therapies of 30 sessions at once, {name}"),
            |b| {
                b.iter(|| {
                    let mut likely = 0;
                    observe_batch(&model, black_box(&many), |_, reading| {
                        likely += usize::from(reading.state == State::Likely);
                    });
                    likely
                });
            },
        );
        group.throughput(Throughput::Elements(1));
        let mut detector = Detector::of(Arc::clone(&model));
        for session in series.sessions() {
            detector.observe(session);
        }
        group.bench_function(format!("one new session, {name}"), |b| {
            let mut next = series.sessions().iter().cycle();
            b.iter(|| {
                next.next()
                    .map(|session| detector.observe(black_box(session)))
            });
        });
    }
    group.finish();
}

criterion_group!(benches, bank);
criterion_main!(benches);
