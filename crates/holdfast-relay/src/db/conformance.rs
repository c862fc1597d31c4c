//! One suite for every database of the relay: what each promises, played on each.
//! A new engine joins with one function that opens it and one line of `suite!`.

mod model;

use super::sqlite::SqliteDb;
use super::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use tempfile::TempDir;

/// A database that can be closed and opened again.
struct Bench {
    folder: TempDir,
    open: for<'a> fn(&'a TempDir) -> Pin<Box<dyn Future<Output = Arc<dyn Db>> + 'a>>,
}

impl Bench {
    fn sqlite() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            open: |folder| {
                Box::pin(async {
                    let db = SqliteDb::open(&folder.path().join("relay.sqlite"))
                        .await
                        .unwrap();
                    Arc::new(db) as Arc<dyn Db>
                })
            },
        }
    }

    async fn open(&self) -> Arc<dyn Db> {
        (self.open)(&self.folder).await
    }

    async fn reopen(&self, db: Arc<dyn Db>) -> Arc<dyn Db> {
        db.close().await;
        self.open().await
    }
}

macro_rules! suite {
    ($engine:ident: $($case:ident,)*) => {
        mod $engine {
            $(
                #[tokio::test]
                async fn $case() {
                    super::$case(super::Bench::$engine()).await;
                }
            )*
        }
    };
}

suite! { sqlite:
    the_secret_is_the_first_one_for_ever,
    a_space_is_made_once,
    a_space_that_exists_keeps_its_keys,
    an_unknown_space_is_none,
    a_new_space_is_empty,
    appending_gives_positions_from_one_upwards,
    appending_the_same_again_stores_nothing,
    a_batch_that_names_an_envelope_twice_stores_it_once,
    two_appends_of_one_transaction_do_not_store_the_same_twice,
    an_empty_append_tells_the_head,
    spaces_count_for_themselves,
    one_envelope_id_in_two_spaces_is_two_envelopes,
    verdicts_stand_in_the_order_of_the_appends,
    an_append_to_no_space_is_outdated_and_the_others_are_stored,
    an_append_of_an_old_generation_is_outdated,
    the_byte_quota_holds_at_it_and_one_past_it,
    the_envelope_quota_holds_at_it_and_one_past_it,
    what_is_stored_already_costs_no_quota,
    deleting_gives_quota_back,
    the_largest_envelopes_come_back_byte_for_byte,
    a_page_ends_at_its_count,
    a_page_ends_before_its_bytes_and_is_never_empty_when_something_is_there,
    a_position_past_the_end_or_past_all_numbers_finds_nothing,
    positions_are_never_given_again,
    deleting_what_is_not_there_passes_over_it,
    a_deleted_envelope_may_come_back_at_a_new_position,
    deleting_in_an_old_generation_does_nothing,
    rotating_replaces_the_key_and_adds_a_token,
    rotating_from_an_old_generation_does_nothing,
    only_the_newest_write_tokens_are_kept,
    deleting_a_space_takes_everything_with_it,
    deleting_a_space_of_an_old_generation_does_nothing,
    a_space_made_again_begins_anew,
    a_mailbox_is_written_once,
    a_mailbox_is_empty_from_its_last_minute_on,
    an_expired_mailbox_may_be_filled_anew,
    mailboxes_are_bounded_and_the_expired_make_room,
    everything_survives_closing_and_opening,
    readers_and_the_writer_do_not_wait_for_each_other,
    a_probe_changes_nothing,
    five_thousand_envelopes_in_one_transaction_are_all_there,
}

const SPACE: SpaceId = SpaceId::from_bytes([1; 16]);
const OTHER: SpaceId = SpaceId::from_bytes([2; 16]);
const BOX: MailboxId = MailboxId::from_bytes([3; 32]);
const WIDE: Quota = Quota {
    bytes: 1 << 40,
    envelopes: 1 << 40,
};
const ALL: Page = Page {
    envelopes: 10_000,
    bytes: 1 << 30,
};
/// Bytes of the smallest envelope.
const SMALL: usize = 345;

