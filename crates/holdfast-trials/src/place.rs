//! One store that a page may hold open while something happens to it.
//!
//! Invariant: an error reaches the page as its stable code, and nothing else.

use holdfast_store::{Batch, IndexedDbStore, LocalIndex, Op, Store, StoreError};
use holdfast_wire::{EnvelopeId, SpaceId};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// A store with numbered envelopes in one space.
#[wasm_bindgen]
pub struct Place {
    store: IndexedDbStore,
}

#[wasm_bindgen]
impl Place {
    /// Opens the database with this name.
    ///
    /// # Errors
    /// The code of the store's error.
    pub async fn open(name: String) -> Result<Place, JsValue> {
        let store = IndexedDbStore::open(&name).await.map_err(coded)?;
        Ok(Place { store })
    }

    /// Keeps envelope `number` with so many bytes, at least 4, and queues it.
    ///
    /// # Errors
    /// The code of the store's error.
    pub async fn append(&self, number: u32, size: usize) -> Result<(), JsValue> {
        let id = id_of(number);
        let put = Op::PutEnvelope {
            space: SPACE,
            id,
            bytes: bytes_of(number, size),
        };
        let batch = Batch::new().with(put).with(Op::Queue { space: SPACE, id });
        self.store.commit(batch).await.map_err(coded)
    }

    /// The numbers that are held whole and wait in the outbox, in their order.
    ///
    /// # Errors
    /// The code of the store's error, or that of damage when an envelope is not as it was written.
    pub async fn numbers(&self) -> Result<Vec<u32>, JsValue> {
        let held = self.store.envelopes(SPACE, LocalIndex::START, usize::MAX);
        let held = held.await.map_err(coded)?;
        let waiting = self.store.outbox(SPACE, usize::MAX).await.map_err(coded)?;
        let damage = || coded(StoreError::Corrupt("not as written".into()));
        if held.len() != waiting.len() {
            return Err(damage());
        }
        let whole = held.iter().zip(waiting).map(|((_, bytes), (id, sent))| {
            let number = number_of(bytes)?;
            let as_written = *bytes == bytes_of(number, bytes.len()) && *bytes == sent;
            (as_written && id == id_of(number)).then_some(number)
        });
        whole.collect::<Option<Vec<_>>>().ok_or_else(damage)
    }
}

const SPACE: SpaceId = SpaceId::from_bytes([0x11; SpaceId::LEN]);

fn id_of(number: u32) -> EnvelopeId {
    let mut bytes = [0; EnvelopeId::LEN];
    for (place, byte) in bytes.iter_mut().zip(number.to_be_bytes()) {
        *place = byte;
    }
    EnvelopeId::from_bytes(bytes)
}

/// The number, then noise from it (xorshift32, Marsaglia 2003): a browser compresses what it can,
/// and
/// ciphertext cannot be.
fn bytes_of(number: u32, size: usize) -> Vec<u8> {
    let mut state = number.wrapping_mul(2).wrapping_add(1);
    let filling = (4..size).map(|_| {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state as u8
    });
    number.to_be_bytes().into_iter().chain(filling).collect()
}

fn number_of(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk().map(|first| u32::from_be_bytes(*first))
}

fn coded(error: StoreError) -> JsValue {
    JsValue::from_str(error.code())
}
