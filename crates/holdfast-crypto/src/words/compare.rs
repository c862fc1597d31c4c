//! Words that two people read to each other in the room: three after pairing, six for the books.
//! Equal words mean equal inputs; the words themselves are not secret.

use super::word;
use crate::context::{self, derive};
use crate::pairing::Transcript;
use holdfast_order::Set;
use holdfast_wire::{Head, SpaceId};

/// Three words (33 bits) of everything that was said while pairing.
#[must_use]
pub fn three_words(transcript: &Transcript) -> [&'static str; 3] {
    words_of(&transcript.digest())
}

/// Six words (66 bits) of all heads of a space: "our books match". Order does not matter.
#[must_use]
pub fn six_words(space: SpaceId, heads: &[Head]) -> [&'static str; 6] {
    let heads: Set<Head> = heads.iter().copied().collect();
    let mut bytes = Vec::new();
    for head in heads {
        bytes.extend(head.device.as_bytes());
        bytes.extend(head.sequence.0.to_le_bytes());
        bytes.extend(head.id.as_bytes());
    }
    words_of(&derive(context::BOOKS, &[space.as_bytes(), &bytes]))
}

/// Takes two bytes for each word; 11 of the 16 bits count.
fn words_of<const N: usize>(digest: &[u8; 32]) -> [&'static str; N] {
    let mut words = [""; N];
    for (to, pair) in words.iter_mut().zip(digest.chunks_exact(2)) {
        *to = word(
            pair.iter()
                .fold(0, |number, byte| number << 8 | u32::from(*byte)),
        );
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pairing::PairingStep;
    use holdfast_wire::{DeviceId, EnvelopeId, Sequence};

    fn head(device: u8, sequence: u64) -> Head {
        let id = EnvelopeId::from_bytes([device; 32]);
        Head {
            device: DeviceId::from_bytes([device; 16]),
            sequence: Sequence(sequence),
            id,
        }
    }

    #[test]
    fn equal_books_give_equal_words_in_any_order() {
        let here = six_words(SpaceId::ZERO, &[head(1, 4), head(2, 7)]);
        assert_eq!(here, six_words(SpaceId::ZERO, &[head(2, 7), head(1, 4)]));
        assert_eq!(
            here,
            six_words(SpaceId::ZERO, &[head(2, 7), head(1, 4), head(1, 4)])
        );
        assert!(here.iter().all(|word| super::super::number(word).is_some()));
    }

    #[test]
    fn other_books_give_other_words() {
        let here = six_words(SpaceId::ZERO, &[head(1, 4), head(2, 7)]);
        assert_ne!(here, six_words(SpaceId::ZERO, &[head(1, 4), head(2, 8)]));
        assert_ne!(here, six_words(SpaceId::ZERO, &[head(1, 4)]));
        assert_ne!(
            here,
            six_words(SpaceId::from_bytes([1; 16]), &[head(1, 4), head(2, 7)])
        );
    }

    #[test]
    fn three_words_depend_on_every_message_and_its_step() {
        let said = |step, bytes: &[u8]| {
            let mut transcript = Transcript::default();
            transcript.add(PairingStep::Offer, b"offer");
            transcript.add(step, bytes);
            three_words(&transcript)
        };
        let words = said(PairingStep::Answer, b"answer");
        assert_eq!(words, said(PairingStep::Answer, b"answer"));
        assert_ne!(words, said(PairingStep::Answer, b"answeR"));
        assert_ne!(words, said(PairingStep::Welcome, b"answer"));
    }
}