fn keys(number: u8) -> SpaceKeys {
    SpaceKeys {
        access_key: AccessKey([number; 32]),
        write_token: WriteToken::from_bytes([number; 32]),
    }
}

fn envelope_of(space: SpaceId, number: u32, padded: usize) -> (EnvelopeId, Envelope) {
    let mut nonce = [0; 24];
    nonce[..4].copy_from_slice(&number.to_le_bytes());
    let token = WriteToken::from_bytes([1; 32]);
    let envelope = Envelope::assemble(space, &token, nonce, &vec![7; padded + 16]).unwrap();
    (envelope.id(), envelope)
}

fn envelope(space: SpaceId, number: u32) -> (EnvelopeId, Envelope) {
    envelope_of(space, number, 256)
}

fn to(space: SpaceId, numbers: impl IntoIterator<Item = u32>) -> Append {
    let envelopes = numbers
        .into_iter()
        .map(|number| envelope(space, number))
        .collect();
    Append {
        space,
        generation: 0,
        envelopes,
    }
}

const fn stored(head: u64, new: u32) -> Appended {
    Appended::Stored {
        head: Position(head),
        new,
    }
}

async fn with_spaces(bench: &Bench) -> Arc<dyn Db> {
    let db = bench.open().await;
    for space in [SPACE, OTHER] {
        assert_eq!(db.create_space(space, keys(1)).await.unwrap(), Written::New);
    }
    db
}

async fn append(db: &Arc<dyn Db>, append: Append) -> Appended {
    db.append(vec![append], WIDE).await.unwrap()[0]
}

async fn positions(db: &Arc<dyn Db>, space: SpaceId) -> Vec<u64> {
    let rows = db.envelopes(space, Position(0), ALL).await.unwrap();
    rows.iter().map(|(position, _)| position.0).collect()
}

async fn the_secret_is_the_first_one_for_ever(bench: Bench) {
    let db = bench.open().await;
    assert_eq!(db.secret([5; 32]).await.unwrap(), [5; 32]);
    assert_eq!(db.secret([6; 32]).await.unwrap(), [5; 32]);
    let db = bench.reopen(db).await;
    assert_eq!(db.secret([7; 32]).await.unwrap(), [5; 32]);
}

async fn a_space_is_made_once(bench: Bench) {
    let db = bench.open().await;
    assert_eq!(db.create_space(SPACE, keys(1)).await.unwrap(), Written::New);
    assert_eq!(
        db.create_space(SPACE, keys(1)).await.unwrap(),
        Written::Same
    );
}

async fn a_space_that_exists_keeps_its_keys(bench: Bench) {
    let db = with_spaces(&bench).await;
    let half = SpaceKeys {
        access_key: AccessKey([1; 32]),
        write_token: keys(2).write_token,
    };
    for other in [keys(2), half] {
        assert_eq!(
            db.create_space(SPACE, other).await.unwrap(),
            Written::Differs
        );
    }
    assert_eq!(
        db.space(SPACE).await.unwrap().unwrap().access_key,
        AccessKey([1; 32])
    );
}

async fn an_unknown_space_is_none(bench: Bench) {
    let db = bench.open().await;
    assert!(db.space(SPACE).await.unwrap().is_none());
    assert_eq!(positions(&db, SPACE).await, [0; 0]);
}

async fn a_new_space_is_empty(bench: Bench) {
    let db = with_spaces(&bench).await;
    let space = db.space(SPACE).await.unwrap().unwrap();
    assert_eq!((space.generation, space.head), (0, Position(0)));
    assert_eq!(space.write_tokens, [WriteToken::from_bytes([1; 32])]);
}

async fn appending_gives_positions_from_one_upwards(bench: Bench) {
    let db = with_spaces(&bench).await;
    assert_eq!(append(&db, to(SPACE, 0..3)).await, stored(3, 3));
    assert_eq!(append(&db, to(SPACE, 3..5)).await, stored(5, 2));
    assert_eq!(positions(&db, SPACE).await, [1, 2, 3, 4, 5]);
    assert_eq!(db.space(SPACE).await.unwrap().unwrap().head, Position(5));
}

