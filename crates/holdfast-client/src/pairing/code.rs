//! Agreeing on a secret by a typed code: SPAKE2 with confirmation by both sides.
//! One code is one guess: whatever goes wrong, a new code is needed.

use holdfast_crypto::pairing::{Code, CodeAttempt, CodeSide, CodeStep, PairingSecret, Unconfirmed};
use holdfast_crypto::{CryptoError, Entropy};
use holdfast_wire::protocol::ProblemCode;

use crate::error::ClientError;
use crate::ports::Transport;
use crate::relay::Relay;

/// A talk about a code, on either side.
pub(super) struct CodeTalk {
    code: Code,
    stage: Stage,
}

enum Stage {
    /// Inviter: my hello lies there.
    Shown(CodeAttempt),
    /// Inviter: theirs came, their confirmation has not.
    Heard(Unconfirmed),
    /// Joiner: mine lies there, their confirmation has not come.
    Typed(Unconfirmed),
    /// Inviter: the codes are the same; mine is to be sent.
    Agreed {
        secret: PairingSecret,
        mine: [u8; 32],
    },
    Over,
}

impl CodeTalk {
    /// Draws a code and leaves a hello in its mailbox. Another pairing may hold the number.
    pub(super) async fn show<T: Transport>(
        relay: &Relay<'_, T>,
        entropy: &mut impl Entropy,
    ) -> Result<(String, Self), ClientError> {
        for _ in 0..NUMBERS_TRIED_MAX {
            let code = Code::make(entropy)?;
            let (attempt, hello) = CodeAttempt::start(&code, CodeSide::Inviter, entropy)?;
            match relay
                .post(code.mailbox(CodeStep::InviterHello), hello)
                .await
            {
                Ok(()) => {
                    let text = code.expose_for_screen().to_string();
                    return Ok((
                        text,
                        Self {
                            code,
                            stage: Stage::Shown(attempt),
                        },
                    ));
                }
                Err(ClientError::Refused(ProblemCode::Conflict)) => {}
                Err(error) => return Err(error),
            }
        }
        Err(ClientError::Refused(ProblemCode::TooMany))
    }

    /// Reads a typed code and makes the one guess.
    pub(super) async fn type_in<T: Transport>(
        relay: &Relay<'_, T>,
        text: &str,
        entropy: &mut impl Entropy,
    ) -> Result<Self, ClientError> {
        let code = Code::parse(text)?;
        let theirs = relay.fetch(code.mailbox(CodeStep::InviterHello)).await?;
        let theirs = theirs.ok_or(ClientError::PairingRefused)?;
        let (attempt, hello) = CodeAttempt::start(&code, CodeSide::Joiner, entropy)?;
        let talk = attempt.finish(&theirs).map_err(refused)?;
        relay
            .post(code.mailbox(CodeStep::JoinerHello), hello)
            .await
            .map_err(used_up)?;
        let mine = talk.confirmation().to_vec();
        relay
            .post(code.mailbox(CodeStep::JoinerConfirms), mine)
            .await
            .map_err(used_up)?;
        Ok(Self {
            code,
            stage: Stage::Typed(talk),
        })
    }

    /// Goes on as far as the other side has answered; the secret, once both have confirmed.
    pub(super) async fn advance<T: Transport>(
        &mut self,
        relay: &Relay<'_, T>,
    ) -> Result<Option<PairingSecret>, ClientError> {
        if matches!(self.stage, Stage::Shown(_)) {
            self.hear(relay).await?;
        }
        if matches!(self.stage, Stage::Heard(_) | Stage::Typed(_))
            && let Some(secret) = self.confirm(relay).await?
        {
            return Ok(Some(secret));
        }
        let Stage::Agreed { mine, .. } = &self.stage else {
            return Ok(None);
        };
        relay
            .post(self.code.mailbox(CodeStep::InviterConfirms), mine.to_vec())
            .await?;
        match std::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Agreed { secret, .. } => Ok(Some(secret)),
            _ => Ok(None),
        }
    }

    async fn hear<T: Transport>(&mut self, relay: &Relay<'_, T>) -> Result<(), ClientError> {
        let Some(theirs) = relay
            .fetch(self.code.mailbox(CodeStep::JoinerHello))
            .await?
        else {
            return Ok(());
        };
        if let Stage::Shown(attempt) = std::mem::replace(&mut self.stage, Stage::Over) {
            self.stage = Stage::Heard(attempt.finish(&theirs).map_err(refused)?);
        }
        Ok(())
    }

    async fn confirm<T: Transport>(
        &mut self,
        relay: &Relay<'_, T>,
    ) -> Result<Option<PairingSecret>, ClientError> {
        let (step, is_inviter) = match self.stage {
            Stage::Heard(_) => (CodeStep::JoinerConfirms, true),
            _ => (CodeStep::InviterConfirms, false),
        };
        let Some(theirs) = relay.fetch(self.code.mailbox(step)).await? else {
            return Ok(None);
        };
        let (Stage::Heard(talk) | Stage::Typed(talk)) =
            std::mem::replace(&mut self.stage, Stage::Over)
        else {
            return Ok(None);
        };
        let mine = talk.confirmation();
        match talk.confirm(&theirs) {
            Ok(secret) if is_inviter => {
                self.stage = Stage::Agreed { secret, mine };
                Ok(None)
            }
            Ok(secret) => Ok(Some(secret)),
            Err(_) => {
                if is_inviter {
                    // Tells the other side at once that its guess was wrong; nothing else.
                    let refusal = relay.post(
                        self.code.mailbox(CodeStep::InviterConfirms),
                        REFUSAL.to_vec(),
                    );
                    refusal.await?;
                }
                Err(ClientError::PairingRefused)
            }
        }
    }
}

fn refused(_: CryptoError) -> ClientError {
    ClientError::PairingRefused
}

/// Somebody else has answered this code already.
fn used_up(error: ClientError) -> ClientError {
    match error {
        ClientError::Refused(ProblemCode::Conflict) => ClientError::PairingRefused,
        other => other,
    }
}

const NUMBERS_TRIED_MAX: usize = 8;
/// No confirmation is all zeros.
const REFUSAL: [u8; 32] = [0; 32];
