//! Serving over HTTP/1.1: a slow caller is cut off, a crowd is bounded, an end is orderly.
//! When `serve` returns, no request is running any more.

use crate::{Relay, last};
use axum::Router;
use axum::extract::{ConnectInfo, Request as Asked};
use axum::middleware::{Next, from_fn};
use axum::serve::Listener;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::Semaphore;

/// Serves `app` (the relay's routes, and whatever the host puts beside them) until `stop` is done,
/// then lets running requests end, writes what waits and closes the relay.
pub async fn serve<L>(mut listener: L, app: Router, relay: Relay, stop: impl Future<Output = ()>)
where
    L: Listener<Addr = SocketAddr>,
{
    // What the host put beside the relay's routes has a last handler too.
    let app = app.layer(from_fn(|asked: Asked, next: Next| {
        last::answer(next.run(asked))
    }));
    let ending = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = async {
            // The semaphore is never closed.
            let place = Arc::clone(&places).acquire_owned().await.ok();
            (listener.accept().await, place)
        };
        let ((io, address), place) = tokio::select! {
            accepted = accepted => accepted,
            () = &mut stop => break,
        };
        let connection = connect(io, address, app.clone(), ending.watcher());
        tokio::spawn(async move {
            connection.await;
            drop(place);
        });
    }
    drop(listener);
    relay.hang_up();
    let patience = Duration::from_secs(ENDING_TIMEOUT_S);
    if tokio::time::timeout(patience, ending.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some connections did not end in time");
    }
    relay.drain().await;
}

async fn connect<I>(io: I, address: SocketAddr, app: Router, ending: Watcher)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let routes = TowerToHyperService::new(app);
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(address));
        routes.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(HEADER_TIMEOUT_S))
        .max_buf_size(BUFFER_BYTES_MAX)
        .max_header_size(HEADER_BYTES_MAX)
        .max_headers(HEADERS_MAX)
        .serve_connection(TokioIo::new(io), service);
    // A broken connection is the caller's affair: the request was carried out, or it was not.
    let _ = ending.watch(connection).await;
}

/// Connections at one time; the next one waits at the door.
const CONNECTIONS_MAX: usize = 16_384;
/// How long the head of a request may take to arrive, and how long a connection may be idle.
const HEADER_TIMEOUT_S: u64 = 30;
/// The most bytes read ahead of what is used.
const BUFFER_BYTES_MAX: usize = 64 * 1024;
/// The most bytes of a request's head.
const HEADER_BYTES_MAX: usize = 32 * 1024;
const HEADERS_MAX: usize = 64;
/// How long running requests may take to end.
const ENDING_TIMEOUT_S: u64 = 10;