async fn appending_the_same_again_stores_nothing(bench: Bench) {
    let db = with_spaces(&bench).await;
    append(&db, to(SPACE, 0..3)).await;
    assert_eq!(append(&db, to(SPACE, 0..3)).await, stored(3, 0));
    assert_eq!(append(&db, to(SPACE, 2..4)).await, stored(4, 1));
    assert_eq!(positions(&db, SPACE).await, [1, 2, 3, 4]);
}

async fn a_batch_that_names_an_envelope_twice_stores_it_once(bench: Bench) {
    let db = with_spaces(&bench).await;
    assert_eq!(append(&db, to(SPACE, [4, 4, 5, 4])).await, stored(2, 2));
    assert_eq!(positions(&db, SPACE).await, [1, 2]);
}

async fn two_appends_of_one_transaction_do_not_store_the_same_twice(bench: Bench) {
    let db = with_spaces(&bench).await;
    let verdicts = db
        .append(vec![to(SPACE, 0..2), to(SPACE, 1..3)], WIDE)
        .await
        .unwrap();
    assert_eq!(verdicts, [stored(2, 2), stored(3, 1)]);
    assert_eq!(positions(&db, SPACE).await, [1, 2, 3]);
}

async fn an_empty_append_tells_the_head(bench: Bench) {
    let db = with_spaces(&bench).await;
    assert_eq!(append(&db, to(SPACE, [])).await, stored(0, 0));
    append(&db, to(SPACE, 0..2)).await;
    assert_eq!(append(&db, to(SPACE, [])).await, stored(2, 0));
    assert_eq!(db.append(vec![], WIDE).await.unwrap(), []);
}

async fn spaces_count_for_themselves(bench: Bench) {
    let db = with_spaces(&bench).await;
    let appends = vec![to(SPACE, 0..2), to(OTHER, 0..1), to(SPACE, 2..3)];
    let verdicts = db.append(appends, WIDE).await.unwrap();
    assert_eq!(verdicts, [stored(2, 2), stored(1, 1), stored(3, 1)]);
    assert_eq!(positions(&db, OTHER).await, [1]);
}

async fn one_envelope_id_in_two_spaces_is_two_envelopes(bench: Bench) {
    let db = with_spaces(&bench).await;
    append(&db, to(SPACE, 0..1)).await;
    let same = Append {
        space: OTHER,
        ..to(SPACE, 0..1)
    };
    assert_eq!(append(&db, same).await, stored(1, 1));
}

async fn verdicts_stand_in_the_order_of_the_appends(bench: Bench) {
    let db = with_spaces(&bench).await;
    let tight = Quota {
        bytes: 1 << 40,
        envelopes: 2,
    };
    let outdated = Append {
        generation: 9,
        ..to(OTHER, 0..1)
    };
    let appends = vec![to(SPACE, 0..3), outdated, to(OTHER, 0..2), to(SPACE, 0..1)];
    let verdicts = db.append(appends, tight).await.unwrap();
    let expect = [
        Appended::OverQuota,
        Appended::Outdated,
        stored(2, 2),
        stored(1, 1),
    ];
    assert_eq!(verdicts, expect);
}

async fn an_append_to_no_space_is_outdated_and_the_others_are_stored(bench: Bench) {
    let db = with_spaces(&bench).await;
    let nowhere = SpaceId::from_bytes([9; 16]);
    let verdicts = db
        .append(vec![to(nowhere, 0..1), to(SPACE, 0..1)], WIDE)
        .await
        .unwrap();
    assert_eq!(verdicts, [Appended::Outdated, stored(1, 1)]);
    assert_eq!(positions(&db, nowhere).await, [0; 0]);
}

async fn an_append_of_an_old_generation_is_outdated(bench: Bench) {
    let db = with_spaces(&bench).await;
    assert!(db.rotate(SPACE, 0, keys(2)).await.unwrap());
    assert_eq!(append(&db, to(SPACE, 0..1)).await, Appended::Outdated);
    let renewed = Append {
        generation: 1,
        ..to(SPACE, 0..1)
    };
    assert_eq!(append(&db, renewed).await, stored(1, 1));
}

