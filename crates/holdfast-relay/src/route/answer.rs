//! The problems that routes can answer, for their descriptions.
//! Each status comes from the protocol's own list, so that a description cannot drift from it.

use holdfast_wire::protocol::ProblemCode;
use std::collections::BTreeMap;
use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};

/// What a route can always answer.
pub(super) struct AnyProblem;
/// What a route that reads a body can answer.
pub(super) struct BodyProblem;
/// What a route of a member can answer.
pub(super) struct MemberProblem;

impl IntoResponses for AnyProblem {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[
            ProblemCode::Malformed,
            ProblemCode::TooMany,
            ProblemCode::Internal,
            ProblemCode::Unavailable,
        ])
    }
}

impl IntoResponses for BodyProblem {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[
            ProblemCode::Timeout,
            ProblemCode::TooLarge,
            ProblemCode::MediaType,
        ])
    }
}

impl IntoResponses for MemberProblem {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems(&[ProblemCode::SessionNeeded])
    }
}

fn problems(codes: &[ProblemCode]) -> BTreeMap<String, RefOr<Response>> {
    codes
        .iter()
        .map(|code| (code.status().to_string(), RefOr::T(problem(*code))))
        .collect()
}

fn problem(code: ProblemCode) -> Response {
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .build();
    ResponseBuilder::new()
        .description(format!("{}: {}", code.code(), code.title()))
        .content("application/problem+json", content)
        .build()
}
