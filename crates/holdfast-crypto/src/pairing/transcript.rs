//! The transcript of a pairing: every message, with its step, in the order it was said.
//! Both sides feed it the same plaintexts; whoever stood between cannot make the words equal.

use super::message::PairingStep;
use crate::context::{self, derive};

/// What was said so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transcript {
    digest: [u8; 32],
}

impl Transcript {
    /// Adds one message (the plaintext).
    pub fn add(&mut self, step: PairingStep, message: &[u8]) {
        let parts: [&[u8]; 3] = [&self.digest, step.label(), message];
        self.digest = derive(context::PAIRING_TRANSCRIPT, &parts);
    }

    pub(crate) const fn digest(&self) -> [u8; 32] {
        self.digest
    }
}
