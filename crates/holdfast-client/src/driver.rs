//! The driver: sends what waits and fetches what is new, space by space.
//! Everything that comes is committed before it is believed; nothing here waits for a timer.

use std::rc::Rc;

use holdfast_model::id::RelationshipId;
use holdfast_store::{Batch, Key, LocalIndex, Op, Store, StoreError};
use holdfast_sync::{Alarm, Replica, Step, SyncError};
use holdfast_wire::protocol::{BATCH_ENVELOPES_MAX, BODY_BYTES_MAX, ProblemCode};
use holdfast_wire::{EnvelopeId, Position, SpaceId};

use crate::alarm::Notice;
use crate::error::ClientError;
use crate::inner::Inner;
use crate::keyring::space_of;
use crate::line::{Line, Session, log_in};
use crate::listeners::Event;
use crate::ports::{Ports, Transport};
use crate::relay::Relay;

/// What a sync did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// How many spaces were brought up to date.
    pub reached: usize,
    /// How many were not reached, or refused; they are tried again next time.
    pub missed: usize,
    /// Envelopes sent.
    pub sent: usize,
    /// Envelopes fetched.
    pub received: usize,
    /// Envelopes that still wait on this device.
    pub waiting: u64,
    /// When another attempt makes sense, in milliseconds; 0 when nothing was missed.
    pub next_attempt_in_ms: u64,
    /// The last problem, as its stable code, when something was missed.
    pub problem: Option<&'static str>,
}

impl SyncReport {
    /// Whether everything went out and came in.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.missed == 0 && self.waiting == 0
    }
}

impl<P: Ports> Inner<P> {
    pub(crate) async fn sync(&self) -> Result<SyncReport, ClientError> {
        let _errand = self.errand.lock().await;
        let mut report = SyncReport::default();
        for _ in 0..ROUNDS_MAX {
            // What is due now is done now; what fails stays due.
            let _ = self.do_duties().await;
            let round = self.round().await?;
            let moved = round.sent + round.received > 0;
            report = SyncReport {
                sent: report.sent + round.sent,
                received: report.received + round.received,
                ..round
            };
            if !moved || round.missed > 0 {
                break;
            }
        }
        report.waiting = self.ports.store().stats().await?.queued;
        Ok(report)
    }

    /// Every space once.
    async fn round(&self) -> Result<SyncReport, ClientError> {
        let mut report = SyncReport::default();
        for space in self.with(|open| open.lines())? {
            match self.exchange(space).await {
                Ok((sent, received)) => {
                    report.reached += 1;
                    report.sent += sent;
                    report.received += received;
                    self.with_line(space, |line| line.backoff.succeeded())?;
                }
                Err(error) if error.is_of_the_road() => {
                    report.missed += 1;
                    report.problem = Some(error.code());
                    let wait = self.with_line(space, |line| {
                        line.forget();
                        line.backoff.failed();
                        line.backoff.next_attempt_in_ms()
                    })?;
                    report.next_attempt_in_ms = report.next_attempt_in_ms.max(wait);
                }
                Err(error) => return Err(error),
            }
        }
        let _turn = self.turn.lock().await;
        self.open_spaces().await?;
        Ok(report)
    }

    /// Pushes and pulls one space; one more time when the session had ended meanwhile.
    pub(crate) async fn exchange(&self, space: SpaceId) -> Result<(usize, usize), ClientError> {
        match self.exchange_once(space).await {
            Err(ClientError::Refused(ProblemCode::SessionNeeded)) => {
                self.with_line(space, Line::forget)?;
                self.exchange_once(space).await
            }
            outcome => outcome,
        }
    }

    async fn exchange_once(&self, space: SpaceId) -> Result<(usize, usize), ClientError> {
        let address = self.with(|open| open.relay_of(space).unwrap_or(&self.relay).to_owned())?;
        let relay = Relay::new(self.ports.transport(), &address);
        let session = self.session(space, &relay).await?;
        let (sent, head, session) = self.push(space, &relay, session).await?;
        if session.is_outdated() && self.with(|open| !open.keyring.has_ended(space))? {
            // What was proven by the old token is out: now the relay may forget it.
            self.rotate(space, &relay, &session).await?;
            let session = self.session(space, &relay).await?;
            let (more, head, session) = self.push(space, &relay, session).await?;
            let received = self.pull(space, &relay, &session, head).await?;
            return Ok((sent + more, received));
        }
        Ok((sent, self.pull(space, &relay, &session, head).await?))
    }

