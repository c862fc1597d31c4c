//! Ten years of nights in one file: three writings of 300 words a day, as the app exports them.
//! The file is the same each time. `cargo run --example ten_years -- FILE`, for whoever measures.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_util::FutureExt;
use holdfast_client::{
    Client, Clock, DeviceVault, ExportChoice, LockChoice, Ports, Request, Response, Transport,
    TransportError, VaultError,
};
use holdfast_crypto::testing::SeededEntropy;
use holdfast_crypto::{Entropy, EntropyFailed};
use holdfast_model::What;
use holdfast_model::id::WritingId;
use holdfast_model::part::Voice;
use holdfast_model::scale::Few;
use holdfast_model::text::Words;
use holdfast_model::thing::{Links, Revised};
use holdfast_model::time::Instant;
use holdfast_model::writing::Writing;
use holdfast_store::MemoryStore;

type Fault = Box<dyn std::error::Error>;

fn main() -> Result<(), Fault> {
    let file = std::env::args().nth(1).ok_or("say the name of a file")?;
    // Nothing here waits for anything: every future is ready when it is asked.
    let made = write().now_or_never().ok_or("it waited")??;
    std::fs::write(file, made)?;
    Ok(())
}

async fn write() -> Result<Vec<u8>, Fault> {
    let client = Client::open(Desk::default(), "https://relay.example").await?;
    client.begin(LockChoice::Later).await?;
    for night in 0..NIGHTS {
        let content = Writing {
            voice: Voice::NoOne,
            words: Some(Words::parse(&page(night))?),
            to: None,
            about: Links::default(),
        };
        let id = WritingId::new(client.make_id()?);
        let builds_on = Few::default();
        client
            .record(What::WritingRevised(Revised {
                id,
                builds_on,
                content,
            }))
            .await?;
    }
    let proven = client.prove("").await?;
    Ok(client.export(&proven, ExportChoice::Plain)?)
}

/// 300 words, another page each night.
fn page(night: usize) -> String {
    let word = |at: usize| WORDS.get((night * 7 + at * (night % 5 + 1)) % WORDS.len());
    let words: Vec<&str> = (0..300).filter_map(word).copied().collect();
    format!("Night {night}. {}", words.join(" "))
}

/// A device that exists in memory, without a network.
#[derive(Clone)]
struct Desk {
    store: Rc<MemoryStore>,
    clock: Steps,
    entropy: Same,
}

impl Default for Desk {
    fn default() -> Self {
        Self {
            store: Rc::default(),
            clock: Steps(Rc::new(Cell::new(BEGUN_MS))),
            entropy: Same(Rc::new(RefCell::new(SeededEntropy::new(1)))),
        }
    }
}

impl Ports for Desk {
    type Store = MemoryStore;
    type Transport = Nowhere;
    type Vault = Glass;
    type Clock = Steps;
    type Entropy = Same;

    fn store(&self) -> &MemoryStore {
        &self.store
    }

    fn transport(&self) -> &Nowhere {
        &Nowhere
    }

    fn vault(&self) -> &Glass {
        &Glass
    }

    fn clock(&self) -> &Steps {
        &self.clock
    }

    fn entropy(&self) -> Same {
        self.entropy.clone()
    }
}

/// A clock that goes on by a third of a day whenever it is read.
#[derive(Clone)]
struct Steps(Rc<Cell<u64>>);

impl Clock for Steps {
    fn now(&self) -> Instant {
        let now = self.0.get();
        self.0.set(now + DAY_MS / 3);
        Instant::new(now, 0).unwrap_or_else(|_| Instant::example(0))
    }
}

#[derive(Clone)]
struct Same(Rc<RefCell<SeededEntropy>>);

impl Entropy for Same {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), EntropyFailed> {
        self.0.borrow_mut().fill(bytes)
    }
}

struct Nowhere;

impl Transport for Nowhere {
    async fn send(&self, _: Request) -> Result<Response, TransportError> {
        Err(TransportError::Offline)
    }

    async fn live(&self, _: Request, _: Rc<dyn Fn(&str)>) -> Result<(), TransportError> {
        Err(TransportError::Offline)
    }
}

/// A safe that one can see through: what is made here is nobody's.
struct Glass;

impl DeviceVault for Glass {
    async fn wrap(&self, secret: &[u8]) -> Result<Vec<u8>, VaultError> {
        Ok(secret.to_vec())
    }

    async fn unwrap(&self, wrapped: &[u8]) -> Result<Vec<u8>, VaultError> {
        Ok(wrapped.to_vec())
    }

    async fn forget(&self) -> Result<(), VaultError> {
        Ok(())
    }
}

const NIGHTS: usize = 10_950;
const DAY_MS: u64 = 24 * 3_600 * 1_000;
/// 1 January 2016.
const BEGUN_MS: u64 = 1_451_606_400_000;
const WORDS: [&str; 32] = [
    "evening", "door", "quiet", "window", "we", "spoke", "slowly", "and", "then", "nothing",
    "harbour", "light", "I", "waited", "for", "the", "train", "rain", "on", "tram", "she", "said",
    "that", "it", "was", "enough", "today", "a", "cup", "of", "warm", "tea",
];
