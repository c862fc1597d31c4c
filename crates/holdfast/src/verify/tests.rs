//! A host that is honest, and hosts that are not, on loopback.
//! Every way of lying is told in a sentence of its own.

use super::*;
use axum::Router;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use std::net::SocketAddr;

const PAGE: &str = "<p>a page</p>";
const WORKER: &str = "self.oninstall = 1";

/// What a host serves: paths with their text.
type Files = Vec<(&'static str, String)>;

fn manifest() -> String {
    let (page, worker) = (
        release::hash(PAGE.as_bytes()),
        release::hash(WORKER.as_bytes()),
    );
    format!(
        r#"{{"schema":"holdfast.release/1","version":"0123","files":{{"/index.html":"{page}","/sw.js":"{worker}"}}}}"#
    )
}

fn honest() -> Files {
    vec![
        ("/", PAGE.into()),
        ("/index.html", PAGE.into()),
        ("/sw.js", WORKER.into()),
        ("/release.json", manifest()),
    ]
}

/// Serves on loopback until the test ends, with or without the safe headers.
fn serve(files: Files, safe: bool) -> String {
    let mut router = Router::new();
    for (path, text) in files {
        router = router.route(path, get(move || answer(text.clone(), safe)));
    }
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async move {
            let any = SocketAddr::from(([127, 0, 0, 1], 0));
            let listener = tokio::net::TcpListener::bind(any).await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            axum::serve(listener, router).await.unwrap();
        });
    });
    format!("http://{}", told.recv().unwrap())
}

async fn answer(text: String, safe: bool) -> impl IntoResponse {
    let mut response = (StatusCode::OK, text).into_response();
    if safe {
        for (name, value) in app::SAFE {
            let headers = response.headers_mut();
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    response
}

fn found(files: Files, safe: bool) -> Vec<String> {
    let release = Release::read(manifest().as_bytes()).unwrap();
    compare(&Site::new(&serve(files, safe)).unwrap(), &release).unwrap()
}

#[test]
fn an_honest_host_has_no_difference() {
    assert_eq!(found(honest(), true), Vec::<String>::new());
}

#[test]
fn one_altered_byte_of_any_file_is_told() {
    for (at, (path, _)) in honest().into_iter().enumerate().take(3) {
        let mut files = honest();
        if let Some((_, text)) = files.get_mut(at) {
            text.push(' ');
        }
        let expected = format!("{path} is not the file of the release");
        assert_eq!(found(files, true), [expected]);
    }
}

#[test]
fn a_missing_file_is_told() {
    let mut files = honest();
    files.retain(|(path, _)| *path != "/sw.js");
    assert_eq!(found(files, true), ["/sw.js is not served (status 404)"]);
}

#[test]
fn each_missing_header_is_told() {
    let all: Vec<HeaderName> = app::SAFE.into_iter().map(|(name, _)| name).collect();
    let told = found(honest(), false);
    assert_eq!(told.len(), all.len());
    assert!(all.contains(&header::CONTENT_SECURITY_POLICY));
}

#[test]
fn a_signature_holds_for_its_key_and_its_bytes_only() {
    let pair = minisign::KeyPair::generate_unencrypted_keypair().unwrap();
    let other = minisign::KeyPair::generate_unencrypted_keypair().unwrap();
    let signed = manifest();
    let signature = minisign::sign(None, &pair.sk, signed.as_bytes(), None, None).unwrap();
    let serve_signed = |manifest: String| {
        let signature = ("/release.json.minisig", signature.to_string());
        let site = serve(vec![("/release.json", manifest), signature], true);
        Site::new(&site).unwrap()
    };
    let site = serve_signed(signed.clone());
    assert_eq!(check_signature(&site, &pair.pk.to_base64()).unwrap(), None);
    assert!(
        check_signature(&site, &other.pk.to_base64())
            .unwrap()
            .is_some()
    );
    let altered = serve_signed(format!("{signed} "));
    assert!(
        check_signature(&altered, &pair.pk.to_base64())
            .unwrap()
            .is_some()
    );
    let unsigned = Site::new(&serve(honest(), true)).unwrap();
    assert!(
        check_signature(&unsigned, &pair.pk.to_base64())
            .unwrap()
            .is_some()
    );
    assert!(check_signature(&unsigned, "no key").is_err());
}

#[test]
fn what_is_no_manifest_is_refused_with_its_reason() {
    let other = manifest().replace("release/1", "release/9");
    let empty = r#"{"schema":"holdfast.release/1","version":"1","files":{}}"#;
    let rootless = r#"{"schema":"holdfast.release/1","version":"1","files":{"a":"b"}}"#;
    for bad in ["", "[]", &other, empty, rootless] {
        assert!(Release::read(bad.as_bytes()).is_err(), "{bad}");
    }
}

#[test]
fn an_address_that_is_none_and_a_host_that_is_gone_are_errors() {
    assert!(Site::new("holdfast.example").is_err());
    let gone = Site::new("http://127.0.0.1:9").unwrap();
    assert!(gone.as_a_browser("/").is_err());
}
