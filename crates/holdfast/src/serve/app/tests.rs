//! The app's files, judged by what a browser would get.

use super::{Dist, accepts, file, is_hashed, is_place, media_type};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};

#[test]
fn a_place_is_told_from_a_file() {
    for place in ["", "today", "us/3", "a.b/today"] {
        assert!(is_place(place), "{place}");
    }
    for file in ["app.css", "icons/none.svg", ".env", "today.html"] {
        assert!(!is_place(file), "{file}");
    }
}

#[test]
fn an_encoding_is_taken_only_when_the_browser_reads_it() {
    let check = |value: &'static str, encoding, expect| {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(value));
        assert_eq!(accepts(&headers, encoding), expect, "{value} {encoding}");
    };
    check("gzip, deflate, br", "br", true);
    check("gzip;q=1.0, BR;q=0.5", "br", true);
    check("br;q=0, gzip", "br", false);
    check("br;q=0.000", "br", false);
    check("brx", "br", false);
    check("", "gzip", false);
    assert!(!accepts(&HeaderMap::new(), "gzip"));
}

#[test]
fn only_a_name_with_a_hash_in_it_is_kept_for_ever() {
    for name in [
        "app-0123456789abcdef.wasm",
        "fonts/x.0123456789abcdef0123.woff2",
    ] {
        assert!(is_hashed(name), "{name}");
    }
    for name in [
        "app.wasm",
        "sw.js",
        "index.html",
        "0123456789abcdef.js",
        "app-0123.js",
    ] {
        assert!(!is_hashed(name), "{name}");
    }
}

#[tokio::test]
async fn a_missing_file_is_missing_and_never_the_app() {
    for path in [
        "/nothing.js",
        "/icons/nothing.svg",
        "/../Cargo.toml",
        "/index.html.bak",
    ] {
        let found = file(Method::GET, path.parse().unwrap(), HeaderMap::new()).await;
        assert_eq!(found.status(), StatusCode::NOT_FOUND, "{path}");
        assert!(
            found
                .headers()
                .contains_key(header::CONTENT_SECURITY_POLICY)
        );
    }
    let posted = file(Method::POST, "/".parse().unwrap(), HeaderMap::new()).await;
    assert_eq!(posted.status(), StatusCode::METHOD_NOT_ALLOWED);
}

/// Says nothing about a build without the app, and everything about one with it.
#[tokio::test]
async fn every_file_of_the_app_is_served_with_its_type_and_its_guards() {
    for name in Dist::iter().filter(|name| !name.ends_with(".br") && !name.ends_with(".gz")) {
        let uri = format!("/{name}").parse().unwrap();
        let found = file(Method::GET, uri, HeaderMap::new()).await;
        assert_eq!(found.status(), StatusCode::OK, "{name}");
        let headers = found.headers();
        assert_ne!(
            media_type(&name),
            "application/octet-stream",
            "{name} has no type"
        );
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        let again = HeaderMap::from_iter([(header::IF_NONE_MATCH, headers[header::ETAG].clone())]);
        let known = file(Method::GET, format!("/{name}").parse().unwrap(), again).await;
        assert_eq!(known.status(), StatusCode::NOT_MODIFIED, "{name}");
    }
}

#[tokio::test]
async fn the_app_that_is_embedded_starts_at_every_place() {
    let Some(index) = Dist::get("index.html") else {
        return;
    };
    let text = String::from_utf8(index.data.to_vec()).unwrap();
    assert!(
        text.starts_with("<!doctype html>"),
        "this is not the app: {text}"
    );
    for path in ["/", "/today", "/us/3"] {
        let found = file(Method::GET, path.parse().unwrap(), HeaderMap::new()).await;
        assert_eq!(
            found.headers()[header::CONTENT_TYPE],
            "text/html; charset=utf-8",
            "{path}"
        );
        assert_eq!(found.headers()[header::CACHE_CONTROL], "no-cache", "{path}");
    }
}
