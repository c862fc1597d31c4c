//! The facade: every verb of the app, each handed to the room that does it.
//! No borrow of the state is held while anything waits, so screens may read at any time.

use std::rc::Rc;

use holdfast_model::handover::ItemRef;
use holdfast_model::id::{HandoverId, ID_BYTES, RelationshipId};
use holdfast_model::snapshot::Snapshot;
use holdfast_model::text::Line;
use holdfast_model::time::Instant;
use holdfast_model::{Ledger, What};

use crate::alarm::Notice;
use crate::driver::SyncReport;
use crate::error::ClientError;
use crate::export::{ExportChoice, ImportReport};
use crate::handover::{HandoverDraft, Preview};
use crate::inner::Inner;
use crate::insight::Question;
use crate::listeners::{Event, Subscription};
use crate::lock::LockChoice;
use crate::log::Kept;
use crate::pairing::roles::Roles;
use crate::pairing::stage::PairingState;
use crate::ports::Ports;
use crate::presence::Presence;
use crate::recovery::Erased;
use crate::room::Stage;

/// One person's Holdfast on one device. Cheap to clone: all clones are the same one.
pub struct Client<P: Ports> {
    pub(crate) inner: Rc<Inner<P>>,
}

impl<P: Ports> Clone for Client<P> {
    fn clone(&self) -> Self {
        Self {
            inner: Rc::clone(&self.inner),
        }
    }
}

/// Stages and locks.
impl<P: Ports> Client<P> {
    /// Looks at what this device holds; "no lock yet" opens by itself. `relay` is the address of
    /// the relay for her own space and for her invitations, such as `https://relay.example`.
    ///
    /// # Errors
    /// `Store` when the device's storage cannot be read; `Vault` when "no lock yet" cannot open.
    pub async fn open(ports: P, relay: &str) -> Result<Self, ClientError> {
        let client = Self::look(ports, relay).await?;
        client.let_in().await?;
        Ok(client)
    }

    /// Looks at what this device holds and opens nothing: what is needed to open may come later.
    ///
    /// # Errors
    /// `Store` when the device's storage cannot be read.
    pub async fn look(ports: P, relay: &str) -> Result<Self, ClientError> {
        let client = Self {
            inner: Rc::new(Inner::new(ports, relay)),
        };
        client.inner.look().await?;
        Ok(client)
    }

    /// Opens what stands without a lock, by the device's own safe. With a lock, or with nothing
    /// kept here, it does nothing.
    ///
    /// # Errors
    /// `Store`, `Crypto`; a safe that stays closed is none: the 24 words still open.
    pub async fn let_in(&self) -> Result<(), ClientError> {
        self.inner.let_in().await
    }

    /// Where this client stands.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.inner.room.borrow().stage()
    }

    /// Six words, made for her, to be her passphrase.
    ///
    /// # Errors
    /// `Crypto` when the device gives no randomness.
    pub fn make_passphrase(&self) -> Result<String, ClientError> {
        self.inner.make_passphrase()
    }

    /// Begins: makes her keys and locks them as she chose. No account, no network.
    ///
    /// # Errors
    /// `AlreadyOpen` unless the stage is `Fresh`; `Store`, `Vault`, `Crypto`.
    pub async fn begin(&self, lock: LockChoice<'_>) -> Result<(), ClientError> {
        self.inner.begin(lock).await
    }

    /// Opens the lock and reads everything. A wrong passphrase costs nothing but the time.
    ///
    /// # Errors
    /// `WrongPassphrase`; `AlreadyOpen` when it is open; `Store`, `Crypto`.
    pub async fn unlock(&self, passphrase: &str) -> Result<(), ClientError> {
        self.inner.unlock(passphrase).await
    }

    /// Wipes every key from memory. What is being kept at this moment is still kept.
    pub fn lock(&self) {
        self.inner.lock();
    }

    /// Whether a passphrase is needed to open; `false` while "later" stands.
    ///
    /// # Errors
    /// `Store`.
    pub async fn has_lock(&self) -> Result<bool, ClientError> {
        self.inner.has_lock().await
    }

    /// The lock once more, in an open app. While there is no lock, anything will do.
    ///
    /// # Errors
    /// `WrongPassphrase`; `Locked`; `Store`, `Crypto`.
    pub async fn prove(&self, passphrase: &str) -> Result<Presence, ClientError> {
        self.inner.prove(passphrase).await
    }

    /// Another lock. The old one stops opening in the same moment.
    ///
    /// # Errors
    /// `Locked`; `Store`, `Vault`, `Crypto`.
    pub async fn change_lock(
        &self,
        _proven: &Presence,
        lock: LockChoice<'_>,
    ) -> Result<(), ClientError> {
        self.inner.change_lock(lock).await
    }

    /// The 24 words, the same each time. They work once `sync` has reached the relay.
    ///
    /// # Errors
    /// `Locked`; `Store`, `Crypto`.
    pub async fn recovery_words(&self, _proven: &Presence) -> Result<String, ClientError> {
        self.inner.recovery_words().await
    }

    /// Brings everything back on a new device, from the 24 words and the relay alone.
    ///
    /// # Errors
    /// `Crypto` with the word that is mistaken, `NothingToRecover`, `AlreadyOpen` unless the stage
    /// is `Fresh`; `Transport`, `Refused`, `Store`, `Vault`.
    pub async fn recover(&self, words: &str, lock: LockChoice<'_>) -> Result<(), ClientError> {
        self.inner.recover(words, lock).await
    }

    /// Destroys everything on this device, and her own spaces at the relay when it is reached and
    /// no other device of hers uses them: such a one would put back all that it holds. The last of
    /// her devices takes them along. What others have received stays with them.
    ///
    /// # Errors
    /// `Store` when the device refuses; then nothing was erased here.
    pub async fn erase(&self, _proven: &Presence) -> Result<Erased, ClientError> {
        self.inner.erase().await
    }
}

