//! Sessions: only the key of this space, only in time, only at this relay.

use super::{CHALLENGE_LIFE_S, SESSION_LIFE_S, Sessions, Space};
use ed25519_dalek::{Signer, SigningKey};
use holdfast_wire::protocol::{
    AccessKey, AccessSignature, Challenge, OpenSession, ProblemCode, session_message,
};
use holdfast_wire::{Position, SpaceId};

const SPACE: SpaceId = SpaceId::from_bytes([1; 16]);
const OTHER: SpaceId = SpaceId::from_bytes([2; 16]);
const NOW: u64 = 1_900_000_000;

fn key(number: u8) -> SigningKey {
    SigningKey::from_bytes(&[number; 32])
}

fn space(number: u8, generation: u64) -> Space {
    let access_key = AccessKey(key(number).verifying_key().to_bytes());
    Space {
        access_key,
        generation,
        head: Position(0),
        write_tokens: vec![],
    }
}

fn signed(space: SpaceId, number: u8, challenge: &Challenge) -> OpenSession {
    let message = session_message(space, &challenge.challenge);
    let signature = AccessSignature(key(number).sign(&message).to_bytes());
    OpenSession {
        challenge: challenge.challenge.clone(),
        signature,
    }
}

fn token(sessions: &Sessions, known: &Space) -> String {
    let open = signed(SPACE, 1, &sessions.challenge(SPACE, NOW, [0; 16]));
    sessions.open(SPACE, Some(known), &open, NOW).unwrap().token
}

#[test]
fn the_access_key_opens_a_session_of_this_space() {
    let sessions = Sessions::new(&[7; 32]);
    let challenge = sessions.challenge(SPACE, NOW, [0; 16]);
    assert!(challenge.challenge.len() <= Challenge::CHARS_MAX);
    let opened = sessions
        .open(
            SPACE,
            Some(&space(1, 0)),
            &signed(SPACE, 1, &challenge),
            NOW,
        )
        .unwrap();
    assert_eq!(opened.expires_s, SESSION_LIFE_S);
    assert_eq!(
        sessions
            .check(SPACE, &space(1, 0), &opened.token, NOW)
            .unwrap(),
        900
    );
}

#[test]
fn a_login_is_refused_for_every_other_key_space_relay_and_time() {
    let sessions = Sessions::new(&[7; 32]);
    let challenge = sessions.challenge(SPACE, NOW, [0; 16]);
    let check = |sessions: &Sessions, at: SpaceId, open: &OpenSession, now_s, expect: bool| {
        let found = sessions.open(at, Some(&space(1, 0)), open, now_s);
        assert_eq!(found.is_ok(), expect);
    };
    let open = signed(SPACE, 1, &challenge);
    let life = u64::from(CHALLENGE_LIFE_S);
    check(&sessions, SPACE, &open, NOW, true);
    check(&sessions, SPACE, &open, NOW + life - 1, true);
    check(&sessions, SPACE, &open, NOW + life, false);
    check(&sessions, SPACE, &open, NOW - 1, false);
    check(&sessions, SPACE, &signed(SPACE, 2, &challenge), NOW, false);
    check(&sessions, OTHER, &open, NOW, false);
    check(&sessions, OTHER, &signed(OTHER, 1, &challenge), NOW, false);
    check(&Sessions::new(&[8; 32]), SPACE, &open, NOW, false);
}

#[test]
fn a_space_that_is_not_there_refuses_like_any_other() {
    let sessions = Sessions::new(&[7; 32]);
    let challenge = sessions.challenge(SPACE, NOW, [0; 16]);
    let refused = |known: Option<&Space>, number| {
        let open = signed(SPACE, number, &challenge);
        let refused = sessions.open(SPACE, known, &open, NOW).unwrap_err();
        assert_eq!(refused.problem(), ProblemCode::LoginRefused);
    };
    refused(Some(&space(1, 0)), 2);
    refused(None, 1);
    refused(None, 2);
    let nobody = ed25519_dalek::VerifyingKey::from_bytes(&super::NOBODY).unwrap();
    assert!(!nobody.is_weak(), "its check is as much work as any");
}

#[test]
fn every_changed_digit_of_a_challenge_or_a_token_is_refused() {
    let sessions = Sessions::new(&[7; 32]);
    let known = space(1, 0);
    let change = |text: &str, at: usize| {
        let mut digits = text.as_bytes().to_vec();
        digits[at] = if digits[at] == b'0' { b'1' } else { b'0' };
        String::from_utf8(digits).unwrap()
    };
    let challenge = sessions.challenge(SPACE, NOW, [0; 16]).challenge;
    for at in 0..challenge.len() {
        let open = signed(
            SPACE,
            1,
            &Challenge {
                challenge: change(&challenge, at),
            },
        );
        assert!(
            sessions.open(SPACE, Some(&known), &open, NOW).is_err(),
            "{at}"
        );
    }
    let token = token(&sessions, &known);
    for at in 0..token.len() {
        assert!(
            sessions
                .check(SPACE, &known, &change(&token, at), NOW)
                .is_err(),
            "{at}"
        );
    }
    let shorter = token.chars().skip(2).collect::<String>();
    for text in ["", "0", "zz", &shorter, &format!("{token}00")] {
        let refused = sessions.check(SPACE, &known, text, NOW).unwrap_err();
        assert_eq!(refused.problem(), ProblemCode::SessionNeeded);
    }
}

#[test]
fn a_session_ends_with_its_time_its_key_and_its_generation() {
    let sessions = Sessions::new(&[7; 32]);
    let token = token(&sessions, &space(1, 0));
    let check = |at: SpaceId, known: &Space, now_s: u64, expect: bool| {
        assert_eq!(sessions.check(at, known, &token, now_s).is_ok(), expect);
    };
    let life = u64::from(SESSION_LIFE_S);
    check(SPACE, &space(1, 0), NOW + life - 1, true);
    check(SPACE, &space(1, 0), NOW + life, false);
    check(SPACE, &space(1, 0), NOW - 1, false);
    check(SPACE, &space(2, 0), NOW, false);
    check(SPACE, &space(1, 1), NOW, false);
    check(OTHER, &space(1, 0), NOW, false);
}

#[test]
fn a_key_that_is_no_key_opens_nothing() {
    let sessions = Sessions::new(&[7; 32]);
    let challenge = sessions.challenge(SPACE, NOW, [0; 16]);
    for bytes in [[0; 32], [0xff; 32], [2; 32]] {
        let known = Space {
            access_key: AccessKey(bytes),
            ..space(1, 0)
        };
        for signature in [[0; 64], [0xff; 64]] {
            let signature = AccessSignature(signature);
            let open = OpenSession {
                challenge: challenge.challenge.clone(),
                signature,
            };
            assert!(sessions.open(SPACE, Some(&known), &open, NOW).is_err());
        }
    }
}
