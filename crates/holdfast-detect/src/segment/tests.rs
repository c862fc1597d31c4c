//! Holds the methods against brute force, against each other and against hand-made series.
//! A method that claims to be exact must never be dearer than any other partition.

use proptest::prelude::*;

use super::sums::Sums;
use super::{Method, Segment, fpop, segment, segment_batch};

fn cuts(segments: &[Segment]) -> Vec<usize> {
    segments
        .iter()
        .skip(1)
        .map(|segment| segment.first)
        .collect()
}

fn check(values: &[f64], method: Method, expect: &[usize]) {
    assert_eq!(cuts(&segment(values, method, None)), expect, "{method:?}");
}

/// A step of five noise units, with small fixed noise.
fn step() -> Vec<f64> {
    (0..40)
        .map(|i| f64::from((i * 7) % 5) / 5.0 + if i < 23 { 0.0 } else { 5.0 })
        .collect()
}

#[test]
fn every_method_finds_one_clear_step_where_it_is() {
    for method in Method::ALL {
        check(&step(), method, &[23]);
    }
}

#[test]
fn a_line_is_one_segment_with_its_slope_and_not_a_staircase() {
    let values: Vec<f64> = (0..30)
        .map(|i| 0.4 * f64::from(i) + f64::from((i * 7) % 5) / 5.0)
        .collect();
    let segments = segment(&values, Method::Exact, None);
    assert_eq!(segments.len(), 1);
    assert!((segments[0].slope - 0.4).abs() < 0.02, "{segments:?}");
}

#[test]
fn a_series_without_spread_or_with_nan_is_one_segment_and_an_empty_one_none() {
    for method in Method::ALL {
        check(&[3.0; 20], method, &[]);
        check(&[1.0, f64::NAN, 2.0, 9.0], method, &[]);
        check(&[1.0], method, &[]);
        assert!(segment(&[], method, None).is_empty());
    }
}

#[test]
fn segments_tile_the_series() {
    for method in Method::ALL {
        let segments = segment(&step(), method, Some(0.1));
        assert_eq!(segments.first().map(|s| s.first), Some(0));
        assert_eq!(segments.last().map(|s| s.end), Some(40));
        assert!(
            segments.windows(2).all(|pair| pair[0].end == pair[1].first),
            "{method:?}"
        );
    }
}

#[test]
fn the_greedy_methods_stop_at_their_limits() {
    let zigzag: Vec<f64> = (0..96)
        .map(|i| f64::from((i / 8) % 2) * 10.0 + f64::from((i * 5) % 3) / 10.0)
        .collect();
    assert_eq!(cuts(&segment(&zigzag, Method::BinSeg, Some(0.0))).len(), 5);
    assert_eq!(
        cuts(&segment(&zigzag, Method::SegNeigh, Some(0.0))).len(),
        4
    );
    assert_eq!(cuts(&segment(&zigzag, Method::Amoc, Some(0.0))).len(), 1);
    assert!(cuts(&segment(&zigzag, Method::Pelt, Some(0.0))).len() > 5);
}

/// The same stretches and forms, and fits that agree to a billionth of the spread.
fn check_alike(values: &[f64], alone: &[Segment], together: &[Segment]) {
    let near = |a: f64, b: f64| {
        (a - b).abs() <= 1e-9 * (1.0 + values.iter().fold(0.0, |m, y: &f64| y.abs().max(m)))
    };
    let alike = |(a, b): (&Segment, &Segment)| {
        (a.first, a.end, a.slope == 0.0) == (b.first, b.end, b.slope == 0.0)
            && near(a.level, b.level)
            && near(a.slope, b.slope)
    };
    assert_eq!(alone.len(), together.len(), "{alone:?} {together:?}");
    assert!(
        alone.iter().zip(together).all(alike),
        "{alone:?} {together:?}"
    );
}

#[test]
fn a_batch_keeps_the_order_of_the_series_and_takes_what_cannot_be_scaled() {
    let long = vec![1.0; super::lanes::BATCH_VALUES_MAX + 1];
    let (step, nan) = (step(), [1.0, f64::NAN, 2.0]);
    let series: Vec<&[f64]> = vec![&step, &[], &nan, &[3.0; 20], &[7.0], &long, &step];
    for method in [Method::Exact, Method::Fpop, Method::BinSeg] {
        let found = segment_batch(&series, method, None);
        let counts: Vec<usize> = found.iter().map(<[Segment]>::len).collect();
        assert_eq!(counts, [2, 0, 1, 1, 1, 1, 2], "{method:?}");
        assert_eq!(found.get(6).map(cuts), Some(vec![23]));
        assert_eq!(found.get(7), None);
    }
}

#[test]
fn functional_pruning_stays_exact_over_a_long_series_with_many_starts() {
    let mut state = 7_u64;
    let mut noise = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as f64 / f64::from(u32::MAX >> 1) - 0.5
    };
    let y: Vec<f64> = (0..3_000)
        .map(|i| noise() * 4.0 + f64::from(i / 250 % 3))
        .collect();
    for price in [0.05, 1.0, 16.0, 2_000.0] {
        let (cost, _) = plain_dp(&y, price);
        let found = price_of(&y, &fpop::cuts(&y, price), price);
        assert!(
            (found - cost).abs() <= 1e-9 * cost,
            "{price}: {found} {cost}"
        );
    }
}

/// Optimal partitioning without any pruning.
fn plain_dp(y: &[f64], price: f64) -> (f64, Vec<usize>) {
    let sums = Sums::of(y);
    let mut best = vec![0.0];
    let mut last = vec![0];
    for end in 1..=y.len() {
        let (cost, from) = (0..end)
            .map(|first| (best[first] + sums.level_cost(first, end) + price, first))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .unwrap();
        best.push(cost);
        last.push(from);
    }
    let mut found = Vec::new();
    let mut end = last[y.len()];
    while end > 0 {
        found.push(end);
        end = last[end];
    }
    found.reverse();
    (best[y.len()], found)
}