async fn the_byte_quota_holds_at_it_and_one_past_it(bench: Bench) {
    let db = with_spaces(&bench).await;
    let of = |bytes: usize| Quota {
        bytes: bytes as u64,
        envelopes: 1 << 40,
    };
    let verdicts = db
        .append(vec![to(SPACE, 0..2)], of(2 * SMALL - 1))
        .await
        .unwrap();
    assert_eq!(verdicts, [Appended::OverQuota]);
    let verdicts = db
        .append(vec![to(SPACE, 0..2)], of(2 * SMALL))
        .await
        .unwrap();
    assert_eq!(verdicts, [stored(2, 2)]);
    let verdicts = db
        .append(vec![to(SPACE, 2..3)], of(3 * SMALL - 1))
        .await
        .unwrap();
    assert_eq!(verdicts, [Appended::OverQuota]);
}

async fn the_envelope_quota_holds_at_it_and_one_past_it(bench: Bench) {
    let db = with_spaces(&bench).await;
    let three = Quota {
        bytes: 1 << 40,
        envelopes: 3,
    };
    let appends = vec![to(SPACE, 0..4), to(SPACE, 0..3), to(SPACE, 3..4)];
    let verdicts = db.append(appends, three).await.unwrap();
    assert_eq!(
        verdicts,
        [Appended::OverQuota, stored(3, 3), Appended::OverQuota]
    );
    assert_eq!(
        positions(&db, SPACE).await,
        [1, 2, 3],
        "all of a batch or none"
    );
}

async fn what_is_stored_already_costs_no_quota(bench: Bench) {
    let db = with_spaces(&bench).await;
    let two = Quota {
        bytes: 2 * SMALL as u64,
        envelopes: 2,
    };
    let appends = vec![to(SPACE, 0..2), to(SPACE, [1, 0, 1])];
    assert_eq!(
        db.append(appends, two).await.unwrap(),
        [stored(2, 2), stored(2, 0)]
    );
    assert_eq!(
        db.append(vec![to(SPACE, 0..2)], two).await.unwrap(),
        [stored(2, 0)]
    );
}

async fn deleting_gives_quota_back(bench: Bench) {
    let db = with_spaces(&bench).await;
    let two = Quota {
        bytes: 2 * SMALL as u64,
        envelopes: 2,
    };
    db.append(vec![to(SPACE, 0..2)], two).await.unwrap();
    let ids = vec![envelope(SPACE, 0).0];
    assert_eq!(db.delete_envelopes(SPACE, 0, ids).await.unwrap(), Some(1));
    assert_eq!(
        db.append(vec![to(SPACE, 2..3)], two).await.unwrap(),
        [stored(3, 1)]
    );
    assert_eq!(
        db.append(vec![to(SPACE, 3..4)], two).await.unwrap(),
        [Appended::OverQuota]
    );
}

async fn the_largest_envelopes_come_back_byte_for_byte(bench: Bench) {
    let db = with_spaces(&bench).await;
    let padded = (256..holdfast_wire::ENVELOPE_BYTES_MAX - 88)
        .rev()
        .find(|len| holdfast_wire::padded_len(*len) == *len)
        .unwrap();
    let envelopes: Vec<_> = (0..3)
        .map(|number| envelope_of(SPACE, number, padded))
        .collect();
    let sent: Vec<_> = envelopes
        .iter()
        .map(|(_, e)| e.as_bytes().to_vec())
        .collect();
    append(
        &db,
        Append {
            space: SPACE,
            generation: 0,
            envelopes,
        },
    )
    .await;
    let rows = db.envelopes(SPACE, Position(0), ALL).await.unwrap();
    assert!(rows.into_iter().map(|(_, body)| body).eq(sent));
}

