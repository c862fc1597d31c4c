//! The relay's side: the real relay and its real server behind a listener of simulated TCP.
//! Invariant: every byte that comes in is remembered; an answer is whole, or cut off and ended.

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::{io, net::SocketAddr};

use axum::serve::Listener;
use holdfast_relay::testing::{CountingEntropy, open_in_step};
use holdfast_relay::{Clock, RelayConfig, serve};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::runtime::Handle;
use turmoil::net::{TcpListener, TcpStream};

use super::road::PORT;
use crate::clock::START_MS;

/// The house of the relay: what stays when its process ends.
#[derive(Clone)]
pub(super) struct House {
    database: PathBuf,
    machine: Handle,
    clock: Arc<SimClock>,
    entropy: Arc<CountingEntropy>,
    pub(super) door: Door,
}

impl House {
    pub(super) fn new(database: PathBuf, machine: &Handle) -> Self {
        Self {
            database,
            machine: machine.clone(),
            clock: Arc::default(),
            entropy: Arc::default(),
            door: Door::default(),
        }
    }

    /// The relay's process, from its start to its crash.
    pub(super) async fn keep(self) -> turmoil::Result {
        let config = RelayConfig::new(&self.database);
        let relay = open_in_step(&self.machine, config, self.clock, self.entropy).await?;
        let listener = Entrance {
            listener: TcpListener::bind(("0.0.0.0", PORT)).await?,
            door: self.door,
        };
        serve(listener, relay.router(), relay, std::future::pending()).await;
        Ok(())
    }

    /// Lets time go by at the relay.
    pub(super) fn forward(&self, ms: u64) {
        self.clock.ahead_ms.fetch_add(ms, Ordering::Relaxed);
    }
}

/// The time of the simulation, and what was added to it.
#[derive(Default)]
struct SimClock {
    ahead_ms: AtomicU64,
}

impl Clock for SimClock {
    fn now_ms(&self) -> u64 {
        let elapsed = turmoil::sim_elapsed().unwrap_or_default();
        let elapsed = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
        START_MS + elapsed + self.ahead_ms.load(Ordering::Relaxed)
    }
}

/// What everything passes through that the relay hears and says.
#[derive(Clone, Default)]
pub(super) struct Door(Arc<Mutex<Passage>>);

#[derive(Default)]
struct Passage {
    seen: Vec<u8>,
    /// After so many bytes of what is said next, the connection ends.
    cut_after: Option<usize>,
    cuts: u64,
}

impl Door {
    /// Cuts the next answer off after so many bytes.
    pub(super) fn cut_after(&self, bytes: usize) {
        self.passage().cut_after = Some(bytes);
    }

    pub(super) fn leave_whole(&self) {
        self.passage().cut_after = None;
    }

    /// How many answers were cut off.
    pub(super) fn cuts(&self) -> u64 {
        self.passage().cuts
    }

    /// Every byte that came in.
    pub(super) fn seen(&self) -> Vec<u8> {
        self.passage().seen.clone()
    }

    fn passage(&self) -> MutexGuard<'_, Passage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where connections come in.
struct Entrance {
    listener: TcpListener,
    door: Door,
}

impl Listener for Entrance {
    type Io = Cuttable;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Cuttable, SocketAddr) {
        loop {
            if let Ok((stream, address)) = self.listener.accept().await {
                let door = self.door.clone();
                return (Cuttable { stream, door }, address);
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection that may be cut while the relay answers.
struct Cuttable {
    stream: TcpStream,
    door: Door,
}

impl AsyncRead for Cuttable {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buf);
        let new = buf.filled().get(before..).unwrap_or_default();
        self.door.passage().seen.extend_from_slice(new);
        polled
    }
}

impl AsyncWrite for Cuttable {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let room = self.door.passage().cut_after;
        if room == Some(0) {
            let mut passage = self.door.passage();
            passage.cut_after = None;
            passage.cuts += 1;
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let fits = bytes.get(..room.unwrap_or(bytes.len())).unwrap_or(bytes);
        let polled = Pin::new(&mut self.stream).poll_write(cx, fits);
        if let (Poll::Ready(Ok(written)), Some(room)) = (&polled, room) {
            self.door.passage().cut_after = Some(room.saturating_sub(*written));
        }
        polled
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