fn price_of(y: &[f64], cuts: &[usize], price: f64) -> f64 {
    let sums = Sums::of(y);
    let bounds: Vec<usize> = [0].iter().chain(cuts).chain(&[y.len()]).copied().collect();
    bounds
        .windows(2)
        .map(|pair| sums.level_cost(pair[0], pair[1]) + price)
        .sum()
}

/// Series with steps and noise; about one value in five is on a coarse grid, so that ties occur.
fn series(values_max: usize) -> impl Strategy<Value = Vec<f64>> {
    let value = prop_oneof![4 => -3.0..3.0_f64, 1 => (-3i8..=3).prop_map(f64::from)];
    let block = (value.clone(), prop::collection::vec(value, 1..20)).prop_map(|(level, noise)| {
        noise
            .into_iter()
            .map(|e| 2.0 * level + e)
            .collect::<Vec<_>>()
    });
    prop::collection::vec(block, 1..6).prop_map(move |blocks| {
        let mut all = blocks.concat();
        all.truncate(values_max);
        all
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn functional_pruning_costs_what_the_plain_programme_costs(
        y in series(80), price in 0.01..20.0_f64,
    ) {
        let (cost, plain) = plain_dp(&y, price);
        let pruned = fpop::cuts(&y, price);
        let pruned_cost = price_of(&y, &pruned, price);
        let near = (pruned_cost - cost).abs() <= 1e-9 * (1.0 + cost.abs());
        prop_assert!(near, "{pruned:?} {plain:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn pruning_never_changes_the_exact_partition_of_levels_and_lines(
        y in series(60), price in 0.01..20.0_f64, line_price in 0.01..10.0_f64,
    ) {
        let pieces = super::exact::levels_or_lines(&y, price, line_price);
        let cost = |p: &super::Piece| {
            let fit = super::sums::fitted(&y, *p);
            let line = if p.form == super::Form::Line { line_price } else { 0.0 };
            price + line + squared_error(&y, &fit)
        };
        let pruned: f64 = pieces.iter().map(cost).sum();
        let plain = plain_levels_or_lines(&y, price, line_price);
        prop_assert!((pruned - plain).abs() <= 1e-7 * (1.0 + plain.abs()), "{pruned} {plain}");
    }

    #[test]
    fn a_batch_answers_as_each_series_alone(
        batch in prop::collection::vec(series(super::lanes::BATCH_VALUES_MAX + 1), 1..20),
        penalty in prop::option::of(0.01..20.0_f64),
    ) {
        let borrowed: Vec<&[f64]> = batch.iter().map(Vec::as_slice).collect();
        let together = segment_batch(&borrowed, Method::Exact, penalty);
        for (values, together) in batch.iter().zip(together.iter()) {
            check_alike(values, &segment(values, Method::Exact, penalty), together);
        }
    }

    #[test]
    fn a_batch_of_levels_costs_what_the_plain_programme_costs(
        batch in prop::collection::vec(series(40), 1..20), price in 0.01..20.0_f64,
    ) {
        let borrowed: Vec<&[f64]> = batch.iter().map(Vec::as_slice).collect();
        let together = segment_batch(&borrowed, Method::Fpop, Some(price));
        for (values, together) in batch.iter().zip(together.iter()) {
            let Some(scaled) = super::scale::Scaled::for_method(values, Method::Fpop) else {
                prop_assert_eq!(together.len(), 1);
                continue;
            };
            let (cost, plain) = plain_dp(&scaled.values, price);
            let found = price_of(&scaled.values, &cuts(together), price);
            let near = (found - cost).abs() <= 1e-9 * (1.0 + cost.abs());
            prop_assert!(near, "{:?} {:?}", together, plain);
        }
    }

    #[test]
    fn pelt_never_costs_more_than_the_other_penalised_methods(y in series(60)) {
        let sums = Sums::of(&y);
        let cost = |cuts: &[usize]| -> f64 {
            let bounds: Vec<usize> = [0].iter().chain(cuts).chain(&[y.len()]).copied().collect();
            bounds.windows(2).map(|p| super::greedy::mbic_cost(&sums, p[0], p[1]) + 6.0).sum()
        };
        let pelt = cost(&super::pelt::cuts(&y, 6.0));
        prop_assert!(pelt <= cost(&super::greedy::cuts(&y, 6.0, 5)) + 1e-9);
        prop_assert!(pelt <= cost(&super::neighbourhood::cuts(&y, 6.0, 5)) + 1e-9);
        prop_assert!(pelt <= cost(&[]) + 1e-9);
    }
}

fn squared_error(y: &[f64], fit: &Segment) -> f64 {
    (fit.first..fit.end)
        .map(|i| (y[i] - fit.level - fit.slope * (i - fit.first) as f64).powi(2))
        .sum()
}

fn plain_levels_or_lines(y: &[f64], price: f64, line_price: f64) -> f64 {
    let mut best = vec![0.0];
    for end in 1..=y.len() {
        let cost = |first: usize| {
            let piece = |form| super::sums::fitted(y, super::Piece { first, end, form });
            let level = squared_error(y, &piece(super::Form::Level));
            if end - first < super::LINE_VALUES_MIN {
                return best[first] + level + price;
            }
            let line = squared_error(y, &piece(super::Form::Line)) + line_price;
            best[first] + level.min(line) + price
        };
        best.push((0..end).map(cost).fold(f64::INFINITY, f64::min));
    }
    best[y.len()]
}
