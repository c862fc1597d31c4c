//! What holds of everything that travels, whatever is in it, seen from outside.
//! Each value reads back from its bytes, has no other bytes, and is not read from altered ones.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use holdfast_wire::protocol::{
    AccessKey, CreateSpace, Problem, ProblemCode, decode_pull, encode_pull, encode_push,
};
use holdfast_wire::{
    BATCH_ENVELOPES_MAX, DeviceId, Envelope, EnvelopeId, Epoch, Group, Head, Header, Kind,
    MailboxId, Position, Sequence, SpaceId, WriteToken, canonical, padded_len,
};
use proptest::prelude::*;
use proptest::sample::Index;

fn device() -> impl Strategy<Value = DeviceId> {
    any::<[u8; 16]>().prop_map(DeviceId::from_bytes)
}

fn id() -> impl Strategy<Value = EnvelopeId> {
    any::<[u8; 32]>().prop_map(EnvelopeId::from_bytes)
}

fn heads() -> impl Strategy<Value = Vec<Head>> {
    let seen = proptest::collection::btree_map(device(), (any::<u64>(), id()), 0..12);
    seen.prop_map(|seen| {
        let head = |(device, (sequence, id))| Head {
            device,
            sequence: Sequence(sequence),
            id,
        };
        seen.into_iter().map(head).collect()
    })
}

/// Any header that keeps its own rules.
fn header() -> impl Strategy<Value = Header> {
    let place = (any::<u32>(), device(), 1_u64.., id());
    let kind = any::<u16>().prop_filter("no fragment", |kind| Kind(*kind) != Kind::FRAGMENT);
    let group = proptest::option::of((2..=Group::COUNT_MAX, any::<Index>()));
    (place, heads(), kind, group, any::<bool>()).prop_map(
        |((epoch, device, sequence, previous), mut heads, kind, group, is_first)| {
            heads.retain(|head| head.device != device);
            let group = group.map(|(count, at)| Group {
                kind: Kind(kind),
                index: u16::try_from(at.index(count.into())).unwrap(),
                count,
            });
            let sequence = Sequence(sequence.max(group.map_or(1, |group| group.index.into())));
            let (sequence, previous, group) = match is_first {
                true => (Sequence(0), EnvelopeId::ZERO, None),
                false => (sequence, previous, group),
            };
            Header {
                epoch: Epoch(epoch),
                device,
                sequence,
                previous,
                heads,
                kind: group.map_or(Kind(kind), |_| Kind::FRAGMENT),
                group,
            }
        },
    )
}

/// An envelope of any content and of any length up to some kilobytes, and who may write it.
fn envelope() -> impl Strategy<Value = (Envelope, WriteToken)> {
    let body = proptest::collection::vec(any::<u8>(), 0..3_000);
    let ids = (any::<[u8; 16]>(), any::<[u8; 32]>(), any::<[u8; 24]>());
    (ids, body).prop_map(|((space, token, nonce), mut text)| {
        text.resize(padded_len(text.len()) + 16, 0x5a);
        let (space, token) = (SpaceId::from_bytes(space), WriteToken::from_bytes(token));
        let envelope = Envelope::assemble(space, &token, nonce, &text).unwrap();
        (envelope, token)
    })
}

/// Whether bytes are an envelope that `token` wrote.
fn passes(bytes: Vec<u8>, token: &WriteToken) -> bool {
    Envelope::parse(bytes).is_ok_and(|envelope| token.check(&envelope).is_ok())
}

