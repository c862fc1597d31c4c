//! What devices and the relay say to each other over HTTP: batches, small JSON, problems.
//! Everything the relay says is a hint; nothing here is believed without a signature elsewhere.

mod batch;
mod message;
mod problem;

pub use batch::{
    BATCH_ENVELOPES_MAX, BODY_BYTES_MAX, decode_pull, decode_push, encode_pull, encode_push,
};
pub use message::{
    AccessKey, AccessSignature, Challenge, CreateSpace, MAILBOX_BYTES_MAX, OpenSession, Pushed,
    RotateAccess, SessionToken, session_message,
};
pub use problem::{Problem, ProblemCode};
