//! The queue on a database that can be held, broken and watched.

use super::*;
use crate::db::{Answer, Mail, Mailed, Page, Row, Space, SpaceKeys, Written};
use holdfast_wire::{Envelope, EnvelopeId, MailboxId, Position, WriteToken};
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Mutex as Guarded;
use std::sync::atomic::{AtomicBool, Ordering};

/// Appends as told; everything else is not asked of it here.
struct Held {
    gate: Semaphore,
    is_full: AtomicBool,
    transactions: Guarded<Vec<usize>>,
}

impl Held {
    fn new(open: usize) -> Arc<Self> {
        let (is_full, transactions) = (AtomicBool::new(false), Guarded::default());
        Arc::new(Self {
            gate: Semaphore::new(open),
            is_full,
            transactions,
        })
    }

    fn transactions(&self) -> Vec<usize> {
        self.transactions.lock().unwrap().clone()
    }
}

fn unasked<T: Send + 'static>() -> Answer<'static, T> {
    Box::pin(ready(Err(ProblemCode::Internal.into())))
}

impl Db for Held {
    fn append(&self, appends: Vec<Append>, _: Quota) -> Answer<'_, Vec<Appended>> {
        Box::pin(async move {
            self.gate.acquire().await.unwrap().forget();
            self.transactions.lock().unwrap().push(appends.len());
            if self.is_full.load(Ordering::SeqCst) {
                return Err(RelayError::StorageFull);
            }
            Ok(appends
                .iter()
                .map(|_| Appended::Stored {
                    head: Position(1),
                    new: 1,
                })
                .collect())
        })
    }
    fn secret(&self, _: [u8; 32]) -> Answer<'_, [u8; 32]> {
        unasked()
    }
    fn replace_secret(&self, _: [u8; 32]) -> Answer<'_, ()> {
        unreachable!()
    }

    fn create_space(&self, _: SpaceId, _: SpaceKeys) -> Answer<'_, Written> {
        unasked()
    }
    fn space(&self, _: SpaceId) -> Answer<'_, Option<Space>> {
        unasked()
    }
    fn rotate(&self, _: SpaceId, _: u64, _: SpaceKeys) -> Answer<'_, bool> {
        unasked()
    }
    fn delete_space(&self, _: SpaceId, _: u64) -> Answer<'_, bool> {
        unasked()
    }
    fn envelopes(&self, _: SpaceId, _: Position, _: Page) -> Answer<'_, Vec<Row>> {
        unasked()
    }
    fn delete_envelopes(&self, _: SpaceId, _: u64, _: Vec<EnvelopeId>) -> Answer<'_, Option<u64>> {
        unasked()
    }
    fn put_mailbox(&self, _: Mail, _: u64) -> Answer<'_, Mailed> {
        unasked()
    }
    fn mailbox(&self, _: MailboxId, _: u64) -> Answer<'_, Option<Vec<u8>>> {
        unasked()
    }
    fn probe(&self) -> Answer<'_, ()> {
        unasked()
    }
    fn close(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(ready(()))
    }
}

fn queue(db: &Arc<Held>) -> Arc<Queue> {
    let quota = Quota {
        bytes: 1 << 40,
        envelopes: 1 << 40,
    };
    let (hub, metrics) = (Arc::new(Hub::new(1, 1)), Arc::new(Metrics::default()));
    Arc::new(Queue::start(
        Arc::clone(db) as Arc<dyn Db>,
        quota,
        hub,
        metrics,
    ))
}

fn append(padded: usize) -> Append {
    let space = SpaceId::from_bytes([1; 16]);
    let token = WriteToken::from_bytes([1; 32]);
    let envelope = Envelope::assemble(space, &token, [0; 24], &vec![0; padded + 16]).unwrap();
    Append {
        space,
        generation: 0,
        envelopes: vec![(envelope.id(), envelope)],
    }
}

