//! The client's side of HTTP: one connection that is kept while it works, over simulated TCP.
//! Invariant: whoever waits longer than the patience of the app has waited in vain, and begins
//! with a new connection.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use holdfast_client::{ANSWER_BYTES_MAX, Method, Request, Response, Transport, TransportError};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::time::timeout;
use turmoil::net::TcpStream;

/// The way of one device to the relay.
#[derive(Clone, Default)]
pub(super) struct Road(Rc<Inside>);

#[derive(Default)]
struct Inside {
    line: RefCell<Option<SendRequest<Full<Bytes>>>>,
    requests: Cell<u64>,
    failures: Cell<u64>,
    #[cfg(test)]
    soil: crate::plant::Soil,
}

impl Road {
    /// How many requests were made.
    pub(super) fn requests(&self) -> u64 {
        self.0.requests.get()
    }

    /// How many of them got no answer.
    pub(super) fn failures(&self) -> u64 {
        self.0.failures.get()
    }

    #[cfg(test)]
    pub(super) fn plant(&self, plant: crate::plant::Plant) {
        self.0.soil.plant(plant);
    }

    /// Ends the connection, as the end of a process does.
    pub(super) fn hang_up(&self) {
        self.0.line.take();
    }

    /// Sends on the kept connection, or on a new one, and gives the answer as it begins.
    async fn ask(&self, request: &Request) -> Result<hyper::Response<Incoming>, TransportError> {
        let kept = self.0.line.take().filter(|line| !line.is_closed());
        let mut line = match kept {
            Some(line) => line,
            None => connect().await?,
        };
        line.ready().await.map_err(offline)?;
        let answer = line.send_request(built(request)?).await.map_err(offline)?;
        self.0.line.replace(Some(line));
        Ok(answer)
    }

    async fn exchange(&self, request: &Request) -> Result<Response, TransportError> {
        let answer = self.ask(request).await?;
        let status = answer.status().as_u16();
        let body = Limited::new(answer.into_body(), ANSWER_BYTES_MAX);
        let body = body.collect().await.map_err(offline)?;
        Ok(Response {
            status,
            body: body.to_bytes().to_vec(),
        })
    }
}

impl Transport for Road {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        self.0.requests.set(self.0.requests.get() + 1);
        #[cfg(test)]
        let request = match self.0.soil.request(request) {
            Ok(request) => request,
            Err(answer) => return Ok(answer),
        };
        let outcome = timeout(PATIENCE, self.exchange(&request)).await;
        let outcome = outcome.map_err(|_| TransportError::Offline);
        outcome.flatten().inspect_err(|_| {
            self.0.failures.set(self.0.failures.get() + 1);
            self.hang_up();
        })
    }

    async fn live(&self, request: Request, heard: Rc<dyn Fn(&str)>) -> Result<(), TransportError> {
        // A connection of its own: it stays open as long as it is listened to.
        let mut line = connect().await?;
        let answer = line.send_request(built(&request)?).await.map_err(offline)?;
        let mut body = answer.into_body();
        while let Some(frame) = body.frame().await {
            let data = frame.map_err(offline)?.into_data().unwrap_or_default();
            let text = String::from_utf8_lossy(&data);
            text.lines()
                .filter_map(|line| line.strip_prefix("data:"))
                .for_each(|said| heard(said.trim()));
        }
        Ok(())
    }
}

async fn connect() -> Result<SendRequest<Full<Bytes>>, TransportError> {
    let stream = TcpStream::connect((RELAY, PORT)).await.map_err(offline)?;
    let (line, connection) = handshake(TokioIo::new(stream)).await.map_err(offline)?;
    // It ends with the line, or when the other side ends it: both are seen at the line.
    tokio::task::spawn_local(connection);
    Ok(line)
}

fn built(request: &Request) -> Result<hyper::Request<Full<Bytes>>, TransportError> {
    let mut built = hyper::Request::builder()
        .method(request.method.as_str())
        .uri(request.url.strip_prefix(ADDRESS).unwrap_or(&request.url))
        .header("host", RELAY);
    if let Some(token) = &request.bearer {
        built = built.header("authorization", format!("Bearer {token}"));
    }
    if matches!(request.method, Method::Post | Method::Put) {
        built = built.header("content-type", request.content_type);
    }
    let body = Full::new(Bytes::from(request.body.clone()));
    built.body(body).map_err(|_| TransportError::Unreadable)
}

fn offline<E>(_: E) -> TransportError {
    TransportError::Offline
}

/// The relay's name in the simulated network.
pub(super) const RELAY: &str = "relay";
pub(super) const PORT: u16 = 7117;
/// Where the clients believe it to be.
pub(super) const ADDRESS: &str = "https://relay.example";
/// So long an answer is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