async fn a_page_ends_at_its_count(bench: Bench) {
    let db = with_spaces(&bench).await;
    append(&db, to(SPACE, 0..5)).await;
    let page = Page {
        envelopes: 2,
        ..ALL
    };
    let rows = db.envelopes(SPACE, Position(1), page).await.unwrap();
    assert_eq!(rows.iter().map(|(at, _)| at.0).collect::<Vec<_>>(), [2, 3]);
}

async fn a_page_ends_before_its_bytes_and_is_never_empty_when_something_is_there(bench: Bench) {
    let db = with_spaces(&bench).await;
    append(&db, to(SPACE, 0..5)).await;
    for (bytes, expect) in [(0, 1), (SMALL, 1), (2 * SMALL - 1, 1), (2 * SMALL, 2)] {
        let rows = db
            .envelopes(SPACE, Position(0), Page { bytes, ..ALL })
            .await
            .unwrap();
        assert_eq!(rows.len(), expect, "{bytes}");
    }
}

async fn a_position_past_the_end_or_past_all_numbers_finds_nothing(bench: Bench) {
    let db = with_spaces(&bench).await;
    append(&db, to(SPACE, 0..2)).await;
    for after in [2, 3, i64::MAX as u64, u64::MAX] {
        assert_eq!(db.envelopes(SPACE, Position(after), ALL).await.unwrap(), []);
    }
}

async fn positions_are_never_given_again(bench: Bench) {
    let db = with_spaces(&bench).await;
    append(&db, to(SPACE, 0..3)).await;
    let ids = (0..3).map(|number| envelope(SPACE, number).0).collect();
    assert_eq!(db.delete_envelopes(SPACE, 0, ids).await.unwrap(), Some(3));
    assert_eq!(append(&db, to(SPACE, 3..4)).await, stored(4, 1));
    assert_eq!(positions(&db, SPACE).await, [4]);
}

async fn deleting_what_is_not_there_passes_over_it(bench: Bench) {
    let db = with_spaces(&bench).await;
    append(&db, to(SPACE, 0..2)).await;
    append(&db, to(OTHER, 5..6)).await;
    let ids = vec![
        envelope(OTHER, 5).0,
        envelope(SPACE, 1).0,
        envelope(SPACE, 1).0,
    ];
    assert_eq!(db.delete_envelopes(SPACE, 0, ids).await.unwrap(), Some(1));
    assert_eq!(
        db.delete_envelopes(SPACE, 0, vec![]).await.unwrap(),
        Some(0)
    );
    assert_eq!(
        positions(&db, OTHER).await,
        [1],
        "what is in another space stays"
    );
}

async fn a_deleted_envelope_may_come_back_at_a_new_position(bench: Bench) {
    let db = with_spaces(&bench).await;
    append(&db, to(SPACE, 0..1)).await;
    db.delete_envelopes(SPACE, 0, vec![envelope(SPACE, 0).0])
        .await
        .unwrap();
    assert_eq!(append(&db, to(SPACE, 0..1)).await, stored(2, 1));
}

async fn deleting_in_an_old_generation_does_nothing(bench: Bench) {
    let db = with_spaces(&bench).await;
    append(&db, to(SPACE, 0..1)).await;
    db.rotate(SPACE, 0, keys(2)).await.unwrap();
    let ids = vec![envelope(SPACE, 0).0];
    assert_eq!(db.delete_envelopes(SPACE, 0, ids).await.unwrap(), None);
    assert_eq!(positions(&db, SPACE).await, [1]);
}

async fn rotating_replaces_the_key_and_adds_a_token(bench: Bench) {
    let db = with_spaces(&bench).await;
    assert!(db.rotate(SPACE, 0, keys(2)).await.unwrap());
    let space = db.space(SPACE).await.unwrap().unwrap();
    assert_eq!(
        (space.generation, space.access_key),
        (1, AccessKey([2; 32]))
    );
    assert_eq!(
        space.write_tokens,
        [2, 1].map(|n| WriteToken::from_bytes([n; 32]))
    );
}

