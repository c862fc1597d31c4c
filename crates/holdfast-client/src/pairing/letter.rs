//! A message on its way into its mailbox: sealed once, laid once, the same bytes at each attempt.
//! A mailbox that holds other bytes means that a third one is there: the pairing ends.

use holdfast_crypto::Entropy;
use holdfast_crypto::pairing::{PairingSecret, PairingStep};
use holdfast_wire::MailboxId;
use holdfast_wire::protocol::ProblemCode;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::message::{decode, encode};
use crate::error::ClientError;
use crate::ports::Transport;
use crate::relay::Relay;

/// A sealed message and its mailbox.
pub(super) struct Letter {
    mailbox: MailboxId,
    /// `None` once it lies there.
    sealed: Option<Vec<u8>>,
}

impl Letter {
    pub(super) fn seal<T: Serialize>(
        secret: &PairingSecret,
        step: PairingStep,
        message: &T,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, ClientError> {
        let sealed = secret.seal(step, &encode(message)?, entropy)?;
        Ok(Self {
            mailbox: secret.mailbox(step),
            sealed: Some(sealed),
        })
    }

    /// Lays it into its mailbox, if it does not lie there yet.
    pub(super) async fn lay<T: Transport>(
        &mut self,
        relay: &Relay<'_, T>,
    ) -> Result<(), ClientError> {
        let Some(sealed) = &self.sealed else {
            return Ok(());
        };
        match relay.post(self.mailbox, sealed.clone()).await {
            Ok(()) => {
                self.sealed = None;
                Ok(())
            }
            Err(ClientError::Refused(ProblemCode::Conflict)) => Err(ClientError::PairingRefused),
            Err(error) => Err(error),
        }
    }
}

/// The other side's message of a step, if it has come.
pub(super) async fn fetch<T: Transport, M: Serialize + DeserializeOwned>(
    relay: &Relay<'_, T>,
    secret: &PairingSecret,
    step: PairingStep,
) -> Result<Option<M>, ClientError> {
    let Some(sealed) = relay.fetch(secret.mailbox(step)).await? else {
        return Ok(None);
    };
    let opened = secret
        .open(step, &sealed)
        .map_err(|_| ClientError::PairingRefused)?;
    decode(&opened).map(Some)
}
