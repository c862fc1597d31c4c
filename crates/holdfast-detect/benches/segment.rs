//! How fast a finished series is cut: many short ones, and one long one.
//! The series are those of the side-by-side script in bench/peers, from the same recipe.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use holdfast_detect::segment::{Method, segment, segment_batch};

fn short(c: &mut Criterion) {
    let mut random = Random(20_240_101);
    let series: Vec<Vec<f64>> = (0..4_096).map(|_| random.therapy()).collect();
    let borrowed: Vec<&[f64]> = series.iter().map(Vec::as_slice).collect();
    let mut group = c.benchmark_group("short series, 20 to 40 values");
    group.throughput(Throughput::Elements(series.len() as u64));
    for (method, what) in [
        (Method::Exact, "exact, levels and lines, batch"),
        (Method::Fpop, "exact, levels, batch"),
    ] {
        group.bench_function(what, |b| {
            b.iter(|| segment_batch(black_box(&borrowed), method, None));
        });
    }
    for method in [Method::Exact, Method::Fpop, Method::Pelt, Method::BinSeg] {
        group.bench_function(format!("{}, one by one", method.name()), |b| {
            b.iter(|| {
                let cut = |values: &&[f64]| segment(values, method, None).len();
                borrowed.iter().map(cut).sum::<usize>()
            });
        });
    }
    group.finish();
}

fn long(c: &mut Criterion) {
    let mut random = Random(7);
    let values = random.steps(10_000, 20);
    let mut group = c.benchmark_group("one series of 10,000 values, 20 changes");
    group.sample_size(20);
    for method in [Method::Fpop, Method::Pelt, Method::Exact] {
        group.bench_function(method.name(), |b| {
            b.iter(|| segment(black_box(&values), method, None));
        });
    }
    group.finish();
}

/// A small generator of its own, so that the numbers are the same for ever (`SplitMix64`).
struct Random(u64);

impl Random {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Standard normal, by Box and Muller.
    fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.uniform()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.uniform()).cos()
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.uniform() * limit as f64) as usize
    }

    /// Twenty to forty scores from 1 to 7, growing, every second one with a fall.
    fn therapy(&mut self) -> Vec<f64> {
        let n = 20 + self.below(21);
        let fall = (self.uniform() < 0.5).then(|| (4 + self.below(n - 8), 1 + self.below(4)));
        let score = |i: usize, noise: f64| {
            let down = fall.is_some_and(|(first, length)| (first..first + length).contains(&i));
            let growth = i as f64 / (n - 1) as f64;
            let latent = noise + growth - if down { 2.0 } else { 0.0 };
            ((4.5 + 0.8 * latent).clamp(1.0, 7.0) * 12.0).round() / 12.0
        };
        (0..n).map(|i| score(i, self.normal())).collect()
    }

    /// `changes` steps of SD 2 in noise of SD 1.
    fn steps(&mut self, n: usize, changes: usize) -> Vec<f64> {
        let length = n / (changes + 1) + 1;
        let levels: Vec<f64> = (0..=changes).map(|_| 2.0 * self.normal()).collect();
        let level = |i: usize| levels.get(i / length).copied().unwrap_or(0.0);
        (0..n).map(|i| level(i) + self.normal()).collect()
    }
}

criterion_group!(benches, short, long);
criterion_main!(benches);
