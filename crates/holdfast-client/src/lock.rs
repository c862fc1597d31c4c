//! Beginning, locking, unlocking, and changing the lock.
//! The root key rests in slots only; a lock is a slot, and nothing else is needed to open all.

use std::rc::Rc;

use holdfast_crypto::slot::{
    PassphraseCost, Stretch, Stretched, make_device_slot, make_stretched_slot, open_device_slot,
    open_stretched_slot,
};
use holdfast_crypto::words;
use holdfast_crypto::{CryptoError, DeviceSeed, Entropy, RootKey};
use holdfast_store::{Batch, Key, Op, Store};
use zeroize::Zeroizing;

use crate::error::ClientError;
use crate::inner::Inner;
use crate::listeners::Event;
use crate::ports::{DeviceVault, Ports};
use crate::room::{Room, Stage};

/// How she wants it locked.
#[derive(Clone, Copy)]
pub enum LockChoice<'a> {
    /// With this passphrase: six words that were made for her, or a phrase of her own.
    Passphrase(&'a str),
    /// Later: until then the device's own safe opens it, so anyone with the device can read it.
    Later,
}

impl<P: Ports> Inner<P> {
    pub(crate) fn make_passphrase(&self) -> Result<String, ClientError> {
        Ok(words::make_passphrase(&mut self.ports.entropy())?.to_string())
    }

    /// What does this device hold?
    pub(crate) async fn look(&self) -> Result<(), ClientError> {
        if self.has_lock().await? || self.value(&DEVICE_SLOT).await?.is_some() {
            self.enter(Room::Locked);
        }
        Ok(())
    }

