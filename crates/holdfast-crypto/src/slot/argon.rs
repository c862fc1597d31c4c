//! Argon2id with a floor (no one may weaken it) and a ceiling (no one may hang the device).
//! The key that comes out opens slots only; it never touches data.

use crate::CryptoError;
use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

/// What one guess of the passphrase costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassphraseCost {
    /// Memory in KiB, 19,456 to 262,144.
    pub memory_kib: u32,
    /// Passes over the memory, 2 to 16.
    pub passes: u32,
}

impl PassphraseCost {
    /// 64 MiB, three passes: about 0.2 s on a laptop, 1 s on a slow phone.
    pub const STANDARD: Self = Self {
        memory_kib: 65_536,
        passes: 3,
    };
    /// The least that is ever made or opened: 19 MiB, two passes.
    pub const FLOOR: Self = Self {
        memory_kib: 19_456,
        passes: 2,
    };
    /// The most that is ever opened: 256 MiB, 16 passes.
    pub const CEILING: Self = Self {
        memory_kib: 262_144,
        passes: 16,
    };

    pub(super) fn check(self) -> Result<(), CryptoError> {
        if self.memory_kib < Self::FLOOR.memory_kib || self.passes < Self::FLOOR.passes {
            return Err(CryptoError::WeakParameters);
        }
        if self.memory_kib > Self::CEILING.memory_kib || self.passes > Self::CEILING.passes {
            return Err(CryptoError::CostlyParameters);
        }
        Ok(())
    }
}

/// The longest passphrase, in bytes after normalisation.
pub(super) const PASSPHRASE_BYTES_MAX: usize = 1_024;

/// Argon2id v1.3, one lane, 32 bytes. White space around is dropped and the text is brought to
/// NFKD, because two keyboards write the same letter in two ways.
pub(super) fn stretch(
    passphrase: &str,
    salt: &[u8; 16],
    cost: PassphraseCost,
) -> Result<Zeroizing<[u8; 32]>, CryptoError> {
    cost.check()?;
    let passphrase = normalised(passphrase)?;
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32))
        .map_err(|_| CryptoError::CostlyParameters)?;
    let mut out = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, &mut *out)
        .map_err(|_| CryptoError::CostlyParameters)?;
    Ok(out)
}

fn normalised(passphrase: &str) -> Result<Zeroizing<String>, CryptoError> {
    let trimmed = passphrase.trim();
    if trimmed.is_empty() {
        return Err(CryptoError::WrongSecret);
    }
    if trimmed.len() > PASSPHRASE_BYTES_MAX {
        return Err(CryptoError::TooLong);
    }
    let mut text = Zeroizing::new(nfkd(trimmed));
    if text.len() > PASSPHRASE_BYTES_MAX {
        text.zeroize();
        return Err(CryptoError::TooLong);
    }
    Ok(text)
}

/// Compatibility decomposition (UAX #15): stable, what is assigned never changes.
#[cfg(not(target_arch = "wasm32"))]
fn nfkd(text: &str) -> String {
    unicode_normalization::UnicodeNormalization::nfkd(text).collect()
}

/// The browser has the tables already; the passphrase came out of its field, and so it knows it.
#[cfg(target_arch = "wasm32")]
fn nfkd(text: &str) -> String {
    js_sys::JsString::from(text).normalize("NFKD").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(memory_kib: u32, passes: u32, expect: Result<(), CryptoError>) {
        assert_eq!(PassphraseCost { memory_kib, passes }.check(), expect);
    }

    /// Attack 15: weaker parameters, and ones that would hang the device.
    #[test]
    fn costs_at_the_floor_and_ceiling_pass_and_one_step_beyond_does_not() {
        check(19_456, 2, Ok(()));
        check(19_455, 2, Err(CryptoError::WeakParameters));
        check(19_456, 1, Err(CryptoError::WeakParameters));
        check(262_144, 16, Ok(()));
        check(262_145, 16, Err(CryptoError::CostlyParameters));
        check(262_144, 17, Err(CryptoError::CostlyParameters));
        check(65_536, 3, Ok(()));
    }

    #[test]
    fn two_spellings_of_a_passphrase_are_one() {
        let composed = normalised(" caf\u{e9} ").unwrap();
        assert_eq!(composed.as_str(), "cafe\u{301}");
        assert_eq!(normalised("cafe\u{301}").unwrap(), composed);
        assert_ne!(normalised("Cafe\u{301}").unwrap(), composed, "case counts");
    }

    #[test]
    fn a_passphrase_has_1_to_1024_bytes() {
        assert_eq!(normalised("  ").err(), Some(CryptoError::WrongSecret));
        assert!(normalised(&"a".repeat(1_024)).is_ok());
        assert_eq!(
            normalised(&"a".repeat(1_025)).err(),
            Some(CryptoError::TooLong)
        );
        assert_eq!(
            normalised(&"\u{e9}".repeat(400)).err(),
            Some(CryptoError::TooLong)
        );
    }
}
