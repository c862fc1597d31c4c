//! `append` and `audit`: what the relay acknowledged, told to whoever kills it.
//! An `ack` line is written only after the relay's answer, so each one is a promise.

use crate::Outcome;
use crate::caller::Caller;
use holdfast_relay::testing::TestRelay;
use holdfast_wire::Envelope;
use std::collections::BTreeSet;
use std::io::{BufRead, Write};
use std::path::Path;
use std::process::ExitCode;

pub(crate) async fn append(database: &Path) -> Outcome {
    let relay = TestRelay::start(database).await?;
    let origin = u64::from(std::process::id());
    let writers: Vec<_> = (1..=SPACES)
        .map(|number| {
            let url = relay.url.clone();
            tokio::spawn(async move {
                let mut caller = Caller::enter(&url, number).await?;
                for round in 0.. {
                    let count = 1 + round % BATCH_MAX;
                    let envelopes = (0..count)
                        .map(|_| caller.envelope(origin << 8 | u64::from(number), 256))
                        .collect::<Result<Vec<_>, _>>()?;
                    caller.push(&envelopes).await?;
                    promise(&envelopes)?;
                }
                Ok::<(), crate::caller::Fault>(())
            })
        })
        .collect();
    for writer in writers {
        writer.await??;
    }
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn audit(database: &Path) -> Outcome {
    let relay = TestRelay::start(database).await?;
    let mut found = BTreeSet::new();
    for number in 1..=SPACES {
        let mut caller = Caller::enter(&relay.url, number).await?;
        let mut after = 0;
        loop {
            let page = caller.pull(after).await?;
            let Some((last, _)) = page.last() else { break };
            after = last.0;
            for (_, bytes) in page {
                // What does not parse, or has another id than it had, counts as lost.
                found.extend(Envelope::parse(bytes).map(|envelope| envelope.id().to_string()));
            }
        }
    }
    let (mut promised, mut lost) = (0, 0);
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        // The last line may be cut: it was a promise only if it is whole.
        if let Some(id) = line.strip_prefix("ack ").filter(|id| id.len() == ID_DIGITS) {
            promised += 1;
            lost += u64::from(!found.contains(id));
        }
    }
    println!("promised {promised} found {} lost {lost}", found.len());
    relay.stop().await;
    Ok(if lost == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn promise(envelopes: &[Envelope]) -> std::io::Result<()> {
    let lines: String = envelopes
        .iter()
        .map(|e| format!("ack {}\n", e.id()))
        .collect();
    let mut out = std::io::stdout().lock();
    out.write_all(lines.as_bytes())?;
    out.flush()
}

const SPACES: u8 = 4;
const BATCH_MAX: u32 = 5;
const ID_DIGITS: usize = 64;
