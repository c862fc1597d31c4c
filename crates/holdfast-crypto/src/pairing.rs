//! Pairing: how two devices meet. A link with a 256-bit secret, or a typed code by SPAKE2.
//! Both end in the same [`PairingSecret`]; the relay sees only mailboxes whose names say nothing.

mod code;
mod invitation;
mod message;
mod transcript;

pub use code::{Code, CodeAttempt, CodeSide, CodeStep, Unconfirmed};
pub use invitation::{INVITATION_CHARS_MAX, Invitation, RELAY_CHARS_MAX};
pub use message::{PAIRING_MESSAGE_BYTES_MAX, PairingSecret, PairingStep};
pub use transcript::Transcript;