    /// A session with a space; logs in when there is none.
    pub(crate) async fn session<T: Transport>(
        &self,
        space: SpaceId,
        relay: &Relay<'_, T>,
    ) -> Result<Session, ClientError> {
        let now_ms = self.now().unix_ms();
        if let Some(session) = self.with_line(space, |line| line.session(now_ms))? {
            return Ok(session);
        }
        let accesses = self.with(|open| open.accesses(space))??;
        let session = log_in(relay, &accesses, now_ms).await?;
        self.with_line(space, |line| line.session = Some(session.clone()))?;
        Ok(session)
    }

    async fn rotate<T: Transport>(
        &self,
        space: SpaceId,
        relay: &Relay<'_, T>,
        session: &Session,
    ) -> Result<(), ClientError> {
        let accesses = self.with(|open| open.accesses(space))??;
        let newest = accesses.first().ok_or(ClientError::NoRelationship)?;
        relay
            .rotate(space, &session.token, &newest.rotation())
            .await?;
        self.with_line(space, Line::forget)
    }

    /// Pushes what waits. Gives how many, the last position of the space, and the session, which
    /// may have become another one.
    async fn push<T: Transport>(
        &self,
        space: SpaceId,
        relay: &Relay<'_, T>,
        mut session: Session,
    ) -> Result<(usize, Position, Session), ClientError> {
        let (mut sent, mut last) = (0, None);
        loop {
            let waiting = self
                .ports
                .store()
                .outbox(space, BATCH_ENVELOPES_MAX)
                .await?;
            let mut load = fit(session.proven(&waiting));
            // An empty push is asked too: it tells the last position.
            let mut pushed = relay.push(space, &session.token, bodies(load)).await;
            if let Err(ClientError::Refused(ProblemCode::ProofRefused)) = pushed {
                (load, session) = self.vouch(space, relay, &session, load).await?;
                pushed = relay.push(space, &session.token, bodies(load)).await;
            }
            let head = pushed?.head;
            if load.is_empty() {
                return Ok((sent, head, session));
            }
            let ids: Vec<EnvelopeId> = load.iter().map(|(id, _)| *id).collect();
            // A store that says "kept" and keeps nothing would have it sent for ever.
            if last == ids.first().copied() {
                let still = "what has gone out still waits";
                return Err(StoreError::Unavailable(still.into()).into());
            }
            last = ids.first().copied();
            sent += ids.len();
            self.acked(space, &ids).await?;
        }
    }

