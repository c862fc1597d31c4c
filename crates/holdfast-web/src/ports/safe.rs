//! Two small safes of the device: AES-GCM under a WebCrypto key that no script can take out.
//! Invariant: the key is made not extractable; a safe opens only in the browser that closed it.

use holdfast_client::{DeviceVault, VaultError};
use idb::{Database, DatabaseEvent, Factory, ObjectStoreParams, Query, TransactionMode};
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Crypto, CryptoKey};

/// A safe: a database of its own with a key and, for Hold, one sealed record.
pub(crate) struct Safe {
    database: &'static str,
    shelf: &'static str,
}

impl Safe {
    /// Guards the root key while she has not chosen a lock.
    pub(crate) const VAULT: Self = Self {
        database: "holdfast-vault",
        shelf: "safe",
    };
    /// What Hold may show without unlocking; read by hold.js.
    pub(crate) const HOLD: Self = Self {
        database: "holdfast-hold",
        shelf: "plan",
    };

    /// Closes `secret` in: nonce, then ciphertext.
    pub(crate) async fn close(&self, secret: &[u8]) -> Option<Vec<u8>> {
        let key = match self.read("key").await {
            Some(key) => key.dyn_into::<CryptoKey>().ok()?,
            None => self.make_key().await?,
        };
        let mut nonce = [0; NONCE_BYTES];
        let crypto = crypto()?;
        crypto.get_random_values_with_u8_array(&mut nonce).ok()?;
        let data = Uint8Array::from(secret);
        let sealed = crypto
            .subtle()
            .encrypt_with_object_and_buffer_source(&parameters(&nonce)?, &key, &data)
            .ok()?;
        let sealed = Uint8Array::new(&JsFuture::from(sealed).await.ok()?).to_vec();
        Some([&nonce[..], &sealed].concat())
    }

    /// Opens what [`Safe::close`] gave.
    pub(crate) async fn open(&self, closed: &[u8]) -> Option<Vec<u8>> {
        let key = self.read("key").await?.dyn_into::<CryptoKey>().ok()?;
        let (nonce, sealed) = closed.split_at_checked(NONCE_BYTES)?;
        let data = Uint8Array::from(sealed);
        let opened = crypto()?
            .subtle()
            .decrypt_with_object_and_buffer_source(&parameters(nonce)?, &key, &data)
            .ok()?;
        Some(Uint8Array::new(&JsFuture::from(opened).await.ok()?).to_vec())
    }

    /// Keeps a closed record in the safe's own database.
    pub(crate) async fn put(&self, closed: &[u8]) -> Option<()> {
        self.write("sealed", &Uint8Array::from(closed)).await
    }

    /// Destroys the key and the record: what was closed in is gone for good.
    pub(crate) async fn destroy(&self) -> Option<()> {
        let database = self.database().await?;
        let transaction = database
            .transaction(&[self.shelf], TransactionMode::ReadWrite)
            .ok()?;
        let shelf = transaction.object_store(self.shelf).ok()?;
        for name in ["key", "sealed"] {
            shelf
                .delete(Query::Key(JsValue::from_str(name)))
                .ok()?
                .await
                .ok()?;
        }
        transaction.commit().ok()?.await.ok()?;
        database.close();
        Factory::new().ok()?.delete(self.database).ok()?.await.ok()
    }

    async fn make_key(&self) -> Option<CryptoKey> {
        let how = Object::new();
        Reflect::set(&how, &"name".into(), &"AES-GCM".into()).ok()?;
        Reflect::set(&how, &"length".into(), &256.into()).ok()?;
        let uses = Array::of2(&"encrypt".into(), &"decrypt".into());
        let made = crypto()?
            .subtle()
            .generate_key_with_object(&how, false, &uses)
            .ok()?;
        let key = JsFuture::from(made).await.ok()?;
        self.write("key", &key).await?;
        key.dyn_into().ok()
    }

    async fn database(&self) -> Option<Database> {
        let shelf = self.shelf;
        let mut request = Factory::new().ok()?.open(self.database, Some(1)).ok()?;
        request.on_upgrade_needed(move |event| {
            if let Ok(database) = event.database() {
                let _made = database.create_object_store(shelf, ObjectStoreParams::new());
            }
        });
        request.await.ok()
    }

    async fn read(&self, name: &str) -> Option<JsValue> {
        let database = self.database().await?;
        let transaction = database
            .transaction(&[self.shelf], TransactionMode::ReadOnly)
            .ok()?;
        let shelf = transaction.object_store(self.shelf).ok()?;
        let value = shelf.get(JsValue::from_str(name)).ok()?.await.ok()?;
        database.close();
        value
    }

    async fn write(&self, name: &str, value: &JsValue) -> Option<()> {
        let database = self.database().await?;
        let transaction = database
            .transaction(&[self.shelf], TransactionMode::ReadWrite)
            .ok()?;
        let shelf = transaction.object_store(self.shelf).ok()?;
        shelf
            .put(value, Some(&JsValue::from_str(name)))
            .ok()?
            .await
            .ok()?;
        transaction.commit().ok()?.await.ok()?;
        database.close();
        Some(())
    }
}

impl DeviceVault for Safe {
    async fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.close(secret).await.ok_or(VaultError)
    }

    async fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.open(wrapped).await.ok_or(VaultError)
    }

    async fn forget(&self) -> Result<(), VaultError> {
        self.destroy().await.ok_or(VaultError)
    }
}

/// The browser's cryptography, if it has one.
pub(crate) fn crypto() -> Option<Crypto> {
    Reflect::get(&js_sys::global(), &"crypto".into())
        .ok()?
        .dyn_into()
        .ok()
}

fn parameters(nonce: &[u8]) -> Option<Object> {
    let how = Object::new();
    Reflect::set(&how, &"name".into(), &"AES-GCM".into()).ok()?;
    Reflect::set(&how, &"iv".into(), &Uint8Array::from(nonce)).ok()?;
    Some(how)
}

/// The nonce of AES-GCM, before each ciphertext (hold.js reads the same layout).
const NONCE_BYTES: usize = 12;
