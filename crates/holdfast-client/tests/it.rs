//! Every test of the client from outside, in one binary.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that meets what it does not expect fails"
)]

#[path = "it/again.rs"]
mod again;
#[path = "it/altered.rs"]
mod altered;
#[path = "it/draft.rs"]
mod draft;
#[path = "it/people.rs"]
mod people;
#[path = "it/stages.rs"]
mod stages;
#[path = "it/story.rs"]
mod story;
#[path = "it/trouble.rs"]
mod trouble;
#[path = "it/world.rs"]
mod world;
