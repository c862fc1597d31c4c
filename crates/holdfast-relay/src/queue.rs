//! Group commit: one task takes all that waits, commits it at once, and only then answers.
//! Nobody is told "stored" before the transaction that holds it is durable.

use crate::RelayError;
use crate::db::{Append, Appended, Db, Quota};
use crate::live::Hub;
use crate::metrics::Metrics;
use holdfast_wire::SpaceId;
use holdfast_wire::protocol::{BODY_BYTES_MAX, ProblemCode};
use std::sync::Arc;
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// The way to the one task that writes envelopes.
pub(crate) struct Queue {
    jobs: mpsc::Sender<Job>,
    /// Bytes that may wait in memory.
    room: Arc<Semaphore>,
    closing: Mutex<Option<(oneshot::Sender<()>, JoinHandle<()>)>>,
}

impl Queue {
    pub(crate) fn start(
        db: Arc<dyn Db>,
        quota: Quota,
        hub: Arc<Hub>,
        metrics: Arc<Metrics>,
    ) -> Self {
        let (jobs, waiting) = mpsc::channel(WAITING_MAX);
        let (close, closing) = oneshot::channel();
        let writer = Writer {
            db,
            quota,
            hub,
            metrics,
            waiting,
        };
        let task = tokio::spawn(writer.run(closing));
        let room = Arc::new(Semaphore::new(WAITING_BYTES_MAX));
        Self {
            jobs,
            room,
            closing: Mutex::new(Some((close, task))),
        }
    }

    /// Appends, and answers when it is durable. Dropping the answer does not take the work back.
    ///
    /// # Errors
    /// `Unavailable` when too much waits already or the relay is closing; those of the database.
    pub(crate) async fn append(&self, append: Append) -> Result<Appended, RelayError> {
        let unavailable = RelayError::from(ProblemCode::Unavailable);
        let bytes: usize = append
            .envelopes
            .iter()
            .map(|(_, e)| e.as_bytes().len())
            .sum();
        let permits = u32::try_from(bytes).unwrap_or(u32::MAX);
        let Ok(room) = Arc::clone(&self.room).try_acquire_many_owned(permits) else {
            return Err(unavailable);
        };
        let (done, verdict) = oneshot::channel();
        let asker = Asker {
            space: append.space,
            bytes,
            done,
            _room: room,
        };
        if self.jobs.try_send(Job { append, asker }).is_err() {
            return Err(unavailable);
        }
        verdict.await.unwrap_or(Err(unavailable))
    }

    /// Writes what waits, takes nothing more, and ends.
    pub(crate) async fn drain(&self) {
        self.room.close();
        if let Some((close, task)) = self.closing.lock().await.take() {
            // An error of either means that the task has ended, which is what is wanted.
            let _ = close.send(());
            let _ = task.await;
        }
    }
}

struct Job {
    append: Append,
    asker: Asker,
}

/// Who waits for a verdict. Its room is given back when it has it, not before.
struct Asker {
    space: SpaceId,
    bytes: usize,
    done: oneshot::Sender<Result<Appended, RelayError>>,
    _room: OwnedSemaphorePermit,
}

struct Writer {
    db: Arc<dyn Db>,
    quota: Quota,
    hub: Arc<Hub>,
    metrics: Arc<Metrics>,
    waiting: mpsc::Receiver<Job>,
}

impl Writer {
    async fn run(mut self, mut closing: oneshot::Receiver<()>) {
        loop {
            let first = tokio::select! {
                biased;
                _ = &mut closing, if !self.waiting.is_closed() => {
                    self.waiting.close();
                    continue;
                }
                first = self.waiting.recv() => first,
            };
            let Some(first) = first else { return };
            let jobs = self.take_waiting(first);
            self.commit(jobs).await;
        }
    }

    fn take_waiting(&mut self, first: Job) -> Vec<Job> {
        let mut bytes = first.asker.bytes;
        let mut jobs = vec![first];
        while bytes < TRANSACTION_BYTES && jobs.len() < TRANSACTION_APPENDS_MAX {
            let Ok(job) = self.waiting.try_recv() else {
                break;
            };
            bytes += job.asker.bytes;
            jobs.push(job);
        }
        jobs
    }

    async fn commit(&self, jobs: Vec<Job>) {
        let begun = Instant::now();
        let (appends, askers): (Vec<_>, Vec<_>) =
            jobs.into_iter().map(|job| (job.append, job.asker)).unzip();
        match self.db.append(appends, self.quota).await {
            Ok(verdicts) => {
                self.metrics.committed(begun.elapsed());
                for (asker, verdict) in askers.into_iter().zip(verdicts) {
                    if let Appended::Stored { head, new } = verdict
                        && new > 0
                    {
                        self.metrics.stored(new, asker.bytes);
                        self.hub.publish(asker.space, head);
                    }
                    // Who asked may be gone; what was stored stays.
                    let _ = asker.done.send(Ok(verdict));
                }
            }
            Err(error) => {
                for asker in askers {
                    let _ = asker.done.send(Err(error.repeat()));
                }
            }
        }
    }
}

/// Requests that may wait.
const WAITING_MAX: usize = 4_096;
/// Bytes that may wait: 64 full requests.
const WAITING_BYTES_MAX: usize = 64 * BODY_BYTES_MAX;
/// A transaction that has this much takes no further request.
const TRANSACTION_BYTES: usize = 8 * BODY_BYTES_MAX;
/// A transaction has at most so many requests.
const TRANSACTION_APPENDS_MAX: usize = 2_048;

#[cfg(test)]
mod tests;