proptest! {
    #[test]
    fn any_header_reads_back_and_no_other_length_of_it_does(
        header in header(), cut in any::<Index>(), more in any::<u8>(),
    ) {
        let mut bytes = header.encode().unwrap();
        prop_assert_eq!(Header::decode(&bytes), Ok(header));
        prop_assert!(Header::decode(&bytes[..cut.index(bytes.len())]).is_err());
        bytes.push(more);
        prop_assert!(Header::decode(&bytes).is_err());
    }

    #[test]
    fn any_envelope_reads_back_and_an_altered_one_never_passes(
        (envelope, token) in envelope(), at in any::<Index>(), mask in 1_u8..,
    ) {
        let mut bytes = envelope.as_bytes().to_vec();
        prop_assert!(passes(bytes.clone(), &token));
        prop_assert_eq!(Envelope::parse(bytes.clone()), Ok(envelope));
        let at = at.index(bytes.len());
        bytes[at] ^= mask;
        prop_assert!(!passes(bytes, &token));
    }

    #[test]
    fn an_envelope_that_was_cut_or_went_on_never_passes(
        (envelope, token) in envelope(), cut in any::<Index>(),
        more in proptest::collection::vec(any::<u8>(), 1..600),
    ) {
        let bytes = envelope.into_bytes();
        prop_assert!(!passes(bytes[..cut.index(bytes.len())].to_vec(), &token));
        prop_assert!(!passes([bytes, more].concat(), &token));
    }

    #[test]
    fn an_envelope_passes_by_its_own_token_only(
        (envelope, token) in envelope(), other in any::<[u8; 32]>(),
    ) {
        let other = WriteToken::from_bytes(other);
        prop_assert_eq!(other.check(&envelope).is_ok(), other == token);
    }

    #[test]
    fn whatever_is_handed_out_arrives_with_its_position_and_in_its_order(
        items in proptest::collection::vec(
            (any::<u64>().prop_map(Position), proptest::collection::vec(any::<u8>(), 0..200)),
            0..40,
        ),
    ) {
        let body = encode_pull(items.iter().map(|(at, bytes)| (*at, bytes.as_slice()))).unwrap();
        prop_assert_eq!(decode_pull(&body), Ok(items));
    }

    #[test]
    fn a_batch_of_any_count_is_written_up_to_its_limit_and_not_past_it(
        count in 0..2 * BATCH_ENVELOPES_MAX,
    ) {
        let pushed = encode_push(vec![[7_u8].as_slice(); count]);
        prop_assert_eq!(pushed.is_ok(), count <= BATCH_ENVELOPES_MAX);
    }

    #[test]
    fn any_id_reads_back_from_its_text_and_any_other_text_is_none(
        space in any::<[u8; 16]>(), mailbox in any::<[u8; 32]>(), text in "[0-9a-gA-F]{30,34}",
    ) {
        let (space, mailbox) = (SpaceId::from_bytes(space), MailboxId::from_bytes(mailbox));
        prop_assert_eq!(space.to_string().parse(), Ok(space));
        prop_assert_eq!(mailbox.to_string().parse(), Ok(mailbox));
        if let Ok(read) = text.parse::<SpaceId>() {
            prop_assert_eq!(read.to_string(), text);
        }
    }

    #[test]
    fn the_id_of_bytes_is_theirs_alone(
        (a, b) in (proptest::collection::vec(any::<u8>(), 0..9), proptest::collection::vec(any::<u8>(), 0..9)),
    ) {
        prop_assert_eq!(EnvelopeId::of(&a) == EnvelopeId::of(&b), a == b);
    }

    #[test]
    fn a_value_has_one_spelling_whatever_was_done_to_its_bytes(
        value in any::<(u32, String, Option<Vec<i64>>)>(), at in any::<Index>(), mask in 1_u8..,
    ) {
        let mut bytes = canonical::encode(1, &value).unwrap();
        let read = |bytes: &[u8]| canonical::decode::<(u32, String, Option<Vec<i64>>)>(1, bytes, 4_096);
        prop_assert_eq!(read(&bytes), Ok(value.clone()));
        let at = at.index(bytes.len());
        bytes[at] ^= mask;
        if let Ok(other) = read(&bytes) {
            prop_assert_eq!(canonical::encode(1, &other), Ok(bytes));
            prop_assert_ne!(other, value);
        }
    }

    #[test]
    fn any_request_for_a_space_reads_back(
        space in any::<[u8; 16]>(), key in any::<[u8; 32]>(), token in any::<[u8; 32]>(),
        invite in any::<Option<String>>(),
    ) {
        let create = CreateSpace {
            space: SpaceId::from_bytes(space),
            access_key: AccessKey(key),
            write_token: WriteToken::from_bytes(token),
            invite,
        };
        let json = serde_json::to_string(&create).unwrap();
        prop_assert_eq!(serde_json::from_str::<CreateSpace>(&json).unwrap(), create);
    }

    #[test]
    fn any_problem_reads_back_whatever_is_said_beside_it(
        code in proptest::sample::select(ProblemCode::ALL), detail in any::<Option<String>>(),
    ) {
        let problem = Problem { detail, ..Problem::from(code) };
        let json = serde_json::to_string(&problem).unwrap();
        prop_assert_eq!(serde_json::from_str::<Problem>(&json).unwrap(), problem);
    }
}
