//! HTTP by the browser's fetch, and server-sent events read from its stream.
//! Invariant: no cookie, no cache, no referrer; an answer longer than the limit is cut off unread.

use std::rc::Rc;

use holdfast_client::{ANSWER_BYTES_MAX, Method, Request, Response, Transport, TransportError};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Headers, ReadableStreamDefaultReader, ReferrerPolicy, RequestCache, RequestCredentials,
    RequestInit,
};

use crate::ui::window;

/// The browser's fetch.
pub(crate) struct Fetch;

impl Transport for Fetch {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let answer = open(&request).await?;
        let status = answer.status();
        let mut body = Vec::new();
        if let Some(reader) = reader(&answer) {
            while let Some(part) = next(&reader).await? {
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
        let answer = open(&request).await?;
        let reader = reader(&answer)
            .filter(|_| answer.ok())
            .ok_or(TransportError::Unreadable)?;
        let mut line = Vec::new();
        while let Some(part) = next(&reader).await? {
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

async fn open(request: &Request) -> Result<web_sys::Response, TransportError> {
    let init = describe(request).ok_or(TransportError::Unreadable)?;
    let answer = JsFuture::from(window().fetch_with_str_and_init(&request.url, &init)).await;
    let answer = answer.map_err(|_| TransportError::Offline)?;
    answer.dyn_into().map_err(|_| TransportError::Unreadable)
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

fn reader(answer: &web_sys::Response) -> Option<ReadableStreamDefaultReader> {
    answer.body()?.get_reader().dyn_into().ok()
}

async fn next(reader: &ReadableStreamDefaultReader) -> Result<Option<Vec<u8>>, TransportError> {
    let part = JsFuture::from(reader.read())
        .await
        .map_err(|_| TransportError::Offline)?;
    let field = |name: &str| Reflect::get(&part, &JsValue::from_str(name));
    match field("value").ok().filter(|value| !value.is_undefined()) {
        Some(value) => Ok(Some(Uint8Array::new(&value).to_vec())),
        None => Ok(None),
    }
}

/// The longest line of an event stream that is kept; a position has 20 digits.
const LINE_BYTES_MAX: usize = 1024;
