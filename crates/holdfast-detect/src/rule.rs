//! A rule of the literature as a score per session, so that all can be calibrated the same way.
//! A larger score is always more rupture-like; a session that a rule cannot judge has none.

mod bocpd;
mod chart;
mod classic;
mod difference;
mod regression;
mod self_starting;

#[cfg(test)]
mod tests;

pub use classic::{Classic, Published};

/// A detector that gives each session of a therapy a score, seeing only that session and the past
/// (two rules that are read backwards say so: [`Classic::reads_backwards`]).
pub trait Rule {
    /// The name in tables.
    fn name(&self) -> &str;

    /// One value per session, larger = more rupture-like; `None` where the rule cannot say.
    ///
    /// `scores` are in session order with higher = better, `weeks` are the gaps before each
    /// session;
    /// both have the same length.
    fn score(&self, scores: &[Option<f64>], weeks: &[f64]) -> Vec<Option<f64>>;
}
