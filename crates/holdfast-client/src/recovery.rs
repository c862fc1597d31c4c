//! The 24 words, coming back with them, and going for good.
//! The words alone find the recovery space at the relay; it holds the root key and nothing else.

use holdfast_crypto::RootKey;
use holdfast_crypto::words::RecoveryWords;
use holdfast_store::{Batch, Op, Store};
use holdfast_wire::protocol::ProblemCode;
use holdfast_wire::{Envelope, Position};

use crate::client::Inner;
use crate::error::ClientError;
use crate::keyring::{Entry, Secret};
use crate::line::{self, Access};
use crate::lock::LockChoice;
use crate::ports::{Clock, DeviceVault, Ports};
use crate::relay::Relay;
use crate::room::{Room, Stage};

/// What an erasing has reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erased {
    /// Only this device: the relay was not reached, and still holds what nobody can read.
    OnlyHere,
    /// This device, and her own spaces at the relay.
    HereAndAtTheRelay,
}

impl<P: Ports> Inner<P> {
    pub(crate) async fn recovery_words(&self) -> Result<String, ClientError> {
        let kept = self.with(|open| open.recovery_words())??;
        let words = match kept {
            Some(words) => words,
            None => self.make_recovery_words().await?,
        };
        Ok(words.expose_for_paper().to_string())
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
        self.ports.store().commit(queued).await?;
        let entry = Entry::Words(Secret::new(words.expose_for_paper().as_bytes()));
        self.keep_entry(entry).await?;
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
        Ok(at_relay.map_or(Erased::OnlyHere, |()| Erased::HereAndAtTheRelay))
    }

    /// Her own space and the recovery space. Shared ones belong to two.
    async fn erase_at_relay(&self) -> Result<(), ClientError> {
        let relay = Relay::new(self.ports.transport(), &self.relay);
        let own = self.with(|open| {
            let recovery = open
                .recovery_words()
                .ok()
                .flatten()
                .map(|words| words.space().space());
            [Some(open.mine), recovery]
        })?;
        for space in own.into_iter().flatten() {
            let session = self.session(space, &relay).await?;
            relay.delete_space(space, &session.token).await?;
        }
        Ok(())
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
