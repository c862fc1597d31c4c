//! The app as files in the binary, with the headers that keep everything else out.
//! A path that looks like a file is that file or nothing; only a place in the app is the app.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

/// Embedded in a release build, read from the disk in a development build. The folder may be
/// missing, so that the tests of everything else run without a build of the app.
#[derive(RustEmbed)]
#[folder = "../../dist/"]
#[allow_missing = true]
struct Dist;

/// Answers with a file of the app.
pub(super) async fn file(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return with_headers(StatusCode::METHOD_NOT_ALLOWED.into_response());
    }
    let path = uri.path().trim_start_matches('/');
    let name = if is_place(path) { "index.html" } else { path };
    let found = Dist::get(name).map(|plain| answer(name, plain, &headers));
    with_headers(found.unwrap_or_else(|| StatusCode::NOT_FOUND.into_response()))
}

/// Whether there is an app in this build.
pub(super) fn is_embedded() -> bool {
    Dist::get("index.html").is_some()
}

/// The bytes of a file of the app in this build.
pub(crate) fn embedded(name: &str) -> Option<Vec<u8>> {
    Dist::get(name).map(|file| file.data.into_owned())
}

/// A place in the app has no dot in its last part: `/`, `/today`, `/us/3`.
fn is_place(path: &str) -> bool {
    path.rsplit('/')
        .next()
        .is_some_and(|last| !last.contains('.'))
}

fn answer(name: &str, plain: EmbeddedFile, asked: &HeaderMap) -> Response {
    let (file, encoding) = smallest(name, plain, asked);
    let etag = etag(&file);
    let known = asked
        .get(header::IF_NONE_MATCH)
        .and_then(|known| known.to_str().ok());
    let is_known = known.is_some_and(|known| known.split(',').any(|one| one.trim() == etag));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(file.data).into_response()
    };
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(media_type(name)),
    );
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let caching = if is_hashed(name) {
        FOR_EVER
    } else {
        ASK_EACH_TIME
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    if let Some(encoding) = encoding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

/// The compressed twin that the caller reads, if there is one.
fn smallest(
    name: &str,
    plain: EmbeddedFile,
    asked: &HeaderMap,
) -> (EmbeddedFile, Option<&'static str>) {
    for (encoding, ending) in [("br", "br"), ("gzip", "gz")] {
        if accepts(asked, encoding)
            && let Some(twin) = Dist::get(&format!("{name}.{ending}"))
        {
            return (twin, Some(encoding));
        }
    }
    (plain, None)
}

/// Named in Accept-Encoding and not refused by a weight of zero.
fn accepts(asked: &HeaderMap, encoding: &str) -> bool {
    let all = asked.get_all(header::ACCEPT_ENCODING);
    all.iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|one| {
            let mut parts = one.split(';').map(str::trim);
            let is_named = parts
                .next()
                .is_some_and(|name| name.eq_ignore_ascii_case(encoding));
            let is_refused = parts.any(|weight| {
                weight
                    .strip_prefix("q=")
                    .and_then(|q| q.parse::<f32>().ok())
                    == Some(0.0)
            });
            is_named && !is_refused
        })
}

fn etag(file: &EmbeddedFile) -> String {
    let hash = file.metadata.sha256_hash();
    let digits: String = hash
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("\"{digits}\"")
}

/// A name with 16 or more hexadecimal digits after a dash or a dot never has other bytes.
fn is_hashed(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    file.split(['-', '.'])
        .skip(1)
        .any(|part| part.len() >= 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

fn with_headers(mut response: Response) -> Response {
    for (name, value) in SAFE {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    response
}

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_EACH_TIME: &str = "no-cache";

/// What every answer carries (document "host", headers).
pub(crate) const SAFE: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         font-src 'self'; connect-src 'self'; img-src 'self' data:; worker-src 'self'; \
         manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        "same-origin",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (
        HeaderName::from_static("permissions-policy"),
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), \
         encrypted-media=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), \
         local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), \
         picture-in-picture=(), serial=(), usb=(), xr-spatial-tracking=()",
    ),
];

#[cfg(test)]
mod tests;
