//! The 24 recovery words: a key of 256 bits on paper (BIP-39, English, with its checksum).
//! They alone find and open the root key again; a mistyped word is named by its place.

use super::{number, split, word};
use crate::CryptoError;
use crate::context::{self, derive};
use crate::secret::secret;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// How many recovery words there are.
pub const RECOVERY_WORD_COUNT: usize = 24;

secret!(
    /// The secret behind the 24 words.
    RecoveryWords
);

impl RecoveryWords {
    /// Reads words that were typed or pasted; case, numbering and line ends do not matter.
    ///
    /// # Errors
    /// `WordCount`, `UnknownWord` with the place of the first one, `WordChecksum`.
    pub fn parse(text: &str) -> Result<Self, CryptoError> {
        let words = split(text);
        if words.len() != RECOVERY_WORD_COUNT {
            return Err(CryptoError::WordCount(words.len()));
        }
        let mut bits = Zeroizing::new([0; BITS]);
        for (at, (bits, word)) in bits.chunks_mut(WORD_BITS).zip(words.iter()).enumerate() {
            let number = number(word).ok_or(CryptoError::UnknownWord(at + 1))?;
            for (place, bit) in bits.iter_mut().rev().enumerate() {
                *bit = u8::from(number >> place & 1 == 1);
            }
        }
        let mut bytes = Zeroizing::new([0; BYTES]);
        for (byte, bits) in bytes.iter_mut().zip(bits.chunks(8)) {
            *byte = bits.iter().fold(0, |high, bit| high << 1 | bit);
        }
        match *bytes {
            [ref secret @ .., check] if check == checksum(secret) => Ok(Self(*secret)),
            _ => Err(CryptoError::WordChecksum),
        }
    }

    /// The words, separated by spaces, to be shown once and written on paper.
    #[must_use]
    pub fn expose_for_paper(&self) -> Zeroizing<String> {
        let check = [checksum(&self.0)];
        let mut bits = Zeroizing::new([0; BITS]);
        for (bits, byte) in bits.chunks_mut(8).zip(self.0.iter().chain(&check)) {
            for (place, bit) in bits.iter_mut().rev().enumerate() {
                *bit = byte >> place & 1;
            }
        }
        let mut words = Zeroizing::new(String::with_capacity(PAPER_BYTES_MAX));
        for bits in bits.chunks(WORD_BITS) {
            let number = bits.iter().fold(0, |high, bit| high << 1 | u32::from(*bit));
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(word(number));
        }
        words
    }

    pub(crate) fn slot_secret(&self) -> Zeroizing<[u8; 32]> {
        self.derive(context::RECOVERY_SLOT)
    }

    pub(crate) fn derive(&self, context: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(derive(context, &[&self.0]))
    }
}

/// The first byte of the hash: BIP-39 takes one bit for each 32 of the secret.
fn checksum(secret: &[u8; 32]) -> u8 {
    let hash: [u8; 32] = Sha256::digest(secret).into();
    let [first, ..] = hash;
    first
}

/// A word stands for so many bits, and so the 24 for 264: the secret and its checksum.
const WORD_BITS: usize = 11;
const BITS: usize = RECOVERY_WORD_COUNT * WORD_BITS;
const BYTES: usize = BITS / 8;
/// A word of the list has at most eight letters: the text never moves and leaves no copy behind.
const PAPER_BYTES_MAX: usize = RECOVERY_WORD_COUNT * 9;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SeededEntropy;

    fn words() -> RecoveryWords {
        RecoveryWords::make(&mut SeededEntropy::new(1)).unwrap()
    }

    fn text() -> String {
        words().expose_for_paper().to_string()
    }

    fn check(text: &str, expect: Option<CryptoError>) {
        let read = RecoveryWords::parse(text);
        assert_eq!(
            read.map(|read| assert_eq!(read.0, words().0)).err(),
            expect,
            "{text}"
        );
    }

    #[test]
    fn words_read_back_however_they_are_typed() {
        check(&text(), None);
        check(&text().to_uppercase().replace(' ', "\n"), None);
        let numbered = text()
            .split(' ')
            .zip(1..)
            .map(|(word, n)| format!("{n}. {word}\n"))
            .collect::<String>();
        check(&numbered, None);
    }

    #[test]
    fn a_missing_or_extra_word_is_counted() {
        let fewer = text().rsplit_once(' ').unwrap().0.to_owned();
        check(&fewer, Some(CryptoError::WordCount(23)));
        check(&(text() + " zoo"), Some(CryptoError::WordCount(25)));
        check("", Some(CryptoError::WordCount(0)));
    }

    #[test]
    fn an_unknown_word_is_named_by_its_place() {
        for place in [1, 7, 24] {
            let mut list: Vec<_> = text().split(' ').map(str::to_owned).collect();
            list[place - 1] = "holdfast".into();
            check(&list.join(" "), Some(CryptoError::UnknownWord(place)));
        }
    }

    #[test]
    fn a_swapped_word_is_noticed() {
        let mut list: Vec<_> = text().split(' ').map(str::to_owned).collect();
        list.swap(0, 1);
        check(&list.join(" "), Some(CryptoError::WordChecksum));
    }

    #[test]
    fn the_words_are_those_of_the_library() {
        for seed in 0..200 {
            let words = RecoveryWords::make(&mut SeededEntropy::new(seed)).unwrap();
            let library = bip39::Mnemonic::from_entropy(&words.0).unwrap().to_string();
            assert_eq!(*words.expose_for_paper(), library);
            assert_eq!(RecoveryWords::parse(&library).unwrap().0, words.0);
        }
    }

    #[test]
    fn debug_text_shows_no_word() {
        assert_eq!(format!("{:?}", words()), "RecoveryWords(..)");
    }
}
