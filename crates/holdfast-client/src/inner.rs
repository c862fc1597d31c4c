//! What all clones of a client share, and what every room of it needs.
//! Invariant: no borrow of the state is held while anything waits.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use futures_util::lock::Mutex;
use holdfast_crypto::Entropy;
use holdfast_detect::Model;
use holdfast_model::id::ID_BYTES;
use holdfast_model::time::Instant;

use crate::error::ClientError;
use crate::listeners::Listeners;
use crate::ports::{Clock, Ports};
use crate::room::{Open, Room};

/// What all clones share.
pub(crate) struct Inner<P: Ports> {
    pub(crate) ports: P,
    pub(crate) relay: String,
    /// Held while the chain of this device grows: one change after the other.
    pub(crate) turn: Mutex<()>,
    /// Held while the relay is spoken to: one exchange of everything at a time.
    pub(crate) errand: Mutex<()>,
    /// Held while a pairing takes a step.
    pub(crate) meeting: Mutex<()>,
    /// The detector's null model, made at the first question.
    pub(crate) detector: OnceCell<Arc<Model>>,
    pub(crate) room: RefCell<Room>,
    pub(crate) listeners: Rc<Listeners>,
}

impl<P: Ports> Inner<P> {
    pub(crate) fn new(ports: P, relay: &str) -> Self {
        Self {
            ports,
            relay: relay.trim_end_matches('/').to_owned(),
            turn: Mutex::new(()),
            errand: Mutex::new(()),
            meeting: Mutex::new(()),
            detector: OnceCell::new(),
            room: RefCell::default(),
            listeners: Rc::default(),
        }
    }

    pub(crate) fn with<T>(&self, look: impl FnOnce(&Open) -> T) -> Result<T, ClientError> {
        match &*self.room.borrow() {
            Room::Open(open) => Ok(look(open)),
            Room::Fresh | Room::Locked => Err(ClientError::Locked),
        }
    }

    pub(crate) fn with_mut<T>(&self, act: impl FnOnce(&mut Open) -> T) -> Result<T, ClientError> {
        match &mut *self.room.borrow_mut() {
            Room::Open(open) => Ok(act(open)),
            Room::Fresh | Room::Locked => Err(ClientError::Locked),
        }
    }

    pub(crate) fn now(&self) -> Instant {
        self.ports.clock().now()
    }

    pub(crate) fn make_id(&self) -> Result<[u8; ID_BYTES], ClientError> {
        let mut bytes = [0; ID_BYTES];
        self.ports
            .entropy()
            .fill(&mut bytes)
            .map_err(holdfast_crypto::CryptoError::from)?;
        Ok(bytes)
    }
}
