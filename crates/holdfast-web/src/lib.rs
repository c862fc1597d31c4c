//! The app in the browser: her screens and her therapist's, on the client without a face.
//!
//! It never parses markup from words, never asks a host but its own and the relay, never writes a
//! word of hers to the console, a title or an address, and says "Kept" only after a durable commit.
//! The ground (`ui`: a watched value, a scope, a node) is our own, because a framework was measured
//! and does not fit the budget of 180 KB beside the cryptography; see docs/decisions.
//!
//! ```text
//! static/index.html + before.js   painted before any WASM: theme, cover, a field for first words
//! static/hold.html                her plan, without WASM
//! start -> app (stage, route) -> page -> part, chart -> ui
//!       -> guard (lock timers, hiding, history)
//! ports (clock, entropy, IndexedDB, fetch, WebCrypto) -> holdfast-client
//! ```
#![cfg_attr(
    not(target_arch = "wasm32"),
    expect(
        dead_code,
        reason = "screens are drawn in a browser; the host tests the pure parts"
    )
)]

mod chart;
mod hold_record;
mod route;
mod ui;
mod when;
mod words;

#[cfg(target_arch = "wasm32")]
mod app;
#[cfg(target_arch = "wasm32")]
mod errand;
#[cfg(target_arch = "wasm32")]
mod everyday;
#[cfg(target_arch = "wasm32")]
mod finger;
#[cfg(target_arch = "wasm32")]
mod guard;
#[cfg(target_arch = "wasm32")]
mod icon;
#[cfg(target_arch = "wasm32")]
mod later;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod part;
#[cfg(target_arch = "wasm32")]
mod ports;
#[cfg(target_arch = "wasm32")]
mod start;
#[cfg(target_arch = "wasm32")]
mod take;
#[cfg(target_arch = "wasm32")]
mod trouble;
