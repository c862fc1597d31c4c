//! Phrases that everybody tries first: the most common ones, and those of this app's own words.
//! Invariant: what is asked leaves no trace and no device; no kind of letter is refused.

/// Whether a phrase is among the first that somebody else would try for a lock.
///
/// Two things are looked at, in small letters and without the white space around: the
/// 5,000 most common passwords of eight letters or more, and phrases that consist of
/// nothing but words of this app, digits and signs. One in some 3,000 other phrases
/// is taken for a common one, because 24 bits of a hash stand for each.
#[must_use]
pub fn is_common(phrase: &str) -> bool {
    let phrase = phrase.trim().to_lowercase();
    let hash = hash(&phrase);
    let (common, _) = COMMON.as_chunks::<HASH_BYTES>();
    common.binary_search(&hash).is_ok() || is_of_own_words(&phrase)
}

fn is_of_own_words(phrase: &str) -> bool {
    let mut runs = phrase.split(|letter: char| !letter.is_alphabetic());
    runs.all(is_run_of_own_words)
}

fn is_run_of_own_words(run: &str) -> bool {
    let mut rests = OWN_WORDS.iter().filter_map(|word| run.strip_prefix(word));
    run.is_empty() || rests.any(is_run_of_own_words)
}

/// The first 24 of the 64 bits of FNV-1a (Fowler, Noll, Vo); `cargo xtask common` makes the table
/// by the same.
fn hash(phrase: &str) -> [u8; HASH_BYTES] {
    let mixed = phrase
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    let [first, second, third, ..] = mixed.to_be_bytes();
    [first, second, third]
}

/// Hashes in ascending order.
static COMMON: &[u8; COMMON_COUNT * HASH_BYTES] = include_bytes!("common.bin");
/// How many phrases the table holds.
const COMMON_COUNT: usize = 5_000;
const HASH_BYTES: usize = 3;
/// What somebody thinks of who knows only which app this is (docs/keys.md names them too).
const OWN_WORDS: [&str; 22] = [
    "holdfast",
    "hold",
    "notes",
    "anchor",
    "therapy",
    "therapist",
    "session",
    "password",
    "passphrase",
    "words",
    "lock",
    "phone",
    "secret",
    "private",
    "diary",
    "shopping",
    "list",
    "own",
    "open",
    "the",
    "for",
    "my",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_tries_first_is_common_in_any_case() {
        for phrase in [
            "password",
            "12345678",
            "qwertyuiop",
            "ILoveYou",
            " sunshine ",
        ] {
            assert!(is_common(phrase), "{phrase}");
        }
    }

    #[test]
    fn a_phrase_of_nothing_but_the_apps_own_words_is_common() {
        for phrase in [
            "holdfast",
            "Holdfast2026!",
            "my words for the lock",
            "mynotes.1",
        ] {
            assert!(is_common(phrase), "{phrase}");
        }
        for phrase in ["my notes and a kite", "holdfast kelp", "therapy blue otter"] {
            assert!(!is_common(phrase), "{phrase}");
        }
    }

    #[test]
    fn other_phrases_are_not_and_the_table_is_in_order() {
        for phrase in ["six words that only she knows", "tin kettle on the stair"] {
            assert!(!is_common(phrase), "{phrase}");
        }
        let (common, rest) = COMMON.as_chunks::<HASH_BYTES>();
        assert!(rest.is_empty() && common.is_sorted());
        let made_up = (0..10_000).filter(|at| is_common(&format!("kelp {at} otter")));
        assert!(made_up.count() < 20, "few are taken for what they are not");
    }
}
