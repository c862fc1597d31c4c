//! HTTP by the browser's fetch, and server-sent events read from its stream.
//! Invariant: no cookie, no cache, no referrer; an answer longer than the limit is cut off unread,
//! and a line that has died without a word is given up.

use std::rc::Rc;

use holdfast_client::{ANSWER_BYTES_MAX, Method, Request, Response, Transport, TransportError};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache,
    RequestCredentials, RequestInit,
};

use crate::ui::{Timer, window};

/// The browser's fetch.
pub(crate) struct Fetch;

impl Transport for Fetch {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let answer = Answer::to(&request).await?;
        let status = answer.head.status();
        let mut body = Vec::new();
        if let Some(reader) = answer.reader() {
            while let Some(part) = answer.next(&reader).await? {
                if body.len() + part.len() > ANSWER_BYTES_MAX {
                    let _cancelled = reader.cancel();
                    return Err(TransportError::Unreadable);
                }
                body.extend(part);
            }
        }
        Ok(Response { status, body })
    }

    async fn live(&self, request: Request, heard: Rc<dyn Fn(&str)>) -> Result<(), TransportError> {
        let answer = Answer::to(&request).await?;
        let reader = answer
            .reader()
            .filter(|_| answer.head.ok())
            .ok_or(TransportError::Unreadable)?;
        let mut line = Vec::new();
        while let Some(part) = answer.next(&reader).await? {
            for byte in part {
                if byte == b'\n' {
                    say(&line, &heard);
                    line.clear();
                } else if line.len() < LINE_BYTES_MAX {
                    line.push(byte);
                }
            }
        }
        Ok(())
    }
}

/// Hands on the data of one line of the stream (WHATWG HTML, 9.2.6); our events have one line each.
fn say(line: &[u8], heard: &Rc<dyn Fn(&str)>) {
    let data = std::str::from_utf8(line)
        .ok()
        .and_then(|line| line.strip_prefix("data:"));
    if let Some(data) = data {
        heard(data.trim());
    }
}

/// An answer that comes in parts. A half-open connection would hold the one errand for as long as
/// the browser has patience, so each part has its time.
struct Answer {
    head: web_sys::Response,
    cutter: AbortController,
}

impl Answer {
    async fn to(request: &Request) -> Result<Self, TransportError> {
        let init = describe(request).ok_or(TransportError::Unreadable)?;
        let cutter = AbortController::new().map_err(|_| TransportError::Unreadable)?;
        init.set_signal(Some(&cutter.signal()));
        let _patience = patience(&cutter, upload_ms(request.body.len()));
        let asked = window().fetch_with_str_and_init(&request.url, &init);
        let answer = JsFuture::from(asked).await;
        let answer = answer.map_err(|_| TransportError::Offline)?;
        let head = answer.dyn_into().map_err(|_| TransportError::Unreadable)?;
        Ok(Self { head, cutter })
    }

    fn reader(&self) -> Option<ReadableStreamDefaultReader> {
        self.head.body()?.get_reader().dyn_into().ok()
    }

    async fn next(
        &self,
        reader: &ReadableStreamDefaultReader,
    ) -> Result<Option<Vec<u8>>, TransportError> {
        let _patience = patience(&self.cutter, SILENCE_MS_MAX);
        let part = JsFuture::from(reader.read())
            .await
            .map_err(|_| TransportError::Offline)?;
        let field = |name: &str| Reflect::get(&part, &JsValue::from_str(name));
        match field("value").ok().filter(|value| !value.is_undefined()) {
            Some(value) => Ok(Some(Uint8Array::new(&value).to_vec())),
            None => Ok(None),
        }
    }
}

/// Gives a request up unless it is dropped in time.
fn patience(cutter: &AbortController, wait_ms: u32) -> Timer {
    let cutter = cutter.clone();
    Timer::new(wait_ms, move || cutter.abort())
}

/// How long it may take until the first word of an answer: what is sent needs its time too.
fn upload_ms(bytes: usize) -> u32 {
    let sending = bytes / SLOWEST_BYTES_PER_MS;
    SILENCE_MS_MAX.saturating_add(u32::try_from(sending).unwrap_or(u32::MAX))
}

fn describe(request: &Request) -> Option<RequestInit> {
    let headers = Headers::new().ok()?;
    if let Some(token) = &request.bearer {
        headers
            .set("authorization", &format!("Bearer {token}"))
            .ok()?;
    }
    let init = RequestInit::new();
    init.set_method(request.method.as_str());
    init.set_cache(RequestCache::NoStore);
    init.set_credentials(RequestCredentials::Omit);
    init.set_referrer_policy(ReferrerPolicy::NoReferrer);
    // An empty batch is a body too, and the relay asks for the type of every body.
    if matches!(request.method, Method::Post | Method::Put) {
        headers.set("content-type", request.content_type).ok()?;
    }
    if !request.body.is_empty() {
        init.set_body(&Uint8Array::from(&request.body[..]));
    }
    init.set_headers(&headers);
    Some(init)
}

/// The longest line of an event stream that is kept; a position has 20 digits.
const LINE_BYTES_MAX: usize = 1024;
/// A relay says at least that it is there every 20 s.
const SILENCE_MS_MAX: u32 = 45_000;
/// Four kilobytes a second: a poor line, and still one.
const SLOWEST_BYTES_PER_MS: usize = 4;