/// The log and the ledger.
impl<P: Ports> Client<P> {
    /// Records one thing in her own space. `Ok` only after it is durably kept.
    ///
    /// # Errors
    /// `Locked`, `WrongSpace` for a kind of change that belongs to a shared space only, `Model`,
    /// `Store`; then nothing was kept.
    pub async fn record(&self, what: What) -> Result<Kept, ClientError> {
        self.inner.record(what).await
    }

    /// Records one thing in a shared space: the other will have it.
    ///
    /// # Errors
    /// As [`Client::record`], and `NoRelationship`.
    pub async fn record_shared(
        &self,
        relationship: RelationshipId,
        what: What,
    ) -> Result<Kept, ClientError> {
        self.inner.record_shared(relationship, what).await
    }

    /// Reads the ledger.
    ///
    /// # Errors
    /// `Locked`.
    pub fn read<T>(&self, look: impl FnOnce(&Ledger) -> T) -> Result<T, ClientError> {
        self.inner.with(|open| look(&open.ledger))
    }

    /// The time of the device.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.inner.now()
    }

    /// Sixteen random bytes for a new id of the model.
    ///
    /// # Errors
    /// `Crypto` when the device gives no randomness.
    pub fn make_id(&self) -> Result<[u8; ID_BYTES], ClientError> {
        self.inner.make_id()
    }

    /// Hears of changes until the subscription is dropped.
    pub fn subscribe(&self, callback: impl Fn(Event) + 'static) -> Subscription {
        self.inner.listeners.add(Rc::new(callback))
    }
}

/// The relay.
impl<P: Ports> Client<P> {
    /// Sends and fetches everything that waits, in all spaces. Does what is due first.
    ///
    /// # Errors
    /// `Locked`; `Store`. A relay that is not reached is no error: the report says so.
    pub async fn sync(&self) -> Result<SyncReport, ClientError> {
        self.inner.sync().await
    }

    /// Listens to a shared space (her own with `None`) until the stream ends; at each news it
    /// tells [`Event::News`].
    ///
    /// # Errors
    /// `Locked`, `NoRelationship`; `Transport`, `Refused`.
    pub async fn listen(&self, to: Option<RelationshipId>) -> Result<(), ClientError> {
        self.inner.listen(to).await
    }

    /// What she should know of, oldest first.
    #[must_use]
    pub fn alarms(&self) -> Vec<Notice> {
        self.inner
            .with(|open| open.notices.clone())
            .unwrap_or_default()
    }

    /// Six words from all heads of a shared space: when both read the same, the books match.
    ///
    /// # Errors
    /// `Locked`, `NoRelationship`.
    pub fn books(&self, relationship: RelationshipId) -> Result<[String; 6], ClientError> {
        self.inner.books(relationship)
    }
}

/// Two people.
impl<P: Ports> Client<P> {
    /// Makes an invitation: the fragment `#p=..` of a link, to be put behind the app's address
    /// and shown as a QR code. Only by whoever has shown the lock once more: who found the device
    /// open could else become the one to whom she hands over.
    ///
    /// # Errors
    /// `Locked`, `Crypto`.
    pub fn invite(&self, _proven: &Presence, roles: Roles) -> Result<String, ClientError> {
        self.inner.invite(roles)
    }

    /// Makes an invitation: a code `NNNN-word-word-word`, to be read aloud and typed. It stands
    /// one guess.
    ///
    /// # Errors
    /// `Locked`, `Crypto`; `Transport`, `Refused`.
    pub async fn invite_by_code(
        &self,
        _proven: &Presence,
        roles: Roles,
    ) -> Result<String, ClientError> {
        self.inner.invite_by_code(roles).await
    }

