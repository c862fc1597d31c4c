//! The lengths that a record may have after padding (Padmé).
//! A length says at most about log log of itself: near sizes cannot be told apart.

/// The shortest padded record, in bytes: almost every check-in has this length.
pub const PADDED_BYTES_MIN: usize = 256;

/// The padded length of `len` bytes: 256, and above it the next length of Padmé (Nikitin and
/// others, "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019).
/// The overhead above 256 is at most 12 %.
#[must_use]
pub const fn padded_len(len: usize) -> usize {
    if len <= PADDED_BYTES_MIN {
        return PADDED_BYTES_MIN;
    }
    let exponent = usize::BITS - 1 - len.leading_zeros();
    let kept_bits = u32::BITS - exponent.leading_zeros();
    let mask = (1_usize << (exponent - kept_bits)) - 1;
    match len.checked_add(mask) {
        Some(sum) => sum & !mask,
        None => usize::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::{PADDED_BYTES_MIN, padded_len};
    use proptest::prelude::*;

    #[test]
    fn lengths_of_the_paper_and_of_the_floor() {
        for (len, padded) in [
            (0, 256),
            (255, 256),
            (256, 256),
            (257, 272),
            (272, 272),
            (273, 288),
            (1000, 1024),
            (1025, 1088),
            (65_536, 65_536),
            (65_537, 67_584),
        ] {
            assert_eq!(padded_len(len), padded, "{len}");
        }
        assert_eq!(padded_len(usize::MAX), usize::MAX, "no overflow");
    }

    proptest! {
        #[test]
        fn padding_never_shortens_is_stable_and_costs_at_most_an_eighth(len in 0_usize..1 << 21) {
            let padded = padded_len(len);
            prop_assert!(padded >= len && padded >= PADDED_BYTES_MIN);
            prop_assert_eq!(padded_len(padded), padded);
            prop_assert!(len <= PADDED_BYTES_MIN || padded - len <= len / 8);
        }
    }
}
