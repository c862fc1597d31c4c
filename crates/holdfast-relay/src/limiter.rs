//! How often one space or one address may ask: a bucket of tokens for each.
//! Only memory holds what is counted here, and a bucket that is full again is forgotten.

use crate::config::Rate;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Buckets by key, at most [`KEYS_MAX`].
pub(crate) struct Limiter<K> {
    rate: Rate,
    buckets: Mutex<BTreeMap<K, Bucket>>,
}

impl<K: Ord> Limiter<K> {
    pub(crate) const fn new(rate: Rate) -> Self {
        Self {
            rate,
            buckets: Mutex::new(BTreeMap::new()),
        }
    }

    /// Takes one request out of the bucket of `key`; `false` when it is empty.
    pub(crate) fn take(&self, key: K, now_ms: u64) -> bool {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= KEYS_MAX && !buckets.contains_key(&key) {
            buckets.retain(|_, bucket| !bucket.filled(self.rate, now_ms).is_full(self.rate));
            if buckets.len() >= KEYS_MAX {
                // Forgetting gives away one burst each; refusing would shut strangers out.
                buckets.clear();
            }
        }
        let bucket = buckets
            .entry(key)
            .or_insert_with(|| Bucket::full(self.rate, now_ms));
        *bucket = bucket.filled(self.rate, now_ms);
        let left = bucket.tokens_milli.checked_sub(1_000);
        bucket.tokens_milli = left.unwrap_or(bucket.tokens_milli);
        left.is_some()
    }
}

/// Whom a rate by address is for: an IPv4 address, or the /64 network of an IPv6 address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Neighbourhood(u64);

impl From<IpAddr> for Neighbourhood {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self(u64::from(address.to_bits())),
            IpAddr::V6(address) => Self((address.to_bits() >> 64) as u64),
        }
    }
}

impl Neighbourhood {
    /// All whose address is not known together.
    pub(crate) const UNKNOWN: Self = Self(0);
}

#[derive(Clone, Copy)]
struct Bucket {
    tokens_milli: u64,
    at_ms: u64,
}

impl Bucket {
    fn full(rate: Rate, now_ms: u64) -> Self {
        Self {
            tokens_milli: u64::from(rate.burst) * 1_000,
            at_ms: now_ms,
        }
    }

    /// A clock that goes back fills nothing, and takes nothing away.
    fn filled(self, rate: Rate, now_ms: u64) -> Self {
        let gained = now_ms
            .saturating_sub(self.at_ms)
            .saturating_mul(u64::from(rate.per_s));
        let tokens = self
            .tokens_milli
            .saturating_add(gained)
            .min(u64::from(rate.burst) * 1_000);
        Self {
            tokens_milli: tokens,
            at_ms: now_ms,
        }
    }

    fn is_full(self, rate: Rate) -> bool {
        self.tokens_milli >= u64::from(rate.burst) * 1_000
    }
}

/// How many are counted at one time: some 10 MiB.
const KEYS_MAX: usize = 100_000;

#[cfg(test)]
mod tests {
    use super::{KEYS_MAX, Limiter, Neighbourhood, Rate};
    use std::net::IpAddr;

    const RATE: Rate = Rate { burst: 3, per_s: 2 };

    #[test]
    fn a_burst_is_served_and_one_more_is_not() {
        let limiter = Limiter::new(RATE);
        let served: Vec<_> = (0..4).map(|_| limiter.take(1, 1_000)).collect();
        assert_eq!(served, [true, true, true, false]);
        assert!(limiter.take(2, 1_000), "another key has its own bucket");
    }

    #[test]
    fn waiting_gives_exactly_the_rate_back() {
        let limiter = Limiter::new(RATE);
        while limiter.take(1, 0) {}
        assert!(!limiter.take(1, 499));
        assert!(limiter.take(1, 500));
        assert!(!limiter.take(1, 500));
        let after_a_day = (0..5).filter(|_| limiter.take(1, 86_400_000)).count();
        assert_eq!(after_a_day, 3, "never more than a burst");
    }

    #[test]
    fn a_clock_that_goes_back_gives_nothing() {
        let limiter = Limiter::new(RATE);
        while limiter.take(1, 1_000_000) {}
        assert!(!limiter.take(1, 0));
        assert!(!limiter.take(1, 499));
        assert!(limiter.take(1, 500));
    }

    #[test]
    fn memory_stays_bounded() {
        let limiter = Limiter::new(RATE);
        for key in 0..=KEYS_MAX {
            assert!(limiter.take(key, 0));
        }
        assert!(limiter.buckets.lock().unwrap().len() <= KEYS_MAX);
    }

    #[test]
    fn one_network_is_one_neighbour() {
        let of = |text: &str| Neighbourhood::from(text.parse::<IpAddr>().unwrap());
        assert!(of("2001:db8::1") == of("2001:db8::ffff"));
        assert!(of("2001:db8::1") != of("2001:db8:0:1::1"));
        assert!(of("192.0.2.1") != of("192.0.2.2"));
        assert!(of("192.0.2.1") == of("::ffff:192.0.2.1"));
    }
}
