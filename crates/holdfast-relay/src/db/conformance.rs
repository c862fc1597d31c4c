//! One suite for every database of the relay: what each promises, played on each.
//! A new engine joins with one function that opens it and one word of `engines!`.

mod append;
mod mailbox;
mod model;
mod page;
mod space;
mod whole;

use super::sqlite::SqliteDb;
use super::*;
use append::*;
use mailbox::*;
use page::*;
use space::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use tempfile::TempDir;
use whole::*;

type Opening<'a> = Pin<Box<dyn Future<Output = Arc<dyn Db>> + 'a>>;

/// A database that can be closed and opened again.
struct Bench {
    folder: TempDir,
    open: for<'a> fn(&'a TempDir) -> Opening<'a>,
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
        $(
            #[tokio::test]
            async fn $case() {
                super::$case(super::Bench::$engine()).await;
            }
        )*

        #[test]
        fn a_random_life_is_that_of_a_map() {
            super::model::lives(super::Bench::$engine);
        }
    };
}

/// The whole suite, once for each engine.
macro_rules! engines {
    ($($engine:ident)*) => {
        $(
            mod $engine {
                suite! { $engine:
                    the_secret_is_the_first_one_until_it_is_replaced,
                    a_replaced_secret_stays_and_touches_nothing_else,
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
            }
        )*
    };
}

engines! { sqlite }

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

async fn append_one(db: &Arc<dyn Db>, append: Append) -> Appended {
    db.append(vec![append], WIDE).await.unwrap()[0]
}

async fn positions(db: &Arc<dyn Db>, space: SpaceId) -> Vec<u64> {
    let rows = db.envelopes(space, Position(0), ALL).await.unwrap();
    rows.iter().map(|(position, _)| position.0).collect()
}
