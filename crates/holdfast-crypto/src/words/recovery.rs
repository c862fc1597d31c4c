//! The 24 recovery words: a key of 256 bits on paper (BIP-39, English, with its checksum).
//! They alone find and open the root key again; a mistyped word is named by its place.

use super::{number, split};
use crate::CryptoError;
use crate::context::{self, derive};
use crate::secret::secret;
use bip39::{Error, Language, Mnemonic};
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
        if let Some(at) = words.iter().position(|word| number(word).is_none()) {
            return Err(CryptoError::UnknownWord(at + 1));
        }
        let text = Zeroizing::new(words.join(" "));
        let mnemonic = Mnemonic::parse_in_normalized(Language::English, &text).map_err(refused)?;
        let entropy = Zeroizing::new(mnemonic.to_entropy());
        let bytes = entropy
            .as_slice()
            .try_into()
            .map_err(|_| CryptoError::WordChecksum)?;
        Ok(Self(bytes))
    }

    /// The words, separated by spaces, to be shown once and written on paper.
    ///
    /// # Errors
    /// None that can happen; the library's signature has one.
    pub fn expose_for_paper(&self) -> Result<Zeroizing<String>, CryptoError> {
        let mnemonic = Mnemonic::from_entropy_in(Language::English, &self.0).map_err(refused)?;
        Ok(Zeroizing::new(mnemonic.to_string()))
    }

    pub(crate) fn slot_secret(&self) -> Zeroizing<[u8; 32]> {
        self.derive(context::RECOVERY_SLOT)
    }

    pub(crate) fn derive(&self, context: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(derive(context, &[&self.0]))
    }
}

fn refused(error: Error) -> CryptoError {
    match error {
        Error::UnknownWord(at) => CryptoError::UnknownWord(at + 1),
        Error::BadWordCount(count) => CryptoError::WordCount(count),
        _ => CryptoError::WordChecksum,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::SeededEntropy;

    fn words() -> RecoveryWords {
        RecoveryWords::make(&mut SeededEntropy::new(1)).unwrap()
    }

    fn text() -> String {
        words().expose_for_paper().unwrap().to_string()
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
    fn debug_text_shows_no_word() {
        assert_eq!(format!("{:?}", words()), "RecoveryWords(..)");
    }
}
