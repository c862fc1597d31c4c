//! The last handler: a request that meets wrong code gets a problem like any other.
//! Invariant: the caller learns nothing of it, and the process goes on for everybody else.

use crate::RelayError;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use std::future::Future;
use std::panic::AssertUnwindSafe;

/// The answer, also when none could be made. What the code held is dropped with it: a request
/// shares nothing with others but what guards itself.
pub(crate) async fn answer(making: impl Future<Output = Response>) -> Response {
    let made = AssertUnwindSafe(making).catch_unwind().await;
    made.unwrap_or_else(|_| RelayError::Broken.into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_wire::protocol::ProblemCode;
    use http_body_util::BodyExt;

    #[tokio::test]
    async fn wrong_code_is_answered_by_a_problem_that_tells_nothing() {
        let response = answer(async { panic!("a word that nobody may read") }).await;
        assert_eq!(response.status(), 500);
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json"
        );
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let said = std::str::from_utf8(&body).unwrap();
        assert!(said.contains(ProblemCode::Internal.code()), "{said}");
        assert!(!said.contains("word"), "{said}");
    }

    #[tokio::test]
    async fn an_answer_that_was_made_stays_as_it_is() {
        let response = answer(async { "fine".into_response() }).await;
        assert_eq!(response.status(), 200);
    }
}
