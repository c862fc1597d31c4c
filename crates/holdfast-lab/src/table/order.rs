//! Knows whether clients come in an order that proves that none comes twice.
//! Two orders count: by bytes, and with trailing numbers by size (`c2` before `c10`).

use std::cmp::Ordering;

/// Follows the names of clients as they come.
#[derive(Debug, Default)]
pub(super) struct Rising {
    last: Option<String>,
    broken: Broken,
}

/// The orders that no longer hold.
#[derive(Debug, Default)]
struct Broken {
    bytes: u32,
    natural: u32,
}

impl Rising {
    /// Takes the next name, which differs from the last; says whether one order still holds.
    pub(super) fn holds_with(&mut self, name: &str) -> bool {
        if let Some(last) = &mut self.last {
            self.broken.bytes += u32::from(last.as_str() >= name);
            self.broken.natural += u32::from(natural(last, name) != Ordering::Less);
            name.clone_into(last);
        } else {
            self.last = Some(name.to_owned());
        }
        self.broken.bytes == 0 || self.broken.natural == 0
    }
}

/// Compares by what comes before trailing digits, then by the digits as a number, then by bytes.
pub(super) fn natural(a: &str, b: &str) -> Ordering {
    let parts = |name: &str| -> (usize, u128) {
        let digits = name
            .bytes()
            .rev()
            .take_while(u8::is_ascii_digit)
            .count()
            .min(DIGITS_MAX);
        let stem = name.len() - digits;
        let number = name
            .bytes()
            .skip(stem)
            .fold(0, |n, digit| n * 10 + u128::from(digit - b'0'));
        (stem, number)
    };
    let ((stem_a, number_a), (stem_b, number_b)) = (parts(a), parts(b));
    let stems = a.bytes().take(stem_a).cmp(b.bytes().take(stem_b));
    stems.then(number_a.cmp(&number_b)).then_with(|| a.cmp(b))
}

const DIGITS_MAX: usize = 30;

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &[&str], expect: bool) {
        let mut rising = Rising::default();
        assert_eq!(
            names.iter().all(|name| rising.holds_with(name)),
            expect,
            "{names:?}"
        );
    }

    #[test]
    fn numbered_and_padded_names_rise_and_a_returning_one_does_not() {
        check(&["c1", "c2", "c9", "c10", "c11"], true);
        check(&["c01", "c02", "c10"], true);
        check(&["10", "9", "8"], false);
        check(&["a", "b", "a"], false);
        check(&["c2", "c10", "c100", "c11"], false);
        check(&["c1", "c01"], false);
    }
}
