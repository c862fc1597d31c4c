//! Feeds any bytes to the envelope, the header and the opening of a record.
//! Invariant: every input is refused, or written back byte for byte; nothing forged opens.

#![no_main]

use holdfast_crypto::record::decrypt;
use holdfast_crypto::testing::SeededEntropy;
use holdfast_crypto::{CertificateClaim, CutClaim, RootKey};
use holdfast_wire::{Envelope, Header};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static ROOT: LazyLock<RootKey> =
    LazyLock::new(|| RootKey::make(&mut SeededEntropy::new(1)).expect("seeded"));

fuzz_target!(|bytes: &[u8]| {
    if let Ok(envelope) = Envelope::parse(bytes.to_vec()) {
        assert_eq!(envelope.as_bytes(), bytes);
        assert!(decrypt(&envelope, [&ROOT.my_space()]).is_err());
    }
    if let Ok(header) = Header::decode(bytes) {
        assert_eq!(header.encode().as_deref(), Ok(bytes));
    }
    let _ = std::hint::black_box((CertificateClaim::decode(bytes), CutClaim::decode(bytes)));
});
