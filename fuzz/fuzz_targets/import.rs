//! Feeds any bytes to the reader of exports, plain and encrypted.
//! Invariant: every input is refused, or read with what could not be read counted, without a panic.

#![no_main]

use holdfast_client::inspect_export;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = std::hint::black_box(inspect_export(bytes, None));
});
