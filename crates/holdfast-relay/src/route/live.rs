//! Server-sent events of one space: the newest head, now and after each commit.
//! A stream ends with its session, with the space's access key, and when the relay closes.

use super::answer::{AnyProblem, MemberProblem};
use super::member::Member;
use super::shape::Heads;
use crate::RelayError;
use crate::live::Listener;
use crate::shared::Shared;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{Stream, unfold};
use holdfast_wire::Position;
use holdfast_wire::protocol::ProblemCode;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Hear of new positions.
#[utoipa::path(
    get,
    path = "/v1/spaces/{id}/live",
    params(("id" = String, Path, pattern = "^[0-9a-f]{32}$")),
    responses(
        (status = 200, description = "a stream", body = Heads, content_type = "text/event-stream"),
        AnyProblem,
        MemberProblem
    ),
    security(("session" = []))
)]
pub(super) async fn listen(
    State(shared): State<Arc<Shared>>,
    member: Member,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, RelayError> {
    let listener = shared.hub.listen(member.space)?;
    // Asked again after listening began: neither a commit nor a new key slips in between.
    let known = shared.db.space(member.space).await?;
    let known = known.filter(|known| known.generation == member.known.generation);
    let head = known.ok_or(ProblemCode::SessionNeeded)?.head;
    let until = Instant::now() + Duration::from_secs(member.session_s);
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(KEEP_ALIVE_S));
    Ok(Sse::new(heads(head, listener, until)).keep_alive(keep_alive))
}

fn heads(
    first: Position,
    listener: Listener,
    until: Instant,
) -> impl Stream<Item = Result<Event, Infallible>> {
    unfold(
        (Some(first), first, listener),
        move |(begin, mut told, mut listener)| async move {
            if let Some(head) = begin {
                return Some((event(head), (None, told, listener)));
            }
            loop {
                let head = timeout_at(until, listener.next()).await.ok()??;
                if head > told {
                    told = head;
                    return Some((event(head), (None, told, listener)));
                }
            }
        },
    )
}

fn event(head: Position) -> Result<Event, Infallible> {
    Ok(Event::default().data(head.to_string()))
}

/// A proxy that sees nothing for longer may cut the stream.
const KEEP_ALIVE_S: u64 = 20;
