//! Words that people write down, type or say: 24 recovery words, a passphrase, words to compare.
//! All are from the English list of BIP-39; what is typed is read kindly and judged exactly.

mod compare;
mod recovery;

pub use compare::{six_words, three_words};
pub use recovery::{RECOVERY_WORD_COUNT, RecoveryWords};

use crate::entropy::Stream;
use crate::{CryptoError, Entropy};
use hpke::rand_core::TryRng;
use std::sync::LazyLock;
use zeroize::Zeroizing;

/// Six words, 66 bits, drawn evenly: a passphrase that resists guessing behind Argon2id.
///
/// # Errors
/// `Entropy`.
pub fn make_passphrase(entropy: &mut dyn Entropy) -> Result<Zeroizing<String>, CryptoError> {
    let mut stream = Stream::draw(entropy)?;
    let mut words = Vec::with_capacity(PASSPHRASE_WORDS);
    for _ in 0..PASSPHRASE_WORDS {
        let Ok(number) = stream.try_next_u32();
        words.push(word(number));
    }
    Ok(Zeroizing::new(words.join(" ")))
}

/// The word of a number; only its lowest 11 bits count, and the list has 2,048 words.
pub(crate) fn word(number: u32) -> &'static str {
    let at = usize::try_from(number % WORDS_IN_LIST).unwrap_or_default();
    LIST.get(at).copied().unwrap_or_default()
}

/// The number of a word, if it is on the list.
pub(crate) fn number(word: &str) -> Option<u16> {
    let at = LIST.binary_search(&word).ok()?;
    u16::try_from(at).ok()
}

/// The words in `text`, in lower case; digits, dots, dashes and line ends between them are skipped,
/// because people number their words and write them in columns.
pub(crate) fn split(text: &str) -> Zeroizing<Vec<String>> {
    let words = text
        .split(|letter: char| !is_letter(letter))
        .filter(|word| !word.is_empty());
    Zeroizing::new(
        words
            .take(SPLIT_WORDS_MAX)
            .map(str::to_ascii_lowercase)
            .collect(),
    )
}

/// The English list of BIP-39, put together by build.rs; it is in alphabetical order.
static LIST: LazyLock<Vec<&str>> = LazyLock::new(|| LIST_TEXT.split(' ').collect());
const LIST_TEXT: &str = include_str!(concat!(env!("OUT_DIR"), "/words.txt"));
/// The words of the list have the 26 letters only. Beyond ASCII, all but spaces, dashes and other
/// punctuation counts as a letter, so that a word with one is named as unknown and not cut in two.
fn is_letter(letter: char) -> bool {
    match letter {
        '\0'..='\x7f' => letter.is_ascii_alphabetic(),
        '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' => false,
        _ => true,
    }
}

const PASSPHRASE_WORDS: usize = 6;
const WORDS_IN_LIST: u32 = 2_048;
/// More words than any code has; the rest of a pasted novel is not read.
const SPLIT_WORDS_MAX: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{NoEntropy, SeededEntropy};

    #[test]
    fn a_passphrase_has_six_words_of_the_list() {
        let text = make_passphrase(&mut SeededEntropy::new(1)).unwrap();
        let words: Vec<_> = text.split(' ').collect();
        assert_eq!(words.len(), 6);
        assert!(words.iter().all(|word| number(word).is_some()));
        assert_ne!(text, make_passphrase(&mut SeededEntropy::new(2)).unwrap());
        assert!(make_passphrase(&mut NoEntropy).is_err());
    }

    #[test]
    fn a_word_and_its_number_belong_together() {
        assert_eq!(
            (word(0), word(2_047), word(2_048)),
            ("abandon", "zoo", "abandon")
        );
        for at in 0..2_048 {
            assert_eq!(number(word(at)).map(u32::from), Some(at));
        }
        assert_eq!(LIST.len(), 2_048);
        assert!(LIST.is_sorted(), "it is searched by halves");
        assert_eq!(
            (number(""), number("Zoo"), number("zoo ")),
            (None, None, None)
        );
    }

    #[test]
    fn words_are_found_among_numbers_dots_and_lines() {
        let found = split(" 1. Abandon\n2) ABLE, zoo--1 ");
        assert_eq!(found.as_slice(), ["abandon", "able", "zoo"]);
        assert_eq!(split(&"a ".repeat(500)).len(), SPLIT_WORDS_MAX);
        let found = split("\u{201c}able\u{201d}\u{2014}zoo\u{a0}\u{e4}ble");
        assert_eq!(found.as_slice(), ["able", "zoo", "\u{e4}ble"]);
    }
}