    /// A relay that has lost a space, or remembers its last epochs only, refuses what was sealed in
    /// an older one, and all that waits behind it. A member tells it the write token of that epoch
    /// once more; the key that lets in stays the newest. Gives the first of the load, as far as it
    /// is of one epoch, and a new session.
    async fn vouch<'w, T: Transport>(
        &self,
        space: SpaceId,
        relay: &Relay<'_, T>,
        session: &Session,
        load: &'w [(EnvelopeId, Vec<u8>)],
    ) -> Result<(&'w [(EnvelopeId, Vec<u8>)], Session), ClientError> {
        let refused = || ClientError::Refused(ProblemCode::ProofRefused);
        let accesses = self.with(|open| open.accesses(space))??;
        let newest = accesses.first().filter(|_| !session.is_outdated());
        let newest = newest.ok_or_else(refused)?;
        let of_one = accesses
            .iter()
            .map(|access| (access, access.proven(load)))
            .find(|(_, proven)| !proven.is_empty());
        let (of_epoch, first) = of_one.ok_or_else(refused)?;
        let rotation = newest.vouching_for(of_epoch);
        relay.rotate(space, &session.token, &rotation).await?;
        self.with_line(space, Line::forget)?;
        Ok((first, self.session(space, relay).await?))
    }

    /// The relay says that it has stored these.
    async fn acked(&self, space: SpaceId, ids: &[EnvelopeId]) -> Result<(), ClientError> {
        let _turn = self.turn.lock().await;
        if self.has_replica(space)? {
            return self.event(space, |replica| replica.acked(ids)).await;
        }
        let ops = ids.iter().map(|id| Op::Unqueue { space, id: *id });
        Ok(self.ports.store().commit(ops.collect::<Batch>()).await?)
    }

    /// Pulls to the end, and as often as the replica asks for it. `head` is the relay's last word.
    async fn pull<T: Transport>(
        &self,
        space: SpaceId,
        relay: &Relay<'_, T>,
        session: &Session,
        head: Position,
    ) -> Result<usize, ClientError> {
        if !self.has_replica(space)? {
            self.audit_recovery(space, relay, session).await?;
            return Ok(0);
        }
        let audited = self.audit_now_and_then(space).await?;
        let (mut received, mut head) = (0, head);
        for _ in 0..AUDITS_MAX {
            let asked =
                self.with_mut(|open| open.space(space).map(|room| room.pull_from.take()))??;
            let after = asked.map_or_else(|| self.position(space), Ok)?;
            match self.pull_pages(space, relay, session, after).await {
                Ok((count, last)) => (received, head) = (received + count, head.max(last)),
                Err(error) => {
                    // What was asked for from its beginning is asked for again, whole.
                    self.with_mut(|open| {
                        let room = open.space(space)?;
                        room.pull_from = asked.or(room.pull_from);
                        Ok::<_, ClientError>(())
                    })??;
                    return Err(error);
                }
            }
            let _turn = self.turn.lock().await;
            self.event(space, |replica| replica.caught_up(head)).await?;
            self.with_mut(|open| open.space(space).map(|room| room.behind = false))??;
            if self.with_mut(|open| open.space(space).map(|room| room.pull_from.is_none()))?? {
                break;
            }
        }
        // Marked at the end: one that breaks off is due again, also after a reload.
        if let Some(mark) = audited {
            self.ports.store().commit(Batch::new().with(mark)).await?;
        }
        Ok(received)
    }

    /// Page by page to the end: how many envelopes came, and the last position among
    /// them, 0 when none came.
    async fn pull_pages<T: Transport>(
        &self,
        space: SpaceId,
        relay: &Relay<'_, T>,
        session: &Session,
        after: Position,
    ) -> Result<(usize, Position), ClientError> {
        let (mut received, mut after, mut newest) = (0, after, Position(0));
        for _ in 0..PAGES_MAX {
            let items = relay.pull(space, &session.token, after).await?;
            let Some((last, _)) = items.last().filter(|(last, _)| *last > after) else {
                break;
            };
            (after, newest) = (*last, *last);
            received += items.len();
            let _turn = self.turn.lock().await;
            self.event(space, |replica| replica.pulled(items)).await?;
        }
        Ok((received, newest))
    }

    /// Begins to compare everything that is held here with what the relay has, once a week. Gives
    /// the mark that it is done.
    async fn audit_now_and_then(&self, space: SpaceId) -> Result<Option<Op>, ClientError> {
        let Some((is_first, mark)) = self.due_audit(space).await? else {
            return Ok(None);
        };
        let _turn = self.turn.lock().await;
        if !is_first {
            self.event(space, Replica::audit).await?;
        }
        Ok(Some(mark))
    }

    /// The recovery space has no replica: what rests here for it must be there, or the 24 words
    /// would open nothing when they are needed.
    async fn audit_recovery<T: Transport>(
        &self,
        space: SpaceId,
        relay: &Relay<'_, T>,
        session: &Session,
    ) -> Result<(), ClientError> {
        let Some((_, mark)) = self.due_audit(space).await? else {
            return Ok(());
        };
        let there = relay.pull(space, &session.token, Position(0)).await?;
        let held = self.ports.store();
        let held = held
            .envelopes(space, LocalIndex::START, BATCH_ENVELOPES_MAX)
            .await?;
        let lost = held
            .into_iter()
            .filter(|(_, bytes)| there.iter().all(|(_, other)| other != bytes));
        let ids: Vec<EnvelopeId> = lost.map(|(_, bytes)| EnvelopeId::of(&bytes)).collect();
        let queue = ids.iter().map(|id| Op::Queue { space, id: *id });
        let batch = queue.chain([mark]).collect();
        self.ports.store().commit(batch).await?;
        if !ids.is_empty() {
            let notice = Notice::new(&Alarm::AckedLost { ids }, None, self.now());
            self.with_mut(|open| notice.is_some_and(|notice| open.notice(notice)))?;
            self.keep_notices().await?;
            self.listeners.tell(Event::Alarm);
        }
        Ok(())
    }

    /// Whether a week is over since the last audit of a space: whether this is the first one, and
    /// the mark that it is done.
    async fn due_audit(&self, space: SpaceId) -> Result<Option<(bool, Op)>, ClientError> {
        let (key, now_ms) = (Key::of_space(space, "audited")?, self.now().unix_ms());
        let last = self.value(&key).await?;
        let last_ms = last.and_then(|bytes| Some(u64::from_le_bytes(bytes.try_into().ok()?)));
        // A clock that was set back does not tell how long it was: then it is due.
        let since_ms = last_ms.and_then(|last_ms| now_ms.checked_sub(last_ms));
        if since_ms.is_some_and(|since_ms| since_ms < AUDIT_EVERY_MS) {
            return Ok(None);
        }
        let bytes = now_ms.to_le_bytes().to_vec();
        Ok(Some((last_ms.is_none(), Op::PutValue { key, bytes })))
    }

    /// One event of a replica, kept before its effects become true. With the turn held.
    async fn event(
        &self,
        space: SpaceId,
        event: impl FnOnce(&mut Replica) -> Result<Step, SyncError>,
    ) -> Result<(), ClientError> {
        self.catch_up_with_store(space).await?;
        let step =
            self.with_mut(|open| Ok::<_, ClientError>(event(&mut open.space(space)?.replica)?))?;
        self.commit(space, vec![step?]).await
    }

    fn has_replica(&self, space: SpaceId) -> Result<bool, ClientError> {
        self.with(|open| open.spaces.contains_key(&space))
    }

    fn position(&self, space: SpaceId) -> Result<Position, ClientError> {
        self.with_mut(|open| Ok(open.space(space)?.replica.position()))?
    }

    pub(crate) async fn listen(&self, to: Option<RelationshipId>) -> Result<(), ClientError> {
        let space = match to {
            Some(relationship) => space_of(relationship),
            None => self.with(|open| open.mine)?,
        };
        let address = self.with(|open| open.relay_of(space).unwrap_or(&self.relay).to_owned())?;
        let relay = Relay::new(self.ports.transport(), &address);
        let session = self.session(space, &relay).await?;
        let listeners = Rc::clone(&self.listeners);
        let heard = Rc::new(move |_: &str| listeners.tell(Event::News));
        Ok(self
            .ports
            .transport()
            .live(relay.live(space, &session.token), heard)
            .await?)
    }
}

