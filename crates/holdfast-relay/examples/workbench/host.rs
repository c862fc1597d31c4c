//! `host`: a relay with one space for a tester of the API.
//! It prints the address, the space, a session for it and a good batch, as one line of JSON.

use crate::Outcome;
use crate::caller::Caller;
use holdfast_relay::testing::TestRelay;
use holdfast_wire::protocol::encode_push;
use serde_json::json;
use std::io::{Read, Write};
use std::path::Path;
use std::process::ExitCode;

pub(crate) async fn run(database: &Path) -> Outcome {
    let relay = TestRelay::start(database).await?;
    let mut caller = Caller::enter(&relay.url, 1).await?;
    let stored = caller.envelope(0, 256)?;
    caller.push(std::slice::from_ref(&stored)).await?;
    let batch = encode_push([caller.envelope(0, 256)?.as_bytes()])?;
    let line = json!({
        "url": relay.url,
        "space": caller.space,
        "session": caller.session,
        "batch": hex::encode(batch),
    });
    let mut out = std::io::stdout();
    writeln!(out, "{line}")?;
    out.flush()?;
    let end = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new()));
    end.await??;
    relay.stop().await;
    Ok(ExitCode::SUCCESS)
}
