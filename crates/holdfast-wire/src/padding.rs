//! The lengths that a record may have after padding: three buckets, and Padmé above them.
//! Every check-in has one of three lengths, and a long writing says only log log of its length.

/// The shortest padded record, in bytes.
pub const PADDED_BYTES_MIN: usize = 256;

/// The padded length of `len` bytes: 256, 512, 1,024, and above them the next length of Padmé
/// (Nikitin and others, "Reducing Metadata Leakage from Encrypted Files and Communication with
/// PURBs", 2019), which costs at most 12 %. Padmé alone has steps of 16 bytes just above 256, and
/// the words in a check-in could be counted by them.
#[must_use]
pub const fn padded_len(len: usize) -> usize {
    match len {
        0..=PADDED_BYTES_MIN => PADDED_BYTES_MIN,
        257..=512 => 512,
        513..=1_024 => 1_024,
        _ => padme(len),
    }
}

const fn padme(len: usize) -> usize {
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
    fn lengths_of_the_buckets_and_of_the_paper() {
        for (len, padded) in [
            (0, 256),
            (255, 256),
            (256, 256),
            (257, 512),
            (512, 512),
            (513, 1_024),
            (1_024, 1_024),
            (1_025, 1_088),
            (1_089, 1_152),
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
            prop_assert!(len <= 1_024 || padded - len <= len / 8);
        }
    }
}
