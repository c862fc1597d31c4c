//! Where the relay keeps what it cannot read: one trait, one engine per file, one suite for all.
//! An answer that changes something is given only after the change is durable.

pub(crate) mod sqlite;

use crate::RelayError;
use holdfast_wire::protocol::AccessKey;
use holdfast_wire::{Envelope, EnvelopeId, MailboxId, Position, SpaceId, WriteToken};
use std::future::Future;
use std::pin::Pin;

/// A database of a relay. Every method is atomic; those that write are durable when they answer.
pub(crate) trait Db: Send + Sync {
    /// The relay's secret: `fresh` the first time, and the same until it is replaced.
    fn secret(&self, fresh: [u8; 32]) -> Answer<'_, [u8; 32]>;

    /// Puts `fresh` in the place of the secret, whether there was one or not.
    fn replace_secret(&self, fresh: [u8; 32]) -> Answer<'_, ()>;

    /// Makes a space of generation 0 and position 0.
    fn create_space(&self, space: SpaceId, keys: SpaceKeys) -> Answer<'_, Written>;

    /// What is known about a space.
    fn space(&self, space: SpaceId) -> Answer<'_, Option<Space>>;

    /// Replaces the access key, if the space still is of `generation`. `false`: it is not.
    fn rotate(&self, space: SpaceId, generation: u64, keys: SpaceKeys) -> Answer<'_, bool>;

    /// Forgets a space and all that is in it. `false`: there is none of this generation.
    fn delete_space(&self, space: SpaceId, generation: u64) -> Answer<'_, bool>;

    /// Appends all in one transaction; one verdict for each, in order.
    fn append(&self, appends: Vec<Append>, quota: Quota) -> Answer<'_, Vec<Appended>>;

    /// Envelopes after a position, ascending: at most `page.envelopes` and `page.bytes` together,
    /// but at least one if there is one.
    fn envelopes(&self, space: SpaceId, after: Position, page: Page) -> Answer<'_, Vec<Row>>;

    /// Removes envelopes; those that are not there are passed over. `None`: other generation.
    fn delete_envelopes(
        &self,
        space: SpaceId,
        generation: u64,
        ids: Vec<EnvelopeId>,
    ) -> Answer<'_, Option<u64>>;

    /// Fills a mailbox that is empty or expired at `now_min` until `until_min`.
    fn put_mailbox(&self, mail: Mail, mailboxes_max: u64) -> Answer<'_, Mailed>;

    /// What is in a mailbox that has not expired at `now_min`.
    fn mailbox(&self, id: MailboxId, now_min: u64) -> Answer<'_, Option<Vec<u8>>>;

    /// Whether it can be read and written just now, by the cheapest means.
    fn probe(&self) -> Answer<'_, ()>;

    /// Ends all connections; what was answered stays.
    fn close(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// What every method of [`Db`] gives.
pub(crate) type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, RelayError>> + Send + 'a>>;

/// An envelope and its place.
pub(crate) type Row = (Position, Vec<u8>);

/// Who may enter a space and who may write into it.
#[derive(Debug)]
pub(crate) struct SpaceKeys {
    pub(crate) access_key: AccessKey,
    pub(crate) write_token: WriteToken,
}

/// A space as the relay knows it.
#[derive(Debug)]
pub(crate) struct Space {
    pub(crate) access_key: AccessKey,
    /// How often the access key was replaced.
    pub(crate) generation: u64,
    pub(crate) head: Position,
    /// The newest first, at most [`WRITE_TOKENS_MAX`].
    pub(crate) write_tokens: Vec<WriteToken>,
}

/// Whether something that can be written once was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// It was not there and is now.
    New,
    /// The same was there already.
    Same,
    /// Something else was there and still is.
    Differs,
}

/// Envelopes to append to one space, by somebody who opened a session of `generation`.
#[derive(Debug)]
pub(crate) struct Append {
    pub(crate) space: SpaceId,
    pub(crate) generation: u64,
    pub(crate) envelopes: Vec<(EnvelopeId, Envelope)>,
}

/// What became of an [`Append`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Appended {
    /// All are durable, and this many of them were not there before.
    Stored { head: Position, new: u32 },
    /// The space is gone, or its access key was replaced meanwhile.
    Outdated,
    /// None was stored, because together they do not fit.
    OverQuota,
}

/// What one space may hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quota {
    pub(crate) bytes: u64,
    pub(crate) envelopes: u64,
}

/// How much of a space is read at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page {
    pub(crate) envelopes: usize,
    pub(crate) bytes: usize,
}

/// Something for a mailbox, with the hours of its life in whole minutes of Unix time.
#[derive(Debug)]
pub(crate) struct Mail {
    pub(crate) id: MailboxId,
    pub(crate) body: Vec<u8>,
    pub(crate) now_min: u64,
    pub(crate) until_min: u64,
}

/// What became of a [`Mail`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mailed {
    Written(Written),
    /// As many mailboxes are in use as the relay has.
    AllInUse,
}

/// How many write tokens of a space are kept: an envelope sealed before this many rotations,
/// on a device that was away, can still be pushed by a member.
pub(crate) const WRITE_TOKENS_MAX: usize = 8;

#[cfg(test)]
mod conformance;
