//! How long to wait before the relay is asked again, as data: this crate starts no timers.
//! The wait grows with each failure, is bounded, and is forgotten at the first success.

/// The wait of one space.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Backoff {
    failures: u32,
}

impl Backoff {
    pub(crate) fn failed(&mut self) {
        self.failures = self.failures.saturating_add(1);
    }

    pub(crate) fn succeeded(&mut self) {
        self.failures = 0;
    }

    /// Milliseconds until the next attempt makes sense; 0 when nothing failed.
    pub(crate) fn next_attempt_in_ms(self) -> u64 {
        let Some(doublings) = self.failures.checked_sub(1) else {
            return 0;
        };
        WAIT_MS_MIN
            .saturating_mul(1 << doublings.min(DOUBLINGS_MAX))
            .min(WAIT_MS_MAX)
    }
}

/// The wait after the first failure, in milliseconds.
const WAIT_MS_MIN: u64 = 2_000;
/// The longest wait, in milliseconds.
const WAIT_MS_MAX: u64 = 300_000;
const DOUBLINGS_MAX: u32 = 16;

#[cfg(test)]
mod tests {
    use super::*;

    fn after(failures: u32) -> u64 {
        Backoff { failures }.next_attempt_in_ms()
    }

    #[test]
    fn the_wait_doubles_up_to_its_limit_and_is_forgotten() {
        assert_eq!(
            [after(0), after(1), after(2), after(3)],
            [0, 2_000, 4_000, 8_000]
        );
        assert_eq!(
            [after(8), after(9), after(u32::MAX)],
            [256_000, WAIT_MS_MAX, WAIT_MS_MAX]
        );
        let mut backoff = Backoff { failures: 7 };
        backoff.succeeded();
        assert_eq!(backoff.next_attempt_in_ms(), 0);
    }

    #[test]
    fn failures_are_counted_one_by_one() {
        let mut backoff = Backoff::default();
        backoff.failed();
        backoff.failed();
        assert_eq!(backoff.next_attempt_in_ms(), after(2));
    }
}