    /// Answers a link. To be called by an app that was started by it, so that the lock was opened
    /// just before.
    ///
    /// # Errors
    /// `Locked`, `PairingRefused`; `Transport`, `Refused`.
    pub async fn join(&self, link: &str) -> Result<PairingState, ClientError> {
        self.inner.join(link).await
    }

    /// Answers a code.
    ///
    /// # Errors
    /// As [`Client::join`].
    pub async fn join_by_code(
        &self,
        _proven: &Presence,
        code: &str,
    ) -> Result<PairingState, ClientError> {
        self.inner.join_by_code(code).await
    }

    /// Looks whether the other has answered. To be called every second or so while pairing.
    ///
    /// # Errors
    /// `PairingRefused` or `KeysDiffer`, after which the pairing is over; `Transport`, `Refused`.
    pub async fn pairing_step(&self) -> Result<PairingState, ClientError> {
        self.inner.pairing_step().await
    }

    /// She says that the three words match, and what she calls the other: that name stays in her
    /// own space. `Done` as soon as both have said so.
    ///
    /// # Errors
    /// `NoPairing` before the words are there; `Store`, `Crypto`.
    pub async fn confirm_words(&self, name: Line) -> Result<PairingState, ClientError> {
        self.inner.confirm_words(name).await
    }

    /// Ends a pairing without a result.
    pub fn abandon_pairing(&self) {
        self.inner.abandon_pairing();
    }

    /// Ends a relationship: keys are changed, each keeps what they had, nothing more arrives.
    ///
    /// # Errors
    /// `Locked`, `NoRelationship`; `Store`, `Crypto`.
    pub async fn end_relationship(&self, relationship: RelationshipId) -> Result<(), ClientError> {
        self.inner.end_relationship(relationship).await
    }
}

/// Handing over.
impl<P: Ports> Client<P> {
    /// Exactly what the other will see.
    ///
    /// # Errors
    /// `Locked`, `NoRelationship`, `Model`.
    pub fn preview(&self, draft: &HandoverDraft) -> Result<Preview, ClientError> {
        self.inner.preview(draft)
    }

    /// Hands over what was previewed, at its moment.
    ///
    /// # Errors
    /// `PreviewStale` when something has changed since; `Locked`, `NoRelationship`, `Store`.
    pub async fn hand_over(&self, preview: Preview) -> Result<HandoverId, ClientError> {
        self.inner.hand_over(preview).await
    }

    /// Takes a handover back: off a waiting one, or, once it left, until it is opened.
    /// After that it is a request to let it go.
    ///
    /// # Errors
    /// `HandoverState` when there is no such handover of hers; `Locked`, `Store`.
    pub async fn take_back(&self, handover: HandoverId) -> Result<(), ClientError> {
        self.inner.take_back(handover).await
    }

    /// "Now", said of a handover that waits.
    ///
    /// # Errors
    /// As [`Client::take_back`].
    pub async fn say_now(&self, handover: HandoverId) -> Result<(), ClientError> {
        self.inner.say_now(handover).await
    }

    /// The receiver opens one item: what can be read of it now, `None` while it is sealed or only
    /// known to exist. A receipt goes back only if both turned receipts on.
    ///
    /// # Errors
    /// `HandoverState` when no such item was handed to her; `Locked`, `Store`, `Crypto`.
    pub async fn open_item(&self, item: ItemRef) -> Result<Option<Snapshot>, ClientError> {
        self.inner.open_item(item).await
    }

    /// In the room: releases the keys of what is to be read together.
    ///
    /// # Errors
    /// `HandoverState` when nothing of it is sealed; `Locked`, `Store`.
    pub async fn release_in_room(&self, handover: HandoverId) -> Result<(), ClientError> {
        self.inner.release_in_room(handover).await
    }
}

/// Noticing, and files.
impl<P: Ports> Client<P> {
    /// The question that the line of one relationship asks now, if it asks one. To be looked at
    /// after each session note; the answer is recorded as `What::FindingAnswered`.
    ///
    /// # Errors
    /// `Locked`, `Model`.
    pub fn question(&self, with: RelationshipId) -> Result<Option<Question>, ClientError> {
        self.inner.question(with)
    }

    /// Everything in one file, without signatures.
    ///
    /// # Errors
    /// `Locked`, `Crypto`, `Model`.
    pub fn export(
        &self,
        _proven: &Presence,
        choice: ExportChoice<'_>,
    ) -> Result<Vec<u8>, ClientError> {
        self.inner.export(choice)
    }

    /// Takes in a file: what is not here yet is kept in her own space. Damaged places are counted
    /// and the rest is taken.
    ///
    /// # Errors
    /// `ExportRefused` for another file or a wrong passphrase, `ExportTooLarge`; `Locked`, `Store`.
    pub async fn import(
        &self,
        file: &[u8],
        passphrase: Option<&str>,
    ) -> Result<ImportReport, ClientError> {
        self.inner.import(file, passphrase).await
    }
}
