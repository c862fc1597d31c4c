//! `load`: how many records a second the relay acknowledges, and how fast a new device has all.
//! Records of 1 KiB, 16 connections, each its own space; every answer is awaited.

use crate::Outcome;
use crate::caller::{Caller, Fault};
use holdfast_relay::testing::TestRelay;
use serde_json::json;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use tokio::time::Instant;

pub(crate) async fn run(database: &Path) -> Outcome {
    let relay = TestRelay::start(database).await?;
    for batch in [1, 100] {
        let took = Duration::from_secs(SECONDS);
        let begun = Instant::now();
        let writers: Vec<_> = (1..=CONNECTIONS)
            .map(|number| tokio::spawn(write(relay.url.clone(), number, batch, begun + took)))
            .collect();
        let mut waits = Vec::new();
        for writer in writers {
            waits.extend(writer.await??);
        }
        let seconds = begun.elapsed().as_secs_f64();
        waits.sort();
        let at = |part: usize| {
            waits
                .get(waits.len() * part / 100)
                .map_or(0, Duration::as_micros)
        };
        let records = waits.len() * batch;
        let per_s = records as f64 / seconds;
        println!(
            "{}",
            json!({
                "work": "push", "connections": CONNECTIONS, "batch": batch, "records": records,
                "records_per_s": per_s.round(), "p50_us": at(50), "p99_us": at(99),
            })
        );
    }
    cold_sync(&relay.url).await?;
    relay.stop().await;
    Ok(ExitCode::SUCCESS)
}

async fn write(
    url: String,
    number: u8,
    batch: usize,
    until: Instant,
) -> Result<Vec<Duration>, Fault> {
    let mut caller = Caller::enter(&url, number).await?;
    let origin = u64::try_from(batch)?;
    let mut waits = Vec::new();
    while Instant::now() < until {
        let envelopes = (0..batch)
            .map(|_| caller.envelope(origin, RECORD_BYTES))
            .collect::<Result<Vec<_>, _>>()?;
        let asked = Instant::now();
        caller.push(&envelopes).await?;
        waits.push(asked.elapsed());
    }
    Ok(waits)
}

async fn cold_sync(url: &str) -> Result<(), Fault> {
    let mut caller = Caller::enter(url, CONNECTIONS + 1).await?;
    for _ in 0..COLD_RECORDS / 200 {
        let envelopes = (0..200)
            .map(|_| caller.envelope(0, RECORD_BYTES))
            .collect::<Result<Vec<_>, _>>()?;
        caller.push(&envelopes).await?;
    }
    let begun = Instant::now();
    let mut fresh = Caller::enter(url, CONNECTIONS + 1).await?;
    let (mut after, mut records) = (0, 0);
    loop {
        let page = fresh.pull(after).await?;
        let Some((last, _)) = page.last() else { break };
        after = last.0;
        records += page.len();
    }
    let ms = begun.elapsed().as_millis();
    println!(
        "{}",
        json!({"work": "cold sync with login", "records": records, "ms": ms})
    );
    Ok(())
}

const CONNECTIONS: u8 = 16;
const SECONDS: u64 = 5;
/// A padded length of about 1 KiB.
const RECORD_BYTES: usize = 1_024;
const COLD_RECORDS: usize = 10_000;
