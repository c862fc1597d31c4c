//! A stable sort whose work is compiled once: only comparing and exchanging know the type.
//! Invariant: what compares equal keeps its order; at most n log n comparisons and n exchanges.

use std::cmp::Ordering;

/// Sorts by a key; what has equal keys keeps its order.
pub fn sort_by_key<T, K: Ord>(items: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(items, |a, b| key(a).cmp(&key(b)));
}

/// Sorts by comparing; what compares equal keeps its order.
pub fn sort_by<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    let follows = |a: usize, b: usize| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b) == Ordering::Greater,
        _ => false,
    };
    for (one, other) in exchanges(items.len(), &follows) {
        items.swap(one, other);
    }
}

/// Where a thing stands in a sorted row, or where it would; `compare` holds what stands at a place
/// against it.
pub fn find(count: usize, compare: &dyn Fn(usize) -> Ordering) -> Result<usize, usize> {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low.midpoint(high);
        match compare(middle) {
            Ordering::Less => low = middle + 1,
            Ordering::Greater => high = middle,
            Ordering::Equal => return Ok(middle),
        }
    }
    Err(low)
}

/// The exchanges that bring `count` things into order.
fn exchanges(count: usize, follows: &dyn Fn(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let mut place = vec![0; count];
    for (to, from) in arranged(count, follows).into_iter().enumerate() {
        if let Some(place) = place.get_mut(from) {
            *place = to;
        }
    }
    let mut exchanges = Vec::new();
    for at in 0..count {
        while let Some(&to) = place.get(at).filter(|to| **to != at) {
            exchanges.push((at, to));
            place.swap(at, to);
        }
    }
    exchanges
}

/// The numbers below `count` in the order of what they stand for: runs of one, two, four, merged.
fn arranged(count: usize, follows: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut run = 1;
    while run < count {
        let mut merged = Vec::with_capacity(count);
        for pair in order.chunks(2 * run) {
            let (left, right) = pair.split_at(run.min(pair.len()));
            merge(left, right, follows, &mut merged);
        }
        order = merged;
        run *= 2;
    }
    order
}

fn merge(
    mut left: &[usize],
    mut right: &[usize],
    follows: &dyn Fn(usize, usize) -> bool,
    merged: &mut Vec<usize>,
) {
    while let ([first, rest @ ..], [second, others @ ..]) = (left, right) {
        if follows(*first, *second) {
            merged.push(*second);
            right = others;
        } else {
            merged.push(*first);
            left = rest;
        }
    }
    merged.extend_from_slice(left);
    merged.extend_from_slice(right);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(items: Vec<(u8, u16)>) {
            let (mut ours, mut theirs) = (items.clone(), items);
            sort_by_key(&mut ours, |item| item.0 / 8);
            theirs.sort_by_key(|item| item.0 / 8);
            prop_assert_eq!(ours, theirs);
        }
    }

    #[test]
    fn ten_thousand_take_few_comparisons_and_exchanges() {
        let compared = std::cell::Cell::new(0_usize);
        let items: Vec<usize> = (0..10_000).map(|at| (at * 7_919) % 10_007).collect();
        let follows = |a: usize, b: usize| {
            compared.set(compared.get() + 1);
            items[a] > items[b]
        };
        assert!(exchanges(items.len(), &follows).len() < 10_000);
        assert!(compared.get() < 140_000, "{}", compared.get());
    }

    #[test]
    fn what_is_there_is_found_and_what_is_not_has_its_place() {
        let row = [1, 3, 5, 7];
        let place = |wanted: i32| find(row.len(), &|at| row[at].cmp(&wanted));
        for (at, held) in row.into_iter().enumerate() {
            assert_eq!(place(held), Ok(at));
            assert_eq!((place(held - 1), place(held + 1)), (Err(at), Err(at + 1)));
        }
        assert_eq!(find(0, &|_| Ordering::Equal), Err(0));
    }

    #[test]
    fn nothing_and_one_are_in_order() {
        let mut none: [u8; 0] = [];
        sort_by_key(&mut none, |item| *item);
        let mut one = [1];
        sort_by_key(&mut one, |item| *item);
        assert_eq!(one, [1]);
    }
}