fn asked(
    queue: &Arc<Queue>,
    count: usize,
    padded: usize,
) -> Vec<JoinHandle<Result<Appended, RelayError>>> {
    (0..count)
        .map(|_| {
            let queue = Arc::clone(queue);
            tokio::spawn(async move { queue.append(append(padded)).await })
        })
        .collect()
}

async fn settle() {
    for _ in 0..10_000 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_waits_while_one_is_written_is_written_together() {
    let db = Held::new(0);
    let queue = queue(&db);
    let mut waiting = asked(&queue, 1, 256);
    settle().await;
    waiting.extend(asked(&queue, 40, 256));
    settle().await;
    assert!(
        waiting.iter().all(|one| !one.is_finished()),
        "nobody is told before the commit"
    );
    db.gate.add_permits(2);
    for one in waiting {
        assert!(one.await.unwrap().is_ok());
    }
    assert_eq!(db.transactions(), [1, 40]);
}

#[tokio::test]
async fn a_commit_that_fails_is_told_to_all_who_waited_for_it() {
    let db = Held::new(0);
    let queue = queue(&db);
    let waiting = asked(&queue, 5, 256);
    db.is_full.store(true, Ordering::SeqCst);
    db.gate.add_permits(5);
    for one in waiting {
        assert!(matches!(one.await.unwrap(), Err(RelayError::StorageFull)));
    }
    db.is_full.store(false, Ordering::SeqCst);
    db.gate.add_permits(1);
    assert!(
        queue.append(append(256)).await.is_ok(),
        "the next one is judged by itself"
    );
}

#[tokio::test]
async fn draining_writes_what_waits_and_takes_nothing_more() {
    let db = Held::new(0);
    let queue = queue(&db);
    let waiting = asked(&queue, 3, 256);
    settle().await;
    let draining = tokio::spawn({
        let queue = Arc::clone(&queue);
        async move { queue.drain().await }
    });
    settle().await;
    assert!(!draining.is_finished());
    let late = queue.append(append(256)).await;
    assert_eq!(late.unwrap_err().problem(), ProblemCode::Unavailable);
    db.gate.add_permits(9);
    draining.await.unwrap();
    for one in waiting {
        assert!(one.await.unwrap().is_ok());
    }
    queue.drain().await;
}

#[tokio::test]
async fn who_hangs_up_takes_nothing_back() {
    let db = Held::new(0);
    let queue = queue(&db);
    let waiting = asked(&queue, 2, 256);
    settle().await;
    for one in waiting {
        one.abort();
    }
    db.gate.add_permits(9);
    queue.drain().await;
    assert_eq!(db.transactions().iter().sum::<usize>(), 2);
}

#[tokio::test]
async fn more_requests_than_may_wait_are_sent_away() {
    let db = Held::new(0);
    let queue = queue(&db);
    let first = asked(&queue, 1, 256);
    settle().await;
    let waiting = asked(&queue, WAITING_MAX, 256);
    settle().await;
    let one_more = queue.append(append(256)).await;
    assert_eq!(one_more.unwrap_err().problem(), ProblemCode::Unavailable);
    db.gate.add_permits(99);
    for one in first.into_iter().chain(waiting) {
        assert!(one.await.unwrap().is_ok());
    }
    assert_eq!(
        db.transactions(),
        [1, TRANSACTION_APPENDS_MAX, TRANSACTION_APPENDS_MAX]
    );
}

#[tokio::test]
async fn more_bytes_than_may_wait_are_sent_away() {
    let db = Held::new(0);
    let queue = queue(&db);
    let one = append(63_488);
    let bytes = one.envelopes[0].1.as_bytes().len();
    let fitting = WAITING_BYTES_MAX / bytes;
    let waiting = asked(&queue, fitting, 63_488);
    settle().await;
    assert!(queue.append(append(63_488)).await.is_err());
    db.gate.add_permits(999);
    for one in waiting {
        assert!(one.await.unwrap().is_ok());
    }
    assert!(
        queue.append(append(63_488)).await.is_ok(),
        "what is written makes room"
    );
}
