//! Counts for the host: how much, how fast, how often refused.
//! No count has a space, an address or a time in it.

use crate::live::Hub;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// All counts since the start.
#[derive(Default)]
pub(crate) struct Metrics {
    /// By route template and status.
    requests: Mutex<BTreeMap<(String, u16), u64>>,
    envelopes: AtomicU64,
    bytes: AtomicU64,
    commits: AtomicU64,
    commit_us: AtomicU64,
    commits_by_ms: [AtomicU64; COMMIT_MS.len()],
}

impl Metrics {
    /// `route` is a template of ours, so there are few of them.
    pub(crate) fn answered(&self, route: &str, status: u16) {
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        *requests.entry((route.to_owned(), status)).or_default() += 1;
    }

    pub(crate) fn stored(&self, envelopes: u32, bytes: usize) {
        self.envelopes
            .fetch_add(u64::from(envelopes), Ordering::Relaxed);
        self.bytes
            .fetch_add(u64::try_from(bytes).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    pub(crate) fn committed(&self, took: Duration) {
        self.commits.fetch_add(1, Ordering::Relaxed);
        let us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.commit_us.fetch_add(us, Ordering::Relaxed);
        for (ms, commits) in COMMIT_MS.iter().zip(&self.commits_by_ms) {
            if us <= ms * 1_000 {
                commits.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    /// The Prometheus text format, version 0.0.4.
    pub(crate) fn text(&self, hub: &Hub) -> String {
        let mut text = String::new();
        self.write(&mut text, hub).unwrap_or_default(); // a String takes everything
        text
    }

    fn write(&self, text: &mut String, hub: &Hub) -> std::fmt::Result {
        let load = |count: &AtomicU64| count.load(Ordering::Relaxed);
        writeln!(text, "# TYPE holdfast_requests_total counter")?;
        let requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        for ((route, status), count) in requests.iter() {
            let labels = format!("route=\"{route}\",status=\"{status}\"");
            writeln!(text, "holdfast_requests_total{{{labels}}} {count}")?;
        }
        writeln!(text, "# TYPE holdfast_envelopes_stored_total counter")?;
        writeln!(
            text,
            "holdfast_envelopes_stored_total {}",
            load(&self.envelopes)
        )?;
        writeln!(text, "# TYPE holdfast_bytes_stored_total counter")?;
        writeln!(text, "holdfast_bytes_stored_total {}", load(&self.bytes))?;
        writeln!(text, "# TYPE holdfast_live_streams gauge")?;
        writeln!(text, "holdfast_live_streams {}", hub.streams())?;
        writeln!(text, "# TYPE holdfast_commit_seconds histogram")?;
        for (ms, commits) in COMMIT_MS.iter().zip(&self.commits_by_ms) {
            let le = Duration::from_millis(*ms).as_secs_f64();
            writeln!(
                text,
                "holdfast_commit_seconds_bucket{{le=\"{le}\"}} {}",
                load(commits)
            )?;
        }
        let (commits, us) = (load(&self.commits), load(&self.commit_us));
        writeln!(
            text,
            "holdfast_commit_seconds_bucket{{le=\"+Inf\"}} {commits}"
        )?;
        let seconds = Duration::from_micros(us).as_secs_f64();
        writeln!(text, "holdfast_commit_seconds_sum {seconds}")?;
        writeln!(text, "holdfast_commit_seconds_count {commits}")
    }
}

const COMMIT_MS: [u64; 7] = [1, 3, 10, 30, 100, 300, 1_000];

#[cfg(test)]
mod tests {
    use super::{Hub, Metrics};
    use std::time::Duration;

    #[test]
    fn the_text_counts_what_happened() {
        let metrics = Metrics::default();
        metrics.answered("/v1/spaces", 201);
        metrics.answered("/v1/spaces", 201);
        metrics.stored(3, 900);
        metrics.committed(Duration::from_millis(2));
        let text = metrics.text(&Hub::new(1, 1));
        for line in [
            "holdfast_requests_total{route=\"/v1/spaces\",status=\"201\"} 2",
            "holdfast_envelopes_stored_total 3",
            "holdfast_bytes_stored_total 900",
            "holdfast_commit_seconds_bucket{le=\"0.001\"} 0",
            "holdfast_commit_seconds_bucket{le=\"0.003\"} 1",
            "holdfast_commit_seconds_sum 0.002",
            "holdfast_live_streams 0",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
        }
    }
}