async fn rotating_from_an_old_generation_does_nothing(bench: Bench) {
    let db = with_spaces(&bench).await;
    assert!(db.rotate(SPACE, 0, keys(2)).await.unwrap());
    assert!(!db.rotate(SPACE, 0, keys(3)).await.unwrap());
    assert!(
        !db.rotate(SpaceId::from_bytes([9; 16]), 0, keys(3))
            .await
            .unwrap()
    );
    assert_eq!(
        db.space(SPACE).await.unwrap().unwrap().access_key,
        AccessKey([2; 32])
    );
}

async fn only_the_newest_write_tokens_are_kept(bench: Bench) {
    let db = with_spaces(&bench).await;
    for generation in 0..10 {
        let number = u8::try_from(generation).unwrap() + 10;
        assert!(db.rotate(SPACE, generation, keys(number)).await.unwrap());
    }
    let space = db.space(SPACE).await.unwrap().unwrap();
    assert_eq!(space.write_tokens.len(), WRITE_TOKENS_MAX);
    assert_eq!(space.write_tokens[0], WriteToken::from_bytes([19; 32]));
    assert_eq!(space.write_tokens[7], WriteToken::from_bytes([12; 32]));
    assert_eq!(
        db.space(OTHER).await.unwrap().unwrap().write_tokens.len(),
        1
    );
}

async fn deleting_a_space_takes_everything_with_it(bench: Bench) {
    let db = with_spaces(&bench).await;
    append(&db, to(SPACE, 0..3)).await;
    append(&db, to(OTHER, 0..1)).await;
    assert!(db.delete_space(SPACE, 0).await.unwrap());
    assert!(db.space(SPACE).await.unwrap().is_none());
    assert_eq!(positions(&db, SPACE).await, [0; 0]);
    assert_eq!(append(&db, to(SPACE, 0..1)).await, Appended::Outdated);
    assert_eq!(positions(&db, OTHER).await, [1]);
    assert!(!db.delete_space(SPACE, 0).await.unwrap());
}

async fn deleting_a_space_of_an_old_generation_does_nothing(bench: Bench) {
    let db = with_spaces(&bench).await;
    db.rotate(SPACE, 0, keys(2)).await.unwrap();
    assert!(!db.delete_space(SPACE, 0).await.unwrap());
    assert!(db.delete_space(SPACE, 1).await.unwrap());
}

async fn a_space_made_again_begins_anew(bench: Bench) {
    let db = with_spaces(&bench).await;
    append(&db, to(SPACE, 0..3)).await;
    db.rotate(SPACE, 0, keys(2)).await.unwrap();
    db.delete_space(SPACE, 1).await.unwrap();
    assert_eq!(db.create_space(SPACE, keys(5)).await.unwrap(), Written::New);
    let space = db.space(SPACE).await.unwrap().unwrap();
    assert_eq!(
        (space.generation, space.head, space.write_tokens.len()),
        (0, Position(0), 1)
    );
    assert_eq!(append(&db, to(SPACE, 0..1)).await, stored(1, 1));
}

fn mail(body: &[u8], now_min: u64) -> Mail {
    Mail {
        id: BOX,
        body: body.to_vec(),
        now_min,
        until_min: now_min + 10,
    }
}

async fn a_mailbox_is_written_once(bench: Bench) {
    let db = bench.open().await;
    assert_eq!(db.mailbox(BOX, 100).await.unwrap(), None);
    for (body, expect) in [
        (b"one", Written::New),
        (b"one", Written::Same),
        (b"two", Written::Differs),
    ] {
        let mailed = db.put_mailbox(mail(body, 100), 9).await.unwrap();
        assert_eq!(mailed, Mailed::Written(expect));
    }
    assert_eq!(db.mailbox(BOX, 100).await.unwrap().unwrap(), b"one");
    assert_eq!(
        db.mailbox(BOX, 100).await.unwrap().unwrap(),
        b"one",
        "reading takes nothing"
    );
}

async fn a_mailbox_is_empty_from_its_last_minute_on(bench: Bench) {
    let db = bench.open().await;
    db.put_mailbox(mail(b"one", 100), 9).await.unwrap();
    assert!(db.mailbox(BOX, 109).await.unwrap().is_some());
    assert!(db.mailbox(BOX, 110).await.unwrap().is_none());
}

