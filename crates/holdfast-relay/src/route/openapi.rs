//! The description of the API, made from the routes themselves: `/openapi.json`.
//! Every status that a route can answer is in it; a run of schemathesis looks for others.

use super::shape::ProblemShape;
use super::{envelopes, health, live, mailboxes, sessions, spaces};
use axum::http::header;
use axum::response::IntoResponse;
use utoipa::Modify;
use utoipa::openapi::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};

pub(super) async fn document() -> impl IntoResponse {
    let text = <Description as utoipa::OpenApi>::openapi()
        .to_json()
        .unwrap_or_default();
    ([(header::CONTENT_TYPE, "application/json")], text)
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Holdfast relay",
        description = "Keeps and forwards envelopes that it cannot read.",
        version = "1"
    ),
    paths(
        spaces::create,
        spaces::rotate,
        spaces::delete,
        sessions::challenge,
        sessions::open,
        envelopes::push,
        envelopes::pull,
        envelopes::delete,
        live::listen,
        mailboxes::put,
        mailboxes::take,
        health::alive,
        health::ready
    ),
    components(schemas(ProblemShape)),
    modifiers(&Session)
)]
struct Description;

/// The session in the header `Authorization`.
struct Session;

impl Modify for Session {
    fn modify(&self, document: &mut OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("session", SecurityScheme::Http(bearer));
    }
}

#[cfg(test)]
mod tests {
    use super::Description;
    use holdfast_wire::protocol::ProblemCode;
    use std::collections::BTreeSet;

    #[test]
    fn every_route_is_described_and_every_problem_can_be_met() {
        let document = <Description as utoipa::OpenApi>::openapi();
        assert_eq!(document.paths.paths.len(), 10);
        let json = serde_json::to_value(&document).unwrap();
        let described: BTreeSet<_> = json["paths"]
            .as_object()
            .unwrap()
            .values()
            .flat_map(|path| path.as_object().unwrap().values())
            .flat_map(|operation| operation["responses"].as_object().unwrap().keys().cloned())
            .collect();
        for code in ProblemCode::ALL {
            // A method that is not offered is, by its nature, described nowhere.
            let is_described = described.contains(&code.status().to_string());
            assert_eq!(
                is_described,
                *code != ProblemCode::MethodNotAllowed,
                "{code:?}"
            );
        }
    }
}
