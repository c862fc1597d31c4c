//! Records: sealing one into an envelope, and opening it again in two steps.
//! What was decrypted is `Unverified`; only a signature of the right device makes it `Opened`.

mod frame;
mod open;
mod seal;

pub use frame::RECORD_BODY_BYTES_MAX;
pub use open::{Opened, Unverified, decrypt};
#[cfg(feature = "testing")]
pub use seal::forge;
pub use seal::{SealInput, seal};

#[cfg(test)]
mod tests;