async fn an_expired_mailbox_may_be_filled_anew(bench: Bench) {
    let db = bench.open().await;
    db.put_mailbox(mail(b"one", 100), 9).await.unwrap();
    let early = db.put_mailbox(mail(b"two", 109), 9).await.unwrap();
    assert_eq!(early, Mailed::Written(Written::Differs));
    let later = db.put_mailbox(mail(b"two", 110), 9).await.unwrap();
    assert_eq!(later, Mailed::Written(Written::New));
    assert_eq!(db.mailbox(BOX, 111).await.unwrap().unwrap(), b"two");
}

async fn mailboxes_are_bounded_and_the_expired_make_room(bench: Bench) {
    let db = bench.open().await;
    let put = |number: u8, now_min| {
        let mail = Mail {
            id: MailboxId::from_bytes([number; 32]),
            ..mail(b"m", now_min)
        };
        db.put_mailbox(mail, 2)
    };
    let new = Mailed::Written(Written::New);
    assert_eq!(put(1, 100).await.unwrap(), new);
    assert_eq!(put(2, 101).await.unwrap(), new);
    assert_eq!(put(3, 109).await.unwrap(), Mailed::AllInUse);
    assert_eq!(put(1, 109).await.unwrap(), Mailed::Written(Written::Same));
    assert_eq!(put(3, 110).await.unwrap(), new);
}

async fn everything_survives_closing_and_opening(bench: Bench) {
    let db = with_spaces(&bench).await;
    append(&db, to(SPACE, 0..3)).await;
    db.rotate(SPACE, 0, keys(2)).await.unwrap();
    db.delete_space(OTHER, 0).await.unwrap();
    db.put_mailbox(mail(b"one", 100), 9).await.unwrap();
    let db = bench.reopen(db).await;
    assert_eq!(positions(&db, SPACE).await, [1, 2, 3]);
    assert_eq!(db.space(SPACE).await.unwrap().unwrap().generation, 1);
    assert!(db.space(OTHER).await.unwrap().is_none());
    assert_eq!(db.mailbox(BOX, 100).await.unwrap().unwrap(), b"one");
    let renewed = Append {
        generation: 1,
        ..to(SPACE, 2..4)
    };
    assert_eq!(append(&db, renewed).await, stored(4, 1));
}

async fn readers_and_the_writer_do_not_wait_for_each_other(bench: Bench) {
    let db = with_spaces(&bench).await;
    append(&db, to(SPACE, 0..50)).await;
    let writing: Vec<_> = (0..10_u32)
        .map(|batch| {
            let db = Arc::clone(&db);
            tokio::spawn(async move { append(&db, to(OTHER, batch * 20..batch * 20 + 20)).await })
        })
        .collect();
    for _ in 0..20 {
        assert_eq!(positions(&db, SPACE).await.len(), 50);
    }
    let mut heads = BTreeSet::new();
    for written in writing {
        heads.insert(match written.await.unwrap() {
            Appended::Stored { head, .. } => head.0,
            other => panic!("{other:?}"),
        });
    }
    assert_eq!(heads, (1..=10).map(|batch| batch * 20).collect());
}

async fn a_probe_changes_nothing(bench: Bench) {
    let db = with_spaces(&bench).await;
    db.probe().await.unwrap();
    assert_eq!(append(&db, to(SPACE, 0..1)).await, stored(1, 1));
    db.close().await;
    assert!(db.probe().await.is_err(), "a closed database is not ready");
}

async fn five_thousand_envelopes_in_one_transaction_are_all_there(bench: Bench) {
    let db = with_spaces(&bench).await;
    let appends = (0..20)
        .map(|batch| to(SPACE, batch * 250..batch * 250 + 250))
        .collect();
    let verdicts = db.append(appends, WIDE).await.unwrap();
    assert_eq!(verdicts.last(), Some(&stored(5_000, 250)));
    assert_eq!(positions(&db, SPACE).await, (1..=5_000).collect::<Vec<_>>());
}
