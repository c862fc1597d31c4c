//! Feeds any bytes to the batches and the texts that come from a relay, a link or a keyboard.
//! Invariant: every input is refused, or written back byte for byte.

#![no_main]

use holdfast_crypto::pairing::{Code, Invitation};
use holdfast_crypto::words::RecoveryWords;
use holdfast_wire::protocol::{decode_pull, decode_push, encode_pull, encode_push};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(items) = decode_pull(bytes) {
        let again = encode_pull(items.iter().map(|(at, item)| (*at, item.as_slice())));
        assert_eq!(again.as_deref(), Ok(bytes));
    }
    if let Ok(envelopes) = decode_push(bytes) {
        let again = encode_push(envelopes.iter().map(|envelope| envelope.as_bytes()));
        assert_eq!(again.as_deref(), Ok(bytes));
    }
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(invitation) = Invitation::parse(text) {
        let link = invitation.expose_for_link();
        assert!(text.contains(link.as_str()));
    }
    let _ = std::hint::black_box((Code::parse(text), RecoveryWords::parse(text)));
});
