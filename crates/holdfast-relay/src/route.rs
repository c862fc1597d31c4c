//! The map of the relay: every route, and what surrounds each of them.
//! A request is counted before it is read, and its answer is never cached by anyone.

mod answer;
mod body;
mod envelopes;
mod health;
mod live;
mod mailboxes;
mod member;
mod openapi;
mod sessions;
mod shape;
mod spaces;

use crate::RelayError;
use crate::config::AddressSource;
use crate::last;
use crate::limiter::Neighbourhood;
use crate::shared::Shared;
use axum::Router;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use holdfast_wire::protocol::ProblemCode;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

pub(crate) fn all(shared: &Arc<Shared>) -> Router {
    let v1 = Router::new()
        .route("/spaces", post(spaces::create))
        .route("/spaces/{id}", axum::routing::delete(spaces::delete))
        .route("/spaces/{id}/access", put(spaces::rotate))
        .route("/spaces/{id}/challenge", post(sessions::challenge))
        .route("/spaces/{id}/sessions", post(sessions::open))
        .route(
            "/spaces/{id}/envelopes",
            post(envelopes::push)
                .get(envelopes::pull)
                .delete(envelopes::delete),
        )
        .route("/spaces/{id}/live", get(live::listen))
        .route("/mailboxes/{id}", post(mailboxes::put).get(mailboxes::take))
        .fallback(not_found)
        .method_not_allowed_fallback(not_allowed)
        .layer(from_fn_with_state(Arc::clone(shared), limit));
    Router::new()
        .nest("/v1", v1)
        .route("/healthz", get(health::alive))
        .route(
            "/readyz",
            get(health::ready).layer(from_fn_with_state(Arc::clone(shared), limit)),
        )
        .route("/openapi.json", get(openapi::document))
        .method_not_allowed_fallback(not_allowed)
        .layer(from_fn_with_state(Arc::clone(shared), observe))
        .with_state(Arc::clone(shared))
}

pub(crate) fn metrics(shared: &Arc<Shared>) -> Router {
    Router::new()
        .route("/metrics", get(health::metrics))
        .with_state(Arc::clone(shared))
}

async fn not_found() -> RelayError {
    ProblemCode::NotFound.into()
}

async fn not_allowed() -> RelayError {
    ProblemCode::MethodNotAllowed.into()
}

/// Turns away who asks too often, before anything of the request is read.
async fn limit(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let who = neighbourhood(&shared, &request);
    if shared.by_address.take(who, shared.clock.now_ms()) {
        next.run(request).await
    } else {
        RelayError::from(ProblemCode::TooMany).into_response()
    }
}

/// Counts and logs by template: never a path, an id or an address.
async fn observe(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let mut response = last::answer(next.run(request)).await;
    let route = route.as_ref().map_or("other", MatchedPath::as_str);
    let status = response.status().as_u16();
    shared.metrics.answered(route, status);
    tracing::info!(%method, route, status, "answered");
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn neighbourhood(shared: &Shared, request: &Request) -> Neighbourhood {
    let connection = || {
        let info = request.extensions().get::<ConnectInfo<SocketAddr>>();
        info.map(|ConnectInfo(address)| address.ip())
    };
    let address = match shared.config.address {
        AddressSource::Connection => connection(),
        AddressSource::ForwardedFor => forwarded_for(request.headers()).or_else(connection),
    };
    address.map_or(Neighbourhood::UNKNOWN, Neighbourhood::from)
}

/// The last entry: the one before it was written by whoever asked.
fn forwarded_for(headers: &HeaderMap) -> Option<IpAddr> {
    let all = headers.get_all("x-forwarded-for").iter().next_back()?;
    all.to_str().ok()?.rsplit(',').next()?.trim().parse().ok()
}

const ALWAYS: [(HeaderName, &str); 3] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

#[cfg(test)]
mod tests {
    use super::forwarded_for;
    use axum::http::{HeaderMap, HeaderValue};

    #[test]
    fn only_what_the_nearest_proxy_wrote_counts() {
        let check = |values: &[&'static str], expect: Option<&str>| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("x-forwarded-for", HeaderValue::from_static(value));
            }
            assert_eq!(
                forwarded_for(&headers),
                expect.map(|text| text.parse().unwrap())
            );
        };
        check(&[], None);
        check(&["192.0.2.1"], Some("192.0.2.1"));
        check(&["198.51.100.7, 192.0.2.1"], Some("192.0.2.1"));
        check(&["198.51.100.7", "192.0.2.1"], Some("192.0.2.1"));
        check(&["192.0.2.1, nonsense"], None);
    }
}
