//! A small world for tests: a clock that can be set, seeded randomness, a network that can fail.
//! Nothing here sleeps or asks the machine for the time: a run is the same each time.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use holdfast_client::{
    Client, Clock, DeviceVault, Ports, Request, Response, Transport, TransportError, VaultError,
};
use holdfast_crypto::{Entropy, EntropyFailed};
use holdfast_model::time::Instant;
use holdfast_store::{
    Batch, Key, LocalIndex, MemoryStore, Op, Quarantined, Stats, Store, StoreError,
};
use holdfast_wire::{EnvelopeId, SpaceId};

/// One device: everything that a client stands on.
#[derive(Clone)]
pub(crate) struct Device {
    pub(crate) store: Rc<Disk>,
    pub(crate) network: Network,
    pub(crate) vault: Safe,
    pub(crate) clock: Hands,
    seed: Seed,
}

impl Device {
    pub(crate) fn new(seed: u8, clock: &Hands) -> Self {
        Self {
            store: Rc::default(),
            network: Network::default(),
            vault: Safe::default(),
            clock: clock.clone(),
            seed: Seed(Rc::new(Cell::new((seed, 0)))),
        }
    }

    /// The app on this device, as after a reload.
    pub(crate) async fn open(&self, relay: &str) -> Client<Device> {
        Client::open(self.clone(), relay)
            .await
            .expect("the store of a test opens")
    }
}

impl Ports for Device {
    type Store = Disk;
    type Transport = Network;
    type Vault = Safe;
    type Clock = Hands;
    type Entropy = Seed;

    fn store(&self) -> &Disk {
        &self.store
    }

    fn transport(&self) -> &Network {
        &self.network
    }

    fn vault(&self) -> &Safe {
        &self.vault
    }

    fn clock(&self) -> &Hands {
        &self.clock
    }

    fn entropy(&self) -> Seed {
        self.seed.clone()
    }
}

/// A clock whose hands a test moves.
#[derive(Clone)]
pub(crate) struct Hands(Rc<Cell<u64>>);

impl Hands {
    pub(crate) fn at(unix_ms: u64) -> Self {
        Self(Rc::new(Cell::new(unix_ms)))
    }

    pub(crate) fn forward_days(&self, days: u64) {
        self.0.set(self.0.get() + days * 86_400_000);
    }

    pub(crate) fn back_hours(&self, hours: u64) {
        self.0.set(self.0.get() - hours * 3_600_000);
    }

    /// The time in some days.
    pub(crate) fn in_days(&self, days: u64) -> Instant {
        Instant::new(self.0.get() + days * 86_400_000, 60).expect("a time of this century")
    }
}

impl Clock for Hands {
    fn now(&self) -> Instant {
        self.0.set(self.0.get() + 1);
        Instant::new(self.0.get(), 60).expect("a time of this century")
    }
}

/// Random bytes that are the same in each run.
#[derive(Clone)]
pub(crate) struct Seed(Rc<Cell<(u8, u64)>>);

impl Entropy for Seed {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), EntropyFailed> {
        let (seed, count) = self.0.get();
        self.0.set((seed, count + 1));
        let mut hasher = blake3::Hasher::new_keyed(&[seed; 32]);
        hasher.update(&count.to_le_bytes());
        hasher.finalize_xof().fill(bytes);
        Ok(())
    }
}

/// HTTP over loopback, with the faults that a test wants.
#[derive(Clone, Default)]
pub(crate) struct Network {
    http: reqwest::Client,
    pub(crate) fault: Rc<Cell<Fault>>,
    /// Another relay answers in the place of the one that is asked.
    pub(crate) instead: Rc<RefCell<Option<String>>>,
    /// Every body that was sent.
    pub(crate) sent: Rc<RefCell<Vec<Vec<u8>>>>,
}

/// What the network does to an exchange.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Fault {
    #[default]
    None,
    /// Nothing goes out.
    Offline,
    /// The relay gets the request, the answer is lost.
    LosesAnswers,
    /// Pushes are answered as stored without being sent.
    LiesInAcks,
    /// Nothing can be pulled.
    LosesPulls,
    /// One bit of each pulled body is flipped.
    FlipsBits,
    /// The seal of the last envelope of every answer is altered.
    FlipsSeals,
}

