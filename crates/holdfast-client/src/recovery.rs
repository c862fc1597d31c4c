//! The 24 words, coming back with them, and going for good.
//! The words alone find the recovery space at the relay; it holds the root key and nothing else.

use holdfast_crypto::RootKey;
use holdfast_crypto::words::RecoveryWords;
use holdfast_store::{Batch, Op, Store};
use holdfast_wire::protocol::ProblemCode;
use holdfast_wire::{Envelope, Position, SpaceId};

use crate::error::ClientError;
use crate::inner::Inner;
use crate::keyring::{Entry, Secret};
use crate::line::{self, Access};
use crate::lock::LockChoice;
use crate::ports::{Clock, DeviceVault, Ports};
use crate::relay::Relay;
use crate::room::{Open, Room, Stage};

/// What an erasing has reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erased {
    /// Only this device: the relay was not reached, and still holds what nobody can read.
    OnlyHere,
    /// This device, and her own spaces at the relay.
    HereAndAtTheRelay,
    /// Only this device: other devices of hers use her spaces at the relay, so those stay.
    HereAndOthersGoOn,
}

impl<P: Ports> Inner<P> {
    pub(crate) async fn recovery_words(&self) -> Result<String, ClientError> {
        let kept = self.with(|open| open.keyring.words().map(RecoveryWords::expose_for_paper))?;
        let paper = match kept {
            Some(paper) => paper,
            None => self.make_recovery_words().await?.expose_for_paper(),
        };
        Ok(paper.to_string())
    }

    /// Draws the words, keeps them in the keyring, and queues the root key for their space.
    async fn make_recovery_words(&self) -> Result<RecoveryWords, ClientError> {
        let mut entropy = self.ports.entropy();
        let words = RecoveryWords::make(&mut entropy)?;
        let envelope = self.with(|open| words.seal_root(&open.root, &mut entropy))??;
        let (space, id) = (envelope.space(), envelope.id());
        let queued = Batch::new()
            .with(Op::PutEnvelope {
                space,
                id,
                bytes: envelope.into_bytes(),
            })
            .with(Op::Queue { space, id });
        let entry = Entry::Words(Secret::new(words.expose_for_paper().as_bytes()));
        // In one commit: words without their envelope would open nothing, and an envelope without
        // its words would wait for ever.
        let _turn = self.turn.lock().await;
        self.append_entry_with(entry, queued).await?;
        Ok(words)
    }

    pub(crate) async fn recover(
        &self,
        words: &str,
        lock: LockChoice<'_>,
    ) -> Result<(), ClientError> {
        let _errand = self.errand.lock().await;
        let stage = self.room.borrow().stage();
        if stage == Stage::Open {
            return Err(ClientError::AlreadyOpen);
        }
        let words = RecoveryWords::parse(words)?;
        let root = self.fetch_root(&words).await?;
        let _turn = self.turn.lock().await;
        match stage {
            Stage::Fresh => self.settle_in(root, lock).await,
            _ => self.relock(root, lock).await,
        }
    }

    /// The root key out of the recovery space.
    async fn fetch_root(&self, words: &RecoveryWords) -> Result<RootKey, ClientError> {
        let relay = Relay::new(self.ports.transport(), &self.relay);
        let key = words.space();
        let now_ms = self.ports.clock().now().unix_ms();
        let session = line::open(&relay, &Access::of(&key), now_ms)
            .await
            .map_err(not_there)?;
        let items = relay.pull(key.space(), &session.token, Position(0)).await?;
        let mut roots = items.into_iter().filter_map(|(_, bytes)| {
            Envelope::parse(bytes)
                .ok()
                .and_then(|envelope| words.open_root(&envelope).ok())
        });
        roots.next().ok_or(ClientError::NothingToRecover)
    }

    pub(crate) async fn erase(&self) -> Result<Erased, ClientError> {
        let _errand = self.errand.lock().await;
        let at_relay = self.erase_at_relay().await;
        let _turn = self.turn.lock().await;
        self.ports
            .store()
            .commit(Batch::new().with(Op::EraseAll))
            .await?;
        // The safe's key opens nothing any more; if it stays, it opens nothing still.
        let _ = self.ports.vault().forget().await;
        self.enter(Room::Fresh);
        Ok(at_relay.unwrap_or(Erased::OnlyHere))
    }

    /// Her own space and the recovery space. Shared ones belong to two.
    async fn erase_at_relay(&self) -> Result<Erased, ClientError> {
        let relay = Relay::new(self.ports.transport(), &self.relay);
        let mine = self.with(|open| open.mine)?;
        // What waits here goes out first, and who else has joined is known only from the relay.
        self.exchange(mine).await?;
        if self.with_mut(|open| open.has_other_devices())?? {
            self.say_farewell(mine).await;
            return Ok(Erased::HereAndOthersGoOn);
        }
        let recovery = self.with(|open| open.keyring.words().map(|words| words.space().space()))?;
        for space in [Some(mine), recovery].into_iter().flatten() {
            let session = self.session(space, &relay).await?;
            relay.delete_space(space, &session.token).await?;
        }
        Ok(Erased::HereAndAtTheRelay)
    }

    /// Tells her other devices that this one does not go on, so that the last of them knows that it
    /// is the last. When it cannot be said, the last one leaves what is at the relay.
    async fn say_farewell(&self, mine: SpaceId) {
        let own = self.with_mut(|open| Ok::<_, ClientError>(open.space(mine)?.replica.device()));
        if let Ok(Ok(own)) = own
            && self.keep_entry(Entry::Left(own)).await.is_ok()
        {
            let _ = self.exchange(mine).await;
        }
    }
}

impl Open {
    /// Whether another device of hers has joined her own space, and was neither removed nor erased.
    fn has_other_devices(&mut self) -> Result<bool, ClientError> {
        let replica = &self.space(self.mine)?.replica;
        let own = replica.device();
        let devices: Vec<_> = replica.devices().map(|(device, _)| device).collect();
        let mut others = devices.into_iter().filter(|device| *device != own);
        Ok(others.any(|device| !self.keyring.has_left(device)))
    }
}

/// A relay that has no such space has nothing for these words.
fn not_there(error: ClientError) -> ClientError {
    match error {
        ClientError::Refused(ProblemCode::NotFound | ProblemCode::LoginRefused) => {
            ClientError::NothingToRecover
        }
        other => other,
    }
}
