//! Scores a segmentation against human annotations: F1 and covering, as TCPDBench defines them.
//! Both are 1 for a perfect answer; the start of a series counts as found by everybody.

use std::collections::BTreeSet;

/// F1 of `changes` (0-based first positions) over several annotators: precision against what any
/// of them marked, recall as the mean over annotators, with a margin of five positions
/// (van den Burg and Williams 2020).
#[must_use]
pub fn f1(annotations: &[Vec<usize>], changes: &[usize]) -> f64 {
    let with_start =
        |marks: &[usize]| -> BTreeSet<usize> { marks.iter().copied().chain([0]).collect() };
    let found = with_start(changes);
    let each: Vec<BTreeSet<usize>> = annotations.iter().map(|marks| with_start(marks)).collect();
    let any: BTreeSet<usize> = each.iter().flatten().copied().collect();
    let precision = matches(&any, &found) as f64 / found.len() as f64;
    let recalls = each
        .iter()
        .map(|marks| matches(marks, &found) as f64 / marks.len() as f64);
    let recall = recalls.sum::<f64>() / each.len() as f64;
    2.0 * precision * recall / (precision + recall)
}

/// Marks that have a change of their own within the margin, the nearest first come first served.
fn matches(marks: &BTreeSet<usize>, found: &BTreeSet<usize>) -> usize {
    let mut free = found.clone();
    let mut count = 0;
    for mark in marks {
        let near = free.range(mark.saturating_sub(MARGIN)..=mark + MARGIN);
        if let Some(nearest) = near.min_by_key(|change| mark.abs_diff(**change)).copied() {
            free.remove(&nearest);
            count += 1;
        }
    }
    count
}

/// Covering of the annotators' segments by those of `changes`, over `n` positions: for each
/// annotated segment the best overlap (Jaccard), weighed by length; mean over annotators.
#[must_use]
pub fn covering(annotations: &[Vec<usize>], changes: &[usize], n: usize) -> f64 {
    let found = segments(changes, n);
    let one = |marks: &Vec<usize>| {
        let covered = segments(marks, n).into_iter().map(|segment| {
            let best = found
                .iter()
                .map(|other| overlap(segment, *other))
                .fold(0.0, f64::max);
            (segment.1 - segment.0) as f64 * best
        });
        covered.sum::<f64>() / n as f64
    };
    annotations.iter().map(one).sum::<f64>() / annotations.len() as f64
}

fn segments(changes: &[usize], n: usize) -> Vec<(usize, usize)> {
    let bounds: BTreeSet<usize> = changes.iter().copied().chain([0, n]).collect();
    bounds
        .iter()
        .zip(bounds.iter().skip(1))
        .map(|(first, end)| (*first, *end))
        .collect()
}

/// Length in common over length in either.
fn overlap(a: (usize, usize), b: (usize, usize)) -> f64 {
    let common = a.1.min(b.1).saturating_sub(a.0.max(b.0));
    common as f64 / (a.1 - a.0 + b.1 - b.0 - common) as f64
}

/// How far a change may lie from a mark.
const MARGIN: usize = 5;

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expect: f64) {
        assert!((found - expect).abs() < 1e-12, "{found} {expect}");
    }

    #[test]
    fn a_perfect_answer_scores_one_in_both() {
        let marks = vec![vec![10, 20], vec![10, 20]];
        near(f1(&marks, &[10, 20]), 1.0);
        near(covering(&marks, &[10, 20], 30), 1.0);
    }

    #[test]
    fn the_margin_is_five_and_each_change_counts_once() {
        near(f1(&[vec![10]], &[15]), 1.0);
        // Start found, 10 missed, 16 wrong: precision and recall one half.
        near(f1(&[vec![10]], &[16]), 0.5);
        // Both marks are near the one change; one of them goes without.
        near(
            f1(&[vec![10, 12]], &[11]),
            2.0 * (2.0 / 3.0) / (1.0 + 2.0 / 3.0),
        );
    }

    #[test]
    fn recall_is_the_mean_over_annotators_and_precision_is_against_any_of_them() {
        // Annotators: nothing, 10, 50. Found: 10. Precision 1, recall (1 + 1 + 1/2) / 3.
        let recall = (1.0 + 1.0 + 0.5) / 3.0;
        near(
            f1(&[vec![], vec![10], vec![50]], &[10]),
            2.0 * recall / (1.0 + recall),
        );
    }

    #[test]
    fn covering_takes_the_best_overlap_of_each_annotated_segment() {
        // One segment of 10 against two of 5: the best overlap is one half.
        near(covering(&[vec![]], &[5], 10), 0.5);
        // 0..4 and 4..10 against 0..5 and 5..10: (4 * 4/5 + 6 * 5/6) / 10.
        near(covering(&[vec![4]], &[5], 10), 0.82);
        near(covering(&[vec![4], vec![]], &[5], 10), 0.66);
    }

    #[test]
    fn a_change_at_the_start_is_no_change() {
        near(covering(&[vec![0, 5]], &[5], 10), 1.0);
        near(f1(&[vec![0, 5]], &[5]), 1.0);
    }
}
