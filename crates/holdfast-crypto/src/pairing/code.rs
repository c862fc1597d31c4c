//! The typed code: a number and three words, turned into a pairing secret by SPAKE2.
//! Each attempt is one guess and is used up by it; both sides confirm before anything is believed.

use super::message::PairingSecret;
use crate::context::{self, derive};
use crate::entropy::Stream;
use crate::words::{number, split, word};
use crate::{CryptoError, Entropy};
use core::fmt;
use holdfast_wire::MailboxId;
use hpke::rand_core::TryRng;
use spake2::{Ed25519Group, Identity, Password, Spake2};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// A code such as `4821-word-word-word`. The number names the mailboxes and is not secret; the
/// three words (33 bits) are.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct Code {
    number: u16,
    words: [u16; CODE_WORDS],
}

impl Code {
    /// Draws a code.
    ///
    /// # Errors
    /// `Entropy`.
    pub fn make(entropy: &mut dyn Entropy) -> Result<Self, CryptoError> {
        let mut stream = Stream::draw(entropy)?;
        let mut below = |limit: u32| {
            let Ok(wide) = stream.try_next_u64();
            u16::try_from(wide % u64::from(limit)).unwrap_or_default()
        };
        Ok(Self {
            number: below(NUMBERS),
            words: [(); CODE_WORDS].map(|()| below(2_048)),
        })
    }

    /// Reads a typed code; case, spaces and dashes do not matter.
    ///
    /// # Errors
    /// `CodeNumber`, `WordCount`, `UnknownWord` with its place.
    pub fn parse(text: &str) -> Result<Self, CryptoError> {
        let text = text.trim();
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(text.len());
        let (digits, rest) = text.split_at_checked(end).ok_or(CryptoError::CodeNumber)?;
        if digits.len() != CODE_DIGITS || rest.contains(|c: char| c.is_ascii_digit()) {
            return Err(CryptoError::CodeNumber);
        }
        let typed = split(rest);
        if typed.len() != CODE_WORDS {
            return Err(CryptoError::WordCount(typed.len()));
        }
        let mut code = Self {
            number: digits.parse().unwrap_or_default(),
            words: [0; CODE_WORDS],
        };
        for ((to, typed), place) in code.words.iter_mut().zip(typed.iter()).zip(1..) {
            *to = number(typed).ok_or(CryptoError::UnknownWord(place))?;
        }
        Ok(code)
    }

    /// The text, to be shown to the inviter and said in the room.
    #[must_use]
    pub fn expose_for_screen(&self) -> Zeroizing<String> {
        let [a, b, c] = self.words.map(|at| word(at.into()));
        Zeroizing::new(format!("{:04}-{a}-{b}-{c}", self.number))
    }

    /// The mailbox of a step: anyone who knows the number finds it.
    #[must_use]
    pub fn mailbox(&self, step: CodeStep) -> MailboxId {
        let number = self.number.to_le_bytes();
        MailboxId::from_bytes(derive(context::CODE_MAILBOX, &[&number, step.label()]))
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(..)")
    }
}

/// Which mailbox of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeStep {
    /// The hello of the inviter.
    InviterHello,
    /// The hello of the invited.
    JoinerHello,
    /// The confirmation of the invited, sent first.
    JoinerConfirms,
    /// The confirmation of the inviter.
    InviterConfirms,
}

impl CodeStep {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::InviterHello => b"inviter hello",
            Self::JoinerHello => b"joiner hello",
            Self::JoinerConfirms => b"joiner confirms",
            Self::InviterConfirms => b"inviter confirms",
        }
    }
}

/// Who is who; a message of one side is refused from the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeSide {
    /// Showed the code.
    Inviter,
    /// Typed the code.
    Joiner,
}

/// One attempt: one guess at the code.
pub struct CodeAttempt {
    spake: Spake2<Ed25519Group>,
    side: CodeSide,
}

impl CodeAttempt {
    /// Starts an attempt and gives the hello (33 bytes) for the other side.
    ///
    /// # Errors
    /// `Entropy`.
    pub fn start(
        code: &Code,
        side: CodeSide,
        entropy: &mut dyn Entropy,
    ) -> Result<(Self, Vec<u8>), CryptoError> {
        let text = code.expose_for_screen();
        let password = Password::new(text.as_bytes());
        let (inviter, joiner) = (Identity::new(INVITER), Identity::new(JOINER));
        let stream = Stream::draw(entropy)?;
        let start = match side {
            CodeSide::Inviter => Spake2::start_a_with_rng,
            CodeSide::Joiner => Spake2::start_b_with_rng,
        };
        let (spake, hello) = start(&password, &inviter, &joiner, stream);
        Ok((Self { spake, side }, hello))
    }

    /// Takes the hello of the other side. The attempt is used up, whatever it was.
    ///
    /// # Errors
    /// `CodeRefused` when it is not a hello of the other side.
    pub fn finish(self, hello: &[u8]) -> Result<Unconfirmed, CryptoError> {
        let shared = self
            .spake
            .finish(hello)
            .map_err(|_| CryptoError::CodeRefused)?;
        Ok(Unconfirmed {
            shared: Zeroizing::new(shared),
            side: self.side,
        })
    }
}

impl fmt::Debug for CodeAttempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CodeAttempt({:?})", self.side)
    }
}

/// A secret that is shared only if both typed the same code; confirmed by both or thrown away.
pub struct Unconfirmed {
    shared: Zeroizing<Vec<u8>>,
    side: CodeSide,
}

impl Unconfirmed {
    /// What proves to the other side that the codes are the same.
    #[must_use]
    pub fn confirmation(&self) -> [u8; 32] {
        self.confirmation_of(self.side)
    }

    /// Checks the confirmation of the other side, in constant time. Used up by it.
    ///
    /// # Errors
    /// `CodeRefused` when the codes were not the same.
    pub fn confirm(self, theirs: &[u8]) -> Result<PairingSecret, CryptoError> {
        let other = match self.side {
            CodeSide::Inviter => CodeSide::Joiner,
            CodeSide::Joiner => CodeSide::Inviter,
        };
        if !bool::from(self.confirmation_of(other).ct_eq(theirs)) {
            return Err(CryptoError::CodeRefused);
        }
        Ok(PairingSecret::from_bytes(derive(
            context::CODE_SECRET,
            &[&self.shared],
        )))
    }

    fn confirmation_of(&self, side: CodeSide) -> [u8; 32] {
        let label = match side {
            CodeSide::Inviter => INVITER,
            CodeSide::Joiner => JOINER,
        };
        derive(context::CODE_CONFIRMATION, &[&self.shared, label])
    }
}

impl fmt::Debug for Unconfirmed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unconfirmed({:?})", self.side)
    }
}

const CODE_DIGITS: usize = 4;
const CODE_WORDS: usize = 3;
const NUMBERS: u32 = 10_000;
const INVITER: &[u8] = b"holdfast v1 inviter";
const JOINER: &[u8] = b"holdfast v1 joiner";

#[cfg(test)]
mod tests;