fn bodies(load: &[(EnvelopeId, Vec<u8>)]) -> impl Iterator<Item = &[u8]> {
    load.iter().map(|(_, bytes)| bytes.as_slice())
}

/// As many of the waiting envelopes, from the first, as one push may carry.
fn fit(waiting: &[(EnvelopeId, Vec<u8>)]) -> &[(EnvelopeId, Vec<u8>)] {
    let mut bytes = 0;
    let fits = waiting.iter().take_while(|(_, envelope)| {
        bytes += envelope.len() + LENGTH_BYTES;
        bytes <= BODY_BYTES_MAX
    });
    waiting.get(..fits.count()).unwrap_or_default()
}

/// Each envelope of a push stands behind its length.
const LENGTH_BYTES: usize = 4;
/// A space holds at most so many pages of envelopes: 262,144 of them.
const PAGES_MAX: usize = 1_024;
/// A replica asks for everything at most so often in one exchange.
const AUDITS_MAX: usize = 3;
/// A week, in milliseconds.
const AUDIT_EVERY_MS: u64 = 7 * 24 * 3_600 * 1_000;
/// Pulling can open spaces and make things due: so often everything is looked at again.
const ROUNDS_MAX: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_push_carries_what_fits_and_no_byte_more() {
        let envelope = |length| (EnvelopeId::ZERO, vec![0; length]);
        let sixteen: Vec<_> = (0..17)
            .map(|_| envelope(BODY_BYTES_MAX / 16 - LENGTH_BYTES))
            .collect();
        assert_eq!(fit(&sixteen).len(), 16, "exactly at the limit");
        let one_more: Vec<_> = (0..16).map(|_| envelope(BODY_BYTES_MAX / 16 - 3)).collect();
        assert_eq!(fit(&one_more).len(), 15, "one byte past it");
        assert!(fit(&[]).is_empty());
    }
}
