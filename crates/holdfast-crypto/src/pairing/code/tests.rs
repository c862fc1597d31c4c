//! Codes: typed kindly, checked exactly, guessed once.
//! Attacks 16, 17 and 18 for pairing by code.

use super::*;
use crate::pairing::PairingStep;
use crate::testing::{NoEntropy, SeededEntropy};

const TEXT: &str = "0421-abandon-ability-zoo";

fn start(text: &str, side: CodeSide, seed: u64) -> (CodeAttempt, Vec<u8>) {
    CodeAttempt::start(
        &Code::parse(text).unwrap(),
        side,
        &mut SeededEntropy::new(seed),
    )
    .unwrap()
}

fn meet(inviter: &str, joiner: &str) -> (Unconfirmed, Unconfirmed) {
    let (a, hello_a) = start(inviter, CodeSide::Inviter, 1);
    let (b, hello_b) = start(joiner, CodeSide::Joiner, 2);
    (a.finish(&hello_b).unwrap(), b.finish(&hello_a).unwrap())
}

#[test]
fn the_same_code_gives_both_the_same_secret() {
    let (a, b) = meet(TEXT, "0421 Abandon  ABILITY zoo");
    let (proof_a, proof_b) = (a.confirmation(), b.confirmation());
    let (a, b) = (a.confirm(&proof_b).unwrap(), b.confirm(&proof_a).unwrap());
    assert_eq!(a.mailbox(PairingStep::Offer), b.mailbox(PairingStep::Offer));
}

/// One guess: `finish` and `confirm` take the attempt away, so there is nothing to try again with.
#[test]
fn another_code_is_refused_by_both_sides() {
    for wrong in ["0421-abandon-ability-zone", "0421-ability-abandon-zoo"] {
        let (a, b) = meet(TEXT, wrong);
        let (proof_a, proof_b) = (a.confirmation(), b.confirmation());
        assert_eq!(a.confirm(&proof_b).err(), Some(CryptoError::CodeRefused));
        assert_eq!(b.confirm(&proof_a).err(), Some(CryptoError::CodeRefused));
    }
}

#[test]
fn a_message_sent_back_to_its_sender_is_refused() {
    let (a, hello) = start(TEXT, CodeSide::Inviter, 1);
    assert_eq!(a.finish(&hello).err(), Some(CryptoError::CodeRefused));
    let (a, _) = meet(TEXT, TEXT);
    let own = a.confirmation();
    assert_eq!(a.confirm(&own).err(), Some(CryptoError::CodeRefused));
}

#[test]
fn altered_or_old_messages_are_refused() {
    let (_, hello) = start(TEXT, CodeSide::Joiner, 2);
    for at in 0..hello.len() {
        let mut bad = hello.clone();
        bad[at] ^= 1;
        let (a, _) = start(TEXT, CodeSide::Inviter, 1);
        let (_, b) = meet(TEXT, TEXT);
        let refused = a.finish(&bad).and_then(|a| a.confirm(&b.confirmation()));
        assert_eq!(refused.err(), Some(CryptoError::CodeRefused), "byte {at}");
    }
    let (again, _) = start(TEXT, CodeSide::Inviter, 3);
    let (_, b) = meet(TEXT, TEXT);
    let refused = again
        .finish(&hello)
        .and_then(|a| a.confirm(&b.confirmation()));
    assert_eq!(
        refused.err(),
        Some(CryptoError::CodeRefused),
        "replayed into a new attempt"
    );
    for len in [0, 1, 32, 34] {
        let (a, _) = start(TEXT, CodeSide::Inviter, 1);
        assert!(a.finish(&vec![0x42; len]).is_err(), "{len} bytes");
    }
    let (a, b) = meet(TEXT, TEXT);
    assert_eq!(
        a.confirm(&b.confirmation()[..31]).err(),
        Some(CryptoError::CodeRefused)
    );
}

#[test]
fn a_code_reads_back_from_the_screen() {
    for seed in 0..50 {
        let code = Code::make(&mut SeededEntropy::new(seed)).unwrap();
        let read = Code::parse(&code.expose_for_screen()).unwrap();
        assert_eq!((read.number, read.words), (code.number, code.words));
    }
    assert_eq!(*Code::parse(TEXT).unwrap().expose_for_screen(), TEXT);
    assert!(Code::make(&mut NoEntropy).is_err());
}

#[test]
fn a_mistyped_code_says_what_is_wrong() {
    let check = |text: &str, expect| assert_eq!(Code::parse(text).err(), Some(expect), "{text}");
    check("", CryptoError::CodeNumber);
    check("421-abandon-ability-zoo", CryptoError::CodeNumber);
    check("04211-abandon-ability-zoo", CryptoError::CodeNumber);
    check("abandon-ability-zoo", CryptoError::CodeNumber);
    check("0421-abandon-ability-zoo-7", CryptoError::CodeNumber);
    check("0421-abandon-ability", CryptoError::WordCount(2));
    check("0421-abandon-ability-zoo-zoo", CryptoError::WordCount(4));
    check("0421-abandon-holdfast-zoo", CryptoError::UnknownWord(2));
    check("9\u{e9}21", CryptoError::CodeNumber);
}

#[test]
fn the_words_of_a_code_are_not_in_its_mailboxes() {
    let steps = [
        CodeStep::InviterHello,
        CodeStep::JoinerHello,
        CodeStep::JoinerConfirms,
        CodeStep::InviterConfirms,
    ];
    let boxes = |text| steps.map(|step| Code::parse(text).unwrap().mailbox(step));
    assert_eq!(boxes(TEXT), boxes("0421-zoo-zoo-zoo"));
    assert_ne!(boxes(TEXT), boxes("0422-abandon-ability-zoo"));
    let unique: std::collections::BTreeSet<_> = boxes(TEXT).into_iter().collect();
    assert_eq!(unique.len(), 4);
}

#[test]
fn debug_texts_show_no_code() {
    let (attempt, _) = start(TEXT, CodeSide::Inviter, 1);
    let text = format!("{:?} {attempt:?}", Code::parse(TEXT).unwrap());
    assert_eq!(text, "Code(..) CodeAttempt(Inviter)");
    assert_eq!(format!("{:?}", meet(TEXT, TEXT).1), "Unconfirmed(Joiner)");
}
