//! Random bytes from the browser. Invariant: a browser that cannot give them is an error, never
//! zeros.

use holdfast_crypto::{Entropy, EntropyFailed};

/// `crypto.getRandomValues`.
pub(crate) struct BrowserEntropy;

impl Entropy for BrowserEntropy {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), EntropyFailed> {
        let crypto = super::safe::crypto().ok_or(EntropyFailed)?;
        for part in bytes.chunks_mut(PART_BYTES_MAX) {
            crypto
                .get_random_values_with_u8_array(part)
                .map_err(|_| EntropyFailed)?;
        }
        Ok(())
    }
}

/// What the browser gives at once (W3C Web Cryptography API, 10.1.1).
const PART_BYTES_MAX: usize = 65_536;