    /// "No lock yet" opens by itself.
    pub(crate) async fn let_in(&self) -> Result<(), ClientError> {
        if self.room.borrow().stage() != Stage::Locked || self.has_lock().await? {
            return Ok(());
        }
        match self.unlock("").await {
            // The safe may be closed for now, or for good: the 24 words still open.
            Ok(()) | Err(ClientError::Vault(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    pub(crate) async fn has_lock(&self) -> Result<bool, ClientError> {
        Ok(self.passphrase_slot().await?.is_some())
    }

    pub(crate) async fn passphrase_slot(&self) -> Result<Option<Vec<u8>>, ClientError> {
        self.value(&PASSPHRASE_SLOT).await
    }

    pub(crate) async fn begin(&self, lock: LockChoice<'_>) -> Result<(), ClientError> {
        let _turn = self.turn.lock().await;
        if self.room.borrow().stage() != Stage::Fresh {
            return Err(ClientError::AlreadyOpen);
        }
        let root = RootKey::make(&mut self.ports.entropy())?;
        self.settle_in(root, lock).await
    }

    /// Makes this device a home of `root`: lock, seed and first records in one commit.
    pub(crate) async fn settle_in(
        &self,
        root: RootKey,
        lock: LockChoice<'_>,
    ) -> Result<(), ClientError> {
        let mut batch = self
            .prepare(lock)
            .await?
            .batch(&root, &mut self.ports.entropy())?;
        let seed = DeviceSeed::make(&mut self.ports.entropy())?;
        let sealed = root.seal_local(
            SEED_NAME,
            seed.expose_for_store(),
            &mut self.ports.entropy(),
        )?;
        batch.push(Op::PutValue {
            key: DEVICE_SEED,
            bytes: sealed,
        });
        self.ports.store().commit(batch).await?;
        self.open_room(Rc::new(root)).await
    }

    /// Another lock for a device that holds data of `root` already: the passphrase was forgotten.
    pub(crate) async fn relock(
        &self,
        root: RootKey,
        lock: LockChoice<'_>,
    ) -> Result<(), ClientError> {
        // Words of somebody else open nothing here.
        self.seed(&root).await?;
        let batch = self
            .prepare(lock)
            .await?
            .batch(&root, &mut self.ports.entropy())?;
        self.ports.store().commit(batch).await?;
        self.open_room(Rc::new(root)).await
    }

    pub(crate) async fn unlock(&self, passphrase: &str) -> Result<(), ClientError> {
        let _turn = self.turn.lock().await;
        match self.room.borrow().stage() {
            Stage::Open => return Err(ClientError::AlreadyOpen),
            Stage::Fresh => return Err(ClientError::Locked),
            Stage::Locked => {}
        }
        let root = match self.passphrase_slot().await? {
            Some(slot) => self.open_by_words(&slot, passphrase).await?,
            None => self.open_by_vault().await?,
        };
        self.open_room(Rc::new(root)).await
    }

    pub(crate) fn lock(&self) {
        if self.room.borrow().stage() == Stage::Open {
            self.enter(Room::Locked);
        }
    }

    pub(crate) async fn change_lock(&self, lock: LockChoice<'_>) -> Result<(), ClientError> {
        let _turn = self.turn.lock().await;
        let prepared = self.prepare(lock).await?;
        let is_locked = matches!(prepared, Prepared::Passphrase { .. });
        let batch = self.with(|open| prepared.batch(&open.root, &mut self.ports.entropy()))??;
        self.ports.store().commit(batch).await?;
        if is_locked {
            // What deleted slots may leave in the device's files opens with this key alone. A safe
            // that refuses now changes nothing about the new lock.
            let _ = self.ports.vault().forget().await;
        }
        Ok(())
    }

    /// The part of making a lock that takes time, or needs the device's safe.
    async fn prepare(&self, lock: LockChoice<'_>) -> Result<Prepared, ClientError> {
        match lock {
            LockChoice::Passphrase(phrase) => {
                let cost = PassphraseCost::STANDARD;
                let stretch = Stretch::make(cost, &mut self.ports.entropy())?;
                let stretched = self.ports.stretch(stretch, phrase).await?;
                Ok(Prepared::Passphrase { stretch, stretched })
            }
            LockChoice::Later => {
                let mut secret = Zeroizing::new([0; 32]);
                self.ports
                    .entropy()
                    .fill(&mut *secret)
                    .map_err(CryptoError::from)?;
                let wrapped = self.ports.vault().wrap(secret.as_slice()).await?;
                Ok(Prepared::Later { secret, wrapped })
            }
        }
    }

    pub(crate) async fn open_by_words(
        &self,
        slot: &[u8],
        phrase: &str,
    ) -> Result<RootKey, ClientError> {
        let stretch = Stretch::of(slot)?;
        let stretched = self.ports.stretch(stretch, phrase).await;
        let opened = stretched.and_then(|stretched| open_stretched_slot(slot, &stretched));
        opened.map_err(wrong_passphrase)
    }

    async fn open_by_vault(&self) -> Result<RootKey, ClientError> {
        let (slot, wrapped) = (
            self.value(&DEVICE_SLOT).await?,
            self.value(&DEVICE_SECRET).await?,
        );
        let (slot, wrapped) = slot.zip(wrapped).ok_or(ClientError::Locked)?;
        let secret = Zeroizing::new(self.ports.vault().unwrap(&wrapped).await?);
        let secret = secret
            .as_slice()
            .try_into()
            .map_err(|_| crate::ports::VaultError)?;
        Ok(open_device_slot(&slot, secret)?)
    }

    pub(crate) async fn seed(&self, root: &RootKey) -> Result<DeviceSeed, ClientError> {
        let sealed = self
            .value(&DEVICE_SEED)
            .await?
            .ok_or(ClientError::Unreadable)?;
        let bytes = root.open_local(SEED_NAME, &sealed)?;
        let bytes = bytes
            .as_slice()
            .try_into()
            .map_err(|_| ClientError::Unreadable)?;
        Ok(DeviceSeed::from_store(bytes))
    }

    /// Takes the place of the room before; told only when the stage is another one, because a
    /// screen that hears of a stage begins anew.
    pub(crate) fn enter(&self, room: Room) {
        let before = self.room.borrow().stage();
        drop(self.room.replace(room));
        if self.room.borrow().stage() != before {
            self.listeners.tell(Event::Stage);
        }
    }

    pub(crate) async fn value(&self, key: &Key) -> Result<Option<Vec<u8>>, ClientError> {
        Ok(self.ports.store().value(key).await?)
    }
}

/// A lock that is ready to be made.
enum Prepared {
    Passphrase {
        stretch: Stretch,
        stretched: Stretched,
    },
    Later {
        secret: Zeroizing<[u8; 32]>,
        wrapped: Vec<u8>,
    },
}

impl Prepared {
    /// The steps that set this lock and remove the others.
    fn batch(self, root: &RootKey, entropy: &mut dyn Entropy) -> Result<Batch, ClientError> {
        match self {
            Self::Passphrase { stretch, stretched } => {
                let slot = make_stretched_slot(root, &stretch, &stretched, entropy)?;
                Ok(Batch::new()
                    .with(Op::PutValue {
                        key: PASSPHRASE_SLOT,
                        bytes: slot,
                    })
                    .with(Op::DeleteValue { key: DEVICE_SLOT })
                    .with(Op::DeleteValue { key: DEVICE_SECRET }))
            }
            Self::Later { secret, wrapped } => {
                let slot = make_device_slot(root, &secret, entropy)?;
                Ok(Batch::new()
                    .with(Op::PutValue {
                        key: DEVICE_SLOT,
                        bytes: slot,
                    })
                    .with(Op::PutValue {
                        key: DEVICE_SECRET,
                        bytes: wrapped,
                    })
                    .with(Op::DeleteValue {
                        key: PASSPHRASE_SLOT,
                    }))
            }
        }
    }
}

fn wrong_passphrase(error: CryptoError) -> ClientError {
    match error {
        CryptoError::WrongSecret => ClientError::WrongPassphrase,
        other => ClientError::Crypto(other),
    }
}

const PASSPHRASE_SLOT: Key = Key::literal("lock/passphrase");
const DEVICE_SLOT: Key = Key::literal("lock/device");
const DEVICE_SECRET: Key = Key::literal("lock/device-secret");
const DEVICE_SEED: Key = Key::literal("device/seed");
const SEED_NAME: &str = "device seed";
