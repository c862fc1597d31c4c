//! Feeds any bytes to the slots, the keyring and the pairing messages.
//! Invariant: nothing that was not made with the right secret opens, and nothing hangs.

#![no_main]

use holdfast_crypto::pairing::{PairingSecret, PairingStep};
use holdfast_crypto::slot::{open_device_slot, open_words_slot};
use holdfast_crypto::testing::SeededEntropy;
use holdfast_crypto::words::RecoveryWords;
use holdfast_crypto::{ItemKey, RootKey, SpaceKey};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

struct Secrets {
    root: RootKey,
    words: RecoveryWords,
    pairing: PairingSecret,
}

static SECRETS: LazyLock<Secrets> = LazyLock::new(|| {
    // Not the secrets of the released vectors: those are among the inputs, and would open.
    let mut entropy = SeededEntropy::new(99);
    Secrets {
        root: RootKey::make(&mut entropy).expect("seeded"),
        words: RecoveryWords::make(&mut entropy).expect("seeded"),
        pairing: PairingSecret::make(&mut entropy).expect("seeded"),
    }
});

fuzz_target!(|bytes: &[u8]| {
    assert!(open_device_slot(bytes, &[0x77; 32]).is_err());
    assert!(open_words_slot(bytes, &SECRETS.words).is_err());
    assert!(SECRETS.pairing.open(PairingStep::Offer, bytes).is_err());
    assert!(SECRETS.root.open_local("device", bytes).is_err());
    assert!(ItemKey::from_release([0x78; 32]).open(&[0x79; 16], bytes).is_err());
    if let Ok(key) = SpaceKey::from_keyring(bytes) {
        let again = key.expose_for_keyring().expect("encodes");
        assert_eq!(again.as_slice(), bytes);
    }
});