impl Transport for Network {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.sent.borrow_mut().push(request.body.clone());
        let fault = self.fault.get();
        let is_push = request.method.as_str() == "POST" && request.url.ends_with("/envelopes");
        let is_pull = request.method.as_str() == "GET" && request.url.contains("/envelopes?");
        match fault {
            Fault::Offline => return Err(TransportError::Offline),
            Fault::LosesPulls if is_pull => return Err(TransportError::Offline),
            Fault::LiesInAcks if is_push => {
                // A head beyond everything: one that is too low would be noticed at once.
                return Ok(Response {
                    status: 200,
                    body: br#"{"head":1000000,"stored":0}"#.to_vec(),
                });
            }
            _ => {}
        }
        let mut response = self.exchange(request).await?;
        if fault == Fault::LosesAnswers {
            return Err(TransportError::Offline);
        }
        if fault == Fault::FlipsBits && is_pull && response.body.len() > 200 {
            response.body[150] ^= 1;
        }
        if fault == Fault::FlipsSeals
            && is_pull
            && let Some(last) = response.body.last_mut()
        {
            *last ^= 1;
        }
        Ok(response)
    }

    async fn live(&self, request: Request, heard: Rc<dyn Fn(&str)>) -> Result<(), TransportError> {
        let mut response = self
            .build(request)
            .send()
            .await
            .map_err(|_| TransportError::Offline)?;
        while let Ok(Some(chunk)) = response.chunk().await {
            for line in String::from_utf8_lossy(&chunk).lines() {
                if let Some(data) = line.strip_prefix("data:") {
                    heard(data.trim());
                }
            }
        }
        Ok(())
    }
}

impl Network {
    async fn exchange(&self, request: Request) -> Result<Response, TransportError> {
        let response = self
            .build(request)
            .send()
            .await
            .map_err(|_| TransportError::Offline)?;
        let status = response.status().as_u16();
        let body = response
            .bytes()
            .await
            .map_err(|_| TransportError::Unreadable)?
            .to_vec();
        Ok(Response { status, body })
    }

    fn build(&self, request: Request) -> reqwest::RequestBuilder {
        let method = request.method.as_str().parse().expect("a method of HTTP");
        let road = request.url.find("/v1/");
        let road = road.and_then(|at| request.url.get(at..));
        let url = match (&*self.instead.borrow(), road) {
            (Some(instead), Some(road)) => format!("{instead}{road}"),
            _ => request.url.clone(),
        };
        let mut builder = self.http.request(method, &url);
        if let Some(token) = &request.bearer {
            builder = builder.bearer_auth(token);
        }
        builder
            .header("content-type", request.content_type)
            .body(request.body)
    }
}

/// A safe that remembers what it wrapped.
#[derive(Clone, Default)]
pub(crate) struct Safe(Rc<RefCell<Vec<Vec<u8>>>>);

impl Safe {
    /// Whether nothing can be unwrapped any more.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.borrow().is_empty()
    }
}

impl DeviceVault for Safe {
    async fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, VaultError> {
        self.0.borrow_mut().push(secret.to_vec());
        Ok(vec![
            u8::try_from(self.0.borrow().len() - 1).map_err(|_| VaultError)?,
        ])
    }

    async fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, VaultError> {
        let at = usize::from(*wrapped.first().ok_or(VaultError)?);
        self.0.borrow().get(at).cloned().ok_or(VaultError)
    }

    async fn forget(&self) -> Result<(), VaultError> {
        self.0.borrow_mut().clear();
        Ok(())
    }
}

/// A store in memory that can be full, and can say "kept" of what it does not keep.
#[derive(Default)]
pub(crate) struct Disk {
    memory: MemoryStore,
    pub(crate) full: Cell<bool>,
    /// Whether everything waits for ever.
    pub(crate) clings: Cell<bool>,
}

impl Store for Disk {
    async fn commit(&self, batch: Batch) -> Result<(), StoreError> {
        let grows = |op: &Op| matches!(op, Op::PutEnvelope { .. });
        if self.full.get() && batch.ops().iter().any(grows) {
            return Err(StoreError::Full);
        }
        let goes = |op: &Op| matches!(op, Op::Unqueue { .. });
        if self.clings.get() && batch.ops().iter().any(goes) {
            return Ok(());
        }
        self.memory.commit(batch).await
    }

    async fn envelopes(
        &self,
        space: SpaceId,
        after: LocalIndex,
        limit: usize,
    ) -> Result<Vec<(LocalIndex, Vec<u8>)>, StoreError> {
        self.memory.envelopes(space, after, limit).await
    }

    async fn envelope(
        &self,
        space: SpaceId,
        id: EnvelopeId,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        self.memory.envelope(space, id).await
    }

    async fn waiting(&self, space: SpaceId) -> Result<Vec<EnvelopeId>, StoreError> {
        self.memory.waiting(space).await
    }

    async fn outbox(
        &self,
        space: SpaceId,
        limit: usize,
    ) -> Result<Vec<(EnvelopeId, Vec<u8>)>, StoreError> {
        self.memory.outbox(space, limit).await
    }

    async fn value(&self, key: &Key) -> Result<Option<Vec<u8>>, StoreError> {
        self.memory.value(key).await
    }

    async fn values(&self, prefix: &Key) -> Result<Vec<(Key, Vec<u8>)>, StoreError> {
        self.memory.values(prefix).await
    }

    async fn spaces(&self) -> Result<Vec<SpaceId>, StoreError> {
        self.memory.spaces().await
    }

    async fn quarantined(&self, space: SpaceId) -> Result<Vec<Quarantined>, StoreError> {
        self.memory.quarantined(space).await
    }

    async fn stats(&self) -> Result<Stats, StoreError> {
        self.memory.stats().await
    }
}
